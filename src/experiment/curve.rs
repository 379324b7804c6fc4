//! Loss and accuracy over the course of training.

use serde::{Deserialize, Serialize};

use crate::loss::Target;
use crate::network::{Evaluation, Network, PairMask};

/// Loss and accuracy of one run at several epochs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The name of the run.
    pub name: String,
    /// The points, by epoch.
    pub points: Vec<CurvePoint>,
}

/// Loss and accuracy at one epoch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// The epoch.
    pub epoch: usize,
    /// On the training pairs; on all pairs where no split is known.
    pub train: Evaluation,
    /// On the other pairs; `None` where there are none, or no split is known.
    pub test: Option<Evaluation>,
}

impl Curve {
    /// Evaluates `snapshots`, (epoch, network), by the definition, on the pairs of `split` and on the others; without a
    /// split, on all pairs. O(d² q) work per pair of inputs and snapshot.
    #[must_use]
    pub fn of_snapshots(
        name: String,
        snapshots: &[(usize, Network)],
        split: Option<&PairMask>,
        target: Target,
    ) -> Self {
        let point = |(epoch, network): &(usize, Network)| {
            let held_out = split.map(PairMask::complement).filter(|pairs| !pairs.is_empty());
            let train = match split {
                Some(pairs) => network.evaluate(target, pairs),
                None => network.evaluate(target, &PairMask::all(network.group())),
            };
            CurvePoint { epoch: *epoch, train, test: held_out.map(|pairs| network.evaluate(target, &pairs)) }
        };
        Curve { name, points: snapshots.iter().map(point).collect() }
    }
}
