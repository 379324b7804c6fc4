//! `cogring eval`: what an expression is.

use std::path::PathBuf;

use crate::construct::Description;
use crate::experiment::{Evaluation, GroupEvaluation, weights};
use crate::expr::{Assignment, Expression, Kind, Parameters};
use crate::report::evaluation::text;
use crate::report::json::Schema;
use crate::{Error, Group, Result, Target};

use super::Answer;
use super::named::named;
use super::output::{print, write_network};
use super::shared::{JsonArgs, OptionalGroupArgs};

/// Evaluate an element written as an expression: its order and potentials, or its loss over a group
#[derive(clap::Args)]
#[command(after_help = "The language:
  syn  nu(V)  xi(V)  xi(V, -1)  syn_ab(V, V)  3c  4c  u_syn     the generators; plain nu is nu(nu)
  (V, V, V)                            the node with the entries a, b, c
  x + y   x - y   x * y   x^3   1/6*x  numbers are multiples of the unit, one
  x @ 3   x @ (1,2)                    x placed at a frequency; binds between * and +
  sum(k: x @ k)   sum(k != 1: x @ k)   over one k of each pair k != -k; nu_k is a parameter of each k
  sum(real k: x @ k)                   over k = -k
Numbers V: nu (any name is a free unit parameter), i, w3 = zeta(3), zeta(12)^5, conj(V), fractions, + - * ^,
and exp(0.3i), which makes the evaluation numeric. An element without frequencies is described by its ten potentials, one over a group
(with --group) by its loss, from the potentials of its parts: neither is multiplied out.

Examples:
  cogring eval 'nu * syn'
  cogring eval '1/4 * nu=i * xi' --latex
  cogring eval '(1 + u + u^2)^20' --json
  cogring eval '1/6 * nu * syn' --set 'nu=exp(0.3i)'
  cogring eval 'sum(k: 1/6 * nu(nu_k) * syn @ k)' --group 23
  cogring eval 'sum(k: 1/6 * nu=i * syn @ k)' --group 23 -o order6.npz")]
pub struct Args {
    /// The element
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
    /// Give a parameter a value, as in nu=w3 or nu=exp(0.3i); may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    group: OptionalGroupArgs,
    /// What the outputs are compared with, over a group [default: zero-mean]
    #[arg(long, value_parser = named::<Target>(), requires = "group")]
    target: Option<Target>,
    /// Write the weights, for W_c (W_a x + W_b y)²: .npz, .safetensors, .json, or - for .npz on standard output
    #[arg(short, long, value_name = "FILE", requires = "group")]
    output: Option<PathBuf>,
    /// Print the element as LaTeX only
    #[arg(long, conflicts_with = "json")]
    latex: bool,
    #[command(flatten)]
    json: JsonArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let expression: Expression = args.expression.parse()?;
    let parameters = Parameters::of([&expression]);
    let assignment =
        parameters.assignment(&args.set, args.group.group.as_ref()).map_err(|error| error.context("--set"))?;
    if args.latex {
        print(&(expression.to_latex() + "\n"))?;
        return Ok(Answer::Yes);
    }
    let evaluation = match (expression.kind()?, &args.group.group) {
        (Kind::Number | Kind::Block, None) => Evaluation::Block(Description::new(&expression, &assignment)?),
        (Kind::Placed, None) => {
            return Err(Error::argument("an element placed at frequencies needs a group, as in --group 23"));
        }
        // A block is refused: it is at no frequency of the group.
        (_, Some(group)) => Evaluation::OverGroup(over_group(args, group, &expression, &assignment)?),
    };
    let schema = match evaluation {
        Evaluation::Block(_) => Schema::Block,
        Evaluation::OverGroup(_) => Schema::Element,
    };
    args.json.print(schema, &evaluation, || text(&evaluation))?;
    Ok(Answer::Yes)
}

fn over_group(args: &Args, group: &Group, expression: &Expression, assignment: &Assignment) -> Result<GroupEvaluation> {
    let mut evaluation = GroupEvaluation::new(expression, group, assignment, args.target.unwrap_or_default())?;
    if let Some(path) = &args.output {
        write_network(path, &weights(&expression.to_solution(group, assignment)?)?)?;
        evaluation.output = Some(path.display().to_string());
    }
    Ok(evaluation)
}
