//! Learned filters and their energies.

use serde::{Deserialize, Serialize};

use super::grid::{Experiment, RunGrid};
use super::rates::{RunEnd, last_features, runs_over_rates};
use super::source::Source;
use crate::Result;
use crate::features::{FilterReading, live_filters};
use crate::group::Group;
use crate::train::{RunDirectory, Variation, Variations};

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
    /// Step size, weight decay and seed.
    #[serde(flatten)]
    pub variation: Variation,
    /// How it ended.
    #[serde(flatten)]
    pub end: RunEnd<f64>,
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
            variations: Variations { learning_rates: vec![5e-3, 2e-2, 1e-1], seeds: vec![0], ..RunGrid::usual() },
            ..RunGrid::of_last_networks(Group::cyclic(23).expect("23 is an order"), 2000)
        }
    }

    fn of_runs(sources: &[Source]) -> Result<Self> {
        let runs = runs_over_rates(sources)?;
        let group = runs[0].config().group.clone();
        let mut runs = runs.iter().map(RunEnergies::of).collect::<Result<Vec<_>>>()?;
        let place = |run: &RunEnergies| {
            let Variation { learning_rate, weight_decay, seed } = run.variation;
            ([run.train_fraction, learning_rate, weight_decay].map(f64::to_bits), seed)
        };
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
        Ok(RunEnergies {
            run: Source::Run(run.path().to_owned()).name(),
            train_fraction: run.config().protocol.train_fraction,
            variation: Variation::of(run.config()),
            end: RunEnd::of(run, &features)?,
            shown: shown.collect(),
            filters: features.filters,
        })
    }
}
