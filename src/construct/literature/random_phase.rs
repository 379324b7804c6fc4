//! Random phases (Gromov 2023).

use std::f64::consts::TAU;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::expr::Symbolic;
use crate::group::Group;
use crate::semiring::{Node, Solution, Term, Triple};
use crate::{Error, Result};

/// Wider ones, no node of which is like another, take more than 2 GiB with their potentials and weights.
const MAX_WIDTH: usize = 1 << 21;

/// Node j has a = cos(kθx + φ), b = cos(kθx + ψ), c = cos(kθx + φ + ψ) with φ, ψ uniform and k cycling over all
/// characters but 0, normalized so that Σ abc = 1 at every frequency. Width `width`; its distance from the target falls
/// like 1/√width (Gromov 2023, arXiv:2301.02679).
///
/// At a self-conjugate character the phases are 0 or π. Deterministic for a given `seed`.
///
/// # Errors
/// When `width` is 0 or above 2²¹, the group is trivial, or `S` is exact and cannot express the phases.
pub fn random_phase<S: Symbolic>(group: &Group, width: usize, seed: u64) -> Result<Solution<S>> {
    if width == 0 || width > MAX_WIDTH {
        return Err(Error::argument(format!("a width of {width}; between 1 and {MAX_WIDTH} is required")));
    }
    let characters = group.order() - 1;
    if characters == 0 {
        return Err(Error::argument("random phases over the trivial group, which has no characters but 0"));
    }
    let dual = group.dual();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut nodes_at = vec![0usize; group.order()];
    let frequency = |j: usize| dual.representative(1 + j % characters);
    for j in 0..width {
        nodes_at[frequency(j)] += 1;
    }
    let mut terms = Vec::with_capacity(width);
    for j in 0..width {
        let k = frequency(j);
        let real = dual.is_self_conjugate(k);
        let mut phase = || match real {
            true if rng.random() => Ok(-S::one()),
            true => Ok(S::one()),
            false => S::phase(TAU * rng.random::<f64>()),
        };
        let (a, b) = (phase()?, phase()?);
        let c = (a.clone() * &b).conj();
        let node = Node::at_frequency(&dual, k, Triple::new(a, b, c));
        terms.push(Term { coefficient: S::from_ratio(1, nodes_at[k] as u64), node });
    }
    Ok(Solution::from_terms(group, terms))
}
