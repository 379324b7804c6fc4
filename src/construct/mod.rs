//! Constructions: generators, polynomials, global optimizers, and those of other papers.
//!
//! - [`generators`]: the paper's small elements z_syn, z_ν, z_ξ, …
//! - [`Polynomial`]: elements ρ(u) that lack chosen potentials;
//! - [`optimizers`]: zero loss for every finite Abelian group;
//! - [`literature`]: the constructions of other papers;
//! - [`narrow`]: exact networks narrower than all of these;
//! - [`Hat`]: the constants that close what the others leave over.

mod assembly;
pub mod generators;
mod hat;
pub mod literature;
mod narrow;
pub mod optimizers;
mod polynomial;

pub use generators::Sign;
pub use hat::Hat;
pub use narrow::{narrow, narrow_width};
pub use polynomial::Polynomial;
