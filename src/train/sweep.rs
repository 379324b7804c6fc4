//! Many runs from one description.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use itertools::Itertools;
use serde::{Deserialize, Serialize};

use super::config::{Precision, RunConfig};
use super::optimizer::Optimizer;
use super::record::LogRecord;
use super::run::{Observer, train_run};
use crate::format::write_atomically;
use crate::group::Group;
use crate::loss::Target;
use crate::{Error, Result};

/// Settings of which every combination is trained.
///
/// In a TOML file only `groups` is required:
///
/// ```
/// use cogring::train::SweepConfig;
/// let sweep: SweepConfig = toml::from_str(r#"
///     groups = ["23", "2x11"]
///     weight_decays = [1e-5, 5e-5]
///     seeds = [1, 2, 3]
/// "#)?;
/// assert_eq!(sweep.runs().len(), 12);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SweepConfig {
    /// The groups.
    pub groups: Vec<Group>,
    /// The numbers of hidden nodes.
    pub widths: Vec<usize>,
    /// The step sizes.
    pub learning_rates: Vec<f64>,
    /// The weight decays.
    pub weight_decays: Vec<f64>,
    /// The seeds.
    pub seeds: Vec<u64>,
    /// The number of gradient steps.
    pub epochs: usize,
    /// The share of pairs in the training set.
    pub train_fraction: f64,
    /// What outputs are compared with.
    pub target: Target,
    /// The update rule.
    pub optimizer: Optimizer,
    /// The precision of weights and gradients.
    pub precision: Precision,
    /// The number of threads per run.
    pub threads: usize,
    /// A network to start from instead of a random one.
    pub init: Option<PathBuf>,
    /// A file with the training pairs instead of a random split.
    pub split: Option<PathBuf>,
    /// The interval of kept networks; 0 keeps the first and the last.
    pub checkpoint_every: usize,
    /// Other epochs at which the network is kept.
    pub checkpoints: Vec<usize>,
    /// Every epoch below this one is logged …
    pub log_all_below: usize,
    /// … and from there every multiple of this one.
    pub log_every: usize,
}

impl Default for SweepConfig {
    /// The protocol of [`RunConfig::new`], and no group.
    fn default() -> Self {
        let run = RunConfig::new(Group::cyclic(1).expect("1 is an order"));
        SweepConfig {
            groups: Vec::new(),
            widths: vec![run.width],
            learning_rates: vec![run.learning_rate],
            weight_decays: vec![run.weight_decay],
            seeds: vec![run.seed],
            epochs: run.epochs,
            train_fraction: run.train_fraction,
            target: run.target,
            optimizer: run.optimizer,
            precision: run.precision,
            threads: run.threads,
            init: run.init,
            split: run.split,
            checkpoint_every: run.checkpoint_every,
            checkpoints: run.checkpoints,
            log_all_below: run.log_all_below,
            log_every: run.log_every,
        }
    }
}

impl SweepConfig {
    /// Every combination once, with a name for its directory such as `23_q512_lr0.01_wd0.00005_seed1`.
    #[must_use]
    pub fn runs(&self) -> Vec<(String, RunConfig)> {
        let lists =
            itertools::iproduct!(&self.groups, &self.widths, &self.learning_rates, &self.weight_decays, &self.seeds);
        lists
            .map(|(group, &width, &learning_rate, &weight_decay, &seed)| {
                let name = format!("{group}_q{width}_lr{learning_rate}_wd{weight_decay}_seed{seed}");
                let config = RunConfig {
                    group: group.clone(),
                    width,
                    epochs: self.epochs,
                    seed,
                    learning_rate,
                    weight_decay,
                    train_fraction: self.train_fraction,
                    target: self.target,
                    optimizer: self.optimizer,
                    precision: self.precision,
                    threads: self.threads,
                    init: self.init.clone(),
                    split: self.split.clone(),
                    checkpoint_every: self.checkpoint_every,
                    checkpoints: self.checkpoints.clone(),
                    log_all_below: self.log_all_below,
                    log_every: self.log_every,
                };
                (name, config)
            })
            .unique_by(|(name, _)| name.clone())
            .collect()
    }
}

/// One line of a sweep's table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SweepRow {
    /// The run's directory inside the sweep's.
    pub run: String,
    /// The group.
    pub group: Group,
    /// q.
    pub width: usize,
    /// The step size.
    pub learning_rate: f64,
    /// The weight decay.
    pub weight_decay: f64,
    /// The seed.
    pub seed: u64,
    /// The steps taken.
    pub epoch: usize,
    /// Whether all of them.
    pub finished: bool,
    /// The last training loss.
    pub train_loss: Option<f64>,
    /// The last test loss.
    pub test_loss: Option<f64>,
    /// The last training accuracy.
    pub train_accuracy: Option<f64>,
    /// The last test accuracy.
    pub test_accuracy: Option<f64>,
    /// The last number of live nodes.
    pub live_nodes: Option<usize>,
    /// Why the run failed.
    pub error: Option<String>,
}

/// Makes an observer for the run of a given name and configuration.
pub type ObserverFactory<'a> = dyn Fn(&str, &RunConfig) -> Box<dyn Observer> + Sync + 'a;

/// Trains every combination, `jobs` runs at a time, each into its own directory inside `path`, and writes the table to
/// `sweep.csv` there. Finished runs are not trained again, unfinished ones are continued. A run that fails does not stop
/// the others: its error is in its row.
///
/// # Errors
/// When no combination is described or one is out of range, `jobs` is 0, or the directory or the table cannot be written.
pub fn sweep(config: &SweepConfig, path: &Path, jobs: usize, observe: &ObserverFactory<'_>) -> Result<Vec<SweepRow>> {
    let runs = config.runs();
    if runs.is_empty() {
        return Err(Error::argument(
            "a sweep without runs: groups, widths, learning_rates, weight_decays and seeds need at least one value each",
        ));
    }
    if jobs == 0 {
        return Err(Error::argument("0 runs at a time; at least 1 is required"));
    }
    for (name, run) in &runs {
        run.check().map_err(|error| error.context(name.clone()))?;
    }
    std::fs::create_dir_all(path).map_err(|error| Error::io("cannot be made", error).at_path(path))?;
    // The longest runs first, so that none of them is left over at the end.
    let mut queue: Vec<usize> = (0..runs.len()).collect();
    let work = |i: usize| runs[i].1.group.order().pow(2) * runs[i].1.width;
    queue.sort_by_key(|&i| std::cmp::Reverse(work(i)));
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(vec![None; runs.len()]);
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(runs.len()) {
            scope.spawn(|| {
                while let Some(&i) = queue.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (name, run) = &runs[i];
                    let row = train_row(name, run, &path.join(name), &mut *observe(name, run));
                    rows.lock().unwrap_or_else(std::sync::PoisonError::into_inner)[i] = Some(row);
                }
            });
        }
    });
    let rows = rows.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let rows: Vec<SweepRow> = rows.into_iter().flatten().collect();
    write_table(&path.join("sweep.csv"), &rows)?;
    Ok(rows)
}

fn train_row(name: &str, config: &RunConfig, path: &Path, observer: &mut dyn Observer) -> SweepRow {
    let outcome = train_run(config, path, observer);
    let last: Option<LogRecord> = outcome.as_ref().ok().and_then(|outcome| outcome.last);
    let finite = |value: f64| Some(value).filter(|value| value.is_finite());
    SweepRow {
        run: name.to_string(),
        group: config.group.clone(),
        width: config.width,
        learning_rate: config.learning_rate,
        weight_decay: config.weight_decay,
        seed: config.seed,
        epoch: outcome.as_ref().map_or(0, |outcome| outcome.epoch),
        finished: outcome.as_ref().is_ok_and(|outcome| outcome.finished),
        train_loss: last.and_then(|last| finite(last.train_loss)),
        test_loss: last.and_then(|last| finite(last.test_loss)),
        train_accuracy: last.and_then(|last| finite(last.train_accuracy)),
        test_accuracy: last.and_then(|last| finite(last.test_accuracy)),
        live_nodes: last.map(|last| last.live_nodes),
        error: outcome.err().map(|error| error.to_string()),
    }
}

fn write_table(path: &Path, rows: &[SweepRow]) -> Result<()> {
    let refused = |error: csv::Error| Error::io("cannot be written", error.into());
    write_atomically(path, |file| {
        let mut table = csv::Writer::from_writer(file);
        rows.iter().try_for_each(|row| table.serialize(row)).map_err(refused)?;
        table.flush().map_err(|error| Error::io("cannot be written", error))
    })
}
