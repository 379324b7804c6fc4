//! Order 4 at (almost) every complex pair, R_n closed by a hat.

use super::{blocks, over_pairs, require_unit};
use crate::Result;
use crate::group::Group;
use crate::loss::Target;
use crate::scalar::Cyclotomic;
use crate::scalar::Sign;
use crate::semiring::{Block, Solution};

/// z_F4/6: ¼ z_{ν=i} * z_ξ at every complex pair, and the hat that closes R_n (CoGS, §5).
///
/// - Without self-conjugate characters (d odd) the hat sits on the first pair, which gets ⅙ z_ν * z_syn instead:
///   order 4(n−1) + 6 = 2d.
/// - With them (d even; beyond the paper) it sits on the two real nodes of the first one: order 2(d−1).
///
/// `xi` gives (ξ, σ) for the representative of every pair of order 4, in increasing order; `nu` is the parameter of the
/// one pair of order 6, unused for even d.
///
/// # Errors
/// When ν or a ξ does not have modulus 1.
///
/// ```
/// use cogring::{Group, construct::{Sign, optimizers::order4}};
/// use num_complex::Complex64;
/// let one = Complex64::ONE;
/// assert_eq!(order4(&Group::cyclic(7)?, &one, |_| (one, Sign::Plus))?.order(), 2 * 7);
/// assert_eq!(order4(&Group::cyclic(8)?, &one, |_| (one, Sign::Minus))?.order(), 2 * (8 - 1));
/// # Ok::<(), cogring::Error>(())
/// ```
pub fn order4<S: Cyclotomic>(group: &Group, nu: &S, xi: impl FnMut(usize) -> (S, Sign)) -> Result<Solution<S>> {
    let dual = group.dual();
    let Some(host) = dual.self_conjugate().chain(dual.complex_pairs()).next() else {
        return Ok(Solution::zero(group));
    };
    let block = if dual.is_self_conjugate(host) {
        blocks::self_conjugate()
    } else {
        require_unit("nu", nu)?;
        blocks::order6(nu)
    };
    let hosts = Solution::at_frequency(group, host, &block);
    (hosts + over_pairs(group, Some(host), xi, order4_block)?).closed_on(0..block.order(), Target::ZeroMean)
}

/// ¼ z_{ν=i} * z_ξ at every complex pair, two real nodes at every self-conjugate character, and one constant node
/// a_0 = b_0 = ½, c_k = −R_k, c_0 = 2 that closes R_n. Order 2d − 1, exact for both targets (beyond the paper).
///
/// `xi` gives (ξ, σ) for the representative of every complex pair, in increasing order.
///
/// # Errors
/// When a ξ does not have modulus 1.
pub fn order4_bias<S: Cyclotomic>(group: &Group, xi: impl FnMut(usize) -> (S, Sign)) -> Result<Solution<S>> {
    Ok(over_pairs(group, None, xi, order4_block)?.closed(Target::OneHot))
}

fn order4_block<S: Cyclotomic>((xi, sign): &(S, Sign)) -> Result<Block<S>> {
    require_unit("xi", xi)?;
    Ok(blocks::order4(xi, *sign))
}
