//! The loop's body: gradient, step, and the removal of dead nodes.

use nalgebra::DMatrix;

use super::config::RunConfig;
use super::dead;
use super::descent::{Descent, Moments};
use super::initial::{initial_weights, split};
use super::record::LogRecord;
use crate::network::{Activation, Network, Task, TupleMask, TupleNetwork};
use crate::objective::{Criterion, DenseWeights, Objective, Real};
use crate::{Error, Result};

/// Epochs between two looks for dead nodes.
const DEAD_CHECK_EVERY: usize = 10;

/// A network in training.
///
/// ```
/// use cogring::objective::Objective;
/// use cogring::train::{Descent, Trainer, random_weights};
/// use cogring::{Group, PairMask, Target};
/// let group: Group = "5".parse()?;
/// let objective = Objective::<f64>::new(&group, Target::ZeroMean, &PairMask::all(&group), 1)?;
/// let mut trainer = Trainer::with(objective, Descent::default(), random_weights(&group, 32, 0))?;
/// let before = trainer.record()?.train_loss;
/// for _ in 0..100 {
///     trainer.step();
/// }
/// assert!(trainer.record()?.train_loss < 0.5 * before);
/// # Ok::<(), cogring::Error>(())
/// ```
pub struct Trainer<T: Real> {
    descent: Descent,
    objective: Objective<T>,
    /// The number q of nodes, dead or not.
    width: usize,
    gradient: DenseWeights<T>,
    progress: Progress<T>,
}

/// A network in training, as an [`super::Observer`] sees it: nothing is copied before it is asked for.
pub trait InTraining {
    /// The number of steps taken.
    fn epoch(&self) -> usize;

    /// The number of nodes that are not dead.
    fn live_nodes(&self) -> usize;

    /// The present weights, of any number of operands; those of dead nodes are zero.
    ///
    /// # Errors
    /// When a weight is not finite: the run has diverged.
    fn layers(&self) -> Result<TupleNetwork>;

    /// The present weights of a network of two operands; those of dead nodes are zero.
    ///
    /// # Errors
    /// When a weight is not finite: the run has diverged; or the network has another number of operands.
    fn network(&self) -> Result<Network> {
        self.layers()?.into_pairs()
    }
}

/// What changes from step to step.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Progress<T> {
    /// The number of steps taken.
    pub epoch: usize,
    /// The nodes that are not dead, in increasing order.
    pub live: Vec<usize>,
    /// The weights of the live nodes.
    pub weights: DenseWeights<T>,
    pub moments: Moments<T>,
}

impl<T: Real> Progress<T> {
    /// Before the first step.
    pub(super) fn start(weights: DenseWeights<T>) -> Self {
        let moments = Moments::zeros(&weights);
        Progress { epoch: 0, live: (0..weights.width()).collect(), weights, moments }
    }
}

impl<T: Real> Trainer<T> {
    /// A trainer before the first step of the run that `config` describes.
    ///
    /// # Errors
    /// When the configuration is out of range, or a file that it names cannot be used.
    pub fn new(config: &RunConfig) -> Result<Self> {
        config.check()?;
        Self::with(objective(config, &split(config)?)?, config.descent(), initial_weights(config)?)
    }

    /// A trainer before its first step, of a loss of one's own and from weights of one's own.
    ///
    /// # Errors
    /// When a rate or a parameter of the update rule is out of range, there are no nodes, or the weights are of another
    /// group order or number of operands than the loss.
    pub fn with(objective: Objective<T>, descent: Descent, weights: DenseWeights<T>) -> Result<Self> {
        descent.check()?;
        if descent.ridge.is_some() && objective.criterion() != Criterion::SquaredError {
            let found = format!("ridge with the criterion {}", objective.criterion());
            return Err(Error::argument(format!("{found}; only outputs of squared errors are solved")));
        }
        let (k, d, q) = weights.shape();
        if k != objective.operands() {
            let required = format!("the loss is of {}", objective.operands());
            return Err(Error::shape(format!("weights of {k} operands; {required}")));
        }
        if d != objective.group().order() || q == 0 {
            let required = format!("at least 1 node over {} is required", objective.group().symbol());
            return Err(Error::shape(format!("weights of {q} nodes over a group of order {d}; {required}")));
        }
        Ok(Self::resume(objective, descent, q, Progress::start(weights)))
    }

    /// A trainer in the middle of a run that began with `width` nodes.
    pub(super) fn resume(objective: Objective<T>, descent: Descent, width: usize, progress: Progress<T>) -> Self {
        let gradient = progress.weights.zeros_like(progress.live.len());
        let mut trainer = Trainer { descent, objective, width, gradient, progress };
        if trainer.epoch() == 0 {
            trainer.solve_outputs();
        }
        trainer
    }

    /// The weights of the nodes that are not dead.
    #[must_use]
    pub fn weights(&self) -> &DenseWeights<T> {
        &self.progress.weights
    }

    /// Which nodes these are, in increasing order.
    #[must_use]
    pub fn live(&self) -> &[usize] {
        &self.progress.live
    }

    /// The number of steps taken.
    #[must_use]
    pub fn epoch(&self) -> usize {
        self.progress.epoch
    }

    /// The number of nodes that are not dead.
    #[must_use]
    pub fn live_nodes(&self) -> usize {
        self.progress.live.len()
    }

    pub(super) fn progress(&self) -> &Progress<T> {
        &self.progress
    }

    /// Takes one step and returns the training loss before it, as the gradient's method computes it: in single precision
    /// and near 0 the Gram method's value is a difference of large numbers, and [`Trainer::record`] the one to trust.
    pub fn step(&mut self) -> f64 {
        let Progress { epoch, live, weights, moments } = &mut self.progress;
        let loss = if live.is_empty() { f64::NAN } else { self.objective.evaluate(weights, &mut self.gradient) };
        moments.step(&self.descent, *epoch, weights, &self.gradient);
        *epoch += 1;
        self.solve_outputs();
        // What is said of dead nodes holds for squares, whose gradient is quadratic in the node's own weights.
        let is_due = self.progress.epoch.is_multiple_of(DEAD_CHECK_EVERY);
        if is_due && self.objective.activation() == Activation::Square {
            self.drop_dead_nodes();
        }
        loss
    }

    /// Where the outputs do not descend: those that are best for the inputs now.
    fn solve_outputs(&mut self) {
        if let Some(eta) = self.descent.ridge {
            self.objective.solve_outputs(&mut self.progress.weights, eta);
        }
    }

    /// Losses and accuracies of the present weights, by the definition.
    ///
    /// # Errors
    /// When a loss is not finite: the run has diverged.
    pub fn record(&mut self) -> Result<LogRecord> {
        let measurement = self.objective.measure(&self.progress.weights);
        let (training, held_out) = (measurement.training, measurement.held_out);
        if !training.loss.is_finite() {
            return Err(Error::argument(format!(
                "training diverged before epoch {}: the loss is {}; a smaller learning rate than {} may help",
                self.progress.epoch, training.loss, self.descent.learning_rate
            )));
        }
        Ok(LogRecord {
            epoch: self.progress.epoch,
            train_loss: training.loss,
            test_loss: held_out.loss,
            train_accuracy: training.accuracy,
            test_accuracy: held_out.accuracy,
            live_nodes: self.live_nodes(),
        })
    }

    /// The present weights of a network of two operands; those of dead nodes are zero.
    ///
    /// # Errors
    /// When a weight is not finite: the run has diverged; or the network has another number of operands.
    pub fn network(&self) -> Result<Network> {
        self.layers()?.into_pairs()
    }

    /// The present weights, of any number of operands; those of dead nodes are zero.
    ///
    /// # Errors
    /// When a weight is not finite: the run has diverged.
    pub fn layers(&self) -> Result<TupleNetwork> {
        let (group, q) = (self.objective.group(), self.width);
        let full = self.progress.weights.scatter(&self.progress.live, q);
        let matrix =
            |values: &Vec<T>| DMatrix::from_iterator(q, group.order(), values.iter().map(|value| value.value()));
        TupleNetwork::new(group, full.inputs.iter().map(matrix).collect(), matrix(&full.c).transpose())
            .map_err(|error| error.context(format!("training diverged before epoch {}", self.progress.epoch)))
    }

    fn drop_dead_nodes(&mut self) {
        let Progress { epoch, live, weights, moments } = &mut self.progress;
        let criterion = dead::Criterion { descent: &self.descent, width: self.width, epoch: *epoch };
        let dead = criterion.dead_nodes(weights, &self.gradient, moments);
        if dead.contains(&true) {
            let kept: Vec<usize> = (0..live.len()).filter(|&j| !dead[j]).collect();
            *weights = weights.select(&kept);
            *moments = moments.select(&kept);
            *live = kept.iter().map(|&j| live[j]).collect();
            self.gradient = weights.zeros_like(kept.len());
        }
    }
}

/// The loss that `config` describes on these training pairs or tuples.
///
/// # Errors
/// When the task is none over the group, or as [`Objective::new`] and [`Objective::with`].
pub(super) fn objective<T: Real>(config: &RunConfig, training: &TupleMask) -> Result<Objective<T>> {
    let RunConfig { group, protocol, .. } = config;
    let objective = Objective::new(group, protocol.target, training, protocol.threads)?
        .with(protocol.activation, protocol.criterion)?;
    match &protocol.task {
        Task::Product => Ok(objective),
        task => objective.with_answers(&task.answers(group)?),
    }
}

impl<T: Real> InTraining for Trainer<T> {
    fn epoch(&self) -> usize {
        self.epoch()
    }

    fn live_nodes(&self) -> usize {
        self.live_nodes()
    }

    fn layers(&self) -> Result<TupleNetwork> {
        self.layers()
    }
}
