//! Options of several subcommands.

use cogring::report::json::Schema;
use cogring::{Group, Result};
use serde::Serialize;

use super::output::{print, print_json};

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
    /// The group, such as 23 or 4x9
    #[arg(long, value_name = "GROUP")]
    pub group: Group,
}

/// The group, where there may be one.
#[derive(clap::Args)]
pub struct OptionalGroupArgs {
    /// The group, such as 23 or 4x9
    #[arg(long, value_name = "GROUP")]
    pub group: Option<Group>,
}
