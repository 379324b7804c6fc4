//! Perfect memorization: one node for every input pair.

use crate::group::Group;
use crate::scalar::Cyclotomic;
use crate::semiring::{Node, Solution, Spectrum, Term};
use crate::{Error, Result};

/// Above this many Fourier coefficients (≈ 1.5 d³) the element is not built: d ≤ 223.
const MAX_ENTRIES: usize = 1 << 24;

/// z_M = 1/d² (Σ_g u_a(g)) * (Σ_g u_b(g)), with u_a(g) = (φ_k(g), 1, conj φ_k(g)) and
/// u_b(g) = (1, φ_k(g), conj φ_k(g)) at every k ≠ 0. Order d² (CoGS, §5).
///
/// For a cyclic group the two sums are Σ_{j<d} u^j with u the element of a generator. Time and memory O(d³).
///
/// # Errors
/// When the element would have more than 2²⁴ Fourier coefficients (d > 223).
pub fn memorization<S: Cyclotomic>(group: &Group) -> Result<Solution<S>> {
    let d = group.order();
    let pairs = group.dual().representatives().count();
    if d.checked_mul(d).and_then(|order| order.checked_mul(3 * pairs)).is_none_or(|entries| entries > MAX_ENTRIES) {
        return Err(Error::unsupported(format!(
            "memorization over {} has {d}² hidden nodes with {pairs} frequencies each, more than {MAX_ENTRIES} \
             Fourier coefficients",
            group.symbol()
        )));
    }
    let dual = group.dual();
    // d times δ_g without its mean: as an input Σ_k conj(e_k(g)) e_k / ν_k, as an output the same in the dual basis
    let inverse_norms: Vec<S> = (0..d).map(|k| dual.inverse_norm_in(k)).collect();
    let input = |g: usize| {
        let value = |k: usize| (k, dual.value_in::<S>(k, g).conj() * &inverse_norms[k]);
        Spectrum::from_pairs(&dual, dual.representatives().map(value))
    };
    let output = |g: usize| Spectrum::from_pairs(&dual, dual.representatives().map(|k| (k, dual.value_in::<S>(k, g))));
    let inputs: Vec<Spectrum<S>> = (0..d).map(input).collect();
    let outputs: Vec<Spectrum<S>> = (0..d).map(output).collect();
    let coefficient = S::from_ratio(1, (d * d) as u64);
    let mut terms = Vec::with_capacity(d * d);
    for g1 in 0..d {
        for g2 in 0..d {
            let node =
                Node { a: inputs[g1].clone(), b: inputs[g2].clone(), c: outputs[group.multiply(g1, g2)].clone() };
            terms.push(Term { coefficient: coefficient.clone(), node });
        }
    }
    Ok(Solution::from_terms(group, terms))
}
