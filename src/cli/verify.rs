//! `cogring verify`: is this network a solution?

use crate::network::Verification;
use crate::report::json::Schema;
use crate::report::verification;
use crate::{Result, Target};

use super::Answer;
use super::input::{NetworkArgs, announce, print_of_file};
use super::named::named;

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
    /// What the outputs are compared with
    #[arg(long, value_parser = named::<Target>(), default_value_t)]
    target: Target,
    #[command(flatten)]
    of: NetworkArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let NetworkArgs { file, json, input } = &args.of;
    let (network, magnitudes, reading) = input.read_to_verify(file)?;
    announce(&network);
    let found = Verification::of_stored(&network, args.target, magnitudes).map_err(|error| error.at_path(file))?;
    let answer = if found.is_solution { Answer::Yes } else { Answer::No };
    print_of_file(json, Schema::Verification, (file, reading), found, verification::text)?;
    Ok(answer)
}
