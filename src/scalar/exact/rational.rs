//! Rational numbers: machine words while they fit, big integers when they do not.

use std::fmt;
use std::num::NonZeroI64;

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use crate::number::gcd;

/// A rational number in lowest terms.
///
/// `Small` exactly when numerator and denominator fit (|numerator|, denominator < 2⁶³), so that equality is structural.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Rational {
    /// numerator / denominator with a positive denominator.
    Small { numerator: i64, denominator: NonZeroI64 },
    /// What does not fit.
    Big(Box<RBig>),
}

const UNIT: NonZeroI64 = NonZeroI64::new(1).expect("1 is not 0");

impl Rational {
    pub const ZERO: Self = Self::integer(0);
    pub const ONE: Self = Self::integer(1);

    /// The integer `n`, which must not be −2⁶³.
    pub const fn integer(n: i64) -> Self {
        assert!(n != i64::MIN);
        Rational::Small { numerator: n, denominator: UNIT }
    }

    /// `numerator` / `denominator`; the denominator must not be 0.
    pub fn new(numerator: i64, denominator: u64) -> Self {
        let divisor = gcd(numerator.unsigned_abs(), denominator);
        let (magnitude, denominator) = (numerator.unsigned_abs() / divisor, denominator / divisor);
        match (i64::try_from(magnitude), i64::try_from(denominator)) {
            (Ok(magnitude), Ok(denominator)) => Self::small(magnitude * numerator.signum(), denominator),
            _ => Self::shortest(RBig::from_parts(IBig::from(magnitude) * numerator.signum(), UBig::from(denominator))),
        }
    }

    /// A fraction in lowest terms with numerator ≠ −2⁶³ and a positive denominator.
    fn small(numerator: i64, denominator: i64) -> Self {
        debug_assert!(denominator > 0 && numerator != i64::MIN);
        Rational::Small { numerator, denominator: NonZeroI64::new(denominator).expect("denominators are positive") }
    }

    /// The number in the shorter of the two representations.
    pub fn shortest(value: RBig) -> Self {
        match (i64::try_from(value.numerator()), i64::try_from(value.denominator())) {
            (Ok(numerator), Ok(denominator)) if numerator != i64::MIN => Self::small(numerator, denominator),
            _ => Rational::Big(Box::new(value)),
        }
    }

    /// The number as a big one.
    pub fn to_big(&self) -> RBig {
        match self {
            Rational::Small { numerator, denominator } => {
                RBig::from_parts_signed(IBig::from(*numerator), IBig::from(denominator.get()))
            }
            Rational::Big(value) => RBig::clone(value),
        }
    }

    /// Numerator and denominator when both are machine words.
    pub fn as_small(&self) -> Option<(i64, i64)> {
        match self {
            Rational::Small { numerator, denominator } => Some((*numerator, denominator.get())),
            Rational::Big(_) => None,
        }
    }

    pub fn is_zero(&self) -> bool {
        matches!(self, Rational::Small { numerator: 0, .. })
    }

    pub fn is_one(&self) -> bool {
        matches!(self, Rational::Small { numerator: 1, denominator } if denominator.get() == 1)
    }

    pub fn is_negative(&self) -> bool {
        match self {
            Rational::Small { numerator, .. } => *numerator < 0,
            Rational::Big(value) => value.numerator() < &IBig::ZERO,
        }
    }

    /// The number of bits of the longer of numerator and denominator.
    pub fn bits(&self) -> usize {
        use dashu_int::ops::BitTest;
        match self {
            Rational::Small { numerator, denominator } => {
                let longest = numerator.unsigned_abs().max(denominator.get().unsigned_abs());
                (u64::BITS - longest.leading_zeros()) as usize
            }
            Rational::Big(value) => value.numerator().bit_len().max(value.denominator().bit_len()),
        }
    }

    pub fn negated(self) -> Self {
        match self {
            Rational::Small { numerator, denominator } => Rational::Small { numerator: -numerator, denominator },
            Rational::Big(value) => Rational::Big(Box::new(-*value)),
        }
    }

    /// The product.
    #[inline]
    pub fn times(&self, other: &Self) -> Self {
        if let (Some((a, b)), Some((c, d))) = (self.as_small(), other.as_small())
            && let Some(product) = small_product(a, b, c, d)
        {
            return product;
        }
        Self::shortest(self.to_big() * other.to_big())
    }

    /// The sum.
    #[inline]
    pub fn plus(&self, other: &Self) -> Self {
        if let (Some((a, b)), Some((c, d))) = (self.as_small(), other.as_small())
            && let Some(sum) = small_sum(a, b, c, d)
        {
            return sum;
        }
        Self::shortest(self.to_big() + other.to_big())
    }

    /// 1/x.
    ///
    /// # Panics
    /// When x is 0.
    pub fn inverse(&self) -> Self {
        assert!(!self.is_zero(), "0 has no inverse");
        match self {
            Rational::Small { numerator, denominator } => {
                Self::small(denominator.get() * numerator.signum(), numerator.abs())
            }
            Rational::Big(value) => Self::shortest(RBig::ONE / RBig::clone(value)),
        }
    }

    /// The nearest floating-point number.
    pub fn to_f64(&self) -> f64 {
        match self {
            // Exact below 2⁵³, hence a correctly rounded quotient.
            Rational::Small { numerator, denominator }
                if numerator.unsigned_abs() < 1 << 53 && denominator.get() < 1 << 53 =>
            {
                *numerator as f64 / denominator.get() as f64
            }
            _ => self.to_big().to_f64().value(),
        }
    }
}

/// (a/b)(c/d), or `None` when it does not fit.
#[inline]
fn small_product(a: i64, b: i64, c: i64, d: i64) -> Option<Rational> {
    if b == 1 && d == 1 {
        return fitting(a.checked_mul(c)?, 1);
    }
    let left = common_divisor(a, d);
    let right = common_divisor(c, b);
    fitting((a / left).checked_mul(c / right)?, (b / right).checked_mul(d / left)?)
}

/// a/b + c/d, or `None` when it does not fit.
#[inline]
fn small_sum(a: i64, b: i64, c: i64, d: i64) -> Option<Rational> {
    if b == d {
        let sum = a.checked_add(c)?;
        if b == 1 {
            return fitting(sum, 1);
        }
        let divisor = common_divisor(sum, b);
        return fitting(sum / divisor, b / divisor);
    }
    let shared = common_divisor(b, d);
    let sum = a.checked_mul(d / shared)?.checked_add(c.checked_mul(b / shared)?)?;
    let denominator = (b / shared).checked_mul(d)?;
    // A common factor of sum and denominator divides `shared`.
    let divisor = common_divisor(sum, shared);
    fitting(sum / divisor, denominator / divisor)
}

fn fitting(numerator: i64, denominator: i64) -> Option<Rational> {
    (numerator != i64::MIN).then(|| Rational::small(numerator, denominator))
}

/// The greatest common divisor of any x and a positive y.
#[inline]
fn common_divisor(x: i64, y: i64) -> i64 {
    if y == 1 || x == 1 || x == -1 {
        return 1;
    }
    i64::try_from(gcd(x.unsigned_abs(), y.unsigned_abs())).expect("a divisor of y is at most y")
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rational::Small { numerator, denominator } if denominator.get() == 1 => write!(f, "{numerator}"),
            Rational::Small { numerator, denominator } => write!(f, "{numerator}/{denominator}"),
            Rational::Big(value) => write!(f, "{value}"),
        }
    }
}
