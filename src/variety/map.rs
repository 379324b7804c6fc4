//! The residual map of networks over a group in floating point, its gradient and its normal equations.

use nalgebra::DMatrix;

use super::gram::NormalEquations;
use crate::group::Group;
use crate::loss::{Problem, Target};

/// The polynomial map x ↦ F(x), whose zeros are the exact networks of one width over one group:
///
/// ```text
/// F[a, b, h] = Σ_j v_j[h] (u_j[a] + w_j[b])² − [h = a·b]            one-hot
/// F[a, b, h] = Σ_j v_j[h] (u_j[a] + w_j[b])² − [h = a·b] + 1/d      zero-mean
/// ```
///
/// d³ equations in 3dH unknowns: u_j\[g\] at j·d + g, then w and v in the same order.
#[derive(Debug, Clone)]
pub struct ResidualMap {
    problem: Problem,
    order: usize,
    /// a·b at a·d + b.
    products: Vec<usize>,
}

impl ResidualMap {
    /// The map of networks of `width` nodes.
    #[must_use]
    pub fn new(group: &Group, width: usize, target: Target) -> Self {
        let order = group.order();
        let products = (0..order * order).map(|at| group.multiply(at / order, at % order)).collect();
        ResidualMap { problem: Problem { group: group.clone(), width, target }, order, products }
    }

    /// The map of the networks of a problem.
    #[must_use]
    pub fn of(Problem { group, width, target }: &Problem) -> Self {
        Self::new(group, *width, *target)
    }

    /// Whose networks the zeros are.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The group.
    #[must_use]
    pub fn group(&self) -> &Group {
        &self.problem.group
    }

    /// d.
    #[must_use]
    pub fn order(&self) -> usize {
        self.order
    }

    /// H.
    #[must_use]
    pub fn width(&self) -> usize {
        self.problem.width
    }

    /// What the outputs are compared with.
    #[must_use]
    pub fn target(&self) -> Target {
        self.problem.target
    }

    /// a·b at a·d + b.
    #[must_use]
    pub fn products(&self) -> &[usize] {
        &self.products
    }

    /// 3dH.
    #[must_use]
    pub fn unknowns(&self) -> usize {
        3 * self.order * self.problem.width
    }

    /// d³.
    #[must_use]
    pub fn equations(&self) -> usize {
        self.order.pow(3)
    }

    /// The unknowns of u, w and v.
    fn parts<'a>(&self, x: &'a [f64]) -> [&'a [f64]; 3] {
        let length = self.order * self.problem.width;
        [&x[..length], &x[length..2 * length], &x[2 * length..]]
    }

    /// F(x), at (a·d + b)·d + h.
    #[must_use]
    pub fn residual(&self, x: &[f64]) -> Vec<f64> {
        let (d, [u, w, v]) = (self.order, self.parts(x));
        let zero = if self.problem.target == Target::ZeroMean { 1.0 / d as f64 } else { 0.0 };
        let mut residual = vec![zero; self.equations()];
        for (at, outputs) in residual.chunks_exact_mut(d).enumerate() {
            let (a, b) = (at / d, at % d);
            for j in 0..self.problem.width {
                let input = u[j * d + a] + w[j * d + b];
                let square = input * input;
                outputs.iter_mut().zip(&v[j * d..]).for_each(|(o, v)| *o += square * v);
            }
            outputs[self.products[at]] -= 1.0;
        }
        residual
    }

    /// Jᵀf, J = F′(x).
    #[must_use]
    pub fn gradient(&self, x: &[f64], f: &[f64]) -> Vec<f64> {
        let (d, [u, w, v]) = (self.order, self.parts(x));
        let length = d * self.problem.width;
        let mut gradient = vec![0.0; 3 * length];
        let (of_inputs, of_v) = gradient.split_at_mut(2 * length);
        let (of_u, of_w) = of_inputs.split_at_mut(length);
        for (at, f) in f.chunks_exact(d).enumerate() {
            let (a, b) = (at / d, at % d);
            for j in 0..self.problem.width {
                let nodes = j * d..(j + 1) * d;
                let input = u[j * d + a] + w[j * d + b];
                let slope: f64 = 2.0 * input * f.iter().zip(&v[nodes.clone()]).map(|(f, v)| f * v).sum::<f64>();
                of_u[j * d + a] += slope;
                of_w[j * d + b] += slope;
                of_v[nodes].iter_mut().zip(f).for_each(|(g, f)| *g += input * input * f);
            }
        }
        gradient
    }

    /// J y.
    #[must_use]
    pub fn differential(&self, x: &[f64], y: &[f64]) -> Vec<f64> {
        let (d, [u, w, v], [du, dw, dv]) = (self.order, self.parts(x), self.parts(y));
        let mut image = vec![0.0; self.equations()];
        for (at, outputs) in image.chunks_exact_mut(d).enumerate() {
            let (a, b) = (at / d, at % d);
            for j in 0..self.problem.width {
                let input = u[j * d + a] + w[j * d + b];
                let change = 2.0 * input * (du[j * d + a] + dw[j * d + b]);
                let both = v[j * d..].iter().zip(&dv[j * d..]);
                outputs.iter_mut().zip(both).for_each(|(o, (v, dv))| *o += change * v + input * input * dv);
            }
        }
        image
    }

    /// JᵀJ.
    #[must_use]
    pub fn normal_matrix(&self, x: &[f64]) -> DMatrix<f64> {
        NormalEquations::new(self, x).matrix()
    }

    /// J, one row for each equation.
    #[must_use]
    pub fn jacobian(&self, x: &[f64]) -> DMatrix<f64> {
        let (d, [u, w, v]) = (self.order, self.parts(x));
        let length = d * self.problem.width;
        let mut jacobian = DMatrix::zeros(self.equations(), self.unknowns());
        for at in 0..d * d {
            for j in 0..self.problem.width {
                let (a, b) = (j * d + at / d, j * d + at % d);
                let input = u[a] + w[b];
                for h in 0..d {
                    let slope = 2.0 * input * v[j * d + h];
                    jacobian[(at * d + h, a)] = slope;
                    jacobian[(at * d + h, length + b)] = slope;
                    jacobian[(at * d + h, 2 * length + j * d + h)] = input * input;
                }
            }
        }
        jacobian
    }

    /// The point on the same orbit of the two gauges, (u, w) ↦ (u + c, w − c) and (u, w, v) ↦ (u/t, w/t, t²v) for each node,
    /// with the smallest norm.
    #[must_use]
    pub fn gauge_minimal(&self, x: &[f64]) -> Vec<f64> {
        let (d, length) = (self.order, self.order * self.problem.width);
        let mut y = x.to_vec();
        for j in 0..self.problem.width {
            let [u, w, v] = [0, 1, 2].map(|part| part * length + j * d..part * length + (j + 1) * d);
            let mean = |range: std::ops::Range<usize>| x[range].iter().sum::<f64>() / d as f64;
            let shift = (mean(w.clone()) - mean(u.clone())) / 2.0;
            y[u.clone()].iter_mut().for_each(|value| *value += shift);
            y[w.clone()].iter_mut().for_each(|value| *value -= shift);
            let square = |range: std::ops::Range<usize>| y[range].iter().map(|value| value * value).sum::<f64>();
            let (inputs, outputs) = (square(u.clone()) + square(w.clone()), square(v.clone()));
            if inputs > 0.0 && outputs > 0.0 {
                // A/t² + B t⁴ is least at t⁶ = A/2B.
                let t = (inputs / (2.0 * outputs)).powf(1.0 / 6.0);
                y[u].iter_mut().for_each(|value| *value /= t);
                y[w].iter_mut().for_each(|value| *value /= t);
                y[v].iter_mut().for_each(|value| *value *= t * t);
            }
        }
        y
    }
}

/// The largest absolute value; infinite when one is not a number.
#[must_use]
pub(crate) fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |largest, x| {
        if x.abs() <= largest {
            largest
        } else if x.is_nan() {
            f64::INFINITY
        } else {
            x.abs()
        }
    })
}

/// ‖x‖².
#[must_use]
pub(crate) fn square_norm(values: &[f64]) -> f64 {
    values.iter().map(|x| x * x).sum()
}

pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}
