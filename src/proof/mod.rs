//! Exact zero-loss proofs, searches of compositions, and certified refinements.

mod block;
pub mod certificate;
mod certify;
pub mod check;
mod condition;
pub mod newton;
mod search;
mod solution;

pub use block::{BlockProof, LazyBlock, PotentialProof};
pub use condition::{Condition, Relation, Solutions};
pub use search::{Composition, Compositions, Ingredient, SearchOptions, paper_generators, search};
pub use solution::{NonzeroResidual, SolutionProof};
