//! Walks from order 36 per frequency to order 6 without leaving zero loss:
//! `cargo run --release --example zero_loss_path`.

use cogring::construct::ZeroLossPath;
use cogring::construct::optimizers::blocks;
use cogring::loss::closed_form;
use cogring::{Group, Result, Target};
use num_complex::Complex64;

fn main() -> Result<()> {
    let y = blocks::order6(&Complex64::i());
    let z = blocks::order6_ab(&Complex64::cis(0.3), &Complex64::ONE);
    let path = ZeroLossPath::uniform(&Group::cyclic(11)?, &y, &z)?;
    println!("   t   hidden nodes with weight   loss      squared norm");
    for (step, solution) in path.solutions(8).enumerate() {
        let solution = solution?;
        let live = solution.terms().iter().filter(|term| term.coefficient.norm() > 0.0).count();
        let loss = closed_form(&solution, Target::ZeroMean).re;
        println!("{:.3}  {live:>25}   {loss:.1e}   {:>12.4}", step as f64 / 8.0, solution.weight_norm_squared());
    }
    Ok(())
}
