//! One run from beginning to end, or from where it was stopped.

use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::config::RunConfig;
use super::directory::{LogFile, RunDirectory};
use super::initial::{contamination, initial_weights, split};
use super::protocol::Precision;
use super::record::LogRecord;
use super::state::{self, Stored};
use super::trainer::{InTraining, Progress, Trainer, objective};
use super::writer::Writer;
use crate::Result;
use crate::network::TupleMask;

/// Watches a run and may stop it.
pub trait Observer {
    /// A record was added to the log.
    fn record(&mut self, _record: &LogRecord) {}

    /// A step has been taken, or the run begins or goes on.
    fn step(&mut self, _now: &dyn InTraining) {}

    /// Something was wrong and the run goes on.
    fn warning(&mut self, _message: &str) {}

    /// Whether the run should stop before the next step, or should not begin. It can be continued later.
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
#[derive(Debug, Clone, Serialize)]
pub struct RunOutcome {
    /// The files of the run; serialized as their path.
    pub directory: RunDirectory,
    /// Whether the last step has been taken, or the test loss is on a plateau.
    pub finished: bool,
    /// The number of steps taken.
    pub epoch: usize,
    /// The last record of the log.
    pub last: Option<LogRecord>,
}

/// Trains the network that `config` describes into the directory `path`, which is made when it does not exist.
///
/// An unfinished run in the directory is continued from its last saved state; it ends in the same weights, bit for bit,
/// and the same log as if it had never been interrupted. So does a run that was asked for fewer epochs, finished or not. A
/// finished run is left as it is. A saved state that cannot be read is passed over with a warning, for the one before it
/// or for the beginning.
///
/// # Errors
/// When the configuration is out of range, the directory holds another run or is in use, a file cannot be read or
/// written, or training diverges.
pub fn train_run(config: &RunConfig, path: &Path, observer: &mut dyn Observer) -> Result<RunOutcome> {
    config.check()?;
    match config.protocol.precision {
        Precision::F32 => run::<f32>(config, path, observer),
        Precision::F64 => run::<f64>(config, path, observer),
    }
}

fn run<T: Stored>(config: &RunConfig, path: &Path, observer: &mut dyn Observer) -> Result<RunOutcome> {
    let found = RunDirectory::find(path, config)?;
    let is_over = |directory: &RunDirectory| directory.is_finished() && directory.config() == config;
    if let Some(directory) = found.as_ref().filter(|directory| is_over(directory)) {
        return finished(directory.clone());
    }
    if observer.should_stop() {
        return stopped(RunDirectory::planned(path, config));
    }
    // A run that cannot begin must not leave a directory behind: what it begins with is read before that is made.
    let beginning = if found.is_none() { Some(Beginning::<T>::new(config, observer)?) } else { None };
    let _lock = RunDirectory::lock(path)?;
    let directory = RunDirectory::open_or_create(path, config)?;
    if directory.is_finished() {
        return finished(directory); // by another process, just now
    }
    directory.tidy_for_continuing()?;
    Run::open(&directory, beginning, observer)?.train(observer)
}

/// The outcome of a run whose last step was taken before.
fn finished(directory: RunDirectory) -> Result<RunOutcome> {
    directory.tidy();
    let (epoch, last) = (directory.last_epoch()?, directory.log()?.pop());
    Ok(RunOutcome { directory, finished: true, epoch, last })
}

/// The outcome of a run that is not begun or continued now.
fn stopped(directory: RunDirectory) -> Result<RunOutcome> {
    let epoch = directory.states().last().map_or(0, |(epoch, _)| *epoch);
    let last = directory.log()?.into_iter().rfind(|record| record.epoch <= epoch);
    Ok(RunOutcome { directory, finished: false, epoch, last })
}

/// What a run begins with.
struct Beginning<T> {
    progress: Progress<T>,
    training: TupleMask,
}

impl<T: Stored> Beginning<T> {
    fn new(config: &RunConfig, observer: &mut dyn Observer) -> Result<Self> {
        let training = split(config)?;
        if let Some(message) = contamination(config, &training) {
            observer.warning(&message);
        }
        Ok(Beginning { progress: Progress::start(initial_weights(config)?), training })
    }
}

/// A run with its files open.
struct Run<'a, T: Stored> {
    directory: &'a RunDirectory,
    trainer: Trainer<T>,
    log: LogFile,
    records: Vec<LogRecord>,
    writer: Writer,
    /// Whether everything about the present epoch is on disk. A state is written after everything else of its epoch.
    is_written: bool,
    saved_at: Instant,
}

impl<'a, T: Stored> Run<'a, T> {
    /// Goes back to the last saved state, or to the beginning.
    fn open(directory: &'a RunDirectory, beginning: Option<Beginning<T>>, observer: &mut dyn Observer) -> Result<Self> {
        let config = directory.config();
        let (initial, chosen) = beginning.map(|Beginning { progress, training }| (progress, training)).unzip();
        let training = directory.training_tuples_or(|| chosen.map_or_else(|| split(config), Ok))?;
        let mut records = directory.log().unwrap_or_else(|error| {
            observer.warning(&format!("{error}; the log is written anew"));
            Vec::new()
        });
        records.retain(|record| config.protocol.logs_at(record.epoch));
        let saved = last_state::<T>(directory, &records, observer);
        let is_written = saved.is_some();
        let progress = match saved.or(initial) {
            Some(progress) => progress,
            None => Progress::start(initial_weights(config)?),
        };
        records.retain(|record| is_written && record.epoch <= progress.epoch);
        let log = directory.restart_log(&records)?;
        let trainer = Trainer::resume(objective(config, &training)?, config.descent(), config.width, progress);
        let (writer, saved_at) = (Writer::default(), Instant::now());
        Ok(Run { directory, trainer, log, records, writer, is_written, saved_at })
    }

    /// Takes the steps that are left, until the observer stops them.
    fn train(mut self, observer: &mut dyn Observer) -> Result<RunOutcome> {
        loop {
            observer.step(&self.trainer);
            self.write(observer)?;
            if self.is_over() {
                self.save()?;
                self.directory.finish(self.trainer.epoch(), &self.trainer.layers()?)?;
                return Ok(self.outcome(true));
            }
            let stop = observer.should_stop();
            if stop || self.saved_at.elapsed() >= observer.save_interval() {
                self.save()?;
            }
            if stop {
                return Ok(self.outcome(false));
            }
            self.trainer.step();
            self.is_written = false;
        }
    }

    /// Whether the last epoch is reached, or the test loss logged now is on a plateau.
    fn is_over(&self) -> bool {
        let (epoch, protocol) = (self.trainer.epoch(), &self.directory.config().protocol);
        let is_logged = self.records.last().is_some_and(|record| record.epoch == epoch);
        epoch == protocol.epochs || is_logged && protocol.is_on_plateau(&self.records)
    }

    /// Logs and keeps the network where this is due.
    fn write(&mut self, observer: &mut dyn Observer) -> Result<()> {
        let (epoch, protocol) = (self.trainer.epoch(), &self.directory.config().protocol);
        if !self.is_written && protocol.logs_at(epoch) {
            let record = self.trainer.record()?;
            self.log.push(&record)?;
            observer.record(&record);
            self.records.push(record);
        }
        if !self.is_written && protocol.keeps_checkpoint_at(epoch) {
            self.directory.write_checkpoint(epoch, &self.trainer.layers()?, &mut self.writer)?;
        }
        Ok(())
    }

    /// Writes what the next step depends on.
    fn save(&mut self) -> Result<()> {
        if !self.is_written {
            self.writer.wait()?;
            self.directory.write_state(self.trainer.epoch(), |path| state::write(path, self.trainer.progress()))?;
            self.saved_at = Instant::now();
            self.is_written = true;
        }
        Ok(())
    }

    fn outcome(self, finished: bool) -> RunOutcome {
        let last = self.records.last().copied();
        RunOutcome { directory: self.directory.clone(), finished, epoch: self.trainer.epoch(), last }
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
                let due = (0..=progress.epoch).filter(|&epoch| config.protocol.logs_at(epoch));
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
