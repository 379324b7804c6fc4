//! What training does to the algebra: frequencies and potentials over time.

mod curve;
mod frequency_map;
mod trajectory;

pub use curve::{Curve, CurvePoint};
pub use frequency_map::{FrequencyMap, frequency_maps};
pub use trajectory::{PotentialPoint, PotentialTrajectory, potential_point};
