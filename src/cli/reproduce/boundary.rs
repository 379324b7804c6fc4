//! `cogring reproduce boundary`.

use std::ops::ControlFlow;

use crate::experiment::{Boundary, BoundaryOptions, BoundarySetting};
use crate::report::boundary::text;
use crate::report::figures::BoundaryFigure;
use crate::train::RunDirectory;
use crate::{Group, Result};

use super::Outputs;
use super::trained::Runs;
use crate::cli::Answer;
use crate::number::List;

/// How much data it takes to generalize: test accuracy over group order and train fraction, with p = c ln M / M fitted
///
/// Without inputs the networks are trained first, with epochs in proportion to the order; runs that are finished already are
/// not trained again, and a command that was stopped continues.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring reproduce boundary --groups 17,23,29 -o figures/
  cogring reproduce boundary --groups D7,D11,4x7 --constants 2,3,4 --seeds 0
  cogring reproduce boundary boundary/ --json")]
pub(super) struct Args {
    #[command(flatten)]
    from: Runs,
    /// Without inputs: the groups to train
    #[arg(long, default_value = "17,23,29,37,43,53,61", conflicts_with = "inputs")]
    groups: List<Group>,
    /// Without inputs: the values of c; the train fractions are p = c ln M / M
    #[arg(long, default_value = "2,2.5,2.75,3,3.5", conflicts_with = "inputs")]
    constants: List<f64>,
    /// Without inputs: the seeds
    #[arg(long, default_value = "0..3", conflicts_with = "inputs")]
    seeds: List<u64>,
    /// Without inputs: the number of hidden nodes
    #[arg(long, default_value_t = BoundarySetting::default().width, conflicts_with = "inputs")]
    width: usize,
    /// Without inputs: the step size
    #[arg(long, alias = "lr", default_value_t = BoundarySetting::default().learning_rate, conflicts_with = "inputs")]
    learning_rate: f64,
    /// Without inputs: the weight decay
    #[arg(long, alias = "wd", default_value_t = BoundarySetting::default().weight_decay, conflicts_with = "inputs")]
    weight_decay: f64,
    /// Without inputs: the number of epochs per element of the group
    #[arg(long, value_name = "N", default_value_t = BoundaryOptions::default().epochs_per_element, conflicts_with = "inputs")]
    epochs_per_element: usize,
    #[command(flatten)]
    to: Outputs,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let options = BoundaryOptions {
        groups: args.groups.0.clone(),
        constants: args.constants.0.clone(),
        seeds: args.seeds.0.clone(),
        setting: BoundarySetting {
            width: args.width,
            learning_rate: args.learning_rate,
            weight_decay: args.weight_decay,
        },
        epochs_per_element: args.epochs_per_element,
    };
    let sources = match args.from.sources("boundary", || options.runs())? {
        ControlFlow::Continue(sources) => sources,
        ControlFlow::Break(answer) => return Ok(answer),
    };
    let runs = sources.iter().map(|source| RunDirectory::open(source.path())).collect::<Result<Vec<_>>>()?;
    let boundary = Boundary::of_runs(&runs)?;
    args.to.say_and_write(&text(&boundary), &BoundaryFigure { boundary: &boundary }, &boundary)
}
