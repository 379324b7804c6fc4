//! Factoring trained, constructed and planted networks.

mod command;
mod equations;
mod honest;
mod named;
mod planted;
mod products;
mod rebuilt;

use std::path::{Path, PathBuf};

use cogring::Network;
use cogring::construct::Family;
use cogring::factor::{self, Factorization, Form, Options, Outcome, UnnamedBlock};
use cogring::format::{ReadOptions, read_network};
use cogring::potential::ZeroSet;
use cogring::report::factorization::words;
use serde_json::Value;

/// The two trained networks of Z_23 that come with the project.
const TRAINED: [&str; 2] = ["d23_seed1_epoch9900", "d23_seed3_epoch9900"];

fn bundled(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(file)
}

fn trained(name: &str) -> Network {
    read_network(&bundled(&format!("{name}.npz")), &ReadOptions::default()).unwrap()
}

fn reference() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/reference_factorization.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn form_named(name: &str) -> Form {
    serde_json::from_value(name.into()).unwrap()
}

#[test]
fn the_papers_analysis_agrees_with_the_reference_on_all_22_frequencies() {
    let reference = reference();
    for name in TRAINED {
        let factorization = factor::factor_as_paper(&trained(name));
        let expected = &reference[name];
        assert_eq!(factorization.live_nodes as u64, expected["live_nodes"].as_u64().unwrap());
        let expected = expected["frequencies"].as_array().unwrap();
        assert_eq!(factorization.frequencies.len(), expected.len());
        for (found, expected) in factorization.frequencies.iter().zip(expected) {
            assert_eq!(serde_json::to_value(found.k).unwrap(), expected["k"], "{name}");
            assert_eq!(serde_json::to_value(&found.nodes).unwrap(), expected["nodes"], "{name} k = {}", found.k);
            assert_eq!(found.order() as u64, expected["order"].as_u64().unwrap());
            assert_eq!(found.form(), form_named(expected["form"].as_str().unwrap()), "{name} k = {}", found.k);
            let (error, expected) = (found.paper.error.unwrap(), expected["error"].as_f64().unwrap());
            assert!((error - expected).abs() < 1e-5, "{name} k = {}: error {error}, expected {expected}", found.k);
        }
    }
}

#[test]
fn the_row_of_the_papers_table_is_the_mean_over_networks() {
    let networks: Vec<Factorization> = TRAINED.iter().map(|name| factor::factor_as_paper(&trained(name))).collect();
    let rows = factor::summarize(&networks);
    assert_eq!(rows.len(), 1);
    let close = |found: Option<factor::MeanAndError>, mean: f64, standard_error: f64| {
        let found = found.unwrap();
        assert!((found.mean - mean).abs() < 1e-9, "{found:?}, expected {mean}");
        assert!(
            (found.standard_error.unwrap() - standard_error).abs() < 1e-9,
            "{found:?}, expected ± {standard_error}"
        );
    };
    // 5 of 11 and 4 of 9 factorable frequencies are nu=i*xi; none and 2 of 7 of order 6 do not factor.
    let (x, y) = (500.0 / 11.0, 400.0 / 9.0);
    close(rows[0].columns[5], (x + y) / 2.0, (x - y).abs() / 2.0);
    close(rows[0].columns[2], 100.0 / 7.0, 100.0 / 7.0);
    close(rows[0].columns[0], 0.0, 0.0);
}

#[test]
fn the_default_method_explains_at_least_what_the_papers_does() {
    for name in TRAINED {
        let network = trained(name);
        let (paper, default) = (factor::factor_as_paper(&network), factor::factor(&network, &Options::default()));
        for (paper, default) in paper.frequencies.iter().zip(&default.frequencies) {
            assert_eq!(paper.nodes, default.nodes);
            if paper.form().is_named() {
                assert_eq!(default.form(), paper.form(), "{name} k = {}", paper.k);
                assert!(default.distance.unwrap() < 0.06, "{name} k = {}", paper.k);
            }
        }
    }
}

#[test]
fn the_default_method_says_what_the_rejected_frequencies_are() {
    let network = trained("d23_seed3_epoch9900");
    let factorization = factor::factor(&network, &Options::default());
    for k in [3, 9] {
        let frequency = &factorization.frequencies[k - 1];
        assert_eq!((frequency.order(), frequency.form()), (6, Form::Nonfactorable));
        // Solutions of every equation but R_n, no products: an order-4 product about to lose its two weak nodes.
        assert!(frequency.equations.are_solved() && frequency.equations.worst_alone(ZeroSet::Norm) > 0.5);
        let Outcome::Irreducible(UnnamedBlock { nearest: Some(nearest), .. }) = &frequency.outcome else { panic!() };
        assert_eq!((nearest.form, nearest.nodes.len()), (Family::NuIXi, 4));
        assert!(nearest.distance < 0.1 && nearest.rest < 0.1);
        let words = words(&factorization, frequency);
        assert!(words.contains("not a product") && words.contains("nu=i*xi"), "{words}");
    }
}

#[test]
fn npz_and_pt_of_the_same_network_agree() {
    let npz = trained("d23_seed1_epoch9900");
    let pt = read_network(&bundled("d23_seed1_epoch9900.pt"), &ReadOptions::default()).unwrap();
    assert_eq!(npz, pt);
}
