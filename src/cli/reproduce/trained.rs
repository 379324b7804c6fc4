//! Experiments that train what is missing first.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::experiment::{Source, find_sources};
use crate::train::{Observer, RunConfig, Shard, train_all, train_shard};
use crate::{Error, Result};

use crate::cli::Answer;
use crate::cli::output::print;
use crate::cli::train::progress::{Progress, standing, stop_on_interrupt};

/// The time after which training saves what it needs to continue.
const SAVE_INTERVAL: Duration = Duration::from_secs(5);

/// Runs that are given, or that are trained where they are missing
#[derive(clap::Args)]
pub(super) struct Runs {
    /// Run directories, or directories that hold them [default: train what is missing in --runs]
    inputs: Vec<PathBuf>,
    /// Without inputs: the directory of the runs [default: the name of the experiment]
    #[arg(long, value_name = "DIR", conflicts_with = "inputs")]
    runs: Option<PathBuf>,
    /// Without inputs: the number of runs at a time [default: the number of cores]
    #[arg(long, value_name = "N", conflicts_with = "inputs")]
    jobs: Option<NonZeroUsize>,
    /// Without inputs: train only part I of N of the runs, as jobs of an array, and draw nothing; the same command without it, at
    /// the end, draws
    #[arg(long, value_name = "I/N", conflicts_with = "inputs")]
    shard: Option<Shard>,
}

impl Runs {
    /// The runs that are given, or else those of `needed` in a directory that has the name of the experiment if no other was
    /// named; the answer of the command when Ctrl-C stopped their training, or where only a part of them is trained.
    pub fn sources(
        &self,
        experiment: &str,
        needed: impl FnOnce() -> Result<Vec<(String, RunConfig)>>,
    ) -> Result<ControlFlow<Answer, Vec<Source>>> {
        if !self.inputs.is_empty() {
            return find_sources(&self.inputs).map(ControlFlow::Continue);
        }
        let path = self.runs.as_deref().unwrap_or(Path::new(experiment));
        let trained = train_missing(&needed()?, path, self.jobs, self.shard)?;
        Ok(match (trained, self.shard) {
            (None, _) => ControlFlow::Break(Answer::No),
            (Some(_), Some(_)) => ControlFlow::Break(Answer::Yes),
            (Some(trained), None) => ControlFlow::Continue(find_sources(&trained)?),
        })
    }
}

/// Trains what is missing of the runs, and returns all their directories; `None` when Ctrl-C stopped it.
pub(super) fn train_missing(
    runs: &[(String, RunConfig)],
    path: &Path,
    jobs: Option<NonZeroUsize>,
    shard: Option<Shard>,
) -> Result<Option<Vec<PathBuf>>> {
    stop_on_interrupt()?;
    let progress = Progress::new(shard.map_or(runs.len(), |shard| shard.of(runs).count()), SAVE_INTERVAL);
    let observe = |name: &str, run: &RunConfig| -> Box<dyn Observer> { Box::new(progress.run(name, run)) };
    let rows = match shard {
        Some(shard) => train_shard(runs, shard, path, jobs, &observe)?,
        None => train_all(runs, path, jobs, &observe)?,
    };
    drop(progress);
    if let Some((row, error)) = rows.iter().find_map(|row| Some((row, row.error.as_ref()?))) {
        return Err(Error::argument(error.clone()).context(row.run.clone()));
    }
    if shard.is_some() || rows.iter().any(|row| !row.finished) {
        print(&standing(&rows, runs))?;
    }
    if rows.iter().any(|row| !row.finished) {
        return Ok(None);
    }
    Ok(Some(rows.into_iter().map(|row| path.join(row.run)).collect()))
}
