//! `cogring verify`: is this network a solution?

use super::Answer;
use cogring::Result;

/// Check that a network is a solution: direct and closed-form loss, accuracy, 0/1-sets
#[derive(clap::Args)]
pub struct Args {
    /// The network
    file: std::path::PathBuf,
}

pub fn run(args: &Args) -> Result<Answer> {
    Err(cogring::Error::unsupported("not yet").at_path(&args.file))
}
