//! Polynomials with integer coefficients.

use std::fmt;

use dashu_int::ops::{BitTest, Gcd, UnsignedAbs};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::coefficients::product;
use crate::number::sign_between;

/// A polynomial Σ c_i xⁱ over Z; the list of its coefficients ends with one that is not 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Polynomial(Vec<IBig>);

impl Polynomial {
    /// The polynomial with these coefficients, that of x⁰ first.
    #[must_use]
    pub fn new(mut coefficients: Vec<IBig>) -> Self {
        while coefficients.last().is_some_and(|last| *last == IBig::ZERO) {
            coefficients.pop();
        }
        Polynomial(coefficients)
    }

    /// The same, of machine words.
    #[must_use]
    pub fn from_words(coefficients: &[i64]) -> Self {
        Self::new(coefficients.iter().map(|&c| IBig::from(c)).collect())
    }

    /// x.
    #[must_use]
    pub fn x() -> Self {
        Self::from_words(&[0, 1])
    }

    /// The coefficients, that of x⁰ first; none of 0.
    #[must_use]
    pub fn coefficients(&self) -> &[IBig] {
        &self.0
    }

    /// The degree; 0 for 0 too.
    #[must_use]
    pub fn degree(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// Whether this is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The coefficient of the highest power; 0 for 0.
    #[must_use]
    pub fn leading(&self) -> IBig {
        self.0.last().cloned().unwrap_or(IBig::ZERO)
    }

    /// The largest absolute value of a coefficient.
    #[must_use]
    pub fn height(&self) -> UBig {
        self.0.iter().map(UnsignedAbs::unsigned_abs).max().unwrap_or(UBig::ZERO)
    }

    /// The derivative.
    #[must_use]
    pub fn derivative(&self) -> Self {
        Self::new(self.0.iter().enumerate().skip(1).map(|(i, c)| c * IBig::from(i)).collect())
    }

    /// The product with an integer.
    #[must_use]
    pub fn scaled(&self, factor: &IBig) -> Self {
        Self::new(self.0.iter().map(|c| c * factor).collect())
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let length = self.0.len().max(other.0.len());
        let at = |p: &Self, i: usize| p.0.get(i).cloned().unwrap_or(IBig::ZERO);
        Self::new((0..length).map(|i| at(self, i) - at(other, i)).collect())
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self::new(product(&self.0, &other.0))
    }

    /// The polynomial divided by the greatest common divisor of its coefficients, with a positive leading one.
    #[must_use]
    pub fn primitive(&self) -> Self {
        let content = self.0.iter().fold(UBig::ZERO, |content, c| match (content == UBig::ZERO, *c == IBig::ZERO) {
            (true, _) => c.unsigned_abs(),
            (false, true) => content,
            (false, false) => content.gcd(c.unsigned_abs()),
        });
        if content == UBig::ZERO {
            return self.clone();
        }
        let content = if self.leading() < IBig::ZERO { -IBig::from(content) } else { IBig::from(content) };
        Polynomial(self.0.iter().map(|c| c / &content).collect())
    }

    /// The quotient, when `divisor` ≠ 0 divides this polynomial over Z.
    #[must_use]
    pub fn divided_by(&self, divisor: &Self) -> Option<Self> {
        let (top, mut rest) = (divisor.leading(), self.0.clone());
        let mut quotient = vec![IBig::ZERO; (self.0.len() + 1).saturating_sub(divisor.0.len())];
        for at in (0..quotient.len()).rev() {
            let leading = &rest[at + divisor.degree()];
            let factor = leading / &top;
            if &factor * &top != *leading {
                return None;
            }
            for (i, c) in divisor.0.iter().enumerate() {
                rest[at + i] -= &factor * c;
            }
            quotient[at] = factor;
        }
        rest.iter().all(|c| *c == IBig::ZERO).then(|| Self::new(quotient))
    }

    /// A positive multiple of the remainder modulo `divisor` ≠ 0, which has the sign of the remainder at every point.
    pub(super) fn signed_remainder(&self, divisor: &Self) -> Self {
        let (top, mut rest) = (divisor.leading(), self.clone());
        let size = IBig::from(top.clone().unsigned_abs());
        while !rest.is_zero() && rest.0.len() >= divisor.0.len() {
            let factor = if top < IBig::ZERO { -rest.leading() } else { rest.leading() };
            let shift = rest.0.len() - divisor.0.len();
            let mut coefficients: Vec<IBig> = rest.0.iter().map(|c| c * &size).collect();
            for (i, c) in divisor.0.iter().enumerate() {
                coefficients[shift + i] -= &factor * c;
            }
            rest = Self::new(coefficients);
        }
        let primitive = rest.primitive();
        if rest.leading() < IBig::ZERO { primitive.scaled(&IBig::NEG_ONE) } else { primitive }
    }

    /// The greatest common divisor, primitive with a positive leading coefficient.
    #[must_use]
    pub fn gcd(&self, other: &Self) -> Self {
        let (mut x, mut y) = (self.primitive(), other.primitive());
        while !y.is_zero() {
            (x, y) = (y.clone(), x.signed_remainder(&y).primitive());
        }
        x
    }

    /// The value at a rational point.
    #[must_use]
    pub fn at(&self, x: &RBig) -> RBig {
        // Homogeneous Horner: no fraction is reduced on the way.
        let (p, q) = (x.numerator(), IBig::from(x.denominator().clone()));
        let (mut value, mut power) = (IBig::ZERO, IBig::ONE);
        for c in self.0.iter().rev() {
            value = value * p + c * &power;
            power *= &q;
        }
        let denominator = (0..self.degree()).fold(IBig::ONE, |power, _| power * &q);
        RBig::from_parts_signed(value, denominator)
    }

    /// The sign of the value at a rational point: −1, 0 or 1.
    pub(super) fn sign_at(&self, x: &RBig) -> i32 {
        sign(self.at(x).numerator())
    }

    /// The polynomial whose value at 2ᵇⁱᵗˢ·x is 2^(bits·degree) times the value of this one at x, at an integer.
    pub(super) fn at_fixed(&self, x: &IBig, bits: usize) -> IBig {
        self.0.iter().rev().fold(IBig::ZERO, |value, c| ((value * x) >> bits) + (c << bits))
    }

    /// The number of bits of the largest coefficient.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.height().bit_len()
    }
}

/// −1, 0 or 1.
pub(super) fn sign(x: &IBig) -> i32 {
    match x.cmp(&IBig::ZERO) {
        std::cmp::Ordering::Less => -1,
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => 1,
    }
}

/// As in x^2 - 2*x + 1/3, from the highest power down.
pub(super) fn write_powers<C: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    coefficients: impl DoubleEndedIterator<Item = (usize, C)>,
    unknown: &str,
) -> fmt::Result {
    let mut first = true;
    for (i, c) in coefficients.rev() {
        let text = c.to_string();
        if text == "0" {
            continue;
        }
        let (is_negative, size) = text.strip_prefix('-').map_or((false, text.as_str()), |size| (true, size));
        f.write_str(sign_between(first, is_negative))?;
        first = false;
        match (i, size) {
            (0, size) => f.write_str(size)?,
            (_, "1") => f.write_str(unknown)?,
            (_, size) => write!(f, "{size}*{unknown}")?,
        }
        if i > 1 {
            write!(f, "^{i}")?;
        }
    }
    if first { f.write_str("0") } else { Ok(()) }
}

impl fmt::Display for Polynomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_powers(f, self.0.iter().enumerate(), "x")
    }
}
