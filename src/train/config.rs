//! What a run is: everything that determines its weights, bit for bit.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::optimizer::Optimizer;
use crate::group::Group;
use crate::loss::Target;
use crate::named::named;
use crate::{Error, Result};

/// Everything that determines a training run.
///
/// The default is the protocol of the paper (CoGS, §6 and appendix): width 512, 10 000 epochs of full-batch Adam with learning
/// rate 0.01 and weight decay 5e-5 on a random 90 % of the pairs, in single precision.
///
/// ```
/// use cogring::train::RunConfig;
/// let config = RunConfig { seed: 3, ..RunConfig::new("23".parse()?) };
/// assert_eq!((config.width, config.epochs), (512, 10_000));
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    /// The group G.
    pub group: Group,
    /// The number q of hidden nodes.
    pub width: usize,
    /// The number of gradient steps.
    pub epochs: usize,
    /// Determines the initialization and the split.
    pub seed: u64,
    /// The step size.
    pub learning_rate: f64,
    /// The coefficient of the weights in the gradient (`adam`, `sgd`) or in the step (`adamw`).
    pub weight_decay: f64,
    /// The share of the d² pairs in the training set, rounded down to whole pairs.
    pub train_fraction: f64,
    /// What outputs are compared with.
    pub target: Target,
    /// The update rule.
    pub optimizer: Optimizer,
    /// The precision of weights and gradients.
    pub precision: Precision,
    /// The number of threads; sums are taken in an order that depends on it.
    pub threads: usize,
    /// A network to start from instead of a random one.
    pub init: Option<PathBuf>,
    /// A file with the array `train`, d × d truth values, instead of a random split.
    pub split: Option<PathBuf>,
    /// Checkpoints are kept at every multiple of this epoch; 0 keeps only the first and the last …
    pub checkpoint_every: usize,
    /// … and at these epochs: most of what happens happens early. Runs of older versions have none.
    #[serde(default)]
    pub checkpoints: Vec<usize>,
    /// Losses and accuracies are logged at every epoch below this one …
    pub log_all_below: usize,
    /// … and from there at every multiple of this one, and wherever they would lie further apart than 5 % of the epoch.
    pub log_every: usize,
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

impl RunConfig {
    /// The paper's protocol for a group, with seed 0 and one thread.
    #[must_use]
    pub fn new(group: Group) -> Self {
        RunConfig {
            group,
            width: 512,
            epochs: 10_000,
            seed: 0,
            learning_rate: 0.01,
            weight_decay: 5e-5,
            train_fraction: 0.9,
            target: Target::ZeroMean,
            optimizer: Optimizer::default(),
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

    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// When q, the number of threads or the logging interval is 0, the learning rate is not positive, the weight decay is
    /// negative, the train fraction is not in (0, 1], a parameter of the optimizer is out of range, or the run needs more
    /// memory than [`RunConfig::MOST_MEMORY`]; the message names it.
    pub fn check(&self) -> Result<()> {
        let positive = [("width", self.width), ("threads", self.threads), ("log-every", self.log_every)];
        for (name, value) in positive {
            if value == 0 {
                return Err(Error::argument(format!("{name} is 0; at least 1 is required")));
            }
        }
        let in_range = [
            ("learning-rate", self.learning_rate, self.learning_rate > 0.0, "a positive number"),
            ("weight-decay", self.weight_decay, self.weight_decay >= 0.0, "a number that is not negative"),
            (
                "train-fraction",
                self.train_fraction,
                self.train_fraction > 0.0 && self.train_fraction <= 1.0,
                "a number above 0 and at most 1",
            ),
        ];
        for (name, value, fits, required) in in_range {
            if !fits || !value.is_finite() {
                return Err(Error::argument(format!("{name} is {value}; {required} is required")));
            }
        }
        self.check_memory()?;
        self.optimizer.check()
    }

    /// The most memory that a run may need, in bytes: 8 GiB.
    pub const MOST_MEMORY: u64 = 8 << 30;

    /// About how many bytes the run needs, from above: for every one of the 3dq weights its value, gradient, two moments and
    /// three forms that the loss is computed from; of every thread two gradients and 32 vectors of hidden nodes; the network
    /// in double precision, as it is written, twice; and for every one of the d² pairs its place in a list and whether it
    /// is trained on. Saturates at the largest number.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let product = |factors: &[u64]| factors.iter().fold(1u64, |product, &factor| product.saturating_mul(factor));
        let (d, q, threads) = (self.group.order() as u64, self.width as u64, self.threads as u64);
        let number = match self.precision {
            Precision::F32 => 4,
            Precision::F64 => 8,
        };
        let weights = product(&[3, d, q]);
        let of_threads = product(&[threads, number, weights.saturating_mul(2).saturating_add(product(&[32, q]))]);
        let parts = [product(&[weights, 7 * number]), of_threads, product(&[weights, 16]), product(&[24, d, d])];
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
            self.threads,
            in_gib(memory),
            in_gib(most)
        )))
    }

    /// Whether losses are logged before the step of this epoch.
    ///
    /// Beyond `log_all_below` the interval is `log_every`, but at most the largest of 1, 2, 5, 10, 20, 50, … that is not
    /// above a twentieth of the epoch: on a logarithmic axis the records lie close together everywhere.
    #[must_use]
    pub fn logs_at(&self, epoch: usize) -> bool {
        let dense = round_below(epoch / 20);
        epoch < self.log_all_below || epoch.is_multiple_of(self.log_every) || epoch.is_multiple_of(dense)
    }

    /// Whether a checkpoint is kept before the step of this epoch.
    #[must_use]
    pub fn keeps_checkpoint_at(&self, epoch: usize) -> bool {
        let is_due = self.checkpoint_every > 0 && epoch.is_multiple_of(self.checkpoint_every);
        epoch == 0 || epoch == self.epochs || is_due || self.checkpoints.contains(&epoch)
    }

    /// The settings in which two runs differ, as "name: left, right".
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let fields = |config: &Self| match serde_json::to_value(config) {
            Ok(serde_json::Value::Object(fields)) => fields,
            _ => serde_json::Map::new(),
        };
        let (left, right) = (fields(self), fields(other));
        let differing = left.iter().filter(|(name, value)| right.get(*name) != Some(*value));
        differing.map(|(name, value)| format!("{name}: {value}, {}", right[name.as_str()])).collect()
    }
}

/// The largest of 1, 2, 5, 10, 20, 50, … that is at most `n`; 1 when n is 0.
fn round_below(n: usize) -> usize {
    let power = 10usize.pow(n.checked_ilog10().unwrap_or(0));
    power * [5, 2].into_iter().find(|factor| n / power >= *factor).unwrap_or(1)
}
