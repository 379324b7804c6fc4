//! Whether a network solves the task, measured two independent ways.

use serde::{Deserialize, Serialize};

use super::weights::{Network, PairMask};
use crate::group::Group;
use crate::loss::{Residuals, Target, ZeroSets};
use crate::potential::PotentialTable;

/// What was measured of a network, and the verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// The group G.
    pub group: Group,
    /// The number q of hidden nodes.
    pub width: usize,
    /// What the outputs are compared with.
    pub target: Target,
    /// The loss by the definition: every pair, every output.
    pub direct_loss: f64,
    /// The loss from the sum potentials.
    pub closed_form_loss: f64,
    /// The share of pairs that are classified correctly.
    pub accuracy: f64,
    /// The 0/1-sets with the worst violation of each.
    pub zero_sets: ZeroSets,
    /// The largest coefficient of the residual o − target in the Fourier basis: which, and its size.
    pub worst_residual: Option<(String, f64)>,
    /// The largest loss that rounding of the weights alone can explain.
    pub tolerance: f64,
    /// Whether both losses are zero to working precision, that is at most `tolerance`.
    pub is_solution: bool,
}

impl Verification {
    /// Measures `network` against `target`, on all pairs; its weights are taken for exact to [`Network::rounding_loss`].
    ///
    /// Time O(q d³) for dense weights.
    #[must_use]
    pub fn new(network: &Network, target: Target) -> Self {
        Verification::within(network, target, network.rounding_loss())
    }

    /// The same, where rounding of the weights explains a loss of `tolerance`.
    #[must_use]
    pub fn within(network: &Network, target: Target, tolerance: f64) -> Self {
        let group = network.group();
        let direct = network.evaluate(target, &PairMask::all(group));
        let potentials = PotentialTable::new(&network.to_solution());
        let residuals = Residuals::from_potentials(&potentials, target);
        let closed_form_loss = residuals.loss().re;
        Verification {
            group: group.clone(),
            width: network.width(),
            target,
            direct_loss: direct.loss,
            closed_form_loss,
            accuracy: direct.accuracy,
            zero_sets: ZeroSets::from_potentials(&potentials),
            worst_residual: residuals.worst().map(|(index, size)| (index.label(potentials.dual()), size)),
            tolerance,
            is_solution: direct.loss <= tolerance && closed_form_loss <= tolerance,
        }
    }
}
