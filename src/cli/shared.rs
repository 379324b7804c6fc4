//! Options of several subcommands.

use std::path::Path;

use crate::format::read_group;
use crate::report::json::Schema;
use crate::{Group, Result};
use serde::Serialize;

use super::output::{print, print_json};
use crate::number::List;

/// A group by its name, or by its Cayley table in a file (.csv, .json, .npz and what else holds arrays).
pub fn group(text: &str) -> Result<Group> {
    let path = Path::new(text);
    if path.extension().is_some() && path.exists() { read_group(path) } else { text.parse() }
}

/// Groups by name, separated by commas, or one in a file.
pub fn groups(text: &str) -> std::result::Result<List<Group>, String> {
    let path = Path::new(text);
    if path.extension().is_some() && path.exists() {
        return read_group(path).map(|group| List(vec![group])).map_err(|error| error.to_string());
    }
    text.parse()
}

/// How a result is printed.
#[derive(clap::Args)]
pub struct JsonArgs {
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

impl JsonArgs {
    /// Prints a result: as JSON, or in words for people.
    pub fn print(&self, schema: Schema, result: &impl Serialize, text: impl FnOnce() -> String) -> Result<()> {
        if self.json { print_json(schema, result) } else { print(&text()) }
    }
}

/// The group, where one is needed.
#[derive(clap::Args)]
pub struct GroupArgs {
    /// The group, such as 23, 4x9 or S4, or a file with its Cayley table
    #[arg(long, value_name = "GROUP", value_parser = group)]
    pub group: Group,
}

/// The group, where there may be one.
#[derive(clap::Args)]
pub struct OptionalGroupArgs {
    /// The group, such as 23, 4x9 or S4, or a file with its Cayley table
    #[arg(long, value_name = "GROUP", value_parser = group)]
    pub group: Option<Group>,
}
