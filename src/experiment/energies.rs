//! Learned filters and their energies.

use serde::{Deserialize, Serialize};

use super::grid::{Experiment, RunGrid};
use super::rates::{last_features, runs_over_rates, test_accuracy};
use super::source::Source;
use crate::Result;
use crate::features::{FilterReading, live_filters};
use crate::group::Group;
use crate::train::{RunConfig, RunDirectory};

/// A filter with its entries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShownFilter {
    /// What it is.
    pub reading: FilterReading,
    /// p and q of the filter \[p; q\] of norm 1.
    pub halves: [Vec<f64>; 2],
}

/// The filters at the end of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunEnergies {
    /// The directory.
    pub run: String,
    /// The share of the pairs that was trained on.
    pub train_fraction: f64,
    /// The step size.
    pub learning_rate: f64,
    /// The weight decay.
    pub weight_decay: f64,
    /// The seed.
    pub seed: u64,
    /// The accuracy on the held-out pairs.
    pub accuracy: f64,
    /// The purity of the live filters, weighted by ‖w‖‖c‖.
    pub purity: f64,
    /// Their energy on the training pairs, weighted likewise.
    pub energy: f64,
    /// All live filters.
    pub filters: Vec<FilterReading>,
    /// The filters with the largest ‖w‖‖c‖.
    pub shown: Vec<ShownFilter>,
}

/// The filters that runs with several step sizes learn.
///
/// Source: the figure of learned filters of Li₂, whose energies are not those of ‖w‖ = 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Energies {
    /// The group.
    pub group: Group,
    /// The runs, by train fraction, step size, weight decay and seed.
    pub runs: Vec<RunEnergies>,
}

/// So many filters of a run are shown.
const SHOWN: usize = 4;

impl Experiment for Energies {
    const NAME: &'static str = "energies";

    /// M = 23 with 36 % of the pairs and step sizes from 5·10⁻³ to 10⁻¹.
    fn runs() -> RunGrid {
        RunGrid {
            train_fractions: vec![0.36],
            learning_rates: vec![5e-3, 2e-2, 1e-1],
            seeds: vec![0],
            ..RunGrid::of_last_networks(Group::cyclic(23).expect("23 is an order"), 2000)
        }
    }

    fn of_runs(sources: &[Source]) -> Result<Self> {
        let runs = runs_over_rates(sources)?;
        let group = runs[0].config().group.clone();
        let mut runs = runs.iter().map(RunEnergies::of).collect::<Result<Vec<_>>>()?;
        let place =
            |run: &RunEnergies| ([run.train_fraction, run.learning_rate, run.weight_decay].map(f64::to_bits), run.seed);
        runs.sort_by_key(place);
        Ok(Energies { group, runs })
    }
}

impl RunEnergies {
    fn of(run: &RunDirectory) -> Result<Self> {
        let features = last_features(run)?;
        let mut heaviest = features.filters.clone();
        heaviest.sort_by(|x, y| y.weight.total_cmp(&x.weight));
        let filters = live_filters(&run.final_weights()?);
        let shown = heaviest.into_iter().take(SHOWN).filter_map(|reading| {
            let (.., filter) = filters.iter().find(|(node, ..)| *node == reading.node)?;
            let norm = filter.iter().map(|w| w * w).sum::<f64>().sqrt();
            let (p, q) = filter.split_at(filter.len() / 2);
            let halves = [p, q].map(|half| half.iter().map(|w| w / norm).collect());
            Some(ShownFilter { reading, halves })
        });
        let RunConfig { learning_rate, weight_decay, seed, protocol, .. } = run.config();
        Ok(RunEnergies {
            run: Source::Run(run.path().to_owned()).name(),
            train_fraction: protocol.train_fraction,
            learning_rate: *learning_rate,
            weight_decay: *weight_decay,
            seed: *seed,
            accuracy: test_accuracy(run)?,
            purity: features.purity,
            energy: features.energy,
            shown: shown.collect(),
            filters: features.filters,
        })
    }
}
