//! What the optimizers place at one frequency.

use crate::expr::generators::{z_nu, z_nu_i, z_syn, z_syn_ab, z_xi};
use crate::scalar::{Cyclotomic, Sign};
use crate::semiring::{Block, Triple};

/// ⅙ z_ν * z_syn: order 6, abc = 1 and all nine other potentials zero, for every unit ν.
///
/// ```
/// use cogring::{BlockPotential, Homomorphism, construct::optimizers::blocks};
/// use num_complex::Complex64;
/// let z = blocks::order6(&Complex64::cis(0.3));
/// let values = BlockPotential::ALL.map(|potential| potential.evaluate(&z));
/// assert!((values[0] - 1.0).norm() < 1e-15 && values[1..].iter().all(|value| value.norm() < 1e-15));
/// ```
#[must_use]
pub fn order6<S: Cyclotomic>(nu: &S) -> Block<S> {
    (z_nu(nu) * z_syn()).scaled(&S::from_ratio(1, 6))
}

/// ⅙ z_{ν=i} * z_{syn,αβ}: order 6, abc = 1 and all nine other potentials zero, for all unit α, β.
#[must_use]
pub fn order6_ab<S: Cyclotomic>(alpha: &S, beta: &S) -> Block<S> {
    (z_nu_i() * z_syn_ab(alpha, beta)).scaled(&S::from_ratio(1, 6))
}

/// ¼ z_{ν=i} * z_ξ: order 4, abc = 1 and all other potentials zero but R_n: |a|²c = |b|²c = ½(1 + σi).
#[must_use]
pub fn order4<S: Cyclotomic>(xi: &S, sign: Sign) -> Block<S> {
    (z_nu_i() * z_xi(xi, sign)).scaled(&S::from_ratio(1, 4))
}

/// ½ ((1,1,1) + (1,−1,−1)): order 2, for a self-conjugate character, where abc = 1 and a²c = b²c = 0 are all that is
/// required.
#[must_use]
pub fn self_conjugate<S: Cyclotomic>() -> Block<S> {
    Block::from_nodes([Triple::one(), Triple::new(S::one(), -S::one(), -S::one())]).scaled(&S::from_ratio(1, 2))
}

/// The four nodes of the Fourier construction: ¼ ((1,1,1) + (−i,i,1) + (−i,1,i) + (1,−i,i)), which is
/// cos·cos·cos, −sin·sin·cos, sin·cos·sin, cos·sin·sin. Up to the sign of (a, b) this is [`order4`] with ξ = σ = 1.
#[must_use]
pub fn fourier<S: Cyclotomic>() -> Block<S> {
    let (one, i) = (S::one, || S::root_of_unity(1, 4));
    let nodes =
        [Triple::one(), Triple::new(-i(), i(), one()), Triple::new(-i(), one(), i()), Triple::new(one(), -i(), i())];
    Block::from_nodes(nodes).scaled(&S::from_ratio(1, 4))
}
