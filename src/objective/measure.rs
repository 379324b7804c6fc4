//! Losses and accuracies by the definition, on the training pairs and on the others.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};

use super::columns::{Pair, block_length};
use super::engine::{Objective, Worker, subtract_mean};
use super::real::Real;
use super::weights::DenseWeights;
use crate::loss::Target;
use crate::network::Evaluation;

/// Losses and accuracies of a network on the two parts of the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measurement {
    /// On the training pairs.
    pub training: Evaluation,
    /// On the other pairs; NaN when there are none.
    pub held_out: Evaluation,
}

impl<T: Real> Objective<T> {
    /// Losses and accuracies by the definition, on the training set and on the other pairs: O(d² q d).
    ///
    /// # Panics
    /// When `weights` are of another group order.
    pub fn measure(&mut self, weights: &DenseWeights<T>) -> Measurement {
        assert_eq!(weights.group_order(), self.order, "weights for a group of order {}", self.order);
        self.projected.clone_from(weights);
        if self.target == Target::ZeroMean {
            subtract_mean(&mut self.projected.c, weights.width());
        }
        let mut part = |pairs: &[Pair]| {
            let (projected, target, length) = (&self.projected, self.target, block_length(weights.width()));
            let threads = self.workers.len();
            let share = |(index, worker): (usize, &mut Worker<T>)| {
                let blocks = pairs.chunks(length).skip(index).step_by(threads);
                blocks.fold((0.0, 0), |(loss, right), block| {
                    let (more_loss, more_right) = worker.columns.measure(projected, target, block);
                    (loss + more_loss, right + more_right)
                })
            };
            let sums: Vec<(f64, usize)> = match &self.pool {
                None => self.workers.iter_mut().enumerate().map(share).collect(),
                Some(pool) => pool.install(|| self.workers.par_iter_mut().enumerate().map(share).collect()),
            };
            let (loss, right) = sums.iter().fold((0.0, 0), |(l, r), &(loss, right)| (l + loss, r + right));
            Evaluation { loss: loss / pairs.len() as f64, accuracy: right as f64 / pairs.len() as f64 }
        };
        Measurement { training: part(&self.training), held_out: part(&self.held_out) }
    }
}
