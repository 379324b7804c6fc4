//! Builds a global optimizer of order 6 over Z_23 and checks it: `cargo run --release --example construct_order6`.

use cogring::construct::optimizers::order6;
use cogring::loss::closed_form;
use cogring::{Group, Network, PairMask, Result, Target};
use num_complex::Complex64;

fn main() -> Result<()> {
    let group = Group::cyclic(23)?;
    let z = order6(&group, |k| Complex64::cis(0.1 * k as f64))?;
    let network = Network::from_solution(&z)?;
    let evaluation = network.evaluate(Target::ZeroMean, &PairMask::all(&group));
    println!("order 6 over Z_23: {} hidden nodes", z.order());
    println!("loss in closed form {:.1e}", closed_form(&z, Target::ZeroMean).re);
    println!("loss on all pairs   {:.1e}", evaluation.loss);
    println!("accuracy            {:.0} %", 100.0 * evaluation.accuracy);
    Ok(())
}
