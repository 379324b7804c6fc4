//! Back to the variety: Newton's iteration along fixed or renewed normal equations.

use nalgebra::DMatrix;

use super::map::{ResidualMap, dot, largest};
use super::normal::PivotedFactor;

/// A linear condition Σ c_i x_i = value.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearRow {
    /// Unknowns and their coefficients.
    pub entries: Vec<(usize, f64)>,
    /// The value.
    pub value: f64,
}

impl LinearRow {
    /// Σ c_i x_i.
    #[must_use]
    pub fn at(&self, x: &[f64]) -> f64 {
        self.entries.iter().map(|&(i, c)| c * x[i]).sum()
    }

    /// Σ c_i N_ik for every column k.
    #[must_use]
    pub fn project(&self, basis: &DMatrix<f64>) -> Vec<f64> {
        (0..basis.ncols()).map(|k| self.entries.iter().map(|&(i, c)| c * basis[(i, k)]).sum()).collect()
    }
}

/// The linear part of the equations F(x) = 0 and C x = d at a point: its normal equations and its null space.
#[derive(Debug, Clone)]
pub struct Tangent {
    factor: PivotedFactor,
    null: DMatrix<f64>,
}

impl Tangent {
    /// At x, with as many pivots as are clear of 0, and `limit` at most.
    #[must_use]
    pub fn new(map: &ResidualMap, x: &[f64], rows: &[LinearRow], limit: usize) -> Self {
        let mut normal = map.normal_matrix(x);
        for row in rows {
            // the weight of a row is that of the equations
            for &(i, c) in &row.entries {
                for &(j, e) in &row.entries {
                    normal[(i, j)] += c * e;
                }
            }
        }
        let factor = PivotedFactor::new(normal, limit);
        let null = factor.null_space();
        Tangent { factor, null }
    }

    /// The rank of the equations.
    #[must_use]
    pub fn rank(&self) -> usize {
        self.factor.rank()
    }

    /// The factorization.
    #[must_use]
    pub fn factor(&self) -> &PivotedFactor {
        &self.factor
    }

    /// An orthonormal basis of the tangent space, one column for each dimension.
    #[must_use]
    pub fn null(&self) -> &DMatrix<f64> {
        &self.null
    }

    /// N Nᵀ y.
    #[must_use]
    pub fn along(&self, y: &[f64]) -> Vec<f64> {
        let mut image = vec![0.0; y.len()];
        for column in self.null.as_slice().chunks_exact(y.len().max(1)) {
            let part = dot(column, y);
            image.iter_mut().zip(column).for_each(|(x, c)| *x += part * c);
        }
        image
    }

    /// The step y with J y = f and C y = m in the sense of least squares, at the point x that this belongs to; a second pass
    /// takes away most of what the squared condition of normal equations costs.
    #[must_use]
    pub fn solve(&self, map: &ResidualMap, x: &[f64], rows: &[LinearRow], f: &[f64], m: &[f64]) -> Vec<f64> {
        let mut step = vec![0.0; x.len()];
        for _ in 0..2 {
            let image = map.differential(x, &step);
            let left: Vec<f64> = f.iter().zip(&image).map(|(f, y)| f - y).collect();
            let mut gradient = map.gradient(x, &left);
            for (row, m) in rows.iter().zip(m) {
                let left = m - row.at(&step);
                row.entries.iter().for_each(|&(i, c)| gradient[i] += c * left);
            }
            step.iter_mut().zip(self.step(&gradient)).for_each(|(x, s)| *x += s);
        }
        step
    }

    /// The smallest step that solves the normal equations.
    fn step(&self, gradient: &[f64]) -> Vec<f64> {
        let mut step = self.factor.solve(gradient);
        let along = self.along(&step);
        step.iter_mut().zip(along).for_each(|(x, t)| *x -= t);
        step
    }
}

/// What Newton's iteration came to.
#[derive(Debug, Clone)]
pub struct Corrected {
    /// The point.
    pub x: Vec<f64>,
    /// The largest absolute value of F and of C x − d there.
    pub error: f64,
}

/// F(x) and C x − d.
fn errors(map: &ResidualMap, x: &[f64], rows: &[LinearRow]) -> (Vec<f64>, Vec<f64>, f64) {
    let residual = map.residual(x);
    let conditions: Vec<f64> = rows.iter().map(|row| row.at(x) - row.value).collect();
    let error = largest(&residual).max(largest(&conditions));
    (residual, conditions, error)
}

/// Solves F(y) = 0 and C y = d from x on. Steps use `tangent` as long as they take the error down by `CONTRACTION`, then
/// normal equations at the point reached, of the given rank, at most `renewals` times.
#[must_use]
pub fn correct(
    map: &ResidualMap,
    x: Vec<f64>,
    rows: &[LinearRow],
    tangent: Option<&Tangent>,
    rank: usize,
    renewals: usize,
) -> Corrected {
    /// What a step along old equations must achieve.
    const CONTRACTION: f64 = 0.25;
    /// Where rounding begins.
    const FLOOR: f64 = 3e-15;
    /// No network that is looked for is out here.
    const FAR: f64 = 1e6;
    let mut best = x;
    let (mut residual, mut conditions, mut error) = errors(map, &best, rows);
    let mut own: Option<Tangent> = None;
    let mut renewed = 0;
    let mut is_fresh = false;
    while error > FLOOR && error.is_finite() {
        let Some(current) = own.as_ref().or(tangent) else {
            own = Some(Tangent::new(map, &best, rows, rank));
            (renewed, is_fresh) = (renewed + 1, true);
            continue;
        };
        let mut gradient = map.gradient(&best, &residual);
        for (row, miss) in rows.iter().zip(&conditions) {
            row.entries.iter().for_each(|&(i, c)| gradient[i] += c * miss);
        }
        let step = current.step(&gradient);
        let next: Vec<f64> = best.iter().zip(&step).map(|(x, s)| x - s).collect();
        let (next_residual, next_conditions, next_error) = errors(map, &next, rows);
        let improves = next_error < error * if is_fresh { 1.0 } else { CONTRACTION };
        // with fresh equations a step may make things worse once, as Newton's may
        let is_tolerable = is_fresh && error > 1e-9 && next_error < 1e3 && renewed < renewals;
        if largest(&next) < FAR && (improves || is_tolerable) {
            (best, residual, conditions, error) = (next, next_residual, next_conditions, next_error);
            is_fresh = false;
            continue;
        }
        if is_fresh || renewed >= renewals || error < 1e-13 {
            break;
        }
        own = Some(Tangent::new(map, &best, rows, rank));
        (renewed, is_fresh) = (renewed + 1, true);
    }
    Corrected { x: best, error }
}
