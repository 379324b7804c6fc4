//! The equations of a frequency are those of its group: the residual's own coefficients, merged where the group merges them.

use std::collections::BTreeMap;

use cogring::construct::{narrow, optimizers};
use cogring::factor::{self, Factorization, FrequencyEquations, Options};
use cogring::format::{ReadOptions, read_network};
use cogring::loss::{Index, closed_form, residuals};
use cogring::potential::ZeroSet;
use cogring::report::factorization::words;
use cogring::train::{RunConfig, Trainer};
use cogring::{Group, Network, Target};
use num_complex::Complex64;

fn group(text: &str) -> Group {
    text.parse().unwrap()
}

pub fn trained(text: &str, width: usize, seed: u64, epochs: usize) -> Network {
    let config = RunConfig { width, seed, ..RunConfig::new(group(text)) };
    let mut trainer = Trainer::<f64>::new(&config).unwrap();
    while trainer.epoch() < epochs {
        trainer.step();
    }
    trainer.network().unwrap()
}

fn factored(network: &Network) -> Factorization {
    factor::factor(network, &Options::default())
}

fn equations(found: &Factorization) -> Vec<(usize, &FrequencyEquations)> {
    let of = found.frequencies.iter().map(|frequency| &frequency.equations);
    found.group.dual().representatives().zip(of).collect()
}

/// Every equation is a coefficient of the residual in closed form, whatever the network.
#[test]
fn equations_are_coefficients_of_the_residual() {
    for (text, epochs) in [("5", 0), ("8", 300), ("9", 300), ("2x4", 2000), ("12", 0), ("3x3", 2000)] {
        let network = trained(text, 12, 3, epochs);
        let all = residuals(&network.to_solution(), Target::ZeroMean);
        let residual: BTreeMap<Index, Complex64> = all.entries().iter().copied().collect();
        // Dead nodes are not among those that the equations see.
        let found = factored(&network);
        assert!(found.live_nodes > 0);
        for (k, equations) in equations(&found) {
            for equation in &equations.equations {
                let expected = residual.get(&equation.index).copied().unwrap_or_default();
                let off = (equation.residual - expected).norm();
                assert!(off < 2e-3, "{text}, epoch {epochs}, k = {k}: {equation:?}, expected {expected}");
            }
        }
        let explained: f64 = equations(&found).iter().map(|(_, equations)| equations.loss).sum();
        assert!(explained <= all.loss().re * 1.01 + 1e-6, "{text}: {explained} of {}", all.loss().re);
    }
}

#[test]
fn exact_solutions_solve_the_equations_of_every_group() {
    for text in ["3", "4", "5", "8", "9", "12", "16", "2x4", "3x3", "2x2x3"] {
        let group = group(text);
        let unit = |k: usize| Complex64::cis(0.7 + 0.3 * k as f64);
        let mut solutions = vec![narrow::<Complex64>(&group), optimizers::memorization(&group).unwrap()];
        solutions.extend(optimizers::order4(&group, &unit(1), |k| (unit(k), cogring::construct::Sign::Plus)));
        for solution in solutions {
            let found = factored(&Network::from_solution(&solution).unwrap());
            assert!(closed_form(&solution, Target::ZeroMean).re < 1e-20);
            for (k, equations) in equations(&found) {
                let worst = ZeroSet::ALL.map(|set| equations.worst(set)).into_iter().fold(0.0, f64::max);
                assert!(worst < 1e-9, "{text}, k = {k}: {equations:?}");
            }
        }
    }
}

/// The two equations Σ a²c = 0 and Σ ā²c = 0 of a character of order 4 meet at 2k = −2k.
#[test]
fn potentials_that_meet_are_added_up() {
    let group = group("16");
    let found = factored(&Network::from_solution(&narrow(&group)).unwrap());
    let merged = |k: usize| {
        let equations = equations(&found).into_iter().find(|(l, _)| *l == k).unwrap().1;
        let doubled = group.dual().single_product(k, k).expect("characters");
        equations
            .equations
            .iter()
            .filter(|e| matches!(e.index, Index::OneSided { m, .. } if m == doubled || m == group.dual().conjugate(doubled)))
            .count()
    };
    assert_eq!((merged(3), merged(4)), (4, 2));
}

#[test]
fn frequencies_that_share_nodes_are_one_cluster() {
    let shared = factored(&Network::from_solution(&narrow(&group("5"))).unwrap());
    assert_eq!(factor::clusters(equations(&shared)), [vec![1, 2]]);
    let apart = factored(&Network::from_solution(&optimizers::order6(&group("7"), |_| Complex64::I).unwrap()).unwrap());
    assert_eq!(factor::clusters(equations(&apart)), [vec![1], vec![2], vec![3]]);
    let joined = equations(&shared).iter().all(|(k, equations)| equations.shares_nodes_with == [3 - k]);
    assert!(joined);
}

/// A network that has learned its group has learned every frequency, whatever the orders of the characters.
#[test]
fn trained_networks_solve_the_equations_of_every_frequency() {
    let mut learned = 0;
    for text in ["12", "15", "16", "2x2x3", "3x3"] {
        for seed in 1..=3 {
            let network = trained(text, 128, seed, 8000);
            let loss = closed_form(&network.to_solution(), Target::ZeroMean).re;
            // Of the 81 pairs of Z_3² so few are held out or trained on that a network may learn another function.
            if loss > 1e-3 {
                continue;
            }
            learned += 1;
            for (k, equations) in equations(&factored(&network)) {
                assert!(equations.are_solved(), "{text}, seed {seed}, k = {k}: {equations:?}");
                assert!(equations.loss <= 1.01 * loss, "{text}, seed {seed}, k = {k}: {} of {loss}", equations.loss);
            }
        }
    }
    assert!(learned >= 13, "{learned} of 15 networks have learned their group");
}

/// Z_4 × Z_9 has characters of order 2, 3 and 4: the nodes there are no products, and solve their equations all the same.
#[test]
fn a_trained_network_of_a_product_group_is_judged() {
    let path = format!("{}/tests/data/4x9_seed1.npz", env!("CARGO_MANIFEST_DIR"));
    let network = read_network(path.as_ref(), &ReadOptions::default()).unwrap();
    let found = factored(&network);
    let loss = closed_form(&network.to_solution(), Target::ZeroMean).re;
    let explained: f64 = equations(&found).iter().map(|(_, equations)| equations.loss).sum();
    assert!((0.8 * loss..1.01 * loss).contains(&explained), "{explained} of {loss}");
    for (frequency, (k, equations)) in found.frequencies.iter().zip(equations(&found)) {
        let said = words(&found, frequency);
        assert!(equations.are_solved() && said.contains("solves the equations"), "k = {k}: {said}");
    }
    let named = found.frequencies.iter().filter(|frequency| frequency.form().is_named()).count();
    assert_eq!((found.frequencies.len(), named), (18, 13));
}

#[test]
fn frequencies_that_are_not_used_are_not_solved() {
    let group = group("7");
    let solution = optimizers::order6(&group, |_| Complex64::I).unwrap();
    let part = cogring::Solution::from_terms(&group, solution.terms()[..6].to_vec());
    let found = factored(&Network::from_solution(&part).unwrap());
    let solved: Vec<bool> = equations(&found).iter().map(|(_, equations)| equations.are_solved()).collect();
    assert_eq!(solved, [true, false, false]);
    assert!(equations(&found)[1..].iter().all(|(_, equations)| (equations.loss - 2.0 / 7.0).abs() < 1e-9));
}
