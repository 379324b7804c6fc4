//! `cogring path`: from a product of optimizers to one of its factors, at zero loss.

use std::fmt::Write;
use std::path::PathBuf;

use cogring::construct::optimizers::blocks;
use cogring::construct::{Parameter, Sign};
use cogring::dynamics::ZeroLossPath;
use cogring::expr::Value;
use cogring::format::write_network;
use cogring::loss::closed_form;
use cogring::{Block, Error, Group, Network, PairMask, Result, Target};
use num_complex::Complex64;
use serde::Serialize;

use super::{Answer, output};

/// Walk from a product y * z of optimizers to z alone, through networks of zero loss
///
/// At every frequency the nodes of the factor y are switched off but one, so that the weights shrink while the
/// network keeps computing the same function.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring path --group 23
  cogring path --group 7 --first order4 --second order6-ab --seed 1 --steps 20
  cogring path --group 4x9 -o path/ --json")]
pub struct Args {
    /// The group, such as 23 or 4x9
    #[arg(long, value_name = "GROUP")]
    group: Group,
    /// The factor y that is left behind
    #[arg(long, value_enum, default_value_t = First::Order6)]
    first: First,
    /// The factor z that remains
    #[arg(long, value_enum, default_value_t = Second::Order6)]
    second: Second,
    /// Draw the parameters of both at random, for each frequency anew [default: all are 1]
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

/// Blocks with Σ abc = 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum First {
    /// z_nu * z_syn
    Order6,
    /// z_{nu=i} * z_{syn,alpha,beta}
    Order6Ab,
    /// z_{nu=i} * z_xi, which need not be a solution by itself
    Order4,
}

/// Blocks that are solutions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Second {
    /// z_nu * z_syn
    Order6,
    /// z_{nu=i} * z_{syn,alpha,beta}
    Order6Ab,
}

#[derive(Serialize)]
struct Report {
    group: Group,
    first: First,
    second: Second,
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
const MAX_WEIGHTS: usize = 1 << 24;

impl Args {
    fn path(&self) -> Result<ZeroLossPath<Complex64>> {
        let group = &self.group;
        let parameter = |stream: u64| {
            let parameter = match self.seed {
                Some(seed) => Parameter::random(seed, stream),
                None => Parameter::from(Value::one()),
            };
            parameter.values::<Complex64>(group)
        };
        let (alpha, beta, other_alpha, other_beta) = (parameter(0)?, parameter(1)?, parameter(2)?, parameter(3)?);
        let at_real = |k: usize, block: Block<Complex64>, real: Block<Complex64>| {
            if group.is_self_conjugate(k) { real } else { block }
        };
        let y = group.representatives().map(|k| {
            let block = match self.first {
                First::Order6 => blocks::order6(&alpha.at(k)),
                First::Order6Ab => blocks::order6_ab(&alpha.at(k), &beta.at(k)),
                First::Order4 => blocks::order4(&alpha.at(k), Sign::Plus),
            };
            at_real(k, block, Block::one())
        });
        let z = group.representatives().map(|k| {
            let block = match self.second {
                Second::Order6 => blocks::order6(&other_alpha.at(k)),
                Second::Order6Ab => blocks::order6_ab(&other_alpha.at(k), &other_beta.at(k)),
            };
            at_real(k, block, blocks::self_conjugate())
        });
        ZeroLossPath::new(group, y.collect(), z.collect())
    }
}

pub fn run(args: &Args) -> Result<Answer> {
    let (group, d) = (&args.group, args.group.order());
    if d < 2 {
        return Err(Error::argument("the trivial group, whose optimizers have no hidden nodes"));
    }
    // Order 36 at every pair is the most that the factors multiply to.
    if 36 * d.div_ceil(2) * d > MAX_WEIGHTS {
        return Err(Error::unsupported(format!(
            "a path over {group} of order {d}, whose weights are too many to make"
        )));
    }
    let path = args.path()?;
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
    let report = Report { group: group.clone(), first: args.first, second: args.second, width, zero_loss, steps };
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
