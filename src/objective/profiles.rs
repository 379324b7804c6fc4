//! The one-sided and constant parts of the hidden layer on all pairs, as a few hidden vectors.
//!
//! With ā the mean of a over the group, (a\[x\] + b\[y\])² = 2a⁰\[x\]b⁰\[y\] + P\[x\] + Q\[y\] + K, four parts that are orthogonal when
//! summed over all pairs: P\[x\] = a\[x\]² + 2b̄a⁰\[x\] less its mean, Q\[y\] = b\[y\]² + 2āb⁰\[y\] less its mean, and the constant K,
//! which is the mean of a² plus the mean of b² plus 2āb̄. So the d² pairs weigh as much as d copies of every P\[x\] and
//! Q\[y\] and d² copies of K.

use super::columns::Scratch;
use super::forms::Projected;
use super::gram::Vectors;
use super::real::Real;
use super::weights::DenseWeights;
use crate::loss::Target;

/// The vectors P\[x\], Q\[y\] and K, one after the other: q × (2d + 1).
#[derive(Default)]
pub(super) struct Profiles<T> {
    values: Vec<T>,
    mean_a: Vec<T>,
    mean_b: Vec<T>,
    order: usize,
    width: usize,
}

impl<T: Real> Profiles<T> {
    pub(super) fn values(&self) -> &[T] {
        &self.values
    }

    /// Computes the vectors from weights, and a⁰ and b⁰ on the way.
    pub(super) fn update(&mut self, weights: &DenseWeights<T>, centered: &mut [Vec<T>; 2]) {
        let (d, q) = (weights.group_order(), weights.width());
        let (a, b) = (&weights.inputs[0], &weights.inputs[1]);
        (self.order, self.width) = (d, q);
        (self.mean_a, self.mean_b) = (mean(a, q), mean(b, q));
        self.values.resize(q * (2 * d + 1), T::zero());
        let (sides, constant) = self.values.split_at_mut(2 * d * q);
        let (of_a, of_b) = sides.split_at_mut(d * q);
        let [a0, b0] = centered;
        let squares_of_a = one_side(a, [&self.mean_a, &self.mean_b], a0, of_a);
        let squares_of_b = one_side(b, [&self.mean_b, &self.mean_a], b0, of_b);
        let two = T::of(2.0);
        for (j, value) in constant.iter_mut().enumerate() {
            *value = two * self.mean_a[j] * self.mean_b[j] + squares_of_a[j] + squares_of_b[j];
        }
    }

    /// The P\[x\] and Q\[y\], to be summed by Gram matrices.
    pub(super) fn one_sided<'a>(&'a self, gradient: &'a mut [T]) -> Vectors<'a, T> {
        let n = 2 * self.order * self.width;
        Vectors { values: &self.values[..n], weight: self.order as f64, gradient: &mut gradient[..n] }
    }

    /// Adds the terms of the vectors `start..end` to the loss that is returned and their gradient to `gradient` (by c) and
    /// `profile_gradient` (by the vectors).
    pub(super) fn add_one_by_one(
        &self,
        (start, end): (usize, usize),
        target: Target,
        projected: &Projected<'_, T>,
        scratch: &mut Scratch<T>,
        gradient: &mut DenseWeights<T>,
        profile_gradient: &mut [T],
    ) -> f64 {
        let (d, q) = (self.order, self.width);
        let mut add = |start: usize, end: usize, weight: f64, target: f64| {
            let range = start * q..end * q;
            let vectors = &self.values[range.clone()];
            scratch.add_vectors(projected, vectors, (weight, target), gradient, &mut profile_gradient[range])
        };
        let mut loss = 0.0;
        if start < 2 * d {
            loss += add(start, end.min(2 * d), d as f64, 0.0);
        }
        if end > 2 * d {
            // Every output is right once in d pairs, so the constant part should be 1/d for the one-hot target.
            let label = if target == Target::OneHot { 1.0 / d as f64 } else { 0.0 };
            loss += add(2 * d, end, (d * d) as f64, label);
        }
        loss
    }

    /// Carries the gradient by the vectors on to a and b.
    pub(super) fn add_gradient(
        &self,
        weights: &DenseWeights<T>,
        profile_gradient: &[T],
        gradient: &mut DenseWeights<T>,
    ) {
        let (d, q) = (self.order, self.width);
        if q == 0 {
            return;
        }
        let (two, share) = (T::of(2.0), T::of(1.0 / d as f64));
        let (p, rest) = profile_gradient.split_at(d * q);
        let (r, k) = rest.split_at(d * q);
        // How P depends on b̄ and Q on ā, divided evenly over the group.
        let cross = |slopes: &[T], values: &[T], mean: &[T]| {
            let mut sums = vec![T::zero(); q];
            for (slopes, values) in slopes.chunks_exact(q).zip(values.chunks_exact(q)) {
                for (((sum, &slope), &v), &m) in sums.iter_mut().zip(slopes).zip(values).zip(mean) {
                    *sum += two * slope * (v - m);
                }
            }
            sums.iter_mut().for_each(|sum| *sum *= share);
            sums
        };
        let (to_b, to_a) = (cross(p, &weights.inputs[0], &self.mean_a), cross(r, &weights.inputs[1], &self.mean_b));
        let carry = |slopes: &[T], values: &[T], other_mean: &[T], extra: &[T], target: &mut [T]| {
            let columns = slopes.chunks_exact(q).zip(values.chunks_exact(q)).zip(target.chunks_exact_mut(q));
            for ((slopes, values), target) in columns {
                for j in 0..q {
                    let slope = slopes[j] + k[j] * share;
                    target[j] += two * slope * (values[j] + other_mean[j]) + extra[j];
                }
            }
        };
        carry(p, &weights.inputs[0], &self.mean_b, &to_a, &mut gradient.inputs[0]);
        carry(r, &weights.inputs[1], &self.mean_a, &to_b, &mut gradient.inputs[1]);
    }
}

/// Writes v⁰ = v − v̄ and v² + 2w̄v⁰ less its mean, and returns that mean, which is the one of v².
fn one_side<T: Real>(values: &[T], [own, other]: [&[T]; 2], centered: &mut Vec<T>, profile: &mut [T]) -> Vec<T> {
    let q = own.len();
    centered.resize(values.len(), T::zero());
    if q == 0 {
        return Vec::new();
    }
    let mut squares = vec![T::zero(); q];
    for column in values.chunks_exact(q) {
        squares.iter_mut().zip(column).for_each(|(sum, &v)| *sum += v * v);
    }
    let share = T::of(q as f64 / values.len().max(1) as f64);
    squares.iter_mut().for_each(|sum| *sum *= share);
    let two = T::of(2.0);
    let columns = values.chunks_exact(q).zip(centered.chunks_exact_mut(q)).zip(profile.chunks_exact_mut(q));
    for ((column, centered), profile) in columns {
        for j in 0..q {
            let v = column[j] - own[j];
            centered[j] = v;
            profile[j] = column[j] * column[j] - squares[j] + two * other[j] * v;
        }
    }
    squares
}

/// The mean of every node's function over the group.
pub(super) fn mean<T: Real>(values: &[T], q: usize) -> Vec<T> {
    let mut sums = vec![T::zero(); q];
    if q == 0 {
        return sums;
    }
    for column in values.chunks_exact(q) {
        sums.iter_mut().zip(column).for_each(|(sum, &value)| *sum += value);
    }
    let share = T::of(q as f64 / values.len().max(1) as f64);
    sums.iter_mut().for_each(|sum| *sum *= share);
    sums
}
