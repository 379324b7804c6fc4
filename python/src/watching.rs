//! How Python watches runs, and stops them.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use cogring::network::TupleNetwork;
use cogring::train::{InTraining, LogRecord, Observer, RunConfig};
use pyo3::prelude::*;

use crate::arrays::layers;
use crate::error::Raised;
use crate::network::Network;
use crate::text::serialized;

/// How long a signal, or a wish to stop, waits at most.
pub const PATIENCE: Duration = Duration::from_millis(50);

/// How often the runs of this process were asked to stop.
static INTERRUPTIONS: AtomicU64 = AtomicU64::new(0);

/// Asks all runs of this process to stop after they are saved.
#[pyfunction]
pub fn interrupt() {
    INTERRUPTIONS.fetch_add(1, Ordering::Relaxed);
}

/// Whether runs that belong together should stop, and why.
pub struct Stop {
    /// What was raised first.
    raised: Mutex<Option<PyErr>>,
    is_asked: AtomicBool,
    /// How many interruptions there were before.
    begun_at: u64,
}

impl Stop {
    pub fn new() -> Self {
        let begun_at = INTERRUPTIONS.load(Ordering::Relaxed);
        Stop { raised: Mutex::new(None), is_asked: AtomicBool::new(false), begun_at }
    }

    pub fn note(&self, result: PyResult<()>) {
        if let Err(error) = result {
            self.is_asked.store(true, Ordering::Relaxed);
            self.raised.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }

    fn is_stopped(&self) -> bool {
        self.is_asked.load(Ordering::Relaxed) || INTERRUPTIONS.load(Ordering::Relaxed) != self.begun_at
    }

    /// What was raised while runs were watched.
    pub fn raised(&self) -> Option<PyErr> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Watches one run for Python.
pub struct Watch<'a> {
    /// An object with the methods `step(epoch)`, `record(json, network)`, `warning(text)`, and whether it wants networks.
    observer: Option<(&'a Py<PyAny>, bool)>,
    config: &'a RunConfig,
    save_interval: Duration,
    stop: &'a Stop,
    looked_at: Instant,
    shown_at: Option<Instant>,
    network: Option<TupleNetwork>,
}

impl<'a> Watch<'a> {
    pub fn new(
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
            observer.bind(py).call_method1("record", (record, shown(py, network)?)).map(drop)
        });
        self.stop.note(called);
    }

    fn step(&mut self, now: &dyn InTraining) {
        let Some((observer, wants_networks)) = self.observer.filter(|_| !self.stop.is_stopped()) else { return };
        // The record of this epoch comes next, if one is due.
        self.network = None;
        if wants_networks && self.config.protocol.logs_at(now.epoch()) {
            self.network = now.layers().ok();
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

/// A network as callbacks get it: of two operands an object, else its layers by their names.
fn shown(py: Python<'_>, network: Option<TupleNetwork>) -> PyResult<Py<PyAny>> {
    match network {
        None => Ok(py.None()),
        Some(network) if network.operands() == 2 => {
            let network = Network::of(network.into_pairs().raised(py)?);
            Ok(network.into_pyobject(py)?.into_any().unbind())
        }
        Some(network) => Ok(layers(py, &network).into_pyobject(py)?.into_any().unbind()),
    }
}

/// What the runs of a sweep have in common.
pub struct Shared {
    /// An object with the methods `step(name, epoch)`, `record(name, json)`, `warning(name, text)`.
    observers: Option<Py<PyAny>>,
    pub stop: Stop,
}

impl Shared {
    pub fn new(observers: Option<Py<PyAny>>) -> Arc<Self> {
        Arc::new(Shared { observers, stop: Stop::new() })
    }

    /// What watches one of the runs.
    pub fn run(self: &Arc<Self>, name: &str, save_interval: Duration) -> Box<dyn Observer> {
        Box::new(Named { name: name.to_owned(), shared: self.clone(), save_interval, shown_at: None })
    }
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
