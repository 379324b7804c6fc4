//! Solutions without a closed form: enclosed near floating-point nodes.

use cogring::certificate::Enclosure;
use cogring::check;
use cogring::expr::{Assignment, Expression};
use cogring::variety::newton::{Enclosed, NoEnclosure, Part, PartNode, enclose};
use cogring::{Block, BlockPotential, Group, Homomorphism, Triple};
use num_complex::Complex64;
use proptest::prelude::*;

fn block(text: &str) -> Block<Complex64> {
    let assignment: Assignment = "nu=exp(0.3i)".parse().unwrap();
    text.parse::<Expression>().unwrap().to_lazy::<Complex64>(&assignment).unwrap().expand().unwrap()
}

/// The block at frequency 1 of Z23.
fn part(block: &Block<Complex64>) -> Part {
    Part::of_block(&Group::cyclic(23).unwrap(), 1, block, false)
}

fn is_proved(enclosure: &Enclosure) -> bool {
    check::enclosure(&[23], enclosure).is_ok()
}

/// Nodes at the scale of weights, coefficient 1, each entry moved by up to `size`, by the given pseudo-random numbers.
fn moved(block: &Block<Complex64>, size: f64, noise: &[f64]) -> Block<Complex64> {
    let mut noise = noise.iter().cycle();
    let mut next = || size * noise.next().unwrap();
    let nodes = block.realized(|m| Complex64::from(m.re.cbrt()));
    Block::from_nodes(nodes.terms().iter().map(|term| {
        let mut shift = |x: Complex64| x + Complex64::new(next(), next());
        Triple::new(shift(term.node.a), shift(term.node.b), shift(term.node.c))
    }))
}

/// What the enclosure claims, seen in floating point: all ten potentials, R_n as the sum over both inputs.
fn assert_solution(enclosed: &Enclosed) {
    let nodes = enclosed.part.nodes.iter().map(|node| Triple::new(node.a[0].1, node.b[0].1, node.c[0].1));
    let block = Block::from_nodes(nodes);
    let r_n = [BlockPotential::NORM_A_C, BlockPotential::NORM_B_C];
    for potential in BlockPotential::ALL.into_iter().filter(|potential| !r_n.contains(potential)) {
        let target = f64::from(u8::from(potential == BlockPotential::ABC));
        let error = (potential.evaluate(&block) - target).norm();
        assert!(error < 1e-13, "{potential} is off by {error}");
    }
    let constant: Complex64 = r_n.iter().map(|potential| potential.evaluate(&block)).sum();
    assert!(enclosed.part.hat_closes_r_n || constant.norm() < 1e-13, "R_n is off by {constant}");
}

fn noise() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-1.0..1.0f64, 36)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn perturbed_solutions_of_order_6_are_enclosed(noise in noise(), size in 1e-6..3e-2f64) {
        for text in ["1/6 * nu * syn", "1/6 * nu=i * syn_ab(exp(1i), exp(2i))"] {
            let near = part(&moved(&block(text), size, &noise));
            let enclosed = enclose(&near, 0.2).expect(text);
            prop_assert!(enclosed.radius() < 1e-25);
            prop_assert!(near.distance(&enclosed.part) < 10.0 * size);
            assert_solution(&enclosed);
            prop_assert!(is_proved(&enclosed.enclosure));
        }
    }

    #[test]
    fn random_blocks_are_refused(noise in noise()) {
        let nothing = Block::from_nodes(vec![Triple::new(Complex64::ZERO, Complex64::ZERO, Complex64::ZERO); 6]);
        let refusal = enclose(&part(&moved(&nothing, 1.0, &noise)), 0.2).unwrap_err();
        prop_assert!(
            matches!(refusal, NoEnclosure::TooFar { .. } | NoEnclosure::NoConvergence { .. }),
            "{}", refusal
        );
    }

    #[test]
    fn every_changed_field_is_refused(noise in noise(), at in 0usize..18, entry in 0usize..324) {
        let enclosed = enclose(&part(&moved(&block("1/6 * nu * syn"), 1e-2, &noise)), 0.2).unwrap();
        let refused = |change: &dyn Fn(&mut Enclosure)| {
            let mut changed = enclosed.enclosure.clone();
            change(&mut changed);
            !is_proved(&changed)
        };
        prop_assert!(refused(&|c| c.nodes[at % 6].b[0].re = "1/1000000".into()));
        prop_assert!(refused(&|c| c.radius = "0".into()));
        prop_assert!(refused(&|c| c.radius = "1/1000000000000000000000000000000000000000000000".into()));
        prop_assert!(refused(&|c| c.radius = "10".into()));
        prop_assert!(refused(&|c| c.radius = "-1/100000000000".into()));
        prop_assert!(refused(&|c| c.pivots[at] = 36));
        prop_assert!(refused(&|c| c.pivots.swap(at, (at + 1) % 18)));
        prop_assert!(refused(&|c| c.inverse[entry] += 1.0));
        prop_assert!(refused(&|c| c.inverse[entry] = f64::NAN));
        prop_assert!(refused(&|c| c.nodes.truncate(5)));
        prop_assert!(refused(&|c| c.inverse.truncate(323)));
        prop_assert!(refused(&|c| c.frequencies[0] = vec![2]));
        prop_assert!(refused(&|c| c.hat_closes_r_n = true));
        prop_assert!(refused(&|c| c.nodes[at % 6].a[0].k = vec![22]));
    }
}

/// The equations are those of the group: 2k = −2k over Z4, real entries at k = −k.
#[test]
fn merged_equations_are_solved_over_small_groups() {
    let near = moved(&block("1/6 * nu * syn"), 1e-2, &[0.3, -0.7, 0.1, 0.9, -0.2]);
    for (n, equations) in [(23, 18), (3, 18), (4, 14)] {
        let group = Group::cyclic(n as usize).unwrap();
        let enclosed = enclose(&Part::of_block(&group, 1, &near, false), 0.2).unwrap();
        assert_eq!(enclosed.enclosure.pivots.len(), equations, "Z{n}");
        check::enclosure(&[n], &enclosed.enclosure).unwrap();
        let other = if n == 4 { 23 } else { 4 };
        assert!(check::enclosure(&[other], &enclosed.enclosure).is_err(), "the equations of Z{other} are others");
    }
    let real = Block::from_nodes(
        [(0.8, 0.81, 0.79), (0.8, -0.8, -0.77)]
            .map(|(a, b, c)| Triple::new(Complex64::from(a), Complex64::from(b), Complex64::from(c))),
    );
    let enclosed = enclose(&Part::of_block(&Group::cyclic(2).unwrap(), 1, &real, false), 0.2).unwrap();
    assert_eq!(enclosed.enclosure.pivots.len(), 2);
    check::enclosure(&[2], &enclosed.enclosure).unwrap();
}

/// Nodes on two frequencies at once: the equations couple these.
#[test]
fn nodes_that_serve_several_frequencies_are_enclosed_together() {
    let group = Group::cyclic(7).unwrap();
    let mut part = Part { group: group.clone(), frequencies: vec![1, 2], nodes: Vec::new(), hat_closes_r_n: false };
    for k in [1, 2] {
        let twice = block("1/12 * nu * syn + 1/12 * nu(zeta(11)) * syn");
        let near = moved(&twice, 1e-3, &[0.3, -0.7, 0.1, 0.9, -0.2, 0.5, -0.4]);
        part.nodes.extend(Part::of_block(&group, k, &near, false).nodes);
    }
    let extra = |x: f64| Complex64::new(1e-3 * x, -2e-3 * x);
    for node in &mut part.nodes {
        let other = 3 - node.c[0].0;
        node.c.push((other, extra(0.7)));
        node.c.sort_by_key(|entry| entry.0);
    }
    let enclosed = enclose(&part, 0.2).unwrap();
    assert!(enclosed.radius() < 1e-20 && enclosed.enclosure.pivots.len() > 36);
    check::enclosure(&[7], &enclosed.enclosure).unwrap();
}

#[test]
fn enclosures_survive_json() {
    let enclosed = enclose(&part(&block("1/6 * nu * syn")), 0.2).unwrap();
    let text = serde_json::to_string(&enclosed.enclosure).unwrap();
    let read: Enclosure = serde_json::from_str(&text).unwrap();
    assert_eq!(read, enclosed.enclosure);
    assert!(is_proved(&read));
    for radius in ["x", "1/0", "2/4", "1e-20", ""] {
        let changed = Enclosure { radius: radius.into(), ..read.clone() };
        assert!(check::enclosure(&[23], &changed).unwrap_err().is_format(), "{radius}");
    }
}

#[test]
fn r_n_may_be_left_to_a_hat() {
    let part = Part { hat_closes_r_n: true, ..part(&block("1/6 * nu * syn")) };
    let enclosed = enclose(&part, 0.2).unwrap();
    assert!(is_proved(&enclosed.enclosure));
    assert_eq!(enclosed.enclosure.pivots.len(), 16);
    assert_solution(&enclosed);
}

#[test]
fn order_4_is_refused() {
    let order4 = part(&block("1/4 * nu=i * xi(exp(0.7i))"));
    // |a|²c = ½(1 + i), and no solution is near.
    let refusal = enclose(&order4, 0.2).unwrap_err();
    assert!(matches!(refusal, NoEnclosure::NoConvergence { .. } | NoEnclosure::TooFar { .. }), "{refusal}");
    // Without R_n it is a solution, but a singular point of the variety.
    let without = Part { hat_closes_r_n: true, ..order4 };
    assert_eq!(enclose(&without, 0.2).unwrap_err(), NoEnclosure::Singular);
}

#[test]
fn refusals_say_why() {
    let refuse = |block: &Block<Complex64>, max_move| enclose(&part(block), max_move).unwrap_err().to_string();
    assert_eq!(refuse(&block("(1,1,1) + (i,-i,1)"), 0.2), "2 nodes have 12 real unknowns, fewer than the 18 equations");
    let bad = Block::from_nodes(vec![Triple::new(Complex64::new(f64::NAN, 0.0), Complex64::ONE, Complex64::ONE); 6]);
    assert_eq!(refuse(&bad, 0.2), "entries that are not finite, or more than 1024 nodes or 400 equations");
    let doubled = block("1/3 * nu * syn"); // Σabc = 2
    assert_eq!(refuse(&doubled, 0.01), "the solution found is 0.113 of the nodes' norm away, more than 0.01");
    // Six times the same node: the equations are dependent on every scale, and nothing is near.
    let same = block("1/6 * (1,1,1) + 1/6 * (1,1,1) + 1/6 * (1,1,1) + 1/6 * (1,1,1) + 1/6 * (1,1,1) + 1/6 * (1,1,1)");
    let refusal = enclose(&part(&same), 0.2).unwrap_err();
    assert!(!matches!(refusal, NoEnclosure::Inconclusive { .. }), "{refusal}");
    let nothing = PartNode { a: vec![], b: vec![], c: vec![] };
    let empty = Part { nodes: vec![nothing], ..part(&same) };
    assert!(matches!(enclose(&empty, 0.2).unwrap_err(), NoEnclosure::TooFewNodes { .. }));
}
