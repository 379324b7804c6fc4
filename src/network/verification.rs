//! Whether a network solves the task, measured two independent ways.

use std::ops::Range;

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use super::masks::PairMask;
use super::rounding::Magnitudes;
use super::weights::Network;
use crate::loss::{Problem, Residuals, Target, ZeroSets};
use crate::potential::PotentialTable;
use crate::semiring::Solution;
use crate::{Error, Result};

/// What was measured of a network, and the verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// The network, and what it is compared with.
    #[serde(flatten)]
    pub problem: Problem,
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
    ///
    /// # Errors
    /// When that is more than 2⁴³ multiplications, or more than 2⁴⁰ products of entries in closed form.
    pub fn new(network: &Network, target: Target) -> Result<Self> {
        Self::up_to(network, target, || network.rounding_loss())
    }

    /// The same of a network as it was stored.
    ///
    /// # Errors
    /// As [`Verification::new`].
    pub fn of_stored(network: &Network, target: Target, magnitudes: Magnitudes) -> Result<Self> {
        // which lets the magnitudes go
        Self::up_to(network, target, move || magnitudes.rounding_loss(network))
    }

    /// The same, where rounding of the weights explains a loss of `tolerance`.
    ///
    /// # Errors
    /// As [`Verification::new`].
    pub fn within(network: &Network, target: Target, tolerance: f64) -> Result<Self> {
        Self::up_to(network, target, || tolerance)
    }

    fn up_to(network: &Network, target: Target, tolerance: impl FnOnce() -> f64) -> Result<Self> {
        let affordable = |count, units, most| Error::unless_affordable("verifying", count, units, most);
        affordable(Self::work(network), "multiplications by definition", MOST_BY_DEFINITION)?;
        let (group, tolerance) = (network.group(), tolerance());
        let solution = network.to_solution();
        affordable(PotentialTable::cost(solution.terms()), "products of entries", MOST_IN_CLOSED_FORM)?;
        let direct = network.evaluate(target, &PairMask::all(group));
        let Closed { loss: closed_form_loss, zero_sets, worst_residual } = Closed::new(&solution, target);
        Ok(Verification {
            problem: Problem { group: group.clone(), width: network.width(), target },
            direct_loss: direct.loss,
            closed_form_loss,
            accuracy: direct.accuracy,
            zero_sets,
            worst_residual,
            tolerance,
            is_solution: direct.loss <= tolerance && closed_form_loss <= tolerance,
        })
    }

    /// How many multiplications the loss by definition takes: d³ q.
    #[must_use]
    pub fn work(network: &Network) -> u128 {
        (network.group().order() as u128).pow(3) * network.width() as u128
    }
}

/// The most multiplications by which a loss is taken by definition, and the most products of entries that are added up.
const MOST_BY_DEFINITION: u128 = 1 << 43;
const MOST_IN_CLOSED_FORM: u128 = 1 << 40;

/// What the potentials say.
struct Closed {
    loss: f64,
    zero_sets: ZeroSets,
    worst_residual: Option<(String, f64)>,
}

impl Closed {
    /// At some output frequencies after the other, where all potentials would take much memory.
    fn new(solution: &Solution<Complex64>, target: Target) -> Self {
        const TOGETHER: u128 = 1 << 24;
        let d = solution.dual().len();
        let most = PotentialTable::cost(solution.terms()).min((d as u128).pow(3)).max(1);
        let outputs = if most <= TOGETHER { d } else { (TOGETHER * d as u128 / most).max(1) as usize };
        let parts =
            (0..d).step_by(outputs.max(1)).map(|start| Self::at(solution, start..d.min(start + outputs), target));
        parts.reduce(Self::with).expect("a group has elements")
    }

    fn at(solution: &Solution<Complex64>, outputs: Range<usize>, target: Target) -> Self {
        let potentials = PotentialTable::at_outputs(solution, outputs);
        let residuals = Residuals::from_potentials(&potentials, target);
        Closed {
            loss: residuals.loss().re,
            zero_sets: ZeroSets::from_potentials(&potentials),
            worst_residual: residuals.worst().map(|(index, size)| (index.label(potentials.dual()), size)),
        }
    }

    fn with(self, others: Self) -> Self {
        let size = |worst: &Option<(String, f64)>| worst.as_ref().map_or(0.0, |(_, size)| *size);
        let is_worse = size(&others.worst_residual) > size(&self.worst_residual);
        Closed {
            loss: self.loss + others.loss,
            zero_sets: self.zero_sets.with(others.zero_sets),
            worst_residual: if is_worse { others.worst_residual } else { self.worst_residual },
        }
    }
}
