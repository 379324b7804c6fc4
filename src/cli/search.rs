//! `cogring search`: which products of generators are global solutions.

use crate::expr::Expression;
use crate::proof::{SearchOptions, paper_generators, search};
use crate::report::json::Schema;
use crate::{Result, report};

use super::Answer;
use super::shared::JsonArgs;

/// Search for products of generators that are global solutions, by exact 0/1-sets
///
/// Exit status 1 when there is none.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring search
  cogring search --max-factors 3 --all
  cogring search nu=i xi --near-miss 2
  cogring search '(1,1,1) + (i,-i,1)' '1 + u + u^2' --json")]
pub struct Args {
    /// The generators, as expressions [default: syn nu nu=i xi 'xi(xi, -1)' syn_ab 3c]
    generators: Vec<String>,
    /// Largest number of factors
    #[arg(long, value_name = "N", default_value_t = 2)]
    max_factors: usize,
    /// Report products that lack at most this many of the ten potentials
    #[arg(long, value_name = "N", default_value_t = 2)]
    near_miss: usize,
    /// List also solutions that remain solutions without one of their factors, the first 4096 that are found
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    json: JsonArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let generators = match &args.generators[..] {
        [] => paper_generators(),
        texts => texts.iter().map(|text| text.parse()).collect::<Result<Vec<Expression>>>()?,
    };
    let options = SearchOptions { max_factors: args.max_factors, near_miss: args.near_miss, special_values: true };
    let found = search(&generators, options)?;
    args.json.print(Schema::Compositions, &found, || report::search::text(&found, args.all))?;
    Ok(if found.solutions.is_empty() { Answer::No } else { Answer::Yes })
}
