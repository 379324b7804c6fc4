//! Exact zero-loss proofs and searches of compositions.

mod block;
mod certify;
mod condition;
mod field;
mod joint;
mod matrix_block;
mod search;
mod solution;
mod subject;
mod values;

pub use block::{BlockProof, LazyBlock, PotentialProof};
pub(crate) use certify::NodeWriter;
pub use condition::{Condition, Relation, Solutions};
pub use joint::Joint;
pub use matrix_block::{MatrixBlockProof, MatrixViolation};
pub use search::{Composition, Compositions, Ingredient, SearchOptions, paper_generators, search};
pub use solution::{NonzeroResidual, SolutionProof};
pub use subject::{Proof, Subject};
