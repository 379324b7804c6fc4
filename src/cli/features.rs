//! `cogring features`: what the filters of trained networks are.

use std::path::{Path, PathBuf};

use crate::experiment::{FeatureReport, OfFile, network_files};
use crate::features::FeatureReading;
use crate::format::write_atomically;
use crate::report::features::text;
use crate::report::json::Schema;
use crate::report::page::features_to_html;
use crate::{PairMask, Result};
use itertools::Itertools as _;

use super::input::InputArgs;
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

Every hidden node is one filter [a_j; b_j]. Nothing here is a factorization: that is for squares, see cogring factor.")]
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
    let (network, reading) = args.input.read_with_any_activation(file)?;
    let activation = reading.network_activation();
    let task = reading.does.task.clone().unwrap_or_default();
    let features = FeatureReading::of_task(&network, activation, &task, &PairMask::all(network.group()))
        .map_err(|error| error.at_path(file))?;
    Ok(OfFile::new(file.display().to_string(), reading, features))
}
