//! `cogring potentials`: any sum potential of a network, a construction or an expression.

use crate::Result;
use crate::experiment::{Element, PotentialList, PotentialQuestion, WeightScale};
use crate::potential::Inputs;
use crate::report::json::Schema;
use crate::report::potentials::text;

use super::Answer;
use super::input::InputArgs;
use super::shared::JsonArgs;

/// Print sum potentials r_{k1 k2 k} and r_{p k1 k2 k} of a network, a construction or an expression
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cogring potentials network.npz -k 1,1,1 -k 1,1,2
  cogring potentials network.npz --input a -k 3,-3,3
  cogring potentials network.npz -k 1..=5,1,1..=5
  cogring potentials network.npz --group 2x4 -k '(1,2),(0,1),(1,3)'
  cogring potentials network.npz --largest 20
  cogring potentials order4 --group 7 --input a -k 2,-2,2
  cogring potentials 'sum(k: nu(nu_k) @ k)' --group 7 -k 3,3,-3
  cogring potentials 'sum(k: (1/6 * nu * syn)^1000 @ k)' --group 7 -k 1,1,1 --set nu=w3

Constructions and expressions are evaluated exactly, free parameters included, unless they hold an exp(..i).
A potential is printed at the theory's scale s = 1/(2d), where solutions have r_{k k k} = 1; --raw prints the one of the
weights as they are (s = 1), which is 2d times smaller.")]
pub struct Args {
    /// A network (.npz, .safetensors, .pt, .pkl or .json), or with --group a construction (see cogring construct --help) or an
    /// expression (see cogring eval --help)
    #[arg(value_name = "FILE|NAME|EXPR")]
    element: String,
    /// Three frequencies: K1,K2,K in a cyclic group (negative ones allowed, and ranges such as 1..=3), (..),(..),(..) in a product
    #[arg(short = 'k', long = "frequencies", value_name = "K1,K2,K", allow_hyphen_values = true)]
    frequencies: Vec<String>,
    /// Both factors from this input: r_{p k1 k2 k}, p = a or b [default: r_{k1 k2 k}]
    #[arg(long, value_name = "INPUT", value_parser = ["a", "b"])]
    input: Option<String>,
    /// How many potentials to list, largest first, when none is asked for
    #[arg(long, value_name = "N", default_value_t = 20)]
    largest: usize,
    /// Give a parameter of an expression a value, as in nu=w3 or nu=exp(0.3i); may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// At the scale of the raw weights
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    json: JsonArgs,
    #[command(flatten)]
    reading: InputArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let element = Element::of_text(&args.element, &args.reading.options())?;
    let inputs = match args.input.as_deref() {
        None => Inputs::AB,
        Some("a") => Inputs::AA,
        Some(_) => Inputs::BB,
    };
    let asked = PotentialQuestion {
        frequencies: args.frequencies.clone(),
        inputs,
        largest: args.largest,
        set: args.set.clone(),
        scale: if args.raw { WeightScale::Raw } else { WeightScale::Theory },
    };
    let list = PotentialList::asked(&args.element, &element, args.reading.group(), &asked)?;
    args.json.print(Schema::Potentials, &list, || text(&list))?;
    Ok(Answer::Yes)
}
