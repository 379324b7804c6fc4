//! Floating-point complex numbers as scalars.

use dashu_ratio::RBig;
use num_complex::Complex64;

use super::{Constant, Cyclotomic, Scalar};

impl Scalar for Complex64 {
    fn conj(&self) -> Self {
        Complex64::conj(self)
    }

    fn from_ratio(numerator: i64, denominator: u64) -> Self {
        assert!(denominator > 0, "a fraction with denominator 0");
        Complex64::from(numerator as f64 / denominator as f64)
    }

    fn from_rational(value: RBig) -> Self {
        Complex64::from(value.to_f64().value())
    }

    fn from_constant(constant: &Constant) -> Self {
        constant.float()
    }

    fn checked_div(&self, divisor: &Self) -> Option<Self> {
        let quotient = self / divisor;
        quotient.is_finite().then_some(quotient)
    }

    fn to_complex(&self) -> Option<Complex64> {
        Some(*self)
    }

    fn is_close(&self, other: &Self, tolerance: f64) -> bool {
        (self - other).norm() <= tolerance
    }
}

impl Cyclotomic for Complex64 {
    fn root_of_unity(numerator: i64, denominator: u64) -> Self {
        assert!(denominator > 0, "root of unity of order 0");
        // The quarter turns are exact, so that i² is −1 and not −1 + 1e-16 i.
        let numerator = i128::from(numerator).rem_euclid(i128::from(denominator)) as u128;
        let quarters = 4 * numerator / u128::from(denominator);
        if quarters * u128::from(denominator) == 4 * numerator {
            return [
                Complex64::new(1.0, 0.0),
                Complex64::new(0.0, 1.0),
                Complex64::new(-1.0, 0.0),
                Complex64::new(0.0, -1.0),
            ][quarters as usize];
        }
        Complex64::cis(std::f64::consts::TAU * numerator as f64 / denominator as f64)
    }
}
