//! Certified solutions without a closed form.

use cogring::expr::{Assignment, Expression};
use cogring::potential::PotentialSet;
use cogring::proof::newton::{Certified, NewtonOptions, Refusal, certify};
use cogring::{Block, BlockPotential, Homomorphism, Triple};
use num_complex::Complex64;
use proptest::prelude::*;

fn block(text: &str) -> Block<Complex64> {
    let assignment: Assignment = "nu=exp(0.3i)".parse().unwrap();
    text.parse::<Expression>().unwrap().to_lazy::<Complex64>(&assignment).unwrap().expand().unwrap()
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

/// ‖y − x‖ / ‖x‖ of two blocks with coefficients 1, Frobenius norms.
fn distance(x: &Block<Complex64>, y: &Block<Complex64>) -> f64 {
    let entries = |block: &Block<Complex64>| -> Vec<Complex64> {
        block.terms().iter().flat_map(|term| [term.node.a, term.node.b, term.node.c]).collect()
    };
    let (x, y) = (entries(x), entries(y));
    let moved: f64 = x.iter().zip(&y).map(|(x, y)| (x - y).norm_sqr()).sum();
    (moved / x.iter().map(Complex64::norm_sqr).sum::<f64>()).sqrt()
}

/// What the certificate claims, seen in floating point.
fn assert_solution(certified: &Certified) {
    let block = certified.block();
    for potential in certified.required.iter() {
        let target = f64::from(u8::from(potential == BlockPotential::ABC));
        let error = (potential.evaluate(&block) - target).norm();
        assert!(error < 1e-13, "{potential} is off by {error}");
    }
}

fn noise() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-1.0..1.0f64, 36)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn perturbed_solutions_of_order_6_are_certified(noise in noise(), size in 1e-6..3e-2f64) {
        for text in ["1/6 * nu * syn", "1/6 * nu=i * syn_ab(exp(1i), exp(2i))"] {
            let near = moved(&block(text), size, &noise);
            let certified = certify(&near, &NewtonOptions::default()).expect(text);
            prop_assert!(certified.radius_f64() < 1e-25);
            prop_assert!(distance(&near, &certified.block()) < 10.0 * size);
            assert_solution(&certified);
            certified.check().unwrap();
        }
    }

    #[test]
    fn random_blocks_are_refused(noise in noise()) {
        let nothing = Block::from_nodes(vec![Triple::new(Complex64::ZERO, Complex64::ZERO, Complex64::ZERO); 6]);
        let refusal = certify(&moved(&nothing, 1.0, &noise), &NewtonOptions::default()).unwrap_err();
        prop_assert!(matches!(refusal, Refusal::TooFar { .. } | Refusal::NoConvergence { .. }), "{}", refusal);
    }

    #[test]
    fn every_changed_field_is_refused(noise in noise(), at in 0usize..20, entry in 0usize..400) {
        let certified = certify(&moved(&block("1/6 * nu * syn"), 1e-2, &noise), &NewtonOptions::default()).unwrap();
        let refused = |change: &dyn Fn(&mut Certified)| {
            let mut changed = certified.clone();
            change(&mut changed);
            changed.check().is_err()
        };
        prop_assert!(refused(&|c| c.center[at % 6].b.re += "1/1000000".parse::<dashu_ratio::RBig>().unwrap()));
        prop_assert!(refused(&|c| c.radius = "0".parse().unwrap()));
        prop_assert!(refused(&|c| c.radius = "1/1000000000000000000000000000000000000000000000".parse().unwrap()));
        prop_assert!(refused(&|c| c.radius = "10".parse().unwrap()));
        prop_assert!(refused(&|c| c.pivots[at] = 36));
        prop_assert!(refused(&|c| c.pivots.swap(at, (at + 1) % 20)));
        prop_assert!(refused(&|c| c.inverse[entry] += 1.0));
        prop_assert!(refused(&|c| c.inverse[entry] = f64::NAN));
        prop_assert!(refused(&|c| c.center.truncate(5)));
        prop_assert!(refused(&|c| c.inverse.truncate(399)));
        prop_assert!(refused(&|c| c.required = PotentialSet::ZEROS));
    }
}

#[test]
fn certificates_survive_json() {
    let certified = certify(&block("1/6 * nu * syn"), &NewtonOptions::default()).unwrap();
    let text = serde_json::to_string(&certified).unwrap();
    let read: Certified = serde_json::from_str(&text).unwrap();
    assert_eq!(read, certified);
    read.check().unwrap();
    for (good, bad) in [("\"radius\":\"1/", "\"radius\":\"1/0"), ("\"radius\":\"1/", "\"radius\":\"x/")] {
        let cut = text.find("\"radius\":\"1/").unwrap() + good.len();
        let end = cut + text[cut..].find('"').unwrap();
        let changed = format!("{}{}", text[..cut].replace(good, bad), &text[end..]);
        assert!(serde_json::from_str::<Certified>(&changed).is_err(), "{bad}");
    }
}

#[test]
fn only_what_is_required_is_proved() {
    let r_n = PotentialSet::of(|r| r == BlockPotential::NORM_A_C || r == BlockPotential::NORM_B_C);
    let options = NewtonOptions { required: PotentialSet::ALL.without(r_n), ..NewtonOptions::default() };
    let certified = certify(&block("1/6 * nu * syn"), &options).unwrap();
    certified.check().unwrap();
    assert_eq!(certified.pivots.len(), 16);
    assert_solution(&certified);
}

#[test]
fn order_4_is_refused() {
    let order4 = block("1/4 * nu=i * xi(exp(0.7i))");
    // |a|²c = ½(1 + i), and no solution is near.
    let refusal = certify(&order4, &NewtonOptions::default()).unwrap_err();
    assert!(matches!(refusal, Refusal::NoConvergence { .. } | Refusal::TooFar { .. }), "{refusal}");
    // Without R_n it is a solution, but a singular point of the variety.
    let r_n = PotentialSet::of(|r| r == BlockPotential::NORM_A_C || r == BlockPotential::NORM_B_C);
    let options = NewtonOptions { required: PotentialSet::ALL.without(r_n), ..NewtonOptions::default() };
    assert_eq!(certify(&order4, &options), Err(Refusal::Singular));
}

#[test]
fn refusals_say_why() {
    let refuse = |block: &Block<Complex64>, max_move| {
        let options = NewtonOptions { max_move, ..NewtonOptions::default() };
        certify(block, &options).unwrap_err().to_string()
    };
    assert_eq!(refuse(&block("syn"), 0.2), "3 nodes have fewer unknowns than there are equations; 4 nodes are needed");
    let bad = Block::from_nodes(vec![Triple::new(Complex64::new(f64::NAN, 0.0), Complex64::ONE, Complex64::ONE); 6]);
    assert_eq!(refuse(&bad, 0.2), "entries that are not finite, or more than 1024 nodes");
    let doubled = block("1/3 * nu * syn"); // Σabc = 2
    assert_eq!(refuse(&doubled, 0.01), "the solution found is 0.113 of the block's norm away, more than 0.01");
    // Six times the same node: the equations are dependent on every scale, and nothing is near.
    let same = block("1/6 * (1,1,1) + 1/6 * (1,1,1) + 1/6 * (1,1,1) + 1/6 * (1,1,1) + 1/6 * (1,1,1) + 1/6 * (1,1,1)");
    assert_eq!(refuse(&same, 0.2), "Newton's method found no solution nearby: the residual stays at 1.0e0");
}
