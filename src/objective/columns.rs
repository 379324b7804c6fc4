//! Squared residuals of hidden vectors, one by one: the all-pairs method, and what corrects the Gram method.

use super::criterion::{Criterion, PairLoss, cross_entropy};
use super::forms::Projected;
use super::matrix::{Matrix, MatrixMut, transpose};
use super::real::{Real, sum_in_lanes};
use super::weights::DenseWeights;
use crate::loss::Target;

/// About this many numbers are in flight in one block of hidden vectors, so that they stay in the second-level cache.
const BLOCK_VALUES: usize = 1 << 16;

/// An input pair and its label x + y.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub x: u32,
    pub y: u32,
    pub label: u32,
}

/// Buffers of one worker, kept between evaluations.
#[derive(Default)]
pub(super) struct Scratch<T> {
    hidden: Vec<T>,
    /// The same with the vectors' values of every node side by side.
    transposed: Vec<T>,
    outputs: Vec<T>,
}

/// How many hidden vectors of `q` nodes make a block.
pub(super) fn block_length(q: usize) -> usize {
    (BLOCK_VALUES / q.max(1)).clamp(32, 512)
}

impl<T: Real> Scratch<T> {
    /// Adds w times the sum of a criterion over `pairs`, such as Σ ‖cᵀh − e‖², h = σ(a\[x\] + b\[y\]), e the one-hot label, to the
    /// loss that is returned, and its gradient to `gradient`.
    pub(super) fn add_pairs(
        &mut self,
        of: PairLoss,
        projected: &Projected<T>,
        pairs: &[Pair],
        weight: f64,
        gradient: &mut DenseWeights<T>,
    ) -> f64 {
        let weights = &projected.weights;
        let (d, q) = (weights.group_order(), weights.width());
        let outputs = self.pair_outputs(of, projected, pairs);
        let loss = weight * of.residuals(d, outputs, pairs.iter().map(|pair| pair.label as usize));
        let (hidden, outputs) = (&mut self.hidden, &self.outputs);
        add_output_gradient(hidden, outputs, of.output_factor(weight), gradient);
        input_gradient(weights, outputs, of.slope_factor(weight), hidden);
        for (hidden, pair) in hidden.chunks_exact(q).zip(pairs) {
            let inputs = [column(&weights.a, q, pair.x), column(&weights.b, q, pair.y)];
            let (da, db) = (column_mut(&mut gradient.a, q, pair.x), column_mut(&mut gradient.b, q, pair.y));
            of.add_slopes(inputs, hidden, [da, db]);
        }
        loss
    }

    /// The sum of the criterion, such as Σ ‖cᵀh − P·e‖², over `pairs` and the number of pairs whose first largest output is at the label, for c projected as the
    /// target asks.
    pub(super) fn measure(
        &mut self,
        of: PairLoss,
        projected: &Projected<T>,
        target: Target,
        pairs: &[Pair],
    ) -> (f64, usize) {
        let d = projected.weights.group_order();
        let mean = if target == Target::ZeroMean { T::of(1.0 / d as f64) } else { T::zero() };
        let (mut loss, mut right, mut powers) = (0.0, 0, vec![0.0; d]);
        for (output, pair) in self.pair_outputs(of, projected, pairs).chunks_exact_mut(d).zip(pairs) {
            let label = pair.label as usize;
            let best = output.iter().enumerate().fold(0, |best, (h, &o)| if o > output[best] { h } else { best });
            right += usize::from(best == label);
            if of.criterion == Criterion::CrossEntropy {
                loss += cross_entropy(output, label, &mut powers);
                continue;
            }
            output[label] -= T::one();
            loss += sum_in_lanes(d, |h| (output[h] + mean) * (output[h] + mean));
        }
        (loss, right)
    }

    /// cᵀh for the hidden vectors h = σ(a\[x\] + b\[y\]) of `pairs`, which stay in `self.hidden`.
    fn pair_outputs(&mut self, of: PairLoss, projected: &Projected<T>, pairs: &[Pair]) -> &mut [T] {
        let weights = &projected.weights;
        let q = weights.width();
        self.hidden.resize(pairs.len() * q, T::zero());
        for (hidden, pair) in self.hidden.chunks_exact_mut(q.max(1)).zip(pairs) {
            let (a, b) = (column(&weights.a, q, pair.x), column(&weights.b, q, pair.y));
            of.hidden(a, b, hidden);
        }
        self.outputs(projected, pairs.len())
    }

    /// Adds w·Σ_i ‖cᵀh_i − t‖², h_i the columns of `hidden` and t the same number everywhere, to the loss that is returned,
    /// its gradient with respect to c to `gradient` and with respect to the h_i to `hidden_gradient`.
    pub(super) fn add_vectors(
        &mut self,
        projected: &Projected<T>,
        hidden: &[T],
        (weight, target): (f64, f64),
        gradient: &mut DenseWeights<T>,
        hidden_gradient: &mut [T],
    ) -> f64 {
        let weights = &projected.weights;
        let n = hidden.len() / weights.width();
        self.hidden.clear();
        self.hidden.extend_from_slice(hidden);
        let outputs = self.outputs(projected, n);
        if target != 0.0 {
            outputs.iter_mut().for_each(|o| *o -= T::of(target));
        }
        let loss = weight * sum_in_lanes(outputs.len(), |i| outputs[i] * outputs[i]);
        add_output_gradient(&self.hidden, &self.outputs, 2.0 * weight, gradient);
        input_gradient(weights, &self.outputs, 2.0 * weight, &mut self.hidden);
        hidden_gradient.iter_mut().zip(&self.hidden).for_each(|(sum, &value)| *sum += value);
        loss
    }

    /// cᵀh for the n columns of `self.hidden`: d × n.
    fn outputs(&mut self, projected: &Projected<T>, n: usize) -> &mut [T] {
        let (d, q) = (projected.weights.group_order(), projected.weights.width());
        let Scratch { hidden, transposed, outputs } = self;
        outputs.resize(n * d, T::zero());
        transpose(hidden, q, n, transposed);
        let (c, hidden) = (Matrix::new(&projected.outputs, d, q), Matrix::new(transposed, n, q));
        MatrixMut::new(outputs, d, n).multiply(T::one(), c, hidden.transposed(), T::zero());
        &mut self.outputs
    }
}

/// ∂/∂c += factor·hidden·residualsᵀ.
fn add_output_gradient<T: Real>(hidden: &[T], residuals: &[T], factor: f64, gradient: &mut DenseWeights<T>) {
    let (d, q) = (gradient.group_order(), gradient.width());
    let n = hidden.len() / q;
    let (hidden, residuals) = (Matrix::new(hidden, q, n), Matrix::new(residuals, d, n));
    MatrixMut::new(&mut gradient.c, q, d).multiply(T::of(factor), hidden, residuals.transposed(), T::one());
}

/// Replaces `hidden` by factor·c·residuals.
fn input_gradient<T: Real>(weights: &DenseWeights<T>, residuals: &[T], factor: f64, hidden: &mut [T]) {
    let (d, q) = (weights.group_order(), weights.width());
    let n = hidden.len() / q;
    let (c, residuals) = (Matrix::new(&weights.c, q, d), Matrix::new(residuals, d, n));
    MatrixMut::new(hidden, q, n).multiply(T::of(factor), c, residuals, T::zero());
}

fn column<T>(values: &[T], q: usize, g: u32) -> &[T] {
    &values[g as usize * q..(g as usize + 1) * q]
}

fn column_mut<T>(values: &mut [T], q: usize, g: u32) -> &mut [T] {
    &mut values[g as usize * q..(g as usize + 1) * q]
}
