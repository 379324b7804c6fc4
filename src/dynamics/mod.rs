//! What training does to the algebra: which node carries which frequency, the potentials, and the kernel that moves them.

mod frequency_map;
mod kernel;
mod product;
mod trajectory;

pub use frequency_map::{FrequencyMap, frequency_maps};
pub use kernel::{KernelSize, kernel_size};
pub use trajectory::{PotentialClass, PotentialPoint, PotentialTrajectory, Spread, potential_point};
