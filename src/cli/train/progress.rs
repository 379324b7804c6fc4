//! What training shows on a terminal, and how Ctrl-C and SIGTERM stop it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use cogring::train::{LogRecord, Observer, RunConfig};
use cogring::{Error, Result};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::cli::output;

static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

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

/// The progress bars of all runs; on anything but a terminal they are silent.
pub struct Progress {
    bars: MultiProgress,
    save_interval: Duration,
}

impl Progress {
    pub fn new(save_interval: Duration) -> Self {
        Progress { bars: MultiProgress::new(), save_interval }
    }

    /// The bar of one run.
    pub fn bar(&self, name: &str, config: &RunConfig) -> Bar {
        let style = ProgressStyle::with_template("{prefix}{bar:24} {pos}/{len} epochs, {eta} left{msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = self.bars.add(ProgressBar::new(config.epochs as u64).with_style(style));
        if !name.is_empty() {
            bar.set_prefix(format!("{name} "));
        }
        Bar { bar, bars: self.bars.clone(), save_interval: self.save_interval, started: false }
    }
}

/// The progress bar of one run.
pub struct Bar {
    bar: ProgressBar,
    bars: MultiProgress,
    save_interval: Duration,
    started: bool,
}

impl Observer for Bar {
    fn record(&mut self, record: &LogRecord) {
        let LogRecord { train_loss, train_accuracy, test_accuracy, live_nodes, .. } = record;
        let test = match test_accuracy.is_nan() {
            true => String::new(),
            false => format!(" train {test_accuracy:.3} test"),
        };
        self.bar
            .set_message(format!(", loss {train_loss:.2e}, accuracy {train_accuracy:.3}{test}, {live_nodes} nodes"));
    }

    fn step(&mut self, epoch: usize) {
        if !self.started {
            // The time left is reckoned from here, not from the epochs of an earlier process.
            self.started = true;
            self.bar.set_position(epoch as u64);
            self.bar.reset_eta();
        }
        if epoch.is_multiple_of(16) {
            self.bar.set_position(epoch as u64);
        }
    }

    fn warning(&mut self, message: &str) {
        self.bars.suspend(|| output::say(format_args!("warning: {message}")));
    }

    fn should_stop(&mut self) -> bool {
        STOP.load(Ordering::Relaxed)
    }

    fn save_interval(&self) -> Duration {
        self.save_interval
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
