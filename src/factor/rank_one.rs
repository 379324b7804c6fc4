//! The best rank-one approximation of a small complex matrix.

use num_complex::Complex64;

/// An approximation of a matrix M by left_i · right_l.
#[derive(Debug, Clone)]
pub(super) struct RankOne {
    pub left: Vec<Complex64>,
    pub right: Vec<Complex64>,
    /// ‖M − left rightᵀ‖², from the difference itself and not from singular values.
    pub missed: f64,
}

/// More iterations than any matrix needs whose rank-one approximation is worth having.
const MAX_ITERATIONS: usize = 60;

/// Approximates the matrix with the given rows (row-major, `columns` to a row) by one of rank one.
///
/// Alternating least squares, which is the power iteration on M Mᴴ: it converges to the best approximation at the rate
/// (σ₂/σ₁)², started from the row of largest norm. `missed` is the residual of what is returned, converged or not.
pub(super) fn approximate(matrix: &[Complex64], columns: usize) -> RankOne {
    let rows: Vec<&[Complex64]> = matrix.chunks_exact(columns).collect();
    let norm = |row: &[Complex64]| row.iter().map(|entry| entry.norm_sqr()).sum::<f64>();
    let mut right = rows.iter().copied().max_by(|u, v| norm(u).total_cmp(&norm(v))).unwrap_or_default().to_vec();
    let mut left = vec![Complex64::ZERO; rows.len()];
    let mut missed = f64::INFINITY;
    let total: f64 = norm(matrix);
    for _ in 0..MAX_ITERATIONS {
        let size = norm(&right);
        if size == 0.0 {
            break;
        }
        for (left, row) in left.iter_mut().zip(&rows) {
            *left = row.iter().zip(&right).map(|(entry, right)| entry * right.conj()).sum::<Complex64>() / size;
        }
        let size = norm(&left);
        if size == 0.0 {
            break;
        }
        for (l, right) in right.iter_mut().enumerate() {
            *right = rows.iter().zip(&left).map(|(row, left)| row[l] * left.conj()).sum::<Complex64>() / size;
        }
        let difference = |(row, left): (&&[Complex64], &Complex64)| {
            row.iter().zip(&right).map(|(entry, right)| (entry - left * right).norm_sqr()).sum::<f64>()
        };
        let now: f64 = rows.iter().zip(&left).map(difference).sum();
        let converged = missed - now <= 1e-14 * total;
        missed = now;
        if converged {
            break;
        }
    }
    RankOne { left, right, missed: if missed.is_finite() { missed } else { total } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DMatrix;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn agrees_with_the_largest_eigenvalue_of_the_gram_matrix() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(7);
        for (rows, columns) in [(2, 2), (2, 3), (3, 3), (4, 2), (6, 2), (1, 4)] {
            for _ in 0..50 {
                let mut entry = || Complex64::new(random.random_range(-1.0..1.0), random.random_range(-1.0..1.0));
                let left: Vec<Complex64> = (0..rows).map(|_| entry()).collect();
                let right: Vec<Complex64> = (0..columns).map(|_| entry()).collect();
                let matrix: Vec<Complex64> =
                    (0..rows * columns).map(|at| left[at / columns] * right[at % columns] + 0.1 * entry()).collect();
                let dense = DMatrix::from_row_slice(rows, columns, &matrix);
                let eigenvalues = (dense.adjoint() * &dense).symmetric_eigenvalues();
                let best = eigenvalues.sum() - eigenvalues.max();
                let found = approximate(&matrix, columns).missed;
                assert!((found - best).abs() < 1e-9, "{rows} × {columns}: {found}, best {best}");
            }
        }
    }

    #[test]
    fn a_zero_matrix_is_approximated_by_zero() {
        let found = approximate(&[Complex64::ZERO; 6], 3);
        assert!(found.missed == 0.0 && found.left.iter().all(|x| x.norm() == 0.0));
    }
}
