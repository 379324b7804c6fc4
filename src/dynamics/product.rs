//! The product of complex matrices by real ones, which have fast kernels.

use nalgebra::DMatrix;
use num_complex::Complex64;

/// x y, as four products of real matrices.
pub(super) fn product(x: &DMatrix<Complex64>, y: &DMatrix<Complex64>) -> DMatrix<Complex64> {
    let parts = |of: &DMatrix<Complex64>| (of.map(|value| value.re), of.map(|value| value.im));
    let ((x_re, x_im), (y_re, y_im)) = (parts(x), parts(y));
    let real = &x_re * &y_re - &x_im * &y_im;
    let imaginary = x_re * y_im + x_im * y_re;
    real.zip_map(&imaginary, Complex64::new)
}
