#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod construct;
pub mod dynamics;
mod error;
pub mod experiment;
pub mod expr;
pub mod factor;
pub mod format;
pub mod group;
pub mod laws;
pub mod loss;
pub mod named;
pub mod network;
pub mod objective;
pub mod potential;
pub mod proof;
pub mod report;
pub mod scalar;
pub mod solution;
pub mod train;

pub use error::{Error, Result};
pub use group::{FourierTransform, Group};
pub use loss::Target;
pub use network::{Network, PairMask};
pub use potential::{BlockPotential, Homomorphism, SumPotential};
pub use scalar::{Exact, Scalar};
pub use solution::{Block, Channel, Node, Solution, Triple};
