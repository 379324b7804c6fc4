//! Nodes of one irrep moved onto its equations by Newton's method, in floats.
//!
//! In real coordinates the nodes (a_j, b_j, c_j) of an irrep have to compute Σ_j a_j ⊗ b_j ⊗ c_j = T, the multiplication of the
//! irrep, and Σ_j p(a_j) c_j = Σ_j p(b_j) c_j = 0 for every quadratic form p of a basis of the squares of the irrep's functions
//! modulo constants. This is the same for all types.

use nalgebra::{Cholesky, DMatrix, DVector};
use num_complex::Complex64;

use super::real::RealFunctions;
use crate::dual::Dual;
use crate::scalar::Scalar;
use crate::semiring::{Side, Spectrum};

/// Systems with more entries in their matrix are left.
const MAX_ENTRIES: usize = 4_000_000;
/// Solutions in floats have residuals below this.
const SOLVED: f64 = 1e-9;
/// Singular values below this share of the largest one are rounding errors.
const NOISE: f64 = 1e-8;

/// The equations of an irrep.
pub(super) struct System {
    /// How many coordinates a function of the irrep has.
    m: usize,
    /// How many coordinates of outputs there are.
    k: usize,
    /// T at (e·m + f)·k + o.
    goals: Vec<f64>,
    /// The forms p.
    squares: Vec<DMatrix<f64>>,
}

/// A row for each node: the coordinates of a, b and c.
pub(super) type Rows = DMatrix<f64>;

impl System {
    /// The equations for outputs at the irrep itself, or at all.
    pub fn new(dual: &Dual, functions: &RealFunctions<'_>, outputs: &RealFunctions<'_>) -> Option<Self> {
        let (m, k) = (functions.len(), outputs.len());
        let float = |value: &crate::scalar::Exact| value.to_complex().map(|value| value.re);
        let pairs = (0..m).flat_map(|e| (0..m).map(move |f| (e, f)));
        let goals = pairs.flat_map(|pair| functions.goal(pair, outputs)).map(|value| float(&value));
        let values: Vec<Vec<f64>> = (0..m)
            .map(|e| {
                let unit: Spectrum<Complex64> = functions.unit(e);
                unit.values(dual, Side::Input).into_iter().map(|value| value.re).collect()
            })
            .collect();
        Some(System { m, k, goals: goals.collect::<Option<_>>()?, squares: squares(&values) })
    }

    fn equations(&self) -> usize {
        (self.m.pow(2) + 2 * self.squares.len()) * self.k
    }

    /// How many entries the matrix of the equations of some nodes has.
    pub fn size(&self, nodes: usize) -> usize {
        self.equations().saturating_mul(nodes * (2 * self.m + self.k))
    }

    /// The nodes nearest to a start, as far as Newton's method finds them, and the largest residual that is left.
    pub fn refined(&self, start: &Rows) -> Option<(Rows, f64)> {
        const STEPS: usize = 40;
        if self.size(start.nrows()) > MAX_ENTRIES {
            return None;
        }
        let (mut rows, mut residual) = (start.clone(), self.residual(start));
        let mut damping = 1e-3;
        for _ in 0..STEPS {
            if residual.amax() < 1e-13 || damping > 1e3 {
                break;
            }
            let step = self.step(&rows, &residual, damping)?;
            let next =
                DMatrix::from_fn(rows.nrows(), rows.ncols(), |j, at| rows[(j, at)] + step[j * start.ncols() + at]);
            let after = self.residual(&next);
            if after.norm() < residual.norm() {
                (rows, residual) = (next, after);
                damping = (damping / 10.0).max(1e-13);
            } else if residual.amax() < 1e-11 {
                break;
            } else {
                damping *= 10.0;
            }
        }
        let left = residual.amax();
        (left < SOLVED).then_some((rows, left))
    }

    /// The least step x with Jx = −r, damped.
    fn step(&self, rows: &Rows, residual: &DVector<f64>, damping: f64) -> Option<DVector<f64>> {
        let jacobian = self.jacobian(rows);
        let damped = |mut square: DMatrix<f64>| {
            (0..square.nrows()).for_each(|at| square[(at, at)] += damping);
            Cholesky::new(square)
        };
        let transposed = jacobian.transpose();
        if jacobian.nrows() <= jacobian.ncols() {
            let solved = damped(&jacobian * &transposed)?.solve(residual);
            Some(-(transposed * solved))
        } else {
            let right = &transposed * residual;
            Some(-damped(transposed * jacobian)?.solve(&right))
        }
    }

    fn residual(&self, rows: &Rows) -> DVector<f64> {
        let m = self.m;
        let mut residual = DVector::zeros(self.equations());
        self.goals.iter().enumerate().for_each(|(at, goal)| residual[at] = -goal);
        for row in rows.row_iter() {
            let row: Vec<f64> = row.iter().copied().collect();
            let (a, b, c) = (&row[..m], &row[m..2 * m], &row[2 * m..]);
            for (e, f) in (0..m).flat_map(|e| (0..m).map(move |f| (e, f))) {
                let product = a[e] * b[f];
                c.iter().enumerate().for_each(|(o, c)| residual[(e * m + f) * self.k + o] += product * c);
            }
            let mut at = m.pow(2) * self.k;
            for (form, input) in self.squares.iter().flat_map(|form| [(form, a), (form, b)]) {
                let square = quadratic(form, input);
                c.iter().enumerate().for_each(|(o, c)| residual[at + o] += square * c);
                at += self.k;
            }
        }
        residual
    }

    fn jacobian(&self, rows: &Rows) -> DMatrix<f64> {
        let m = self.m;
        let mut jacobian = DMatrix::zeros(self.equations(), rows.len());
        for (j, row) in rows.row_iter().enumerate() {
            let row: Vec<f64> = row.iter().copied().collect();
            let (a, b, c) = (&row[..m], &row[m..2 * m], &row[2 * m..]);
            let start = j * rows.ncols();
            for (e, f) in (0..m).flat_map(|e| (0..m).map(move |f| (e, f))) {
                for (o, c) in c.iter().enumerate() {
                    let equation = (e * m + f) * self.k + o;
                    jacobian[(equation, start + e)] += b[f] * c;
                    jacobian[(equation, start + m + f)] += a[e] * c;
                    jacobian[(equation, start + 2 * m + o)] += a[e] * b[f];
                }
            }
            let mut at = m.pow(2) * self.k;
            for (form, (input, shift)) in self.squares.iter().flat_map(|form| [(form, (a, 0)), (form, (b, m))]) {
                let slope = form * DVector::from_column_slice(input) * 2.0;
                let square = quadratic(form, input);
                for (o, c) in c.iter().enumerate() {
                    (0..m).for_each(|e| jacobian[(at + o, start + shift + e)] += slope[e] * c);
                    jacobian[(at + o, start + 2 * m + o)] += square;
                }
                at += self.k;
            }
        }
        jacobian
    }

    /// What outputs at another irrep, a row for each node, must not see: a row for each sum that has to vanish.
    fn felt(&self, rows: &Rows) -> DMatrix<f64> {
        let m = self.m;
        let mut felt = DMatrix::zeros(m * m + 2 * self.squares.len(), rows.nrows());
        for (j, row) in rows.row_iter().enumerate() {
            let row: Vec<f64> = row.iter().copied().collect();
            let (a, b) = (&row[..m], &row[m..2 * m]);
            (0..m * m).for_each(|at| felt[(at, j)] = a[at / m] * b[at % m]);
            let forms = self.squares.iter().flat_map(|form| [quadratic(form, a), quadratic(form, b)]);
            forms.enumerate().for_each(|(at, square)| felt[(m * m + at, j)] = square);
        }
        felt
    }

    /// The part of outputs, a row for each node, that changes constants only.
    pub fn unfelt(&self, rows: &Rows, outputs: &DMatrix<f64>) -> Option<DMatrix<f64>> {
        let felt = self.felt(rows).try_svd(false, true, 1e-14, 0)?;
        let largest = felt.singular_values.amax();
        let rank = felt.singular_values.iter().filter(|value| **value > NOISE * largest).count();
        let directions = felt.v_t?;
        // the singular values come in decreasing order
        let seen = directions.rows(0, rank);
        Some(outputs - seen.transpose() * (seen * outputs))
    }
}

/// aᵀ p a.
fn quadratic(form: &DMatrix<f64>, a: &[f64]) -> f64 {
    let m = a.len();
    (0..m * m).map(|at| form[(at / m, at % m)] * a[at / m] * a[at % m]).sum()
}

/// Quadratic forms whose values are an orthonormal basis of the products of functions, given by their values on the group, modulo
/// constants.
fn squares(values: &[Vec<f64>]) -> Vec<DMatrix<f64>> {
    let (m, d) = (values.len(), values.first().map_or(0, Vec::len));
    let pairs: Vec<(usize, usize)> = (0..m).flat_map(|e| (e..m).map(move |f| (e, f))).collect();
    let column = |&(e, f): &(usize, usize)| {
        let factor = if e == f { 1.0 } else { 2.0 };
        let products: Vec<f64> = (0..d).map(|g| factor * values[e][g] * values[f][g]).collect();
        let mean = products.iter().sum::<f64>() / d as f64;
        DVector::from_iterator(d, products.into_iter().map(|value| value - mean))
    };
    let products = DMatrix::from_columns(&pairs.iter().map(column).collect::<Vec<_>>());
    let Some(found) = products.clone().try_svd(true, false, 1e-14, 0) else { return Vec::new() };
    let Some(basis) = found.u else { return Vec::new() };
    let largest = found.singular_values.amax();
    let kept = (0..found.singular_values.len()).filter(|&at| found.singular_values[at] > NOISE * largest.max(1.0));
    kept.map(|at| {
        let coefficients = products.tr_mul(&basis.column(at));
        let mut form = DMatrix::zeros(m, m);
        for (&(e, f), value) in pairs.iter().zip(coefficients.iter()) {
            let share = if e == f { *value } else { value / 2.0 };
            form[(e, f)] = share;
            form[(f, e)] = share;
        }
        form
    })
    .collect()
}
