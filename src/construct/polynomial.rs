//! Polynomials ρ(u) in an element u of order 1 that make chosen potentials vanish (CoGS, §5).

use std::fmt;

use crate::Result;
use crate::potential::Homomorphism;
use crate::scalar::Scalar;
use crate::semiring::{FormalSum, NodeMonoid};

/// Floats closer than this count as equal values, and coefficients below it (times the largest) as zero.
const TOLERANCE: f64 = 1e-9;

/// A polynomial ρ(x) = Σ_i m_i xⁱ with real coefficients.
///
/// Every sum potential is a ring homomorphism, so r(ρ(u)) = ρ(r(u)) for an element u of order 1: ρ(u) lacks exactly the
/// potentials whose values at u are roots of ρ.
///
/// ```
/// use cogring::{Block, BlockPotential, Homomorphism};
/// use cogring::{construct::Polynomial, expr::generators::{u_syn, z_syn}};
/// use num_complex::Complex64;
/// // u_syn = (ω, ω, ω) has ā b c = ω and a b c̄ = ω: the lowest real polynomial that kills them is 1 + x + x².
/// let u: Block<Complex64> = u_syn();
/// let rho = Polynomial::killing_potentials(&u, &[BlockPotential::A_BAR_BC, BlockPotential::ABC_BAR]);
/// assert_eq!(rho.degree(), 2);
/// assert!(rho.of(&u)?.equals_up_to_permutation(&z_syn(), 1e-12));
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Polynomial<S> {
    /// m_0, m_1, …, m_n, the last of them 1.
    coefficients: Vec<S>,
}

/// # Construction
impl<S: Scalar> Polynomial<S> {
    /// The monic real polynomial of lowest degree that vanishes at every given value: Π (x − s) over the distinct real
    /// values and Π (x² − 2 Re(s) x + |s|²) over the distinct conjugate pairs.
    ///
    /// Without values it is 1. Floats within 1e-9 of each other, or of their conjugate, count as equal.
    #[must_use]
    pub fn killing(values: &[S]) -> Self {
        let mut roots: Vec<&S> = Vec::new();
        let mut result = Polynomial { coefficients: vec![S::one()] };
        for value in values {
            let conjugate = value.conj();
            let known = |root: &&S| root.is_close(value, TOLERANCE) || root.is_close(&conjugate, TOLERANCE);
            if roots.iter().any(known) {
                continue;
            }
            roots.push(value);
            let twice_real_part = value.clone() + conjugate.clone();
            result = if value.is_close(&conjugate, TOLERANCE) {
                result.times(&[-(twice_real_part * &S::from_ratio(1, 2)), S::one()])
            } else {
                result.times(&[value.norm_squared(), -twice_real_part, S::one()])
            };
        }
        result
    }

    /// The real polynomial ρ of lowest degree such that every given potential of ρ(u) is zero.
    ///
    /// Potentials with the same value at u can only be killed together: where a potential to kill has the value of one
    /// that must survive, such as abc, ρ(u) lacks both and u is the wrong choice.
    #[must_use]
    pub fn killing_potentials<M: NodeMonoid<S>>(u: &FormalSum<M, S>, potentials: &[impl Homomorphism<M, S>]) -> Self {
        let values: Vec<S> = potentials.iter().map(|potential| potential.evaluate(u)).collect();
        Self::killing(&values)
    }

    fn times(&self, factor: &[S]) -> Self {
        let mut coefficients = vec![S::zero(); self.coefficients.len() + factor.len() - 1];
        for (i, x) in self.coefficients.iter().enumerate() {
            for (j, y) in factor.iter().enumerate() {
                coefficients[i + j] += &(x.clone() * y);
            }
        }
        Polynomial { coefficients }
    }
}

/// # Reading
impl<S: Scalar> Polynomial<S> {
    /// The degree n.
    #[must_use]
    pub fn degree(&self) -> usize {
        self.coefficients.len() - 1
    }

    /// m_0, m_1, …, m_n; the last is 1.
    #[must_use]
    pub fn coefficients(&self) -> &[S] {
        &self.coefficients
    }

    /// ρ(x), by Horner's rule.
    #[must_use]
    pub fn evaluate(&self, x: &S) -> S {
        self.coefficients.iter().rev().fold(S::zero(), |value, coefficient| value * x + coefficient.clone())
    }

    /// ρ(u) = Σ_i m_i uⁱ; for u of order 1 it has one hidden node per coefficient that is not zero.
    ///
    /// # Errors
    /// When the sum has more than 2²⁶ hidden nodes.
    pub fn of<M: NodeMonoid<S>>(&self, u: &FormalSum<M, S>) -> Result<FormalSum<M, S>> {
        let mut power = FormalSum::one_in(u.space());
        let mut sum = FormalSum::zero_in(u.space());
        for (i, coefficient) in self.coefficients.iter().enumerate() {
            if i > 0 {
                power = power.try_mul(u)?;
            }
            if !self.is_negligible(coefficient) {
                sum = sum.try_add(power.clone().scaled(coefficient))?;
            }
        }
        Ok(sum)
    }

    fn is_negligible(&self, coefficient: &S) -> bool {
        let size = |value: &S| value.to_complex().map_or(0.0, |value| value.norm());
        let largest = self.coefficients.iter().map(size).fold(1.0, f64::max);
        coefficient.is_close(&S::zero(), TOLERANCE * largest)
    }
}

impl<S: Scalar> fmt::Display for Polynomial<S> {
    /// Writes `(m_0) + (m_1) x + x^2`, without the coefficients that are zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (power, coefficient) in self.coefficients.iter().enumerate() {
            if self.is_negligible(coefficient) {
                continue;
            }
            f.write_str(separator)?;
            separator = " + ";
            match (power, coefficient.is_one()) {
                (0, _) => write!(f, "({coefficient})")?,
                (1, true) => f.write_str("x")?,
                (1, false) => write!(f, "({coefficient}) x")?,
                (_, true) => write!(f, "x^{power}")?,
                (_, false) => write!(f, "({coefficient}) x^{power}")?,
            }
        }
        Ok(())
    }
}
