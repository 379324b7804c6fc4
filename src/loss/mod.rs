//! The loss in closed form, from sum potentials.

mod problem;
mod residuals;
mod target;
mod zero_sets;

pub use problem::Problem;
pub use residuals::{Index, Residuals, closed_form, residuals};
pub use target::Target;
pub use zero_sets::{Violation, ZeroSets, zero_sets};
