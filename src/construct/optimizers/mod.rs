//! The global optimizers: zero loss for every finite Abelian group (CoGS, §5).
//!
//! n = number of complex pairs ±k, s = number of self-conjugate characters k = −k ≠ 0, so that d = 2n + s + 1.
//!
//! | function | order, d odd | order, d even | target |
//! |---|---|---|---|
//! | [`order6`], [`order6_ab`] | 6n = 3(d−1) | 6n + 2s | zero-mean |
//! | [`order4`] | 4(n−1) + 6 = 2d | 4n + 2s = 2(d−1) | zero-mean |
//! | [`order4_bias`] | 4n + 1 = 2d − 1 | 4n + 2s + 1 = 2d − 1 | both |
//! | [`memorization`] | d² | d² | zero-mean |
//!
//! Complex pairs are built from products of [generators](crate::expr::generators), see [`blocks`]; a self-conjugate
//! character takes two real nodes (beyond the paper). What order 4 leaves over, the constants R_n, is closed by a
//! *hat*: constant output entries on nodes that feel no other potential ([`Hat`](super::Hat)). Over the exact scalars every one of
//! them has the loss 0 and not 1e-30.

pub mod blocks;
mod memorization;
mod order4;
mod order6;

pub use memorization::memorization;
pub use order4::{order4, order4_bias};
pub use order6::{order6, order6_ab};
