//! Grokking: networks that memorize first and generalize later.

use serde::{Deserialize, Serialize};

use super::curve_class::{CurveClass, curve_classes};
use super::grid::{Experiment, RunGrid};
use super::series::weights_of_run;
use super::source::Source;
use crate::features::feature_gradient;
use crate::format::ReadOptions;
use crate::group::Group;
use crate::loss::Target;
use crate::network::Network;
use crate::train::{RunDirectory, Variations};
use crate::{Error, Result};

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

impl Experiment for Grokking {
    const NAME: &'static str = "grokking";

    /// The experiment of Li₂ (its figure of stages): M = 71, K = 2048, 40 % of the pairs, weight decay 2·10⁻⁴ and 0; the step size,
    /// which is not printed there, is 10⁻³.
    fn runs() -> RunGrid {
        RunGrid {
            width: 2048,
            train_fractions: vec![0.4],
            variations: Variations { learning_rates: vec![1e-3], weight_decays: vec![2e-4, 0.0], ..RunGrid::usual() },
            ..RunGrid::keeping_networks(Group::cyclic(71).expect("71 is an order"), 400)
        }
    }

    fn of_runs(sources: &[Source]) -> Result<Self> {
        if let Some(file) = sources.iter().find(|source| !matches!(source, Source::Run(_))) {
            return Err(Error::argument("a network file, where run directories are needed").at_path(file.path()));
        }
        let classes = curve_classes(sources, &ReadOptions::default(), None, Target::default())?;
        let signals = sources.iter().map(Signal::of).collect::<Result<_>>()?;
        Ok(Grokking { classes, signals })
    }
}

impl Signal {
    /// Of a run directory.
    fn of(source: &Source) -> Result<Self> {
        let run = RunDirectory::open(source.path())?;
        run.require_product("‖G_F‖ is computed for the multiplication of a group")?;
        let (pairs, activation) = (run.training_pairs()?, run.config().protocol.activation);
        let norm = |(epoch, network): &(usize, Network)| (*epoch, feature_gradient(network, activation, &pairs));
        Ok(Signal { run: source.name(), points: weights_of_run(&run)?.iter().map(norm).collect() })
    }
}

impl Grokking {
    /// The signals of the runs of a class.
    pub fn signals_of<'a>(&'a self, class: &'a CurveClass) -> impl Iterator<Item = &'a Signal> + Clone {
        self.signals.iter().filter(|signal| class.curves.iter().any(|curve| curve.name == signal.run))
    }
}
