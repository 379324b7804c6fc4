//! Which hidden nodes have died: they no longer matter to the outputs, and only weight decay moves them.
//!
//! A node j is dead when
//!
//! 1. its largest possible output max|c_j|·(max|a_j| + max|b_j|)², over all operands, is at most ε/q, ε the distance from 1 to the next number
//!    of the run's precision: all dead nodes together change outputs of size 1 by no more than one rounding; and
//! 2. the gradient of the loss is at most a tenth of what weight decay contributes, at the node's largest weight δ
//!    (|∂ℓ/∂w| ≤ λδ/10), and its next step is at most δ. For `adamw`, whose decay is not part of the gradient, the step must
//!    be at most a tenth of the decay, ηλδ/10.
//!
//! The second condition says that the node is on its way to zero, and it stays true: as δ shrinks by a factor t, the
//! gradient shrinks by t² (it is quadratic in the node's own weights) and weight decay by t. In the protocol of the paper such
//! nodes shrink by a factor e every 150 to 200 epochs until they reach zero by underflow. Removing them at once spares
//! their cost, and the subnormal numbers, on which processors are slow.
//!
//! Where inputs and outputs have rates of their own, outputs are solved, or the length of a step does not follow the gradient
//! (`muon`), none of this holds, and no node is dead.

use super::descent::{Descent, Moments};
use super::optimizer::Optimizer;
use crate::objective::{DenseWeights, Real};

/// What decides about nodes at one moment of a run.
pub(super) struct Criterion<'a> {
    pub descent: &'a Descent,
    /// The number q of nodes that the run began with.
    pub width: usize,
    pub epoch: usize,
}

/// How much smaller than weight decay the loss's pull must be.
const MARGIN: f64 = 0.1;

impl Criterion<'_> {
    /// Of every node, whether it is dead. `gradient` is that of the loss at the step before.
    pub(super) fn dead_nodes<T: Real>(
        &self,
        weights: &DenseWeights<T>,
        gradient: &DenseWeights<T>,
        moments: &Moments<T>,
    ) -> Vec<bool> {
        let is_muon = matches!(self.descent.optimizer, Optimizer::Muon { .. });
        if !self.descent.has_one_rate() || is_muon || self.descent.ridge.is_some() {
            return vec![false; weights.width()];
        }
        let limit = T::epsilon().value() / self.width as f64;
        let of_layer = |values: &Vec<T>| largest(values, weights.width());
        let (inputs, c): (Vec<Vec<T>>, Vec<T>) = (weights.inputs.iter().map(of_layer).collect(), of_layer(&weights.c));
        (0..weights.width())
            .map(|j| {
                let (inputs, c) = (inputs.iter().map(|values| values[j].value()), c[j].value());
                let (sum, most) = inputs.fold((0.0, c), |(sum, most), w| (sum + w, w.max(most)));
                c * sum.powi(2) <= limit && self.only_decays(j, most, gradient, moments)
            })
            .collect()
    }

    /// The second condition for node j, whose largest weight is `size`.
    fn only_decays<T: Real>(&self, j: usize, size: f64, gradient: &DenseWeights<T>, moments: &Moments<T>) -> bool {
        let Descent { optimizer, learning_rate, weight_decay, .. } = self.descent;
        let node = |values: &DenseWeights<T>| -> Vec<f64> {
            let q = values.width();
            values
                .channels()
                .into_iter()
                .flat_map(|channel| channel[j..].iter().step_by(q))
                .map(|v| v.value())
                .collect()
        };
        let step = |(m, v): (f64, f64)| self.descent.step_length(self.epoch, m, v);
        let steps = node(&moments.first).into_iter().zip(node(&moments.second)).map(step);
        let fastest = steps.fold(0.0, f64::max);
        match optimizer {
            Optimizer::AdamW { .. } => fastest <= MARGIN * learning_rate * weight_decay * size,
            Optimizer::Adam { .. } | Optimizer::Sgd { .. } => {
                let pull = node(gradient).into_iter().map(f64::abs).fold(0.0, f64::max);
                pull <= MARGIN * weight_decay * size && fastest <= size
            }
            Optimizer::Muon { .. } => false,
        }
    }
}

/// max_g |w_j\[g\]| of every node j.
fn largest<T: Real>(values: &[T], q: usize) -> Vec<T> {
    let mut largest = vec![T::zero(); q];
    for column in values.chunks_exact(q.max(1)) {
        for (largest, &value) in largest.iter_mut().zip(column) {
            let size = num_traits::Float::abs(value);
            if size > *largest {
                *largest = size;
            }
        }
    }
    largest
}
