//! Exact zero-loss proofs, their certificates, and the independent checker.

mod equivalence;
pub mod newton;
mod search;

pub use search::{Composition, Compositions, Ingredient, SearchOptions, paper_generators, search};
