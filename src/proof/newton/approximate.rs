//! The floating-point part: Newton steps of least norm, and the choice of pivots.

use nalgebra::{DMatrix, DVector};
use num_complex::Complex64;

use super::Refusal;
use crate::potential::{BlockPotential, Factor, PotentialSet};
use crate::semiring::{Block, Channel};

/// Real and imaginary parts of a, b, c, node by node; coefficients are taken into c.
pub(super) fn unknowns(block: &Block<Complex64>) -> Vec<f64> {
    let entries = block.terms().iter().flat_map(|term| [term.node.a, term.node.b, term.node.c * term.coefficient]);
    entries.flat_map(|entry| [entry.re, entry.im]).collect()
}

pub(super) fn distance(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt()
}

pub(super) fn channel_index(channel: Channel) -> usize {
    match channel {
        Channel::A => 0,
        Channel::B => 1,
        Channel::C => 2,
    }
}

fn entry(node: &[f64], factor: Factor) -> Complex64 {
    let at = 2 * channel_index(factor.channel);
    Complex64::new(node[at], if factor.conjugated { -node[at + 1] } else { node[at + 1] })
}

/// Real and imaginary parts of the potentials, minus 1 for abc.
fn residual(x: &[f64], required: PotentialSet) -> DVector<f64> {
    let values = required.iter().flat_map(|potential| {
        let node_value = |node: &[f64]| potential.factors().iter().map(|&f| entry(node, f)).product::<Complex64>();
        let target = if potential == BlockPotential::ABC { 1.0 } else { 0.0 };
        let value = x.chunks_exact(6).map(node_value).sum::<Complex64>() - target;
        [value.re, value.im]
    });
    DVector::from_iterator(2 * required.len(), values)
}

/// The derivative of [`residual`], one row per equation.
fn jacobian(x: &[f64], required: PotentialSet) -> DMatrix<f64> {
    let mut jacobian = DMatrix::zeros(2 * required.len(), x.len());
    for (row, potential) in required.iter().enumerate() {
        let factors = potential.factors();
        for (j, node) in x.chunks_exact(6).enumerate() {
            for (at, factor) in factors.iter().enumerate() {
                let others = entry(node, factors[(at + 1) % 3]) * entry(node, factors[(at + 2) % 3]);
                let i = if factor.conjugated { -Complex64::i() } else { Complex64::i() };
                let column = 6 * j + 2 * channel_index(factor.channel);
                for (part, slope) in [others, others * i].into_iter().enumerate() {
                    jacobian[(2 * row, column + part)] += slope.re;
                    jacobian[(2 * row + 1, column + part)] += slope.im;
                }
            }
        }
    }
    jacobian
}

/// Damped Newton steps of least norm, x ← x − t·Jᵀ(JJᵀ)⁻¹F, until the residual is rounding noise.
pub(super) fn newton(start: &[f64], required: PotentialSet) -> Result<Vec<f64>, Refusal> {
    const MAX_STEPS: usize = 60;
    const CONVERGED: f64 = 1e-9;
    let mut x = DVector::from_column_slice(start);
    let mut error = residual(x.as_slice(), required);
    for _ in 0..MAX_STEPS {
        if error.amax() < 1e-15 {
            break;
        }
        let jacobian = jacobian(x.as_slice(), required);
        let Some(gram) = (&jacobian * jacobian.transpose()).cholesky() else { break };
        let step = jacobian.transpose() * gram.solve(&error);
        let damped = std::iter::successors(Some(1.0), |t| Some(t / 2.0)).take(12).find_map(|t| {
            let next = &x - &step * t;
            let next_error = residual(next.as_slice(), required);
            (next_error.norm() < error.norm()).then_some((next, next_error))
        });
        let Some((next, next_error)) = damped else { break };
        (x, error) = (next, next_error);
    }
    let residual = error.amax();
    if residual < CONVERGED { Ok(x.as_slice().to_vec()) } else { Err(Refusal::NoConvergence { residual }) }
}

/// As many unknowns as there are equations, and the inverse (row-major) of the derivative by them; `None` when the
/// equations are dependent to working precision.
///
/// Columns of the Jacobian are chosen one by one, always the one with the largest part orthogonal to those before.
pub(super) fn pivots(x: &[f64], required: PotentialSet) -> Option<(Vec<usize>, Vec<f64>)> {
    const DEPENDENT: f64 = 1e-8;
    let jacobian = jacobian(x, required);
    let mut rest = jacobian.clone();
    let mut pivots: Vec<usize> = Vec::new();
    for _ in 0..jacobian.nrows() {
        let (best, size) =
            rest.column_iter().map(|column| column.norm()).enumerate().max_by(|x, y| x.1.total_cmp(&y.1))?;
        if size < DEPENDENT * jacobian.norm() {
            return None;
        }
        let direction = rest.column(best) / size;
        let shadow = direction.transpose() * &rest;
        rest -= &direction * shadow;
        // The pivot's own remainder is rounding noise: it must not be chosen again.
        rest.column_mut(best).fill(0.0);
        pivots.push(best);
    }
    pivots.sort_unstable();
    let inverse = jacobian.select_columns(&pivots).try_inverse()?;
    let rows = inverse.transpose().as_slice().to_vec();
    rows.iter().all(|entry| entry.is_finite()).then_some((pivots, rows))
}
