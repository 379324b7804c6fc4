//! Reads the two bundled trained networks and prints which form each frequency learned.
//!
//! `cargo run --release --example factor_trained`

use std::path::Path;

use cogring::factor::{NetworkReport, Options, Report};
use cogring::format::{ReadOptions, read_network};

fn main() -> cogring::Result<()> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let mut networks = Vec::new();
    for file in ["d23_seed1_epoch9900.npz", "d23_seed3_epoch9900.npz"] {
        let network = read_network(&directory.join(file), &ReadOptions::default())?;
        networks.push(NetworkReport::new(file, &network, &Options::default()));
    }
    print!("{}", cogring::report::factorization::report(&Report::new(networks)));
    Ok(())
}
