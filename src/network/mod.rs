//! Trained networks: real weight matrices W_a, W_b, W_c.

mod comparison;
mod convert;
mod evaluate;
mod live;
mod verification;
mod weights;

pub use comparison::{Comparison, MatchedNodes, TaskSymmetry};
pub use convert::DenseSpectrum;
pub use evaluate::Evaluation;
pub use live::{LiveNode, Liveness};
pub use verification::Verification;
pub use weights::{Network, PairMask};
