//! The paper's generators: small single-frequency elements whose products are global optimizers (CoGS, §5).
//!
//! ω = exp(2πi/3). Parameters ν, ξ, α, β are unit complex numbers; the potentials listed below vanish for all of them.
//!
//! | generator | nodes | order | vanishing potentials |
//! |---|---|---|---|
//! | [`z_syn`] | (1,1,1), (ω,ω,ω), (ω²,ω²,ω²) | 3 | all of R_c, R_n, and ā²c, b̄²c |
//! | [`z_nu`] | (1,1,1), (ν, −ν, −ν̄²) | 2 | a²c, b²c |
//! | [`z_nu_i`] | (1,1,1), (i, −i, 1) | 2 | ā b c, a b̄ c, and all of R_* |
//! | [`z_xi`] | (1,1,1), (ξ, −σiξ̄, σi) | 2 | a b c̄ |
//! | [`z_syn_ab`] | (1,1,1), (ωα, ωᾱ, ω), (ω²β, ω²β̄, ω²) | 3 | a b c̄, and all of R_n |
//! | [`z_3c`] | (1,1,1), (1,ω,ω²), (1,ω²,ω) | 3 | all but abc, ā b c, b̄²c |
//!
//! Functions do not check that a parameter has modulus 1; the [optimizers](crate::construct::optimizers) do.

use crate::scalar::{Cyclotomic, Scalar, Sign};
use crate::semiring::{Block, Triple};

/// ωⁿ = exp(2πi·n/3).
fn omega<S: Cyclotomic>(n: i64) -> S {
    S::root_of_unity(n, 3)
}

/// i.
fn imaginary<S: Cyclotomic>() -> S {
    S::root_of_unity(1, 4)
}

/// u_syn = (ω, ω, ω), the element of order 1 whose powers make up [`z_syn`].
#[must_use]
pub fn u_syn<S: Cyclotomic>() -> Block<S> {
    Block::from_nodes([Triple::new(omega(1), omega(1), omega(1))])
}

/// z_syn = 1 + u + u² with u = [`u_syn`]: (1,1,1), (ω,ω,ω), (ω²,ω²,ω²).
///
/// Lacks only a²c = b²c = 3 of R_*.
///
/// ```
/// use cogring::{Block, BlockPotential, Homomorphism, expr::generators::z_syn};
/// use num_complex::Complex64;
/// let z: Block<Complex64> = z_syn();
/// assert!((BlockPotential::AAC.evaluate(&z).re - 3.0).abs() < 1e-15);
/// assert!(BlockPotential::ABC_BAR.evaluate(&z).norm() < 1e-15);
/// ```
#[must_use]
pub fn z_syn<S: Cyclotomic>() -> Block<S> {
    Block::from_nodes((0..3).map(|n| Triple::new(omega(n), omega(n), omega(n))))
}

/// z_ν: (1,1,1), (ν, −ν, −ν̄²).
///
/// a²c = b²c = 0 for every unit ν: what [`z_syn`] lacks.
#[must_use]
pub fn z_nu<S: Scalar>(nu: &S) -> Block<S> {
    Block::from_nodes([Triple::one(), Triple::new(nu.clone(), -nu.clone(), -nu.conj().squared())])
}

/// z_{ν=i}, also called "4c": (1,1,1), (i, −i, 1).
///
/// Lacks a b c̄ = 2 of R_c and R_n: |a|²c = |b|²c = 2.
#[must_use]
pub fn z_nu_i<S: Cyclotomic>() -> Block<S> {
    z_nu(&imaginary())
}

/// z_ξ with sign σ: (1,1,1), (ξ, −σiξ̄, σi).
///
/// Supplies a b c̄ = 0, which [`z_nu_i`] lacks.
#[must_use]
pub fn z_xi<S: Cyclotomic>(xi: &S, sign: Sign) -> Block<S> {
    let i = sign.times(imaginary::<S>());
    Block::from_nodes([Triple::one(), Triple::new(xi.clone(), -(i.clone() * &xi.conj()), i)])
}

/// z_{syn,αβ}: (1,1,1), (ωα, ωᾱ, ω), (ω²β, ω²β̄, ω²).
///
/// [`z_syn`] is α = β = 1. Supplies a b c̄ = 0 and R_n, which [`z_nu_i`] lacks.
#[must_use]
pub fn z_syn_ab<S: Cyclotomic>(alpha: &S, beta: &S) -> Block<S> {
    let twisted = |n: i64, twist: &S| Triple::new(omega::<S>(n) * twist, omega::<S>(n) * &twist.conj(), omega::<S>(n));
    Block::from_nodes([Triple::one(), twisted(1, alpha), twisted(2, beta)])
}

/// z_3c: (1,1,1), (1,ω,ω²), (1,ω²,ω).
///
/// Lacks ā b c = 3 and b̄²c = 3.
#[must_use]
pub fn z_3c<S: Cyclotomic>() -> Block<S> {
    Block::from_nodes((0..3).map(|n| Triple::new(S::one(), omega(n), omega(-n))))
}
