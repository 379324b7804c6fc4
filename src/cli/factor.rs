//! `cogring factor`: what did this network learn?

use std::path::PathBuf;

use clap::ValueEnum;
use cogring::factor::{Method, NetworkReport, Options, Report};
use cogring::{Result, report};

use super::Answer;
use super::input::InputArgs;

/// Read a trained network as algebra: which form each frequency learned
///
/// Prints, for every network, its live nodes per frequency, the product of generators that they are, its parameters,
/// and how far they are from it; and over several networks of one group the row of the paper's table.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring factor network.npz
  cogring factor --group 4x9 checkpoint.pt
  cogring factor --method paper seed*.npz        the row of the paper's table, mean ± standard error
  cogring factor --json network.npz | jq '.networks[0].frequencies[] | [.k, .order, .form]'

Forms: nu=i*xi (order 4), nu=i*syn_ab and nu*syn (order 6), other (a product without a name), nonfactorable.
Parameters are unit complex numbers, printed by their angle.")]
pub struct Args {
    /// The networks: .npz, .safetensors, .json, or .pt of PyTorch
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The analysis
    #[arg(long, value_enum, default_value_t)]
    method: MethodName,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    how: InputArgs,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum MethodName {
    /// Any group and order, by the translations between nodes, up to gauge
    #[default]
    Translations,
    /// Exactly the paper's: orders 4 and 6, by all permutations
    Paper,
}

pub fn run(args: &Args) -> Result<Answer> {
    let options = Options::with_method(match args.method {
        MethodName::Translations => Method::Translations,
        MethodName::Paper => Method::Paper,
    });
    let networks = args.files.iter().map(|file| {
        let network = args.how.read(file)?;
        Ok(NetworkReport::new(file.display().to_string(), &network, &options))
    });
    let report = Report::new(networks.collect::<Result<_>>()?);
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report).expect("strings and numbers are JSON"));
    } else {
        print!("{}", report::factorization::report(&report));
    }
    Ok(Answer::Yes)
}
