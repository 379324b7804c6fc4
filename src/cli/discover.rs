//! `cogring discover`: exact networks from random starts.

use std::path::{Path, PathBuf};

use crate::discover::{Outcome, Search};
use crate::experiment::{best_fits, resume_search};
use crate::format::is_xyv;
use crate::loss::Problem;
use crate::report::json::Schema;
use crate::{Group, Result, Target, report};

use super::named::named;
use super::shared::JsonArgs;
use super::{Answer, output};

/// Search for exact networks of one width over a group, from random starts
///
/// Levenberg and Marquardt's least squares, with a ridge first.
#[derive(clap::Args)]
#[command(after_help = "\
Each start is determined by the seed and its number, so that a search can be repeated, and continued with --state. It ends once
enough networks are found. What is found is a fit to sixteen digits, which proves nothing: see cogring exactify.

Examples:
  cogring discover --group 5 --width 8 -o fit.npz
  cogring discover --group S3 --width 10 --enough 4 -o fit.npz      fit.npz, fit.2.npz, …, the smallest rank first
  cogring discover --group 5 --width 7 --starts 200 --state z5.json

Exit status: 0 found, 1 not found, 2 error.")]
pub struct Args {
    /// The group, such as 5, 4x2 or S3, or a file with its Cayley table
    #[arg(long, value_name = "GROUP", value_parser = super::shared::group)]
    group: Group,
    /// The number of hidden nodes
    #[arg(long, value_name = "H")]
    width: usize,
    /// What the outputs are compared with
    #[arg(long, value_parser = named::<Target>(), default_value = "one-hot")]
    target: Target,
    /// The most starts
    #[arg(long, value_name = "N", default_value_t = 128)]
    starts: usize,
    /// The seed of all starts
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// End once so many networks are found
    #[arg(long, value_name = "N", default_value_t = 1)]
    enough: usize,
    /// Write the networks that are found (.npz, .safetensors, .json, or .xyv.json for x, y and V): this file, and with a number before its extension for more than one
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Keep the starts in this file, and continue from it where it exists
    #[arg(long, value_name = "FILE.json")]
    state: Option<PathBuf>,
    #[command(flatten)]
    json: JsonArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let Args { group, width, target, starts, seed, enough, .. } = args;
    let problem = Problem { group: group.clone(), width: *width, target: *target };
    let search = Search { problem, starts: *starts, seed: *seed, enough: *enough };
    let starts = resume_search(&search, args.state.as_deref())?;
    let discovery = search.discovery(&starts);
    if let Some(path) = &args.output {
        for (at, network) in best_fits(&search, &starts)?.iter().enumerate() {
            output::write_network(&numbered(path, at), network)?;
        }
    }
    args.json.print(Schema::Discovery, &discovery, || report::discovery::search(&discovery))?;
    Ok(if matches!(discovery.outcome, Outcome::Found { .. }) { Answer::Yes } else { Answer::No })
}

/// fit.npz, fit.2.npz, fit.3.npz, …
fn numbered(path: &Path, at: usize) -> PathBuf {
    if at > 0 && is_xyv(path) {
        return path.with_extension("").with_extension(format!("{}.xyv.json", at + 1));
    }
    match (at, path.extension().and_then(|extension| extension.to_str())) {
        (0, _) | (_, None) => path.to_owned(),
        (at, Some(extension)) => path.with_extension(format!("{}.{extension}", at + 1)),
    }
}
