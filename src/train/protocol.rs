//! How networks are trained, whatever their group, width, rates and seed.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::descent::in_range;
use super::optimizer::Optimizer;
use super::record::LogRecord;
use crate::loss::Target;
use crate::named::named;
use crate::network::{Activation, Task};
use crate::objective::{Criterion, Objective};
use crate::{Error, Result};

/// How networks are trained, logged and kept, whatever their group, width, rates and seed; in files these fields stand beside those of the run or sweep. The default is
/// the protocol of the paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Protocol {
    /// The number of gradient steps.
    pub epochs: usize,
    /// The number k of elements that are multiplied, each with an input layer of its own: of other numbers than two only the group's
    /// product is learnt, tuple by tuple.
    #[serde(skip_serializing_if = "is_two")]
    pub operands: usize,
    /// The share of the d² pairs, or d^k tuples, in the training set, rounded down to whole pairs.
    pub train_fraction: f64,
    /// What is to be answered about two elements. All but the group's product is learnt pair by pair.
    #[serde(skip_serializing_if = "is_usual")]
    pub task: Task,
    /// What outputs are compared with.
    pub target: Target,
    /// The activation of the hidden nodes. All but the square are computed pair by pair.
    #[serde(skip_serializing_if = "is_usual")]
    pub activation: Activation,
    /// What outputs cost.
    #[serde(skip_serializing_if = "is_usual")]
    pub criterion: Criterion,
    /// The update rule.
    pub optimizer: Optimizer,
    /// The step size of the outputs, where it is not that of the inputs.
    #[serde(skip_serializing_if = "is_usual")]
    pub output_learning_rate: Option<f64>,
    /// The weight decay of the outputs, where it is not that of the inputs.
    #[serde(skip_serializing_if = "is_usual")]
    pub output_weight_decay: Option<f64>,
    /// η > 0: the outputs do not descend but are, at every step, those of least n·ℓ + η‖c‖² over the n training pairs
    /// ([`Descent::ridge`](super::Descent::ridge)). Of squared errors.
    #[serde(skip_serializing_if = "is_usual")]
    pub ridge: Option<f64>,
    /// The standard deviation τ of normal weights to start from, instead of uniform ones.
    #[serde(skip_serializing_if = "is_usual")]
    pub normal_deviation: Option<f64>,
    /// By what the random outputs to start from are multiplied: 0 starts from a network without outputs.
    #[serde(skip_serializing_if = "is_one")]
    pub output_scale: f64,
    /// So many epochs make a plateau: the run ends, before its last epoch, when all test losses logged over the last so many
    /// epochs lie within 1 % of the largest. Without held-out pairs there is none.
    #[serde(skip_serializing_if = "is_usual")]
    pub plateau: Option<usize>,
    /// The precision of weights and gradients.
    pub precision: Precision,
    /// The number of threads per run; sums are taken in an order that depends on it.
    pub threads: usize,
    /// What to start from instead of random weights: a network, or a run, whose last network and whose split are taken.
    pub init: Option<PathBuf>,
    /// A file with the array `train`, d × d truth values (d × … × d of k operands), instead of a random split.
    pub split: Option<PathBuf>,
    /// Checkpoints are kept at every multiple of this epoch; 0 keeps only the first and the last …
    pub checkpoint_every: usize,
    /// … and at these epochs: most of what happens happens early.
    pub checkpoints: Vec<usize>,
    /// Losses and accuracies are logged at every epoch below this one …
    pub log_all_below: usize,
    /// … and from there at every multiple of this one, and wherever they would lie further apart than 5 % of the epoch.
    pub log_every: usize,
}

/// What is usual is not written down.
fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde wants it
fn is_two(value: &usize) -> bool {
    *value == 2
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde wants it
fn is_one(value: &f64) -> bool {
    *value == 1.0
}

named! {
    /// Floating-point precision of a run.
    pub enum Precision {
        /// Single.
        F32,
        /// Double.
        F64,
    }
}

impl Default for Protocol {
    fn default() -> Self {
        Protocol {
            epochs: 10_000,
            operands: 2,
            train_fraction: 0.9,
            task: Task::Product,
            target: Target::ZeroMean,
            activation: Activation::default(),
            criterion: Criterion::default(),
            optimizer: Optimizer::default(),
            output_learning_rate: None,
            output_weight_decay: None,
            ridge: None,
            normal_deviation: None,
            output_scale: 1.0,
            plateau: None,
            precision: Precision::F32,
            threads: 1,
            init: None,
            split: None,
            checkpoint_every: 100,
            checkpoints: vec![1, 2, 5, 10, 20, 50],
            log_all_below: 200,
            log_every: 100,
        }
    }
}

impl Protocol {
    /// The most operands, whose tuples must also fit into memory.
    pub const MOST_OPERANDS: usize = 32;

    /// Whether losses are logged before the step of this epoch.
    ///
    /// Beyond `log_all_below` the interval is `log_every`, but at most the largest of 1, 2, 5, 10, 20, 50, … that is not
    /// above a twentieth of the epoch: on a logarithmic axis the records lie close together everywhere. The last is logged.
    #[must_use]
    pub fn logs_at(&self, epoch: usize) -> bool {
        let dense = round_below(epoch / 20);
        let is_due = epoch < self.log_all_below || epoch.is_multiple_of(self.log_every) || epoch.is_multiple_of(dense);
        is_due || epoch == self.epochs
    }

    /// Whether a checkpoint is kept before the step of this epoch.
    #[must_use]
    pub fn keeps_checkpoint_at(&self, epoch: usize) -> bool {
        let is_due = self.checkpoint_every > 0 && epoch.is_multiple_of(self.checkpoint_every);
        epoch == 0 || epoch == self.epochs || is_due || self.checkpoints.contains(&epoch)
    }

    /// # Errors
    /// When a number is out of range or a path is not text; the message names it.
    pub(super) fn check(&self) -> Result<()> {
        let most = Objective::<f32>::MOST_THREADS;
        if !(1..=most).contains(&self.threads) {
            return Err(Error::argument(format!("threads is {}; 1 to {most} are possible", self.threads)));
        }
        if self.log_every == 0 {
            return Err(Error::argument("log-every is 0; at least 1 is required"));
        }
        for (name, path) in [("init", &self.init), ("split", &self.split)] {
            if let Some(path) = path.as_ref().filter(|path| path.to_str().is_none()) {
                return Err(Error::argument(format!("{name}: the name of the file is not Unicode")).at_path(path));
            }
        }
        if self.activation == Activation::Product {
            return Err(Error::argument("activation is product, which is two squares for each node: train squares"));
        }
        if !(1..=Self::MOST_OPERANDS).contains(&self.operands) {
            let most = Self::MOST_OPERANDS;
            return Err(Error::argument(format!("operands is {}; 1 to {most} are possible", self.operands)));
        }
        if self.operands != 2 && !self.task.is_product() {
            let (task, operands) = (&self.task, self.operands);
            let known = "of other numbers of operands than 2 the product of the group is the only task";
            return Err(Error::argument(format!("operands is {operands} and the task {task}; {known}")));
        }
        if self.plateau == Some(0) {
            return Err(Error::argument("plateau is 0; at least 1 epoch is required"));
        }
        if self.ridge.is_some() && self.criterion == Criterion::CrossEntropy {
            return Err(Error::argument(
                "ridge solves the outputs of squared errors, but the criterion is cross-entropy",
            ));
        }
        self.check_start()?;
        let fits = self.train_fraction > 0.0 && self.train_fraction <= 1.0;
        in_range("train-fraction", self.train_fraction, fits, "a number above 0 and at most 1")
    }
}

impl Protocol {
    /// How much the test loss changes on a plateau, of its largest value.
    const PLATEAU_CHANGE: f64 = 0.01;

    /// Whether the test loss has been on a plateau at the last of the records of a log, which are in order.
    #[must_use]
    pub fn is_on_plateau(&self, records: &[LogRecord]) -> bool {
        let (Some(length), Some(last)) = (self.plateau, records.last()) else { return false };
        let Some(first) = records.iter().rposition(|record| record.epoch + length <= last.epoch) else { return false };
        let losses = records[first..].iter().map(|record| record.test_loss);
        let (low, high) = losses.fold((f64::INFINITY, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));
        last.test_loss.is_finite() && high - low <= Self::PLATEAU_CHANGE * high
    }

    /// What random weights are drawn from, which other weights to start from leave no place for.
    fn check_start(&self) -> Result<()> {
        let (deviation, scale) = (self.normal_deviation.unwrap_or(1.0), self.output_scale);
        in_range("normal-deviation", deviation, deviation > 0.0, "a positive number")?;
        in_range("output-scale", scale, scale >= 0.0, "a number that is not negative")?;
        if self.init.is_some() && (self.normal_deviation.is_some() || scale != 1.0) {
            let random = "normal-deviation and output-scale are of random weights";
            return Err(Error::argument(format!("{random}, but init names others to start from")));
        }
        if self.ridge.is_some() && scale != 1.0 {
            return Err(Error::argument("output-scale is of random outputs, but ridge has them solved"));
        }
        Ok(())
    }
}

/// The largest of 1, 2, 5, 10, 20, 50, … that is at most `n`; 1 when n is 0.
fn round_below(n: usize) -> usize {
    let power = 10usize.pow(n.checked_ilog10().unwrap_or(0));
    power * [5, 2].into_iter().find(|factor| n / power >= *factor).unwrap_or(1)
}
