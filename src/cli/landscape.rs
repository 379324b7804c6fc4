//! `cogring landscape`: the local maxima of the energy that features climb.

use crate::Result;
use crate::features::{Centring, Landscape, LandscapeOptions};
use crate::network::Activation;
use crate::number::List;
use crate::report::json::Schema;
use crate::report::landscape::text;

use super::Answer;
use super::named::named;
use super::shared::{GroupArgs, JsonArgs};

/// The features of a group: let filters climb their energy from random starts, and see on which irreps they end
#[derive(clap::Args)]
#[command(after_help = "\
A filter w = [p; q] is the input side of one hidden node. Its energy is E(w) = ½‖Ỹᵀσ(Xw)‖² on the sphere ‖w‖ = 1, with the
samples X and the labels Y. For squares on all pairs every local maximum lies on one irrep, with E = M/(2D) for an irrep of
real dimension D of a group of order M (Li₂, Theorem 2, with the right constant).

Examples:
  cogring landscape --group S4
  cogring landscape --group 23 --train-fraction 0.4 --activation relu
  cogring landscape --group S4 --learned 1,2 --starts 500 --json")]
pub struct Args {
    #[command(flatten)]
    group: GroupArgs,
    /// The activation, such as square, relu, silu, squared-relu, gelu or tanh
    #[arg(long, value_name = "NAME", default_value_t)]
    activation: Activation,
    /// What is taken away from the targets
    #[arg(long, value_parser = named::<Centring>(), default_value_t)]
    centring: Centring,
    /// The share of the pairs that are samples, each by its own chance
    #[arg(long, value_name = "P", default_value_t = 1.0)]
    train_fraction: f64,
    /// Irreps that are learned already, by the labels of the table: what is left of the energy is climbed
    #[arg(long, value_name = "IRREPS")]
    learned: Option<List<String>>,
    /// How many filters start
    #[arg(long, value_name = "N", default_value_t = 200)]
    starts: usize,
    /// Of the starts and of the samples
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    json: JsonArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let options = LandscapeOptions {
        activation: args.activation,
        centring: args.centring,
        train_fraction: args.train_fraction,
        learned: args.learned.as_ref().map_or_else(Vec::new, |learned| learned.0.clone()),
        starts: args.starts,
        seed: args.seed,
    };
    let landscape = Landscape::explore(&args.group.group, &options)?;
    args.json.print(Schema::Landscape, &landscape, || text(&landscape))?;
    Ok(Answer::Yes)
}
