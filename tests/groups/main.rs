//! Every finite group: tables, names, irreps, losses.

#[path = "../support/mod.rs"]
mod support;

mod definition;
mod factor;
mod irreps;
mod losses;
mod matrix;
mod narrow;
mod snap;
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

/// A random numbering of the elements, place by element, and the Cayley table in it.
pub fn renumbered_table(group: &Group, seed: u64) -> (Vec<usize>, Vec<Vec<usize>>) {
    let d = group.order();
    let mut places: Vec<usize> = (0..d).collect();
    let mut state = seed;
    for i in (1..d).rev() {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        places.swap(i, (state >> 33) as usize % (i + 1));
    }
    let mut table = vec![vec![0; d]; d];
    for (g, h) in (0..d).flat_map(|g| (0..d).map(move |h| (g, h))) {
        table[places[g]][places[h]] = places[group.multiply(g, h)];
    }
    (places, table)
}
