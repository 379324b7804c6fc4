//! The files of a run are written.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{RunDirectory, file_name};
use crate::format::{
    Array, Arrays, Values, make_directory, npz, remove_partial_files, tuple_network_arrays, write_atomically,
};
use crate::network::{TupleMask, TupleNetwork};
use crate::train::config::RunConfig;
use crate::train::pairs::write_split;
use crate::train::protocol::Precision;
use crate::train::record::LogRecord;
use crate::train::writer::Writer;
use crate::{Error, Result};

/// # Writing
impl RunDirectory {
    /// The right to write into a directory, which is made when it does not exist, until the file is dropped.
    ///
    /// # Errors
    /// When another process has it, or the operating system refuses.
    pub(in crate::train) fn lock(directory: &Path) -> Result<File> {
        make_directory(directory)?;
        let path = directory.join("lock");
        let file = File::create(&path).map_err(|error| Error::io("cannot be written", error).at_path(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                Err(Error::argument("another process is training into this directory").at_path(directory))
            }
            Err(TryLockError::Error(error)) => Err(Error::io("cannot be locked", error).at_path(&path)),
        }
    }

    /// Opens the directory of the run that `config` describes, and makes it when it does not exist. A run that was asked for
    /// fewer epochs becomes one that is not finished. Only who has the lock may do this.
    ///
    /// # Errors
    /// When the directory cannot be made, holds a run with another configuration (the message lists the differences), or one
    /// that was finished without keeping what its next step depends on.
    pub(in crate::train) fn open_or_create(path: &Path, config: &RunConfig) -> Result<Self> {
        let found = Self::find(path, config)?;
        if let Some(found) = found {
            if found.config.protocol.epochs == config.protocol.epochs {
                return Ok(found);
            }
            found.unfinish()?;
        }
        let directory = Self::planned(path, config);
        make_directory(&path.join("checkpoints"))?;
        make_directory(&path.join("state"))?;
        let text = serde_json::to_string_pretty(config).map_err(|error| Error::format(error.to_string()))?;
        write_text(&path.join("config.json"), &(text + "\n"))?;
        Ok(directory)
    }

    /// Removes the last network of a run that is to go on, when it can.
    fn unfinish(&self) -> Result<()> {
        if !self.is_finished() {
            return Ok(());
        }
        let epochs = self.last_epoch()?;
        if !self.states().iter().any(|(epoch, _)| *epoch == epochs) {
            let lacking = format!("this run ended at epoch {epochs} without keeping the state of its optimizer");
            let required = "it cannot be continued; choose another directory";
            return Err(Error::argument(format!("{lacking}; {required}")).at_path(&self.path));
        }
        remove(&self.final_path())
    }

    /// The training tuples, chosen by `choose` when none are stored.
    pub(in crate::train) fn training_tuples_or(&self, choose: impl FnOnce() -> Result<TupleMask>) -> Result<TupleMask> {
        if self.split_path().exists() {
            return self.training_tuples();
        }
        let mask = choose()?;
        write_split(&self.split_path(), &mask)?;
        Ok(mask)
    }

    /// Removes what processes have left behind that were killed while they wrote, and the checkpoint that was the last of
    /// a run that goes on. Nobody else may be writing here.
    pub(in crate::train) fn tidy_for_continuing(&self) -> Result<()> {
        self.remove_partial_files();
        let checkpoints = self.checkpoints().into_iter();
        let mut surplus = checkpoints.filter(|(epoch, _)| !self.config.protocol.keeps_checkpoint_at(*epoch));
        surplus.try_for_each(|(_, path)| remove(&path))
    }

    pub(in crate::train) fn write_checkpoint(
        &self,
        epoch: usize,
        network: &TupleNetwork,
        writer: &mut Writer,
    ) -> Result<()> {
        writer.write(self.checkpoint_path(epoch), self.arrays(epoch, network))
    }

    /// Writes the last network, which ends the run, and removes what is no longer needed.
    pub(in crate::train) fn finish(&self, epoch: usize, network: &TupleNetwork) -> Result<()> {
        npz::write_arrays(&self.final_path(), &self.arrays(epoch, network))?;
        self.tidy();
        Ok(())
    }

    /// Removes what a finished run does not need, also where its process was killed before it could.
    pub(in crate::train) fn tidy(&self) {
        self.remove_partial_files();
        let last = self.last_epoch().ok();
        let earlier = self.states().into_iter().filter(|(epoch, _)| last.is_some_and(|last| *epoch != last));
        for path in earlier.map(|(_, path)| path).chain([self.path.join("lock")]) {
            // What cannot be removed does no harm: a finished run is recognised by its last network.
            let _ = fs::remove_file(&path);
        }
    }

    fn remove_partial_files(&self) {
        for directory in [&self.path, &self.path.join("checkpoints"), &self.path.join("state")] {
            remove_partial_files(directory);
        }
    }

    fn arrays(&self, epoch: usize, network: &TupleNetwork) -> Arrays {
        let mut arrays = tuple_network_arrays(network);
        if self.config.protocol.precision == Precision::F32 {
            for array in arrays.values_mut() {
                if let Values::F64(values) = &array.values {
                    array.values = Values::F32(values.iter().map(|&value| value as f32).collect());
                }
            }
        }
        arrays.insert("epoch".to_string(), Array::integer(epoch as i64));
        arrays.insert(RunConfig::ARRAY.to_string(), self.config.to_array(epoch));
        arrays
    }

    /// Writes a state by `write` and forgets all but the last two.
    pub(in crate::train) fn write_state(&self, epoch: usize, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let directory = self.path.join("state");
        make_directory(&directory)?;
        write(&directory.join(file_name(epoch)))?;
        let states = self.states();
        states[..states.len().saturating_sub(2)].iter().try_for_each(|(_, old)| remove(old))
    }

    /// Replaces the log by these records and opens it for more.
    pub(in crate::train) fn restart_log(&self, records: &[LogRecord]) -> Result<LogFile> {
        let lines: Result<String> = records.iter().map(line).collect();
        let path = self.log_path();
        write_text(&path, &lines?)?;
        let file = OpenOptions::new()
            .append(true)
            .open(&path)
            .map_err(|error| Error::io("cannot be written", error).at_path(&path))?;
        Ok(LogFile { file, path })
    }
}

/// A log that is being written.
pub(in crate::train) struct LogFile {
    file: File,
    path: PathBuf,
}

impl LogFile {
    pub(in crate::train) fn push(&mut self, record: &LogRecord) -> Result<()> {
        let line = line(record)?;
        self.file.write_all(line.as_bytes()).map_err(|error| Error::io("cannot be written", error).at_path(&self.path))
    }
}

fn line(record: &LogRecord) -> Result<String> {
    let text = serde_json::to_string(record).map_err(|error| Error::format(error.to_string()))?;
    Ok(text + "\n")
}

fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).map_err(|error| Error::io("cannot be removed", error).at_path(path))
}

fn write_text(path: &Path, text: &str) -> Result<()> {
    write_atomically(path, text)
}
