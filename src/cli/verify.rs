//! `cogring verify`: is this network a solution?

use std::path::PathBuf;

use cogring::format::{ElementOrder, Reading};
use cogring::network::Verification;
use cogring::report::json::Schema;
use cogring::report::verification;
use cogring::{Group, Result, Target};
use serde::Serialize;

use super::input::{InputArgs, remarks};
use super::named::named;
use super::{Answer, output};

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
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    input: InputArgs,
}

#[derive(Serialize)]
struct Output<'a> {
    path: String,
    element_order: ElementOrder,
    output_bias_node: Option<usize>,
    better_group: &'a Option<Group>,
    reading: &'a Reading,
    remarks: Vec<String>,
    #[serde(flatten)]
    verification: &'a Verification,
}

pub fn run(args: &Args) -> Result<Answer> {
    let (network, magnitudes, reading) = args.input.read_to_verify(&args.file)?;
    let verification = Verification::within(&network, args.target, magnitudes.rounding_loss(&network));
    if args.json {
        let &Reading { element_order, output_bias_node, ref better_group, .. } = &reading;
        let (path, remarks) = (args.file.display().to_string(), reading.remarks());
        output::print_json(
            Schema::Verification,
            &Output {
                path,
                element_order,
                output_bias_node,
                better_group,
                reading: &reading,
                remarks,
                verification: &verification,
            },
        )?;
    } else {
        let remarks = remarks(&reading);
        output::print(&format!("{}\n{remarks}{}", args.file.display(), verification::text(&verification)))?;
    }
    Ok(if verification.is_solution { Answer::Yes } else { Answer::No })
}
