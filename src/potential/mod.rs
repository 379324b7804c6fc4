//! Sum potentials: the ring homomorphisms from solutions to numbers, of which every loss is made.

mod block;
mod homomorphism;
mod set;
mod sum_potential;
mod table;
mod zero_set;

pub use block::{BlockPotential, Factor};
pub use homomorphism::Homomorphism;
pub use set::PotentialSet;
pub use sum_potential::{Inputs, Monomial, SumPotential};
pub use table::PotentialTable;
pub use zero_set::ZeroSet;
