//! `cogring width`: how narrow an exact network can be.

use std::path::{Path, PathBuf};

use crate::construct::Width;
use crate::format::make_directory;
use crate::group::SmallGroup;
use crate::proof::Subject;
use crate::report::json::Schema;
use crate::report::width::{WidthFormat, table, text};
use crate::{Group, Result};
use serde::Serialize;

use super::Answer;
use super::named::named;
use super::output::{print, say, write_certificate};
use super::shared::{JsonArgs, group};

/// The narrowest exact one-hot network known for a group, and the best lower bound with the theorem that gives it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cogring width S4
  cogring width --table 31 --format latex
  cogring width --table 12 --certificates widths && cogring check widths/8.4.json")]
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
    /// Write a certificate of every network that is known exactly into this directory, as 24.12.json
    #[arg(long, value_name = "DIR")]
    certificates: Option<PathBuf>,
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
        write_certificates(std::slice::from_ref(&width), args.certificates.as_deref())?;
        args.json.print(Schema::Width, &width, || text(&width))?;
        return Ok(Answer::Yes);
    }
    let most = args.table.unwrap_or(31) as usize;
    let small = SmallGroup::all().filter(|small| (2..=most).contains(&small.order));
    let rows = small.map(|small| Width::of(&small.group()?)).collect::<Result<Vec<_>>>()?;
    write_certificates(&rows, args.certificates.as_deref())?;
    match args.json.json {
        true => args.json.print(Schema::Widths, &Rows { rows }, String::new)?,
        false => print(&table(&rows, args.format))?,
    }
    Ok(Answer::Yes)
}

/// Writes the certificates of the networks that are asked for; says which groups have none.
fn write_certificates(rows: &[Width], directory: Option<&Path>) -> Result<()> {
    let Some(directory) = directory else { return Ok(()) };
    make_directory(directory)?;
    for Width { group, catalogue, .. } in rows {
        if let Err(error) = group.dual().require_exact() {
            say(format!("no certificate is written: {error}"));
            continue;
        }
        let name = catalogue.map_or_else(|| group.order().to_string(), |[order, number]| format!("{order}.{number}"));
        let certificate = Subject::over("narrow", group)?.certificate()?;
        write_certificate(&directory.join(name + ".json"), true, || certificate.to_json())?;
    }
    Ok(())
}
