//! Results about the network in a file: where it came from, how it was read, and what was found.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::walk::{PathWalk, walk};
use crate::construct::{Family, ZeroLossPath};
use crate::expr::{Expression, Parameters};
use crate::factor::{MeasuredIrreps, Snapping};
use crate::features::FeatureReading;
use crate::format::{ElementOrder, Reading, make_directory, write_network};
use crate::group::Group;
use crate::{Error, Result};

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
        let (better_group, remarks) = (reading.does.better_group.clone(), reading.remarks());
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

/// Files that hold more weights than this together are not written.
const MOST_NUMBERS: u64 = 1 << 30;

impl FactorWalk {
    /// Walks in `steps` steps from the product of two elements to the second; `first` and `second` are named `order6`,
    /// `order6-ab` or `order4`, or written as expressions. `set` gives values to their parameters, `NAME=VALUE`; the others are
    /// drawn by `seed`, or 1. The networks are written into the directory `output` as step_00000.npz, step_00001.npz, ….
    ///
    /// # Errors
    /// When an element is neither, the files would hold more than 2³⁰ weights or cannot be written, and as
    /// [`ZeroLossPath::of_expressions`] and [`walk`].
    pub fn new(
        group: &Group,
        [first, second]: [&str; 2],
        set: &[String],
        seed: Option<u64>,
        steps: u32,
        output: Option<&Path>,
    ) -> Result<Self> {
        let (y, z) = (factor("--first", first)?, factor("--second", second)?);
        let given = Parameters::of([&y, &z]).assignment(set, None).map_err(|error| error.context("--set"))?;
        let path = ZeroLossPath::of_expressions(group, [&y, &z], &given, seed)?;
        if let Some(directory) = output {
            let numbers = 3 * (u64::from(steps) + 1) * (group.order() * path.width()) as u64;
            if numbers > MOST_NUMBERS {
                let asked = format!("{steps} steps of {} hidden nodes over {}", path.width(), group.symbol());
                return Err(Error::argument(format!("{asked} are files of {numbers} weights; at most {MOST_NUMBERS}")));
            }
            make_directory(directory)?;
        }
        let walk = walk(&path, steps, |step, network| match output {
            Some(directory) => write_network(&directory.join(format!("step_{step:05}.npz")), network),
            None => Ok(()),
        })?;
        Ok(FactorWalk { first: first.to_owned(), second: second.to_owned(), walk })
    }
}

/// The block of one frequency that a name or an expression stands for.
fn factor(option: &str, text: &str) -> Result<Expression> {
    let expression = match text {
        "order6" => Family::NuSyn.entry().expression,
        "order6-ab" => Family::NuISynAb.entry().expression,
        "order4" => Family::NuIXi.entry().expression,
        text => text,
    };
    expression.parse::<Expression>().map_err(|error| error.context(option))
}
