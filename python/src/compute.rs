//! Computations: without the interpreter's lock, interrupted by signals, and never a panic.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Raised, panicked};

/// How long a signal waits at most.
const PATIENCE: Duration = Duration::from_millis(50);
/// As much as the main thread of a process has, twice.
const STACK: usize = 16 << 20;

/// The threads of this process; those of the process that this one was forked from do not exist here.
static POOL: Mutex<Option<(u32, Arc<ThreadPool>)>> = Mutex::new(None);

fn pool() -> cogring::Result<Arc<ThreadPool>> {
    let process = std::process::id();
    let build = || {
        let built = ThreadPoolBuilder::new().stack_size(STACK).thread_name(|at| format!("cogring-{at}")).build();
        let refused = |error| cogring::Error::io("threads cannot be started", std::io::Error::other(error));
        built.map(Arc::new).map_err(refused)
    };
    // A lock that is held at this moment may have been forked while it was: never wait for it.
    let Ok(mut kept) = POOL.try_lock() else { return build() };
    match &*kept {
        Some((owner, pool)) if *owner == process => Ok(pool.clone()),
        _ => {
            let pool = build()?;
            // The threads of another process cannot be told to end.
            std::mem::forget(kept.replace((process, pool.clone())));
            Ok(pool)
        }
    }
}

/// Leaves what still runs to itself; the next computation gets threads of its own.
fn abandon() {
    if let Ok(mut kept) = POOL.try_lock() {
        *kept = None;
    }
}

/// Runs a computation on the threads of the engine. Other threads of Python go on meanwhile, and a signal whose handler
/// raises ends the wait.
pub fn compute<T: Send + 'static>(
    py: Python<'_>,
    computation: impl FnOnce() -> cogring::Result<T> + Send + 'static,
) -> PyResult<T> {
    let pool = pool().raised(py)?;
    let (sender, mut receiver) = channel();
    pool.spawn(move || {
        // Nobody may be waiting any more.
        let _ = sender.send(catch_unwind(AssertUnwindSafe(computation)));
    });
    loop {
        let received;
        (receiver, received) = py.detach(move || {
            let received = receiver.recv_timeout(PATIENCE);
            (receiver, received)
        });
        match received {
            Ok(Ok(result)) => return result.raised(py),
            Ok(Err(payload)) => return Err(panicked(py, &*payload)),
            Err(RecvTimeoutError::Disconnected) => return Err(panicked(py, &"a thread ended")),
            Err(RecvTimeoutError::Timeout) => py.check_signals().inspect_err(|_| abandon())?,
        }
    }
}

/// The same of something short, on this thread and with the lock.
pub fn at_once<T>(py: Python<'_>, short: impl FnOnce() -> cogring::Result<T>) -> PyResult<T> {
    match catch_unwind(AssertUnwindSafe(short)) {
        Ok(result) => result.raised(py),
        Err(payload) => Err(panicked(py, &*payload)),
    }
}
