//! Symmetric systems A x = g with a positive semidefinite A of some rank, as normal equations are.

use nalgebra::DMatrix;

/// Pivots below this share of the first are taken for 0: squares, so that singular values are told apart down to 3e-6.
const TOLERANCE: f64 = 1e-11;
/// Columns that are eliminated together.
const BLOCK: usize = 32;

/// A = S⁻¹ P L Lᵀ Pᵀ S⁻¹: Cholesky's factorization with the largest pivot first, of the matrix with its diagonal scaled to 1.
#[derive(Debug, Clone)]
pub struct PivotedFactor {
    /// 1/√A_ii; 1 where that is 0.
    scale: Vec<f64>,
    /// The unknown at each place.
    order: Vec<usize>,
    /// n × rank, lower trapezoidal.
    lower: DMatrix<f64>,
    /// The last pivot that was taken, and the largest that was not.
    gap: [f64; 2],
}

impl PivotedFactor {
    /// Factors A, up to `limit` pivots and down to those that are 0 to rounding.
    #[must_use]
    pub fn new(mut a: DMatrix<f64>, limit: usize) -> Self {
        let n = a.nrows();
        let scale: Vec<f64> = a.diagonal().iter().map(|&x| if x > 0.0 { 1.0 / x.sqrt() } else { 1.0 }).collect();
        for (column, s) in scale.iter().enumerate() {
            a.column_mut(column).iter_mut().zip(&scale).for_each(|(x, t)| *x *= s * t);
        }
        let mut order: Vec<usize> = (0..n).collect();
        let (mut rank, mut last) = (0, 1.0);
        let mut diagonal: Vec<f64> = a.diagonal().iter().copied().collect();
        'blocks: while rank < n.min(limit) {
            let start = rank;
            for k in start..(start + BLOCK).min(n.min(limit)) {
                let pivot = (k..n).fold(k, |best, i| if diagonal[i] > diagonal[best] { i } else { best });
                if diagonal[pivot].is_nan() || diagonal[pivot] <= TOLERANCE {
                    break 'blocks;
                }
                if pivot != k {
                    order.swap(k, pivot);
                    diagonal.swap(k, pivot);
                    a.swap_rows(k, pivot);
                    a.swap_columns(k, pivot);
                }
                last = diagonal[k];
                let root = diagonal[k].sqrt();
                // column k, less what the earlier columns of this block take away
                for done in start..k {
                    let factor = a[(k, done)];
                    if factor != 0.0 {
                        let (left, right) = a.as_mut_slice().split_at_mut(k * n);
                        let (from, to) = (&left[done * n + k + 1..(done + 1) * n], &mut right[k + 1..n]);
                        to.iter_mut().zip(from).for_each(|(x, y)| *x -= factor * y);
                    }
                }
                a[(k, k)] = root;
                for i in k + 1..n {
                    a[(i, k)] /= root;
                    diagonal[i] -= a[(i, k)] * a[(i, k)];
                }
                rank = k + 1;
            }
            eliminate(&mut a, start, rank);
        }
        let gap = [last, diagonal[rank..].iter().copied().fold(0.0, f64::max)];
        let lower = DMatrix::from_fn(n, rank, |i, k| if i < k { 0.0 } else { a[(i, k)] });
        PivotedFactor { scale, order, lower, gap }
    }

    /// The number of pivots.
    #[must_use]
    pub fn rank(&self) -> usize {
        self.lower.ncols()
    }

    /// The last pivot that was taken and the largest that was not, as shares of the diagonal: squares of singular values.
    #[must_use]
    pub fn gap(&self) -> [f64; 2] {
        self.gap
    }

    /// Whether the pivots that were taken stand clear of those that were not.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.gap[0] >= 1e-10 && self.gap[1] <= 1e-12
    }

    /// A solution of A x = g, the unknowns without a pivot being 0; g lies in the image of A.
    #[must_use]
    pub fn solve(&self, g: &[f64]) -> Vec<f64> {
        let (n, rank) = self.lower.shape();
        let columns = self.lower.as_slice();
        let mut y: Vec<f64> = self.order[..rank].iter().map(|&i| g[i] * self.scale[i]).collect();
        for k in 0..rank {
            let column = &columns[k * n..k * n + rank];
            y[k] /= column[k];
            let value = y[k];
            y[k + 1..].iter_mut().zip(&column[k + 1..]).for_each(|(y, l)| *y -= value * l);
        }
        self.solve_transposed(&mut y);
        let mut x = vec![0.0; n];
        for (&i, y) in self.order.iter().zip(&y) {
            x[i] = y * self.scale[i];
        }
        x
    }

    /// Lᵀ y = given, for the square part of L.
    fn solve_transposed(&self, y: &mut [f64]) {
        let (n, rank) = self.lower.shape();
        let columns = self.lower.as_slice();
        for k in (0..rank).rev() {
            let column = &columns[k * n..k * n + rank];
            let sum: f64 = column[k + 1..].iter().zip(&y[k + 1..]).map(|(l, y)| l * y).sum();
            y[k] = (y[k] - sum) / column[k];
        }
    }

    /// An orthonormal basis of the null space of A, one column for each dimension.
    #[must_use]
    pub fn null_space(&self) -> DMatrix<f64> {
        let (n, rank) = self.lower.shape();
        let mut basis = DMatrix::zeros(n, n - rank);
        for free in rank..n {
            // L11ᵀ z1 = −L21ᵀ z2
            let mut z: Vec<f64> = (0..rank).map(|k| -self.lower[(free, k)]).collect();
            self.solve_transposed(&mut z);
            let mut column = basis.column_mut(free - rank);
            for (&i, z) in self.order.iter().zip(&z) {
                column[i] = z * self.scale[i];
            }
            column[self.order[free]] = self.scale[self.order[free]];
        }
        orthonormalize(&mut basis);
        basis
    }
}

/// Takes the columns start..end of the factor away from what is right of and below them.
fn eliminate(a: &mut DMatrix<f64>, start: usize, end: usize) {
    let n = a.nrows();
    let (rows, count) = (n - end, end - start);
    if rows == 0 || count == 0 {
        return;
    }
    let panel = a.view((end, start), (rows, count)).clone_owned();
    if rows <= 6 || count <= 6 {
        for k in 0..count {
            for j in 0..rows {
                let factor = panel[(j, k)];
                for i in 0..rows {
                    a[(end + i, end + j)] -= panel[(i, k)] * factor;
                }
            }
        }
        return;
    }
    let transposed = panel.transpose();
    a.view_mut((end, end), (rows, rows)).gemm(-1.0, &panel, &transposed, 1.0);
}

/// Gram and Schmidt, twice.
fn orthonormalize(basis: &mut DMatrix<f64>) {
    let (n, count) = basis.shape();
    for j in 0..count {
        for _ in 0..2 {
            let (done, rest) = basis.as_mut_slice().split_at_mut(j * n);
            let column = &mut rest[..n];
            for earlier in done.chunks_exact(n) {
                let overlap: f64 = earlier.iter().zip(column.iter()).map(|(x, y)| x * y).sum();
                column.iter_mut().zip(earlier).for_each(|(x, y)| *x -= overlap * y);
            }
            let norm = column.iter().map(|x| x * x).sum::<f64>().sqrt();
            if norm > 0.0 {
                column.iter_mut().for_each(|x| *x /= norm);
            }
        }
    }
}
