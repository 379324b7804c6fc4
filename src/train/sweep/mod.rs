//! Many runs from one description.

mod shard;
mod table;
mod variation;

pub use shard::Shard;
pub use table::{LastRecord, SweepRow};
pub use variation::{Variation, Variations};

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use itertools::Itertools;
use serde::{Deserialize, Serialize};

use super::config::RunConfig;
use super::protocol::Protocol;
use super::run::Observer;
use crate::format::{make_directory, read_text};
use crate::group::Group;
use crate::objective::Objective;
use crate::{Error, Result};
use table::{merge, write_table};

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
    /// The step sizes, weight decays and seeds.
    #[serde(flatten)]
    pub variations: Variations,
    /// What all runs have in common.
    #[serde(flatten)]
    pub protocol: Protocol,
}

impl Default for SweepConfig {
    /// The protocol of [`RunConfig::new`], and no group.
    fn default() -> Self {
        let RunConfig { width, protocol, .. } = RunConfig::new(Group::cyclic(1).expect("1 is an order"));
        SweepConfig { groups: Vec::new(), widths: vec![width], variations: Variations::default(), protocol }
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
        let SweepConfig { groups, widths, variations, protocol } = self;
        let lengths = [groups.len(), widths.len()].into_iter().chain(variations.lengths());
        let (count, most) = (lengths.fold(1usize, usize::saturating_mul), Self::MOST_RUNS);
        if !(1..=most).contains(&count) {
            let lists = "groups, widths, learning_rates, weight_decays and seeds";
            return Err(Error::argument(format!("a sweep of {count} runs: {lists} must describe 1 to {most}")));
        }
        let combinations = itertools::iproduct!(groups, widths, variations.each());
        let run = |(group, &width, Variation { learning_rate, weight_decay, seed }): (&Group, _, _)| {
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
        let operands = u32::try_from(run.protocol.operands).unwrap_or(u32::MAX);
        run.group.order().saturating_pow(operands).saturating_mul(run.width).saturating_mul(run.protocol.epochs)
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
