//! Files: what is written is read back, every layout in the wild is understood, and bad files are refused with words.

#[allow(dead_code)]
#[path = "../hostile/allocation.rs"]
mod allocation;
mod bad_input;
mod destinations;
mod field;
mod histories;
mod kinds;
mod layouts;
mod memory;
mod numbers;
mod objects;
mod pickles;
mod round_trips;
mod tokens;
#[path = "../support/torch_file.rs"]
mod torch_file;

use std::path::Path;

use cogring::Network;
use cogring::format::{Array, Arrays, ReadOptions, network_from_arrays, read_arrays};

/// A trained network, d = 23 and q = 512, in the two formats in which it ships.
const BUNDLED_NPZ: &str = "examples/data/d23_seed1_epoch9900.npz";
const BUNDLED_PT: &str = "examples/data/d23_seed1_epoch9900.pt";

/// The arrays of the bundled network.
fn bundled() -> Arrays {
    read_arrays(Path::new(BUNDLED_NPZ)).expect("the bundled network is readable")
}

/// The network that the arrays describe without further hints.
fn network(arrays: &Arrays) -> cogring::Result<Network> {
    network_from_arrays(arrays, &ReadOptions::default()).map(|(network, _)| network)
}

/// Arrays by name.
fn arrays<const N: usize>(named: [(&str, Array); N]) -> Arrays {
    named.into_iter().map(|(name, array)| (name.to_string(), array)).collect()
}
