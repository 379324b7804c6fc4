//! The loop's body: gradient, step, and the removal of dead nodes.

use nalgebra::DMatrix;

use super::config::RunConfig;
use super::dead;
use super::initial::{initial_weights, split};
use super::optimizer::Moments;
use super::record::LogRecord;
use crate::network::{Network, PairMask};
use crate::objective::{DenseWeights, Objective, Real};
use crate::{Error, Result};

/// Epochs between two looks for dead nodes.
const DEAD_CHECK_EVERY: usize = 10;

/// A network in training.
///
/// ```
/// use cogring::train::{RunConfig, Trainer};
/// let config = RunConfig { width: 32, train_fraction: 1.0, ..RunConfig::new("5".parse()?) };
/// let mut trainer = Trainer::<f64>::new(&config)?;
/// let before = trainer.record()?.train_loss;
/// for _ in 0..100 {
///     trainer.step();
/// }
/// assert!(trainer.record()?.train_loss < 0.5 * before);
/// # Ok::<(), cogring::Error>(())
/// ```
pub struct Trainer<T: Real> {
    config: RunConfig,
    loss: Objective<T>,
    gradient: DenseWeights<T>,
    progress: Progress<T>,
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
    ///
    /// # Errors
    /// When the network to start from cannot be used.
    pub(super) fn initial(config: &RunConfig) -> Result<Self> {
        Ok(Progress {
            epoch: 0,
            live: (0..config.width).collect(),
            weights: initial_weights(config)?,
            moments: Moments::zeros(config.group.order(), config.width),
        })
    }
}

impl<T: Real> Trainer<T> {
    /// A trainer before its first step.
    ///
    /// # Errors
    /// When the configuration is out of range, or a file that it names cannot be used.
    pub fn new(config: &RunConfig) -> Result<Self> {
        config.check()?;
        Self::resume(config, &split(config)?, Progress::initial(config)?)
    }

    /// A trainer in the middle of a run.
    pub(super) fn resume(config: &RunConfig, training: &PairMask, progress: Progress<T>) -> Result<Self> {
        let loss = Objective::new(&config.group, config.target, training, config.threads)?;
        let gradient = DenseWeights::zeros(config.group.order(), progress.live.len());
        Ok(Trainer { config: config.clone(), loss, gradient, progress })
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
        let loss = if live.is_empty() { f64::NAN } else { self.loss.evaluate(weights, &mut self.gradient) };
        let rates = (self.config.learning_rate, self.config.weight_decay);
        moments.step(&self.config.optimizer, rates, *epoch, weights, &self.gradient);
        *epoch += 1;
        if epoch.is_multiple_of(DEAD_CHECK_EVERY) {
            self.drop_dead_nodes();
        }
        loss
    }

    /// Losses and accuracies of the present weights, by the definition.
    ///
    /// # Errors
    /// When a loss is not finite: the run has diverged.
    pub fn record(&mut self) -> Result<LogRecord> {
        let measurement = self.loss.measure(&self.progress.weights);
        let (training, held_out) = (measurement.training, measurement.held_out);
        if !training.loss.is_finite() {
            return Err(Error::argument(format!(
                "training diverged before epoch {}: the loss is {}; a smaller learning rate than {} may help",
                self.progress.epoch, training.loss, self.config.learning_rate
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

    /// The present weights; those of dead nodes are zero.
    ///
    /// # Errors
    /// When a weight is not finite: the run has diverged.
    pub fn network(&self) -> Result<Network> {
        let (d, q) = (self.config.group.order(), self.config.width);
        let full = self.progress.weights.scatter(&self.progress.live, q);
        let matrix = |values: &[T]| DMatrix::from_iterator(q, d, values.iter().map(|value| value.value()));
        Network::new(&self.config.group, matrix(&full.a), matrix(&full.b), matrix(&full.c).transpose())
            .map_err(|error| error.context(format!("training diverged before epoch {}", self.progress.epoch)))
    }

    fn drop_dead_nodes(&mut self) {
        let Progress { epoch, live, weights, moments } = &mut self.progress;
        let rule = dead::Rule { config: &self.config, epoch: *epoch };
        let dead = rule.dead_nodes(weights, &self.gradient, moments);
        if dead.contains(&true) {
            let kept: Vec<usize> = (0..live.len()).filter(|&j| !dead[j]).collect();
            *weights = weights.select(&kept);
            *moments = moments.select(&kept);
            *live = kept.iter().map(|&j| live[j]).collect();
            self.gradient = DenseWeights::zeros(self.config.group.order(), kept.len());
        }
    }
}
