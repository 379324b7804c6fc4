//! The rank of the Jacobian: in floating point with its gap, modulo primes, and over the field of the weights.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

/// Singular values below this share of the largest are 0.
const TOLERANCE: f64 = 1e-7;

/// A rank with what it was decided by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NumericalRank {
    /// The rank.
    pub rank: usize,
    /// The last diagonal entry of R that counts, as a share of the first.
    pub last: f64,
    /// The first one that does not; 0 where there is none.
    pub next: f64,
}

impl NumericalRank {
    /// By Householder's QR factorization with the largest remaining column first, of the matrix with columns of length 1.
    #[must_use]
    pub fn of(mut matrix: DMatrix<f64>) -> Self {
        for mut column in matrix.column_iter_mut() {
            let norm = column.norm();
            if norm > 0.0 {
                column /= norm;
            }
        }
        let (rows, columns) = matrix.shape();
        let mut squares: Vec<f64> = matrix.column_iter().map(|column| column.norm_squared()).collect();
        let mut diagonal = Vec::new();
        for k in 0..rows.min(columns) {
            let pivot = (k..columns).fold(k, |best, j| if squares[j] > squares[best] { j } else { best });
            matrix.swap_columns(k, pivot);
            squares.swap(k, pivot);
            let (left, right) = matrix.as_mut_slice().split_at_mut((k + 1) * rows);
            let reflector = &mut left[k * rows + k..];
            let norm = reflector.iter().map(|x| x * x).sum::<f64>().sqrt();
            diagonal.push(norm);
            if norm <= 1e-14 * diagonal[0] {
                break;
            }
            reflector[0] += if reflector[0] < 0.0 { -norm } else { norm };
            let square: f64 = reflector.iter().map(|x| x * x).sum();
            for (j, column) in right.chunks_exact_mut(rows).enumerate() {
                let below = &mut column[k..];
                let factor = 2.0 * below.iter().zip(reflector.iter()).map(|(x, y)| x * y).sum::<f64>() / square;
                below.iter_mut().zip(reflector.iter()).for_each(|(x, y)| *x -= factor * y);
                // anew from time to time, and where little is left: differences of squares lose their digits
                let left = squares[k + 1 + j] - below[0] * below[0];
                let exact = left < 1e-6 || k % 16 == 0;
                squares[k + 1 + j] = if exact { below[1..].iter().map(|x| x * x).sum() } else { left };
            }
        }
        let first = diagonal.first().copied().unwrap_or(0.0);
        let shares: Vec<f64> = diagonal.iter().map(|x| if first > 0.0 { x / first } else { 0.0 }).collect();
        let rank = shares.iter().take_while(|&&share| share > TOLERANCE).count();
        let last = if rank > 0 { shares[rank - 1] } else { 0.0 };
        NumericalRank { rank, last, next: shares.get(rank).copied().unwrap_or(0.0) }
    }
}
