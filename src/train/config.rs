//! What a run is: everything that determines its weights, bit for bit.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::descent::Descent;
use super::optimizer::Optimizer;
use super::protocol::{Precision, Protocol};
use crate::format::{Array, Arrays, Values};
use crate::group::Group;
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
    /// When q, the number of operands, of threads or the logging interval is 0, there are too many threads, the learning rate is not
    /// positive, the weight decay is negative, the train fraction is not in (0, 1], a parameter of the optimizer or of random
    /// weights is out of range, a path is not text, the task is none over the group or of another number of operands, or the run needs more memory than [`RunConfig::MOST_MEMORY`]; the message names it.
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

    /// About how many bytes the run needs, from above: for every one of the (k + 1)dq weights its value, gradient, two moments and
    /// four forms that the loss is computed from (`muon` has four more); of every thread two gradients and 64 vectors of hidden nodes; the network
    /// in double precision, as it is written, twice; the six networks that wait for the disk, and weights and moments on their
    /// way to it, twice; for every one of the d^k tuples its elements and label, its place in a list and whether it is trained on; and for outputs that are
    /// solved three Gram matrices and the hidden nodes of as many pairs as these have rows. Saturates at the largest number.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let product = |factors: &[u64]| factors.iter().fold(1u64, |product, &factor| product.saturating_mul(factor));
        let (d, q, threads) = (self.group.order() as u64, self.width as u64, self.protocol.threads as u64);
        let number = match self.protocol.precision {
            Precision::F32 => 4,
            Precision::F64 => 8,
        };
        let operands = self.protocol.operands as u64;
        let tuples = u32::try_from(operands).map_or(u64::MAX, |operands| d.saturating_pow(operands));
        let weights = product(&[operands.saturating_add(1), d, q]);
        let optimizer = if matches!(self.protocol.optimizer, Optimizer::Muon { .. }) { 4 } else { 0 };
        let of_threads = product(&[threads, number, weights.saturating_mul(2).saturating_add(product(&[64, q]))]);
        let parts = [
            product(&[weights, (8 + optimizer) * number]),
            of_threads,
            product(&[weights, 16 + 12 * number]),
            product(&[operands.saturating_mul(4).saturating_add(16), tuples]),
            self.protocol.ridge.map_or(0, |_| product(&[8, q.min(tuples), q.saturating_mul(4).saturating_add(512)])),
        ];
        parts.into_iter().fold(0, u64::saturating_add)
    }

    fn check_memory(&self) -> Result<()> {
        let (memory, most) = (self.memory(), Self::MOST_MEMORY);
        if memory <= most {
            return Ok(());
        }
        let in_gib = |bytes: u64| bytes as f64 / f64::from(1 << 30);
        let operands = match self.protocol.operands {
            2 => String::new(),
            operands => format!(" with its {}^{operands} tuples of {operands} operands", self.group.order()),
        };
        Err(Error::argument(format!(
            "width {}, the group {} of order {}{operands} and threads {} need about {:.0} GiB of memory; at most {} GiB are allowed",
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
