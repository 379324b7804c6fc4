//! Training: runs that Python watches and may stop.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use cogring::report::json::{Schema, to_json};
use cogring::train::{
    InTraining, LogRecord, Observer, RunConfig, RunDirectory, SweepConfig, SweepRow, train_run, write_split,
};
use cogring::{Error, PairMask, Result};
use pyo3::prelude::*;

use crate::compute::compute;
use crate::error::{Raised, panicked};
use crate::group::Group;
use crate::network::Network;
use crate::text::{result, serialized};

/// How long a signal, or a wish to stop, waits at most.
const PATIENCE: Duration = Duration::from_millis(50);

/// How often the runs of this process were asked to stop.
static INTERRUPTIONS: AtomicU64 = AtomicU64::new(0);

/// Asks all runs of this process to stop after they are saved.
#[pyfunction]
pub fn interrupt() {
    INTERRUPTIONS.fetch_add(1, Ordering::Relaxed);
}

/// Whether runs that belong together should stop, and why.
struct Stop {
    /// What was raised first.
    raised: Mutex<Option<PyErr>>,
    is_asked: AtomicBool,
    /// How many interruptions there were before.
    begun_at: u64,
}

impl Stop {
    fn new() -> Self {
        let begun_at = INTERRUPTIONS.load(Ordering::Relaxed);
        Stop { raised: Mutex::new(None), is_asked: AtomicBool::new(false), begun_at }
    }

    fn note(&self, result: PyResult<()>) {
        if let Err(error) = result {
            self.is_asked.store(true, Ordering::Relaxed);
            self.raised.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }

    fn is_stopped(&self) -> bool {
        self.is_asked.load(Ordering::Relaxed) || INTERRUPTIONS.load(Ordering::Relaxed) != self.begun_at
    }

    /// What was raised while runs were watched.
    fn raised(&self) -> Option<PyErr> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Watches one run for Python.
struct Watch<'a> {
    /// An object with the methods `step(epoch)`, `record(json, network)`, `warning(text)`, and whether it wants networks.
    observer: Option<(&'a Py<PyAny>, bool)>,
    config: &'a RunConfig,
    save_interval: Duration,
    stop: &'a Stop,
    looked_at: Instant,
    shown_at: Option<Instant>,
    network: Option<Network>,
}

impl<'a> Watch<'a> {
    fn new(
        observer: Option<(&'a Py<PyAny>, bool)>,
        config: &'a RunConfig,
        save_interval: Duration,
        stop: &'a Stop,
    ) -> Self {
        let looked_at = Instant::now();
        Watch { observer, config, save_interval, stop, looked_at, shown_at: None, network: None }
    }
}

impl Observer for Watch<'_> {
    fn record(&mut self, record: &LogRecord) {
        let Some((observer, _)) = self.observer.filter(|_| !self.stop.is_stopped()) else { return };
        let network = self.network.take();
        let called = Python::attach(|py| {
            let record = serialized(record).raised(py)?;
            observer.bind(py).call_method1("record", (record, network)).map(drop)
        });
        self.stop.note(called);
    }

    fn step(&mut self, now: &dyn InTraining) {
        let Some((observer, wants_networks)) = self.observer.filter(|_| !self.stop.is_stopped()) else { return };
        // The record of this epoch comes next, if one is due.
        self.network = None;
        if wants_networks && self.config.protocol.logs_at(now.epoch()) {
            self.network = now.network().ok().map(Network::of);
        }
        if self.shown_at.is_none_or(|shown| shown.elapsed() >= PATIENCE) || now.epoch() == self.config.protocol.epochs {
            self.shown_at = Some(Instant::now());
            self.stop.note(Python::attach(|py| observer.bind(py).call_method1("step", (now.epoch(),)).map(drop)));
        }
    }

    fn warning(&mut self, message: &str) {
        if let Some((observer, _)) = self.observer {
            self.stop.note(Python::attach(|py| observer.bind(py).call_method1("warning", (message,)).map(drop)));
        }
    }

    fn should_stop(&mut self) -> bool {
        if self.looked_at.elapsed() >= PATIENCE {
            self.looked_at = Instant::now();
            self.stop.note(Python::attach(|py| py.check_signals()));
        }
        self.stop.is_stopped()
    }

    fn save_interval(&self) -> Duration {
        self.save_interval
    }
}

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
    let shared = Arc::new(Shared { observers, stop: Stop::new() });
    let observe = |name: &str, _: &RunConfig| -> Box<dyn Observer> {
        Box::new(Named { name: name.to_owned(), shared: shared.clone(), save_interval, shown_at: None })
    };
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

/// What the runs of a sweep have in common.
struct Shared {
    /// An object with the methods `step(name, epoch)`, `record(name, json)`, `warning(name, text)`.
    observers: Option<Py<PyAny>>,
    stop: Stop,
}

/// Watches a run of a sweep for Python, from a thread of the engine.
struct Named {
    name: String,
    shared: Arc<Shared>,
    save_interval: Duration,
    shown_at: Option<Instant>,
}

impl Named {
    fn call(&self, call: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<Py<PyAny>>) {
        if let Some(observers) = self.shared.observers.as_ref().filter(|_| !self.shared.stop.is_stopped()) {
            self.shared.stop.note(Python::attach(|py| call(observers.bind(py)).map(drop)));
        }
    }
}

impl Observer for Named {
    fn record(&mut self, record: &LogRecord) {
        if let Ok(record) = serialized(record) {
            self.call(|observers| Ok(observers.call_method1("record", (&self.name, record))?.unbind()));
        }
    }

    fn step(&mut self, now: &dyn InTraining) {
        if self.shown_at.is_none_or(|shown| shown.elapsed() >= 4 * PATIENCE) {
            self.shown_at = Some(Instant::now());
            self.call(|observers| Ok(observers.call_method1("step", (&self.name, now.epoch()))?.unbind()));
        }
    }

    fn warning(&mut self, message: &str) {
        self.call(|observers| Ok(observers.call_method1("warning", (&self.name, message))?.unbind()));
    }

    fn should_stop(&mut self) -> bool {
        self.shared.stop.is_stopped()
    }

    fn save_interval(&self) -> Duration {
        self.save_interval
    }
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

/// Writes the pairs to train on to a file that `split` names.
#[pyfunction]
pub fn write_pairs(py: Python<'_>, path: PathBuf, group: &Group, pairs: Vec<bool>) -> PyResult<()> {
    let group = group.inner.clone();
    compute(py, move || write_split(&path, &PairMask::new(&group, pairs)?))
}

/// The directory of a run.
#[pyclass(frozen)]
pub struct Run {
    directory: RunDirectory,
}

#[pymethods]
impl Run {
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        compute(py, move || Ok(Run { directory: RunDirectory::open(&path)? }))
    }

    /// The configuration as JSON.
    fn config(&self, py: Python<'_>) -> PyResult<String> {
        serialized(self.directory.config()).raised(py)
    }

    #[getter]
    fn is_finished(&self) -> bool {
        self.directory.is_finished()
    }

    /// The records of the log as JSON.
    fn log(&self, py: Python<'_>) -> PyResult<String> {
        let directory = self.directory.clone();
        compute(py, move || serialized(&directory.log()?))
    }

    /// The epochs of the networks that were kept.
    fn checkpoints(&self) -> Vec<usize> {
        self.directory.checkpoints().into_iter().map(|(epoch, _)| epoch).collect()
    }

    /// The network after the last step, or the one before the step of an epoch.
    fn network(&self, py: Python<'_>, epoch: Option<usize>) -> PyResult<Network> {
        let directory = self.directory.clone();
        let network = move || match epoch {
            Some(epoch) => directory.network_at(epoch),
            None => directory.final_network(),
        };
        compute(py, move || network().map(Network::of))
    }

    /// The pairs that it trains on, row after row.
    fn pairs(&self, py: Python<'_>) -> PyResult<Vec<bool>> {
        let directory = self.directory.clone();
        compute(py, move || {
            let (pairs, d) = (directory.training_pairs()?, directory.config().group.order());
            Ok((0..d).flat_map(|x| (0..d).map(move |y| (x, y))).map(|(x, y)| pairs.contains(x, y)).collect())
        })
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }
}
