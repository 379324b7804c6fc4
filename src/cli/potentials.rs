//! `cogring potentials`: any sum potential of a network, a construction or an expression.

use std::path::Path;

use cogring::construct::Construction;
use cogring::experiment::{Asked, PotentialList, WeightScale, parse_potential};
use cogring::expr::{Expression, Parameters};
use cogring::potential::Inputs;
use cogring::report::json::Schema;
use cogring::report::potentials::text;
use cogring::{Error, Exact, Group, Result, Solution};
use num_complex::Complex64;

use super::Answer;
use super::input::InputArgs;
use super::shared::JsonArgs;

/// Print sum potentials r_{k1 k2 k} and r_{p k1 k2 k} of a network, a construction or an expression
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cogring potentials network.npz -k 1,1,1 -k 1,1,2
  cogring potentials network.npz --input a -k 3,-3,3
  cogring potentials network.npz --group 2x4 -k '(1,2),(0,1),(1,3)'
  cogring potentials network.npz --largest 20
  cogring potentials order4 --group 7 --input a -k 2,-2,2
  cogring potentials 'sum(k: nu(nu_k) @ k)' --group 7 -k 3,3,-3
  cogring potentials 'sum(k: (1/6 * nu * syn)^1000 @ k)' --group 7 -k 1,1,1 --set nu=w3

Constructions and expressions are evaluated exactly, free parameters included, unless they hold an exp(..i).
A potential is printed at the theory's scale s = 1/(2d), where solutions have r_{k k k} = 1; --raw prints the one of the
weights as they are (s = 1), which is 2d times smaller.")]
pub struct Args {
    /// A network (.npz, .safetensors, .pt or .json), or with --group a construction (see cogring construct --help) or an
    /// expression (see cogring eval --help)
    #[arg(value_name = "FILE|NAME|EXPR")]
    element: String,
    /// Three frequencies: K1,K2,K in a cyclic group (negative ones allowed), (..),(..),(..) in a product
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

/// What potentials are asked of.
enum Source {
    Network(Solution<Complex64>),
    Construction(Construction),
    Expression(Expression),
}

pub fn run(args: &Args) -> Result<Answer> {
    let source = args.source()?;
    let group = match (&source, args.reading.group()) {
        (Source::Network(solution), _) => solution.group().clone(),
        (_, Some(group)) => group.clone(),
        (_, None) => {
            return Err(Error::argument(format!("`{}` has potentials over a group, as in --group 23", args.element)));
        }
    };
    if !args.set.is_empty() && !matches!(source, Source::Expression(_)) {
        return Err(Error::argument("--set gives values to the parameters of expressions only"));
    }
    let list = args.list(&source, &group)?;
    args.json.print(Schema::Potentials, &list, || text(&list))?;
    Ok(Answer::Yes)
}

impl Args {
    /// A file if there is one or its name ends like one, else a construction, else an expression.
    fn source(&self) -> Result<Source> {
        let path = Path::new(&self.element);
        let is_file_name = path.extension().is_some_and(|extension| {
            ["npz", "npy", "safetensors", "pt", "pth", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
        });
        if is_file_name || path.exists() {
            return Ok(Source::Network(self.reading.read(path)?.to_solution()));
        }
        if let Ok(construction) = Construction::named(&self.element) {
            return Ok(Source::Construction(construction.free()));
        }
        match self.element.parse() {
            Ok(expression) => Ok(Source::Expression(expression)),
            Err(error) => {
                Err(error.context(format!("`{}` is no file and no construction; as an expression", self.element)))
            }
        }
    }

    fn list(&self, source: &Source, group: &Group) -> Result<PotentialList> {
        let inputs = match self.input.as_deref() {
            None => Inputs::AB,
            Some("a") => Inputs::AA,
            Some(_) => Inputs::BB,
        };
        let asked: Vec<_> =
            self.frequencies.iter().map(|text| parse_potential(group, inputs, text)).collect::<Result<_>>()?;
        let asked = if asked.is_empty() { Asked::Largest(self.largest) } else { Asked::Each(asked) };
        let scale = if self.raw { WeightScale::Raw } else { WeightScale::Theory };
        match source {
            Source::Network(solution) => PotentialList::of_solution(&self.element, solution, &asked, scale),
            Source::Construction(construction) => {
                let solution = construction.build::<Exact>(group)?;
                PotentialList::of_solution(&self.element, &solution, &asked, scale)
            }
            Source::Expression(expression) => {
                let parameters = Parameters::of([expression]);
                let assignment =
                    parameters.assignment(&self.set, Some(group)).map_err(|error| error.context("--set"))?;
                PotentialList::of_expression(&self.element, expression, group, &assignment, &asked, scale)
            }
        }
    }
}
