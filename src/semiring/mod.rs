//! The semiring of 2-layer network solutions.
//!
//! A network is a formal sum of hidden nodes, coefficient · node. Addition concatenates the hidden nodes,
//! multiplication is the Kronecker product over them: convolution in the monoid algebra of nodes.
//!
//! - [`FormalSum`]: sums over any node type, with `+`, `-`, `*`, powers and scaling;
//! - [`Triple`] and [`Block`]: what happens at one frequency, (a, b, c) ∈ C³ per node;
//! - [`MatrixNode`] and [`MatrixBlock`]: what happens at one irrep of degree n, three n × n matrices per node;
//! - [`Node`] and [`Solution`]: nodes with entries at every frequency of a group.

mod block;
mod channel;
mod formal_sum;
pub mod laws;
mod matrix_block;
mod node;
mod operators;
mod solution;
mod spectrum;
mod symmetry;

pub use block::{Block, Triple};
pub use channel::{Channel, PerChannel};
pub(crate) use formal_sum::MAX_NODES;
pub use formal_sum::{FormalSum, NodeMonoid, Term};
pub use matrix_block::{MatrixBlock, MatrixNode, MatrixSpace};
pub use node::Node;
pub use solution::Solution;
pub use spectrum::{Side, Spectrum};
