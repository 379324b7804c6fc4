//! The options of every subcommand that reads a network.

use std::path::Path;

use cogring::format::{ElementOrder, Mapping, ReadOptions, Reading, read_network_as};
use cogring::{Group, Network, Result};

/// How to read the file
#[derive(clap::Args, Debug, Clone)]
#[command(next_help_heading = "How to read the file")]
pub struct InputArgs {
    /// The group, such as 23 or 4x9 [default: as the file says, else cyclic]
    #[arg(long, value_name = "GROUP")]
    group: Option<Group>,
    /// The arrays that hold the weights: a=NAME,b=NAME,c=NAME with shapes [q, d], [q, d], [d, q], or ab=NAME,c=NAME
    /// where one array [q, 2d] holds both; NAME.T where the file stores the transpose [default: recognised by name]
    #[arg(long, value_name = "MAP")]
    map: Option<Mapping>,
    /// The numbering of the elements of a product group in the file [default: the one that fits]
    #[arg(long, value_name = "ORDER")]
    element_order: Option<ElementOrder>,
}

/// What the header of a report should say of how a file was read: nothing, or a line for each remark.
pub fn remarks(reading: &Reading) -> String {
    reading.remarks().iter().map(|remark| format!("  {remark}\n")).collect()
}

impl InputArgs {
    /// The group that was named.
    pub fn group(&self) -> Option<&Group> {
        self.group.as_ref()
    }

    /// What was typed, as the library takes it.
    pub fn options(&self) -> ReadOptions {
        ReadOptions { group: self.group.clone(), mapping: self.map.clone(), element_order: self.element_order }
    }

    /// The network in a file.
    pub fn read(&self, path: &Path) -> Result<Network> {
        self.read_as(path).map(|(network, _)| network)
    }

    /// The network in a file, and how its arrays were understood.
    pub fn read_as(&self, path: &Path) -> Result<(Network, Reading)> {
        read_network_as(path, &self.options())
    }
}
