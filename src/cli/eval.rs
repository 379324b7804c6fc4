//! `cogring eval`: what an expression is.

use std::path::PathBuf;

use cogring::construct::Description;
use cogring::expr::{Assignment, Expression, Kind, Parameters, Symbolic};
use cogring::format::write_network;
use cogring::loss::Residuals;
use cogring::scalar::{Exact, Scalar};
use cogring::{Error, Group, Network, Result, Solution, Target};
use num_complex::Complex64;
use serde::Serialize;

use super::Answer;
use super::named::named;
use super::output::{abbreviated, padded, print, print_json};

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
    /// The group that frequencies belong to, such as 23 or 4x9
    #[arg(long)]
    group: Option<Group>,
    /// What the outputs are compared with, over a group [default: zero-mean]
    #[arg(long, value_parser = named::<Target>(), requires = "group")]
    target: Option<Target>,
    /// Write the weights, for W_c (W_a x + W_b y)²: .npz, .safetensors or .json
    #[arg(short, long, value_name = "FILE", requires = "group")]
    output: Option<PathBuf>,
    /// Print the element as LaTeX only
    #[arg(long, conflicts_with = "json")]
    latex: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// An element over a group.
#[derive(Serialize)]
struct OverGroup {
    expression: String,
    latex: String,
    group: Group,
    /// The number of hidden nodes; `null` when it exceeds 2¹²⁸.
    order: Option<u128>,
    exact: bool,
    target: Target,
    /// Exact where `exact`; absent when free parameters remain.
    loss: String,
    numeric_loss: Option<f64>,
    output: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<Answer> {
    let expression: Expression = args.expression.parse()?;
    let parameters = Parameters::of([&expression]);
    let assignment = parameters.assignment(&args.set, args.group.as_ref()).map_err(|error| error.context("--set"))?;
    if args.latex {
        print(&(expression.to_latex() + "\n"))?;
        return Ok(Answer::Yes);
    }
    match (expression.kind()?, &args.group) {
        (Kind::Number | Kind::Block, None) => describe(args, &expression, &assignment),
        (Kind::Placed, None) => {
            Err(Error::argument("an element placed at frequencies needs a group, as in --group 23"))
        }
        // A block is refused: it is at no frequency of the group.
        (_, Some(group)) => over_group(args, group, &expression, &assignment),
    }
}

fn describe(args: &Args, expression: &Expression, assignment: &Assignment) -> Result<Answer> {
    let description = Description::new(expression, assignment)?;
    if args.json {
        print_json(&description)?;
        return Ok(Answer::Yes);
    }
    let order = description.order.map_or("above 2^128".into(), |order| order.to_string());
    let mut text = format!("{}\norder {order}\n", description.expression);
    for row in &description.potentials {
        let mark = if row.holds { ' ' } else { '!' };
        text += &format!("  {mark} {}  {}  {}\n", row.set, padded(row.potential, 6), abbreviated(&row.value));
    }
    text += &match &description.lacking()[..] {
        [] => "all ten identities hold: a global solution at every frequency\n".into(),
        lacking => format!("not a global solution: needs abc = 1 and 0 otherwise, fails for {}\n", lacking.join(", ")),
    };
    print(&text)?;
    Ok(Answer::Yes)
}

/// From the potentials of the parts: the element need not be built.
fn order_and_loss<S: Symbolic>(
    expression: &Expression,
    group: &Group,
    assignment: &Assignment,
    target: Target,
) -> Result<(Option<u128>, S)> {
    let lazy = expression.to_lazy_over::<S>(group, assignment)?;
    let order = lazy.order();
    Ok((order, Residuals::from_potentials(&lazy.potentials()?, target).loss()))
}

fn over_group(args: &Args, group: &Group, expression: &Expression, assignment: &Assignment) -> Result<Answer> {
    let exact = expression.is_exact() && assignment.iter().all(|(_, value)| value.is_exact());
    let target = args.target.unwrap_or_default();
    let (order, loss, numeric_loss) = if exact {
        let (order, loss) = order_and_loss::<Exact>(expression, group, assignment, target)?;
        if loss.is_overflow() {
            return Err(Error::unsupported("the exact loss of this element is too large to be computed"));
        }
        (order, loss.to_string(), loss.to_complex().map(|loss| loss.re))
    } else {
        let (order, loss) = order_and_loss::<Complex64>(expression, group, assignment, target)?;
        (order, format!("{:.6e}", loss.re), Some(loss.re))
    };
    if let Some(path) = &args.output {
        let solution: Solution<Complex64> = expression.to_solution(group, assignment)?;
        write_network(path, &Network::from_solution(&solution)?)?;
    }
    let report = OverGroup {
        expression: expression.to_string(),
        latex: expression.to_latex(),
        group: group.clone(),
        order,
        exact,
        target,
        loss,
        numeric_loss,
        output: args.output.clone(),
    };
    if args.json {
        print_json(&report)?;
        return Ok(Answer::Yes);
    }
    let exactly = if exact { ", exactly" } else { "" };
    let order = order.map_or("above 2^128".into(), |order| order.to_string());
    let mut text = format!("{}\ngroup {group}, {order} hidden nodes\n", report.expression);
    text += &format!("{} loss {}{exactly}\n", report.target, abbreviated(&report.loss));
    if let Some(path) = &report.output {
        text += &format!("weights written to {}\n", path.display());
    }
    print(&text)?;
    Ok(Answer::Yes)
}
