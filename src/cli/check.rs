//! `cogring check`: is this certificate true?

use std::path::{Path, PathBuf};

use crate::check::{CheckedFile, Verdict, field_certificate, network_certificate, value_certificate};
use crate::format::rounded_field_network;
use crate::report::json::Schema;
use crate::variety::ExportFormat;
use crate::{Error, Result, report};

use super::named::named;
use super::shared::JsonArgs;
use super::{Answer, output};

/// Check a certificate of zero loss, without the arithmetic that it was proved with
#[derive(clap::Args)]
#[command(after_help = "\
Every identity of a certificate is evaluated modulo three primes p ≡ 1 mod N, where the roots of
unity exist, with random values of the parameters, and over the rational numbers by the relations
between the roots of unity of prime order. Which potentials the nodes can make non-zero, and how the loss is made of
them, is worked out from the nodes alone.

A certificate over a group that is given by its table lists the table and the weights of every node. Every output is computed
modulo so many primes that what vanishes modulo all of them is 0.

A certificate of a snapped network says that a network with loss exactly 0 lies within a radius of the written weights.
Its exact parts are checked in the same way. Nodes without an exact form come as a rational point and a radius: by the
Newton-Kantorovich test, in interval arithmetic, an exact solution of their equations lies within it.

Examples:
  cogring check order6.json                      a file of cogring prove order6 --certificate order6.json
  cogring check narrow5.json --json
  cogring check proof.json --export lean > Network.lean   a file of cogring exactify … --certificate proof.json
  cogring check s4.json --network s4.npz          a file of cogring prove narrow --group S4 --certificate s4.json
  cogring factor net.npz --snap exact.npz --certificate exact.json && cogring check exact.json

Exit status: 0 valid, 1 refused (the first claim that is not true is printed), 2 not readable as a certificate.")]
pub struct Args {
    /// The certificate, as written by cogring prove --certificate or cogring factor --snap --certificate
    file: PathBuf,
    /// Write the network that the certificate is about to this file: .npz, .safetensors or .json, or - for .npz on standard
    /// output
    #[arg(long, value_name = "OUT")]
    network: Option<PathBuf>,
    /// Print, instead of a report, the network of a certificate over a number field and its identities for another system
    #[arg(long, value_name = "SYSTEM", value_parser = named::<ExportFormat>(), conflicts_with = "json")]
    export: Option<ExportFormat>,
    #[command(flatten)]
    json: JsonArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let checked = CheckedFile::new(&args.file)?;
    let schema = match &checked.verdict {
        Verdict::Identities(_) => Schema::Check,
        Verdict::Network(_) => Schema::NetworkCheck,
    };
    if let Some(out) = &args.network {
        write_network(&checked, &args.file, out)?;
    }
    if let Some(system) = args.export {
        let certificate = field_certificate(&args.file).map_err(|_| {
            Error::argument("is no certificate over a number field, and only these are exported").at_path(&args.file)
        })?;
        let exported = certificate.network().and_then(|network| network.export(system));
        output::write(exported.map_err(|error| error.at_path(&args.file))?.as_bytes())?;
        return Ok(if checked.verdict.is_valid() { Answer::Yes } else { Answer::No });
    }
    let text = || format!("{}\n{}", checked.path, report::check::text(&checked.verdict));
    args.json.print(schema, &checked, text)?;
    Ok(if checked.verdict.is_valid() { Answer::Yes } else { Answer::No })
}

/// Writes the network of a certificate that is valid; says so when it is not.
fn write_network(checked: &CheckedFile, file: &Path, out: &Path) -> Result<()> {
    if let Ok(certificate) = field_certificate(file) {
        if !checked.verdict.is_valid() {
            output::say("no network is written: the certificate is refused");
            return Ok(());
        }
        let network = certificate.network().and_then(|network| rounded_field_network(&network));
        return output::write_network(out, &network.map_err(|error| error.at_path(file))?);
    }
    let values = match checked.verdict {
        Verdict::Network(_) => None,
        Verdict::Identities(_) => Some(value_certificate(file).map_err(|_| {
            Error::argument("is the certificate of an element by its potentials, and holds no network").at_path(file)
        })?),
    };
    if !checked.verdict.is_valid() {
        output::say("no network is written: the certificate is refused");
        return Ok(());
    }
    let network = match values {
        Some(certificate) => certificate.network(),
        None => network_certificate(file)?.network(),
    };
    output::write_network(out, &network.map_err(|error| error.at_path(file))?)
}
