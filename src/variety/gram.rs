//! JᵀJ from sums over pairs of nodes, and JᵀJ + μI solved by elimination of the outputs, in which F is linear.

use nalgebra::DMatrix;

use super::map::ResidualMap;

/// The sums that JᵀJ consists of, with s_j\[a, b\] = u_j\[a\] + w_j\[b\]; O(H² d²) operations, not O(d³ (dH)²).
///
/// ```text
/// (u_i[a], u_j[a])  4 ⟨v_i, v_j⟩ Σ_b s_i s_j      (u_i[a], w_j[b])  4 ⟨v_i, v_j⟩ s_i[a, b] s_j[a, b]
/// (v_i[k], v_j[k])  Σ_ab s_i² s_j²                (u_i[a], v_j[k])  2 v_i[k] Σ_b s_i s_j²            and so with w for u
/// ```
///
/// All other entries are 0. The part of v is a matrix of H × H at every place k, so that eliminating v costs little: what is
/// left is (2dH)² (variable projection: Golub and Pereyra, SIAM J. Numer. Anal. 10, 1973).
#[derive(Debug, Clone)]
pub struct NormalEquations {
    order: usize,
    width: usize,
    /// v_j\[k\] in row k, column j.
    outputs: DMatrix<f64>,
    /// Σ_ab s_i² s_j².
    squares: DMatrix<f64>,
    /// Σ_b s_i s_j² in the row of u_i\[a\], column j; then Σ_a s_i s_j² in that of w_i\[b\].
    mixed: DMatrix<f64>,
    /// The part of the inputs, without 4 ⟨v_i, v_j⟩: on the diagonal and below it.
    inputs: DMatrix<f64>,
    /// 4 ⟨v_i, v_j⟩.
    weights: DMatrix<f64>,
}

impl NormalEquations {
    /// At x, which is u, w and v.
    #[must_use]
    pub fn new(map: &ResidualMap, x: &[f64]) -> Self {
        let (order, width) = (map.order(), map.width());
        let length = order * width;
        let input = |j: usize| -> Vec<f64> {
            let (u, w) = (&x[j * order..], &x[length + j * order..]);
            (0..order * order).map(|at| u[at / order] + w[at % order]).collect()
        };
        let outputs = DMatrix::from_column_slice(order, width, &x[2 * length..]);
        let weights = 4.0 * outputs.tr_mul(&outputs);
        let mut equations = NormalEquations {
            order,
            width,
            outputs,
            squares: DMatrix::zeros(width, width),
            mixed: DMatrix::zeros(2 * length, width),
            inputs: DMatrix::zeros(2 * length, 2 * length),
            weights,
        };
        let inputs: Vec<Vec<f64>> = (0..width).map(input).collect();
        for i in 0..width {
            for j in 0..=i {
                equations.add_pair(i, j, &inputs[i], &inputs[j]);
            }
        }
        equations
    }

    /// The sums of two nodes with these inputs.
    fn add_pair(&mut self, i: usize, j: usize, s: &[f64], t: &[f64]) {
        let (d, length) = (self.order, self.order * self.width);
        let mut both = 0.0;
        let mut of_w = vec![[0.0; 3]; d];
        for (a, (s, t)) in s.chunks_exact(d).zip(t.chunks_exact(d)).enumerate() {
            let mut of_u = [0.0; 3];
            // the rows of w_i and of w_j, in the columns of u_j[a] and of u_i[a]
            let [from, to] = [(i, j), (j, i)].map(|(i, j)| (j * d + a) * 2 * length + length + i * d);
            let products = &mut self.inputs.as_mut_slice()[from..from + d];
            for (((s, t), product), of_w) in s.iter().zip(t).zip(&mut *products).zip(&mut of_w) {
                *product = s * t;
                both += *product * *product;
                for (k, term) in [*product, *product * t, *product * s].into_iter().enumerate() {
                    of_u[k] += term;
                    of_w[k] += term;
                }
            }
            self.inputs.as_mut_slice().copy_within(from..from + d, to);
            self.add_sums(i, j, a, of_u);
        }
        of_w.into_iter().enumerate().for_each(|(b, sums)| self.add_sums(i, j, length + b, sums));
        for (i, j) in [(i, j), (j, i)] {
            self.squares[(i, j)] = both;
        }
    }

    /// Σ s t, Σ s t² and Σ s² t over what is not the input `at`, of u or of w.
    fn add_sums(&mut self, i: usize, j: usize, at: usize, [product, with_t, with_s]: [f64; 3]) {
        let [of_i, of_j] = [i, j].map(|node| at + node * self.order);
        self.inputs[(of_i, of_j)] = product;
        self.inputs[(of_j, of_i)] = product;
        self.mixed[(of_i, j)] = with_t;
        self.mixed[(of_j, i)] = with_s;
    }

    /// The node of an unknown of u or w.
    fn node(&self, unknown: usize) -> usize {
        unknown / self.order % self.width
    }

    /// JᵀJ.
    #[must_use]
    pub fn matrix(&self) -> DMatrix<f64> {
        let (d, length) = (self.order, self.order * self.width);
        let mut matrix = DMatrix::zeros(3 * length, 3 * length);
        for column in 0..2 * length {
            for row in 0..2 * length {
                matrix[(row, column)] =
                    self.weights[(self.node(row), self.node(column))] * self.inputs[(row.max(column), row.min(column))];
            }
        }
        for j in 0..self.width {
            for k in 0..d {
                let column = 2 * length + j * d + k;
                for i in 0..self.width {
                    matrix[(2 * length + i * d + k, column)] = self.squares[(i, j)];
                }
                for row in 0..2 * length {
                    let value = 2.0 * self.outputs[(k, self.node(row))] * self.mixed[(row, j)];
                    matrix[(row, column)] = value;
                    matrix[(column, row)] = value;
                }
            }
        }
        matrix
    }

    /// (JᵀJ + μI)⁻¹ g; `None` where that is not positive definite to rounding.
    ///
    /// With M = (Σ_ab s_i² s_j²) + μ and X = `mixed`, what is left of the inputs once v is eliminated is
    /// 4 ⟨v_i, v_j⟩ (inputs − X M⁻¹ Xᵀ) + μI.
    #[must_use]
    pub fn solve_damped(&self, damping: f64, g: &[f64]) -> Option<Vec<f64>> {
        let (d, length) = (self.order, self.order * self.width);
        let mut squares = self.squares.clone();
        (0..self.width).for_each(|j| squares[(j, j)] += damping);
        require_positive(&mut squares)?;
        // Y = L⁻¹ Xᵀ, M = L Lᵀ
        let mut reduced = self.mixed.transpose();
        reduced.column_iter_mut().for_each(|mut column| forward(&squares, column.as_mut_slice()));
        let transposed = reduced.transpose();
        let mut left = self.inputs.clone();
        subtract_below(&mut left, 0, &transposed, &reduced);
        for (column, mut values) in left.column_iter_mut().enumerate() {
            let weights = self.weights.column(self.node(column));
            for (row, values) in values.as_mut_slice().chunks_exact_mut(d).enumerate() {
                let weight = weights[row % self.width];
                values.iter_mut().for_each(|value| *value *= weight);
            }
            values[column] += damping;
        }
        require_positive(&mut left)?;
        // g_uw − 2 V ∘ (X M⁻¹ G_v), and back
        let of_v: DMatrix<f64> = DMatrix::from_column_slice(d, self.width, &g[2 * length..]);
        let mut solved: DMatrix<f64> = of_v.transpose();
        solved.column_iter_mut().for_each(|mut column| solve(&squares, column.as_mut_slice()));
        let overlaps: DMatrix<f64> = &solved * &self.outputs;
        let mut step = g[..2 * length].to_vec();
        for (at, value) in step.iter_mut().enumerate() {
            *value -= 2.0 * self.mixed.row(at).tr_dot(&overlaps.column(self.node(at)));
        }
        solve(&left, &mut step);
        let mut images: DMatrix<f64> = DMatrix::zeros(self.width, self.width);
        for (at, value) in step.iter().enumerate() {
            let mut column = images.column_mut(self.node(at));
            column.iter_mut().zip(self.mixed.row(at).iter()).for_each(|(x, m)| *x += 2.0 * value * m);
        }
        let taken: DMatrix<f64> = &images * self.outputs.transpose();
        let mut of_v: DMatrix<f64> = of_v.transpose() - taken;
        of_v.column_iter_mut().for_each(|mut column| solve(&squares, column.as_mut_slice()));
        step.extend(of_v.transpose().iter());
        Some(step)
    }
}

/// Columns that are eliminated together.
const BLOCK: usize = 24;
/// Columns that products are taken away from together.
const STRIP: usize = 48;
/// Pivots below this share of the diagonal are lost to rounding.
const ROUNDING: f64 = 1e-14;

/// Cholesky's factor of a positive definite matrix, in its lower half.
fn require_positive(a: &mut DMatrix<f64>) -> Option<()> {
    let n = a.nrows();
    let least: Vec<f64> = a.diagonal().iter().map(|x| ROUNDING * x).collect();
    for start in (0..n).step_by(BLOCK) {
        let end = (start + BLOCK).min(n);
        for k in start..end {
            let (done, rest) = a.as_mut_slice().split_at_mut(k * n);
            let column = &mut rest[k..n];
            for earlier in done[start * n..].chunks_exact(n) {
                let factor = earlier[k];
                column.iter_mut().zip(&earlier[k..]).for_each(|(x, y)| *x -= factor * y);
            }
            let pivot = column[0];
            if pivot.is_nan() || pivot <= least[k] {
                return None;
            }
            let root = pivot.sqrt();
            column.iter_mut().for_each(|x| *x /= root);
        }
        let panel = a.view((end, start), (n - end, end - start)).clone_owned();
        subtract_below(a, end, &panel, &panel.transpose());
    }
    Some(())
}

/// L⁻¹ y.
fn forward(lower: &DMatrix<f64>, y: &mut [f64]) {
    for (k, column) in lower.as_slice().chunks_exact(y.len()).enumerate() {
        y[k] /= column[k];
        let value = y[k];
        y[k + 1..].iter_mut().zip(&column[k + 1..]).for_each(|(y, l)| *y -= value * l);
    }
}

/// (L Lᵀ)⁻¹ y.
fn solve(lower: &DMatrix<f64>, y: &mut [f64]) {
    forward(lower, y);
    for (k, column) in lower.as_slice().chunks_exact(y.len()).enumerate().rev() {
        let sum: f64 = column[k + 1..].iter().zip(&y[k + 1..]).map(|(l, y)| l * y).sum();
        y[k] = (y[k] - sum) / column[k];
    }
}

/// Takes the product of two matrices from what is right of and below a place, on the diagonal and below it at least.
fn subtract_below(a: &mut DMatrix<f64>, start: usize, left: &DMatrix<f64>, right: &DMatrix<f64>) {
    let (n, inner) = (left.nrows(), left.ncols());
    for from in (0..n).step_by(STRIP) {
        let columns = STRIP.min(n - from);
        let mut below = a.view_mut((start + from, start + from), (n - from, columns));
        below.gemm(-1.0, &left.view((from, 0), (n - from, inner)), &right.view((0, from), (inner, columns)), 1.0);
    }
}
