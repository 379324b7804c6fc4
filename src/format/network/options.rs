//! What the caller knows about a file of a network.

use super::element_order::ElementOrder;
use super::mapping::Mapping;
use crate::group::Group;
use crate::network::Activation;

/// What the caller knows about a file that the file itself may not say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadOptions {
    /// The group. Default: as the file says (`group`, or `d`, the order of a cyclic group), else its settings and those beside
    /// it, else the cyclic group of the order that the shapes imply.
    pub group: Option<Group>,
    /// The arrays that hold the weights. Default: recognised by their names, else by their shapes where they do the task.
    pub mapping: Option<Mapping>,
    /// The numbering of the elements of a product group. Default: lexicographic, unless the other order fits the task
    /// and lexicographic order does not.
    pub element_order: Option<ElementOrder>,
    /// The activation. Default: as the settings of the file or beside it say, else the square.
    pub activation: Option<Activation>,
    /// Whether networks of other activations than the square and the product are read too: their weights are those of
    /// σ(W_a x + W_b y), with σ as the reading says, and no element of the semiring.
    pub any_activation: bool,
    /// By what the outputs are multiplied.
    pub scale: OutputScale,
}

/// By what the outputs of a network in a file are multiplied, as its forward pass may do with a number that is not in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum OutputScale {
    /// By 1.
    #[default]
    AsStored,
    /// By the factor that makes the outputs the labels, where there is one and they are not.
    Found,
    /// By this factor.
    Given(f64),
}
