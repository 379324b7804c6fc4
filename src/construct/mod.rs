//! Constructions: polynomials, global optimizers, and those of other papers.
//!
//! - [`Polynomial`]: elements ρ(u) that lack chosen potentials;
//! - [`optimizers`]: zero loss for every finite Abelian group;
//! - [`literature`]: the constructions of other papers;
//! - [`narrow`]: exact networks narrower than all of these;
//! - [`Construction`]: all of these by name, with their [`Parameter`]s;
//! - [`Expression`](crate::expr::Expression)s turned into elements, and their [`Description`];
//! - [`Hat`]: the constants that close what the others leave over;
//! - [`ZeroLossPath`]: from a product of optimizers to one of its factors, at zero loss.

mod assembly;
mod closing;
mod construction;
mod description;
mod hat;
pub mod literature;
mod narrow;
pub mod optimizers;
mod parameter;
mod path;
mod polynomial;

pub use crate::scalar::Sign;
pub use construction::Construction;
pub use description::{Description, PotentialValue};
pub use hat::Hat;
pub use narrow::{narrow, narrow_width};
pub use parameter::{Parameter, ParameterValue, ParameterValues};
pub use path::ZeroLossPath;
pub use polynomial::Polynomial;
