//! `cogring exactify`: from a fit to an exact network.

use std::path::PathBuf;
use std::time::Duration;

use crate::certificate::FieldCertificate;
use crate::discover::{Plan, Strategy};
use crate::experiment::{Exactified, exactify_networks};
use crate::format::{is_xyv, rounded_field_network, write_field_network};
use crate::report::json::Schema;
use crate::{Result, Target, report};

use super::input::InputArgs;
use super::named::named;
use super::shared::JsonArgs;
use super::{Answer, output};

/// Make numerical fits exact: weights in a number field, with all identities proved
#[derive(clap::Args)]
#[command(after_help = "\
The fit is moved along the variety of exact networks to an isolated point at which many weights are equal, 0 or small fractions.
Its weights are computed to hundreds of digits and recognised as numbers of one field Q(α); then all d³ identities are evaluated
in that field. Only this proves anything: how the numbers were found does not matter to it. Several strategies are tried, and the
field of the smallest degree is kept; of several files, those after one that is rational are not looked at. Where all strategies
fail at the fit, they are tried at other points of the variety, and at networks found from disturbed copies of the fit, until the
time is over. Dead nodes, and second ones with the inputs of another, become nodes of weights 0.

Examples:
  cogring exactify fit.npz -o exact.json --certificate proof.json && cogring check proof.json
  cogring exactify fit*.npz --latex weights.tex

Exit status: 0 exact, 1 not certified, 2 error.")]
pub struct Args {
    /// Networks that are exact to some six digits or better
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What the outputs are compared with
    #[arg(long, value_parser = named::<Target>(), default_value = "one-hot")]
    target: Target,
    /// The strategies to try [default: all]
    #[arg(long, value_name = "NAME", value_parser = named::<Strategy>(), value_delimiter = ',')]
    strategy: Vec<Strategy>,
    /// The bases of functions that weights are written in, delta and rep [default: all that the group has]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    basis: Vec<String>,
    /// How often all strategies are gone through, each time from another point, until one succeeds
    #[arg(long, value_name = "N", default_value_t = Plan::default().rounds)]
    rounds: u64,
    /// No trial is begun after so many seconds for each file
    #[arg(long, value_name = "S", default_value_t = Plan::default().time.as_secs())]
    seconds: u64,
    /// Write the exact network, which prove, verify, convert and rank read; to .xyv.json its rounded weights as x, y and V
    #[arg(short, long, value_name = "FILE.json")]
    output: Option<PathBuf>,
    /// Write a certificate for cogring check
    #[arg(long, value_name = "FILE.json")]
    certificate: Option<PathBuf>,
    /// Write the weights as a table for LaTeX
    #[arg(long, value_name = "FILE.tex")]
    latex: Option<PathBuf>,
    /// Say what each trial came to, on standard error
    #[arg(long)]
    progress: bool,
    #[command(flatten)]
    json: JsonArgs,
    #[command(flatten)]
    input: InputArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let time = Duration::from_secs(args.seconds);
    let mut plan = Plan { bases: args.basis.clone(), rounds: args.rounds, time, ..Plan::default() };
    if !args.strategy.is_empty() {
        plan.strategies.clone_from(&args.strategy);
    }
    let networks = args.files.iter().map(|file| Ok((file.display().to_string(), args.input.read(file)?)));
    let networks = networks.collect::<Result<Vec<_>>>()?;
    let Exactified { report, network } = exactify_networks(&plan, &networks, args.target, |trial| {
        if args.progress {
            output::say(report::discovery::trial(trial));
        }
    })?;
    if let Some(network) = &network {
        if let Some(path) = &args.output {
            match is_xyv(path) {
                true => output::write_network(path, &rounded_field_network(network)?)?,
                false => write_field_network(path, network)?,
            }
        }
        if let Some(path) = &args.certificate {
            output::write_certificate(path, true, || FieldCertificate::of_network(network)?.to_json())?;
        }
        if let Some(path) = &args.latex {
            output::write_certificate(path, true, || Ok(report::discovery::latex(network)))?;
        }
    }
    args.json.print(Schema::Exactification, &report, || report::discovery::exactification(&report))?;
    Ok(if network.is_some() { Answer::Yes } else { Answer::No })
}
