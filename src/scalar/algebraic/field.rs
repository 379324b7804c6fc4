//! Real number fields Q(α).

use std::sync::Arc;

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::factor::is_irreducible;
use super::polynomial::Polynomial;
use super::roots::{Interval, count_roots, isolate_roots, refine_root};
use crate::{Error, Result};

/// The largest degree of a number field.
pub const MAX_DEGREE: usize = 24;
/// The largest coefficient of a minimal polynomial, in bits.
const MAX_BITS: usize = 1 << 12;

/// Q(α): a minimal polynomial over Z, and an interval that holds one of its real roots, α. Cloning is cheap.
///
/// ```
/// use cogring::scalar::algebraic::{NumberField, Polynomial};
/// let field = NumberField::near(&Polynomial::from_words(&[-2, 0, 1]), 1.4)?;
/// let root = field.generator();
/// assert_eq!((root.clone() * &root).to_string(), "2");
/// assert!(NumberField::near(&Polynomial::from_words(&[-4, 0, 1]), 2.0).is_err(), "x² − 4 = (x − 2)(x + 2)");
/// assert!(NumberField::near(&Polynomial::from_words(&[2, 0, 1]), 1.4).is_err(), "x² + 2 has no real root");
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct NumberField(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    minimal: Polynomial,
    root: Interval,
    root_float: f64,
    /// αⁿ as a polynomial in α of degree below n: the coefficients −c_i/c_n.
    reduction: Vec<RBig>,
}

impl PartialEq for NumberField {
    /// Whether the generators are the same real number.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.0.minimal == other.0.minimal && self.shares_root(&other.0.root))
    }
}

impl NumberField {
    /// The field of the one root of an irreducible polynomial in (low, high].
    ///
    /// # Errors
    /// When the degree is not from 1 to 24, a coefficient has more than 4096 bits, the polynomial is reducible, or it has no
    /// or several roots in the interval.
    pub fn new(minimal: &Polynomial, [low, high]: Interval) -> Result<Self> {
        Self::require_irreducible(minimal)?;
        let count = if low < high { count_roots(minimal, &[low.clone(), high.clone()]) } else { 0 };
        if count != 1 {
            return Err(Error::argument(format!(
                "{minimal} has {count} real roots in ({low}, {high}], where one is required"
            )));
        }
        Ok(Self::known(minimal, [low, high]))
    }

    /// The field of the real root that is nearest to a number.
    ///
    /// # Errors
    /// As [`NumberField::new`], and when no root agrees with the number to six digits and better than any other.
    pub fn near(minimal: &Polynomial, approximation: f64) -> Result<Self> {
        Self::require_irreducible(minimal)?;
        let width = RBig::from_parts(IBig::ONE, UBig::ONE << 64);
        let roots = isolate_roots(minimal).into_iter().map(|root| refine_root(minimal, &root, &width));
        let distance = |root: &Interval| (root[1].to_f64().value() - approximation).abs();
        let nearest = roots.min_by(|x, y| distance(x).total_cmp(&distance(y)));
        let is_near = |root: &Interval| distance(root) <= 1e-1 * (1.0 + approximation.abs());
        match nearest.filter(is_near) {
            Some(root) => Ok(Self::known(minimal, root)),
            None => Err(Error::argument(format!("{minimal} has no real root near {approximation}"))),
        }
    }

    /// Q, as the field of the root 0 of x.
    #[must_use]
    pub fn rationals() -> Self {
        Self::known(&Polynomial::x(), [RBig::from(-1), RBig::from(1)])
    }

    fn require_irreducible(minimal: &Polynomial) -> Result<()> {
        if !(1..=MAX_DEGREE).contains(&minimal.degree()) || minimal.bits() > MAX_BITS {
            return Err(Error::unsupported(format!(
                "a minimal polynomial of degree {} with coefficients of up to {} bits; degrees 1 to {MAX_DEGREE} and \
                 {MAX_BITS} bits are computed with",
                minimal.degree(),
                minimal.bits()
            )));
        }
        if !is_irreducible(minimal) {
            return Err(Error::argument(format!("{minimal} is reducible, where a minimal polynomial is required")));
        }
        Ok(())
    }

    fn known(minimal: &Polynomial, root: Interval) -> Self {
        let minimal = minimal.primitive();
        let leading = minimal.leading();
        let lower = &minimal.coefficients()[..minimal.degree()];
        let reduction = lower.iter().map(|c| RBig::from_parts_signed(-c, leading.clone())).collect();
        let width = RBig::from_parts(IBig::ONE, UBig::ONE << 80);
        let root_float = match lower {
            [only] if *only == IBig::ZERO => 0.0,
            _ => refine_root(&minimal, &root, &width)[1].to_f64().value(),
        };
        NumberField(Arc::new(Inner { minimal, root, root_float, reduction }))
    }

    /// The minimal polynomial of α: primitive, with a positive leading coefficient.
    #[must_use]
    pub fn minimal_polynomial(&self) -> &Polynomial {
        &self.0.minimal
    }

    /// The degree over Q.
    #[must_use]
    pub fn degree(&self) -> usize {
        self.0.minimal.degree()
    }

    /// An interval (low, high] that holds α and no other root.
    #[must_use]
    pub fn root(&self) -> &Interval {
        &self.0.root
    }

    /// An interval with α inside and no other root, at whose ends the minimal polynomial has different signs.
    #[must_use]
    pub fn root_with_signs(&self) -> Interval {
        let [low, high] = self.0.root.clone();
        let minimal = &self.0.minimal;
        if !minimal.at(&low).is_zero() && !minimal.at(&high).is_zero() {
            return [low, high];
        }
        // the root is an end, so that it is rational: take it into the middle
        match self.reduction() {
            [root] => [root - RBig::ONE, root + RBig::ONE],
            _ => [low, high],
        }
    }

    /// α to double precision.
    #[must_use]
    pub fn root_float(&self) -> f64 {
        self.0.root_float
    }

    /// αⁿ by lower powers.
    pub(super) fn reduction(&self) -> &[RBig] {
        &self.0.reduction
    }

    fn shares_root(&self, [low, high]: &Interval) -> bool {
        let [own_low, own_high] = &self.0.root;
        let common = [own_low.max(low).clone(), own_high.min(high).clone()];
        common[0] < common[1] && count_roots(&self.0.minimal, &common) == 1
    }
}
