//! Trains on the pairs x ≤ y alone and watches the potentials r_kkk = Σ_j a_kj b_kj conj(c_kj), which are 1 in a solution. Here
//! they stop half way: the network answers every pair that it has seen, and none of the others. No file is read or written.
//!
//! `cargo run --release --example train_on_pairs`

use cogring::objective::Objective;
use cogring::train::{Descent, Trainer, random_weights};
use cogring::{Group, Homomorphism, PairMask, SumPotential, Target};

fn main() -> cogring::Result<()> {
    let group: Group = "11".parse()?;
    let pairs = PairMask::from_fn(&group, |x, y| x <= y);
    let objective = Objective::<f32>::new(&group, Target::ZeroMean, &pairs, 1)?;
    let mut trainer = Trainer::with(objective, Descent::default(), random_weights(&group, 128, 1))?;
    for epoch in 0..=1000 {
        if [0, 10, 20, 50, 100, 200, 500, 1000].contains(&epoch) {
            let (record, solution) = (trainer.record()?, trainer.network()?.to_solution());
            let diagonal: Vec<f64> = (1..=5).map(|k| SumPotential::ab(k, k, k).evaluate(&solution).norm()).collect();
            let (trained, other) = (record.train_accuracy, record.test_accuracy);
            println!(
                "epoch {epoch:4}: accuracy {trained:.2} where x ≤ y, {other:.2} elsewhere; |r_kkk| {diagonal:.3?}"
            );
        }
        trainer.step();
    }
    Ok(())
}
