//! Figures, tables and pages: what is drawn is there, what is written is what was computed, nothing is fetched.

mod command;
mod drawings;
mod figures;
mod irreps;
mod page;
mod plot;
mod sources;
mod table;

use std::path::{Path, PathBuf};
use std::process::Command;

use cogring::dynamics::PotentialTrajectory;
use cogring::factor::factor_as_paper;
use cogring::format::{ReadOptions, read_network};
use cogring::{Group, Network};
use nalgebra::DMatrix;

fn bundled(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name)
}

const SEEDS: [&str; 2] = ["d23_seed1_epoch9900.npz", "d23_seed3_epoch9900.npz"];

fn network(seed: usize) -> Network {
    read_network(&bundled(SEEDS[seed]), &ReadOptions::default()).expect("a bundled network")
}

/// The potentials of a run, with the paper's orders of its last network.
fn trajectory(snapshots: &[(usize, Network)]) -> PotentialTrajectory {
    let (_, last) = snapshots.last().expect("a snapshot");
    let orders = factor_as_paper(last).frequencies.iter().map(|frequency| frequency.order()).collect();
    PotentialTrajectory::of_snapshots(snapshots, orders).expect("a snapshot")
}

/// A network with weights that follow from `seed` alone.
fn arbitrary_network(group: &Group, width: usize, seed: u64) -> Network {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move |_: usize, _: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    };
    let d = group.order();
    let (a, b) = (DMatrix::from_fn(width, d, &mut next), DMatrix::from_fn(width, d, &mut next));
    Network::new(group, a, b, DMatrix::from_fn(d, width, &mut next)).expect("shapes fit")
}

fn records(csv: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(csv);
    let head = reader.headers().expect("a head").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
    (head, rows)
}

fn cogring(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cogring")).args(arguments).output().expect("the command runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit status"), text(output.stdout), text(output.stderr))
}

/// What stands in the element with the data.
fn embedded(html: &str) -> serde_json::Value {
    let (_, after) = html.split_once("<script type=\"application/json\" id=\"data\">").expect("the data element");
    let (json, _) = after.split_once("</script>").expect("its end");
    serde_json::from_str(json).expect("JSON")
}
