//! Invents a block, sees what it lacks, repairs it, and proves a network over Z_3 × Z_5 with different blocks at different
//! frequencies: `cargo run --release --example invent_block`.

use std::collections::BTreeMap;

use cogring::construct::{Sign, optimizers::blocks};
use cogring::expr::{Lazy, generators::z_nu};
use cogring::proof::{BlockProof, SolutionProof};
use cogring::{Block, Cyclotomic, Exact, Group, Network, PairMask, Result, Scalar, Solution, Target, Triple};
use num_complex::Complex64;

/// Prints a block and the potentials that are not what zero loss requires.
fn inspect(name: &str, block: &Block<Exact>) -> Result<bool> {
    let proof = BlockProof::new(&Lazy::Leaf(block.clone()))?;
    println!("{name}, order {}: {block}", block.order());
    for row in proof.potentials.iter().filter(|row| !row.holds) {
        println!("  lacks {}: {} instead of {}", row.potential, row.value, row.required);
    }
    Ok(proof.proved)
}

fn main() -> Result<()> {
    // Both inputs run through five equally spaced phases together.
    let phase = |n: i64| Exact::root_of_unity(n, 5);
    let phases = (0..5).map(|n| Triple::new(phase(n), phase(n), phase(-2 * n)));
    let phases = Block::from_nodes(phases) * Exact::from_ratio(1, 5);
    assert!(!inspect("five phases", &phases)?);

    // It lacks a²c and b²c, which vanish in z_nu for every nu.
    let repaired = Exact::from_ratio(1, 2) * (&phases * z_nu(&Exact::parameter("nu")));
    assert!(inspect("repaired", &repaired)?);

    // Order 4 is narrower and leaves constants over, which the first repaired block closes as well as z_nu * z_syn does.
    let narrow = blocks::order4(&Exact::parameter("xi"), Sign::Plus);
    assert!(!inspect("order 4", &narrow)?);
    let group: Group = "3x5".parse()?;
    let dual = group.dual();
    let block = |k: usize| if dual.order_of(k) == 15 { &narrow } else { &repaired };
    let open = Solution::over(&group, |k| Ok(block(k).clone()))?;
    let z = open.closed_on(0..repaired.order(), Target::ZeroMean)?;
    let proof = SolutionProof::new(&z, Target::ZeroMean)?;
    println!(
        "over Z_{group}: {} hidden nodes, loss {}, proved for every nu and xi: {}",
        z.order(),
        proof.loss,
        proof.proved
    );
    assert!(proof.proved);

    // Weights for one nu and xi.
    let angles = [("nu", 0.3), ("xi", 0.7)].map(|(name, angle)| (name.to_owned(), Complex64::cis(angle)));
    let values = BTreeMap::from(angles);
    let network = Network::from_solution(&z.try_map_scalars(|number| number.evaluate(&values))?)?;
    let evaluation = network.evaluate(Target::ZeroMean, &PairMask::all(&group));
    println!("as weights: loss {:.1e}, accuracy {:.0} %", evaluation.loss, 100.0 * evaluation.accuracy);
    assert!(evaluation.loss < 1e-28);
    Ok(())
}
