//! Squared residuals of hidden vectors, one by one: the all-pairs method, and what corrects the Gram method.

use std::ops::Range;

use super::criterion::{Criterion, PairLoss, cross_entropy};
use super::forms::Projected;
use super::matrix::{Matrix, MatrixMut};
use super::real::{Real, sum_in_lanes};
use super::samples::Samples;
use super::weights::DenseWeights;
use crate::loss::Target;

/// So many hidden vectors are evaluated together, for so many nodes at a time: the products' factors are then long enough for the
/// library to be packed at little cost, and what is in flight stays in the second-level cache.
const VECTORS: usize = 256;
const NODES: usize = 256;

/// Buffers of one worker, kept between evaluations.
#[derive(Default)]
pub(super) struct Scratch<T> {
    /// The hidden vectors, or the slopes by them, of the nodes at hand.
    hidden: Vec<T>,
    outputs: Vec<T>,
}

/// 0..n in parts of nearly the same length, [`VECTORS`] at most, as many as make a multiple of `workers` where there are enough.
pub(super) fn parts(n: usize, workers: usize) -> impl Iterator<Item = Range<usize>> {
    divided(n, n.div_ceil(VECTORS).next_multiple_of(workers).min(n))
}

/// The nodes 0..q in parts of nearly the same length.
fn nodes(q: usize) -> impl Iterator<Item = Range<usize>> {
    divided(q, q.div_ceil(NODES))
}

/// 0..n in `count` parts whose lengths differ by 1 at most.
fn divided(n: usize, count: usize) -> impl Iterator<Item = Range<usize>> {
    (0..count).map(move |i| i * n / count..(i + 1) * n / count)
}

impl<T: Real> Scratch<T> {
    /// Adds w times the sum of a criterion over `samples`, such as Σ ‖cᵀh − e‖², h = σ(Σ_i w_i\[x_i\]), e the one-hot label, to the
    /// loss that is returned, and its gradient to `gradient`.
    pub(super) fn add_samples(
        &mut self,
        of: PairLoss,
        projected: &Projected<'_, T>,
        samples: Samples<'_>,
        weight: f64,
        gradient: &mut DenseWeights<T>,
    ) -> f64 {
        let weights = projected.weights;
        let outputs = self.sample_outputs(of, projected, samples);
        let loss = weight * of.residuals(weights.group_order(), outputs, samples.labels());
        let hidden = |nodes: &Range<usize>, hidden: &mut [T]| samples.hidden(of, weights, nodes, hidden);
        let factors = [of.output_factor(weight), of.slope_factor(weight)];
        let DenseWeights { inputs, c, .. } = gradient;
        self.descend(projected, samples.len(), hidden, factors, c, |nodes, slopes| {
            samples.add_slopes(of, weights, nodes, slopes, inputs);
        });
        loss
    }

    /// The sum of the criterion, such as Σ ‖cᵀh − P·e‖², over `samples` and the number of those whose first largest output is at the
    /// label, for c projected as the target asks.
    pub(super) fn measure(
        &mut self,
        of: PairLoss,
        projected: &Projected<'_, T>,
        target: Target,
        samples: Samples<'_>,
    ) -> (f64, usize) {
        let d = projected.weights.group_order();
        let mean = if target == Target::ZeroMean { T::of(1.0 / d as f64) } else { T::zero() };
        let (mut loss, mut right, mut powers) = (0.0, 0, vec![0.0; d]);
        for (output, label) in self.sample_outputs(of, projected, samples).chunks_exact_mut(d).zip(samples.labels()) {
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

    /// cᵀh for the hidden vectors h = σ(Σ_i w_i\[x_i\]) of `samples`: d × n.
    fn sample_outputs(&mut self, of: PairLoss, projected: &Projected<'_, T>, samples: Samples<'_>) -> &mut [T] {
        let weights = projected.weights;
        let (d, n) = (weights.group_order(), samples.len());
        self.outputs.resize(n * d, T::zero());
        for nodes in nodes(weights.width()) {
            self.hidden.resize(nodes.len() * n, T::zero());
            samples.hidden(of, weights, &nodes, &mut self.hidden);
            let c = Matrix::new(&projected.transposed_outputs[nodes.start * d..nodes.end * d], d, nodes.len());
            let hidden = Matrix::new(&self.hidden, nodes.len(), n);
            let kept = if nodes.start == 0 { T::zero() } else { T::one() };
            MatrixMut::new(&mut self.outputs, d, n).multiply(T::one(), c, hidden, kept);
        }
        &mut self.outputs
    }

    /// Adds w·Σ_i ‖cᵀh_i − t‖², h_i the columns of `vectors` and t the same number everywhere, to the loss that is returned,
    /// its gradient with respect to c to `gradient` and with respect to the h_i to `vector_gradient`.
    pub(super) fn add_vectors(
        &mut self,
        projected: &Projected<'_, T>,
        vectors: &[T],
        (weight, target): (f64, f64),
        gradient: &mut DenseWeights<T>,
        vector_gradient: &mut [T],
    ) -> f64 {
        let (d, q) = (projected.weights.group_order(), projected.weights.width());
        let n = vectors.len() / q;
        self.outputs.resize(n * d, T::zero());
        let hidden = Matrix::new(vectors, q, n);
        let c = Matrix::new(projected.transposed_outputs, d, q);
        MatrixMut::new(&mut self.outputs, d, n).multiply(T::one(), c, hidden, T::zero());
        let outputs = &mut self.outputs;
        if target != 0.0 {
            outputs.iter_mut().for_each(|o| *o -= T::of(target));
        }
        let loss = weight * sum_in_lanes(outputs.len(), |i| outputs[i] * outputs[i]);
        let (factor, residuals) = (T::of(2.0 * weight), Matrix::new(&self.outputs, d, n));
        MatrixMut::new(&mut gradient.c, q, d).multiply(factor, hidden, residuals.transposed(), T::one());
        let c = Matrix::new(projected.outputs, q, d);
        MatrixMut::new(vector_gradient, q, n).multiply(factor, c, residuals, T::one());
        loss
    }

    /// With the residuals r, d × n, in `self.outputs`: adds the first factor times h·rᵀ to the gradient by c and hands the second
    /// factor times c·r, nodes × n, to `add`.
    fn descend(
        &mut self,
        projected: &Projected<'_, T>,
        n: usize,
        hidden: impl Fn(&Range<usize>, &mut [T]),
        [by_outputs, by_hidden]: [f64; 2],
        gradient: &mut [T],
        mut add: impl FnMut(&Range<usize>, &[T]),
    ) {
        let (d, q) = (projected.weights.group_order(), projected.weights.width());
        let c = Matrix::new(projected.outputs, q, d);
        let residuals = Matrix::new(&self.outputs, d, n);
        for nodes in nodes(q) {
            let (start, count) = (nodes.start, nodes.len());
            self.hidden.resize(count * n, T::zero());
            hidden(&nodes, &mut self.hidden);
            MatrixMut::new(gradient, q, d).rows(start, count).multiply(
                T::of(by_outputs),
                Matrix::new(&self.hidden, count, n),
                residuals.transposed(),
                T::one(),
            );
            let slopes = MatrixMut::new(&mut self.hidden, count, n);
            slopes.multiply(T::of(by_hidden), c.rows(start, count), residuals, T::zero());
            add(&nodes, &self.hidden);
        }
    }
}
