//! Constructions: generators, polynomials, global optimizers, and those of other papers.

mod assembly;
pub mod generators;
mod hat;
mod narrow;
pub mod optimizers;

pub use generators::Sign;
pub use hat::Hat;
pub use narrow::{narrow, narrow_width};
