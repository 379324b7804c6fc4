//! `cogring prove`: zero loss as a theorem.

use std::fmt::Write;
use std::io::Write as _;
use std::path::PathBuf;

use cogring::construct::Construction;
use cogring::expr::{Assignment, Expression};
use cogring::format::write_atomically;
use cogring::proof::certificate::Certificate;
use cogring::proof::{BlockProof, Condition, Relation, SolutionProof, Solutions};
use cogring::report::json::Schema;
use cogring::scalar::Exact;
use cogring::{Error, Group, Result, Solution, Target};
use itertools::Itertools;

use super::named::named;
use super::{Answer, output};

/// The name of the block that the optimizers have at self-conjugate characters.
const REAL: &str = "real";
/// That block.
const REAL_BLOCK: &str = "1/2 * ((1, 1, 1) + (1, -1, -1))";
/// The construction that exists in floating point only.
const RANDOM: &str = "random-phase";

/// Prove in exact arithmetic that an element has zero loss, or show the first potential that prevents it
#[derive(clap::Args)]
#[command(after_help = "\
Without --group the ten potentials of one frequency are proved, for all parameter values and every group of odd order at
once; with --self-conjugate the three of a frequency k = -k, which groups of even order have. With --group the loss over
that group is computed as an exact number, every squared term of it; parameters of a named construction are free and
different at every frequency.

Examples:
  cogring prove order6
  cogring prove '1/7 * nu * syn'
  cogring prove real
  cogring prove --self-conjugate '1/2 * ((1,1,1) + (1,-1,-1))'
  cogring prove order4 --group 23
  cogring prove narrow --group 5
  cogring prove 'sum(k: 1/6 * nu(nu_k) * syn @ k)' --group 3x5 --json
  cogring prove order6 --certificate order6.json && cogring check order6.json

A certificate lists the nodes and the exact value of every potential that they can make non-zero. It is written only when
the loss is proved to be 0; what is not a solution is reported, not certified.

Exit status: 0 proved, 1 not a solution, 2 error.")]
pub struct Args {
    /// A construction (see cogring construct --help): order6 and order6-ab with or without a group, the others, order4,
    /// memorization and narrow among them, with --group only; `real`, without a group, for the two nodes of the optimizers
    /// at a frequency k = -k; or an expression (see cogring eval --help)
    #[arg(value_name = "EXPR|NAME", allow_hyphen_values = true)]
    element: String,
    /// The group, such as 23 or 4x9
    #[arg(long)]
    group: Option<Group>,
    /// Prove the block of a frequency k = -k instead, whose entries are real
    #[arg(long, conflicts_with = "group")]
    self_conjugate: bool,
    /// What the outputs are compared with, over a group [default: one-hot for constructions that serve it, else zero-mean]
    #[arg(long, value_parser = named::<Target>(), requires = "group")]
    target: Option<Target>,
    /// When the loss is 0, write a certificate for cogring check to this file
    #[arg(long, value_name = "FILE.json")]
    certificate: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<Answer> {
    let proved = match &args.group {
        Some(group) => {
            let (element, target) = over_group(&args.element, group)?;
            let proof = element.prove(group, args.target.unwrap_or(target))?;
            certify(args, proof.proved, || Certificate::of_solution(&element.build(group)?))?;
            report(args, Schema::SolutionProof, &proof, || solution_text(&proof))?;
            proof.proved
        }
        None => {
            let element = expression(&args.element)?.to_lazy::<Exact>(&Assignment::default())?;
            let self_conjugate = args.self_conjugate || args.element == REAL;
            if self_conjugate && args.certificate.is_some() {
                let message = "a block of k = -k is certified over a group only: add --group, such as --group 2x4";
                return Err(Error::unsupported(message));
            }
            let proof = if self_conjugate { BlockProof::self_conjugate(&element) } else { BlockProof::new(&element) }?;
            certify(args, proof.proved, || Certificate::of_block(&element))?;
            report(args, Schema::BlockProof, &proof, || block_text(&proof, self_conjugate))?;
            proof.proved
        }
    };
    Ok(if proved { Answer::Yes } else { Answer::No })
}

/// Writes the certificate that was asked for.
fn certify(args: &Args, proved: bool, certificate: impl FnOnce() -> Result<Certificate>) -> Result<()> {
    let Some(path) = &args.certificate else { return Ok(()) };
    if !proved {
        output::say("no certificate is written: the element is not a solution");
        return Ok(());
    }
    let text = certificate()?.to_json()?;
    write_atomically(path, |file| {
        file.write_all(text.as_bytes()).map_err(|error| Error::io("cannot be written", error))
    })
}

fn report(args: &Args, schema: Schema, proof: &impl serde::Serialize, text: impl FnOnce() -> String) -> Result<()> {
    if args.json { output::print_json(schema, proof) } else { output::print(&format!("{}\n{}", args.element, text())) }
}

/// The block of one frequency that the name or the expression stands for.
fn expression(element: &str) -> Result<Expression> {
    match element {
        "order6" => "1/6 * nu * syn".parse(),
        "order6-ab" => "1/6 * nu=i * syn_ab".parse(),
        REAL => REAL_BLOCK.parse(),
        name if exact_construction(name).is_some() => Err(Error::argument(format!(
            "{name} is not made of equal blocks at every frequency: it needs a group to be proved over, as in --group 23"
        ))),
        text => other_expression(text),
    }
}

/// The construction of that name with free parameters, when it has exact numbers.
fn exact_construction(name: &str) -> Option<Construction> {
    Construction::named(name).ok().filter(|construction| !construction.is_random()).map(Construction::free)
}

/// An element that is no name of a construction that can be proved.
fn other_expression(text: &str) -> Result<Expression> {
    if text == RANDOM {
        return Err(Error::argument(format!(
            "{RANDOM} has random phases, which are floating-point numbers: there is nothing exact to prove; see cogring \
             construct {RANDOM} and cogring verify"
        )));
    }
    text.parse()
}

/// An element over a group.
enum OverGroup {
    Built(Solution<Exact>),
    /// Its potentials come from those of its parts.
    Written(Expression),
}

impl OverGroup {
    fn prove(&self, group: &Group, target: Target) -> Result<SolutionProof> {
        match self {
            OverGroup::Built(solution) => SolutionProof::new(solution, target),
            OverGroup::Written(expression) => {
                let lazy = expression.to_lazy_over::<Exact>(group, &Assignment::default())?;
                let order = lazy.order();
                SolutionProof::of_potentials(&lazy.potentials()?, order, target)
            }
        }
    }

    fn build(self, group: &Group) -> Result<Solution<Exact>> {
        match self {
            OverGroup::Built(solution) => Ok(solution),
            OverGroup::Written(expression) => expression.to_solution(group, &Assignment::default()),
        }
    }
}

/// The element over a group, with a free parameter of its own at every frequency, and the strongest target that it is
/// made for.
fn over_group(element: &str, group: &Group) -> Result<(OverGroup, Target)> {
    if let Some(construction) = exact_construction(element) {
        return Ok((OverGroup::Built(construction.build(group)?), construction.target().unwrap_or_default()));
    }
    if element == REAL {
        return Err(Error::argument(format!(
            "{REAL} is the block of one frequency k = -k: prove it without --group, or place it, as in \
             'sum(real k: {REAL_BLOCK} @ k)'"
        )));
    }
    Ok((OverGroup::Written(other_expression(element)?), Target::ZeroMean))
}

fn block_text(proof: &BlockProof, self_conjugate: bool) -> String {
    let mut text = String::new();
    let mut line = |line: String| writeln!(text, "  {line}").expect("writing to a string cannot fail");
    for value in &proof.potentials {
        let mark = if value.holds { "holds" } else { "fails" };
        let condition = value.condition.as_ref().and_then(|condition| solutions_text(value.required, condition));
        line(format!(
            "{:<4} Σ {} = {} {mark}{}",
            value.set.name(),
            output::padded(&value.potential, 6),
            output::padded(&output::abbreviated(&value.value.to_string()), 24),
            condition.map_or(String::new(), |condition| format!("; {condition}"))
        ));
    }
    match proof.first_violation() {
        None if self_conjugate => line(
            "proved: zero loss at k = -k in every finite Abelian group of even order, for all parameter values".into(),
        ),
        None => line("proved: zero loss for every finite Abelian group of odd order, for all parameter values".into()),
        Some(value) => {
            let number = output::abbreviated(&value.value.to_string());
            line(format!("not a solution: Σ {} = {number} instead of {}", value.potential, value.required));
            if let Some((parameter, roots)) = proof.solutions() {
                line(match roots.is_empty() {
                    true => format!("there is no root of unity {parameter} for which all identities hold"),
                    false => format!("all identities hold for {parameter} = {}", roots.iter().join(", ")),
                });
            }
        }
    }
    text
}

/// For which parameters a potential is what zero loss requires, as far as that is known exactly; `None` when it never is.
fn solutions_text(required: u8, condition: &Condition) -> Option<String> {
    match &condition.solutions {
        Solutions::RootsOfUnity { parameter, values } if values.is_empty() => {
            Some(format!("{required} for no root of unity {parameter}"))
        }
        Solutions::RootsOfUnity { parameter, values } => {
            Some(format!("{required} for {parameter} = {}", values.iter().join(", ")))
        }
        Solutions::Relations { alternatives } => {
            let relation = |relation: &Relation| format!("{} = {}", relation.monomial, relation.value);
            let all = |relations: &Vec<Relation>| relations.iter().map(relation).join(" and ");
            Some(format!("{required} when {}", alternatives.iter().map(all).join(", or ")))
        }
        Solutions::AnyFactor { factors } => {
            let mut factors = factors.iter().filter_map(|factor| solutions_text(required, factor));
            Some(factors.join("; or "))
        }
        Solutions::Never => None,
        Solutions::Unsolved => {
            let vanishing = output::abbreviated(&condition.vanishing.to_string());
            Some(format!("{required} where {vanishing} = 0 (not solved)"))
        }
    }
}

fn solution_text(proof: &SolutionProof) -> String {
    let order = proof.order.map_or("more than 2^128".into(), |order| order.to_string());
    let mut text = format!(
        "  group Z_{}, {order} hidden nodes, {} target: {} sum potentials are not 0\n",
        proof.group, proof.target, proof.nonzero_potentials
    );
    text += &match &proof.first_violation {
        None => "  proved: the loss is exactly 0, for all parameter values\n".to_owned(),
        Some(violation) => format!(
            "  not a solution: loss {}\n  {} of its squared terms are not 0, first {}: output minus target is {}\n",
            output::abbreviated(&proof.loss.to_string()),
            proof.violations,
            violation.term,
            output::abbreviated(&violation.value.to_string())
        ),
    };
    text
}
