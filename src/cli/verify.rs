//! `cogring verify`: is this network a solution?

use std::path::PathBuf;

use crate::experiment::OfFile;
use crate::network::Verification;
use crate::report::json::Schema;
use crate::report::verification;
use crate::{Result, Target};

use super::Answer;
use super::input::{InputArgs, announce, remarks};
use super::named::named;
use super::shared::JsonArgs;

/// Check that a network is a solution: loss by definition and in closed form, accuracy, 0/1-sets
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cogring verify examples/data/d23_seed1_epoch9900.npz
  cogring construct order6 --group 23 -o order6.npz && cogring verify order6.npz
  cogring verify network.safetensors --group 4x9 --target one-hot --json

The loss is zero to working precision where rounding of the weights, to the type in which the file stores them, explains it. A
file whose outputs are the labels up to one factor is read with that factor, and says so (--scale 1 for none).

Exit status: 0 the loss is zero to working precision, 1 it is not, 2 error.")]
pub struct Args {
    /// The network: .npz, .safetensors, .pt, .json, or - for standard input
    file: PathBuf,
    /// What the outputs are compared with
    #[arg(long, value_parser = named::<Target>(), default_value_t)]
    target: Target,
    #[command(flatten)]
    json: JsonArgs,
    #[command(flatten)]
    input: InputArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let (network, magnitudes, reading) = args.input.read_to_verify(&args.file)?;
    announce(&network);
    let verification =
        Verification::of_stored(&network, args.target, magnitudes).map_err(|error| error.at_path(&args.file))?;
    let verified = OfFile::new(args.file.display().to_string(), reading, verification);
    let OfFile { path, reading, result, .. } = &verified;
    let text = || format!("{path}\n{}{}", remarks(reading), verification::text(result));
    args.json.print(Schema::Verification, &verified, text)?;
    Ok(if result.is_solution { Answer::Yes } else { Answer::No })
}
