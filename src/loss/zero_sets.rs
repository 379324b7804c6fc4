//! The 0/1-sets: sufficient conditions for zero loss, one potential at a time.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::dual::Dual;
use crate::potential::{Inputs, PotentialTable, SumPotential, ZeroSet};
use crate::scalar::Scalar;
use crate::semiring::Solution;

/// The potential that breaks a 0/1-set most, and by how much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Violation {
    /// The potential, with frequencies written as in the group.
    pub potential: String,
    /// |r − 1| for R_g, |r| for the others; infinite when the potential depends on a free parameter.
    pub size: f64,
}

/// How far a solution is from each of the 0/1-sets of sum potentials (all k ≠ 0), by the worst violation of each set that
/// does not hold exactly:
///
/// - R_g: r_{kkk} = 1 for all k;
/// - R_c: r_{k1 k2 k} = 0 unless k1 = k2 = k;
/// - R_n: r_{p,k',−k',k} = 0;
/// - R_*: r_{p,k',m−k',k} = 0 for m ≠ 0.
///
/// All four together imply zero loss for an element without frequency 0. They are not necessary: a hat makes the sums
/// over k' vanish without making each potential vanish. Source: CoGS, §3 (sufficient conditions for zero loss).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ZeroSets {
    violations: BTreeMap<ZeroSet, Violation>,
}

/// Measures the 0/1-sets of a solution (theory scale s = 1/(2d)).
///
/// Potentials that depend on a free parameter have no size; they count as infinite violations.
#[must_use]
pub fn zero_sets<S: Scalar>(solution: &Solution<S>) -> ZeroSets {
    ZeroSets::from_potentials(&PotentialTable::new(solution))
}

impl ZeroSets {
    /// Measures the 0/1-sets of a solution with the given potentials; see [`zero_sets`].
    #[must_use]
    pub fn from_potentials<S: Scalar>(table: &PotentialTable<S>) -> Self {
        let dual = table.dual();
        let mut met: HashSet<(usize, usize, usize)> = HashSet::new();
        let mut worst: BTreeMap<ZeroSet, (SumPotential, f64)> = BTreeMap::new();
        let mut record = |set: ZeroSet, potential: SumPotential, size: f64| {
            if size > 0.0 && worst.get(&set).is_none_or(|(_, largest)| size > *largest) {
                worst.insert(set, (potential, size));
            }
        };
        let size = |value: &S| value.to_complex().map_or(f64::INFINITY, |value| value.norm());
        for (potential, value) in table.entries() {
            let Some(set) = set_of(dual, potential) else { continue };
            if set == ZeroSet::Goal {
                met.insert((potential.k1(), potential.k2(), potential.k()));
                record(set, *potential, size(&(value.clone() - S::one())));
            } else {
                record(set, *potential, size(value));
            }
        }
        if let Some((k1, k2, k)) = dual.goals().find(|goal| table.outputs().contains(&goal.2) && !met.contains(goal)) {
            record(ZeroSet::Goal, SumPotential::ab(k1, k2, k), 1.0);
        }
        let violation = |(set, (potential, size)): (ZeroSet, (SumPotential, f64))| {
            (set, Violation { potential: potential.label(dual), size })
        };
        ZeroSets { violations: worst.into_iter().map(violation).collect() }
    }

    /// The worst violations of both, which were measured at different output frequencies.
    #[must_use]
    pub fn with(mut self, others: Self) -> Self {
        for (set, violation) in others.violations {
            let worst = self.violations.entry(set).or_insert_with(|| violation.clone());
            if violation.size > worst.size {
                *worst = violation;
            }
        }
        self
    }

    /// The worst violation of a set; `None` when the set holds exactly.
    #[must_use]
    pub fn violation(&self, set: ZeroSet) -> Option<&Violation> {
        self.violations.get(&set)
    }

    /// The sets in the paper's order, with their worst violations.
    pub fn iter(&self) -> impl Iterator<Item = (ZeroSet, Option<&Violation>)> {
        ZeroSet::ALL.into_iter().map(|set| (set, self.violation(set)))
    }

    /// The largest violation of all.
    #[must_use]
    pub fn worst(&self) -> f64 {
        self.violations.values().map(|violation| violation.size).fold(0.0, f64::max)
    }
}

/// The set that a potential belongs to; none at frequency 0.
fn set_of(dual: &Dual, potential: &SumPotential) -> Option<ZeroSet> {
    let (k1, k2, k) = (potential.k1(), potential.k2(), potential.k());
    if k1 == 0 || k2 == 0 || k == 0 {
        return None;
    }
    Some(match potential.inputs() {
        Inputs::AB if dual.goal(k1, k2) == Some(k) => ZeroSet::Goal,
        Inputs::AB => ZeroSet::Cross,
        Inputs::AA | Inputs::BB if dual.conjugate(k1) == k2 => ZeroSet::Norm,
        // of a monomial irrep there are products that vanish
        Inputs::AA | Inputs::BB if dual.single_product(k1, k2).is_none() && dual.product(k1, k2).is_empty() => {
            return None;
        }
        Inputs::AA | Inputs::BB => ZeroSet::Star,
    })
}
