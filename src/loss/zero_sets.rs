//! The 0/1-sets: sufficient conditions for zero loss, one potential at a time.

use serde::Serialize;

use crate::potential::{PotentialTable, SumPotential, ZeroSet};
use crate::scalar::Scalar;
use crate::solution::{Channel, Solution};

/// The potential that breaks a 0/1-set most, and by how much.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Violation {
    /// The potential, with frequencies written as in the group.
    pub potential: String,
    /// |r − 1| for R_g, |r| for the others.
    pub size: f64,
}

/// How far a solution is from each of the 0/1-sets of sum potentials (all k ≠ 0):
///
/// - R_g: r_{kkk} = 1 for all k;
/// - R_c: r_{k1 k2 k} = 0 unless k1 = k2 = k;
/// - R_n: r_{p,k',−k',k} = 0;
/// - R_*: r_{p,k',m−k',k} = 0 for m ≠ 0.
///
/// All four together imply zero loss for an element without frequency 0. They are not necessary: a hat makes the sums
/// over k' vanish without making each potential vanish. Source: CoGS, §3 (sufficient conditions for zero loss).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ZeroSets {
    /// The worst violation of R_g; `None` when the set holds exactly.
    pub r_g: Option<Violation>,
    /// The worst violation of R_c.
    pub r_c: Option<Violation>,
    /// The worst violation of R_n.
    pub r_n: Option<Violation>,
    /// The worst violation of R_*.
    pub r_star: Option<Violation>,
}

impl ZeroSets {
    /// The sets by name, in the paper's order.
    #[must_use]
    pub fn named(&self) -> [(&'static str, Option<&Violation>); 4] {
        ZeroSet::ALL.map(|set| {
            let violation = match set {
                ZeroSet::Goal => &self.r_g,
                ZeroSet::Cross => &self.r_c,
                ZeroSet::Norm => &self.r_n,
                ZeroSet::Star => &self.r_star,
            };
            (set.name(), violation.as_ref())
        })
    }

    /// The largest violation of all.
    #[must_use]
    pub fn worst(&self) -> f64 {
        self.named().iter().filter_map(|(_, violation)| violation.map(|v| v.size)).fold(0.0, f64::max)
    }
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
        let group = table.group();
        let mut goals_met: Vec<bool> = vec![false; group.order()];
        let mut worst: [Option<(SumPotential, f64)>; 4] = [None; 4];
        let mut record = |set: usize, potential: SumPotential, size: f64| {
            if size > 0.0 && worst[set].is_none_or(|(_, largest)| size > largest) {
                worst[set] = Some((potential, size));
            }
        };
        for (potential, value) in table.entries() {
            let SumPotential { first, second, k1, k2, k } = *potential;
            if k1 == 0 || k2 == 0 || k == 0 {
                continue;
            }
            let size = |value: &S| value.to_complex().map_or(f64::INFINITY, |value| value.norm());
            if first == second {
                record(if group.add(k1, k2) == 0 { 2 } else { 3 }, *potential, size(value));
            } else if k1 == k && k2 == k {
                goals_met[k] = true;
                record(0, *potential, size(&(value.clone() - S::one())));
            } else {
                record(1, *potential, size(value));
            }
        }
        if let Some(k) = group.representatives().find(|&k| !goals_met[k]) {
            record(0, SumPotential { first: Channel::A, second: Channel::B, k1: k, k2: k, k }, 1.0);
        }
        let [r_g, r_c, r_n, r_star] =
            worst.map(|worst| worst.map(|(potential, size)| Violation { potential: potential.label(group), size }));
        ZeroSets { r_g, r_c, r_n, r_star }
    }
}
