//! Trained networks: real weight matrices W_a, W_b, W_c.

mod activation;
mod alternative;
mod certified;
mod comparison;
mod convert;
mod evaluate;
mod exact;
mod gram;
mod labelling;
mod live;
mod masks;
mod point;
mod polynomial;
mod rounding;
mod task;
mod tuples;
mod verification;
mod weights;

pub use activation::Activation;
pub use comparison::{Comparison, MatchedNodes, TaskSymmetry};
pub use convert::DenseSpectrum;
pub use evaluate::{Evaluation, Fit};
pub use exact::ExactNetwork;
pub use labelling::{Labelling, OldNumbers, Operation};
pub use live::{LiveNode, Liveness, nonzero_nodes};
pub use masks::{PairMask, TupleMask};
pub use polynomial::Polynomial;
pub use rounding::{Magnitudes, Stored};
pub use task::Task;
pub use tuples::{TupleNetwork, layer_names};
pub use verification::Verification;
pub use weights::Network;

pub(crate) use alternative::{better_group, significant_accuracy};
pub(crate) use labelling::{Verdict, recover};
pub(crate) use tuples::not_of_pairs;
