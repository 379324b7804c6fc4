//! Constructions: polynomials, global optimizers, and those of other papers.
//!
//! - [`Family`]: the catalogue of the products of generators that solve one frequency;
//! - [`Polynomial`]: elements ρ(u) that lack chosen potentials;
//! - [`optimizers`]: zero loss for every finite Abelian group;
//! - [`literature`]: the constructions of other papers;
//! - [`narrow`]: exact networks narrower than all of these, for every finite group; [`Width`]: how narrow one can be,
//!   with the theorems that are proved in [`tutorial::widths`](crate::tutorial::widths);
//! - [`matrix`]: elements on one irrep, algorithms of matrix multiplication, for every group that has such an irrep;
//! - [`Construction`]: all of these by name in one table, with their [`Parameter`]s;
//! - [`Solution::closed`](crate::Solution::closed), [`closed_on`](crate::Solution::closed_on): the constants that the others
//!   leave over, closed;
//! - [`Description`]: the order and the potentials of a single-frequency [`Expression`](crate::expr::Expression);
//! - [`ZeroLossPath`]: from a product of optimizers to one of its factors, at zero loss.
//!
//! Random are [`literature::random_phase`] and [`Construction::drawn`] alone, from seeds that are given: the same seed has the
//! same numbers on every machine.

mod closing;
mod construction;
mod description;
mod family;
mod irreps;
pub mod literature;
pub mod lower_bound;
mod narrow;
pub mod optimizers;
mod parameter;
mod path;
mod polynomial;
mod width;

pub use crate::scalar::Sign;
pub use construction::{Argument, ArgumentKind, Construction, MAX_WIDTH};
pub use description::{Description, PotentialValue};
pub use family::{Family, FamilyEntry, FamilyParameter};
pub use irreps::{IrrepOrders, matrix};
pub use lower_bound::LowerBound;
pub use narrow::{NarrowKind, NarrowPart, narrow, narrow_parts, narrow_width};
pub use parameter::{Parameter, ParameterValue, ParameterValues};
pub use path::ZeroLossPath;
pub use polynomial::Polynomial;
pub use width::Width;
