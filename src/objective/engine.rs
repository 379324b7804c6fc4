//! The loss over a training set, put together from its parts.

use super::columns::parts;
use super::correlation::Correlation;
use super::criterion::{Criterion, PairLoss};
use super::forms::{Forms, project};
use super::real::Real;
use super::samples::{SampleList, Samples};
use super::schedule::{Method, Piece, Sizes};
use super::team::{Team, Worker};
use super::weights::DenseWeights;
use crate::group::Group;
use crate::loss::Target;
use crate::network::{Activation, Evaluation, TupleMask};
use crate::{Error, Result};

/// The loss over a training set of tuples of k operands,
/// ℓ = mean over (x_1, …, x_k) of ‖P(Σ_j c_j (w_1j\[x_1\] + … + w_kj\[x_k\])² − onehot(x_1·…·x_k))‖²
/// with P = I − 11ᵀ/d or I by the target, and its gradient. Of two operands the inputs are called a and b.
///
/// Built once for a group and a training set. Results are bit for bit the same in every evaluation with the same number
/// of threads: work is divided and sums are taken in a fixed order.
///
/// ```
/// use cogring::objective::{Objective, DenseWeights};
/// use cogring::{Group, PairMask, Target};
/// let group: Group = "2x3".parse()?;
/// let mut loss = Objective::<f64>::new(&group, Target::OneHot, &PairMask::all(&group), 1)?;
/// let weights = DenseWeights::zeros(6, 4);
/// let mut gradient = DenseWeights::zeros(6, 4);
/// assert_eq!(loss.evaluate(&weights, &mut gradient), 1.0); // no output at all misses the label by 1
/// # Ok::<(), cogring::Error>(())
/// ```
pub struct Objective<T: Real> {
    data: Data<T>,
    of: PairLoss,
    forms: Forms<T>,
    team: Team<T>,
}

/// What outputs are compared with, and on which tuples.
struct Data<T: Real> {
    group: Group,
    target: Target,
    operands: usize,
    training: SampleList,
    held_out: SampleList,
    correlation: Correlation<T>,
    /// Whether labels are not those of the group.
    has_other_answers: bool,
}

/// Losses and accuracies of a network on the two parts of the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measurement {
    /// On the training tuples.
    pub training: Evaluation,
    /// On the other tuples; NaN when there are none.
    pub held_out: Evaluation,
}

impl<T: Real> Objective<T> {
    /// The most threads that compute one loss.
    pub const MOST_THREADS: usize = Team::<T>::MOST;

    /// The loss over the training pairs or tuples given, to be computed by `threads` threads.
    ///
    /// # Errors
    /// When there is no tuple, the tuples are those of a group of another order, `threads` is 0 or above
    /// [`Objective::MOST_THREADS`], or threads cannot be started.
    pub fn new(group: &Group, target: Target, training: &impl AsRef<TupleMask>, threads: usize) -> Result<Self> {
        let training = training.as_ref();
        let (d, found) = (group.order(), training.group_order());
        if found != d {
            return Err(Error::shape(format!("training pairs of a group of order {found} for one of order {d}")));
        }
        if training.is_empty() {
            return Err(Error::argument("a training set without pairs; at least one is required"));
        }
        let operands = training.operands();
        let (training, held_out) = (SampleList::new(group, training), SampleList::new(group, &training.complement()));
        let (group, correlation) = (group.clone(), Correlation::new(group));
        let data = Data { group, target, operands, training, held_out, correlation, has_other_answers: false };
        Ok(Objective { data, of: PairLoss::default(), forms: Forms::default(), team: Team::new(threads)? })
    }

    /// The same for another activation and criterion: the mean over the tuples of the criterion at
    /// o = Σ_j c_j σ(Σ_i w_ij\[x_i\]). All but squares of two operands with squared errors are computed tuple by tuple. The cross-entropy knows no target.
    ///
    /// # Errors
    /// When the activation is the product, whose nodes are two squares each.
    pub fn with(mut self, activation: Activation, criterion: Criterion) -> Result<Self> {
        if activation == Activation::Product {
            return Err(Error::unsupported("the product of the inputs as activation: take two squares for each node"));
        }
        self.of = PairLoss { activation, criterion };
        if criterion == Criterion::CrossEntropy {
            self.data.target = Target::OneHot;
        }
        Ok(self)
    }

    /// The same with other answers than those of the group, `answers[x·d + y]` about (x, y), and likewise about tuples; they are
    /// learnt tuple by tuple.
    ///
    /// # Errors
    /// When there are not d² answers, or d^k, below d.
    pub fn with_answers(mut self, answers: &[usize]) -> Result<Self> {
        let Data { group, training, held_out, has_other_answers, .. } = &mut self.data;
        let (d, count) = (group.order(), training.len() + held_out.len());
        if answers.len() != count || answers.iter().any(|&answer| answer >= d) {
            let found = format!("{} answers up to {:?}", answers.len(), answers.iter().max());
            return Err(Error::shape(format!("{found}; {count} below {d} are required over {group}")));
        }
        training.relabel(d, answers);
        held_out.relabel(d, answers);
        *has_other_answers = true;
        Ok(self)
    }

    /// The group whose addition is learnt.
    #[must_use]
    pub fn group(&self) -> &Group {
        &self.data.group
    }

    /// The activation of the hidden nodes.
    #[must_use]
    pub fn activation(&self) -> Activation {
        self.of.activation
    }

    /// What outputs cost.
    #[must_use]
    pub fn criterion(&self) -> Criterion {
        self.of.criterion
    }

    /// The number k of operands.
    #[must_use]
    pub fn operands(&self) -> usize {
        self.data.operands
    }

    /// The number n of training pairs, or tuples.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.data.training.len()
    }

    /// Writes the gradient of ℓ to `gradient` and returns ℓ, by the method that needs fewer operations for this width.
    ///
    /// # Panics
    /// When `weights` are of another group order or number of operands, or `gradient` of another shape.
    pub fn evaluate(&mut self, weights: &DenseWeights<T>, gradient: &mut DenseWeights<T>) -> f64 {
        self.evaluate_by(self.method(weights.width()), weights, gradient)
    }

    /// The method that needs fewer operations for q = `width` nodes.
    #[must_use]
    pub fn method(&self, width: usize) -> Method {
        if self.has_gram_method() { self.data.sizes(width).cheaper_method() } else { Method::AllPairs }
    }

    /// Whether Gram matrices know the loss: squares of two operands with squared errors against the group's own answers.
    fn has_gram_method(&self) -> bool {
        self.data.operands == 2 && self.of.is_polynomial() && !self.data.has_other_answers
    }

    /// [`Objective::evaluate`] by the given method.
    ///
    /// # Panics
    /// When `weights` are of another group order or number of operands, `gradient` is of another shape, or the method is that of Gram matrices
    /// and the loss another one than squares of two operands with squared errors, or the answers not the group's.
    pub fn evaluate_by(&mut self, method: Method, weights: &DenseWeights<T>, gradient: &mut DenseWeights<T>) -> f64 {
        assert!(
            method == Method::AllPairs || self.has_gram_method(),
            "Gram matrices know squares of two operands with squared errors against the group's answers alone"
        );
        let Objective { data, of, forms, team } = self;
        let of = *of;
        let q = weights.width();
        let shape = data.shape(q);
        assert_eq!(weights.shape(), shape, "weights: operands, order and nodes");
        assert_eq!(gradient.shape(), shape, "gradient: operands, order and nodes");
        let profiles = forms.update(method, data.target, weights);
        let sizes = data.sizes(q);
        let shares = sizes.shares(method, team.len());
        let forms: &Forms<T> = forms;
        let add = |&task: &Piece, worker: &mut Worker<T>| data.add(of, task, sizes, (weights, forms), worker);
        let sums = team.map(|index, worker| {
            worker.clear(weights, profiles);
            shares[index].iter().map(|task| add(task, worker)).sum::<f64>()
        });
        let sum = data.constant(method) + sums.into_iter().sum::<f64>();
        let worker = team.gather();
        std::mem::swap(gradient, &mut worker.gradient);
        if method == Method::Gram {
            forms.profiles.add_gradient(weights, &worker.profile_gradient, gradient);
        }
        project(data.target, &mut gradient.c, q);
        let n = data.training.len() as f64;
        let scale = T::of(1.0 / n);
        gradient.channels_mut().into_iter().flatten().for_each(|value| *value *= scale);
        if of.criterion == Criterion::CrossEntropy { sum / n } else { data.total(sum) / n }
    }

    /// Replaces the outputs by those of least n·ℓ + η‖c‖² over the n training tuples, for these inputs: ridge regression on the hidden
    /// nodes, by Cholesky's method in double precision and one thread, O(n q·m + m³) with m = min(n, q). The gradient of ℓ there
    /// is −2ηc/n by the outputs.
    ///
    /// ```
    /// use cogring::objective::{DenseWeights, Objective};
    /// use cogring::{Group, PairMask, Target, train::random_weights};
    /// let group: Group = "5".parse()?;
    /// let mut loss = Objective::<f64>::new(&group, Target::OneHot, &PairMask::all(&group), 1)?;
    /// let (mut weights, mut gradient) = (random_weights(&group, 8, 1), DenseWeights::zeros(5, 8));
    /// loss.solve_outputs(&mut weights, 0.1);
    /// loss.evaluate(&weights, &mut gradient);
    /// assert!((gradient.c[3] + 2.0 * 0.1 * weights.c[3] / 25.0).abs() < 1e-12);
    /// # Ok::<(), cogring::Error>(())
    /// ```
    ///
    /// Source: Li₂, stage I, V_ridge, with the means over the classes left out as the target asks, and none over the samples, as
    /// the network has no bias that would add them again.
    ///
    /// # Panics
    /// When `weights` are of another group order or number of operands, or the criterion is another one than the squared error.
    pub fn solve_outputs(&self, weights: &mut DenseWeights<T>, eta: f64) {
        assert_eq!(weights.shape(), self.data.shape(weights.width()), "weights: operands, order and nodes");
        assert_eq!(self.of.criterion, Criterion::SquaredError, "outputs are solved of squared errors alone");
        weights.c = super::ridge::outputs(self.of, weights, self.data.training.all(), self.data.target, eta);
    }

    /// Losses and accuracies by the definition, on the training set and on the other tuples: O(d^k q d).
    ///
    /// # Panics
    /// When `weights` are of another group order or number of operands.
    pub fn measure(&mut self, weights: &DenseWeights<T>) -> Measurement {
        let Objective { data, of, forms, team } = self;
        let of = *of;
        assert_eq!(weights.shape(), data.shape(weights.width()), "weights: operands, order and nodes");
        forms.project(data.target, weights);
        let projected = forms.projected(weights);
        let threads = team.len();
        let mut part = |samples: Samples<'_>| {
            let sums = team.map(|index, worker| {
                let parts = parts(samples.len(), threads).skip(index).step_by(threads);
                let of_part = |part| worker.columns.measure(of, &projected, data.target, samples.part(part));
                parts.map(of_part).fold((0.0, 0), |(loss, right), (l, r)| (loss + l, right + r))
            });
            let (loss, right) = sums.into_iter().fold((0.0, 0), |(loss, right), (l, r)| (loss + l, right + r));
            Evaluation { loss: loss / samples.len() as f64, accuracy: right as f64 / samples.len() as f64 }
        };
        Measurement { training: part(data.training.all()), held_out: part(data.held_out.all()) }
    }
}

impl<T: Real> Data<T> {
    fn shape(&self, q: usize) -> (usize, usize, usize) {
        (self.operands, self.group.order(), q)
    }

    fn sizes(&self, q: usize) -> Sizes {
        let d = self.group.order();
        let target_cost = self.correlation.cost(d as f64);
        Sizes { d, q, training: self.training.len(), held_out: self.held_out.len(), target_cost }
    }

    /// Adds the gradient of a part of Σ ‖P(o) − onehot‖² over the training tuples to the worker's, and returns the part.
    fn add(
        &self,
        of: PairLoss,
        task: Piece,
        sizes: Sizes,
        (weights, forms): (&DenseWeights<T>, &Forms<T>),
        worker: &mut Worker<T>,
    ) -> f64 {
        let (projected, profiles) = (&forms.projected(weights), &forms.profiles);
        let Worker { gradient, profile_gradient, columns, grams } = worker;
        match task {
            Piece::Training(start, end) => {
                columns.add_samples(of, projected, self.training.all().part(start..end), 1.0, gradient)
            }
            Piece::HeldOut(start, end) => {
                columns.add_samples(of, projected, self.held_out.all().part(start..end), -1.0, gradient)
            }
            Piece::Profiles(start, end) => {
                profiles.add_one_by_one((start, end), self.target, projected, columns, gradient, profile_gradient)
            }
            Piece::Blocks(first, second) => {
                let vectors = sizes.profiles_by_gram().then(|| profiles.one_sided(profile_gradient));
                grams.add_blocks(forms.centered(), vectors, (first, second), gradient)
            }
            Piece::Target(start, count) => {
                let DenseWeights { inputs, c, .. } = gradient;
                let [a, b] = &mut inputs[..] else { panic!("the Gram method is of two operands") };
                -4.0 * self.correlation.add_gradient(T::of(-4.0), forms.centered(), [a, b, c], (start, count))
            }
        }
    }

    /// The part of the method's sum that does not depend on the weights: for the Gram method Σ over all pairs of
    /// ‖onehot‖² = d², less what completing the square of the constant profile has added.
    fn constant(&self, method: Method) -> f64 {
        let d = self.group.order() as f64;
        match (method, self.target) {
            (Method::AllPairs, _) => 0.0,
            (Method::Gram, Target::ZeroMean) => d * d,
            (Method::Gram, Target::OneHot) => d * d - d,
        }
    }

    /// What Σ ‖P(o − onehot)‖² over the training tuples is, given it for P(o) and the unprojected label.
    fn total(&self, sum: f64) -> f64 {
        match self.target {
            Target::ZeroMean => sum - self.training.len() as f64 / self.group.order() as f64,
            Target::OneHot => sum,
        }
    }
}
