//! What training does to the algebra: frequencies and potentials over time, and the zero-loss paths it can follow.

mod curve;
mod frequency_map;
mod kernel;
mod path;
mod trajectory;

pub use curve::{Curve, CurvePoint};
pub use frequency_map::{FrequencyMap, frequency_maps};
pub use kernel::{KernelSize, kernel_size};
pub use path::ZeroLossPath;
pub use trajectory::{PotentialPoint, PotentialTrajectory, potential_point};
