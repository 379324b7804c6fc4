//! The runs of one group and train fraction.

use serde::{Deserialize, Serialize};

use crate::factor::MeanAndError;
use crate::group::Group;
use crate::train::RunDirectory;
use crate::{Error, Result};

/// The runs of one group and train fraction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundaryPoint {
    /// The group.
    pub group: Group,
    /// The train fraction p.
    pub fraction: f64,
    /// c of p = c ln M / M.
    pub constant: f64,
    /// The number of runs.
    pub runs: usize,
    /// The number of epochs.
    pub epochs: usize,
    /// The accuracy on the held-out pairs after them.
    pub accuracy: MeanAndError,
    /// The least accuracy on the training pairs.
    pub train_accuracy: f64,
}

impl BoundaryPoint {
    pub(super) fn of(runs: &[&RunDirectory]) -> Result<Self> {
        let config = runs[0].config();
        let (mut test, mut train) = (Vec::new(), f64::INFINITY);
        for run in runs {
            let found = run.config().protocol.epochs;
            if found != config.protocol.epochs {
                let expected = config.protocol.epochs;
                return Err(Error::argument(format!(
                    "{found} epochs where another run of {} has {expected}",
                    config.group
                ))
                .at_path(run.path()));
            }
            let last = run.log()?.last().copied().filter(|_| run.is_finished());
            let last = last.ok_or_else(|| Error::argument("the run is not finished").at_path(run.path()))?;
            if last.test_accuracy.is_nan() {
                return Err(Error::argument("the run has no held-out pairs").at_path(run.path()));
            }
            test.push(last.test_accuracy);
            train = train.min(last.train_accuracy);
        }
        let fraction = config.protocol.train_fraction;
        Ok(BoundaryPoint {
            group: config.group.clone(),
            fraction,
            constant: constant_of(&config.group, fraction),
            runs: runs.len(),
            epochs: config.protocol.epochs,
            accuracy: MeanAndError::of(&test).expect("there are runs"),
            train_accuracy: train,
        })
    }
}

/// c of p = c ln M / M · max(1, D/2), D the largest degree of an irrep.
pub(super) fn constant_of(group: &Group, fraction: f64) -> f64 {
    let order = group.order() as f64;
    let degree = group.dual().irreps().iter().map(|rho| rho.degree()).max().unwrap_or(1);
    fraction * order / order.ln() / (degree as f64 / 2.0).max(1.0)
}
