//! Least squares by Levenberg and Marquardt, with a ridge that keeps the weights from running away.

use crate::variety::{NormalEquations, ResidualMap, dot, square_norm};

/// How a descent is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Descent {
    /// The most iterations.
    pub iterations: usize,
    /// ρ in ‖F(x)‖² + ρ‖x‖².
    pub ridge: f64,
    /// The sum of squares at which it ends.
    pub tolerance: f64,
}

/// Where a descent ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Descended {
    /// The point.
    pub x: Vec<f64>,
    /// ‖F(x)‖².
    pub sum_of_squares: f64,
    /// How many iterations were made.
    pub iterations: usize,
}

/// Levenberg's damping at the start, and the smallest one.
const FIRST_DAMPING: f64 = 0.1;
const LEAST_DAMPING: f64 = 1e-12;
/// How often damping is raised before a descent is given up.
const ATTEMPTS: usize = 12;

/// Minimizes ‖F(x)‖² + ρ‖x‖² from x on: steps (JᵀJ + (ρ + μ) I)⁻¹ (JᵀF + ρx), with μ divided by 3 after a step that goes down
/// and multiplied by 4 otherwise (Marquardt, SIAM J. Appl. Math. 11, 1963).
#[must_use]
pub fn descend(map: &ResidualMap, x: Vec<f64>, how: &Descent) -> Descended {
    let Descent { iterations, ridge, tolerance } = *how;
    let value = |x: &[f64], f: &[f64]| square_norm(f) + ridge * square_norm(x);
    let mut x = x;
    let mut residual = map.residual(&x);
    let mut loss = value(&x, &residual);
    let (mut damping, mut done) = (FIRST_DAMPING, 0);
    // the last sixty losses: without a ridge, no progress over them is the end
    let mut history: Vec<f64> = Vec::new();
    while done < iterations && square_norm(&residual) >= tolerance {
        let mut gradient = map.gradient(&x, &residual);
        gradient.iter_mut().zip(&x).for_each(|(g, x)| *g += ridge * x);
        let equations = NormalEquations::new(map, &x);
        let mut next = None;
        for _ in 0..ATTEMPTS {
            let Some(step) = equations.solve_damped(ridge + damping, &gradient) else {
                damping *= 4.0;
                continue;
            };
            let candidate: Vec<f64> = x.iter().zip(&step).map(|(x, s)| x - s).collect();
            let residual = map.residual(&candidate);
            let lower = value(&candidate, &residual);
            if lower < loss {
                next = Some((candidate, residual, lower));
                break;
            }
            damping *= 4.0;
        }
        let Some((candidate, moved, lower)) = next else { break };
        (x, residual, loss) = (candidate, moved, lower);
        damping = (damping / 3.0).max(LEAST_DAMPING);
        done += 1;
        history.push(loss);
        if ridge == 0.0 && history.len() > 60 && history[history.len() - 60] - loss < 1e-3 * loss {
            break;
        }
    }
    let sum_of_squares = dot(&residual, &residual);
    Descended { x, sum_of_squares, iterations: done }
}
