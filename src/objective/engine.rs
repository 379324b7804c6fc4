//! Which parts make up the loss, who computes them, and in which order they are summed.

use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::columns::{Pair, Scratch, block_length};
use super::correlation::Correlation;
use super::gram::{BLOCK, GramScratch};
use super::profiles::Profiles;
use super::real::Real;
use super::weights::DenseWeights;
use crate::group::Group;
use crate::loss::Target;
use crate::{Error, Result};

/// How a loss is evaluated. The value is the same up to rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Forward and backward through every training pair: the definition, O(n q d) for n pairs.
    AllPairs,
    /// All d² pairs at once through Gram matrices and a Fourier transform, minus the pairs held out:
    /// O(q² d + q d log d + (d² − n) q d).
    Gram,
}

/// The loss over a training set of pairs,
/// ℓ = mean over (x, y) of ‖P(Σ_j c_j (a_j\[x\] + b_j\[y\])² − onehot(x + y))‖²
/// with P = I − 11ᵀ/d or I by the target, and its gradient.
///
/// Built once for a group and a training set. Results are bit for bit the same in every evaluation with the same number
/// of threads: work is divided and sums are taken in a fixed order.
///
/// ```
/// use cogring::objective::{Objective, DenseWeights};
/// use cogring::{Group, PairMask, Target};
/// let group: Group = "2x3".parse()?;
/// let mut loss = Objective::<f64>::new(&group, Target::OneHot, PairMask::all(&group).pairs(), 1)?;
/// let weights = DenseWeights::zeros(6, 4);
/// let mut gradient = DenseWeights::zeros(6, 4);
/// assert_eq!(loss.evaluate(&weights, &mut gradient), 1.0); // no output at all misses the label by 1
/// # Ok::<(), cogring::Error>(())
/// ```
pub struct Objective<T: Real> {
    pub(super) order: usize,
    pub(super) target: Target,
    pub(super) training: Vec<Pair>,
    pub(super) held_out: Vec<Pair>,
    correlation: Correlation<T>,
    pub(super) workers: Vec<Worker<T>>,
    pub(super) pool: Option<ThreadPool>,
    centered: DenseWeights<T>,
    /// The weights with c projected as the target asks.
    pub(super) projected: DenseWeights<T>,
    profiles: Profiles<T>,
}

/// One thread's share: where it sums gradients, and its buffers.
pub(super) struct Worker<T> {
    tasks: Vec<Task>,
    gradient: DenseWeights<T>,
    profile_gradient: Vec<T>,
    loss: f64,
    pub(super) columns: Scratch<T>,
    grams: GramScratch<T>,
}

/// A piece of work of known cost, small enough to balance two threads.
#[derive(Debug, Clone, Copy)]
enum Task {
    /// Training pairs in this range.
    Training(usize, usize),
    /// Held-out pairs in this range.
    HeldOut(usize, usize),
    /// Profiles in this range, evaluated one by one.
    Profiles(usize, usize),
    /// Two blocks of nodes.
    Blocks(usize, usize),
    /// The inner product with the target for `count` nodes from `start`.
    Target(usize, usize),
}

impl<T: Real> Objective<T> {
    /// The loss over the training pairs given, to be computed by `threads` threads.
    ///
    /// # Errors
    /// When there is no pair, a pair is given twice or has an entry that is not below d, `threads` is 0, or threads cannot
    /// be started.
    pub fn new(
        group: &Group,
        target: Target,
        training: impl IntoIterator<Item = (usize, usize)>,
        threads: usize,
    ) -> Result<Self> {
        let d = group.order();
        let mut inside = vec![false; d * d];
        for (x, y) in training {
            if x >= d || y >= d || inside[x * d + y] {
                return Err(Error::argument(format!(
                    "({x}, {y}) in a training set; distinct pairs of elements below {d} are required"
                )));
            }
            inside[x * d + y] = true;
        }
        let pairs = |wanted: bool| -> Vec<Pair> {
            let places = inside.iter().enumerate().filter(|&(_, &is_inside)| is_inside == wanted);
            let pair = |x: usize, y: usize| Pair { x: x as u32, y: y as u32, label: group.multiply(x, y) as u32 };
            places.map(|(at, _)| pair(at / d, at % d)).collect()
        };
        let (training, held_out) = (pairs(true), pairs(false));
        if training.is_empty() {
            return Err(Error::argument("a training set without pairs; at least one is required"));
        }
        let pool = match threads {
            0 => return Err(Error::argument("0 threads; at least 1 is required")),
            1 => None,
            _ => Some(
                ThreadPoolBuilder::new()
                    .num_threads(threads)
                    .build()
                    .map_err(|error| Error::argument(format!("{threads} threads: {error}")))?,
            ),
        };
        let worker = || Worker {
            tasks: Vec::new(),
            gradient: DenseWeights::zeros(d, 0),
            profile_gradient: Vec::new(),
            loss: 0.0,
            columns: Scratch::default(),
            grams: GramScratch::default(),
        };
        Ok(Objective {
            order: d,
            target,
            training,
            held_out,
            correlation: Correlation::new(group),
            workers: (0..threads).map(|_| worker()).collect(),
            pool,
            centered: DenseWeights::zeros(d, 0),
            projected: DenseWeights::zeros(d, 0),
            profiles: Profiles::default(),
        })
    }

    /// The number n of training pairs.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.training.len()
    }

    /// Writes the gradient of ℓ to `gradient` and returns ℓ, by the method that needs fewer operations for this width.
    ///
    /// # Panics
    /// When `weights` are of another group order, or `gradient` of another width or order.
    pub fn evaluate(&mut self, weights: &DenseWeights<T>, gradient: &mut DenseWeights<T>) -> f64 {
        self.evaluate_by(self.method(weights.width()), weights, gradient)
    }

    /// The method that needs fewer operations for q = `width` nodes.
    #[must_use]
    pub fn method(&self, width: usize) -> Method {
        let cost = |method| self.tasks(method, width).iter().map(|&(_, cost)| cost).sum::<f64>();
        if cost(Method::Gram) < cost(Method::AllPairs) { Method::Gram } else { Method::AllPairs }
    }

    /// [`Objective::evaluate`] by the given method.
    ///
    /// # Panics
    /// When `weights` are of another group order, or `gradient` of another width or order.
    pub fn evaluate_by(&mut self, method: Method, weights: &DenseWeights<T>, gradient: &mut DenseWeights<T>) -> f64 {
        let (d, q) = (self.order, weights.width());
        assert_eq!(
            (weights.group_order(), gradient.group_order()),
            (d, d),
            "weights and gradient for a group of order {d}"
        );
        assert_eq!(gradient.width(), q, "gradient for {q} nodes");
        self.prepare(method, weights);
        self.divide(method, q);
        self.run_workers();

        let constant = if method == Method::Gram { self.loss_at_zero() } else { 0.0 };
        let loss = constant + self.workers.iter().map(|worker| worker.loss).sum::<f64>();
        let (first, others) = self.workers.split_first_mut().expect("threads ≥ 1 by construction");
        for other in others.iter() {
            add_weights(&mut first.gradient, &other.gradient);
            add(&mut first.profile_gradient, &other.profile_gradient);
        }
        std::mem::swap(gradient, &mut first.gradient);
        if method == Method::Gram {
            self.profiles.add_gradient(weights, &first.profile_gradient, gradient);
        }
        if self.target == Target::ZeroMean {
            subtract_mean(&mut gradient.c, q);
        }
        let scale = T::of(1.0 / self.training.len() as f64);
        gradient.channels_mut().into_iter().flatten().for_each(|value| *value *= scale);
        self.total(loss) / self.training.len() as f64
    }

    /// What Σ ‖P(o − onehot)‖² over the training pairs is, given it for P(o) and the unprojected label.
    fn total(&self, sum: f64) -> f64 {
        match self.target {
            Target::ZeroMean => sum - self.training.len() as f64 / self.order as f64,
            Target::OneHot => sum,
        }
    }

    /// The part of the Gram method's sum that does not depend on the weights: Σ over all pairs of ‖onehot‖² = d², less what
    /// completing the square of the constant profile has added.
    fn loss_at_zero(&self) -> f64 {
        let d = self.order as f64;
        match self.target {
            Target::ZeroMean => d * d,
            Target::OneHot => d * d - d,
        }
    }

    /// Weights in the form that the method's tasks read.
    fn prepare(&mut self, method: Method, weights: &DenseWeights<T>) {
        let q = weights.width();
        self.projected.clone_from(weights);
        if self.target == Target::ZeroMean {
            subtract_mean(&mut self.projected.c, q);
        }
        let profiles = if method == Method::Gram {
            self.profiles.update(weights);
            self.centered.clone_from(&self.projected);
            subtract_mean(&mut self.centered.a, q);
            subtract_mean(&mut self.centered.b, q);
            self.profiles.values().len()
        } else {
            0
        };
        for worker in &mut self.workers {
            if worker.gradient.width() != q {
                worker.gradient = DenseWeights::zeros(self.order, q);
            } else {
                worker.gradient.channels_mut().into_iter().for_each(|values| values.fill(T::zero()));
            }
            worker.profile_gradient.clear();
            worker.profile_gradient.resize(profiles, T::zero());
        }
    }

    /// The method's tasks and their costs, in multiplications and additions of the matrix library.
    fn tasks(&self, method: Method, q: usize) -> Vec<(Task, f64)> {
        let (d, width) = (self.order as f64, q as f64);
        let mut tasks = Vec::new();
        let length = block_length(q);
        let ranges = |n: usize| (0..n).step_by(length).map(move |start| (start, (start + length).min(n)));
        // Building h and using its gradient costs about as much as 24 more outputs.
        let pair_cost = width * (3.0 * d + 24.0);
        if method == Method::AllPairs {
            let cost = |(start, end)| (Task::Training(start, end), (end - start) as f64 * pair_cost);
            tasks.extend(ranges(self.training.len()).map(cost));
            return tasks;
        }
        let cost = |(start, end)| (Task::HeldOut(start, end), (end - start) as f64 * pair_cost);
        tasks.extend(ranges(self.held_out.len()).map(cost));
        let by_gram = self.profiles_by_gram(q);
        let one_by_one = if by_gram { (2 * self.order, 2 * self.order + 1) } else { (0, 2 * self.order + 1) };
        let profile_cost = |(start, end)| (Task::Profiles(start, end), (end - start) as f64 * width * 3.0 * d);
        tasks.extend(
            ranges(one_by_one.1 - one_by_one.0).map(|(s, e)| profile_cost((s + one_by_one.0, e + one_by_one.0))),
        );
        let starts = || (0..q).step_by(BLOCK);
        for (first, second) in starts().flat_map(|first| starts().filter(move |&s| s >= first).map(move |s| (first, s)))
        {
            let entries = (BLOCK.min(q - first) * BLOCK.min(q - second)) as f64;
            let sides = if first == second { 1.0 } else { 2.0 };
            let vectors = if by_gram { 2.0 * d * (1.0 + sides) } else { 0.0 };
            tasks.push((Task::Blocks(first, second), entries * (3.0 * d * (1.0 + sides) + vectors + 16.0)));
        }
        let target = |start: usize| {
            let count = BLOCK.min(q - start);
            (Task::Target(start, count), count as f64 * self.correlation.cost(d))
        };
        tasks.extend(starts().map(target));
        tasks
    }

    /// Whether the one-sided terms are cheaper by Gram matrices, 3q²d or more, than one by one, 6d²q.
    fn profiles_by_gram(&self, q: usize) -> bool {
        q + BLOCK < 2 * self.order
    }

    /// Gives every task to the worker with the least to do so far, large tasks first.
    fn divide(&mut self, method: Method, q: usize) {
        let mut tasks = self.tasks(method, q);
        if self.workers.len() > 1 {
            tasks.sort_by(|(_, cost), (_, other)| other.total_cmp(cost));
        }
        let mut loads = vec![0.0; self.workers.len()];
        self.workers.iter_mut().for_each(|worker| worker.tasks.clear());
        for (task, cost) in tasks {
            let least = (0..loads.len()).fold(0, |least, i| if loads[i] < loads[least] { i } else { least });
            loads[least] += cost;
            self.workers[least].tasks.push(task);
        }
    }

    fn run_workers(&mut self) {
        let q = self.projected.width();
        let by_gram = self.profiles_by_gram(q);
        let (projected, centered, profiles) = (&self.projected, &self.centered, &self.profiles);
        let (training, held_out, correlation) = (&self.training, &self.held_out, &self.correlation);
        let work = |worker: &mut Worker<T>| {
            let Worker { tasks, gradient, profile_gradient, columns, grams, loss } = worker;
            *loss = tasks
                .iter()
                .map(|&task| match task {
                    Task::Training(start, end) => columns.add_pairs(projected, &training[start..end], 1.0, gradient),
                    Task::HeldOut(start, end) => columns.add_pairs(projected, &held_out[start..end], -1.0, gradient),
                    Task::Profiles(start, end) => profiles.add_one_by_one(
                        (start, end),
                        self.target,
                        projected,
                        columns,
                        gradient,
                        profile_gradient,
                    ),
                    Task::Blocks(first, second) => {
                        let vectors = by_gram.then(|| profiles.one_sided(profile_gradient));
                        grams.add_blocks(centered, vectors, (first, second), gradient)
                    }
                    Task::Target(start, count) => {
                        let functions = [&centered.a[..], &centered.b, &centered.c];
                        let DenseWeights { a, b, c, .. } = gradient;
                        -4.0 * correlation.add_gradient(T::of(-4.0), functions, [a, b, c], (start, count))
                    }
                })
                .sum();
        };
        match &self.pool {
            None => self.workers.iter_mut().for_each(work),
            Some(pool) => pool.install(|| self.workers.par_iter_mut().for_each(work)),
        }
    }
}

fn add<T: Real>(sum: &mut [T], other: &[T]) {
    sum.iter_mut().zip(other).for_each(|(sum, &value)| *sum += value);
}

fn add_weights<T: Real>(sum: &mut DenseWeights<T>, other: &DenseWeights<T>) {
    sum.channels_mut().into_iter().zip(other.channels()).for_each(|(sum, other)| add(sum, other));
}

/// Subtracts from every node's function its mean over the group.
pub(super) fn subtract_mean<T: Real>(values: &mut [T], q: usize) {
    if q == 0 {
        return;
    }
    let mut mean = super::profiles::mean(values, q);
    mean.iter_mut().for_each(|m| *m = -*m);
    values.chunks_exact_mut(q).for_each(|column| add(column, &mean));
}
