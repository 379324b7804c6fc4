//! The numbers in a node's entries: a commutative ring with conjugation.
//!
//! `scalar` knows nothing of networks or frequencies.

pub mod algebraic;
mod complex;
mod constant;
mod exact;
mod sign;

pub use constant::Constant;
pub use exact::{Exact, NormalTerm};
pub use sign::Sign;

use std::fmt::{Debug, Display};
use std::ops::{AddAssign, Mul, Neg, Sub};

use dashu_ratio::RBig;
use num_complex::Complex64;
use num_traits::{One, Zero};

/// A commutative ring with conjugation that holds the rational numbers.
///
/// Everything between weights and verdicts is generic over this trait, so that what is proved
/// (the exact numbers) is the code that runs ([`Complex64`]).
///
/// Laws: the ring axioms; `conj` is an involutive ring homomorphism. Floating-point implementations satisfy them to
/// rounding.
pub trait Scalar:
    Clone
    + PartialEq
    + Debug
    + Display
    + Send
    + Sync
    + Zero
    + One
    + Neg<Output = Self>
    + Sub<Output = Self>
    + for<'a> Mul<&'a Self, Output = Self>
    + for<'a> AddAssign<&'a Self>
    + 'static
{
    /// The complex conjugate.
    fn conj(&self) -> Self;

    /// The rational number `numerator` / `denominator`.
    ///
    /// # Panics
    /// When `denominator` is 0.
    fn from_ratio(numerator: i64, denominator: u64) -> Self;

    /// A rational number of any size; the nearest one, for floats.
    fn from_rational(value: RBig) -> Self;

    /// Whether numbers are exact, so that equality proves something.
    fn is_exact() -> bool {
        false
    }

    /// The same number in normal form, for an exact type: sums of roots of unity are as short as they get.
    #[must_use]
    fn shortened(self) -> Self {
        self
    }

    /// A number that belongs to a group. An exact type has no value for one that is only known as a float: what it returns
    /// then equals nothing, itself included.
    fn from_constant(constant: &Constant) -> Self;

    /// The quotient, or `None` when `divisor` has no inverse (or none that this type can express).
    fn checked_div(&self, divisor: &Self) -> Option<Self>;

    /// The value as a floating-point number, or `None` when it depends on a free parameter.
    fn to_complex(&self) -> Option<Complex64>;

    /// Whether the two are equal: exactly for exact types, within `tolerance` in absolute value for floats.
    fn is_close(&self, other: &Self, tolerance: f64) -> bool;

    /// Whether the two are written alike, and so equal. Cheaper than `==`, and may be false for equal numbers.
    fn is_identical(&self, other: &Self) -> bool {
        self == other
    }

    /// Whether the number is its own conjugate: exactly for exact types, to rounding for floats.
    fn is_real(&self) -> bool {
        let size = self.to_complex().map_or(0.0, |value| value.norm());
        self.is_close(&self.conj(), 1e-12 * (1.0 + size))
    }

    /// Adds x·y to this number: what every potential does for every node.
    fn add_product(&mut self, x: &Self, y: &Self) {
        *self += &(x.clone() * y);
    }

    /// x².
    #[must_use]
    fn squared(&self) -> Self {
        self.clone() * self
    }

    /// |x|² = x·conj(x).
    #[must_use]
    fn norm_squared(&self) -> Self {
        self.clone() * &self.conj()
    }

    /// xⁿ by repeated squaring.
    #[must_use]
    fn power(&self, exponent: u64) -> Self {
        let (mut result, mut base, mut rest) = (Self::one(), self.clone(), exponent);
        while rest > 0 {
            if rest & 1 == 1 {
                result = result * &base;
            }
            rest >>= 1;
            if rest > 0 {
                base = base.squared();
            }
        }
        result
    }
}

/// A [`Scalar`] ring that holds the roots of unity too: what characters and the paper's generators are written in.
///
/// Laws: `root_of_unity(n, d)` has conjugate `root_of_unity(-n, d)` and d-th power 1.
pub trait Cyclotomic: Scalar {
    /// exp(2πi · `numerator` / `denominator`).
    ///
    /// # Panics
    /// When `denominator` is 0.
    fn root_of_unity(numerator: i64, denominator: u64) -> Self;
}

/// For `dedup_by` on sorted entries: adds an entry's value to that of the one before when the two have the same key.
pub(crate) fn add_to_like<K: PartialEq, S: Scalar>(next: &mut (K, S), kept: &mut (K, S)) -> bool {
    let is_like = next.0 == kept.0;
    if is_like {
        kept.1 += &next.1;
    }
    is_like
}
