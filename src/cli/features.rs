//! `cogring features`: what the filters of trained networks are.

use std::path::{Path, PathBuf};

use crate::Result;
use crate::experiment::{FeatureReport, OfFile, features_of_file, network_files};
use crate::features::FeatureReading;
use crate::format::write_atomically;
use crate::report::features::text;
use crate::report::json::Schema;
use crate::report::page::features_to_html;
use itertools::Itertools as _;

use super::input::{InputArgs, from};
use super::shared::JsonArgs;
use super::{Answer, output};

/// Read the features of trained networks with any activation: irreps, purity and energy of every filter
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cogring features examples/data/d23_seed1_epoch9900.npz
  cogring features relu.pt --activation relu --json
  cogring features runs/
  cogring features relu.pt -o features.html

Every hidden node is one filter [a_j; b_j]; of a run of k operands, one over all of them jointly, and without energies, which are
of two operands. Nothing here is a factorization: that is for squares, see cogring factor.")]
pub struct Args {
    /// Networks, .npz, .safetensors, .pt, .pkl or .json, or directories of runs
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// List every filter
    #[arg(long)]
    filters: bool,
    /// Write a page (HTML) too
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    json: JsonArgs,
    #[command(flatten)]
    input: InputArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let (files, mut errors): (Vec<_>, Vec<_>) = args.files.iter().map(|path| network_files(path)).partition_result();
    let read = |file: &PathBuf| read_one(args, file);
    let (networks, unread): (Vec<_>, Vec<_>) = files.iter().flatten().map(read).partition_result();
    errors.extend(unread);
    if !networks.is_empty() {
        let report = FeatureReport { networks };
        if let Some(path) = &args.output {
            let page = features_to_html(&report, None);
            write_atomically(path, &page)?;
        }
        args.json.print(Schema::Features, &report, || text(&report, args.filters))?;
    }
    errors.iter().for_each(output::say);
    Ok(if errors.is_empty() { Answer::Yes } else { Answer::Failed })
}

fn read_one(args: &Args, file: &Path) -> Result<OfFile<FeatureReading>> {
    let found = from(file, |path| features_of_file(path, &args.input.options()))?;
    Ok(OfFile { path: file.display().to_string(), ..found })
}
