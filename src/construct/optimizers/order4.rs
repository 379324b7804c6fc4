//! Order 4 at (almost) every complex pair, R_n closed by a hat.

use super::blocks;
use crate::Result;
use crate::construct::assembly::{Assembly, Cache, require_unit};
use crate::construct::hat::Hat;
use crate::group::Group;
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
    let real = blocks::self_conjugate();
    let (host, host_block) = match group.dual().self_conjugate().next() {
        Some(k) => (k, real.clone()),
        None => {
            require_unit("nu", nu)?;
            (group.dual().complex_pairs().next().unwrap_or(0), blocks::order6(nu))
        }
    };
    let mut assembly = Assembly::new(group, 2 * group.order());
    if group.order() > 1 {
        assembly.place(host, &host_block);
    }
    let weight = Hat::weight(&host_block, group.dual().is_self_conjugate(host));
    let hat = place_order4(group, &mut assembly, Some(host), &real, &weight, xi)?;
    if group.order() > 1 {
        hat.put_on(group, &mut assembly, host_block.order());
    }
    Ok(assembly.finish())
}

/// ¼ z_{ν=i} * z_ξ at every complex pair, two real nodes at every self-conjugate character, and one constant node
/// a_0 = b_0 = ½, c_k = −R_k, c_0 = 2 that closes R_n. Order 2d − 1, exact for both targets (beyond the paper).
///
/// `xi` gives (ξ, σ) for the representative of every complex pair, in increasing order.
///
/// # Errors
/// When a ξ does not have modulus 1.
pub fn order4_bias<S: Cyclotomic>(group: &Group, xi: impl FnMut(usize) -> (S, Sign)) -> Result<Solution<S>> {
    let mut assembly = Assembly::new(group, 2 * group.order());
    let mut hat = place_order4(group, &mut assembly, None, &blocks::self_conjugate(), &S::one(), xi)?;
    hat.push(0, S::from_ratio(2, 1));
    assembly.push(S::one(), hat.constant_node(group));
    Ok(assembly.finish())
}

/// Places the blocks of order 4 and the real ones at all representatives but `host`, and returns the hat that cancels
/// what they leave over, for host nodes of the given weight.
fn place_order4<S: Cyclotomic>(
    group: &Group,
    assembly: &mut Assembly<'_, S>,
    host: Option<usize>,
    real: &Block<S>,
    weight: &S,
    mut xi: impl FnMut(usize) -> (S, Sign),
) -> Result<Hat<S>> {
    let mut cache = Cache::new(|(xi, sign): &(S, Sign)| {
        require_unit("xi", xi)?;
        let block = blocks::order4(xi, *sign);
        let entry = Hat::entry(&Hat::residual(&block), weight);
        Ok((block, entry))
    });
    let mut hat = Hat::default();
    for k in group.dual().representatives().filter(|&k| Some(k) != host) {
        if group.dual().is_self_conjugate(k) {
            assembly.place(k, real);
        } else {
            let (block, entry) = cache.get(xi(k))?;
            assembly.place(k, block);
            hat.push(k, entry.clone());
        }
    }
    Ok(hat)
}
