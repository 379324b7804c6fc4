//! `cogring path`: from a product of optimizers to one of its factors, at zero loss.

use std::path::PathBuf;

use crate::experiment::FactorWalk;
use crate::report::json::Schema;
use crate::{Result, report};

use super::Answer;
use super::shared::{GroupArgs, JsonArgs};

/// Walk from a product y * z to z alone, through networks of zero loss
///
/// z is a solution and y has Σ abc = 1, at every pair ±k of frequencies. The nodes of y are switched off but one, so
/// that the network loses hidden nodes while it keeps computing the same function. At a frequency k = -k, y is the unit and
/// z the two real nodes of the optimizers.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring path --group 23
  cogring path --group 7 --first order4 --second order6-ab --seed 1 --steps 20
  cogring path --group 7 --first '1/4 * ((1,1,1) + (i,-i,1)) * xi' --second '1/6 * nu * syn' --set nu=w3
  cogring path --group 4x9 -o path/ --json")]
pub struct Args {
    #[command(flatten)]
    group: GroupArgs,
    /// The factor y that is left behind: order6, order6-ab, order4, or an expression (see cogring eval --help)
    #[arg(long, value_name = "NAME|EXPR", default_value = "order6", allow_hyphen_values = true)]
    first: String,
    /// The factor z that remains: order6, order6-ab, or an expression that is a solution
    #[arg(long, value_name = "NAME|EXPR", default_value = "order6", allow_hyphen_values = true)]
    second: String,
    /// Give a parameter of both a value at every frequency, as in nu=w3 or nu=exp(0.3i); may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Draw the other values of nu, xi, alpha and beta at random, for each factor and frequency anew [default: all are 1]
    #[arg(long, value_name = "SEED")]
    seed: Option<u64>,
    /// The number of steps
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    steps: u32,
    /// Write the networks here as step_00000.npz, step_00001.npz, …
    #[arg(short, long, value_name = "DIRECTORY")]
    output: Option<PathBuf>,
    #[command(flatten)]
    json: JsonArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let names = [&*args.first, &*args.second];
    let GroupArgs { group } = &args.group;
    let result = FactorWalk::new(group, names, &args.set, args.seed, args.steps, args.output.as_deref())?;
    args.json.print(Schema::Path, &result, || report::path::text(&result.walk))?;
    Ok(if result.walk.zero_loss { Answer::Yes } else { Answer::No })
}
