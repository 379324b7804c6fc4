//! Losses, accuracies and potentials against golden numbers computed by the definition.

use std::collections::BTreeMap;

use cogring::construct::optimizers::{order4, order4_bias, order6};
use cogring::loss::{Residuals, ZeroSets, closed_form, zero_sets};
use cogring::network::Verification;
use cogring::potential::{PotentialTable, ZeroSet};
use cogring::scalar::{Exact, Sign};
use cogring::{Group, Homomorphism, Inputs, Network, PairMask, Scalar, Solution, SumPotential, Target};
use nalgebra::DMatrix;
use serde_json::Value;

const TOLERANCE: f64 = 1e-10;

fn golden() -> Vec<Value> {
    serde_json::from_str(include_str!("data/golden_losses.json")).expect("valid JSON")
}

fn matrix(rows: &Value) -> DMatrix<f64> {
    let rows: Vec<Vec<f64>> = serde_json::from_value(rows.clone()).expect("rows of numbers");
    DMatrix::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j])
}

fn coordinates(value: &Value) -> Vec<usize> {
    serde_json::from_value(value.clone()).expect("coordinates")
}

fn network(case: &Value) -> Network {
    let group = Group::new(&coordinates(&case["group"])).expect("a group");
    Network::new(&group, matrix(&case["W_a"]), matrix(&case["W_b"]), matrix(&case["W_c"])).expect("weights")
}

fn assert_close(found: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().expect("a number");
    assert!((found - expected).abs() <= TOLERANCE, "{what}: {found} instead of {expected}");
}

#[test]
fn golden_losses_and_accuracies() {
    let cases = golden();
    assert_eq!(cases.len(), 6);
    for case in &cases {
        let network = network(case);
        let (group, solution) = (network.group(), network.to_solution());
        for (target, name) in [(Target::ZeroMean, "loss_zero_mean"), (Target::OneHot, "loss_one_hot")] {
            let direct = network.evaluate(target, &PairMask::all(group));
            assert_close(direct.loss, &case[name], &format!("direct {name} of {group}"));
            assert_close(direct.accuracy, &case["accuracy"], &format!("accuracy of {group}"));
            assert_close(closed_form(&solution, target).re, &case[name], &format!("closed-form {name} of {group}"));
        }
    }
}

/// The loss from Gram matrices is that of the definition to nine digits, also where the definition takes over.
#[test]
fn losses_from_gram_matrices() {
    let by_definition = |network: &Network| network.evaluate(Target::ZeroMean, &PairMask::all(network.group())).loss;
    let agree = |x: f64, y: f64| (x - y).abs() <= 1e-9 * y + 1e-28;
    for case in &golden() {
        let network = network(case);
        let (found, expected) = (network.zero_mean_loss(&network.spectrum()), by_definition(&network));
        assert!(agree(found, expected), "{found} instead of {expected}");
        // The labels enter by the spectrum alone.
        let scaled = Network::new(network.group(), network.w_a() * 1.01, network.w_b().clone(), network.w_c().clone());
        assert!(!agree(network.zero_mean_loss(&scaled.expect("weights").spectrum()), expected));
    }
    for size in [0.0, 1e-9, 1e-4, 1e-2] {
        let group: Group = "2x9".parse().expect("a group");
        let exact = Network::from_solution(&order6(&group, |_| num_complex::Complex64::cis(1.1)).expect("a solution"));
        let exact = exact.expect("nodes");
        let disturbed = exact.w_a().map_with_location(|i, j, x| x + size * ((3 * i + 7 * j) as f64).sin());
        let network = Network::new(&group, disturbed, exact.w_b().clone(), exact.w_c().clone()).expect("weights");
        let (found, expected) = (network.zero_mean_loss(&network.spectrum()), by_definition(&network));
        assert!(agree(found, expected), "{size}: {found:e} instead of {expected:e}");
    }
}

/// The same over groups of which the characters are not all: real, complex and quaternionic irreps.
#[test]
fn losses_from_gram_matrices_over_tables() {
    for name in ["S3", "Q8", "A4", "Dic3", "F21"] {
        let group: Group = name.parse().expect("a group");
        let weights = |rows: usize, columns: usize, seed: usize| {
            DMatrix::from_fn(rows, columns, |i, j| ((seed + 3 * i * i + 7 * j * j + 5 * i * j) as f64).sin())
        };
        let (a, b, c) = (weights(9, group.order(), 1), weights(9, group.order(), 2), weights(group.order(), 9, 3));
        let network = Network::new(&group, a, b, c).expect("weights");
        let found = network.zero_mean_loss(&network.spectrum());
        let expected = network.evaluate(Target::ZeroMean, &PairMask::all(&group)).loss;
        assert!((found - expected).abs() <= 1e-9 * expected, "{name}: {found} instead of {expected}");
    }
}

#[test]
fn golden_potentials() {
    let mut checked = 0;
    for case in &golden() {
        let network = network(case);
        let (group, solution) = (network.group(), network.to_solution());
        for golden in case["potentials"].as_array().expect("a list") {
            let [k1, k2, k] =
                ["k1", "k2", "k"].map(|name| group.index(&coordinates(&golden[name])).expect("a character"));
            let potential = match golden["kind"].as_str().expect("a kind") {
                "ab" => SumPotential::ab(k1, k2, k),
                "aa" => SumPotential::aa(k1, k2, k),
                "bb" => SumPotential::bb(k1, k2, k),
                other => panic!("unknown kind {other}"),
            };
            // The golden numbers are of the raw weights; a solution is at the theory's scale, 2d times that.
            let value = potential.evaluate(&solution) / (2.0 * group.order() as f64);
            assert_close(value.re, &golden["re"], &format!("Re {} on {group}", potential.label(solution.dual())));
            assert_close(value.im, &golden["im"], &format!("Im {} on {group}", potential.label(solution.dual())));
            checked += 1;
        }
    }
    assert!(checked >= 100, "only {checked} potentials were checked");
}

/// The table has exactly the potentials that are not zero, each with the value that its homomorphism gives.
fn assert_table_is_complete<S: Scalar>(solution: &Solution<S>, same: impl Fn(&S, &S) -> bool) {
    let group = solution.group();
    let table = PotentialTable::new(solution);
    let listed: BTreeMap<String, &S> =
        table.entries().iter().map(|(potential, value)| (potential.label(solution.dual()), value)).collect();
    assert_eq!(listed.len(), table.entries().len(), "a potential is listed twice");
    let (d, zero) = (group.order(), S::zero());
    for k in (0..d).filter(|&k| group.dual().representative(k) == k) {
        for (k1, k2) in (0..d).flat_map(|k1| (0..d).map(move |k2| (k1, k2))) {
            for potential in Inputs::ALL.map(|inputs| SumPotential::new(inputs, k1, k2, k)) {
                let label = potential.label(solution.dual());
                let (found, value) = (*listed.get(&label).unwrap_or(&&zero), potential.evaluate(solution));
                assert!(same(found, &value), "{label} on {group}: {found} in the table, {value}");
            }
        }
    }
}

#[test]
fn the_potential_table_lists_what_single_potentials_give() {
    for case in &golden() {
        assert_table_is_complete(&network(case).to_solution(), |x, y| (x - y).norm() < 1e-9);
    }
}

#[test]
fn potentials_of_blocks_that_repeat_are_those_of_their_own_frequencies() {
    let [nu, xi] = ["nu", "xi"].map(Exact::parameter);
    for text in ["7", "8", "9", "2x4", "3x3", "15"] {
        let group: Group = text.parse().expect("a group");
        // The same block at several frequencies, then another one, then the first again.
        let mixed = order6(&group, |k| if k % 3 == 2 { xi.clone() } else { nu.clone() }).expect("units");
        let coefficient = Exact::from_ratio(1, 7);
        let perturbed = order6(&group, |_| nu.clone()).expect("units").scaled(&coefficient) + mixed.clone();
        let hats = order4(&group, &nu, |k| (if k == 3 { nu.clone() } else { xi.clone() }, Sign::Plus)).expect("units");
        let bias = order4_bias(&group, |_| (xi.clone(), Sign::Minus)).expect("units");
        for solution in [mixed, perturbed, hats.clone(), bias, hats.scaled(&coefficient)] {
            assert_table_is_complete(&solution, |x, y| x == y);
        }
    }
}

#[test]
fn zero_sets_name_the_worst_potential() {
    let network = network(&golden()[0]);
    let solution = network.to_solution();
    let group = network.group();
    let sets = zero_sets(&solution);
    let r_c = sets.violation(ZeroSet::Cross).expect("a random network breaks R_c");
    let largest = (1..5)
        .flat_map(|k1| (1..5).flat_map(move |k2| (1..5).map(move |k| (k1, k2, k))))
        .filter(|&(k1, k2, k)| !(k1 == k && k2 == k))
        .map(|(k1, k2, k)| (SumPotential::ab(k1, k2, k).evaluate(&solution).norm(), SumPotential::ab(k1, k2, k)))
        .max_by(|x, y| x.0.total_cmp(&y.0))
        .expect("potentials exist");
    assert!((r_c.size - largest.0).abs() < 1e-12);
    let k = group.dual().representative(largest.1.k());
    assert!(r_c.potential.ends_with(&format!("{k}}}")), "{} is not at k = {k}", r_c.potential);
}

/// Losses and 0/1-sets from the potentials at some output frequencies after the other are those from all of them; without one
/// of them they are others.
#[test]
fn potentials_at_some_outputs_add_up() {
    for group in ["7", "2x4", "S3", "Q8"] {
        let group: Group = group.parse().expect("a group");
        let d = group.order();
        let weight = |j: usize, g: usize| (0.3 + (7 * j + 5 * g) as f64).sin();
        let network = Network::new(
            &group,
            DMatrix::from_fn(6, d, weight),
            DMatrix::from_fn(6, d, |j, g| weight(g, j + 1)),
            DMatrix::from_fn(d, 6, |g, j| weight(j + 2, g)),
        );
        let solution = network.expect("weights").to_solution();
        for target in [Target::ZeroMean, Target::OneHot] {
            let at = |outputs: std::ops::Range<usize>| {
                let table = PotentialTable::at_outputs(&solution, outputs);
                (Residuals::from_potentials(&table, target).loss().re, ZeroSets::from_potentials(&table))
            };
            let (loss, sets) = at(0..d);
            let parts: Vec<_> = (0..d).step_by(2).map(|start| at(start..d.min(start + 2))).collect();
            let sum: f64 = parts.iter().map(|(loss, _)| loss).sum();
            assert!((loss - sum).abs() < 1e-9 * loss && loss > 0.1, "{group}: {sum} instead of {loss}");
            let fewer: f64 = parts[1..].iter().map(|(loss, _)| loss).sum();
            assert!((loss - fewer).abs() > 1e-6 * loss, "{group}");
            let sets_of_parts = parts.into_iter().map(|(_, sets)| sets).reduce(ZeroSets::with).expect("parts");
            assert_eq!(sets_of_parts.worst(), sets.worst(), "{group}");
            assert!(sets.iter().zip(sets_of_parts.iter()).all(|(x, y)| x == y), "{group}");
        }
    }
}

/// What takes hours is refused before it begins.
#[test]
fn verification_has_a_limit() {
    let group = Group::cyclic(10_007).expect("a group");
    let (inputs, outputs) = (DMatrix::from_element(9, 10_007, 0.5), DMatrix::from_element(10_007, 9, 0.5));
    let network = Network::new(&group, inputs.clone(), inputs, outputs).expect("weights");
    let error = Verification::new(&network, Target::ZeroMean).expect_err("9e12 multiplications").to_string();
    assert!(error.contains("multiplications by definition, more than the 8796093022208 that are computed"), "{error}");
}
