//! How much data it takes: the boundary between memorizing and generalizing.

mod fit;
mod options;
mod point;

pub use fit::{BoundaryFit, Crossing, Family};
pub use options::{BoundaryOptions, BoundarySetting};
pub use point::BoundaryPoint;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grid::require_alike;
use crate::Result;
use crate::group::Group;
use crate::train::{Protocol, RunConfig, RunDirectory};

/// Test accuracy over groups and train fractions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Boundary {
    /// What all runs have in common.
    #[serde(flatten)]
    pub setting: BoundarySetting,
    /// The points, by order and fraction.
    pub points: Vec<BoundaryPoint>,
    /// The fits, by family.
    pub fits: Vec<BoundaryFit>,
}

impl Boundary {
    /// The boundary that finished runs show.
    ///
    /// # Errors
    /// When there are none, one is not finished or has no held-out pairs, or they differ in other settings than group, fraction,
    /// seed and epochs, or in the epochs of one group: different settings are never pooled.
    pub fn of_runs(runs: &[RunDirectory]) -> Result<Self> {
        runs.iter().try_for_each(RunDirectory::require_pairs)?;
        require_alike(runs, "group, train fraction, seed and epochs", |config| {
            let group = Group::cyclic(1).expect("1 is an order");
            let protocol = Protocol { train_fraction: 0.0, epochs: 0, ..config.protocol.clone() };
            RunConfig { group, seed: 0, protocol, ..config.clone() }
        })?;
        let mut points: BTreeMap<(usize, String, u64), Vec<&RunDirectory>> = BTreeMap::new();
        for run in runs {
            let config = run.config();
            let place = (config.group.order(), config.group.to_string(), config.protocol.train_fraction.to_bits());
            points.entry(place).or_default().push(run);
        }
        let points = points.into_values().map(|runs| BoundaryPoint::of(&runs)).collect::<Result<Vec<_>>>()?;
        let families = Family::ALL.into_iter().map(|family| BoundaryFit::of(family, &points));
        Ok(Boundary {
            setting: BoundarySetting::of(runs[0].config()),
            fits: families.filter(|fit| !fit.crossings.is_empty() || !fit.open.is_empty()).collect(),
            points,
        })
    }
}
