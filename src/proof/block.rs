//! Proofs from one frequency: the ten potentials of a block, for every group at once.

use num_traits::{One, Zero};
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::joint::Joint;
use crate::expr::Lazy;
use crate::potential::{BlockPotential, ZeroSet};
use crate::scalar::{Exact, Scalar};
use crate::semiring::Triple;
use crate::{Error, Result};

/// A single-frequency element that is evaluated without being built.
pub type LazyBlock = Lazy<Triple<Exact>, Exact>;

/// One potential of a block as an exact number, and what zero loss requires of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PotentialProof {
    /// The monomial, `ā b c`.
    pub potential: String,
    /// The 0/1-set that it belongs to.
    pub set: ZeroSet,
    /// Its value.
    pub value: Exact,
    /// What it must be: 1 for abc, 0 for the others.
    pub required: u8,
    /// Whether it is, for all values of the parameters.
    pub holds: bool,
    /// For which values of the parameters it would be, when it is not for all.
    pub condition: Option<Condition>,
}

/// The ten potentials of a block, and what follows from them.
///
/// The ten identities (CoGS, §3 restricted to one frequency) do not mention the group: when all hold, Σ_k z^{(k)} over the
/// pairs ±k ≠ 0 has loss 0 for every finite Abelian group without self-conjugate characters, that is of odd order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BlockProof {
    /// The number of hidden nodes per pair ±k; `None` when it exceeds 2¹²⁸.
    pub order: Option<String>,
    /// Whether the block is for characters k = −k.
    pub self_conjugate: bool,
    /// The potentials in the order of the paper's table.
    pub potentials: Vec<PotentialProof>,
    /// The 0/1-sets that hold for all values of the parameters.
    pub sets: Vec<ZeroSet>,
    /// Whether all ten identities hold: zero loss for every group of odd order.
    pub proved: bool,
    /// When abc is a real number but not 1: the coefficient that repairs it, if the others hold for some parameters.
    pub missing_coefficient: Option<Exact>,
    /// When the identities do not hold for all parameters: for which they do, up to that coefficient. `None` when that is
    /// not known.
    pub joint: Option<Joint>,
}

impl BlockProof {
    /// Evaluates the ten potentials of `block` and compares them with what zero loss requires.
    ///
    /// # Errors
    /// When a potential is too large to be computed.
    pub fn new(block: &LazyBlock) -> Result<Self> {
        Self::of_potentials(block, &BlockPotential::ALL)
    }

    /// The same for a block at self-conjugate characters k = −k, whose entries must be real: abc = 1, a²c = b²c = 0 is
    /// then all there is.
    ///
    /// # Errors
    /// When an entry is not real, the block is too large to be built, or a potential is too large to be computed.
    pub fn self_conjugate(block: &LazyBlock) -> Result<Self> {
        /// The most nodes whose entries are looked at.
        const MAX_NODES: u128 = 1 << 16;
        if let Some(order) = block.order().filter(|&order| order > MAX_NODES) {
            return Err(Error::unsupported(format!(
                "{order} nodes; a block for characters k = −k is proved up to {MAX_NODES}, whose entries must be real"
            )));
        }
        for (j, term) in block.expand()?.terms().iter().enumerate() {
            let Triple { a, b, c } = &term.node;
            if let Some(entry) = [a, b, c].into_iter().find(|entry| !entry.is_real()) {
                return Err(Error::argument(format!(
                    "node {j} has the entry {entry}, which is not real, so that it cannot be placed at a character k = −k"
                )));
            }
        }
        Self::of_potentials(block, &[BlockPotential::ABC, BlockPotential::AAC, BlockPotential::BBC])
    }

    fn of_potentials(block: &LazyBlock, potentials: &[BlockPotential]) -> Result<Self> {
        let values = potentials.iter().map(|&potential| PotentialProof::new(potential, block));
        let potentials = values.collect::<Result<Vec<_>>>()?;
        let holds = |set: ZeroSet| potentials.iter().all(|value| value.set != set || value.holds);
        let proved = potentials.iter().all(|value| value.holds);
        let coefficient = Some(&potentials[0]).filter(|abc| !abc.holds && abc.value.parameters().is_empty());
        let coefficient = coefficient.and_then(|abc| Exact::one().checked_div(&abc.value)).filter(Exact::is_real);
        let conditions: Vec<(ZeroSet, &Condition)> = potentials
            .iter()
            .filter(|value| value.set != ZeroSet::Goal || coefficient.is_none())
            .filter_map(|value| Some((value.set, value.condition.as_ref()?)))
            .collect();
        let joint = if proved { None } else { Joint::new(&conditions) };
        let is_excluded = joint.as_ref().is_some_and(|joint| joint.alternatives.is_empty());
        let missing_coefficient = coefficient.filter(|_| !is_excluded);
        Ok(BlockProof {
            order: block.order().map(|order| order.to_string()),
            self_conjugate: potentials.len() < BlockPotential::ALL.len(),
            sets: ZeroSet::ALL.into_iter().filter(|&set| holds(set)).collect(),
            potentials,
            proved,
            missing_coefficient,
            joint,
        })
    }

    /// The first potential that is not what zero loss requires: of those that must vanish if there is one, else abc.
    #[must_use]
    pub fn first_violation(&self) -> Option<&PotentialProof> {
        let mut violations = self.potentials.iter().filter(|value| !value.holds);
        let first = violations.clone().next();
        violations.find(|value| value.required == 0).or(first)
    }
}

impl PotentialProof {
    fn new(potential: BlockPotential, block: &LazyBlock) -> Result<Self> {
        let value = block.evaluate(&potential);
        if value.is_overflow() {
            return Err(Error::unsupported(format!("the potential {potential} is too large to be computed exactly")));
        }
        let set = ZeroSet::of(potential);
        let required = set.required();
        let difference = value.clone() - Exact::from_ratio(i64::from(required), 1);
        let holds = difference.is_zero();
        let condition = (!holds).then(|| match set {
            ZeroSet::Goal => Condition::new(&difference),
            _ => {
                let factors = block.factors().into_iter().map(|factor| factor.evaluate(&potential));
                Condition::of_product(&difference, &factors.collect::<Vec<_>>())
            }
        });
        Ok(PotentialProof { potential: potential.name().to_owned(), set, value, required, holds, condition })
    }
}
