//! `cogring reproduce regimes`.

use crate::experiment::{RegimeOptions, Regimes};
use crate::network::Activation;
use crate::report::figures::RegimeFigure;
use crate::{Group, Result};

use super::Outputs;
use crate::cli::Answer;
use crate::number::List;

/// What the readout of random features sends back to them, ‖G_F‖, over width and weight decay; nothing is trained
///
/// Without weight decay a network as wide as its data memorizes, and nothing is sent back to the features; with far too much nothing
/// is fitted.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring reproduce regimes -o figures/
  cogring reproduce regimes --group S3 --activation relu --widths 16,64,256 --decays 0,0.001,1")]
pub(super) struct Args {
    /// The group
    #[arg(long, default_value = "7", value_parser = crate::cli::shared::group)]
    group: Group,
    /// The activation of the hidden nodes
    #[arg(long, value_name = "NAME", default_value_t)]
    activation: Activation,
    /// The share of the pairs that are samples [default: 30 of 49]
    #[arg(long, value_name = "P")]
    train_fraction: Option<f64>,
    /// The numbers of hidden nodes
    #[arg(long, default_value = "8,16,32,64,128,256,512,1024,2048,4096,8192")]
    widths: List<usize>,
    /// The weight decays of the readout
    #[arg(long, default_value = "0,1e-6,0.001,0.1,10,1000,1e5")]
    decays: List<f64>,
    /// Determines the samples and the features
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    to: Outputs,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let usual = RegimeOptions::default();
    let regimes = Regimes::new(&RegimeOptions {
        group: args.group.clone(),
        activation: args.activation,
        train_fraction: args.train_fraction.unwrap_or(usual.train_fraction),
        widths: args.widths.0.clone(),
        decays: args.decays.0.clone(),
        seed: args.seed,
    })?;
    args.to.write(&RegimeFigure { regimes: &regimes }, &regimes)
}
