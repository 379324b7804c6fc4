//! `cogring construct`: write a network that is known in closed form.

use std::path::{Path, PathBuf};

use cogring::construct::{Construction, Parameter, ParameterValue, Sign};
use cogring::expr::Value;
use cogring::format::write_network;
use cogring::loss::{Target, closed_form};
use cogring::{Error, Group, Network, PairMask, Result, Solution};
use num_complex::Complex64;
use serde::Serialize;

use super::named::named;
use super::{Answer, output};

/// Construct a network that solves the task exactly, or one of another paper, and write it as weights
///
/// The weights are scaled so that W_c (W_a x + W_b y)² in PyTorch is the target.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring construct order6 --group 23 -o order6.npz
  cogring construct order4-bias --group 2x9 --xi 'exp(0.3i)' --sigma=-1 -o order4.safetensors
  cogring construct order6-ab --group 23 --seed 1 -o planted.npz
  cogring construct narrow --group 5
  cogring construct order6 --group 1000003 --json

Parameters are unit complex numbers, written as 1, -i, w3 (a cube root of unity), zeta(12)^5 or exp(0.3i);
VALUE@K gives one for the pair of frequencies ±K alone, and the option can be repeated. K and -K name the same pair,
and the value is the one at its representative, the smaller of the two numbers.")]
pub struct Args {
    #[command(subcommand)]
    name: Name,
}

#[derive(clap::Subcommand)]
enum Name {
    /// z_nu * z_syn at every frequency: order 3(d-1)
    Order6(Options<Nu>),
    /// z_{nu=i} * z_{syn,alpha,beta} at every frequency: order 3(d-1)
    Order6Ab(Options<AlphaBeta>),
    /// z_{nu=i} * z_xi, constants cancelled by one frequency of order 6 (d odd) or 2 (d even): order 2d or 2(d-1)
    Order4(Options<NuXi>),
    /// z_{nu=i} * z_xi at every frequency and one constant node: order 2d-1, exact for both targets
    Order4Bias(Options<Xi>),
    /// One node for every pair of inputs: order d²
    Memorization(Options<Nothing>),
    /// cos and sin at every frequency and one constant node: width 2d-1, exact for both targets
    Fourier(Options<Nothing>),
    /// The largest margin for its norm (Morwani et al. 2023): width 4(d-1)
    MaxMargin(Options<Nothing>),
    /// Random phases (Gromov 2023): any width, close to a solution when it is large
    RandomPhase(Options<Random>),
    /// Equally spaced phases shared by both inputs (He et al. 2026): accuracy 1 without being a solution
    TiedPhase(Options<Phases>),
    /// All pairs of equally spaced phases: width L²(d-1)/2
    PhaseGrid(Options<Phases>),
    /// Phases that run at different speeds: width L(d-1)/2
    SingleIndex(Options<Speeds>),
    /// Narrower than all of these where characters have order 3 or 5, exact for both targets
    Narrow(Options<Nothing>),
    /// Three nodes with rational weights over Z_3, or four for the one-hot target
    Rational(Options<RationalTarget>),
}

#[derive(clap::Args)]
struct Options<P: clap::Args> {
    /// The group, such as 23 or 4x9
    #[arg(long, value_name = "GROUP")]
    group: Group,
    #[command(flatten)]
    parameters: P,
    /// The file to write: .npz, .safetensors or .json [default: only report]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Nothing {}

/// Draw parameters that are not given at random, uniformly and for each frequency anew
#[derive(clap::Args)]
struct Seed {
    /// Draw the parameters that are not given at random, for each frequency anew
    #[arg(long, value_name = "SEED")]
    seed: Option<u64>,
}

#[derive(clap::Args)]
struct Nu {
    /// The parameter nu [default: 1]
    #[arg(long, value_name = "VALUE[@K]", allow_hyphen_values = true)]
    nu: Vec<ParameterValue>,
    #[command(flatten)]
    seed: Seed,
}

#[derive(clap::Args)]
struct AlphaBeta {
    /// The parameter alpha [default: 1]
    #[arg(long, value_name = "VALUE[@K]", allow_hyphen_values = true)]
    alpha: Vec<ParameterValue>,
    /// The parameter beta [default: 1]
    #[arg(long, value_name = "VALUE[@K]", allow_hyphen_values = true)]
    beta: Vec<ParameterValue>,
    #[command(flatten)]
    seed: Seed,
}

#[derive(clap::Args)]
struct Xi {
    /// The parameter xi [default: 1]
    #[arg(long, value_name = "VALUE[@K]", allow_hyphen_values = true)]
    xi: Vec<ParameterValue>,
    /// The sign sigma, 1 or -1
    #[arg(long, value_name = "SIGN", default_value = "1", allow_hyphen_values = true)]
    sigma: Sign,
    #[command(flatten)]
    seed: Seed,
}

#[derive(clap::Args)]
struct NuXi {
    /// The parameter nu of the one frequency of order 6 (d odd) [default: 1]
    #[arg(long, value_name = "VALUE[@K]", allow_hyphen_values = true)]
    nu: Vec<ParameterValue>,
    #[command(flatten)]
    xi: Xi,
}

#[derive(clap::Args)]
struct Random {
    /// The number of hidden nodes
    #[arg(long, value_name = "N")]
    width: usize,
    /// The seed of the phases
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    seed: u64,
}

#[derive(clap::Args)]
struct Phases {
    /// The number L of equally spaced phases
    #[arg(short = 'L', long, value_name = "L", default_value_t = 3)]
    phases: u64,
}

#[derive(clap::Args)]
struct Speeds {
    /// The number L of equally spaced phases
    #[arg(short = 'L', long, value_name = "L", default_value_t = 6)]
    phases: u64,
    /// The speed of the phase of the first input
    #[arg(long, default_value_t = 1, allow_hyphen_values = true)]
    r1: i64,
    /// The speed of the phase of the second input
    #[arg(long, default_value_t = 4, allow_hyphen_values = true)]
    r2: i64,
}

#[derive(clap::Args)]
struct RationalTarget {
    /// The target that the network is exact for
    #[arg(long, value_parser = named::<Target>(), default_value_t)]
    target: Target,
}

impl Seed {
    /// The parameter `name` with the given values; where none is given it is 1, or random when there is a seed.
    fn parameter(&self, name: &str, stream: u64, values: &[ParameterValue]) -> Result<Parameter> {
        if values.iter().filter(|value| value.is_everywhere()).count() > 1 {
            return Err(Error::argument(format!(
                "--{name} is given two values for all frequencies; write VALUE@K for one"
            )));
        }
        let default = match self.seed {
            Some(seed) => Parameter::random(seed, stream),
            None => Parameter::from(Value::one()),
        };
        Ok(values.iter().fold(default, |parameter, value| parameter.with(value)))
    }
}

impl Name {
    /// What was typed, as the library takes it.
    fn construction(&self) -> Result<(Construction, &Group, Option<&Path>, bool)> {
        fn rest<P: clap::Args>(options: &Options<P>, of: Construction) -> (Construction, &Group, Option<&Path>, bool) {
            (of, &options.group, options.output.as_deref(), options.json)
        }
        Ok(match self {
            Name::Order6(options) => {
                let Nu { nu, seed } = &options.parameters;
                rest(options, Construction::Order6 { nu: seed.parameter("nu", 0, nu)? })
            }
            Name::Order6Ab(options) => {
                let AlphaBeta { alpha, beta, seed } = &options.parameters;
                let (alpha, beta) = (seed.parameter("alpha", 0, alpha)?, seed.parameter("beta", 1, beta)?);
                rest(options, Construction::Order6Ab { alpha, beta })
            }
            Name::Order4(options) => {
                let NuXi { nu, xi: Xi { xi, sigma, seed } } = &options.parameters;
                let (nu, xi) = (seed.parameter("nu", 0, nu)?, seed.parameter("xi", 1, xi)?);
                rest(options, Construction::Order4 { nu, xi, sign: *sigma })
            }
            Name::Order4Bias(options) => {
                let Xi { xi, sigma, seed } = &options.parameters;
                rest(options, Construction::Order4Bias { xi: seed.parameter("xi", 0, xi)?, sign: *sigma })
            }
            Name::Memorization(options) => rest(options, Construction::Memorization),
            Name::Fourier(options) => rest(options, Construction::Fourier),
            Name::MaxMargin(options) => rest(options, Construction::MaxMargin),
            Name::RandomPhase(options) => {
                let Random { width, seed } = options.parameters;
                rest(options, Construction::RandomPhase { width, seed })
            }
            Name::TiedPhase(options) => rest(options, Construction::TiedPhase { phases: options.parameters.phases }),
            Name::PhaseGrid(options) => rest(options, Construction::PhaseGrid { phases: options.parameters.phases }),
            Name::SingleIndex(options) => {
                let Speeds { phases, r1, r2 } = options.parameters;
                rest(options, Construction::SingleIndex { phases, r1, r2 })
            }
            Name::Narrow(options) => rest(options, Construction::Narrow),
            Name::Rational(options) => rest(options, Construction::Rational { target: options.parameters.target }),
        })
    }
}

/// What was built.
#[derive(Serialize)]
struct Report {
    name: &'static str,
    group: Group,
    order_of_group: usize,
    width: usize,
    /// The target that the losses are about: the strongest one of which the construction is a solution.
    target: Target,
    /// Whether the construction is a solution by its mathematics.
    exact: bool,
    /// From the sum potentials; `null` when there are too many.
    closed_form_loss: Option<f64>,
    /// From the outputs of all pairs; `null` when there are too many.
    direct_loss: Option<f64>,
    accuracy: Option<f64>,
    /// Σ_j ‖a_j‖² + ‖b_j‖² + ‖c_j‖², what weight decay sees.
    squared_norm: f64,
    output: Option<PathBuf>,
}

/// Above this many operations a loss is not measured, only to be reported.
const MAX_OPERATIONS: f64 = 2e10;
/// Weight matrices with more entries than this are not made.
const MAX_WEIGHTS: usize = 1 << 27;

impl Report {
    fn new(construction: &Construction, solution: &Solution<Complex64>, output: Option<&Path>) -> Result<Self> {
        let (group, d, q) = (solution.group(), solution.group().order(), solution.order());
        let target = construction.target().unwrap_or_default();
        let network = match q.checked_mul(d) {
            Some(weights) if weights <= MAX_WEIGHTS && q > 0 => Some(Network::from_solution(solution)?),
            _ => None,
        };
        if let Some(path) = output {
            let network = network.as_ref().ok_or_else(|| {
                Error::unsupported(format!(
                    "{construction} over {group} has {q} hidden nodes; weights of {q} × {d} are {}",
                    if q == 0 { "no network" } else { "too many to write" }
                ))
            })?;
            write_network(path, network)?;
        }
        let potentials: f64 = solution
            .terms()
            .iter()
            .map(|term| {
                let [a, b, c] = [&term.node.a, &term.node.b, &term.node.c].map(|x| x.representatives().len() as f64);
                2.0 * (a + b).powi(2) * c
            })
            .sum();
        let closed_form_loss = (potentials < MAX_OPERATIONS / 10.0).then(|| closed_form(solution, target).re);
        let affordable = (d as f64).powi(3) * q as f64 <= MAX_OPERATIONS;
        let direct =
            network.as_ref().filter(|_| affordable).map(|network| network.evaluate(target, &PairMask::all(group)));
        Ok(Report {
            name: construction.name(),
            group: group.clone(),
            order_of_group: d,
            width: q,
            target,
            exact: construction.target().is_some(),
            closed_form_loss,
            direct_loss: direct.map(|evaluation| evaluation.loss),
            accuracy: direct.map(|evaluation| evaluation.accuracy),
            squared_norm: solution.weight_norm_squared(),
            output: output.map(Path::to_path_buf),
        })
    }

    fn text(&self) -> String {
        let Report { name, group, width, target, .. } = self;
        let mut text = format!("{name} over {group}: {width} hidden nodes\n");
        let mut line = |label: &str, value: String| text += &format!("  {label:<14}{value}\n");
        let kind = if self.exact { "a solution for" } else { "no solution, compared with" };
        line("target", format!("{kind} the {target} target"));
        let losses = [("closed form", self.closed_form_loss), ("direct", self.direct_loss)];
        let losses: Vec<String> =
            losses.iter().filter_map(|(how, loss)| Some(format!("{:.1e} ({how})", (*loss)?))).collect();
        if !losses.is_empty() {
            line("loss", losses.join(", "));
        }
        if let Some(accuracy) = self.accuracy {
            line("accuracy", format!("{:.2} %", 100.0 * accuracy));
        }
        line("squared norm", format!("{:.4}", self.squared_norm));
        if let Some(path) = &self.output {
            line("written to", path.display().to_string());
        }
        text
    }
}

pub fn run(args: &Args) -> Result<Answer> {
    let (construction, group, file, json) = args.name.construction()?;
    let solution = construction.build::<Complex64>(group)?;
    let report = Report::new(&construction, &solution, file)?;
    if json {
        output::print_json(&report)?;
    } else {
        output::print(&report.text())?;
    }
    Ok(Answer::Yes)
}
