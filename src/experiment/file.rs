//! Results about the network in a file: where it came from, how it was read, and what was found.

use serde::{Deserialize, Serialize};

use super::walk::PathWalk;
use crate::factor::{MeasuredIrreps, Snapping};
use crate::features::FeatureReading;
use crate::format::{ElementOrder, Reading};
use crate::group::Group;

/// A result about the network in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfFile<T> {
    /// The file.
    pub path: String,
    /// The numbering of the elements in it.
    pub element_order: ElementOrder,
    /// The hidden node that stands for a bias of its outputs.
    pub output_bias_node: Option<usize>,
    /// A group as whose table the network does the task far better.
    pub better_group: Option<Group>,
    /// How its arrays were understood.
    pub reading: Reading,
    /// What a reader of the result should know of that.
    pub remarks: Vec<String>,
    /// The result.
    #[serde(flatten)]
    pub result: T,
}

impl<T> OfFile<T> {
    /// A result with what is known of the file.
    pub fn new(path: impl Into<String>, reading: Reading, result: T) -> Self {
        let Reading { element_order, output_bias_node, .. } = reading;
        let (better_group, remarks) = (reading.better_group.clone(), reading.remarks());
        OfFile { path: path.into(), element_order, output_bias_node, better_group, reading, remarks, result }
    }
}

/// A snapped network, and the file that its weights were written to: a [`Snapping`], or over a group that is given by its table
/// an [`IrrepSnapping`](crate::factor::IrrepSnapping).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WrittenSnapping<T = Snapping> {
    /// The file; `None` when nothing was snapped.
    pub written: Option<String>,
    /// What was snapped.
    #[serde(flatten)]
    pub snapping: T,
}

/// Networks over groups that are given by their tables, taken apart irrep by irrep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IrrepReport {
    /// The networks.
    pub networks: Vec<OfFile<MeasuredIrreps>>,
}

/// The features of networks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureReport {
    /// The networks.
    pub networks: Vec<OfFile<FeatureReading>>,
}

/// A network that was written to a file of another type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversion {
    /// The file that was read.
    pub input: String,
    /// The file that was written.
    pub output: String,
    /// The number of hidden nodes.
    pub width: usize,
    /// How the arrays of the input were understood.
    #[serde(flatten)]
    pub reading: Reading,
}

/// A zero-loss path, and the factors of the product that it leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactorWalk {
    /// The factor that is left behind, as it was named.
    pub first: String,
    /// The factor that remains.
    pub second: String,
    /// The networks.
    #[serde(flatten)]
    pub walk: PathWalk,
}
