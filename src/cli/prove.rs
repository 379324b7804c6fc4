//! `cogring prove`: zero loss as a theorem.

use std::path::{Path, PathBuf};

use crate::certificate::FieldCertificate;
use crate::construct::matrix::MatrixAlgorithm;
use crate::experiment::subject;
use crate::format::{is_field_network, read_field_network};
use crate::named::by_name;
use crate::proof::{MatrixBlockProof, Proof};
use crate::report::json::Schema;
use crate::semiring::MatrixSpace;
use crate::{Result, Target, report};

use super::named::named;
use super::shared::{JsonArgs, OptionalGroupArgs};
use super::{Answer, output};

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
  cogring prove narrow --group S4 --certificate s4.json && cogring check s4.json
  cogring prove closed --irrep R3
  cogring prove network.json                     weights such as 1/288 are exact

A certificate lists the nodes and the exact value of every potential that they can make non-zero. It is written only when
the loss is proved to be 0; what is not a solution is reported, not certified. Over a group that is given by its table, it
lists the table and the exact weights of every node instead.

Exit status: 0 proved, 1 not a solution, 2 error.")]
pub struct Args {
    /// A construction (see cogring construct --help): order6 and order6-ab with or without a group, the others, order4,
    /// memorization and narrow among them, with --group only; `real`, without a group, for the two nodes of the optimizers
    /// at a frequency k = -k; an expression (see cogring eval --help); or a file with a network, whose weights are taken for
    /// the rational numbers that they are written as, 1/288 or 0.5
    #[arg(value_name = "EXPR|NAME|FILE", allow_hyphen_values = true)]
    element: String,
    #[command(flatten)]
    group: OptionalGroupArgs,
    /// Prove an element on one irrep instead, for every finite group that has an irrep of this type and degree: `open`,
    /// `closed`, `strassen`, `laderman` or `strassen-alone` as NAME, and R1, R2, R3, C2, … here
    #[arg(long, value_name = "TYPE", conflicts_with_all = ["group", "self_conjugate", "target", "certificate"])]
    irrep: Option<MatrixSpace>,
    /// Prove the block of a frequency k = -k instead, whose entries are real
    #[arg(long, conflicts_with = "group")]
    self_conjugate: bool,
    /// What the outputs are compared with, over a group [default: one-hot for constructions that serve it, else zero-mean]
    #[arg(long, value_parser = named::<Target>())]
    target: Option<Target>,
    /// When the loss is 0, write a certificate for cogring check to this file
    #[arg(long, value_name = "FILE.json")]
    certificate: Option<PathBuf>,
    #[command(flatten)]
    json: JsonArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    if let Some(space) = args.irrep {
        return on_irrep(args, space);
    }
    if is_field_network(Path::new(&args.element)) {
        return over_field(args);
    }
    let subject = subject(&args.element, args.group.group.as_ref(), args.self_conjugate, args.target)?;
    let proof = subject.prove(args.target)?;
    if let Some(path) = &args.certificate {
        output::write_certificate(path, proof.is_proved(), || subject.certificate()?.to_json())?;
    }
    let schema = match &proof {
        Proof::Block(_) => Schema::BlockProof,
        Proof::Solution(_) => Schema::SolutionProof,
    };
    args.json.print(schema, &proof, || format!("{}\n{}", args.element, report::proof::text(&proof)))?;
    Ok(if proof.is_proved() { Answer::Yes } else { Answer::No })
}

/// An exact network over a number field: every identity, in that field.
fn over_field(args: &Args) -> Result<Answer> {
    let network = read_field_network(Path::new(&args.element))?;
    let proof = network.prove(args.target);
    if let Some(path) = &args.certificate {
        output::write_certificate(path, proof.proved, || FieldCertificate::of_network(&network)?.to_json())?;
    }
    args.json
        .print(Schema::FieldProof, &proof, || format!("{}\n{}", args.element, report::discovery::proof(&proof)))?;
    Ok(if proof.proved { Answer::Yes } else { Answer::No })
}

/// An element on matrices, for every group that has such an irrep.
fn on_irrep(args: &Args, space: MatrixSpace) -> Result<Answer> {
    let proof = MatrixBlockProof::new(&by_name::<MatrixAlgorithm>(&args.element)?.element(space)?)?;
    args.json.print(Schema::MatrixBlockProof, &proof, || report::proof::on_irrep(&args.element, &proof))?;
    Ok(if proof.is_open() { Answer::Yes } else { Answer::No })
}
