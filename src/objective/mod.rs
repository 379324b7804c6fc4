//! Losses of dense weights and their gradients, by the cheapest exact method.
//!
//! # Operations and memory
//!
//! For a training set of n of the d² pairs (m = d² − n held out), multiply-additions per evaluation:
//!
//! | part | Gram method | all pairs |
//! |---|---|---|
//! | two-sided terms (`gram`) | (9/2 + 3β/2) q²d | – |
//! | one-sided terms (`columns` or `gram`) | min(6 d²q, (3 + β) q²d) | – |
//! | target (`correlation`) | 3 d²q, or O(qd log d) for large d | – |
//! | pairs (`columns`) | 3 m q d | 3 n q d |
//!
//! β = (128/q, at most 1) is the part of a symmetric product that blocks of 128 nodes cannot save. Nothing of size d²q or q²
//! is ever stored: memory is O(qd) for weights and gradients and 2¹⁶ numbers per worker in flight.
//!
//! For d = 127, q = 512 and a tenth of the pairs held out the counts are 552 million multiply-additions against 2832 for
//! all pairs, so that the Gram method can be 5.1 times as fast as the all-pairs method of this module, and 11.1 times when
//! 273 of the nodes are alive. `benches/train.rs` finds 4.1 and 8.3; with nothing held out 8.6 and 18. The all-pairs method
//! itself takes a fifth of the time of an epoch that computes every layer on the whole batch at once, which does not
//! fit into any cache: against that the Gram method is 20 and 44 times as fast.
//!
//! Pairs are evaluated 256 at a time at 256 nodes at a time: products of these sizes run at the speed of large ones, and what is in
//! flight stays in the second-level cache. At d = 71, q = 2048 and 40 % of the pairs an epoch runs at 61 to 70 % of the matrix
//! library's speed for large products (`benches/emergence.rs`), with squares and with rectified units, under both criteria.

mod columns;
mod correlation;
mod criterion;
mod engine;
mod forms;
mod gram;
mod matrix;
mod profiles;
mod real;
mod ridge;
mod samples;
mod schedule;
mod team;
mod weights;

pub(crate) use matrix::{Matrix, MatrixMut};

pub use criterion::Criterion;
pub use engine::{Measurement, Objective};
pub use real::Real;
pub use schedule::Method;
pub use weights::DenseWeights;
