//! How the arrays of a file were understood, and what the numbers say against it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::element_order::ElementOrder;
use super::mapping::{ArrayName, Inputs, Mapping};
use super::settings::Stated;
use crate::group::Group;
use crate::network::{Activation, Labelling, Network, Operation, Stored, Task};

/// How the arrays of a file were understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The arrays.
    #[serde(flatten)]
    pub arrays: ReadArrays,
    /// The group.
    pub group: Group,
    /// The numbering of its elements in the file.
    pub element_order: ElementOrder,
    /// The activation: the square, or the product of the operands, of which each node became two squares.
    pub activation: Activation,
    /// The least precise type in which the weights are stored.
    pub stored: Stored,
    /// The hidden node that stands for a bias of the outputs in the file, where there is one.
    pub output_bias_node: Option<usize>,
    /// What it does, where that is not the multiplication of the group.
    #[serde(flatten)]
    pub does: OtherTask,
    /// The factor by which the outputs were multiplied, where that is not 1.
    pub output_scale: Option<f64>,
    /// The loss that it was trained on, where a setting names it.
    pub trained_on: Option<Stated<String>>,
    /// The seed, where a setting names it.
    pub seed: Option<Stated<i64>>,
    /// What a reader of results should know beside.
    pub findings: Vec<Finding>,
}

/// Which arrays of a file are those of a network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadArrays {
    /// The arrays and their transpositions.
    pub mapping: Mapping,
    /// The arrays that were folded into those: biases, a normalisation.
    pub folded: Vec<String>,
    /// The arrays of the file that have no part in the network.
    pub not_used: Vec<String>,
}

impl fmt::Display for ReadArrays {
    /// Writes which arrays were read as what, and which were folded into them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.folded.is_empty() {
            true => write!(f, "{}", self.mapping),
            false => write!(f, "{}, with {} folded in", self.mapping, self.folded.join(", ")),
        }
    }
}

/// What a network does beside the multiplication of the group that it is read over.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OtherTask {
    /// A group of the same order, where none was named, as whose table the network does the task far better.
    pub better_group: Option<Group>,
    /// The operation that the network was found to do, where it is not the addition of the group: inputs and outputs are renumbered.
    pub labelling: Option<Labelling>,
    /// What the run was to answer that it is of, where that is the table of no group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
}

/// Something that the numbers or the words of a file say of its reading, often against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
pub enum Finding {
    /// The caller's group is not the file's.
    GroupOverridden {
        /// What the file says, and where.
        stated: Stated<String>,
    },
    /// A number that would be the order of the group is not.
    OrderNotUsed {
        /// The number, and where it stands.
        stated: Stated<i64>,
    },
    /// What the file says of the group names none.
    GroupNotRead {
        /// What it says, and where.
        stated: Stated<String>,
    },
    /// The activation is believed.
    Activation {
        /// Its name, and where it stands.
        stated: Stated<String>,
    },
    /// The accuracy is that of a guess.
    AtChance {
        /// The accuracy.
        accuracy: f64,
    },
    /// The loss is larger than that of the network 0.
    WorseThanZero {
        /// The zero-mean loss.
        loss: f64,
        /// That of the network 0.
        zero: f64,
    },
    /// Up to a factor of the outputs the network is far better.
    Scale {
        /// The factor.
        scale: f64,
        /// The zero-mean loss with it.
        loss: f64,
    },
    /// The answers are right, but no factor makes the outputs the labels.
    NotSquared {
        /// The best factor.
        scale: f64,
        /// The zero-mean loss with it.
        loss: f64,
    },
    /// The file records another loss or accuracy.
    Recorded {
        /// What it records, and where.
        stated: Stated<f64>,
        /// What was found: the zero-mean loss, or the accuracy.
        found: f64,
    },
    /// A matrix that is stored in several arrays.
    Joined {
        /// Its name.
        name: String,
        /// What it is made of, and how.
        parts: String,
    },
    /// Inputs and outputs of tokens beside the elements, such as `=`, are left out.
    Tokens {
        /// How many inputs of each operand.
        inputs: usize,
        /// How many outputs.
        outputs: usize,
        /// How many of them come before the elements; the others come behind.
        first: usize,
    },
    /// One input layer is read as that of both operands, and the network does not do the task.
    Shared {
        /// The input layer.
        name: String,
        /// The order of the group, the number of its columns.
        order: usize,
    },
    /// With the columns of the input layer as those of the two operands in turn the network does the task.
    Interleaved {
        /// The input layer.
        name: String,
        /// The accuracy with them.
        accuracy: f64,
    },
    /// The answers are the table of a group that does not commute.
    NotCommutative,
    /// The answers are those of an operation that is no group's.
    NoGroup {
        /// The operation.
        operation: Operation,
    },
}

impl Reading {
    /// The reading of weights that are as [`write_network`](super::file::write_network) writes them.
    #[must_use]
    pub fn of_weights(network: &Network) -> Self {
        let layer = |name: &str| ArrayName::new(name, false);
        Reading::of_layers(network.group(), Inputs::Separate(layer("W_a"), layer("W_b")))
    }

    /// The reading of these input layers and `W_c` over a group, of which nothing else is known.
    pub(super) fn of_layers(group: &Group, inputs: Inputs) -> Self {
        let output = ArrayName::new("W_c", false);
        Reading {
            arrays: ReadArrays {
                mapping: Mapping { inputs, output, embedding: None, unembedding: None },
                folded: Vec::new(),
                not_used: Vec::new(),
            },
            group: group.clone(),
            element_order: ElementOrder::default(),
            activation: Activation::Square,
            stored: Stored::Float64,
            output_bias_node: None,
            does: OtherTask::default(),
            output_scale: None,
            trained_on: None,
            seed: None,
            findings: Vec::new(),
        }
    }

    /// The activation of the network as it was read: that of the file, or the square where each node became two of them.
    #[must_use]
    pub fn network_activation(&self) -> Activation {
        if self.activation.is_quadratic() { Activation::Square } else { self.activation }
    }

    /// What a reader of results should know, as sentences.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.arrays.not_used.is_empty() {
            remarks.push(format!("not used: {}", short_list(&self.arrays.not_used)));
        }
        if ElementOrder::matters(&self.group) && self.does.labelling.is_none() {
            remarks.push(format!("elements in the file: {}", self.element_order));
        }
        if let Some(node) = self.output_bias_node {
            remarks.push(format!("the bias of the outputs in the file is hidden node {node}"));
        }
        if self.activation == Activation::Product {
            remarks.push("activation: the product of the operands; each node is two squares".to_string());
        }
        if let Some(group) = &self.does.better_group {
            remarks.push(format!(
                "as a network over {group} it does the task far better than over {}: try --group {group}",
                self.group
            ));
        }
        if let Some(labelling) = &self.does.labelling {
            remarks.push(format!("the operation is {labelling}"));
        }
        if let Some(task) = &self.does.task {
            remarks.push(format!("trained to answer {task}, which is the table of no group"));
        }
        if let Some(scale) = self.output_scale {
            remarks.push(format!("outputs multiplied by {} (--scale 1 leaves them as they are)", significant(scale)));
        }
        if let Some(Stated { value, source }) = &self.trained_on {
            remarks.push(format!("trained on {value} ({source})"));
        }
        remarks.extend(self.findings.iter().map(Finding::to_string));
        remarks
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::GroupOverridden { stated: Stated { value, source } } => {
                write!(f, "--group overrides {source}, which says {value}")
            }
            Finding::OrderNotUsed { stated: Stated { value, source } } => write!(
                f,
                "{source} is {value}, which is not the order of the group that the arrays have; --group names the group"
            ),
            Finding::GroupNotRead { stated: Stated { value, source } } => {
                let why = match value.parse::<Group>() {
                    Ok(group) => format!("of order {}, which the arrays are not those of", group.order()),
                    Err(_) => "which names no group that is read".to_string(),
                };
                write!(f, "{source} says `{value}`, {why}; --group names the group")
            }
            Finding::Activation { stated: Stated { value, source } } => write!(f, "activation {value} ({source})"),
            Finding::AtChance { accuracy } => {
                write!(f, "accuracy {:.1} % is chance: read so, the network does not do the task", 100.0 * accuracy)
            }
            Finding::WorseThanZero { loss, zero } => {
                write!(f, "the loss, {}, is above that of a network without outputs, {}", short(*loss), short(*zero))
            }
            Finding::Scale { scale, loss } => write!(
                f,
                "outputs multiplied by {scale} would leave a loss of {}: --scale {scale}",
                short(*loss),
                scale = significant(*scale),
            ),
            Finding::NotSquared { scale, loss } => write!(
                f,
                "the loss at the best output scale, {}, is still {}: another activation than the square, or trained on another \
                 loss, such as cross-entropy; forms and equations are those of the square only",
                significant(*scale),
                short(*loss)
            ),
            Finding::Recorded { stated: Stated { value, source }, found } => {
                write!(f, "{source} records {}; read so it is {}", short(*value), short(*found))
            }
            Finding::Joined { name, parts } => write!(f, "{name} is {parts}"),
            Finding::Tokens { inputs, outputs, first } => f.write_str(&left_out(*inputs, *outputs, *first)),
            Finding::Shared { name, order } => write!(
                f,
                "{name} is read as one matrix for both operands, as its columns are as many as the outputs, {order}; were it [W_a W_b], \
                 of {half} elements, there would be {half} outputs",
                half = order / 2
            ),
            Finding::Interleaved { name, accuracy } => write!(
                f,
                "with the columns of {name} as those of the two operands in turn, x₀, y₀, x₁, y₁, …, the accuracy is {:.1} %: \
                 reshaped to [q, d, 2] it is read so",
                100.0 * accuracy
            ),
            Finding::NotCommutative => f.write_str(
                "the answers are a table that does not commute: a group of this order, but no Abelian one, so that forms \
                 mean nothing here",
            ),
            Finding::NoGroup { operation } => {
                write!(f, "the answers are {operation}, which is the table of no group: a coefficient has no inverse")
            }
        }
    }
}

/// Which tokens are left out, and of what.
fn left_out(inputs: usize, outputs: usize, first: usize) -> String {
    let count = inputs.max(outputs);
    let of = match (inputs, outputs) {
        (_, 0) => " of the inputs",
        (0, _) => " of the outputs",
        _ => "",
    };
    let before = first.min(count);
    let what = if outputs > inputs { "such as a class that is never an answer" } else { "such as =" };
    match (count, before) {
        (1, place) => {
            let place = if place == 0 { "last" } else { "first" };
            format!("the {place} token{of}, {what}, is no element, and is left out")
        }
        (_, 0) => format!("the last {count} tokens{of}, such as + and =, are no elements, and are left out"),
        (_, all) if all == count => format!("the first {count} tokens{of} are no elements, and are left out"),
        (_, before) => format!(
            "the first {before} and the last {} of the tokens{of} are no elements, and are left out",
            count - before
        ),
    }
}

/// Up to four digits: `0.1009`.
fn significant(value: f64) -> String {
    if value == 0.0 {
        return "0".to_string();
    }
    if !(1e-4..1e7).contains(&value.abs()) {
        return format!("{value:.3e}");
    }
    let digits = (3 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

fn short(value: f64) -> String {
    if value == 0.0 || (1e-2..1e4).contains(&value.abs()) { significant(value) } else { format!("{value:.1e}") }
}

/// As many names as one can read; those of one prefix together where they are many.
fn short_list(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let prefix = |name: &str| name.split(['.', '/']).next().unwrap_or_default().to_string();
    let mut parts: Vec<String> = Vec::new();
    for group in names.chunk_by(|first, second| prefix(first) == prefix(second)) {
        match group {
            [first, _, _, ..] => parts.push(format!("{}.… ({})", prefix(first), group.len())),
            few => parts.extend(few.iter().cloned()),
        }
    }
    let more = parts.len().saturating_sub(SHOWN);
    parts.truncate(SHOWN);
    if more > 0 {
        parts.push(format!("and {more} more"));
    }
    parts.join(", ")
}
