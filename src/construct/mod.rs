//! Constructions: generators, polynomials, global optimizers, and those of other papers.

pub mod generators;
pub mod optimizers;

pub use generators::Sign;
