//! `cogring path`: from a product of optimizers to one of its factors, at zero loss.

use std::fmt::Write;
use std::path::PathBuf;

use cogring::construct::Parameter;
use cogring::construct::optimizers::blocks;
use cogring::dynamics::ZeroLossPath;
use cogring::expr::{Assignment, Expression, Parameters, Value};
use cogring::format::write_network;
use cogring::loss::closed_form;
use cogring::{Block, Error, Group, Network, PairMask, Result, Target};
use num_complex::Complex64;
use serde::Serialize;

use super::{Answer, output};

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
    /// The group, such as 23 or 4x9
    #[arg(long, value_name = "GROUP")]
    group: Group,
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
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    group: Group,
    first: String,
    second: String,
    width: usize,
    /// Whether the loss is zero to working precision at every step.
    zero_loss: bool,
    steps: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    t: f64,
    /// Hidden nodes whose weights are not zero.
    live_nodes: usize,
    closed_form_loss: f64,
    direct_loss: f64,
    accuracy: f64,
    squared_norm: f64,
}

/// Weight matrices with more entries than this are not made.
const MAX_WEIGHTS: u128 = 1 << 24;

/// The parameters of the generators, which need not be given values.
const PARAMETERS: [&str; 4] = ["nu", "xi", "alpha", "beta"];

/// The block of one frequency that a name or an expression stands for.
fn factor(option: &str, text: &str) -> Result<Expression> {
    let expression = match text {
        "order6" => "1/6 * nu * syn",
        "order6-ab" => "1/6 * nu=i * syn_ab",
        "order4" => "1/4 * nu=i * xi",
        text => text,
    };
    expression.parse::<Expression>().map_err(|error| error.context(option))
}

impl Args {
    fn path(&self, y: &Expression, z: &Expression) -> Result<ZeroLossPath<Complex64>> {
        let group = &self.group;
        let real = blocks::self_conjugate();
        let given = Parameters::of([y, z]).assignment(&self.set, None).map_err(|error| error.context("--set"))?;
        let y = self.blocks("--first", y, &given, 0, &Block::one())?;
        let z = self.blocks("--second", z, &given, PARAMETERS.len() as u64, &real)?;
        ZeroLossPath::new(group, y, z)
    }

    /// The blocks of a factor, `real` at self-conjugate characters; the parameters that are not given are drawn from the
    /// streams from `stream` on.
    fn blocks(
        &self,
        option: &str,
        factor: &Expression,
        given: &Assignment,
        stream: u64,
        real: &Block<Complex64>,
    ) -> Result<Vec<Block<Complex64>>> {
        let group = &self.group;
        let values = (stream..).zip(PARAMETERS).map(|(stream, name)| {
            let drawn = self.seed.map_or(Value::one().into(), |seed| Parameter::random(seed, stream));
            Ok((name, drawn.values::<Complex64>(group)?))
        });
        let values = values.collect::<Result<Vec<_>>>()?;
        let block = |k: usize| {
            if group.is_self_conjugate(k) {
                return Ok(real.clone());
            }
            let mut assignment = Assignment::default();
            for (name, values) in &values {
                assignment.set(*name, Value::phase(values.at(k).arg()));
            }
            assignment.extend(given.clone());
            factor
                .to_lazy::<Complex64>(&assignment)
                .and_then(|lazy| lazy.expand())
                .map_err(|error| error.context(option))
        };
        group.representatives().map(block).collect()
    }
}

pub fn run(args: &Args) -> Result<Answer> {
    let (group, d) = (&args.group, args.group.order());
    if d < 2 {
        return Err(Error::argument("the trivial group, whose optimizers have no hidden nodes"));
    }
    let (y, z) = (factor("--first", &args.first)?, factor("--second", &args.second)?);
    let weights =
        y.order().zip(z.order()).and_then(|(y, z)| y.checked_mul(z)?.checked_mul((d.div_ceil(2) * d) as u128));
    if weights.is_none_or(|weights| weights > MAX_WEIGHTS) {
        return Err(Error::unsupported(format!(
            "a path from `{}` * `{}` over the group {group} of order {d}, whose weights are more than {MAX_WEIGHTS}",
            args.first, args.second
        )));
    }
    let path = args.path(&y, &z)?;
    if let Some(directory) = &args.output {
        std::fs::create_dir_all(directory)
            .map_err(|error| Error::io("cannot make the directory", error).at_path(directory))?;
    }
    let all = PairMask::all(group);
    let (mut width, mut zero_loss) = (0, true);
    let mut steps = Vec::new();
    for (step, solution) in path.solutions(args.steps).enumerate() {
        let solution = solution?;
        let network = Network::from_solution(&solution)?;
        let direct = network.evaluate(Target::ZeroMean, &all);
        let closed_form_loss = closed_form(&solution, Target::ZeroMean).re;
        if let Some(directory) = &args.output {
            write_network(&directory.join(format!("step_{step:05}.npz")), &network)?;
        }
        width = solution.order();
        zero_loss &= direct.loss.max(closed_form_loss) <= network.rounding_loss();
        steps.push(Step {
            t: step as f64 / f64::from(args.steps),
            live_nodes: solution.terms().iter().filter(|term| term.coefficient != Complex64::ZERO).count(),
            closed_form_loss,
            direct_loss: direct.loss,
            accuracy: direct.accuracy,
            squared_norm: solution.weight_norm_squared(),
        });
    }
    let report = Report {
        group: group.clone(),
        first: args.first.clone(),
        second: args.second.clone(),
        width,
        zero_loss,
        steps,
    };
    if args.json {
        output::print_json(&report)?;
    } else {
        output::print(&report.table())?;
    }
    Ok(if zero_loss { Answer::Yes } else { Answer::No })
}

impl Report {
    fn table(&self) -> String {
        let mut text = format!("{} hidden nodes over {}\n\n", self.width, self.group);
        text += "      t   live nodes   loss (closed form)   loss (direct)   accuracy   squared norm\n";
        for step in &self.steps {
            let Step { t, live_nodes, closed_form_loss, direct_loss, accuracy, squared_norm } = step;
            writeln!(
                text,
                " {t:>6.4}   {live_nodes:>10}   {closed_form_loss:>18.1e}   {direct_loss:>13.1e}   {:>7.2} %   \
                 {squared_norm:>12.4}",
                100.0 * accuracy
            )
            .expect("writing to a string");
        }
        text + if self.zero_loss { "\nzero loss at every step\n" } else { "\nthe loss is not zero at every step\n" }
    }
}
