//! What is shown while networks are trained, and how Ctrl-C and SIGTERM stop it.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::train::{InTraining, LogRecord, Observer, RunConfig, SweepRow};
use crate::{Error, Result};
use indicatif::{HumanDuration, MultiProgress, ProgressBar, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::cli::output;

static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// The time between two lines where there is no terminal.
const LINE_INTERVAL: Duration = Duration::from_secs(5);

/// Makes Ctrl-C or SIGTERM stop runs after saving them, and a second Ctrl-C end the process at once. A second SIGTERM does
/// not: programs that send one to a process often send one to its group too. SIGHUP is left alone, for `nohup` to decide
/// about.
pub fn stop_on_interrupt() -> Result<()> {
    flag::register_conditional_shutdown(SIGINT, 130, STOP.clone())
        .and_then(|_| flag::register(SIGINT, STOP.clone()))
        .and_then(|_| flag::register(SIGTERM, STOP.clone()))
        .map_err(|error| Error::unsupported(format!("signals cannot be caught: {error}")))?;
    Ok(())
}

/// How far every run is that was stopped on its way, how many are finished, and what to do about the others.
pub fn standing(rows: &[SweepRow], runs: &[(String, RunConfig)]) -> String {
    let begun = rows.iter().filter(|row| !row.finished && row.epoch > 0);
    let line = |row: &SweepRow| {
        let planned = runs.iter().find(|(name, _)| *name == row.run).map_or(0, |(_, run)| run.protocol.epochs);
        format!("{}: epoch {} of {planned}\n", row.run, row.epoch)
    };
    let begun: String = begun.map(line).collect();
    let finished = rows.iter().filter(|row| row.finished).count();
    let is_stopped = rows.iter().any(|row| !row.finished && row.error.is_none());
    let stopped = if is_stopped { "stopped, the same command continues\n" } else { "" };
    format!("{begun}{finished} of {} runs finished\n{stopped}", rows.len())
}

/// What is shown of all runs: a bar for each that is trained now and, of several, one for all; where there is no terminal,
/// a line every few seconds.
pub struct Progress {
    shared: Arc<Shared>,
    lines: Option<(Sender<()>, JoinHandle<()>)>,
    save_interval: Duration,
}

/// What the runs and the lines about them have in common.
struct Shared {
    bars: MultiProgress,
    /// The bar of all runs.
    whole: ProgressBar,
    runs: usize,
    done: AtomicUsize,
    /// How far every run is that is trained now, by name.
    now: Mutex<BTreeMap<String, String>>,
}

impl Progress {
    /// Of that many runs, which save what they need to continue as often as said.
    pub fn new(runs: usize, save_interval: Duration) -> Self {
        let bars = MultiProgress::new();
        let whole = match runs > 1 {
            true => bars.add(ProgressBar::new(runs as u64).with_style(style())),
            false => ProgressBar::hidden(),
        };
        let shared = Arc::new(Shared { bars, whole, runs, done: AtomicUsize::new(0), now: Mutex::default() });
        shared.show_whole();
        let lines = if std::io::stderr().is_terminal() { None } else { say_regularly(shared.clone()) };
        Progress { shared, lines, save_interval }
    }

    /// What is shown of one run.
    pub fn run(&self, name: &str, config: &RunConfig) -> Run {
        let bar = ProgressBar::new(config.protocol.epochs as u64).with_style(style());
        let bar = self.shared.bars.insert(0, bar);
        let (name, shared) = (name.to_owned(), self.shared.clone());
        let epochs = config.protocol.epochs;
        Run { name, epochs, bar, shared, save_interval: self.save_interval, record: String::new(), started: false }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.shared.whole.finish_and_clear();
        if let Some((sender, thread)) = self.lines.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

/// Says how far everything is, until the sender is dropped; a single long step does not silence it.
fn say_regularly(shared: Arc<Shared>) -> Option<(Sender<()>, JoinHandle<()>)> {
    let (sender, receiver) = channel();
    let talk = move || {
        while receiver.recv_timeout(LINE_INTERVAL) == Err(RecvTimeoutError::Timeout) {
            output::say(shared.line());
        }
    };
    let thread = thread::Builder::new().name("progress".to_owned()).spawn(talk).ok()?;
    Some((sender, thread))
}

impl Shared {
    fn now(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn show_whole(&self) {
        self.whole.set_position(self.done.load(Ordering::Relaxed) as u64);
        self.whole.set_message(drawn(&self.whole) + &self.of_all());
    }

    fn of_all(&self) -> String {
        format!("{} of {} runs done", self.done.load(Ordering::Relaxed), self.runs)
    }

    /// How far everything is.
    fn line(&self) -> String {
        let now: Vec<String> = self.now().values().cloned().collect();
        let all = (self.runs > 1).then(|| self.of_all());
        all.into_iter().chain(now).collect::<Vec<_>>().join("; ")
    }
}

/// As much of the message as fits on one line of the terminal.
fn style() -> ProgressStyle {
    ProgressStyle::with_template("{wide_msg}").unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// How much is done, as a bar, in percent, and as the time that is left.
fn drawn(bar: &ProgressBar) -> String {
    const CELLS: u64 = 16;
    let (done, all) = (bar.position(), bar.length().unwrap_or(0).max(1));
    let full = (u128::from(CELLS) * u128::from(done) / u128::from(all)).min(u128::from(CELLS)) as usize;
    let cells = ["█".repeat(full), "░".repeat(CELLS as usize - full)].concat();
    let percent = 100.0 * done as f64 / all as f64;
    let left = match bar.eta() {
        Duration::ZERO => String::new(), // not known, or none
        left => format!(" {:#} left", HumanDuration(left)),
    };
    format!("{cells} {percent:3.0} %{left}, ")
}

/// Shows one run.
pub struct Run {
    name: String,
    epochs: usize,
    bar: ProgressBar,
    shared: Arc<Shared>,
    save_interval: Duration,
    /// The last record of the log, in words.
    record: String,
    started: bool,
}

impl Run {
    fn show(&mut self, epoch: usize) {
        let name = if self.name.is_empty() { String::new() } else { format!("{}: ", self.name) };
        let text = format!("{name}epoch {epoch} of {}{}", self.epochs, self.record);
        self.bar.set_position(epoch as u64);
        self.bar.set_message(drawn(&self.bar) + &text);
        self.shared.now().insert(self.name.clone(), text);
    }
}

impl Observer for Run {
    fn record(&mut self, record: &LogRecord) {
        let LogRecord { train_loss, train_accuracy, test_accuracy, live_nodes, .. } = record;
        let test = match test_accuracy.is_nan() {
            true => String::new(),
            false => format!(" train {test_accuracy:.3} test"),
        };
        self.record = format!(", loss {train_loss:.2e}, accuracy {train_accuracy:.3}{test}, {live_nodes} nodes");
    }

    fn step(&mut self, now: &dyn InTraining) {
        let epoch = now.epoch();
        if !self.started {
            // The time left is reckoned from here, not from the epochs of an earlier process.
            self.started = true;
            self.show(epoch);
            self.bar.reset_eta();
        }
        if epoch.is_multiple_of(16) {
            self.show(epoch);
        }
    }

    fn warning(&mut self, message: &str) {
        self.shared.bars.suspend(|| output::say(format_args!("warning: {message}")));
    }

    fn should_stop(&mut self) -> bool {
        STOP.load(Ordering::Relaxed)
    }

    fn save_interval(&self) -> Duration {
        self.save_interval
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
        self.shared.now().remove(&self.name);
        self.shared.done.fetch_add(1, Ordering::Relaxed);
        self.shared.show_whole();
    }
}
