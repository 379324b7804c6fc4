//! Exact networks over number fields: read, proved, certified; found from fits; ranks of the variety.

mod certificates;
mod finding;
mod ranks;

use std::path::PathBuf;

use cogring::format::read_field_network;
use cogring::variety::FieldNetwork;

/// The exact networks of `tests/data/exact`, by name.
pub fn networks() -> Vec<(String, FieldNetwork)> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir("tests/data/exact").expect("the data").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    assert_eq!(files.len(), 20);
    let read = |file: PathBuf| {
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, read_field_network(&file).unwrap_or_else(|error| panic!("{error}")))
    };
    files.into_iter().map(read).collect()
}

/// One of them.
pub fn network(name: &str) -> FieldNetwork {
    read_field_network(&PathBuf::from(format!("tests/data/exact/{name}.json"))).expect("an exact network")
}
