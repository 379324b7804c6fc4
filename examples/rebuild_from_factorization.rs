//! Reads a trained network as an element of the semiring, rebuilds it from that, and finds the trained loss again:
//! `cargo run --release --example rebuild_from_factorization`.

use std::path::Path;

use cogring::factor::{Options, factor};
use cogring::format::{ReadOptions, read_network};
use cogring::{Target, loss::closed_form};

fn main() -> cogring::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/d23_seed1_epoch9900.npz");
    let network = read_network(&file, &ReadOptions::default())?;
    let found = factor(&network, &Options::default());
    for frequency in &found.frequencies {
        let (k, form, block) = (frequency.k, frequency.form(), frequency.block());
        println!("k = {k:2}: {form:12} {} nodes, distance {:.4}", block.order(), frequency.distance.unwrap_or(0.0));
    }
    let (trained, rebuilt) = (network.to_solution(), found.solution(&network));
    let [trained, rebuilt] = [trained, rebuilt].map(|z| closed_form(&z, Target::ZeroMean).re);
    println!("loss of the trained network {trained:.3e}, of the rebuilt one {rebuilt:.3e}");
    assert!((rebuilt - trained).abs() < 0.1 * trained, "the rebuilt network has another loss");
    Ok(())
}
