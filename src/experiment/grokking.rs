//! Grokking: networks that memorize first and generalize later.

use serde::{Deserialize, Serialize};

use super::curve::{CurveClass, curve_classes};
use super::series::series;
use super::source::Source;
use crate::features::feature_gradient;
use crate::format::ReadOptions;
use crate::group::Group;
use crate::loss::Target;
use crate::train::{Protocol, RunConfig, RunDirectory};
use crate::{Error, Result};

/// Which runs show it: one group and width, with and without weight decay.
///
/// The default is the experiment of Li₂ (its figure of stages): M = 71, K = 2048, 40 % of the pairs, weight decay 2·10⁻⁴ and 0;
/// the step size, which is not printed there, is 10⁻³.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GrokkingOptions {
    /// The group.
    pub group: Group,
    /// The number of hidden nodes.
    pub width: usize,
    /// The share of the pairs that is trained on.
    pub train_fraction: f64,
    /// The step size.
    pub learning_rate: f64,
    /// The weight decays.
    pub weight_decays: Vec<f64>,
    /// The number of epochs.
    pub epochs: usize,
    /// The seeds.
    pub seeds: Vec<u64>,
}

impl Default for GrokkingOptions {
    fn default() -> Self {
        GrokkingOptions {
            group: Group::cyclic(71).expect("71 is an order"),
            width: 2048,
            train_fraction: 0.4,
            learning_rate: 1e-3,
            weight_decays: vec![2e-4, 0.0],
            epochs: 400,
            seeds: vec![0, 1, 2],
        }
    }
}

impl GrokkingOptions {
    /// Every run with a name for its directory; some forty networks of each are kept.
    #[must_use]
    pub fn runs(&self) -> Vec<(String, RunConfig)> {
        let GrokkingOptions { group, width, train_fraction, learning_rate, epochs, .. } = self;
        let run = |(&weight_decay, &seed): (&f64, &u64)| {
            let protocol = Protocol {
                train_fraction: *train_fraction,
                epochs: *epochs,
                checkpoint_every: (epochs / 30).max(1),
                checkpoints: vec![1, 2, 5, 10, 15, 20, 30, 40, 50, 60, 80],
                ..Protocol::default()
            };
            let name = format!("{group}_q{width}_lr{learning_rate}_wd{weight_decay}_p{train_fraction}_seed{seed}");
            let (width, learning_rate) = (*width, *learning_rate);
            (name, RunConfig { width, learning_rate, weight_decay, seed, protocol, ..RunConfig::new(group.clone()) })
        };
        itertools::iproduct!(&self.weight_decays, &self.seeds).map(run).collect()
    }
}

/// ‖G_F‖ of one run over its epochs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// The name of the run.
    pub run: String,
    /// (epoch, ‖G_F‖) of the networks that were kept.
    pub points: Vec<(usize, f64)>,
}

/// Runs from noise to generalization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grokking {
    /// Loss and accuracy, by settings.
    pub classes: Vec<CurveClass>,
    /// The norm of the gradient that reaches the hidden features, of every run.
    pub signals: Vec<Signal>,
}

impl Grokking {
    /// What runs show, from their logs and the networks that they kept.
    ///
    /// # Errors
    /// When a source is no run directory, or cannot be read.
    pub fn of_runs(sources: &[Source]) -> Result<Self> {
        if let Some(file) = sources.iter().find(|source| !matches!(source, Source::Run(_))) {
            return Err(Error::argument("a network file, where run directories are needed").at_path(file.path()));
        }
        let runs = series(sources, &ReadOptions::default())?;
        let mut signals = Vec::with_capacity(runs.len());
        for (source, run) in sources.iter().zip(&runs) {
            let pairs = RunDirectory::open(source.path())?.training_pairs()?;
            let points = run.snapshots.iter().map(|(epoch, network)| (*epoch, feature_gradient(network, &pairs)));
            signals.push(Signal { run: run.name.clone(), points: points.collect() });
        }
        let target = runs.first().map_or_else(Target::default, |run| run.training.settings.target());
        Ok(Grokking { classes: curve_classes(runs, None, target), signals })
    }

    /// The signals of the runs of a class.
    pub fn signals_of<'a>(&'a self, class: &'a CurveClass) -> impl Iterator<Item = &'a Signal> + Clone {
        self.signals.iter().filter(|signal| class.curves.iter().any(|curve| curve.name == signal.run))
    }
}
