//! Training: runs that Python watches and may stop.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use cogring::network::TupleMask;
use cogring::report::json::{Schema, to_json};
use cogring::train::{RunConfig, SweepConfig, SweepRow, train_run, write_split};
use cogring::{Error, Result};
use pyo3::prelude::*;

use crate::compute::compute;
use crate::error::{Raised, panicked};
use crate::group::Group;
use crate::text::{result, serialized};
use crate::watching::{PATIENCE, Shared, Stop, Watch};

/// What a run gives back: an exception of Python first, then a panic, then what the engine says.
fn finished<T>(py: Python<'_>, raised: Option<PyErr>, done: std::thread::Result<Result<T>>) -> PyResult<T> {
    match (raised, done) {
        (Some(error), _) => Err(error),
        (None, Ok(result)) => result.raised(py),
        (None, Err(payload)) => Err(panicked(py, &*payload)),
    }
}

fn seconds(save_every: f64) -> Result<Duration> {
    Duration::try_from_secs_f64(save_every)
        .map_err(|_| Error::argument(format!("save_every is {save_every}: a number of seconds is required")))
}

/// The runs that a description of a sweep stands for, as names and JSON.
#[pyfunction]
pub fn runs(py: Python<'_>, sweep: String) -> PyResult<Vec<(String, String)>> {
    compute(py, move || {
        let runs = described(&sweep)?.runs()?;
        runs.into_iter().map(|(name, run)| run.check().and_then(|()| Ok((name, serialized(&run)?)))).collect()
    })
}

/// The description of a sweep in a TOML file, as JSON.
#[pyfunction]
pub fn read_sweep(py: Python<'_>, path: PathBuf) -> PyResult<String> {
    compute(py, move || serialized(&SweepConfig::read(&path)?))
}

fn described(json: &str) -> Result<SweepConfig> {
    serde_json::from_str(json).map_err(|error| Error::argument(error.to_string()))
}

/// Trains one run: what the command `train` says.
#[pyfunction]
pub fn train(
    py: Python<'_>,
    config: &str,
    path: PathBuf,
    observer: Option<Py<PyAny>>,
    wants_networks: bool,
    save_every: f64,
) -> PyResult<String> {
    let config: RunConfig = result(config).raised(py)?;
    let save_interval = seconds(save_every).raised(py)?;
    let stop = Stop::new();
    let done = py.detach(|| {
        let observer = observer.as_ref().map(|observer| (observer, wants_networks));
        let mut watch = Watch::new(observer, &config, save_interval, &stop);
        catch_unwind(AssertUnwindSafe(|| to_json(Schema::Run, &train_run(&config, &path, &mut watch)?)))
    });
    finished(py, stop.raised(), done)
}

/// Trains one run of a sweep; what goes wrong is in the row that is returned.
#[pyfunction]
pub fn train_row(py: Python<'_>, name: &str, config: &str, root: PathBuf, save_every: f64) -> PyResult<String> {
    let config: RunConfig = result(config).raised(py)?;
    let save_interval = seconds(save_every).raised(py)?;
    let stop = Stop::new();
    let done = py.detach(|| {
        let mut watch = Watch::new(None, &config, save_interval, &stop);
        catch_unwind(AssertUnwindSafe(|| serialized(&SweepRow::train(name, &config, &root, &mut watch))))
    });
    finished(py, stop.raised(), done)
}

/// Trains runs in this process, and returns their rows.
#[pyfunction]
pub fn train_all(
    py: Python<'_>,
    runs: Vec<(String, String)>,
    root: PathBuf,
    jobs: Option<std::num::NonZeroUsize>,
    observers: Option<Py<PyAny>>,
    save_every: f64,
) -> PyResult<String> {
    let runs = runs.into_iter().map(|(name, config)| Ok((name, result(&config)?)));
    let runs = runs.collect::<Result<Vec<(String, RunConfig)>>>().raised(py)?;
    let save_interval = seconds(save_every).raised(py)?;
    let shared = Shared::new(observers);
    let observe = |name: &str, _: &RunConfig| shared.run(name, save_interval);
    let done = py.detach(|| {
        std::thread::scope(|scope| {
            let (sender, receiver) = channel();
            let train = || catch_unwind(AssertUnwindSafe(|| cogring::train::train_all(&runs, &root, jobs, &observe)));
            scope.spawn(move || {
                // The receiver waits until this is sent.
                let _ = sender.send(train());
            });
            loop {
                match receiver.recv_timeout(PATIENCE) {
                    Ok(done) => return done,
                    Err(RecvTimeoutError::Disconnected) => return Ok(Err(Error::argument("a thread ended"))),
                    Err(RecvTimeoutError::Timeout) => shared.stop.note(Python::attach(|py| py.check_signals())),
                }
            }
        })
    });
    serialized(&finished(py, shared.stop.raised(), done)?).raised(py)
}

/// Writes the table of a sweep from rows as JSON, and returns what the command `train` says of them.
#[pyfunction]
pub fn sweep_table(py: Python<'_>, rows: String, root: PathBuf) -> PyResult<String> {
    compute(py, move || {
        let rows: Vec<SweepRow> = result(&rows)?;
        SweepRow::write_all(&rows, &root)?;
        to_json(Schema::Sweep, &serde_json::json!({ "runs": rows }))
    })
}

/// Writes the pairs or tuples to train on to a file that `split` names.
#[pyfunction]
pub fn write_pairs(py: Python<'_>, path: PathBuf, group: &Group, operands: usize, pairs: Vec<bool>) -> PyResult<()> {
    let group = group.inner.clone();
    compute(py, move || write_split(&path, &TupleMask::new(&group, operands, pairs)?))
}
