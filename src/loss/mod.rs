//! The loss in closed form, from sum potentials.

mod target;

pub use target::Target;
