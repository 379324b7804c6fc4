//! Prime fields.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use dashu_int::{Sign, UBig};
use dashu_ratio::RBig;
use num_complex::Complex64;
use num_traits::{One, Zero};

use crate::scalar::{Constant, Exact, Scalar};

/// An element of F_p for a prime P < 2³¹; conjugation does nothing.
///
/// What has no value modulo p, such as a fraction whose denominator p divides, equals nothing, itself included.
///
/// ```
/// use cogring::{Scalar, scalar::algebraic::Residue};
/// type F7 = Residue<7>;
/// assert_eq!(F7::from_ratio(1, 2), F7::from_ratio(4, 1));
/// assert_ne!(F7::from_ratio(1, 7), F7::from_ratio(1, 7));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Residue<const P: u64>(Option<u64>);

impl<const P: u64> Residue<P> {
    /// The number from 0 to p − 1; `None` where there is no value.
    #[must_use]
    pub fn value(self) -> Option<u64> {
        self.0
    }

    fn of_size(size: &UBig) -> Self {
        const { assert!(P >= 2 && P < 1 << 31, "a prime below 2³¹ is required") };
        Residue(Some(size % P))
    }

    fn combined(self, other: Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        Residue(self.0.zip(other.0).map(|(x, y)| combine(x, y) % P))
    }
}

impl<const P: u64> PartialEq for Residue<P> {
    fn eq(&self, other: &Self) -> bool {
        self.0.zip(other.0).is_some_and(|(x, y)| x == y)
    }
}

impl<const P: u64> fmt::Display for Residue<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(value) => write!(f, "{value}"),
            None => write!(f, "no residue modulo {P}"),
        }
    }
}

impl<const P: u64> Add for Residue<P> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.combined(other, |x, y| x + y)
    }
}

impl<const P: u64> AddAssign<&Residue<P>> for Residue<P> {
    fn add_assign(&mut self, other: &Self) {
        *self = *self + *other;
    }
}

impl<const P: u64> Neg for Residue<P> {
    type Output = Self;
    fn neg(self) -> Self {
        Residue(self.0.map(|x| (P - x) % P))
    }
}

impl<const P: u64> Sub for Residue<P> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl<const P: u64> Mul for Residue<P> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        self.combined(other, |x, y| x * y)
    }
}

impl<const P: u64> Mul<&Residue<P>> for Residue<P> {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        self * *other
    }
}

impl<const P: u64> Zero for Residue<P> {
    fn zero() -> Self {
        Residue(Some(0))
    }
    fn is_zero(&self) -> bool {
        self.0 == Some(0)
    }
}

impl<const P: u64> One for Residue<P> {
    fn one() -> Self {
        Residue(Some(1 % P))
    }
}

impl<const P: u64> Scalar for Residue<P> {
    fn conj(&self) -> Self {
        *self
    }

    fn from_ratio(numerator: i64, denominator: u64) -> Self {
        assert!(denominator > 0, "a fraction with denominator 0");
        Self::from_rational(RBig::from_parts(numerator.into(), denominator.into()))
    }

    fn from_rational(value: RBig) -> Self {
        let (sign, size) = value.numerator().clone().into_parts();
        let size = Self::of_size(&size);
        let numerator = if sign == Sign::Negative { -size } else { size };
        numerator.checked_div(&Self::of_size(value.denominator())).unwrap_or(Residue(None))
    }

    fn is_exact() -> bool {
        true
    }

    fn from_constant(constant: &Constant) -> Self {
        constant.exact().and_then(Exact::to_rational).map_or(Residue(None), Self::from_rational)
    }

    fn checked_div(&self, divisor: &Self) -> Option<Self> {
        // x^(p−2) is 1/x
        (divisor.0? != 0).then(|| *self * divisor.power(P - 2))
    }

    fn to_complex(&self) -> Option<Complex64> {
        None
    }

    fn is_close(&self, other: &Self, _tolerance: f64) -> bool {
        self == other
    }
}
