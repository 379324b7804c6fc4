//! Weights in the forms that the parts of a loss read.

use super::matrix::transpose;
use super::profiles::{Profiles, mean};
use super::real::Real;
use super::schedule::Method;
use super::weights::DenseWeights;
use crate::loss::Target;

/// What is computed once per evaluation, before the work is divided.
#[derive(Default)]
pub(super) struct Forms<T> {
    /// c projected as the target asks, q × d.
    outputs: Vec<T>,
    /// The same with the elements of every node side by side, d × q.
    transposed_outputs: Vec<T>,
    /// Zero-mean a and b; of the Gram method alone.
    centered: [Vec<T>; 2],
    /// The one-sided and constant parts of the hidden layer; of the Gram method alone.
    pub profiles: Profiles<T>,
}

/// Weights with projected outputs, in the two orders in which these are multiplied.
pub(super) struct Projected<'a, T> {
    /// The weights, of which the inputs are read.
    pub weights: &'a DenseWeights<T>,
    /// q × d.
    pub outputs: &'a [T],
    /// d × q.
    pub transposed_outputs: &'a [T],
}

impl<T: Real> Forms<T> {
    /// Projects c as the target asks.
    pub(super) fn project(&mut self, target: Target, weights: &DenseWeights<T>) {
        self.outputs.clone_from(&weights.c);
        project(target, &mut self.outputs, weights.width());
        transpose(&self.outputs, weights.width(), weights.group_order(), &mut self.transposed_outputs);
    }

    /// Brings weights into the forms that the method reads, and returns how many numbers the profiles have.
    pub(super) fn update(&mut self, method: Method, target: Target, weights: &DenseWeights<T>) -> usize {
        self.project(target, weights);
        if method == Method::AllPairs {
            return 0;
        }
        self.profiles.update(weights, &mut self.centered);
        self.profiles.values().len()
    }

    /// What [`Forms::project`] has made of these weights.
    pub(super) fn projected<'a>(&'a self, weights: &'a DenseWeights<T>) -> Projected<'a, T> {
        Projected { weights, outputs: &self.outputs, transposed_outputs: &self.transposed_outputs }
    }

    /// a⁰, b⁰ and the projected c.
    pub(super) fn centered(&self) -> [&[T]; 3] {
        let [a, b] = &self.centered;
        [a, b, &self.outputs]
    }
}

/// Subtracts from the output function of each of q nodes its mean over the group where the target does not see it.
pub(super) fn project<T: Real>(target: Target, outputs: &mut [T], q: usize) {
    if target == Target::ZeroMean {
        let mean = mean(outputs, q);
        for column in outputs.chunks_exact_mut(q.max(1)) {
            column.iter_mut().zip(&mean).for_each(|(value, &m)| *value -= m);
        }
    }
}
