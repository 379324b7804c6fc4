//! What outputs cost, and what hidden nodes make of their inputs.

use super::real::{Real, sum_in_lanes};
use crate::named::named;
use crate::network::Activation;

named! {
    /// What a pair's outputs o ∈ R^d cost against its label.
    pub enum Criterion {
        /// ‖P(o − onehot)‖², P by the target
        SquaredError,
        /// −ln softmax(o) at the label, which a constant added to o does not change
        CrossEntropy,
    }
}

/// The function of a pair that is averaged: activation and criterion.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct PairLoss {
    pub activation: Activation,
    pub criterion: Criterion,
}

impl PairLoss {
    /// Whether it is the one that Gram matrices know: squares of squares.
    pub(super) fn is_polynomial(self) -> bool {
        self.activation == Activation::Square && self.criterion == Criterion::SquaredError
    }

    /// h = σ(a + b).
    pub(super) fn hidden<T: Real>(self, a: &[T], b: &[T], hidden: &mut [T]) {
        let inputs = hidden.iter_mut().zip(a).zip(b).map(|((h, &a), &b)| (h, a + b));
        match self.activation {
            Activation::Square => inputs.for_each(|(h, x)| *h = x * x),
            Activation::Relu => inputs.for_each(|(h, x)| *h = x.max(T::zero())),
            other => inputs.for_each(|(h, x)| *h = T::of(other.value(x.value(), 0.0))),
        }
    }

    /// Adds σ′(a + b) · slope to the gradients of a and b, `slope` the derivative by h; for squares half of it, as σ′ = 2x.
    pub(super) fn add_slopes<T: Real>(self, [a, b]: [&[T]; 2], slope: &[T], [da, db]: [&mut [T]; 2]) {
        let inputs = slope.iter().zip(a).zip(b).zip(da).zip(db);
        let inputs = inputs.map(|((((&h, &a), &b), da), db)| (h, a + b, da, db));
        let add = |slope: T, da: &mut T, db: &mut T| {
            *da += slope;
            *db += slope;
        };
        match self.activation {
            Activation::Square => inputs.for_each(|(h, x, da, db)| add(x * h, da, db)),
            Activation::Relu => {
                inputs.for_each(|(h, x, da, db)| add(if x >= T::zero() { h } else { T::zero() }, da, db))
            }
            other => inputs.for_each(|(h, x, da, db)| add(T::of(other.derivatives(x.value()).0) * h, da, db)),
        }
    }

    /// The factor of the derivative by h that [`PairLoss::add_slopes`] expects, for a weight w: the derivative of w times the
    /// criterion by the outputs is this times what [`PairLoss::residuals`] leaves; that of squares is doubled, as σ′ = 2x.
    pub(super) fn slope_factor(self, weight: f64) -> f64 {
        self.output_factor(weight) * if self.activation == Activation::Square { 2.0 } else { 1.0 }
    }

    /// The derivative of w times the criterion by the outputs, in units of what [`PairLoss::residuals`] leaves.
    pub(super) fn output_factor(self, weight: f64) -> f64 {
        weight * if self.criterion == Criterion::SquaredError { 2.0 } else { 1.0 }
    }

    /// Replaces the outputs of pairs with these labels by what the criterion's derivative is a multiple of, and returns the sum
    /// of the criterion: o − onehot, or softmax(o) − onehot.
    pub(super) fn residuals<T: Real>(self, d: usize, outputs: &mut [T], labels: impl Iterator<Item = usize>) -> f64 {
        let mut loss = 0.0;
        let mut powers = if self.criterion == Criterion::CrossEntropy { vec![0.0; d] } else { Vec::new() };
        for (output, label) in outputs.chunks_exact_mut(d).zip(labels) {
            if self.criterion == Criterion::CrossEntropy {
                loss += cross_entropy(output, label, &mut powers);
                let sum: f64 = powers.iter().sum();
                output.iter_mut().zip(&powers).for_each(|(o, power)| *o = T::of(power / sum));
            }
            output[label] -= T::one();
        }
        match self.criterion {
            Criterion::SquaredError => sum_in_lanes(outputs.len(), |i| outputs[i] * outputs[i]),
            Criterion::CrossEntropy => loss,
        }
    }
}

/// −ln softmax(o)\[label\]; `powers`, one for every output, become what softmax(o) is in proportion to.
pub(super) fn cross_entropy<T: Real>(output: &[T], label: usize, powers: &mut [f64]) -> f64 {
    let most = output.iter().copied().fold(T::neg_infinity(), |most, o| if o > most { o } else { most });
    powers.iter_mut().zip(output).for_each(|(power, &o)| *power = (o - most).value().exp());
    powers.iter().sum::<f64>().ln() - (output[label] - most).value()
}
