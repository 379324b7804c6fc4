//! Which runs show the boundary.

use serde::{Deserialize, Serialize};

use super::point::constant_of;
use crate::group::Group;
use crate::train::{Protocol, RunConfig};
use crate::{Error, Result};

/// What runs that show the boundary have in common.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BoundarySetting {
    /// The number of hidden nodes.
    pub width: usize,
    /// The step size.
    pub learning_rate: f64,
    /// The weight decay.
    pub weight_decay: f64,
}

impl Default for BoundarySetting {
    fn default() -> Self {
        BoundarySetting { width: 512, learning_rate: 1e-3, weight_decay: 2e-4 }
    }
}

impl BoundarySetting {
    /// That of a run.
    pub(super) fn of(&RunConfig { width, learning_rate, weight_decay, .. }: &RunConfig) -> Self {
        BoundarySetting { width, learning_rate, weight_decay }
    }
}

/// Which runs show the boundary: every group at train fractions p = c ln M / M around it.
///
/// Source: Li₂, Theorem 4 and its experiment; of a group with irreps of degree above 2 the fractions are larger by half the
/// largest degree. The epochs grow with the order: near the boundary a network takes the longer the larger it is, and with one
/// budget for all the boundary would seem to move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundaryOptions {
    /// The groups.
    pub groups: Vec<Group>,
    /// The values of c.
    pub constants: Vec<f64>,
    /// The seeds.
    pub seeds: Vec<u64>,
    /// What all runs have in common.
    #[serde(flatten)]
    pub setting: BoundarySetting,
    /// The number of epochs, per element of the group.
    pub epochs_per_element: usize,
}

impl Default for BoundaryOptions {
    fn default() -> Self {
        BoundaryOptions {
            groups: Vec::new(),
            constants: vec![2.0, 2.5, 2.75, 3.0, 3.5],
            seeds: vec![0, 1, 2],
            setting: BoundarySetting::default(),
            epochs_per_element: 100,
        }
    }
}

impl BoundaryOptions {
    /// Every run with a name for its directory. Constants whose fraction is all pairs of a group are left out there.
    ///
    /// # Errors
    /// When a group has fewer than 3 elements, a constant is not positive, or nothing is described or left.
    pub fn runs(&self) -> Result<Vec<(String, RunConfig)>> {
        if let Some(group) = self.groups.iter().find(|group| group.order() < 3) {
            return Err(Error::argument(format!(
                "{group} of order {}: the boundary is that of orders 3 and more",
                group.order()
            )));
        }
        if let Some(c) = self.constants.iter().find(|c| !(**c > 0.0 && c.is_finite())) {
            return Err(Error::argument(format!("a constant of {c}; p = c ln M / M must be positive")));
        }
        if self.groups.is_empty() || self.constants.is_empty() || self.seeds.is_empty() {
            return Err(Error::argument("no runs: groups, constants and seeds are needed"));
        }
        let combinations = itertools::iproduct!(&self.groups, &self.constants, &self.seeds);
        let runs = combinations.map(|(group, &c, &seed)| self.run(group, c, seed));
        let runs: Vec<_> = runs.filter(|(_, run)| run.protocol.train_fraction < 1.0).collect();
        match runs.is_empty() {
            true => Err(Error::argument("no runs: with these constants all pairs are trained on")),
            false => Ok(runs),
        }
    }

    fn run(&self, group: &Group, constant: f64, seed: u64) -> (String, RunConfig) {
        // Four digits name the fraction, and are all that there is of it.
        let fraction = ((constant / constant_of(group, 1.0)).min(1.0) * 1e4).round() / 1e4;
        let BoundarySetting { width, learning_rate, weight_decay } = self.setting;
        let protocol = Protocol {
            train_fraction: fraction,
            epochs: self.epochs_per_element.saturating_mul(group.order()),
            checkpoint_every: 0,
            checkpoints: Vec::new(),
            ..Protocol::default()
        };
        let name = format!("{group}_q{width}_lr{learning_rate}_wd{weight_decay}_p{fraction}_seed{seed}");
        let config = RunConfig { width, seed, learning_rate, weight_decay, protocol, ..RunConfig::new(group.clone()) };
        (name, config)
    }
}
