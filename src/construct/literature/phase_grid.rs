//! The grid of phases: the product of two sums over equally spaced phases.

use super::{at_every_frequency, average, phase_node, require_at_most};
use crate::group::Group;
use crate::scalar::Cyclotomic;
use crate::semiring::Solution;
use crate::{Error, Result};

/// Per pair ±k: a = cos(kθx + 2πl/L), b = cos(kθx + 2πm/L), c = cos(kθx + 2π(l+m)/L) for all l, m < L, times 4/(dL²).
/// Width L²(d − 1)/2 for odd d, exact for the zero-mean target.
///
/// # Errors
/// When L < 3, where the potentials do not vanish, or the network is too large to be built.
pub fn phase_grid<S: Cyclotomic>(group: &Group, phases: u64) -> Result<Solution<S>> {
    if phases < 3 {
        return Err(Error::argument(format!("a grid of L = {phases} phases; at least 3 are required")));
    }
    require_at_most(phases, 1 << 12)?;
    let steps = phases as i64;
    let nodes = (0..steps).flat_map(|l| (0..steps).map(move |m| phase_node([l, m, l + m], phases)));
    at_every_frequency(group, &average(nodes.collect()))
}
