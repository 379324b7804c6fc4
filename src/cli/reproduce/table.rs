//! `cogring reproduce table`.

use std::path::PathBuf;

use crate::experiment::{agree_with_paper, factored, find_sources, paper_table};
use crate::factor::Method;
use crate::report::json::Schema;
use crate::report::{PaperTable, write_table};
use crate::train::{SweepConfig, Variations};
use crate::{Group, Result};

use super::trained::train_missing;
use crate::cli::Answer;
use crate::cli::input::InputArgs;
use crate::cli::named::named;
use crate::cli::output::{print, print_json};
use crate::number::List;

/// The paper's table: orders, errors and forms, next to the paper's values
///
/// One row per group and settings: percentages over frequencies and mean errors, as mean ± standard error over networks; then the
/// paper's row, and the difference in combined standard errors. Without inputs, the networks are trained by the paper's
/// protocol first; runs that are finished already are not trained again.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring reproduce table --groups 23 --seeds 1,2,3,4,5
  cogring reproduce table runs/
  cogring reproduce table runs/ -o results/ --within 3
  cogring reproduce table seed1.npz seed2.npz seed3.npz --json")]
pub(super) struct Args {
    /// Run directories, directories that hold them, or network files [default: train what is missing in --runs]
    inputs: Vec<PathBuf>,
    /// Without inputs: the groups to train
    #[arg(long, default_value = "23,71,127", conflicts_with = "inputs")]
    groups: List<Group>,
    /// Without inputs: the seeds to train
    #[arg(long, default_value = "1..=5", conflicts_with = "inputs")]
    seeds: List<u64>,
    /// Without inputs: the directory of the runs
    #[arg(long, value_name = "DIR", default_value = "runs", conflicts_with = "inputs")]
    runs: PathBuf,
    /// Without inputs: the number of runs at a time [default: the number of cores]
    #[arg(long, value_name = "N", conflicts_with = "inputs")]
    jobs: Option<std::num::NonZeroUsize>,
    #[command(flatten)]
    how: InputArgs,
    /// The analysis: the paper's own, or any group and order, as `cogring factor` has it
    #[arg(long, value_parser = named::<Method>(), default_value = "paper")]
    method: Method,
    /// Write table.md and table.csv into this directory
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Exit with status 1 when a number is more than this many combined standard errors from the paper's
    #[arg(long, value_name = "S")]
    within: Option<f64>,
    /// Print the table as JSON
    #[arg(long)]
    json: bool,
    /// Print the table as LaTeX, for the package booktabs
    #[arg(long, conflicts_with = "json")]
    latex: bool,
}

/// Trains what is missing of the runs that the table is about, and returns all their directories; `None` when Ctrl-C
/// stopped it.
fn train_runs(args: &Args) -> Result<Option<Vec<PathBuf>>> {
    let config = SweepConfig {
        groups: args.groups.0.clone(),
        variations: Variations { seeds: args.seeds.0.clone(), ..Variations::default() },
        ..SweepConfig::default()
    };
    train_missing(&config.runs()?, &args.runs, args.jobs, None)
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let inputs = if args.inputs.is_empty() { train_runs(args)? } else { Some(args.inputs.clone()) };
    let Some(inputs) = inputs else { return Ok(Answer::No) };
    let rows = paper_table(&factored(&find_sources(&inputs)?, &args.how.options(), args.method)?)?;
    let agrees = args.within.map(|limit| agree_with_paper(&rows, limit)).transpose()?;
    if let Some(directory) = &args.output {
        write_table(&rows, directory)?;
    }
    if args.json {
        print_json(Schema::Table, &serde_json::json!({ "rows": rows }))?;
    } else if args.latex {
        print(&PaperTable(&rows).to_latex())?;
    } else {
        print(&PaperTable(&rows).to_string())?;
    }
    Ok(if agrees == Some(false) { Answer::No } else { Answer::Yes })
}
