//! Elements of real number fields.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use num_complex::Complex64;
use num_traits::{One, Zero};

use super::coefficients::{product, sum};
use super::field::NumberField;
use super::polynomial::write_powers;
use super::roots::fixed_root;
use crate::scalar::{Constant, Scalar};
use crate::{Error, Result};

/// An element of a real number field Q(α): a polynomial in α with rational coefficients, of degree below that of the field.
///
/// `==` and [`is_zero`](num_traits::Zero::is_zero) decide equality of real numbers, since minimal polynomials are irreducible.
/// Rational numbers belong to every field. What would need two fields at once is a value that equals nothing, itself
/// included ([`Algebraic::is_foreign`]).
#[derive(Debug, Clone)]
pub struct Algebraic(Repr);

#[derive(Debug, Clone)]
enum Repr {
    Rational(RBig),
    /// Not rational: coefficients without zeros at the end, two at least.
    Proper(NumberField, Vec<RBig>),
    Foreign,
}

/// # Construction
impl Algebraic {
    /// The number Σ c_i αⁱ of a field.
    ///
    /// # Errors
    /// When there are more coefficients than the degree of the field.
    pub fn new(field: &NumberField, coefficients: Vec<RBig>) -> Result<Self> {
        if coefficients.len() > field.degree() {
            return Err(Error::argument(format!(
                "a number of {} coefficients in a field of degree {}",
                coefficients.len(),
                field.degree()
            )));
        }
        Ok(Self::from_coefficients(field, coefficients))
    }

    /// A rational number.
    #[must_use]
    pub fn rational(value: RBig) -> Self {
        Algebraic(Repr::Rational(value))
    }

    fn from_coefficients(field: &NumberField, mut coefficients: Vec<RBig>) -> Self {
        while coefficients.last().is_some_and(RBig::is_zero) {
            coefficients.pop();
        }
        match coefficients.len() {
            0 => Self::rational(RBig::ZERO),
            1 => Self::rational(coefficients.remove(0)),
            _ => Algebraic(Repr::Proper(field.clone(), coefficients)),
        }
    }
}

impl NumberField {
    /// α.
    #[must_use]
    pub fn generator(&self) -> Algebraic {
        match self.reduction() {
            [rational] => Algebraic::rational(rational.clone()),
            _ => Algebraic::from_coefficients(self, vec![RBig::ZERO, RBig::ONE]),
        }
    }
}

/// # Reading
impl Algebraic {
    /// Whether the number would lie in two fields at once. Such a value equals nothing, not even itself.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        matches!(self.0, Repr::Foreign)
    }

    /// The coefficients of the powers of α, that of α⁰ first; none of 0.
    #[must_use]
    pub fn coefficients(&self) -> &[RBig] {
        match &self.0 {
            Repr::Rational(value) if value.is_zero() => &[],
            Repr::Rational(value) => std::slice::from_ref(value),
            Repr::Proper(_, coefficients) => coefficients,
            Repr::Foreign => &[],
        }
    }

    /// The field, of a number that is not rational.
    #[must_use]
    pub fn field(&self) -> Option<&NumberField> {
        match &self.0 {
            Repr::Proper(field, _) => Some(field),
            _ => None,
        }
    }

    /// The rational number that this is, if it is one.
    #[must_use]
    pub fn to_rational(&self) -> Option<&RBig> {
        match &self.0 {
            Repr::Rational(value) => Some(value),
            _ => None,
        }
    }

    /// The nearest double, to a unit in the last place or two; NaN for what is foreign.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        /// Enough for numbers that nearly cancel.
        const BITS: usize = 1200;
        match &self.0 {
            Repr::Rational(value) => value.to_f64().value(),
            Repr::Proper(field, coefficients) => {
                let root = field.fixed(BITS);
                let sum = coefficients.iter().rev().fold(RBig::ZERO, |sum, c| sum * &root + c);
                sum.to_f64().value()
            }
            Repr::Foreign => f64::NAN,
        }
    }

    fn in_field(field: &NumberField, coefficients: Vec<RBig>) -> Self {
        Self::from_coefficients(field, reduced(field, coefficients))
    }

    /// The two as polynomials over one field; `None` when they have none in common. Two rationals have no field.
    fn common<'a>(&'a self, other: &'a Self) -> Option<Option<&'a NumberField>> {
        match (&self.0, &other.0) {
            (Repr::Foreign, _) | (_, Repr::Foreign) => None,
            (Repr::Proper(own, _), Repr::Proper(others, _)) => (own == others).then_some(Some(own)),
            _ => Some(self.field().or(other.field())),
        }
    }

    fn combined(&self, other: &Self, combine: impl Fn(&[RBig], &[RBig]) -> Vec<RBig>) -> Self {
        match self.common(other) {
            Some(Some(field)) => Self::in_field(field, combine(self.coefficients(), other.coefficients())),
            Some(None) => {
                Self::rational(combine(self.coefficients(), other.coefficients()).pop().unwrap_or(RBig::ZERO))
            }
            None => Algebraic(Repr::Foreign),
        }
    }

    /// 1/x; `None` for 0.
    fn inverse(&self) -> Option<Self> {
        match &self.0 {
            Repr::Rational(value) => (!value.is_zero()).then(|| Self::rational(RBig::ONE / value)),
            Repr::Proper(field, coefficients) => {
                let minimal = field.minimal_polynomial().coefficients();
                let minimal = minimal.iter().map(|c| RBig::from(c.clone())).collect();
                inverse_modulo(coefficients, minimal).map(|inverse| Self::in_field(field, inverse))
            }
            Repr::Foreign => None,
        }
    }
}

impl NumberField {
    /// α to the given number of bits behind the point.
    pub(super) fn fixed(&self, bits: usize) -> RBig {
        RBig::from_parts(fixed_root(self.minimal_polynomial(), self.root(), bits), UBig::ONE << bits)
    }
}

/// A polynomial in α with degree below that of the field.
fn reduced(field: &NumberField, mut coefficients: Vec<RBig>) -> Vec<RBig> {
    let reduction = field.reduction();
    while coefficients.len() > reduction.len() {
        let Some(top) = coefficients.pop() else { break };
        if top.is_zero() {
            continue;
        }
        let from = coefficients.len() - reduction.len();
        for (c, r) in coefficients[from..].iter_mut().zip(reduction) {
            *c += &top * r;
        }
    }
    coefficients
}

/// By Euclid's algorithm: s with s·x ≡ 1 modulo the irreducible polynomial.
fn inverse_modulo(x: &[RBig], minimal: Vec<RBig>) -> Option<Vec<RBig>> {
    let trim = |mut p: Vec<RBig>| {
        while p.last().is_some_and(RBig::is_zero) {
            p.pop();
        }
        p
    };
    let (mut last, mut next) = (minimal, x.to_vec());
    let (mut of_last, mut of_next) = (Vec::new(), vec![RBig::ONE]);
    while next.len() > 1 {
        let (mut rest, mut of_rest) = (last, of_last);
        let top = next.last()?.clone();
        while rest.len() >= next.len() {
            let factor = rest.last()? / &top;
            let shifted = |p: &[RBig]| {
                let zeros = vec![RBig::ZERO; rest.len() - next.len()];
                zeros.into_iter().chain(p.iter().map(|c| -(c * &factor))).collect::<Vec<_>>()
            };
            let (minus, of_minus) = (shifted(&next), shifted(&of_next));
            let length = rest.len();
            rest = sum(&rest, &minus);
            rest.truncate(length - 1);
            rest = trim(rest);
            of_rest = trim(sum(&of_rest, &of_minus));
        }
        (last, next) = (next, rest);
        (of_last, of_next) = (of_next, of_rest);
    }
    let unit = next.first()?.clone();
    Some(of_next.into_iter().map(|c| c / &unit).collect())
}

impl PartialEq for Algebraic {
    fn eq(&self, other: &Self) -> bool {
        self.common(other).is_some() && self.coefficients() == other.coefficients()
    }
}

impl fmt::Display for Algebraic {
    /// As a polynomial in `alpha`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Foreign => f.write_str("a number of no field"),
            _ => write_powers(f, self.coefficients().iter().enumerate(), "alpha"),
        }
    }
}

impl Add for Algebraic {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.combined(&other, sum)
    }
}

impl AddAssign<&Algebraic> for Algebraic {
    fn add_assign(&mut self, other: &Self) {
        *self = self.combined(other, sum);
    }
}

impl Neg for Algebraic {
    type Output = Self;
    fn neg(self) -> Self {
        match self.0 {
            Repr::Rational(value) => Self::rational(-value),
            Repr::Proper(field, c) => Algebraic(Repr::Proper(field, c.into_iter().map(|c| -c).collect())),
            Repr::Foreign => self,
        }
    }
}

impl Sub for Algebraic {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Algebraic {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        self * &other
    }
}

impl Mul<&Algebraic> for Algebraic {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        self.combined(other, product)
    }
}

impl Zero for Algebraic {
    fn zero() -> Self {
        Self::rational(RBig::ZERO)
    }
    fn is_zero(&self) -> bool {
        self.to_rational().is_some_and(RBig::is_zero)
    }
}

impl One for Algebraic {
    fn one() -> Self {
        Self::rational(RBig::ONE)
    }
}

impl Scalar for Algebraic {
    fn conj(&self) -> Self {
        self.clone()
    }

    fn from_ratio(numerator: i64, denominator: u64) -> Self {
        assert!(denominator > 0, "a fraction with denominator 0");
        Self::rational(RBig::from_parts(IBig::from(numerator), UBig::from(denominator)))
    }

    fn from_rational(value: RBig) -> Self {
        Self::rational(value)
    }

    fn is_exact() -> bool {
        true
    }

    fn from_constant(constant: &Constant) -> Self {
        let rational = constant.exact().and_then(crate::scalar::Exact::to_rational);
        rational.map_or(Algebraic(Repr::Foreign), Self::rational)
    }

    fn checked_div(&self, divisor: &Self) -> Option<Self> {
        Some(self.clone() * &divisor.inverse()?)
    }

    fn to_complex(&self) -> Option<Complex64> {
        (!self.is_foreign()).then(|| Complex64::from(self.to_f64()))
    }

    fn is_close(&self, other: &Self, _tolerance: f64) -> bool {
        self == other
    }
}
