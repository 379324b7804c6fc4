//! One run from beginning to end, or from where it was stopped.

use std::path::Path;
use std::time::{Duration, Instant};

use super::config::{Precision, RunConfig};
use super::directory::RunDirectory;
use super::initial::split;
use super::record::LogRecord;
use super::state::{self, Stored};
use super::trainer::{Progress, Trainer};
use super::writer::Writer;
use crate::Result;

/// Watches a run and may stop it.
pub trait Observer {
    /// A record was added to the log.
    fn record(&mut self, _record: &LogRecord) {}

    /// `_epoch` steps have been taken.
    fn step(&mut self, _epoch: usize) {}

    /// Something was wrong and the run goes on.
    fn warning(&mut self, _message: &str) {}

    /// Whether the run should stop before the next step. It can be continued later.
    fn should_stop(&mut self) -> bool {
        false
    }

    /// The time after which work may be lost when the process is killed.
    fn save_interval(&self) -> Duration {
        Duration::from_secs(5)
    }
}

/// An observer that sees nothing and stops nothing.
pub struct Silent;

impl Observer for Silent {}

/// How far a run has come.
#[derive(Debug, Clone)]
pub struct RunOutcome {
    /// The files of the run.
    pub directory: RunDirectory,
    /// Whether the last step has been taken.
    pub finished: bool,
    /// The number of steps taken.
    pub epoch: usize,
    /// The last record of the log.
    pub last: Option<LogRecord>,
}

/// Trains the network that `config` describes into the directory `path`, which is made when it does not exist.
///
/// An unfinished run in the directory is continued from its last saved state; it ends in the same weights, bit for bit,
/// and the same log as if it had never been interrupted. A finished run is left as it is. A saved state that cannot be
/// read is passed over with a warning, for the one before it or for the beginning.
///
/// # Errors
/// When the configuration is out of range, the directory holds another run or is in use, a file cannot be read or
/// written, or training diverges.
pub fn train_run(config: &RunConfig, path: &Path, observer: &mut dyn Observer) -> Result<RunOutcome> {
    config.check()?;
    match config.precision {
        Precision::F32 => run::<f32>(config, path, observer),
        Precision::F64 => run::<f64>(config, path, observer),
    }
}

fn finished(directory: RunDirectory) -> Result<RunOutcome> {
    directory.tidy();
    let (epoch, last) = (directory.config().epochs, directory.log()?.pop());
    Ok(RunOutcome { directory, finished: true, epoch, last })
}

fn run<T: Stored>(config: &RunConfig, path: &Path, observer: &mut dyn Observer) -> Result<RunOutcome> {
    let found = RunDirectory::find(path, config)?;
    // A run that cannot begin must not leave a directory behind: what it begins with is read before that is made.
    let beginning = match &found {
        None => Some((Progress::<T>::initial(config)?, split(config)?)),
        Some(_) => None,
    };
    if let Some(directory) = found.filter(RunDirectory::is_finished) {
        return finished(directory);
    }
    let _lock = RunDirectory::lock(path)?;
    let directory = RunDirectory::open_or_create(path, config)?;
    if directory.is_finished() {
        return finished(directory); // by another process, just now
    }
    directory.remove_partial_files();
    let (initial, chosen) = beginning.unzip();
    let training = directory.training_pairs_or(|| chosen.map_or_else(|| split(config), Ok))?;
    let mut records = directory.log().unwrap_or_else(|error| {
        observer.warning(&format!("{error}; the log is written anew"));
        Vec::new()
    });
    let saved = last_state::<T>(&directory, &records, observer);
    let continued = saved.is_some();
    let progress = match saved.or(initial) {
        Some(progress) => progress,
        None => Progress::initial(config)?,
    };
    records.retain(|record| continued && record.epoch <= progress.epoch);
    let mut log = directory.restart_log(&records)?;
    let mut last = records.pop();
    // A state is written after everything else of its epoch.
    let mut is_written = continued;
    let mut trainer = Trainer::resume(config, &training, progress)?;
    let mut saved_at = Instant::now();
    let mut writer = Writer::default();
    loop {
        let epoch = trainer.epoch();
        if !is_written {
            if config.logs_at(epoch) || epoch == config.epochs {
                let record = trainer.record()?;
                log.push(&record)?;
                observer.record(&record);
                last = Some(record);
            }
            if config.keeps_checkpoint_at(epoch) {
                directory.write_checkpoint(epoch, &trainer.network()?, &mut writer)?;
            }
        }
        if epoch == config.epochs {
            writer.wait()?;
            directory.finish(&trainer.network()?)?;
            return Ok(RunOutcome { directory, finished: true, epoch, last });
        }
        let stop = observer.should_stop();
        if !is_written && (stop || saved_at.elapsed() >= observer.save_interval()) {
            writer.wait()?;
            directory.write_state(epoch, |path| state::write(path, trainer.progress()))?;
            saved_at = Instant::now();
        }
        if stop {
            return Ok(RunOutcome { directory, finished: false, epoch, last });
        }
        trainer.step();
        observer.step(trainer.epoch());
        is_written = false;
    }
}

/// The latest saved state that can be read and whose log is complete.
fn last_state<T: Stored>(
    directory: &RunDirectory,
    records: &[LogRecord],
    observer: &mut dyn Observer,
) -> Option<Progress<T>> {
    let config = directory.config();
    for (_, path) in directory.states().iter().rev() {
        match state::read::<T>(path, config) {
            Ok(progress) => {
                let due = (0..=progress.epoch).filter(|&epoch| config.logs_at(epoch));
                let logged = records.iter().map(|record| record.epoch).take_while(|&epoch| epoch <= progress.epoch);
                if due.eq(logged) {
                    return Some(progress);
                }
                observer.warning(&format!("{}: the log does not reach this state; it is passed over", path.display()));
            }
            Err(error) => observer.warning(&format!("{error}; this saved state is passed over")),
        }
    }
    None
}
