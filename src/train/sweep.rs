//! Many runs from one description.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use itertools::Itertools;
use serde::{Deserialize, Serialize};

use super::config::{Protocol, RunConfig};
use super::record::LogRecord;
use super::run::{Observer, train_run};
use crate::format::{make_directory, read_text, write_atomically};
use crate::group::Group;
use crate::objective::Objective;
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
/// assert_eq!(sweep.runs()?.len(), 12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
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
    /// What all runs have in common.
    #[serde(flatten)]
    pub protocol: Protocol,
}

impl Default for SweepConfig {
    /// The protocol of [`RunConfig::new`], and no group.
    fn default() -> Self {
        let RunConfig { width, seed, learning_rate, weight_decay, protocol, .. } =
            RunConfig::new(Group::cyclic(1).expect("1 is an order"));
        SweepConfig {
            groups: Vec::new(),
            widths: vec![width],
            learning_rates: vec![learning_rate],
            weight_decays: vec![weight_decay],
            seeds: vec![seed],
            protocol,
        }
    }
}

impl SweepConfig {
    /// The most runs that a sweep may have.
    pub const MOST_RUNS: usize = 100_000;

    /// The description in a TOML file of at most 1 MiB.
    ///
    /// # Errors
    /// When the file is larger, cannot be read, or says something else.
    pub fn read(path: &Path) -> Result<Self> {
        let text = read_text(path)?;
        toml::from_str(&text).map_err(|error| Error::parse(error.to_string()).at_path(path))
    }

    /// Every combination once, with a name for its directory such as `23_q512_lr0.01_wd0.00005_seed1`.
    ///
    /// # Errors
    /// When there is no combination, or there are more than [`SweepConfig::MOST_RUNS`].
    pub fn runs(&self) -> Result<Vec<(String, RunConfig)>> {
        let SweepConfig { groups, widths, learning_rates, weight_decays, seeds, protocol } = self;
        let lengths = [groups.len(), widths.len(), learning_rates.len(), weight_decays.len(), seeds.len()];
        let (count, most) = (lengths.into_iter().fold(1usize, usize::saturating_mul), Self::MOST_RUNS);
        if !(1..=most).contains(&count) {
            let lists = "groups, widths, learning_rates, weight_decays and seeds";
            return Err(Error::argument(format!("a sweep of {count} runs: {lists} must describe 1 to {most}")));
        }
        let combinations = itertools::iproduct!(groups, widths, learning_rates, weight_decays, seeds);
        let run = |(group, &width, &learning_rate, &weight_decay, &seed): (&Group, _, _, _, _)| {
            let name = format!(
                "{}_q{width}_lr{learning_rate}_wd{weight_decay}_seed{seed}",
                group.to_string().replace(' ', "-")
            );
            let (group, protocol) = (group.clone(), protocol.clone());
            (name, RunConfig { group, width, seed, learning_rate, weight_decay, protocol })
        };
        Ok(combinations.map(run).unique_by(|(name, _)| name.clone()).collect())
    }
}

/// One line of a sweep's table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// Trains every combination: [`train_all`] of its runs.
///
/// # Errors
/// When no or too many combinations are described, or as [`train_all`].
pub fn sweep(
    config: &SweepConfig,
    path: &Path,
    jobs: Option<NonZeroUsize>,
    observe: &ObserverFactory<'_>,
) -> Result<Vec<SweepRow>> {
    train_all(&config.runs()?, path, jobs, observe)
}

fn check_all(runs: &[(String, RunConfig)]) -> Result<()> {
    runs.iter().try_for_each(|(name, run)| run.check().map_err(|error| error.context(name.clone())))
}

/// Trains runs, `jobs` of them at a time, each into the directory of its name inside `path`, and writes the table to
/// `sweep.csv` there. Finished runs are not trained again, unfinished ones are continued. A run that fails does not stop
/// the others: its error is in its row. Without `jobs`, as many runs are trained at a time as there are cores for their
/// threads and as fit into [`RunConfig::MOST_MEMORY`] together.
///
/// # Errors
/// When a run is out of range, the runs at a time need too much memory together, or the directory or the table cannot be
/// written.
pub fn train_all(
    runs: &[(String, RunConfig)],
    path: &Path,
    jobs: Option<NonZeroUsize>,
    observe: &ObserverFactory<'_>,
) -> Result<Vec<SweepRow>> {
    check_all(runs)?;
    let jobs = at_a_time(runs, jobs)?;
    make_directory(path)?;
    let rows = train_rows(runs, path, jobs, observe);
    SweepRow::write_all(&rows, path)?;
    Ok(rows)
}

/// Trains the runs that `shard` has of all, as [`train_all`], and returns their rows. Its table is `sweep_<i>_of_<n>.csv`; `sweep.csv`
/// has the rows of all shards that have written theirs, in the order of the runs, whichever ends last and wherever they run.
///
/// # Errors
/// As [`train_all`].
pub fn train_shard(
    runs: &[(String, RunConfig)],
    shard: Shard,
    path: &Path,
    jobs: Option<NonZeroUsize>,
    observe: &ObserverFactory<'_>,
) -> Result<Vec<SweepRow>> {
    check_all(runs)?;
    make_directory(path)?;
    let mine: Vec<(String, RunConfig)> = shard.of(runs).cloned().collect();
    let rows = if mine.is_empty() { Vec::new() } else { train_rows(&mine, path, at_a_time(&mine, jobs)?, observe) };
    write_table(&path.join(shard.file(shard.index)), &rows)?;
    merge(runs, shard.count, path)?;
    Ok(rows)
}

fn train_rows(runs: &[(String, RunConfig)], path: &Path, jobs: usize, observe: &ObserverFactory<'_>) -> Vec<SweepRow> {
    // The longest runs first, so that none of them is left over at the end.
    let mut queue: Vec<usize> = (0..runs.len()).collect();
    let work = |i: usize| {
        let run = &runs[i].1;
        run.group.order().saturating_pow(2).saturating_mul(run.width).saturating_mul(run.protocol.epochs)
    };
    queue.sort_by_key(|&i| std::cmp::Reverse(work(i)));
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(vec![None; runs.len()]);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while let Some(&i) = queue.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (name, run) = &runs[i];
                    let row = SweepRow::train(name, run, path, &mut *observe(name, run));
                    rows.lock().unwrap_or_else(PoisonError::into_inner)[i] = Some(row);
                }
            });
        }
    });
    rows.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect()
}

/// One of n parts of a sweep, for jobs that run apart: run number i and every n-th from there on; written `i/n`, the first 0/n.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: usize,
    count: usize,
}

impl Shard {
    /// Part `index` of `count`.
    ///
    /// # Errors
    /// When the index is not below the count.
    pub fn new(index: usize, count: usize) -> Result<Self> {
        match index < count {
            true => Ok(Shard { index, count }),
            false => {
                let last = count.saturating_sub(1);
                Err(Error::argument(format!("shard {index} of {count}; the first is 0, the last {last}")))
            }
        }
    }

    /// Its part of all runs, as everything else that is counted.
    pub fn of<T>(self, all: &[T]) -> impl Iterator<Item = &T> {
        all.iter().skip(self.index).step_by(self.count)
    }

    fn file(self, index: usize) -> String {
        format!("sweep_{index}_of_{}.csv", self.count)
    }
}

impl std::str::FromStr for Shard {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let parts = text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        let (index, count) = parts
            .ok_or_else(|| Error::parse(format!("`{text}` is no part of a sweep such as 0/4, the first of four")))?;
        Shard::new(index, count)
    }
}

/// Puts the tables of shards together, in the order of the runs. Who writes the last of them finds all the others.
fn merge(runs: &[(String, RunConfig)], count: usize, path: &Path) -> Result<()> {
    let lock = path.join("sweep.lock");
    let file = std::fs::File::create(&lock).map_err(|error| Error::io("cannot be written", error).at_path(&lock))?;
    file.lock().map_err(|error| Error::io("cannot be locked", error).at_path(&lock))?;
    let place: HashMap<&str, usize> = runs.iter().enumerate().map(|(at, (name, _))| (name.as_str(), at)).collect();
    let (mut header, mut rows) = (None, Vec::new());
    for index in 0..count {
        let table = path.join(Shard { index, count }.file(index));
        let Ok(mut reader) = csv::Reader::from_path(&table) else { continue };
        let unread = |error: csv::Error| Error::format(error.to_string()).at_path(&table);
        header = Some(reader.headers().map_err(unread)?.clone()).filter(|header| !header.is_empty()).or(header);
        for row in reader.records() {
            let row = row.map_err(unread)?;
            rows.extend(row.get(0).and_then(|name| place.get(name)).map(|&at| (at, row.clone())));
        }
    }
    rows.sort_by_key(|(at, _)| *at);
    let records = header.iter().chain(rows.iter().map(|(_, row)| row));
    write_records(&path.join("sweep.csv"), records, |table, row| table.write_record(row))
}

/// How many runs are trained at a time, so that the largest of them fit into memory together.
fn at_a_time(runs: &[(String, RunConfig)], asked: Option<NonZeroUsize>) -> Result<usize> {
    let mut sizes: Vec<u64> = runs.iter().map(|(_, run)| run.memory()).collect();
    sizes.sort_unstable_by_key(|&size| std::cmp::Reverse(size));
    let sums = sizes.iter().scan(0u64, |sum, &size| {
        *sum = sum.saturating_add(size);
        Some(*sum)
    });
    let fitting = sums.take_while(|&sum| sum <= RunConfig::MOST_MEMORY).count();
    let threads = runs.iter().map(|(_, run)| run.protocol.threads).max().unwrap_or(1);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    match asked.map(|jobs| jobs.get().min(runs.len())) {
        None => Ok((cores / threads).clamp(1, fitting.max(1))),
        Some(jobs) if jobs > fitting || jobs.saturating_mul(threads) > Objective::<f32>::MOST_THREADS => {
            let (memory, most) = (RunConfig::MOST_MEMORY >> 30, Objective::<f32>::MOST_THREADS);
            let limit = format!("at most {memory} GiB of memory and {most} threads are allowed");
            Err(Error::argument(format!("{jobs} runs at a time: {fitting} of them fit into memory; {limit}")))
        }
        Some(jobs) => Ok(jobs),
    }
}

impl SweepRow {
    /// Trains one run of a sweep into its own directory inside `path`, as [`train_run`]; what goes wrong is in the row.
    pub fn train(name: &str, config: &RunConfig, path: &Path, observer: &mut dyn Observer) -> Self {
        let outcome = train_run(config, &path.join(name), observer);
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

    /// Writes rows as the table `sweep.csv` of the sweep in `path`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_all(rows: &[Self], path: &Path) -> Result<()> {
        write_table(&path.join("sweep.csv"), rows)
    }
}

fn write_table(path: &Path, rows: &[SweepRow]) -> Result<()> {
    write_records(path, rows.iter(), |table, row| table.serialize(row))
}

fn write_records<R>(
    path: &Path,
    mut records: impl Iterator<Item = R>,
    write: impl Fn(&mut csv::Writer<Vec<u8>>, R) -> csv::Result<()>,
) -> Result<()> {
    let mut table = csv::Writer::from_writer(Vec::new());
    records.try_for_each(|row| write(&mut table, row)).map_err(|error| Error::io("cannot be written", error.into()))?;
    write_atomically(path, &table.into_inner().map_err(|error| Error::format(error.to_string()))?)
}
