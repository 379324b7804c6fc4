//! The floating-point part: Newton steps of least norm, and the choice of pivots.

use nalgebra::{DMatrix, DVector};

use super::system::System;

pub(super) fn distance(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt()
}

fn residual(system: &System, x: &DVector<f64>) -> DVector<f64> {
    let value = |terms: &[(f64, [usize; 3])]| terms.iter().map(|(m, [i, j, k])| m * x[*i] * x[*j] * x[*k]).sum::<f64>();
    let values = system.equations.iter().map(|equation| value(&equation.terms) - equation.target);
    DVector::from_iterator(system.equations.len(), values)
}

/// The derivative of the residual, one row per equation.
fn jacobian(system: &System, x: &DVector<f64>) -> DMatrix<f64> {
    let mut jacobian = DMatrix::zeros(system.equations.len(), system.unknowns);
    for (row, equation) in system.equations.iter().enumerate() {
        for (m, [i, j, k]) in &equation.terms {
            jacobian[(row, *i)] += m * x[*j] * x[*k];
            jacobian[(row, *j)] += m * x[*i] * x[*k];
            jacobian[(row, *k)] += m * x[*i] * x[*j];
        }
    }
    jacobian
}

/// Damped Newton steps of least norm, x ← x − t·Jᵀ(JJᵀ + λ)⁻¹F, until the residual is rounding noise; and the largest
/// residual that is left. The small λ serves equations that depend on each other: the step is then that of least squares.
pub(super) fn newton(system: &System, start: &[f64]) -> (Vec<f64>, f64) {
    const MAX_STEPS: usize = 60;
    const DAMPING: f64 = 1e-13;
    let mut x = DVector::from_column_slice(start);
    let mut error = residual(system, &x);
    for _ in 0..MAX_STEPS {
        if error.amax() < 1e-15 {
            break;
        }
        let jacobian = jacobian(system, &x);
        let mut gram = &jacobian * jacobian.transpose();
        let lambda = DAMPING * gram.diagonal().amax();
        (0..gram.nrows()).for_each(|at| gram[(at, at)] += lambda);
        let Some(gram) = gram.cholesky() else { break };
        let step = jacobian.transpose() * gram.solve(&error);
        let damped = std::iter::successors(Some(1.0), |t| Some(t / 2.0)).take(12).find_map(|t| {
            let next = &x - &step * t;
            let next_error = residual(system, &next);
            (next_error.norm() < error.norm()).then_some((next, next_error))
        });
        let Some((next, next_error)) = damped else { break };
        (x, error) = (next, next_error);
    }
    (x.as_slice().to_vec(), error.amax())
}

/// As many unknowns as there are equations, and the inverse (row-major) of the derivative by them; `None` when the
/// equations are dependent to working precision.
///
/// Columns of the Jacobian are chosen one by one, always the one with the largest part orthogonal to those before.
pub(super) fn pivots(system: &System, x: &[f64]) -> Option<(Vec<usize>, DMatrix<f64>)> {
    const DEPENDENT: f64 = 1e-8;
    let jacobian = jacobian(system, &DVector::from_column_slice(x));
    let (mut rest, size) = (jacobian.clone(), jacobian.norm());
    let mut pivots: Vec<usize> = Vec::new();
    for _ in 0..jacobian.nrows() {
        let norms = rest.column_iter().map(|column| column.norm()).enumerate();
        let (best, norm) = norms.max_by(|x, y| x.1.total_cmp(&y.1))?;
        if norm < DEPENDENT * size {
            return None;
        }
        let direction = rest.column(best) / norm;
        let shadow = direction.transpose() * &rest;
        rest -= &direction * shadow;
        // The pivot's own remainder is rounding noise: it must not be chosen again.
        rest.column_mut(best).fill(0.0);
        pivots.push(best);
    }
    pivots.sort_unstable();
    let inverse = jacobian.select_columns(&pivots).try_inverse()?;
    inverse.iter().all(|entry| entry.is_finite()).then_some((pivots, inverse))
}
