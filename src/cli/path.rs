//! `cogring path`: from a product of optimizers to one of its factors, at zero loss.

use std::path::PathBuf;

use cogring::construct::{Family, ZeroLossPath};
use cogring::experiment::{FactorWalk, walk};
use cogring::expr::{Expression, Parameters};
use cogring::format::write_network;
use cogring::report::json::Schema;
use cogring::{Error, Result, report};

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

/// The block of one frequency that a name or an expression stands for.
fn factor(option: &str, text: &str) -> Result<Expression> {
    let expression = match text {
        "order6" => Family::NuSyn.entry().expression,
        "order6-ab" => Family::NuISynAb.entry().expression,
        "order4" => Family::NuIXi.entry().expression,
        text => text,
    };
    expression.parse::<Expression>().map_err(|error| error.context(option))
}

/// Files that hold more weights than this together are not written.
const MOST_NUMBERS: u64 = 1 << 30;

pub fn run(args: &Args) -> Result<Answer> {
    let (y, z) = (factor("--first", &args.first)?, factor("--second", &args.second)?);
    let given = Parameters::of([&y, &z]).assignment(&args.set, None).map_err(|error| error.context("--set"))?;
    let GroupArgs { group } = &args.group;
    let path = ZeroLossPath::of_expressions(group, [&y, &z], &given, args.seed)?;
    if let Some(directory) = &args.output {
        let numbers = 3 * (u64::from(args.steps) + 1) * (group.order() * path.width()) as u64;
        if numbers > MOST_NUMBERS {
            let asked = format!("{} steps of {} hidden nodes over {}", args.steps, path.width(), group);
            return Err(Error::argument(format!("{asked} are files of {numbers} weights; at most {MOST_NUMBERS}")));
        }
        std::fs::create_dir_all(directory)
            .map_err(|error| Error::io("cannot make the directory", error).at_path(directory))?;
    }
    let walk = walk(&path, args.steps, |step, network| match &args.output {
        Some(directory) => write_network(&directory.join(format!("step_{step:05}.npz")), network),
        None => Ok(()),
    })?;
    let result = FactorWalk { first: args.first.clone(), second: args.second.clone(), walk };
    args.json.print(Schema::Path, &result, || report::path::text(&result.walk))?;
    Ok(if result.walk.zero_loss { Answer::Yes } else { Answer::No })
}
