//! `cogring check`: is this certificate true?

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use cogring::proof::certificate::EVERY_GROUP;
use cogring::proof::check::{Check, MAX_BYTES};
use cogring::{Error, Result};
use serde::Serialize;

use super::{Answer, output};

/// Check a certificate of zero loss, without the arithmetic that it was proved with
#[derive(clap::Args)]
#[command(after_help = "\
Every identity of the certificate is evaluated modulo three primes p ≡ 1 mod N, where the roots of
unity exist, with random values of the parameters, and over the rational numbers by long division by
the cyclotomic polynomial. Which potentials the nodes can make non-zero, and how the loss is made of
them, is worked out from the nodes alone.

Examples:
  cogring check order6.json                      a file of cogring prove order6 --certificate order6.json
  cogring check narrow5.json --json

Exit status: 0 valid, 1 refused (the first claim that is not true is printed), 2 not readable as a certificate.")]
pub struct Args {
    /// The certificate, as written by cogring prove --certificate
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Output<'a> {
    path: String,
    #[serde(flatten)]
    check: &'a Check,
}

pub fn run(args: &Args) -> Result<Answer> {
    let check = Check::of_bytes(&read(&args.file)?).map_err(|error| error.at_path(&args.file))?;
    let path = args.file.display().to_string();
    if args.json {
        output::print_json(&Output { path, check: &check })?;
    } else {
        output::print(&format!("{path}\n{}", text(&check)))?;
    }
    Ok(if check.valid { Answer::Yes } else { Answer::No })
}

/// The content of a regular file that is not too large.
fn read(path: &Path) -> Result<Vec<u8>> {
    let refused = |source| Error::io("cannot be read", source).at_path(path);
    if !std::fs::metadata(path).map_err(refused)?.is_file() {
        return Err(Error::argument("is not a regular file").at_path(path));
    }
    let mut bytes = Vec::new();
    // One byte more than is checked, so that a larger file is noticed.
    File::open(path).map_err(refused)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(refused)?;
    Ok(bytes)
}

fn text(check: &Check) -> String {
    let place = if check.group == EVERY_GROUP {
        format!("{EVERY_GROUP}, {} hidden nodes per pair ±k", check.nodes)
    } else {
        format!("group Z_{}, {} hidden nodes", check.group, check.nodes)
    };
    let verdict = match &check.refusal {
        None => {
            let targets: Vec<String> = check.targets.iter().map(ToString::to_string).collect();
            format!(
                "valid: all {} identities hold; zero loss for the {} target",
                check.identities,
                targets.join(" and ")
            )
        }
        Some(refusal) => format!("refused: {} {}", refusal.identity, refusal.reason),
    };
    format!("  {place}\n  {verdict}\n")
}
