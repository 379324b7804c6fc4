//! `cogring check`: is this certificate true?

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use cogring::certificate::MAX_BYTES;
use cogring::check::Verdict;
use cogring::report::json::Schema;
use cogring::{Error, Result, report};
use serde::Serialize;

use super::{Answer, output};

/// Check a certificate of zero loss, without the arithmetic that it was proved with
#[derive(clap::Args)]
#[command(after_help = "\
Every identity of a certificate is evaluated modulo three primes p ≡ 1 mod N, where the roots of
unity exist, with random values of the parameters, and over the rational numbers by the relations
between the roots of unity of prime order. Which potentials the nodes can make non-zero, and how the loss is made of
them, is worked out from the nodes alone.

A certificate of a snapped network says that a network with loss exactly 0 lies within a radius of the written weights.
Its exact parts are checked in the same way. Nodes without an exact form come as a rational point and a radius: by the
Newton-Kantorovich test, in interval arithmetic, an exact solution of their equations lies within it.

Examples:
  cogring check order6.json                      a file of cogring prove order6 --certificate order6.json
  cogring check narrow5.json --json
  cogring factor net.npz --snap exact.npz --certificate exact.json && cogring check exact.json

Exit status: 0 valid, 1 refused (the first claim that is not true is printed), 2 not readable as a certificate.")]
pub struct Args {
    /// The certificate, as written by cogring prove --certificate or cogring factor --snap --certificate
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Output<'a> {
    path: String,
    #[serde(flatten)]
    verdict: &'a Verdict,
}

pub fn run(args: &Args) -> Result<Answer> {
    let verdict = Verdict::of_bytes(&read(&args.file)?).map_err(|error| error.at_path(&args.file))?;
    let path = args.file.display().to_string();
    if args.json {
        let schema = match &verdict {
            Verdict::Identities(_) => Schema::Check,
            Verdict::Network(_) => Schema::NetworkCheck,
        };
        output::print_json(schema, &Output { path, verdict: &verdict })?;
    } else {
        output::print(&format!("{path}\n{}", report::check::text(&verdict)))?;
    }
    Ok(if verdict.is_valid() { Answer::Yes } else { Answer::No })
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
