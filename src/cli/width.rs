//! `cogring width`: how narrow an exact network can be.

use cogring::construct::Width;
use cogring::group::SmallGroup;
use cogring::report::json::Schema;
use cogring::report::width::{WidthFormat, table, text};
use cogring::{Group, Result};
use serde::Serialize;

use super::Answer;
use super::named::named;
use super::output::print;
use super::shared::{JsonArgs, group};

/// The narrowest exact one-hot network known for a group, and the best lower bound with the theorem that gives it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cogring width S4
  cogring width --table 31 --format latex")]
pub struct Args {
    /// The group by name, or a file with its Cayley table
    #[arg(value_parser = group, required_unless_present = "table", conflicts_with = "table")]
    group: Option<Group>,
    /// All groups of orders 2 to N, N at most 31
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=31))]
    table: Option<u64>,
    /// How the table is written
    #[arg(long, value_parser = named::<WidthFormat>(), default_value_t, requires = "table", conflicts_with = "json")]
    format: WidthFormat,
    #[command(flatten)]
    json: JsonArgs,
}

#[derive(Serialize)]
struct Rows {
    rows: Vec<Width>,
}

pub fn run(args: &Args) -> Result<Answer> {
    if let Some(group) = &args.group {
        let width = Width::of(group)?;
        args.json.print(Schema::Width, &width, || text(&width))?;
        return Ok(Answer::Yes);
    }
    let most = args.table.unwrap_or(31) as usize;
    let small = SmallGroup::all().filter(|small| (2..=most).contains(&small.order));
    let rows = small.map(|small| Width::of(&small.group()?)).collect::<Result<Vec<_>>>()?;
    match args.json.json {
        true => args.json.print(Schema::Widths, &Rows { rows }, String::new)?,
        false => print(&table(&rows, args.format))?,
    }
    Ok(Answer::Yes)
}
