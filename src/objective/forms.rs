//! Weights in the forms that the parts of a loss read.

use super::matrix::transpose;
use super::profiles::{Profiles, mean};
use super::real::Real;
use super::schedule::Method;
use super::weights::DenseWeights;
use crate::loss::Target;

/// What is computed once per evaluation, before the work is divided.
pub(super) struct Forms<T> {
    /// The weights with c projected as the target asks.
    pub projected: Projected<T>,
    /// Those with zero-mean a and b; of the Gram method alone.
    pub centered: DenseWeights<T>,
    /// The one-sided and constant parts of the hidden layer; of the Gram method alone.
    pub profiles: Profiles<T>,
}

/// Weights with projected outputs, in the two orders in which these are multiplied.
pub(super) struct Projected<T> {
    pub weights: DenseWeights<T>,
    /// c with the elements of every node side by side, d × q.
    pub outputs: Vec<T>,
}

impl<T: Real> Forms<T> {
    pub(super) fn new() -> Self {
        let none = DenseWeights::zeros(0, 0);
        let projected = Projected { weights: none.clone(), outputs: Vec::new() };
        Forms { projected, centered: none, profiles: Profiles::default() }
    }

    /// Projects c as the target asks.
    pub(super) fn project(&mut self, target: Target, weights: &DenseWeights<T>) {
        let Projected { weights: projected, outputs } = &mut self.projected;
        projected.clone_from(weights);
        project(target, projected);
        transpose(&projected.c, projected.width(), projected.group_order(), outputs);
    }

    /// Brings weights into the forms that the method reads, and returns how many numbers the profiles have.
    pub(super) fn update(&mut self, method: Method, target: Target, weights: &DenseWeights<T>) -> usize {
        self.project(target, weights);
        if method == Method::AllPairs {
            return 0;
        }
        self.profiles.update(weights);
        self.centered.clone_from(&self.projected.weights);
        subtract_mean(&mut self.centered.a, weights.width());
        subtract_mean(&mut self.centered.b, weights.width());
        self.profiles.values().len()
    }
}

/// Subtracts from every node's output function its mean where the target does not see it.
pub(super) fn project<T: Real>(target: Target, weights: &mut DenseWeights<T>) {
    if target == Target::ZeroMean {
        let q = weights.width();
        subtract_mean(&mut weights.c, q);
    }
}

/// Subtracts from every node's function its mean over the group.
fn subtract_mean<T: Real>(values: &mut [T], q: usize) {
    let mean = mean(values, q);
    for column in values.chunks_exact_mut(q.max(1)) {
        column.iter_mut().zip(&mean).for_each(|(value, &m)| *value -= m);
    }
}
