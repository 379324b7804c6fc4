//! The command: its JSON, its table, its errors.

use cogring::factor::{Factorization, Method, Options, factor};

use crate::{TRAINED, bundled, trained};
use serde_json::Value;

fn cogring(arguments: &[&str]) -> assert_cmd::assert::Assert {
    assert_cmd::Command::cargo_bin("cogring").unwrap().arg("factor").args(arguments).assert()
}

#[test]
fn json_has_the_agreed_names() {
    let files = TRAINED.map(|name| bundled(&format!("{name}.npz")).display().to_string());
    let output = cogring(&["--json", &files[0], &files[1]]).code(0).get_output().stdout.clone();
    let report: Value = serde_json::from_slice(&output).unwrap();
    assert_eq!(report["table"].as_array().unwrap().len(), 1);
    let networks = report["networks"].as_array().unwrap();
    for (network, file) in networks.iter().zip(&files) {
        assert_eq!(network["path"], *file);
        assert_eq!(network["group"], "23");
        for name in ["order_of_group", "width", "live_nodes"] {
            assert!(network[name].is_u64(), "{name}");
        }
        assert!(network["loss"].as_f64().unwrap() < 2e-4 && network["accuracy"].as_f64().unwrap() == 1.0);
        for (frequency, k) in network["frequencies"].as_array().unwrap().iter().zip(1u64..) {
            assert_eq!(frequency["k"], k);
            assert_eq!(frequency["order"].as_u64().unwrap() as usize, frequency["nodes"].as_array().unwrap().len());
            assert!(frequency["form"].is_string() && frequency["factorable"].is_boolean());
            assert!(frequency["error"].is_f64() && frequency["parameters"].is_object());
        }
    }
}

#[test]
fn the_table_names_every_frequency() {
    let output = cogring(&[&bundled("d23_seed1_epoch9900.npz").display().to_string()]).code(0).get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.matches("nu*syn").count(), 5, "{text}");
    assert_eq!(text.matches("nu=i*xi").count(), 5, "{text}");
    assert_eq!(text.matches("nu=i*syn_ab").count(), 1, "{text}");
    assert!(text.contains("group 23 of order 23, 512 hidden nodes, 56 live"), "{text}");
}

#[test]
fn unreadable_files_among_several_are_named_and_the_others_reported() {
    let good = bundled("d23_seed1_epoch9900.npz").display().to_string();
    let bad = ["no/such/file.npz", "another.npz"];
    for arguments in [&["--json"][..], &[]] {
        let files = [bad[0], &good, bad[1]];
        let output = cogring(&[arguments, &files].concat()).code(2).get_output().clone();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(errors.lines().count(), 2, "{errors}");
        assert!(bad.iter().all(|name| errors.contains(name)), "{errors}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(&good) && text.contains("nu=i*syn_ab"), "{text}");
        if !arguments.is_empty() {
            let report: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(report["networks"].as_array().unwrap().len(), 1);
        }
    }
    assert!(cogring(&["--json", bad[0]]).code(2).get_output().stdout.is_empty());
}

#[test]
fn what_is_printed_as_json_is_read_back() {
    for method in [Method::Translations, Method::Paper] {
        for name in TRAINED {
            let found = factor(&trained(name), &Options::with_method(method));
            let text = serde_json::to_string(&found).unwrap();
            assert_eq!(serde_json::from_str::<Factorization>(&text).unwrap(), found, "{name}");
        }
    }
}

#[test]
fn latex_is_a_table_for_each_network() {
    let files = TRAINED.map(|name| bundled(&format!("{name}.npz")).display().to_string());
    let output = cogring(&["--latex", &files[0], &files[1]]).code(0).get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    assert_eq!((text.matches(r"\begin{tabular}").count(), text.matches(r"\end{tabular}").count()), (2, 2), "{text}");
    assert_eq!(text.matches(r"$z_{\nu=i} * z_\xi$ & $\xi = ").count(), 9, "{text}");
    assert!(text.lines().filter(|line| line.contains('&')).all(|line| line.ends_with(r"\\")), "{text}");
}

#[test]
fn a_run_directory_stands_for_its_last_network() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().display().to_string();
    let train = ["train", "-g", "5", "-q", "16", "--epochs", "300", "-o", &run];
    assert_cmd::Command::cargo_bin("cogring").unwrap().args(train).assert().code(0);
    let output = cogring(&["--json", &run]).code(0).get_output().stdout.clone();
    let report: Value = serde_json::from_slice(&output).unwrap();
    let path = report["networks"][0]["path"].as_str().unwrap();
    assert!(path.starts_with(&run) && path.ends_with("final.npz"), "{path}");
    assert!(cogring(&[&format!("{run}/nothing")]).code(2).get_output().stdout.is_empty());
}
