//! Tied phases: both inputs share one phase (He et al. 2026).

use super::{at_every_frequency, average, phase_node, require_at_most};
use crate::group::Group;
use crate::scalar::Cyclotomic;
use crate::semiring::Solution;
use crate::{Error, Result};

/// Per pair ±k: a = b = cos(kθx + 2πl/L), c = cos(kθx + 4πl/L) for l < L, times 4/(dL). Width L(d − 1)/2 (He et al.
/// 2026, arXiv:2602.16849).
///
/// Not a solution, but a classifier of accuracy 1: its output is exactly
/// 1(h = g1 + g2) + ½·1(h = 2 g1) + ½·1(h = 2 g2) − 2/d.
///
/// # Errors
/// When L is 0, 1, 2 or 4, where other potentials do not vanish; when d is even, where 2 g1 = 2 g2 for some
/// g1 ≠ g2 and the largest output is not unique; when the network is too large to be built.
pub fn tied_phase<S: Cyclotomic>(group: &Group, phases: u64) -> Result<Solution<S>> {
    if matches!(phases, 0 | 1 | 2 | 4) {
        return Err(Error::argument(format!("L = {phases} tied phases; L = 3 or L ≥ 5 is required")));
    }
    if group.order().is_multiple_of(2) {
        return Err(Error::argument(format!("tied phases over {}; a group of odd order is required", group.symbol())));
    }
    require_at_most(phases, 1 << 24)?;
    let nodes = (0..phases as i64).map(|l| phase_node([l, l, 2 * l], phases)).collect();
    at_every_frequency(group, &average(nodes))
}
