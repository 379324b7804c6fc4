//! What training does to the algebra: frequencies and potentials over time.

mod frequency_map;
mod trajectory;

pub use frequency_map::{FrequencyMap, frequency_maps};
pub use trajectory::{PotentialPoint, PotentialTrajectory, potential_point};
