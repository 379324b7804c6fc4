//! The files of one run.

mod write;

pub(super) use write::LogFile;

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};

use super::config::RunConfig;
use super::pairs::read_tuples;
use super::record::LogRecord;
use crate::format::{ReadOptions, npz, read_network, read_text};
use crate::network::{Network, PairMask, TupleMask, TupleNetwork, layer_names, not_of_pairs};
use crate::{Error, Result};

/// The directory of a run:
///
/// | file | content |
/// |---|---|
/// | `config.json` | the [`RunConfig`] |
/// | `split.npz` | `train`: d × d truth values, the training pairs; d × … × d of k operands |
/// | `log.jsonl` | one [`LogRecord`] per line |
/// | `checkpoints/epoch_000100.npz` | the network before the step of epoch 100 |
/// | `final.npz` | the network after the last step; a run is finished when this exists |
/// | `state/epoch_000100.npz` | what the next step depends on: the last two, of a finished run the last |
/// | `lock` | held by the process that trains; only while unfinished |
///
/// The networks are those that [`write_network`](crate::format::write_network) writes; of other numbers k of operands than two their
/// layers are `W_1`, …, `W_k` and `W_c`, and `operands` is k.
///
/// Every file but the log appears whole or not at all; the log grows line by line, and a line that was cut short is
/// not read.
#[derive(Debug, Clone)]
pub struct RunDirectory {
    path: PathBuf,
    config: RunConfig,
}

/// What a run writes beside its configuration, each of which no other directory of networks has.
const FILES: [&str; 4] = ["split.npz", "log.jsonl", "state", "final.npz"];

impl RunDirectory {
    /// Whether a directory is that of a run: one with a configuration of ours, or with a `config.json` that cannot be read as such beside
    /// other files of a run. Others keep settings of their own under that name, next to their networks.
    #[must_use]
    pub fn is_one(path: &Path) -> bool {
        let is_beside = || FILES.iter().any(|name| path.join(name).exists());
        path.join("config.json").is_file() && (is_beside() || RunDirectory::open(path).is_ok())
    }

    /// Opens the directory of a run, finished or not.
    ///
    /// # Errors
    /// When it has no readable `config.json`.
    pub fn open(path: &Path) -> Result<Self> {
        let file = path.join("config.json");
        let text = read_text(&file).map_err(|error| error.context("not the directory of a run"))?;
        let config = serde_json::from_str(&text)
            .map_err(|error| Error::format(format!("not the configuration of a run: {error}")).at_path(&file))?;
        Ok(RunDirectory { path: path.to_path_buf(), config })
    }

    /// The directory of the run that `config` describes, if there is one; it may have been asked for fewer epochs.
    ///
    /// # Errors
    /// When the directory holds a run with another configuration (the message lists the differences), or files of a run
    /// without a configuration.
    pub(super) fn find(path: &Path, config: &RunConfig) -> Result<Option<Self>> {
        if !path.join("config.json").exists() {
            return match ["final.npz", "split.npz", "log.jsonl"].into_iter().find(|name| path.join(name).exists()) {
                Some(name) => Err(Error::argument(format!(
                    "holds {name}, but no config.json that says of which run; choose another directory"
                ))
                .at_path(path)),
                None => Ok(None),
            };
        }
        let found = Self::open(path)?;
        let mut asked = config.clone();
        asked.protocol.epochs = asked.protocol.epochs.min(found.config.protocol.epochs);
        let differences = found.config.differences(&asked);
        if !differences.is_empty() {
            return Err(Error::argument(format!(
                "holds another run (there, asked for): {}; choose another directory, or the protocol of that run",
                differences.join("; ")
            ))
            .at_path(path));
        }
        Ok(Some(found))
    }

    /// What will be the directory of a run.
    pub(super) fn planned(path: &Path, config: &RunConfig) -> Self {
        RunDirectory { path: path.to_path_buf(), config: config.clone() }
    }

    /// Where the files are.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was, or is being, trained.
    #[must_use]
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// Refuses a run of another number of operands than two.
    ///
    /// # Errors
    /// With the number.
    pub(crate) fn require_pairs(&self) -> Result<()> {
        match self.config.protocol.operands {
            2 => Ok(()),
            operands => Err(not_of_pairs(operands).at_path(&self.path)),
        }
    }

    /// Refuses a run of another task than the product of two elements of its group, for which `required` says something.
    ///
    /// # Errors
    /// With the task, or the number of operands.
    pub(crate) fn require_product(&self, required: &str) -> Result<()> {
        self.require_pairs()?;
        let task = &self.config.protocol.task;
        match task.is_product() {
            true => Ok(()),
            false => Err(Error::unsupported(format!("the task is {task}; {required}")).at_path(&self.path)),
        }
    }

    /// Whether the last step has been taken, or the run has ended on a plateau.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.final_path().exists()
    }

    /// The epoch of the last network of a finished run: all that were asked for, or where the test loss was on a plateau, which
    /// the last record of the log tells.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn last_epoch(&self) -> Result<usize> {
        let epochs = self.config.protocol.epochs;
        match self.config.protocol.plateau {
            None => Ok(epochs),
            Some(_) => Ok(self.log()?.last().map_or(epochs, |record| record.epoch.min(epochs))),
        }
    }

    /// The log so far, in order of epochs.
    ///
    /// # Errors
    /// When the log cannot be read, or a line that is not the last is not a record.
    pub fn log(&self) -> Result<Vec<LogRecord>> {
        let path = self.log_path();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("cannot be read", error).at_path(&path)),
        };
        let complete = text.rfind('\n').map_or("", |end| &text[..end]);
        let record = |(number, line): (usize, &str)| {
            serde_json::from_str(line)
                .map_err(|error| Error::format(format!("line {}: {error}", number + 1)).at_path(&path))
        };
        complete.lines().enumerate().map(record).collect()
    }

    /// The epochs of the networks that were kept, in increasing order, and their files.
    #[must_use]
    pub fn checkpoints(&self) -> Vec<(usize, PathBuf)> {
        numbered_files(&self.path.join("checkpoints"))
    }

    /// The network before the step of an epoch, as [`read_network`](crate::format::read_network) reads it: of a task that is the
    /// multiplication of a group in other names, in the names of the group.
    ///
    /// # Errors
    /// When no checkpoint of that epoch was kept, it cannot be read, or the run is of another activation than the square, of a
    /// task that is no group's or of another number of operands than two; see [`RunDirectory::layers_at`].
    pub fn network_at(&self, epoch: usize) -> Result<Network> {
        self.read(&self.checkpoint_path(epoch))
    }

    /// The network after the last step.
    ///
    /// # Errors
    /// When the run is not finished, or as [`RunDirectory::network_at`].
    pub fn final_network(&self) -> Result<Network> {
        self.require_finished()?;
        self.read(&self.final_path())
    }

    /// The weights before the step of an epoch as they were trained, whatever the activation and the task.
    ///
    /// # Errors
    /// When no checkpoint of that epoch was kept, it cannot be read, or the run is of another number of operands than two.
    pub fn weights_at(&self, epoch: usize) -> Result<Network> {
        self.require_pairs()?;
        self.layers_at(epoch)?.into_pairs()
    }

    /// The weights after the last step as they were trained, whatever the activation and the task.
    ///
    /// # Errors
    /// When the run is not finished, the file cannot be read, or the run is of another number of operands than two.
    pub fn final_weights(&self) -> Result<Network> {
        self.require_pairs()?;
        self.final_layers()?.into_pairs()
    }

    /// The weights before the step of an epoch as they were trained, of any number of operands.
    ///
    /// # Errors
    /// When no checkpoint of that epoch was kept, or it cannot be read.
    pub fn layers_at(&self, epoch: usize) -> Result<TupleNetwork> {
        self.read_layers(&self.checkpoint_path(epoch))
    }

    /// The weights after the last step as they were trained, of any number of operands.
    ///
    /// # Errors
    /// When the run is not finished, or the file cannot be read.
    pub fn final_layers(&self) -> Result<TupleNetwork> {
        self.require_finished()?;
        self.read_layers(&self.final_path())
    }

    fn require_finished(&self) -> Result<()> {
        if self.is_finished() {
            return Ok(());
        }
        Err(Error::argument("this run is not finished; the command that began it continues it").at_path(&self.path))
    }

    /// The pairs that the run trains on.
    ///
    /// # Errors
    /// When `split.npz` cannot be read, or the run is of another number of operands than two.
    pub fn training_pairs(&self) -> Result<PairMask> {
        self.require_pairs()?;
        self.training_tuples()?.try_into()
    }

    /// The tuples that the run trains on, pairs of two operands.
    ///
    /// # Errors
    /// When `split.npz` cannot be read.
    pub fn training_tuples(&self) -> Result<TupleMask> {
        read_tuples(&self.split_path(), &self.config.group, self.config.protocol.operands)
    }

    fn read(&self, path: &Path) -> Result<Network> {
        self.require_pairs()?;
        let group = Some(self.config.group.clone());
        read_network(path, &ReadOptions { group, ..ReadOptions::default() })
    }

    /// The matrices of a file that this module has written.
    fn read_layers(&self, path: &Path) -> Result<TupleNetwork> {
        let arrays = npz::read_arrays(path)?;
        let matrix = |layer: &String| {
            let array = arrays.get(&format!("W_{layer}"));
            array.ok_or_else(|| Error::format(format!("has no array W_{layer}")))?.to_matrix()
        };
        let network = || {
            let layers = layer_names(self.config.protocol.operands);
            let (output, inputs) = layers.split_last().expect("a name for the outputs");
            TupleNetwork::new(&self.config.group, inputs.iter().map(matrix).collect::<Result<_>>()?, matrix(output)?)
        };
        network().map_err(|error| error.at_path(path))
    }

    pub(super) fn states(&self) -> Vec<(usize, PathBuf)> {
        numbered_files(&self.path.join("state"))
    }

    fn log_path(&self) -> PathBuf {
        self.path.join("log.jsonl")
    }

    fn split_path(&self) -> PathBuf {
        self.path.join("split.npz")
    }

    fn final_path(&self) -> PathBuf {
        self.path.join("final.npz")
    }

    fn checkpoint_path(&self, epoch: usize) -> PathBuf {
        self.path.join("checkpoints").join(file_name(epoch))
    }
}

impl Serialize for RunDirectory {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(&self.path.display())
    }
}

fn file_name(epoch: usize) -> String {
    format!("epoch_{epoch:06}.npz")
}

/// The files `epoch_<number>.npz` of a directory, by number.
fn numbered_files(directory: &Path) -> Vec<(usize, PathBuf)> {
    let Ok(entries) = fs::read_dir(directory) else {
        return Vec::new();
    };
    let number = |path: &Path| path.file_name()?.to_str()?.strip_prefix("epoch_")?.strip_suffix(".npz")?.parse().ok();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<(usize, PathBuf)> = paths.filter_map(|path| Some((number(&path)?, path))).collect();
    files.sort();
    files
}
