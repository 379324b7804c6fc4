//! `cogring convert`: from one type of file to another.

use std::path::PathBuf;

use cogring::Result;
use cogring::format::Reading;
use cogring::report::json::Schema;
use serde::Serialize;

use super::input::InputArgs;
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
    /// The network: .npz, .safetensors, .json, or .pt of PyTorch; - for standard input
    input: PathBuf,
    /// The file to write: .npz, .safetensors or .json; - for .npz on standard output
    output: PathBuf,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    how: InputArgs,
}

/// What was converted, and how the input was understood.
#[derive(Serialize)]
struct Report {
    input: String,
    output: String,
    width: usize,
    #[serde(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<Answer> {
    let (network, reading) = args.how.read_as(&args.input)?;
    output::write_network(&args.output, &network)?;
    let [input, output] = [&args.input, &args.output].map(|path| path.display().to_string());
    let report = Report { input, output, width: network.width(), reading };
    if args.json {
        output::print_json(Schema::Conversion, &report)?;
    } else {
        let Report { input, output, width, reading } = report;
        let mut text = format!("{input} → {output}\n");
        text += &format!("group {}, {width} hidden nodes, read as {}\n", reading.group, reading.arrays());
        text += &reading.remarks().iter().map(|remark| format!("{remark}\n")).collect::<String>();
        output::print(&text)?;
    }
    Ok(Answer::Yes)
}
