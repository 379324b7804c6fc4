//! Which features the step size chooses near the boundary between memorizing and generalizing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grid::{Experiment, RunGrid, finished_runs, require_alike};
use super::source::Source;
use crate::factor::MeanAndError;
use crate::features::{FeatureReading, Scarcity};
use crate::group::Group;
use crate::train::{Protocol, RunConfig, RunDirectory, Variations};
use crate::{Error, Result};

/// What is measured at the end of a run, or its mean over several.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RunEnd<T> {
    /// The accuracy on the held-out pairs.
    pub accuracy: T,
    /// The share of a live filter that lies on one irrep, weighted by ‖w‖‖c‖.
    pub purity: T,
    /// The energy of the filters on the training pairs, ‖w‖ = 1, weighted likewise.
    pub energy: T,
}

/// The runs with one train fraction, weight decay and step size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatePoint {
    /// The share of the pairs that was trained on.
    pub train_fraction: f64,
    /// The weight decay.
    pub weight_decay: f64,
    /// The step size.
    pub learning_rate: f64,
    /// The number of runs.
    pub runs: usize,
    /// How they ended.
    #[serde(flatten)]
    pub end: RunEnd<MeanAndError>,
}

/// Accuracy, energy and purity against the step size.
///
/// Source: the experiment on step sizes of Li₂. Near the boundary large steps end at filters that memorize, with more energy and on
/// no single irrep; far above it every step size generalizes, and very small ones are merely not done in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// The group.
    pub group: Group,
    /// The number of hidden nodes.
    pub width: usize,
    /// The number of epochs.
    pub epochs: usize,
    /// The points, by train fraction, weight decay and step size.
    pub points: Vec<RatePoint>,
}

impl Rates {
    /// The energy that a Fourier filter has in expectation with this share of the pairs; of cyclic groups.
    #[must_use]
    pub fn fourier_energy(&self, train_fraction: f64) -> Option<f64> {
        let is_cyclic = self.group.moduli().is_some_and(|moduli| moduli.len() == 1);
        let scarcity = Scarcity::new(self.group.order(), train_fraction).ok().filter(|_| is_cyclic)?;
        Some(scarcity.fourier())
    }
}

/// Finished runs that differ in train fraction, step size, weight decay and seed only.
pub(super) fn runs_over_rates(sources: &[Source]) -> Result<Vec<RunDirectory>> {
    let runs = finished_runs(sources)?;
    require_alike(&runs, "train fraction, step size, weight decay and seed", |config| {
        let protocol = Protocol { train_fraction: 0.0, ..config.protocol.clone() };
        RunConfig { seed: 0, learning_rate: 0.0, weight_decay: 0.0, protocol, ..config.clone() }
    })?;
    Ok(runs)
}

impl Experiment for Rates {
    const NAME: &'static str = "rates";

    /// M = 23 near its boundary: p = 0.36 and 0.33, step sizes 10⁻³ to 10⁻¹, weight decays 2·10⁻⁴ and 10⁻⁴.
    fn runs() -> RunGrid {
        RunGrid {
            train_fractions: vec![0.36, 0.33],
            variations: Variations {
                learning_rates: vec![1e-3, 5e-3, 2e-2, 1e-1],
                weight_decays: vec![2e-4, 1e-4],
                ..RunGrid::usual()
            },
            ..RunGrid::of_last_networks(Group::cyclic(23).expect("23 is an order"), 2000)
        }
    }

    fn of_runs(sources: &[Source]) -> Result<Self> {
        let runs = runs_over_rates(sources)?;
        let config = runs[0].config();
        let (group, width, epochs) = (config.group.clone(), config.width, config.protocol.epochs);
        // Numbers that are not negative are in the order of their bits.
        let mut places: BTreeMap<[u64; 3], Vec<RunDirectory>> = BTreeMap::new();
        for run in runs {
            let RunConfig { learning_rate, weight_decay, protocol, .. } = run.config();
            let place = [protocol.train_fraction, *weight_decay, *learning_rate].map(f64::to_bits);
            places.entry(place).or_default().push(run);
        }
        let points = places.into_values().map(|runs| RatePoint::of(&runs)).collect::<Result<_>>()?;
        Ok(Rates { group, width, epochs, points })
    }
}

impl RatePoint {
    fn of(runs: &[RunDirectory]) -> Result<Self> {
        let ends = runs.iter().map(|run| RunEnd::of(run, &last_features(run)?)).collect::<Result<Vec<_>>>()?;
        let RunConfig { learning_rate, weight_decay, protocol, .. } = runs[0].config();
        let mean = |of: fn(&RunEnd<f64>) -> f64| {
            MeanAndError::of(&ends.iter().map(of).collect::<Vec<_>>()).expect("there are runs")
        };
        Ok(RatePoint {
            train_fraction: protocol.train_fraction,
            weight_decay: *weight_decay,
            learning_rate: *learning_rate,
            runs: runs.len(),
            end: RunEnd {
                accuracy: mean(|end| end.accuracy),
                purity: mean(|end| end.purity),
                energy: mean(|end| end.energy),
            },
        })
    }
}

impl RunEnd<f64> {
    /// The end of a run that has these features then.
    pub(super) fn of(run: &RunDirectory, features: &FeatureReading) -> Result<Self> {
        let FeatureReading { purity, energy, .. } = *features;
        let energy = energy.unwrap_or(f64::NAN); // of two operands, as all runs here
        Ok(RunEnd { accuracy: test_accuracy(run)?, purity, energy })
    }
}

/// The features at the end of a run, with the energies on its training pairs.
pub(super) fn last_features(run: &RunDirectory) -> Result<FeatureReading> {
    let Protocol { activation, task, .. } = &run.config().protocol;
    FeatureReading::of_task(&run.final_weights()?, *activation, task, &run.training_pairs()?)
        .map_err(|error| error.at_path(run.path()))
}

pub(super) fn test_accuracy(run: &RunDirectory) -> Result<f64> {
    let last = run.log()?.pop().ok_or_else(|| Error::argument("the run has no log").at_path(run.path()))?;
    Ok(last.test_accuracy)
}
