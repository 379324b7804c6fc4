//! `cogring prove`: zero loss as a theorem.

use std::fmt::Write;

use cogring::construct::{Sign, narrow, optimizers};
use cogring::expr::{Assignment, Expression};
use cogring::proof::{BlockProof, SolutionProof};
use cogring::scalar::Exact;
use cogring::{Error, Group, Result, Solution, Target};

use super::{Answer, output};

/// Prove in exact arithmetic that an element has zero loss, or show the first potential that prevents it
#[derive(clap::Args)]
#[command(after_help = "\
Without --group the ten potentials of one frequency are proved, for all parameter values and every group of odd order at
once. With it the loss over that group is computed as an exact number, every squared term of it.

Examples:
  cogring prove order6
  cogring prove '1/7 * nu * syn'
  cogring prove order4 --group 23
  cogring prove narrow --group 5
  cogring prove 'sum(k: 1/6 * nu(nu_k) * syn @ k)' --group 3x5 --json

Exit status: 0 proved, 1 not a solution, 2 error.")]
pub struct Args {
    /// order6, order6-ab, order4, order4-bias, memorization, narrow, or an expression (see cogring eval --help)
    #[arg(value_name = "EXPR|NAME", allow_hyphen_values = true)]
    element: String,
    /// The group, such as 23 or 4x9
    #[arg(long)]
    group: Option<Group>,
    /// What the outputs are compared with, over a group [default: zero-mean; one-hot for narrow]
    #[arg(long, value_enum, requires = "group")]
    target: Option<Target>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<Answer> {
    let proved = match &args.group {
        Some(group) => {
            let default = if args.element == "narrow" { Target::OneHot } else { Target::ZeroMean };
            let proof = SolutionProof::new(&over_group(&args.element, group)?, args.target.unwrap_or(default))?;
            report(args, &proof, || solution_text(&proof))?;
            proof.proved
        }
        None => {
            let element = expression(&args.element)?.to_lazy::<Exact>(&Assignment::default())?;
            let proof = BlockProof::new(&element)?;
            report(args, &proof, || block_text(&proof))?;
            proof.proved
        }
    };
    Ok(if proved { Answer::Yes } else { Answer::No })
}

fn report(args: &Args, proof: &impl serde::Serialize, text: impl FnOnce() -> String) -> Result<()> {
    if args.json { output::print_json(proof) } else { output::print(&format!("{}\n{}", args.element, text())) }
}

/// The block of one frequency that the name or the expression stands for.
fn expression(element: &str) -> Result<Expression> {
    match element {
        "order6" => "1/6 * nu * syn".parse(),
        "order6-ab" => "1/6 * nu=i * syn_ab".parse(),
        "order4" | "order4-bias" | "memorization" | "narrow" => Err(Error::argument(format!(
            "{element} is not made of equal blocks at every frequency; name a group with --group to prove it there"
        ))),
        text => text.parse(),
    }
}

/// The element over a group, with a free parameter of its own at every frequency.
fn over_group(element: &str, group: &Group) -> Result<Solution<Exact>> {
    let parameter = |name: &str, k: usize| Exact::parameter(&format!("{name}_{k}"));
    match element {
        "order6" => optimizers::order6(group, |k| parameter("nu", k)),
        "order6-ab" => optimizers::order6_ab(group, |k| (parameter("alpha", k), parameter("beta", k))),
        "order4" => optimizers::order4(group, &Exact::parameter("nu"), |k| (parameter("xi", k), Sign::Plus)),
        "order4-bias" => optimizers::order4_bias(group, |k| (parameter("xi", k), Sign::Plus)),
        "memorization" => optimizers::memorization(group),
        "narrow" => Ok(narrow(group)),
        text => text.parse::<Expression>()?.to_solution(group, &Assignment::default()),
    }
}

fn block_text(proof: &BlockProof) -> String {
    let mut text = String::new();
    let mut line = |line: String| writeln!(text, "  {line}").expect("writing to a string cannot fail");
    for value in &proof.potentials {
        let mark = if value.holds { "holds" } else { "fails" };
        line(format!("{:<4} Σ {:<6} = {:<24} {mark}", value.set.name(), value.potential, value.value.to_string()));
    }
    match proof.first_violation() {
        None => line("proved: zero loss for every finite Abelian group of odd order, for all parameter values".into()),
        Some(value) => {
            line(format!("not a solution: Σ {} = {} instead of {}", value.potential, value.value, value.required));
            if let Some((parameter, roots)) = proof.solutions() {
                let roots: Vec<String> = roots.iter().map(ToString::to_string).collect();
                let roots = if roots.is_empty() { "no root of unity".to_owned() } else { roots.join(", ") };
                line(format!("all identities hold for {parameter} = {roots}"));
            }
        }
    }
    text
}

fn solution_text(proof: &SolutionProof) -> String {
    let mut text = format!(
        "  group Z_{}, {} hidden nodes, {} target: {} sum potentials are not 0\n",
        proof.group, proof.order, proof.target, proof.nonzero_potentials
    );
    text += &match &proof.first_violation {
        None => "  proved: the loss is exactly 0, for all parameter values\n".to_owned(),
        Some(violation) => format!(
            "  not a solution: loss {}\n  {} of its squared terms are not 0, first {}: output minus target is {}\n",
            proof.loss, proof.violations, violation.term, violation.value
        ),
    };
    text
}
