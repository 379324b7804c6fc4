#![doc = include_str!("../README.md")]
//! # The types
//!
//! | to | use |
//! |---|---|
//! | name a group and the frequencies over it | [`Group`], [`Dual`] |
//! | write an element | [`Block`] at one frequency, [`Solution`] over a group, [`expr::Expression`] as text; [`FormalSum`] is both |
//! | compute with numbers, floats or exact | [`Scalar`], [`num_complex::Complex64`], [`Exact`] |
//! | evaluate it | [`BlockPotential`], [`SumPotential`], any [`Homomorphism`] |
//! | know its loss | [`loss::closed_form`], [`loss::Residuals`], [`loss::ZeroSets`] |
//! | build one that solves the task | [`construct`] |
//! | prove that it does | [`proof::BlockProof`], [`proof::SolutionProof`] |
//! | read weights and measure them | [`format`](mod@format), [`Network`] |
//! | take them apart | [`factor`] |
//! | train new ones | [`train`] |
//! | find exact ones, over number fields | [`discover`], [`variety`] |
//!
//! New here? [`tutorial`] starts from nothing. The modules below are in the order in which they build on each other.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod error;
pub mod named;
mod number;

pub mod tutorial;

pub mod certificate;
pub mod check;

pub mod group;
pub mod scalar;
pub mod dual;
pub mod semiring;
pub mod potential;
pub mod expr;
pub mod loss;
pub mod variety;
pub mod discover;
pub mod construct;
pub mod proof;
pub mod network;
pub mod objective;
pub mod format;
pub mod factor;
pub mod train;
pub mod features;
pub mod dynamics;
pub mod experiment;
pub mod report;
#[cfg(feature = "cli")]
pub mod cli;

pub use dual::{Dual, FourierTransform};
pub use error::{Error, Result};
pub use group::Group;
pub use loss::Target;
pub use network::{Network, PairMask};
pub use potential::{BlockPotential, Homomorphism, Inputs, SumPotential};
pub use scalar::{Cyclotomic, Exact, Scalar};
pub use semiring::{Block, Channel, FormalSum, Node, PerChannel, Solution, Triple};
