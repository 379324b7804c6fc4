//! Proofs over one group: the loss of a solution as an exact number.

use serde::{Deserialize, Serialize};

use crate::group::Group;
use crate::loss::{Residuals, Target};
use crate::potential::PotentialTable;
use crate::scalar::Exact;
use crate::semiring::Solution;
use crate::{Error, Result};

/// The most products of entries that a proof computes: some ten seconds.
const MAX_PRODUCTS: u128 = 1 << 28;

/// The exact loss of a solution over a group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SolutionProof {
    /// The group.
    pub group: Group,
    /// What the outputs are compared with.
    pub target: Target,
    /// The number of hidden nodes; `None` when it exceeds 2¹²⁸. In JSON text beyond 2⁶⁴.
    #[serde(with = "crate::number::wide")]
    pub order: Option<u128>,
    /// The sum potentials that are not 0 (one of each conjugate pair): d/2 of them, r_{kkk} = 1, when all 0/1-sets hold.
    pub nonzero_potentials: usize,
    /// How many squared terms of the loss are not 0 (one of each conjugate pair).
    pub violations: usize,
    /// The first squared term that is not 0, and its value.
    pub first_violation: Option<NonzeroResidual>,
    /// The loss, a function of the parameters.
    pub loss: Exact,
    /// Whether the loss is 0 for all values of the parameters.
    pub proved: bool,
}

/// A Fourier coefficient of output minus target that is not 0.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NonzeroResidual {
    /// The potentials that it is made of.
    pub term: String,
    /// Its value.
    pub value: Exact,
}

impl SolutionProof {
    /// Computes the loss of `solution` (theory scale s = 1/(2d)) from every one of its squared terms.
    ///
    /// The loss is 0 exactly when the network's output is the target on all d² pairs, up to a constant for the zero-mean
    /// target. Cost: that of [`PotentialTable::new`].
    ///
    /// # Errors
    /// When a number is too large to be computed, or more than 2²⁸ products of three entries would have to be.
    pub fn new(solution: &Solution<Exact>, target: Target) -> Result<Self> {
        let products = PotentialTable::cost(solution.terms());
        let nodes = format!("{} hidden nodes with so many frequencies each", solution.order());
        Error::unless_affordable(&nodes, products, "exact products of entries", MAX_PRODUCTS)?;
        Self::of_potentials(&PotentialTable::new(solution), Some(solution.order() as u128), target)
    }

    /// The same for an element that is known by its potentials and its order: it need not be built.
    ///
    /// # Errors
    /// When a number is too large to be computed.
    pub fn of_potentials(potentials: &PotentialTable<Exact>, order: Option<u128>, target: Target) -> Result<Self> {
        let dual = potentials.dual();
        let residuals = Residuals::from_potentials(potentials, target);
        let overflowed = residuals.entries().iter().find(|(_, value)| value.is_overflow());
        if let Some((index, _)) = overflowed {
            let term = index.label(dual);
            return Err(Error::unsupported(format!("{term} is too large to be computed exactly")));
        }
        let first_violation = residuals
            .entries()
            .first()
            .map(|(index, value)| NonzeroResidual { term: index.label(dual), value: value.clone() });
        Ok(SolutionProof {
            group: dual.group().clone(),
            target,
            order,
            nonzero_potentials: potentials.entries().len(),
            violations: residuals.entries().len(),
            first_violation,
            loss: residuals.loss(),
            proved: residuals.is_zero(),
        })
    }
}
