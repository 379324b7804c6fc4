//! Factoring trained, constructed and planted networks.

use std::path::{Path, PathBuf};

use cogring::factor::{self, Factorization, Form};
use cogring::format::npz;
use cogring::{Group, Network};
use serde_json::Value;

/// The two trained networks of Z_23 that come with the project.
const TRAINED: [&str; 2] = ["d23_seed1_epoch9900", "d23_seed3_epoch9900"];

fn bundled(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(file)
}

fn trained(name: &str) -> Network {
    let arrays = npz::read_arrays(&bundled(&format!("{name}.npz"))).unwrap();
    let matrix = |name: &str| arrays[name].to_matrix().unwrap();
    Network::new(&Group::cyclic(23).unwrap(), matrix("W_a"), matrix("W_b"), matrix("W_c")).unwrap()
}

fn reference() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/reference_factorization.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn form_named(name: &str) -> Form {
    let forms = [Form::NuIXi, Form::NuISynAb, Form::NuSyn, Form::Other, Form::Nonfactorable];
    *forms.iter().find(|form| form.name() == name).unwrap()
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
            assert_eq!(serde_json::to_value(&found.k).unwrap(), expected["k"], "{name}");
            assert_eq!(serde_json::to_value(&found.nodes).unwrap(), expected["nodes"], "{name} k = {}", found.k);
            assert_eq!(found.order as u64, expected["order"].as_u64().unwrap());
            assert_eq!(found.form, form_named(expected["form"].as_str().unwrap()), "{name} k = {}", found.k);
            assert_eq!(found.factorable, found.form != Form::Nonfactorable);
            let (error, expected) = (found.error.unwrap(), expected["error"].as_f64().unwrap());
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
        assert!((found.standard_error - standard_error).abs() < 1e-9, "{found:?}, expected ± {standard_error}");
    };
    // 5 of 11 and 4 of 9 factorable frequencies are nu=i*xi; none and 2 of 7 of order 6 do not factor.
    let (x, y) = (500.0 / 11.0, 400.0 / 9.0);
    close(rows[0].nu_i_xi, (x + y) / 2.0, (x - y).abs() / 2.0);
    close(rows[0].nonfactorable_order_6, 100.0 / 7.0, 100.0 / 7.0);
    close(rows[0].not_order_4_or_6, 0.0, 0.0);
}

#[test]
fn look() {
    for name in TRAINED {
        let f = factor::factor(&trained(name), &factor::Options::default());
        println!("{name} live {}", f.live_nodes);
        for x in &f.frequencies {
            let d = x.detail.as_ref().unwrap();
            println!("{} {} {} {:?} | {} | paper {} {:?} | {:?} hat {:.3} m {:?}", x.k, x.order, x.form, x.error, d.reading, d.paper.form, d.paper.error, x.parameters.iter().map(|(n, p)| format!("{n} {:.2}", p.degrees())).collect::<Vec<_>>(), d.hat_share, d.coefficient);
            println!("     {:?} {:?}", d.equations, d.nearest);
        }
    }
}
