//! What a run is: everything that determines its weights, bit for bit.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::descent::{Descent, in_range};
use super::optimizer::Optimizer;
use super::record::LogRecord;
use crate::format::{Array, Arrays, Values};
use crate::group::Group;
use crate::loss::Target;
use crate::named::named;
use crate::network::{Activation, Task};
use crate::objective::{Criterion, Objective};
use crate::{Error, Result};

/// Everything that determines a training run.
///
/// [`RunConfig::new`] is the protocol of the paper (CoGS, §6 and appendix): width 512, 10 000 epochs of full-batch Adam with
/// learning rate 0.01 and weight decay 5e-5 on a random 90 % of the pairs, in single precision.
///
/// ```
/// use cogring::train::{RunConfig, Protocol};
/// let protocol = Protocol { epochs: 2000, ..Protocol::default() };
/// let config = RunConfig { seed: 3, protocol, ..RunConfig::new("23".parse()?) };
/// assert_eq!((config.width, config.protocol.train_fraction), (512, 0.9));
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    /// The group G.
    pub group: Group,
    /// The number q of hidden nodes.
    pub width: usize,
    /// Determines the initialization and the split.
    pub seed: u64,
    /// The step size.
    pub learning_rate: f64,
    /// The coefficient of the weights in the gradient (`adam`, `sgd`) or in the step (`adamw`).
    pub weight_decay: f64,
    /// What runs of several groups, widths, rates and seeds may have in common.
    #[serde(flatten)]
    pub protocol: Protocol,
}

/// How networks are trained, logged and kept, whatever their group, width, rates and seed; in files these fields stand beside those of the run or sweep. The default is
/// the protocol of the paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Protocol {
    /// The number of gradient steps.
    pub epochs: usize,
    /// The share of the d² pairs in the training set, rounded down to whole pairs.
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
    /// ([`Descent::ridge`]). Of squared errors.
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
    /// A file with the array `train`, d × d truth values, instead of a random split.
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
fn is_one(value: &f64) -> bool {
    *value == 1.0
}

named! {
    /// Floating-point precision of a run.
    pub enum Precision {
        /// Single.
        F32 = "f32",
        /// Double.
        F64 = "f64",
    }
}

impl Default for Protocol {
    fn default() -> Self {
        Protocol {
            epochs: 10_000,
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
    fn check(&self) -> Result<()> {
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

impl RunConfig {
    /// The paper's protocol for a group, with seed 0 and one thread.
    #[must_use]
    pub fn new(group: Group) -> Self {
        let Descent { learning_rate, weight_decay, .. } = Descent::default();
        RunConfig { group, width: 512, seed: 0, learning_rate, weight_decay, protocol: Protocol::default() }
    }

    /// How the weights move.
    #[must_use]
    pub fn descent(&self) -> Descent {
        let RunConfig { learning_rate, weight_decay, .. } = *self;
        let Protocol { optimizer, output_learning_rate, output_weight_decay, ridge, .. } = self.protocol;
        Descent { optimizer, learning_rate, weight_decay, output_learning_rate, output_weight_decay, ridge }
    }

    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// When q, the number of threads or the logging interval is 0, there are too many threads, the learning rate is not
    /// positive, the weight decay is negative, the train fraction is not in (0, 1], a parameter of the optimizer or of random
    /// weights is out of range, a path is not text, the task is none over the group, or the run needs more memory than [`RunConfig::MOST_MEMORY`]; the message names it.
    pub fn check(&self) -> Result<()> {
        if self.width == 0 {
            return Err(Error::argument("width is 0; at least 1 is required"));
        }
        self.protocol.check()?;
        self.descent().check()?;
        self.check_memory()?;
        if self.protocol.task.is_product() { Ok(()) } else { self.protocol.task.answers(&self.group).map(drop) }
    }

    /// The most memory that a run may need, in bytes: 8 GiB.
    pub const MOST_MEMORY: u64 = 8 << 30;

    /// About how many bytes the run needs, from above: for every one of the 3dq weights its value, gradient, two moments and
    /// four forms that the loss is computed from (`muon` has four more); of every thread two gradients and 64 vectors of hidden nodes; the network
    /// in double precision, as it is written, twice; the six networks that wait for the disk, and weights and moments on their
    /// way to it, twice; for every one of the d² pairs its place in a list and whether it is trained on; and for outputs that are
    /// solved three Gram matrices and the hidden nodes of as many pairs as these have rows. Saturates at the largest number.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let product = |factors: &[u64]| factors.iter().fold(1u64, |product, &factor| product.saturating_mul(factor));
        let (d, q, threads) = (self.group.order() as u64, self.width as u64, self.protocol.threads as u64);
        let number = match self.protocol.precision {
            Precision::F32 => 4,
            Precision::F64 => 8,
        };
        let weights = product(&[3, d, q]);
        let optimizer = if matches!(self.protocol.optimizer, Optimizer::Muon { .. }) { 4 } else { 0 };
        let of_threads = product(&[threads, number, weights.saturating_mul(2).saturating_add(product(&[64, q]))]);
        let parts = [
            product(&[weights, (8 + optimizer) * number]),
            of_threads,
            product(&[weights, 16 + 12 * number]),
            product(&[24, d, d]),
            self.protocol
                .ridge
                .map_or(0, |_| product(&[8, q.min(product(&[d, d])), q.saturating_mul(4).saturating_add(512)])),
        ];
        parts.into_iter().fold(0, u64::saturating_add)
    }

    fn check_memory(&self) -> Result<()> {
        let (memory, most) = (self.memory(), Self::MOST_MEMORY);
        if memory <= most {
            return Ok(());
        }
        let in_gib = |bytes: u64| bytes as f64 / f64::from(1 << 30);
        Err(Error::argument(format!(
            "width {}, the group {} of order {} and threads {} need about {:.0} GiB of memory; at most {} GiB are allowed",
            self.width,
            self.group,
            self.group.order(),
            self.protocol.threads,
            in_gib(memory),
            in_gib(most)
        )))
    }

    /// The settings in which two runs differ, as "name: left, right".
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let (left, right) = (self.fields(), other.fields());
        let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
        let differing = names.into_iter().filter(|name| left.get(*name) != right.get(*name));
        // What is usual is not written.
        let of = |value: Option<&Value>| value.map_or_else(|| "usual".to_owned(), Value::to_string);
        differing.map(|name| format!("{name}: {}, {}", of(left.get(name)), of(right.get(name)))).collect()
    }

    fn fields(&self) -> serde_json::Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => fields,
            _ => serde_json::Map::new(),
        }
    }
}

/// # In network files
impl RunConfig {
    /// The name of the array in which a network file says which run it is the end of.
    pub const ARRAY: &str = "config";

    /// The array of that name for a network after `epoch` steps: the configuration, as JSON, of the run that ends there.
    /// How often the run was logged and kept is left out, because it does not matter to the network.
    #[must_use]
    pub(super) fn to_array(&self, epoch: usize) -> Array {
        let mut fields = self.fields();
        fields.retain(|name, _| !name.starts_with("checkpoint") && !name.starts_with("log_") && name != "plateau");
        fields.insert("epochs".to_string(), epoch.into());
        Array { shape: Vec::new(), values: Values::Text(Value::Object(fields).to_string()) }
    }

    /// The run that a network is the end of, where the file says so.
    #[must_use]
    pub fn of_arrays(arrays: &Arrays) -> Option<Self> {
        match &arrays.get(Self::ARRAY)?.values {
            Values::Text(text) => serde_json::from_str(text).ok(),
            _ => None,
        }
    }
}

/// The largest of 1, 2, 5, 10, 20, 50, … that is at most `n`; 1 when n is 0.
fn round_below(n: usize) -> usize {
    let power = 10usize.pow(n.checked_ilog10().unwrap_or(0));
    power * [5, 2].into_iter().find(|factor| n / power >= *factor).unwrap_or(1)
}
