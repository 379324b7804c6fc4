//! The non-negative fractions that are written in expressions.

use std::fmt;

use crate::number::gcd;

/// A non-negative rational number in lowest terms, as in `1/6`. Signs belong to the sums around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rational {
    numerator: i64,
    denominator: u64,
}

impl Rational {
    /// The number 0.
    pub const ZERO: Self = Rational { numerator: 0, denominator: 1 };
    /// The number 1.
    pub const ONE: Self = Rational { numerator: 1, denominator: 1 };

    /// The fraction `numerator` / `denominator`, or `None` when the denominator is 0 or the reduced numerator exceeds
    /// 2⁶³ − 1.
    #[must_use]
    pub fn new(numerator: u64, denominator: u64) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let divisor = gcd(numerator, denominator);
        let numerator = i64::try_from(numerator / divisor).ok()?;
        Some(Rational { numerator, denominator: denominator / divisor })
    }

    /// The numerator, at least 0.
    #[must_use]
    pub fn numerator(self) -> i64 {
        self.numerator
    }

    /// The denominator, at least 1.
    #[must_use]
    pub fn denominator(self) -> u64 {
        self.denominator
    }

    /// The number divided by an integer, or `None` when that is 0 or the result does not fit.
    #[must_use]
    pub fn divided_by(self, divisor: u64) -> Option<Self> {
        let common = gcd(self.numerator.unsigned_abs(), divisor);
        if common == 0 {
            return (divisor != 0).then_some(self);
        }
        let denominator = self.denominator.checked_mul(divisor / common)?;
        Self::new(self.numerator.unsigned_abs() / common, denominator)
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            denominator => write!(f, "{}/{denominator}", self.numerator),
        }
    }
}
