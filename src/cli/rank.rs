//! `cogring rank`: what the variety of exact networks looks like at one.

use crate::experiment::rank_of_file;
use crate::report::json::Schema;
use crate::{Result, Target, report};

use super::Answer;
use super::input::{NetworkArgs, print_of_file};
use super::named::named;

/// Rank of the Jacobian, smoothness and learning coefficient at an exact network
///
/// The residual map of width H over a group of order d has d³ equations in 3dH weights.
#[derive(clap::Args)]
#[command(after_help = "\
The rank is that of a pivoted QR factorization, with the last diagonal entry that counts and the first that does not. For a
network over a number field, as cogring exactify writes it, it is computed over the field too: modulo so many prime ideals that
no larger minor can be other than 0; or modulo two primes where that takes too long, which bounds it from below. Where a tangent
vector is obstructed to second order, the point is singular, with certainty. The learning coefficient is rank/2 where random tangents integrate with little curvature and the same rank;
elsewhere rank/2 bounds it from below, and half of the rank near by from above. This is numerical.

Examples:
  cogring rank fit.npz
  cogring rank exact.json --json

Exit status: 0 the network is exact to rounding, 1 it is not, 2 error.")]
pub struct Args {
    /// What the outputs are compared with
    #[arg(long, value_parser = named::<Target>(), default_value = "one-hot")]
    target: Target,
    #[command(flatten)]
    of: NetworkArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let NetworkArgs { file, json, input } = &args.of;
    let (network, reading) = input.read_as(file)?;
    let rank = rank_of_file(file, &network, args.target)?;
    let answer = if rank.is_exact { Answer::Yes } else { Answer::No };
    print_of_file(json, Schema::Rank, (file, reading), rank, report::discovery::rank)?;
    Ok(answer)
}
