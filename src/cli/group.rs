//! `cogring group`: what is known of a group.

use crate::experiment::GroupReport;
use crate::report::group::text;
use crate::report::json::Schema;
use crate::{Group, Result};

use super::Answer;
use super::shared::{JsonArgs, group};

/// Describe a group: order, classes, irreps with degree and type, automorphisms, and which group a table is
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cogring group S4
  cogring group 'SL(2,3)' --json
  cogring group table.csv          which group a Cayley table is, up to relabelling (.csv, .json, .npz)")]
pub struct Args {
    /// The group by name, such as S4, A5, D5, Q8, Dic3, F21, Z7:Z3, SL(2,3), small(24,3), S3xZ2 or 4x9, or a file with its
    /// Cayley table
    #[arg(value_parser = group)]
    group: Group,
    #[command(flatten)]
    json: JsonArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let report = GroupReport::of(&args.group)?;
    args.json.print(Schema::Group, &report, || text(&report))?;
    Ok(Answer::Yes)
}
