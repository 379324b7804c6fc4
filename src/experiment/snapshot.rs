//! One network as it was read, and what its file or run tells of it.

use std::path::Path;

use super::settings::Settings;
use super::source::{Source, epoch_in_name};
use crate::Result;
use crate::format::{Arrays, ReadOptions, network_from_arrays, read_network_arrays};
use crate::network::Network;
use crate::train::RunDirectory;

/// A network, the epoch and the seed where they are known, and the settings that it was trained with.
pub(super) struct Snapshot {
    pub name: String,
    pub network: Network,
    pub epoch: Option<usize>,
    pub seed: Option<f64>,
    pub settings: Settings,
}

impl Snapshot {
    /// The network at the end of a run, or that of a file.
    pub(super) fn of_source(source: &Source, options: &ReadOptions) -> Result<Self> {
        match source {
            Source::File(path) => Snapshot::of_file(&read_network_arrays(path, options)?, path, None, options),
            Source::Run(path) => {
                let run = RunDirectory::open(path)?;
                let config = run.config();
                Ok(Snapshot {
                    name: source.name(),
                    network: run.final_network()?,
                    epoch: Some(run.last_epoch()?),
                    seed: Some(config.seed as f64),
                    settings: Settings::of_run(config),
                })
            }
        }
    }

    /// The network that the arrays of the file at `path` are, or those of one part of it.
    pub(super) fn of_file(arrays: &Arrays, path: &Path, part: Option<&str>, options: &ReadOptions) -> Result<Self> {
        let (network, _) = network_from_arrays(arrays, options).map_err(|error| error.at_path(path))?;
        let of_part = part.and_then(|label| label.parse().ok());
        Ok(Snapshot {
            name: Source::File(path.to_owned()).name(),
            epoch: of_part.or_else(|| epoch_of(arrays, path)),
            seed: Settings::seed_of_file(arrays),
            settings: Settings::of_file(arrays, network.width()),
            network,
        })
    }
}

fn epoch_of(arrays: &Arrays, path: &Path) -> Option<usize> {
    let stored = arrays.get("epoch").and_then(|array| array.as_scalar());
    let stored = stored.filter(|epoch| *epoch >= 0.0 && epoch.fract() == 0.0).map(|epoch| epoch as usize);
    stored.or_else(|| epoch_in_name(path).map(|found| found.0))
}
