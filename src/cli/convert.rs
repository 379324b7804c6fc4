//! `cogring convert`: from one type of file to another.

use std::path::PathBuf;

use crate::Result;
use crate::experiment::Conversion;
use crate::report::json::Schema;

use super::input::InputArgs;
use super::shared::JsonArgs;
use super::{Answer, output};

/// Read a network from any type of file and write it as another
///
/// The output holds W_a, W_b [q, d] and W_c [d, q] in double precision, elements in lexicographic order, and the group.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring convert checkpoint.pt network.npz
  cogring convert --group 4x9 weights.json network.safetensors
  cogring convert --map a=enc_x.weight,b=enc_y.weight,c=dec.T model.pt network.npz")]
pub struct Args {
    /// The network: .npz, .safetensors, .json, .pt of PyTorch, or a pickle of arrays; - for standard input
    input: PathBuf,
    /// The file to write: .npz, .safetensors or .json, or .xyv.json for x, y and V with hexadecimal numbers; - for .npz on
    /// standard output
    output: PathBuf,
    #[command(flatten)]
    json: JsonArgs,
    #[command(flatten)]
    how: InputArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let (network, reading) = args.how.read_as(&args.input)?;
    output::write_network(&args.output, &network)?;
    let [input, output] = [&args.input, &args.output].map(|path| path.display().to_string());
    let conversion = Conversion { input, output, width: network.width(), reading };
    args.json.print(Schema::Conversion, &conversion, || text(&conversion))?;
    Ok(Answer::Yes)
}

fn text(Conversion { input, output, width, reading }: &Conversion) -> String {
    let head = format!("{input} → {output}\ngroup {}, {width} hidden nodes, ", reading.group);
    let remarks = reading.remarks().into_iter().map(|remark| format!("{remark}\n"));
    format!("{head}read as {}\n{}", reading.arrays, remarks.collect::<String>())
}
