//! `cogring compare`: are these two networks one?

use std::path::PathBuf;

use crate::network::Comparison;
use crate::report::json::Schema;
use crate::{Error, Result, report};

use super::Answer;
use super::input::InputArgs;
use super::shared::JsonArgs;

/// Compare two networks up to what does not matter: order and gauge of the nodes, and symmetries of the task
///
/// Finds the automorphism of the group, the translation of each input, and the exchange of inputs under which the second
/// network is most like the first, and which node is which. A distance of 0 is one network, of 1 two without anything
/// in common.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring compare seed1.npz seed2.npz
  cogring compare trained.npz snapped.npz --within 0.05
  cogring compare a.npz b.npz --json | jq '.symmetry, .matched[:3]'

Exit status: 0 the distance is at most that of --within, 1 it is larger, 2 error.")]
pub struct Args {
    /// The network that stays as it is
    #[arg(value_name = "A")]
    left: PathBuf,
    /// The network that is moved
    #[arg(value_name = "B")]
    right: PathBuf,
    /// The distance up to which they count as one
    #[arg(long, value_name = "DISTANCE", default_value_t = 1e-6)]
    within: f64,
    #[command(flatten)]
    json: JsonArgs,
    #[command(flatten)]
    how: InputArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    if args.within.is_nan() || args.within < 0.0 {
        return Err(Error::argument(format!("--within {}; a distance of at least 0 is required", args.within)));
    }
    let comparison = Comparison::new(&args.how.read(&args.left)?, &args.how.read(&args.right)?)?;
    args.json.print(Schema::Comparison, &comparison, || report::comparison::text(&comparison))?;
    Ok(if comparison.distance <= args.within { Answer::Yes } else { Answer::No })
}
