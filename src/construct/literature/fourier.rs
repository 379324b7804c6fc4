//! The Fourier construction (MAIS-A6, Lemma 4.2).

use super::at_every_frequency;
use crate::Result;
use crate::construct::optimizers::blocks;
use crate::group::Group;
use crate::loss::Target;
use crate::scalar::Cyclotomic;
use crate::semiring::Solution;

/// Per pair ±k, with C = cos kθx and S = sin kθx: inputs (a, b) = (C, C), (S, −S) with output C/d, (S, C), (C, S) with
/// output S/d, and one constant node a = b = ½, c = 1/d − (2/d) Σ_k (C + S). Width 2d − 1, exact for both targets
/// (MAIS-A6, Lemma 4.2).
///
/// # Errors
/// When the network is too large to be built.
pub fn fourier<S: Cyclotomic>(group: &Group) -> Result<Solution<S>> {
    Ok(at_every_frequency(group, &blocks::fourier())?.closed(Target::OneHot))
}
