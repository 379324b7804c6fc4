//! The weights that snapping ends with: plain data.

use serde::{Deserialize, Serialize};

use super::realize::{self, Transformed};
use crate::group::Group;
use crate::loss::Target;
use crate::network::{Network, PairMask};
use crate::scalar::Exact;
use crate::semiring::Solution;

/// A trained network replaced by the exact solution that it approximates, as a whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SnappedNetwork {
    /// The group.
    pub group: Group,
    /// Whether the loss is proved to be exactly 0, and a certificate of the whole has been checked.
    pub proved: bool,
    /// What stands in the way when it is not.
    pub obstacles: Vec<String>,
    /// The zero-mean loss of the trained weights.
    pub trained_loss: f64,
    /// The zero-mean loss of the snapped weights in double precision.
    pub loss: Option<f64>,
    /// The accuracy of the snapped weights on all pairs.
    pub accuracy: Option<f64>,
    /// ‖snapped − trained‖ / ‖trained‖ of all weights; dead nodes move to zero.
    pub moved: Option<f64>,
    /// The number of hidden nodes that are not zero.
    pub live_nodes: usize,
    /// The weights, s = 1, every node in its trained place; `None` when nothing was snapped, or when zero loss is not
    /// proved and their loss is larger than that of the trained weights.
    #[serde(skip)]
    pub network: Option<Network>,
    /// The solution, when every frequency or irrep has an exact form. Of frequencies: with symbolic parameters, theory scale
    /// s = 1/(2d). Of irreps: coefficients 2d, so that its entries are those of weights at s = 1.
    #[serde(skip)]
    pub exact: Option<Solution<Exact>>,
}

/// What is known before the weights are measured.
pub(super) struct Known {
    pub proved: bool,
    pub obstacles: Vec<String>,
    pub live_nodes: usize,
    pub exact: Option<Solution<Exact>>,
}

impl Known {
    /// With the weights, measured next to the trained ones.
    pub fn with_weights(self, trained: &Transformed<'_>, weights: Option<Network>) -> SnappedNetwork {
        let Known { proved, obstacles, live_nodes, exact } = self;
        let group = trained.network.group();
        let trained_loss = trained.network.zero_mean_loss(trained.spectrum);
        let evaluation = weights.as_ref().map(|weights| weights.evaluate(Target::ZeroMean, &PairMask::all(group)));
        let snapped = SnappedNetwork {
            group: group.clone(),
            proved,
            obstacles,
            trained_loss,
            loss: evaluation.as_ref().map(|evaluation| evaluation.loss),
            accuracy: evaluation.map(|evaluation| evaluation.accuracy),
            moved: weights.as_ref().map(|weights| realize::moved_altogether(trained.network, weights)),
            live_nodes,
            network: weights,
            exact,
        };
        let is_kept = snapped.is_kept();
        SnappedNetwork { network: snapped.network.filter(|_| is_kept), ..snapped }
    }
}

impl SnappedNetwork {
    /// Whether there are weights that may stand in for the trained ones, as [`network`](Self::network) has them; known of a result
    /// that was read back, too, which has none.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.loss.is_some_and(|loss| is_no_worse(loss, self.trained_loss, self.proved))
    }
}

/// Whether weights may stand in for the trained ones: their loss is not larger, but for rounding where it is proved to be 0.
fn is_no_worse(loss: f64, trained: f64, proved: bool) -> bool {
    const ROUNDING: f64 = 1e-20;
    loss <= trained || (proved && loss <= ROUNDING)
}
