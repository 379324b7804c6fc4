//! The features of the network in a file, of any activation and number of operands.

use std::path::Path;

use super::file::OfFile;
use crate::Result;
use crate::features::FeatureReading;
use crate::format::{ReadOptions, is_tuple_network, read_network_as, read_tuple_network};
use crate::network::PairMask;

/// The features of the network in a file: of two operands with the energies on all pairs, of another number of them without.
///
/// # Errors
/// When the file cannot be read, or as [`FeatureReading::of_task`] and [`FeatureReading::of_tuples`].
pub fn features_of_file(path: &Path, options: &ReadOptions) -> Result<OfFile<FeatureReading>> {
    let (reading, features) = if is_tuple_network(path) {
        let (network, reading) = read_tuple_network(path, options)?;
        let features = FeatureReading::of_tuples(&network, reading.activation);
        (reading, features)
    } else {
        let options = ReadOptions { any_activation: true, ..options.clone() };
        let (network, reading) = read_network_as(path, &options)?;
        let task = reading.does.task.clone().unwrap_or_default();
        let mask = PairMask::all(network.group());
        let features = FeatureReading::of_task(&network, reading.network_activation(), &task, &mask);
        (reading, features)
    };
    Ok(OfFile::new(path.display().to_string(), reading, features.map_err(|error| error.at_path(path))?))
}
