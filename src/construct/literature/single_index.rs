//! Single-index phases: one index runs through the phases of a, b and c at different speeds.

use super::{at_every_frequency, average, phase_node, require_at_most};
use crate::group::Group;
use crate::scalar::Cyclotomic;
use crate::semiring::Solution;
use crate::{Error, Result};

/// Per pair ±k: phases (r1 t, r2 t, (r1 + r2) t) of (a, b, c), t = 2πl/L for l < L, times 4/(dL). Width L(d − 1)/2 for
/// odd d, exact for the zero-mean target.
///
/// Exact iff [`vanishing_phase`] finds nothing; the smallest L is 6, with (r1, r2) = (1, 4) or (2, 5).
///
/// # Errors
/// When a potential other than abc does not vanish, or the network is too large to be built.
///
/// ```
/// use cogring::{Group, Solution, construct::literature::single_index};
/// use num_complex::Complex64;
/// let group = Group::cyclic(7)?;
/// let z: Solution<Complex64> = single_index(&group, 6, 1, 4)?;
/// assert_eq!(z.order(), 6 * 3);
/// assert!(single_index::<Complex64>(&group, 5, 1, 2).is_err());
/// # Ok::<(), cogring::Error>(())
/// ```
pub fn single_index<S: Cyclotomic>(group: &Group, phases: u64, r1: i64, r2: i64) -> Result<Solution<S>> {
    require_at_most(phases, 1 << 24)?;
    if phases == 0 {
        return Err(Error::argument("L = 0 single-index phases; at least 6 are required"));
    }
    if let Some((speed, potential)) = vanishing_phase(phases, r1, r2) {
        return Err(Error::argument(format!(
            "single-index phases with L = {phases}, r1 = {r1}, r2 = {r2}: {speed} is a multiple of L, so that the \
             potential {potential} does not vanish"
        )));
    }
    let steps = phases as i64;
    let (r1, r2) = (r1.rem_euclid(steps), r2.rem_euclid(steps));
    let nodes = (0..steps).map(|l| phase_node([r1 * l, r2 * l, (r1 + r2) * l], phases)).collect();
    at_every_frequency(group, &average(nodes))
}

/// The first of the speeds 2r1, 2r2, 2(r1+r2), r1−r2, 3r1+r2, r1+3r2 that is a multiple of L, with the potential that
/// then does not vanish; `None` when the phases give an exact solution.
///
/// The nodes (ζ^{r1 l}, ζ^{r2 l}, ζ^{−(r1+r2) l}), ζ = exp(2πi/L), have each of the nine potentials as a sum of powers
/// of ζ to one of these speeds (or r1 + r2, which 2(r1 + r2) covers).
#[must_use]
pub fn vanishing_phase(phases: u64, r1: i64, r2: i64) -> Option<(&'static str, &'static str)> {
    let (r1, r2) = (i128::from(r1), i128::from(r2));
    [
        (2 * r1, "2 r1", "ā b c"),
        (2 * r2, "2 r2", "a b̄ c"),
        (2 * (r1 + r2), "2 (r1 + r2)", "a b c̄"),
        (r1 - r2, "r1 - r2", "a²c"),
        (3 * r1 + r2, "3 r1 + r2", "ā²c"),
        (r1 + 3 * r2, "r1 + 3 r2", "b̄²c"),
    ]
    .into_iter()
    .find(|(speed, ..)| phases == 0 || speed.rem_euclid(i128::from(phases)) == 0)
    .map(|(_, speed, potential)| (speed, potential))
}
