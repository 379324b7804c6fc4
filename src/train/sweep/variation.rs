//! What the runs of a sweep differ in beside group and width.

use serde::{Deserialize, Serialize};

use crate::group::Group;
use crate::train::config::RunConfig;

/// Step size, weight decay and seed of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Variation {
    /// The step size.
    pub learning_rate: f64,
    /// The weight decay.
    pub weight_decay: f64,
    /// The seed.
    pub seed: u64,
}

impl Variation {
    /// That of a run.
    #[must_use]
    pub fn of(&RunConfig { learning_rate, weight_decay, seed, .. }: &RunConfig) -> Self {
        Variation { learning_rate, weight_decay, seed }
    }
}

/// Lists of step sizes, weight decays and seeds, of which every combination is a [`Variation`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Variations {
    /// The step sizes.
    pub learning_rates: Vec<f64>,
    /// The weight decays.
    pub weight_decays: Vec<f64>,
    /// The seeds.
    pub seeds: Vec<u64>,
}

impl Default for Variations {
    /// That of [`RunConfig::new`] alone.
    fn default() -> Self {
        let usual = Variation::of(&RunConfig::new(Group::cyclic(1).expect("1 is an order")));
        Variations {
            learning_rates: vec![usual.learning_rate],
            weight_decays: vec![usual.weight_decay],
            seeds: vec![usual.seed],
        }
    }
}

impl Variations {
    /// Every combination, the seeds in turn first.
    pub fn each(&self) -> impl Iterator<Item = Variation> + Clone {
        let all = itertools::iproduct!(&self.learning_rates, &self.weight_decays, &self.seeds);
        all.map(|(&learning_rate, &weight_decay, &seed)| Variation { learning_rate, weight_decay, seed })
    }

    /// How many of each there are.
    #[must_use]
    pub fn lengths(&self) -> [usize; 3] {
        [self.learning_rates.len(), self.weight_decays.len(), self.seeds.len()]
    }
}
