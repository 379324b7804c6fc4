//! Order 6 at every complex pair.

use super::{blocks, over_pairs, require_unit};
use crate::Result;
use crate::group::Group;
use crate::scalar::Cyclotomic;
use crate::semiring::Solution;

/// z_F6 = Σ_k ⅙ z_ν^{(k)} * z_syn^{(k)} over the complex pairs ±k, with ν = `nu(k)`, and two real nodes at every
/// self-conjugate character. Order 3(d−1) for odd d (CoGS, §5).
///
/// `nu` is called once for the representative of every complex pair, in increasing order.
///
/// # Errors
/// When a ν does not have modulus 1.
///
/// ```
/// use cogring::{Group, Network, PairMask, Target, construct::optimizers::order6};
/// use num_complex::Complex64;
/// let group: Group = "7".parse()?;
/// let z = order6(&group, |k| Complex64::cis(0.4 * k as f64))?;
/// assert_eq!(z.order(), 3 * (7 - 1));
/// let evaluation = Network::from_solution(&z)?.evaluate(Target::ZeroMean, &PairMask::all(&group));
/// assert!(evaluation.loss < 1e-28 && evaluation.accuracy == 1.0);
/// # Ok::<(), cogring::Error>(())
/// ```
pub fn order6<S: Cyclotomic>(group: &Group, nu: impl FnMut(usize) -> S) -> Result<Solution<S>> {
    over_pairs(group, None, nu, |nu| {
        require_unit("nu", nu)?;
        Ok(blocks::order6(nu))
    })
}

/// Σ_k ⅙ z_{ν=i}^{(k)} * z_{syn,αβ}^{(k)} over the complex pairs ±k, with (α, β) = `alpha_beta(k)`, and two real
/// nodes at every self-conjugate character. Order 3(d−1) for odd d (CoGS, §5).
///
/// # Errors
/// When an α or β does not have modulus 1.
pub fn order6_ab<S: Cyclotomic>(group: &Group, alpha_beta: impl FnMut(usize) -> (S, S)) -> Result<Solution<S>> {
    over_pairs(group, None, alpha_beta, |(alpha, beta)| {
        require_unit("alpha", alpha)?;
        require_unit("beta", beta)?;
        Ok(blocks::order6_ab(alpha, beta))
    })
}
