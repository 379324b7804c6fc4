//! The direction of a matrix without its sizes.

use crate::objective::{Matrix, MatrixMut, Real};

/// α, β, γ of five steps X ← αX + (βA + γA²)X, A = XXᵀ, that take singular values from (0, 1] to about 1.
///
/// Source: the program of the author of Li₂.
const STEPS: [[f64; 3]; 5] =
    [[4.01, -9.22, 5.80], [3.49, -6.38, 3.23], [3.34, -6.21, 3.20], [3.64, -7.48, 4.43], [3.46, -5.35, 2.85]];

/// About UVᵀ for a matrix G = UΣVᵀ of rows × columns, column after column: U f(Σ/‖G‖) Vᵀ with f five steps of an odd polynomial
/// iteration on G/‖G‖, which takes every singular value from ‖G‖/500 on to between 0.89 and 1.16, and 0 to 0. O(n²m)
/// operations for sides n ≤ m.
///
/// ```
/// use cogring::train::orthogonal_direction;
/// let direction = orthogonal_direction(&[3.0, 0.0, 0.0, -0.1], 2, 2);
/// assert!((direction[0] - 1.0_f64).abs() < 0.16 && (direction[3] + 1.0).abs() < 0.16);
/// ```
///
/// # Panics
/// When there are not rows × columns numbers.
#[must_use]
pub fn orthogonal_direction<T: Real>(matrix: &[T], rows: usize, columns: usize) -> Vec<T> {
    let norm = matrix.iter().map(|&x| x.value() * x.value()).sum::<f64>().sqrt();
    if !(norm > 0.0 && norm.is_finite()) {
        return matrix.to_vec();
    }
    let mut x: Vec<T> = matrix.iter().map(|&x| T::of(x.value() / norm)).collect();
    let side = rows.min(columns);
    let mut next = vec![T::zero(); x.len()];
    let (mut gram, mut polynomial) = (vec![T::zero(); side * side], vec![T::zero(); side * side]);
    for [alpha, beta, gamma] in STEPS.map(|step| step.map(T::of)) {
        let of = Matrix::new(&x, rows, columns);
        let (left, right) = if rows <= columns { (of, of.transposed()) } else { (of.transposed(), of) };
        MatrixMut::new(&mut gram, side, side).multiply(T::one(), left, right, T::zero());
        polynomial.copy_from_slice(&gram);
        let square = Matrix::new(&gram, side, side);
        MatrixMut::new(&mut polynomial, side, side).multiply(gamma, square, square, beta);
        next.copy_from_slice(&x);
        let polynomial = Matrix::new(&polynomial, side, side);
        let (left, right) = if rows <= columns { (polynomial, of) } else { (of, polynomial) };
        MatrixMut::new(&mut next, rows, columns).multiply(T::one(), left, right, alpha);
        std::mem::swap(&mut x, &mut next);
    }
    x
}
