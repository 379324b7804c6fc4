//! Experiments that train what is missing first.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::train::{RunConfig, train_all};
use crate::{Error, Result};

use crate::cli::output::print;
use crate::cli::train::progress::{Progress, standing, stop_on_interrupt};

/// The time after which training saves what it needs to continue.
const SAVE_INTERVAL: Duration = Duration::from_secs(5);

/// Trains what is missing of the runs, and returns all their directories; `None` when Ctrl-C stopped it.
pub(super) fn train_missing(
    runs: &[(String, RunConfig)],
    path: &Path,
    jobs: Option<NonZeroUsize>,
) -> Result<Option<Vec<PathBuf>>> {
    stop_on_interrupt()?;
    let progress = Progress::new(runs.len(), SAVE_INTERVAL);
    let rows = train_all(runs, path, jobs, &|name, run| Box::new(progress.run(name, run)))?;
    drop(progress);
    if let Some((row, error)) = rows.iter().find_map(|row| Some((row, row.error.as_ref()?))) {
        return Err(Error::argument(error.clone()).context(row.run.clone()));
    }
    if rows.iter().any(|row| !row.finished) {
        print(&standing(&rows, &runs[0].1.protocol))?;
        return Ok(None);
    }
    Ok(Some(rows.into_iter().map(|row| path.join(row.run)).collect()))
}
