//! Whether a network solves the task, measured two independent ways.

use serde::Serialize;

use super::weights::{Network, PairMask};
use crate::group::Group;
use crate::loss::{Residuals, Target, ZeroSets};
use crate::potential::PotentialTable;

/// What was measured of a network, and the verdict.
#[derive(Debug, Clone, Serialize)]
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
    /// Measures `network` against `target`, on all pairs.
    ///
    /// Time O(q d³) for dense weights.
    #[must_use]
    pub fn new(network: &Network, target: Target) -> Self {
        let group = network.group();
        let direct = network.evaluate(target, &PairMask::all(group));
        let potentials = PotentialTable::new(&network.to_solution());
        let residuals = Residuals::from_potentials(&potentials, target);
        let closed_form_loss = residuals.loss().re;
        let tolerance = network.rounding_loss();
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

impl Network {
    /// An upper estimate of the loss that rounding of the weights can cause in an exact solution:
    /// d (8 ε M)², where M = Σ_j max|c_j| (max|a_j| + max|b_j|)² bounds every output and ε is the rounding unit of
    /// the precision that the weights are stored in (single when every weight is a single-precision number).
    #[must_use]
    pub fn rounding_loss(&self) -> f64 {
        let single = |matrix: &nalgebra::DMatrix<f64>| matrix.iter().all(|&w| f64::from(w as f32) == w);
        let is_single = [self.w_a(), self.w_b(), self.w_c()].into_iter().all(single);
        let epsilon = if is_single { f64::from(f32::EPSILON) } else { f64::EPSILON };
        let bound: f64 = (0..self.width())
            .map(|j| self.w_c().column(j).amax() * (self.w_a().row(j).amax() + self.w_b().row(j).amax()).powi(2))
            .sum();
        self.group().order() as f64 * (8.0 * epsilon * bound.max(1.0)).powi(2)
    }
}
