//! Experiments over a few settings: the runs that they need, and what finished runs show.

use serde::{Deserialize, Serialize};

use super::source::Source;
use crate::group::Group;
use crate::train::{Protocol, RunConfig, RunDirectory, Variation, Variations};
use crate::{Error, Result};

/// An experiment over a [`RunGrid`]: which runs show it, and what they show.
pub trait Experiment: Serialize + Sized {
    /// The name of the directory of its runs, and of its figure.
    const NAME: &'static str;

    /// The runs that it is usually about.
    fn runs() -> RunGrid;

    /// What finished runs show.
    ///
    /// # Errors
    /// When a source is no run directory or cannot be read, or the runs do not belong together.
    fn of_runs(sources: &[Source]) -> Result<Self>;
}

/// Every combination of a few settings, over one group and with one width.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunGrid {
    /// The group.
    pub group: Group,
    /// The number of hidden nodes.
    pub width: usize,
    /// The shares of the pairs that are trained on.
    pub train_fractions: Vec<f64>,
    /// The step sizes, weight decays and seeds.
    #[serde(flatten)]
    pub variations: Variations,
    /// What all runs have in common.
    pub protocol: Protocol,
}

impl RunGrid {
    /// Runs of so many epochs that keep the networks of some forty of them, most of them early.
    pub(super) fn keeping_networks(group: Group, epochs: usize) -> Self {
        RunGrid::new(group, Protocol { checkpoints: vec![1, 2, 5, 10, 15, 20, 30, 40, 50, 60, 80], ..keeping(epochs) })
    }

    /// Runs of which the last network matters.
    pub(super) fn of_last_networks(group: Group, epochs: usize) -> Self {
        RunGrid::new(group, Protocol { epochs, checkpoint_every: 0, checkpoints: Vec::new(), ..Protocol::default() })
    }

    fn new(group: Group, protocol: Protocol) -> Self {
        let RunConfig { width, .. } = RunConfig::new(group.clone());
        RunGrid { group, width, train_fractions: vec![protocol.train_fraction], variations: Self::usual(), protocol }
    }

    /// The variations of most grids: the usual step size, the weight decay of Li₂, and three seeds.
    #[must_use]
    pub fn usual() -> Variations {
        Variations { weight_decays: vec![2e-4], seeds: vec![0, 1, 2], ..Variations::default() }
    }

    /// The same for another number of epochs, with as many networks kept.
    #[must_use]
    pub fn with_epochs(mut self, epochs: usize) -> Self {
        self.protocol.epochs = epochs;
        if self.protocol.checkpoint_every > 0 {
            self.protocol.checkpoint_every = keeping(epochs).checkpoint_every;
        }
        self
    }

    /// Every run with a name for its directory.
    ///
    /// # Errors
    /// When there is none.
    pub fn runs(&self) -> Result<Vec<(String, RunConfig)>> {
        let RunGrid { group, width, protocol, .. } = self;
        let combinations = itertools::iproduct!(&self.train_fractions, self.variations.each());
        let run = |(&train_fraction, Variation { learning_rate, weight_decay, seed }): (&f64, _)| {
            let name = format!("{group}_q{width}_lr{learning_rate}_wd{weight_decay}_p{train_fraction}_seed{seed}");
            let (group, width) = (group.clone(), *width);
            let protocol = Protocol { train_fraction, ..protocol.clone() };
            (name.replace(' ', "-"), RunConfig { group, width, seed, learning_rate, weight_decay, protocol })
        };
        let runs: Vec<_> = combinations.map(run).collect();
        match runs.is_empty() {
            true => {
                Err(Error::argument("no runs: train fractions, learning rates, weight decays and seeds are needed"))
            }
            false => Ok(runs),
        }
    }
}

fn keeping(epochs: usize) -> Protocol {
    Protocol { epochs, checkpoint_every: (epochs / 30).max(1), ..Protocol::default() }
}

/// The directories of finished runs.
///
/// # Errors
/// When there are none, a source is a network file, or a run is not finished, of another number of operands than two, or has no held-out pairs.
pub(super) fn finished_runs(sources: &[Source]) -> Result<Vec<RunDirectory>> {
    let open = |source: &Source| match source {
        Source::File(path) => Err(Error::argument("a network file, where run directories are needed").at_path(path)),
        Source::Run(path) => {
            let run = RunDirectory::open(path)?;
            run.require_pairs()?;
            let last = run.log()?.pop().filter(|_| run.is_finished());
            let last = last.ok_or_else(|| Error::argument("the run is not finished").at_path(path))?;
            match last.test_accuracy.is_nan() {
                true => Err(Error::argument("the run has no held-out pairs").at_path(path)),
                false => Ok(run),
            }
        }
    };
    match sources.is_empty() {
        true => Err(Error::argument("no runs")),
        false => sources.iter().map(open).collect(),
    }
}

/// Refuses runs that differ in more than the settings that `without` makes equal: different settings are never pooled.
pub(super) fn require_alike(
    runs: &[RunDirectory],
    may_differ: &str,
    without: impl Fn(&RunConfig) -> RunConfig,
) -> Result<()> {
    let Some(first) = runs.first() else { return Err(Error::argument("no runs")) };
    let common = |run: &RunDirectory| without(&on_any_schedule(run.config()));
    match runs.iter().find(|run| common(run) != common(first)) {
        None => Ok(()),
        Some(run) => Err(Error::argument(format!(
            "its settings are not those of {}; the runs of one figure differ in {may_differ} only",
            first.path().display()
        ))
        .at_path(run.path())),
    }
}

/// The same with the usual number of threads, checkpoints and records, which do not matter to results.
fn on_any_schedule(config: &RunConfig) -> RunConfig {
    let Protocol { threads, checkpoint_every, checkpoints, log_all_below, log_every, .. } = Protocol::default();
    let protocol =
        Protocol { threads, checkpoint_every, checkpoints, log_all_below, log_every, ..config.protocol.clone() };
    RunConfig { protocol, ..config.clone() }
}
