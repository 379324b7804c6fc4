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
    // Both inputs run through four equally spaced phases together.
    let i = Exact::i();
    let phases = (0..4).map(|n| Triple::new(i.power(n), i.power(n), i.power(2 * n)));
    let phases = Block::from_nodes(phases) * Exact::from_ratio(1, 4);
    assert!(!inspect("four phases", &phases)?);

    // z_nu has a²c = b²c = 0 for every nu, and a b c̄ = 1 + nu⁴, which is 0 for an eighth root of unity.
    let nu = Exact::root_of_unity(1, 8);
    let repaired = Exact::from_ratio(1, 2) * (&phases * z_nu(&nu));
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
    println!("over Z_{group}: {} hidden nodes, loss {}, proved for every xi: {}", z.order(), proof.loss, proof.proved);
    assert!(proof.proved);

    // Weights for one xi.
    let xi = BTreeMap::from([("xi".to_owned(), Complex64::cis(0.7))]);
    let network = Network::from_solution(&z.try_map_scalars(|number| number.evaluate(&xi))?)?;
    let evaluation = network.evaluate(Target::ZeroMean, &PairMask::all(&group));
    println!("as weights: loss {:.1e}, accuracy {:.0} %", evaluation.loss, 100.0 * evaluation.accuracy);
    assert!(evaluation.loss < 1e-28);
    Ok(())
}
