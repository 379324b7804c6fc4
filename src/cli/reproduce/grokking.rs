//! `cogring reproduce grokking`.

use crate::experiment::{Grokking, GrokkingOptions};
use crate::report::figures::GrokkingFigure;
use crate::{Group, Result};

use super::Outputs;
use super::trained::Runs;
use crate::cli::Answer;
use crate::cli::list::List;

/// Memorizing first, generalizing later: accuracies and the gradient that reaches the features, with and without weight decay
///
/// Without inputs the networks are trained first; runs that are finished already are not trained again.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring reproduce grokking -o figures/
  cogring reproduce grokking --group 23 --width 512 --train-fraction 0.5 --seeds 1,2
  cogring reproduce grokking grokking/ --json")]
pub(super) struct Args {
    #[command(flatten)]
    from: Runs,
    /// Without inputs: the group
    #[arg(long, default_value = "71", value_parser = crate::cli::shared::group, conflicts_with = "inputs")]
    group: Group,
    /// Without inputs: the number of hidden nodes
    #[arg(long, default_value_t = GrokkingOptions::default().width, conflicts_with = "inputs")]
    width: usize,
    /// Without inputs: the share of pairs to train on
    #[arg(long, value_name = "P", default_value_t = GrokkingOptions::default().train_fraction, conflicts_with = "inputs")]
    train_fraction: f64,
    /// Without inputs: the step size
    #[arg(long, alias = "lr", default_value_t = GrokkingOptions::default().learning_rate, conflicts_with = "inputs")]
    learning_rate: f64,
    /// Without inputs: the weight decays
    #[arg(long, alias = "wd", default_value = "0.0002,0", conflicts_with = "inputs")]
    weight_decays: List<f64>,
    /// Without inputs: the number of gradient steps
    #[arg(long, default_value_t = GrokkingOptions::default().epochs, conflicts_with = "inputs")]
    epochs: usize,
    /// Without inputs: the seeds
    #[arg(long, default_value = "0..3", conflicts_with = "inputs")]
    seeds: List<u64>,
    #[command(flatten)]
    to: Outputs,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let options = GrokkingOptions {
        group: args.group.clone(),
        width: args.width,
        train_fraction: args.train_fraction,
        learning_rate: args.learning_rate,
        weight_decays: args.weight_decays.0.clone(),
        epochs: args.epochs,
        seeds: args.seeds.0.clone(),
    };
    let Some(sources) = args.from.sources("grokking", || Ok(options.runs()))? else { return Ok(Answer::No) };
    let grokking = Grokking::of_runs(&sources)?;
    args.to.write(&GrokkingFigure { grokking: &grokking }, &grokking)
}
