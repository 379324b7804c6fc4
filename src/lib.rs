#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod error;
mod number;
pub mod named;

pub mod group;
pub mod scalar;
pub mod dual;
pub mod semiring;
pub mod potential;
pub mod expr;
pub mod loss;
pub mod construct;
pub mod proof;
pub mod network;
pub mod objective;
pub mod format;
pub mod factor;
pub mod train;
pub mod dynamics;
pub mod experiment;
pub mod report;

pub use dual::{Dual, FourierTransform};
pub use error::{Error, Result};
pub use group::Group;
pub use loss::Target;
pub use network::{Network, PairMask};
pub use potential::{BlockPotential, Homomorphism, Inputs, SumPotential};
pub use scalar::{Cyclotomic, Exact, Scalar};
pub use semiring::{Block, Channel, FormalSum, Node, PerChannel, Solution, Triple};
