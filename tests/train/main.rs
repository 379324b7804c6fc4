//! The trainer: gradients, optimizers, runs.

mod activations;
mod continuing;
mod operands;
mod optimizers;
mod pairs;
mod settings;
mod sweeps;
mod tasks;

use std::path::Path;

use cogring::factor::factor_as_paper;
use cogring::format::{ReadOptions, read_network};
use cogring::objective::{DenseWeights, Method, Objective};
use cogring::train::{Precision, Protocol, RunConfig, Trainer};
use cogring::{Group, Network, PairMask, Target};
use nalgebra::DMatrix;
use proptest::prelude::*;

fn weights(d: usize, q: usize, values: &[f64]) -> DenseWeights<f64> {
    let mut weights = DenseWeights::zeros(d, q);
    for (target, value) in weights.channels_mut().into_iter().flatten().zip(values.iter().cycle()) {
        *target = *value;
    }
    weights
}

fn network(group: &Group, weights: &DenseWeights<f64>) -> Network {
    let (d, q) = (weights.group_order(), weights.width());
    let matrix = |values: &[f64]| DMatrix::from_column_slice(q, d, values);
    Network::new(group, matrix(&weights.inputs[0]), matrix(&weights.inputs[1]), matrix(&weights.c).transpose())
        .expect("shapes fit")
}

fn relative_distance(left: &DenseWeights<f64>, right: &DenseWeights<f64>) -> f64 {
    let square = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
    let pairs = || left.channels().into_iter().flatten().zip(right.channels().into_iter().flatten());
    square(&mut pairs().map(|(u, v)| u - v)) / square(&mut pairs().map(|(_, v)| *v))
}

fn any_case() -> impl Strategy<Value = (Group, Target, usize, Vec<bool>, Vec<f64>, usize)> {
    const GROUPS: [&str; 14] = ["1", "2", "3", "5", "6", "7", "2x2", "2x3", "8", "2x4", "3x3", "2x2x2", "4x3", "13"];
    (prop::sample::select(&GROUPS[..]), prop::bool::ANY, 1usize..9).prop_flat_map(|(text, one_hot, q)| {
        let group: Group = text.parse().expect("a group");
        let d = group.order();
        let target = if one_hot { Target::OneHot } else { Target::ZeroMean };
        let mask = prop::collection::vec(prop::bool::weighted(0.7), d * d).prop_filter("a pair", |m| m.contains(&true));
        let values = prop::collection::vec(-1.0..1.0f64, 3 * d * q);
        (Just(group), Just(target), Just(q), mask, values, 1usize..4)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn both_methods_agree_with_the_definition_and_with_finite_differences(
        (group, target, q, mask, values, threads) in any_case()
    ) {
        let d = group.order();
        let mask = PairMask::new(&group, mask).expect("d² entries");
        let w = weights(d, q, &values);
        let mut loss = Objective::new(&group, target, &mask, threads).expect("a loss");
        let (mut by_pairs, mut by_gram) = (DenseWeights::zeros(d, q), DenseWeights::zeros(d, q));
        let pairs_value = loss.evaluate_by(Method::AllPairs, &w, &mut by_pairs);
        let gram_value = loss.evaluate_by(Method::Gram, &w, &mut by_gram);
        let direct = network(&group, &w).evaluate(target, &mask).loss;
        prop_assert!((pairs_value - direct).abs() <= 1e-12 * direct.max(1.0), "{pairs_value} {direct}");
        prop_assert!((gram_value - direct).abs() <= 1e-11 * direct.max(1.0), "{gram_value} {direct}");
        if d > 1 {
            prop_assert!(relative_distance(&by_gram, &by_pairs) < 1e-11);
        }
        let mut unused = DenseWeights::zeros(d, q);
        for channel in 0..3 {
            for at in [0, d * q / 2, d * q - 1] {
                let mut shifted = |step: f64| {
                    let mut moved = w.clone();
                    moved.channels_mut()[channel][at] += step;
                    loss.evaluate_by(Method::AllPairs, &moved, &mut unused)
                };
                // The loss has degree at most 4 in one weight of a and b, so this five-point formula is exact.
                let h = 0.5;
                let difference = (8.0 * (shifted(h) - shifted(-h)) - (shifted(2.0 * h) - shifted(-2.0 * h))) / (12.0 * h);
                let exact = by_gram.channels()[channel][at];
                prop_assert!((difference - exact).abs() <= 1e-9 * exact.abs().max(1.0), "{difference} {exact}");
            }
        }
    }
}

/// The log of a PyTorch run in single precision, measured before every epoch's step.
#[derive(serde::Deserialize)]
struct ReferenceLog {
    results: Vec<ReferenceRecord>,
}

#[derive(serde::Deserialize)]
struct ReferenceRecord {
    epoch: usize,
    train_loss: f64,
    test_loss: f64,
    train_acc: f64,
    test_acc: f64,
}

fn reference_run(precision: Precision) -> RunConfig {
    let (init, split) = ("tests/data/d23_seed1_epoch0.npz".into(), "tests/data/d23_seed1_split.npz".into());
    let protocol = Protocol { init: Some(init), split: Some(split), precision, ..Protocol::default() };
    RunConfig { protocol, ..RunConfig::new("23".parse().expect("a group")) }
}

#[test]
fn training_follows_the_reference_run() {
    let text = std::fs::read_to_string("tests/data/d23_seed1_log.json").expect("a file of this repository");
    let log: ReferenceLog = serde_json::from_str(&text).expect("a log");
    let mut trainer = Trainer::<f64>::new(&reference_run(Precision::F64)).expect("readable files");
    let relative = |found: f64, expected: f64| (found - expected).abs() / expected;
    for epoch in 0..=500 {
        if let Some(expected) = log.results.iter().find(|record| record.epoch == epoch) {
            let found = trainer.record().expect("finite losses");
            let tolerance = if epoch <= 50 { 1e-4 } else { 1e-2 };
            assert!(relative(found.train_loss, expected.train_loss) < tolerance, "epoch {epoch}: {found:?}");
            assert!(relative(found.test_loss, expected.test_loss) < 1e-2, "epoch {epoch}: {found:?}");
            assert!((found.train_accuracy - expected.train_acc).abs() < 3e-3, "epoch {epoch}: {found:?}");
            assert!((found.test_accuracy - expected.test_acc).abs() < 2e-2, "epoch {epoch}: {found:?}");
        }
        if epoch == 100 || epoch == 500 {
            let path = format!("tests/data/d23_seed1_epoch{epoch}.npz");
            let expected = read_network(Path::new(&path), &ReadOptions::default()).expect("a network");
            let found = trainer.network().expect("finite weights");
            for (found, expected) in
                [(found.w_a(), expected.w_a()), (found.w_b(), expected.w_b()), (found.w_c(), expected.w_c())]
            {
                let distance = (found - expected).norm() / expected.norm();
                assert!(distance < if epoch == 100 { 1e-5 } else { 1e-4 }, "epoch {epoch}: {distance:.2e}");
            }
        }
        trainer.step();
    }
}

#[test]
fn training_learns_the_forms_of_the_reference_run() {
    let text = std::fs::read_to_string("tests/data/reference_factorization.json").expect("a file of this repository");
    let reference: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let expected = reference["d23_seed1_epoch9900"]["frequencies"].as_array().expect("a list of frequencies");
    let mut trainer = Trainer::<f32>::new(&reference_run(Precision::F32)).expect("readable files");
    for _ in 0..9900 {
        trainer.step();
    }
    let found = factor_as_paper(&trainer.network().expect("finite weights"));
    assert_eq!((found.frequencies.len(), expected.len()), (11, 11));
    let pairs = found.frequencies.iter().zip(expected);
    let agreeing = pairs
        .filter(|(found, expected)| {
            found.order() as u64 == expected["order"] && found.form().to_string() == expected["form"]
        })
        .count();
    assert!(agreeing >= 9, "{agreeing} of 11 frequencies have the order and form of the reference: {found:?}");
}
