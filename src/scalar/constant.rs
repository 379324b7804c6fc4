//! Numbers that belong to a group: known as floats, and exactly where the irreps are.

use num_complex::Complex64;
use num_traits::One;

use super::{Exact, Scalar};

/// A number as it is computed with, and exactly where it is known.
#[derive(Debug, Clone)]
pub struct Constant {
    float: Complex64,
    exact: Option<Exact>,
}

impl PartialEq for Constant {
    /// Whether the floating-point numbers are equal.
    fn eq(&self, other: &Self) -> bool {
        self.float == other.float
    }
}

impl Constant {
    /// The number; of an exact one the nearest floating-point number is taken.
    #[must_use]
    pub fn new(float: Complex64, exact: Option<Exact>) -> Self {
        let float = exact.as_ref().and_then(Scalar::to_complex).unwrap_or(float);
        Constant { float, exact }
    }

    /// The number in both forms, which agree: nothing is evaluated.
    pub(crate) fn known(float: Complex64, exact: Option<Exact>) -> Self {
        Constant { float, exact }
    }

    /// The number 1.
    #[must_use]
    pub fn one() -> Self {
        Constant { float: Complex64::one(), exact: Some(Exact::one()) }
    }

    /// The positive square root of a positive number; exact where it is a sum of roots of unity.
    #[must_use]
    pub fn square_root(&self) -> Self {
        Constant::new(self.float.sqrt(), self.exact.as_ref().and_then(Exact::square_root))
    }

    /// 1 over the number, which is not 0.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Constant::new(self.float.inv(), self.exact.as_ref().and_then(|exact| Exact::one().checked_div(exact)))
    }

    /// The number in floating point.
    #[must_use]
    pub fn float(&self) -> Complex64 {
        self.float
    }

    /// The exact number, where it is known.
    #[must_use]
    pub fn exact(&self) -> Option<&Exact> {
        self.exact.as_ref()
    }
}
