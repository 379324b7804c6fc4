//! Expressions: elements of the semiring that are evaluated without being built.

mod lazy;

pub use lazy::Lazy;
