//! Replaces a trained network by the exact solution that it approximates: `cargo run --release --example snap_trained`.

use std::path::Path;

use cogring::factor::{Basis, SnapOptions, snap};
use cogring::format::{ReadOptions, read_network};

fn main() -> cogring::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/d23_seed1_epoch9900.npz");
    let network = read_network(&file, &ReadOptions::default())?;
    let snapping = snap(&network, &SnapOptions::default())?;
    for frequency in &snapping.frequencies {
        if let (Basis::Exact { expression, .. }, Some(moved)) = (&frequency.basis, frequency.moved) {
            println!("{:4.1} % moved  {expression}", 100.0 * moved);
        }
    }
    let loss = snapping.whole.loss.unwrap_or(f64::NAN);
    println!("loss {:.1e} of the trained weights, {loss:.1e} of the snapped ones", snapping.whole.trained_loss);
    println!("proved to be exactly 0: {}", snapping.whole.proved);
    Ok(())
}
