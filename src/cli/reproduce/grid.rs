//! Experiments over a grid of runs: `cogring reproduce grokking`, `rates`, `energies` and `modulation`.

use std::ops::ControlFlow;

use crate::experiment::{Experiment, RunGrid};
use crate::network::Activation;
use crate::objective::Criterion;
use crate::train::{OptimizerSettings, Rule};
use crate::{Group, Result};

use super::Outputs;
use super::trained::Runs;
use crate::cli::Answer;
use crate::cli::named::named;
use crate::number::List;

/// Runs that are given, or every combination of these settings, where one that is not given is that of the experiment
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    from: Runs,
    /// Without inputs: the group
    #[arg(long, value_parser = crate::cli::shared::group, conflicts_with = "inputs")]
    group: Option<Group>,
    /// Without inputs: the number of hidden nodes
    #[arg(long, conflicts_with = "inputs")]
    width: Option<usize>,
    /// Without inputs: the shares of pairs to train on
    #[arg(long, visible_alias = "train-fraction", value_name = "SHARES", conflicts_with = "inputs")]
    train_fractions: Option<List<f64>>,
    /// Without inputs: the step sizes
    #[arg(long, visible_aliases = ["learning-rate", "lr"], value_name = "RATES", conflicts_with = "inputs")]
    learning_rates: Option<List<f64>>,
    /// Without inputs: the weight decays
    #[arg(long, visible_alias = "wd", value_name = "DECAYS", conflicts_with = "inputs")]
    weight_decays: Option<List<f64>>,
    /// Without inputs: the number of gradient steps
    #[arg(long, conflicts_with = "inputs")]
    epochs: Option<usize>,
    /// Without inputs: the seeds
    #[arg(long, conflicts_with = "inputs")]
    seeds: Option<List<u64>>,
    /// Without inputs: the activation of the hidden nodes
    #[arg(long, value_name = "NAME", conflicts_with = "inputs")]
    activation: Option<Activation>,
    /// Without inputs: what outputs cost
    #[arg(long, value_parser = named::<Criterion>(), conflicts_with = "inputs")]
    criterion: Option<Criterion>,
    /// Without inputs: the update rule
    #[arg(long, value_parser = named::<Rule>(), conflicts_with = "inputs")]
    optimizer: Option<Rule>,
    #[command(flatten)]
    to: Outputs,
}

impl Args {
    /// What the runs show, drawn by `draw`; they are trained first where none are given.
    pub fn draw<E: Experiment>(&self, draw: impl FnOnce(&E, &Outputs) -> Result<Answer>) -> Result<Answer> {
        match self.from.sources(E::NAME, || self.grid(E::runs())?.runs())? {
            ControlFlow::Continue(sources) => draw(&E::of_runs(&sources)?, &self.to),
            ControlFlow::Break(answer) => Ok(answer),
        }
    }

    /// The usual runs with what is given in place of it.
    fn grid(&self, usual: RunGrid) -> Result<RunGrid> {
        fn replace<T>(usual: &mut T, given: Option<T>) {
            if let Some(given) = given {
                *usual = given;
            }
        }
        let list = |given: &Option<List<f64>>| given.as_ref().map(|list| list.0.clone());
        let epochs = self.epochs.unwrap_or(usual.protocol.epochs);
        let mut grid = usual.with_epochs(epochs);
        replace(&mut grid.group, self.group.clone());
        replace(&mut grid.width, self.width);
        replace(&mut grid.train_fractions, list(&self.train_fractions));
        replace(&mut grid.variations.learning_rates, list(&self.learning_rates));
        replace(&mut grid.variations.weight_decays, list(&self.weight_decays));
        replace(&mut grid.variations.seeds, self.seeds.as_ref().map(|list| list.0.clone()));
        replace(&mut grid.protocol.activation, self.activation);
        replace(&mut grid.protocol.criterion, self.criterion);
        if let Some(rule) = self.optimizer {
            grid.protocol.optimizer = OptimizerSettings { rule, ..OptimizerSettings::default() }.try_into()?;
        }
        Ok(grid)
    }
}
