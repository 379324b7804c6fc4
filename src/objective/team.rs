//! The threads that evaluate a loss, and the buffers of each.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::columns::Scratch;
use super::gram::GramScratch;
use super::real::Real;
use super::weights::DenseWeights;
use crate::{Error, Result};

/// A fixed number of workers, each in a thread of its own; one alone works in the caller's.
pub(super) struct Team<T> {
    pool: Option<ThreadPool>,
    workers: Vec<Worker<T>>,
}

/// Where one thread sums gradients, and its buffers, which are kept between evaluations.
pub(super) struct Worker<T> {
    pub gradient: DenseWeights<T>,
    pub profile_gradient: Vec<T>,
    pub columns: Scratch<T>,
    pub grams: GramScratch<T>,
}

impl<T: Real> Team<T> {
    /// The most threads that one loss is computed by.
    pub(super) const MOST: usize = 1024;

    /// # Errors
    /// When `threads` is 0 or above [`Team::MOST`], or threads cannot be started.
    pub(super) fn new(threads: usize) -> Result<Self> {
        if !(1..=Self::MOST).contains(&threads) {
            return Err(Error::argument(format!("{threads} threads; 1 to {} are possible", Self::MOST)));
        }
        let start = || ThreadPoolBuilder::new().num_threads(threads).build();
        let refused = |error| Error::argument(format!("{threads} threads: {error}"));
        let pool = (threads > 1).then(start).transpose().map_err(refused)?;
        Ok(Team { pool, workers: (0..threads).map(|_| Worker::new()).collect() })
    }

    /// The number of workers.
    pub(super) fn len(&self) -> usize {
        self.workers.len()
    }

    /// Has every worker do its share, and returns what each returns, in their order.
    pub(super) fn map<R: Send>(&mut self, share: impl Fn(usize, &mut Worker<T>) -> R + Sync + Send) -> Vec<R> {
        let share = |(index, worker): (usize, &mut Worker<T>)| share(index, worker);
        match &self.pool {
            None => self.workers.iter_mut().enumerate().map(share).collect(),
            Some(pool) => pool.install(|| self.workers.par_iter_mut().enumerate().map(share).collect()),
        }
    }

    /// Adds all gradients up, in a fixed order, in the first worker, who is returned.
    pub(super) fn gather(&mut self) -> &mut Worker<T> {
        let (first, others) = self.workers.split_first_mut().expect("threads ≥ 1 by construction");
        for other in others {
            let sums = first.gradient.channels_mut().into_iter();
            sums.zip(other.gradient.channels()).for_each(|(sum, other)| add(sum, other));
            add(&mut first.profile_gradient, &other.profile_gradient);
        }
        first
    }
}

impl<T: Real> Worker<T> {
    fn new() -> Self {
        Worker {
            gradient: DenseWeights::zeros(0, 0),
            profile_gradient: Vec::new(),
            columns: Scratch::default(),
            grams: GramScratch::default(),
        }
    }

    /// Sets the gradients to zero, for weights like these and that many numbers of profiles.
    pub(super) fn clear(&mut self, weights: &DenseWeights<T>, profiles: usize) {
        if self.gradient.shape() == weights.shape() {
            self.gradient.channels_mut().into_iter().for_each(|values| values.fill(T::zero()));
        } else {
            self.gradient = weights.zeros_like(weights.width());
        }
        self.profile_gradient.clear();
        self.profile_gradient.resize(profiles, T::zero());
    }
}

fn add<T: Real>(sum: &mut [T], other: &[T]) {
    sum.iter_mut().zip(other).for_each(|(sum, &value)| *sum += value);
}
