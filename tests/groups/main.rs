//! Every finite group: tables, names, irreps, losses.

#[path = "../support/mod.rs"]
mod support;

mod factor;
mod irreps;
mod losses;
mod narrow;
mod tables;

use cogring::Group;
use serde_json::Value;

pub fn group(name: &str) -> Group {
    name.parse().unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The twelve groups of the golden data by the names that they have there, with ours.
pub const NAMED: [(&str, &str); 12] = [
    ("Z7", "7"),
    ("Z2xZ4", "2x4"),
    ("S3", "S3"),
    ("D4", "D4"),
    ("Q8", "Q8"),
    ("D5", "D5"),
    ("A4", "A4"),
    ("Dic3", "Dic3"),
    ("F21", "F21"),
    ("S4", "S4"),
    ("SL23", "SL(2,3)"),
    ("A5", "A5"),
];

pub fn golden_irreps() -> Value {
    serde_json::from_str(include_str!("../data/groups/irreps.json")).expect("valid JSON")
}
