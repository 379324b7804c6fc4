//! `cogring check`: is this certificate true?

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use cogring::potential::PotentialSet;
use cogring::proof::certificate::EVERY_GROUP;
use cogring::proof::check::{Check, MAX_BYTES};
use cogring::proof::newton::Certified;
use cogring::report::json::Schema;
use cogring::{Error, Result};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::{Answer, output};

/// Check a certificate of zero loss or of a nearby solution, without the arithmetic that it was proved with
#[derive(clap::Args)]
#[command(after_help = "\
Every identity of the certificate is evaluated modulo three primes p ≡ 1 mod N, where the roots of
unity exist, with random values of the parameters, and over the rational numbers by the relations
between the roots of unity of prime order. Which potentials the nodes can make non-zero, and how the loss is made of
them, is worked out from the nodes alone.

A certificate of a nearby solution, as cogring factor --snap --json has one for each frequency without
an exact form, is a rational point and a radius: by the Newton-Kantorovich test, redone in rational
arithmetic, an exact solution of the listed equations lies within that radius.

Examples:
  cogring check order6.json                      a file of cogring prove order6 --certificate order6.json
  cogring check narrow5.json --json
  cogring factor net.npz --snap exact.npz --json > report.json
  jq '[.. | .certificate? // empty][0]' report.json > nearby.json && cogring check nearby.json

Exit status: 0 valid, 1 refused (the first claim that is not true is printed), 2 not readable as a certificate.")]
pub struct Args {
    /// The certificate, as written by cogring prove --certificate or contained in the report of cogring factor --snap --json
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

/// What became of a certificate of a nearby solution.
#[derive(Serialize)]
struct Nearby {
    path: String,
    nodes: usize,
    /// The equations that the solution satisfies.
    equations: PotentialSet,
    radius: f64,
    valid: bool,
    refusal: Option<String>,
}

pub fn run(args: &Args) -> Result<Answer> {
    let bytes = read(&args.file)?;
    if is_of_nearby_solution(&bytes) {
        return check_nearby(args, &bytes);
    }
    let check = Check::of_bytes(&bytes).map_err(|error| error.at_path(&args.file))?;
    let path = args.file.display().to_string();
    if args.json {
        output::print_json(Schema::Check, &Output { path, check: &check })?;
    } else {
        output::print(&format!("{path}\n{}", text(&check)))?;
    }
    Ok(if check.valid { Answer::Yes } else { Answer::No })
}

/// Whether the text is an object with a `center`, which no certificate of zero loss has.
fn is_of_nearby_solution(bytes: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Probe {
        center: Option<IgnoredAny>,
    }
    serde_json::from_slice::<Probe>(bytes).is_ok_and(|probe| probe.center.is_some())
}

fn check_nearby(args: &Args, bytes: &[u8]) -> Result<Answer> {
    let certified: Certified = serde_json::from_slice(bytes).map_err(|error| {
        Error::format(format!("not a certificate of a nearby solution: {error}")).at_path(&args.file)
    })?;
    let refusal = certified.check().err().map(|error| error.to_string());
    let nearby = Nearby {
        path: args.file.display().to_string(),
        nodes: certified.center.len(),
        equations: certified.required,
        radius: certified.radius_f64(),
        valid: refusal.is_none(),
        refusal,
    };
    if args.json {
        output::print_json(Schema::NearbySolution, &nearby)?;
    } else {
        let Nearby { path, nodes, equations, radius, refusal, .. } = &nearby;
        let verdict = match refusal {
            None => format!("valid: an exact solution lies within {radius:.1e} of the rational point"),
            Some(refusal) => format!("refused: {refusal}"),
        };
        output::print(&format!(
            "{path}\n  one frequency, {nodes} hidden nodes, equations for {equations}\n  {verdict}\n"
        ))?;
    }
    Ok(if nearby.valid { Answer::Yes } else { Answer::No })
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
