//! Where results come from: run directories, and files of one run.

use std::path::PathBuf;

use cogring::experiment::{
    Experiment as _, Grokking, Settings, curve_classes, factored, find_sources, one_series, one_series_of_weights,
    run_pages, series,
};
use cogring::factor::{Method, factor_as_paper};
use cogring::format::{Array, Arrays, ReadOptions, Values, network_arrays, npz, write_network};
use cogring::network::Activation;
use cogring::report::page::to_html;
use cogring::report::plot::short;
use cogring::train::{Optimizer, Precision, Protocol, RunConfig, RunDirectory, Silent, train_run};
use cogring::{Group, PairMask, Target};

use super::{arbitrary_network, cogring, embedded};

#[test]
fn run_directories_are_read_as_they_were_trained() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("below/run");
    std::fs::create_dir(directory.path().join("below")).expect("a directory");
    let group: Group = "5".parse().expect("a group");
    let config = RunConfig {
        width: 8,
        protocol: Protocol { epochs: 30, checkpoint_every: 10, checkpoints: vec![15], ..Protocol::default() },
        ..RunConfig::new(group)
    };
    let run = train_run(&config, &path, &mut Silent).expect("a run").directory;
    let sources = find_sources(&[directory.path().to_owned()]).expect("one run");
    assert_eq!(sources.len(), 1);
    let networks = factored(&sources, &ReadOptions::default(), Method::Paper).expect("its last network");
    assert_eq!(networks[0].settings, Settings::of_run(&config));
    let expected = factor_as_paper(&run.final_network().expect("the last network"));
    assert_eq!(networks[0].factorization.frequencies(), Some(&expected));
    let series = one_series(&sources, &ReadOptions::default()).expect("its snapshots");
    assert_eq!(series.snapshots.iter().map(|snapshot| snapshot.0).collect::<Vec<_>>(), [0, 10, 15, 20, 30]);
    let curve = series.curve(None, Target::ZeroMean);
    let log = run.log().expect("a log");
    assert_eq!(curve.points.len(), log.len());
    assert!(curve.points.iter().zip(&log).all(|(point, record)| point.train.loss == record.train_loss));

    std::fs::remove_file(path.join("log.jsonl")).expect("a log");
    let (status, _, error) = cogring(&["reproduce", "curves", path.to_str().expect("UTF-8")]);
    assert_eq!(status, 2);
    assert!(error.contains("log"), "{error}");
}

#[test]
fn runs_of_any_activation_task_and_number_of_operands_have_curves_and_those_of_two_heatmaps() {
    let directory = tempfile::tempdir().expect("a directory");
    let usual = || Protocol { epochs: 20, checkpoint_every: 10, ..Protocol::default() };
    let protocols = [
        ("relu", Protocol { activation: Activation::Relu, ..usual() }),
        ("polynomial", Protocol { task: "x^2 + xy + y^2".parse().expect("a task"), ..usual() }),
        ("three", Protocol { activation: Activation::Relu, operands: 3, ..usual() }),
    ];
    let paths = protocols.map(|(name, protocol)| {
        let config = RunConfig { width: 8, protocol, ..RunConfig::new("5".parse().expect("a group")) };
        let path = directory.path().join(name);
        train_run(&config, &path, &mut Silent).expect("a run");
        path
    });
    let as_stored = ReadOptions::default();
    let sources = find_sources(&paths).expect("three runs");
    let classes = curve_classes(&sources, &as_stored, None, Target::ZeroMean).expect("three curves");
    assert_eq!(classes.len(), 3, "runs of other activations, tasks and operands are not pooled");
    for class in &classes {
        let curve = &class.curves[0];
        let run = RunDirectory::open(&directory.path().join(&curve.name)).expect("a run");
        let logged: Vec<f64> = run.log().expect("a log").iter().map(|record| record.train_loss).collect();
        assert_eq!(curve.points.iter().map(|point| point.train.loss).collect::<Vec<_>>(), logged);
    }
    let of = |at: usize| std::slice::from_ref(&sources[at]);
    for at in [0, 1] {
        let weights = one_series_of_weights(of(at), &as_stored).expect("weights");
        assert_eq!(weights.snapshots.iter().map(|snapshot| snapshot.0).collect::<Vec<_>>(), [0, 1, 2, 5, 10, 20]);
        let run = RunDirectory::open(&paths[at]).expect("a run");
        assert_eq!(weights.last(), &run.final_weights().expect("weights"));
        assert!(series(of(at), &as_stored).is_err(), "no elements of the semiring");
    }
    assert!(one_series_of_weights(of(2), &as_stored).is_err_and(|error| error.to_string().contains("3 operands")));
    let as_squares = ReadOptions { activation: Some(Activation::Square), ..ReadOptions::default() };
    assert!(series(of(0), &as_squares).is_ok() && series(of(1), &as_squares).is_err());
    let split = curve_classes(&sources, &as_stored, Some(&paths[0].join("split.npz")), Target::ZeroMean);
    assert!(split.is_err_and(|error| error.to_string().contains("as they were logged")));
    let grokking = Grokking::of_runs(of(0)).expect("a run that multiplies");
    assert!(grokking.signals[0].points.iter().all(|(_, norm)| *norm > 0.0));
}

#[test]
fn a_folder_of_networks_with_settings_of_another_program_is_no_run() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = |name: &str| directory.path().join(name);
    std::fs::write(file("config.json"), r#"{"hidden_size": 8, "hidden_act": "square", "vocab_size": 5}"#)
        .expect("a file");
    std::fs::write(file("model.safetensors.index.json"), r#"{"weight_map": {}}"#).expect("a file");
    let none = find_sources(&[directory.path().to_owned()]).expect_err("no network").to_string();
    assert!(none.contains("holds neither"), "{none}");
    std::fs::write(file("W_a.npy"), b"").expect("a file");
    let single = find_sources(&[directory.path().to_owned()]).expect_err("no network").to_string();
    assert!(single.contains("numpy.savez"), "{single}");
    write_network(&file("network.npz"), &arbitrary_network(&Group::cyclic(5).expect("an order"), 8, 1))
        .expect("a file");
    let found = find_sources(&[directory.path().to_owned()]).expect("a file");
    assert_eq!(found.iter().map(|source| source.path().to_owned()).collect::<Vec<_>>(), [file("network.npz")]);
    // what a run has written tells that it is one, whatever became of its configuration
    std::fs::write(file("log.jsonl"), b"").expect("a file");
    let broken = find_sources(&[directory.path().to_owned()]).and_then(|sources| sources[0].network_file());
    assert!(broken.expect_err("a broken run").to_string().contains("not the configuration of a run"));
}

#[test]
fn files_of_one_run_are_ordered_by_their_epochs() {
    let directory = tempfile::tempdir().expect("a directory");
    let group: Group = "5".parse().expect("a group");
    let names = ["epoch_000100.npz", "model-epoch=20.npz", "step5.npz"];
    for (seed, name) in names.iter().enumerate() {
        write_network(&directory.path().join(name), &arbitrary_network(&group, 2, seed as u64)).expect("a file");
    }
    let sources = find_sources(&[directory.path().to_owned()]).expect("files");
    let runs = series(&sources, &ReadOptions::default()).expect("one run");
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].snapshots.iter().map(|snapshot| snapshot.0).collect::<Vec<_>>(), [5, 20, 100]);
    assert_eq!(runs[0].name, "epoch_000100");
    let chosen = runs[0].at_epochs(&[30, 5]).expect("snapshots");
    assert_eq!(chosen.iter().map(|snapshot| snapshot.0).collect::<Vec<_>>(), [5, 20]);
}

#[test]
fn epochs_of_one_run_do_not_count_as_networks() {
    let directory = tempfile::tempdir().expect("a directory");
    let group: Group = "5".parse().expect("a group");
    let file = |name: &str| directory.path().join(name);
    let refused = |paths: &[PathBuf]| {
        let sources = find_sources(paths).expect("sources");
        let error = factored(&sources, &ReadOptions::default(), Method::Paper).expect_err("one network").to_string();
        assert!(error.contains("one network at two epochs does not count as two"), "{error}");
    };
    let accepted = |paths: &[PathBuf]| {
        let sources = find_sources(paths).expect("sources");
        let networks = factored(&sources, &ReadOptions::default(), Method::Paper).expect("networks");
        assert_eq!(networks.len(), paths.len());
    };
    for (seed, name) in ["a_epoch1.npz", "a_epoch2.npz", "b_epoch2.npz", "c.npz", "d.npz"].iter().enumerate() {
        write_network(&file(name), &arbitrary_network(&group, 2, seed as u64)).expect("a file");
    }
    refused(&[file("a_epoch1.npz"), file("b_epoch2.npz"), file("a_epoch2.npz")]);
    refused(&[file("c.npz"), file("c.npz")]);
    accepted(&[file("a_epoch2.npz"), file("b_epoch2.npz"), file("c.npz"), file("d.npz")]);

    let protocol = Protocol { epochs: 20, checkpoint_every: 10, ..Protocol::default() };
    let config = RunConfig { width: 8, protocol, ..RunConfig::new(group.clone()) };
    train_run(&config, &file("run"), &mut Silent).expect("a run");
    refused(&[file("run/checkpoints/epoch_000010.npz"), file("run/final.npz")]);
    refused(&[file("run"), file("run/final.npz")]);
    refused(&[file("run"), file("../").join(directory.path().file_name().expect("a name")).join("run")]);
    std::fs::create_dir(file("copy")).expect("a directory");
    for name in ["config.json", "final.npz"] {
        std::fs::copy(file("run").join(name), file("copy").join(name)).expect("a file");
    }
    refused(&[file("run"), file("copy")]);
    train_run(&RunConfig { seed: 1, ..config }, &file("other"), &mut Silent).expect("a run");
    accepted(&[file("run"), file("other")]);
    let twice = find_sources(&[file("run"), file("run")]).expect("sources");
    assert!(series(&twice, &ReadOptions::default()).is_err_and(|error| error.is_argument()), "one line, not two");

    // Names that say nothing, and arrays that do.
    for (name, seed, epoch) in [("x.npz", 1, 10), ("y.npz", 1, 20), ("z.npz", 2, 20)] {
        let mut arrays = network_arrays(&arbitrary_network(&group, 2, (seed + epoch) as u64));
        arrays.insert("seed".to_owned(), Array::integer(seed));
        arrays.insert("epoch".to_owned(), Array::integer(epoch));
        npz::write_arrays(&file(name), &arrays).expect("a file");
    }
    refused(&[file("x.npz"), file("y.npz")]);
    accepted(&[file("y.npz"), file("z.npz")]);
}

#[test]
fn pages_tell_how_a_run_was_trained() {
    let directory = tempfile::tempdir().expect("a directory");
    let group: Group = "6".parse().expect("a group");
    let split = directory.path().join("split.npz");
    let train = Array { shape: vec![6, 6], values: Values::Bool((0..36).map(|pair| pair % 4 != 0).collect()) };
    npz::write_arrays(&split, &Arrays::from([("train".to_owned(), train)])).expect("a file");
    let protocol = Protocol {
        epochs: 30,
        checkpoint_every: 10,
        target: Target::OneHot,
        precision: Precision::F64,
        optimizer: Optimizer::Sgd { momentum: 0.5 },
        split: Some(split),
        ..Protocol::default()
    };
    let config = RunConfig { width: 8, learning_rate: 0.001, protocol, ..RunConfig::new(group) };
    let path = directory.path().join("run");
    train_run(&config, &path, &mut Silent).expect("a run");
    let page = || {
        let series = series(&find_sources(std::slice::from_ref(&path)).expect("a run"), &ReadOptions::default());
        let runs = run_pages(series.expect("snapshots"), Method::Paper).expect("a page");
        embedded(&to_html(&runs, None).expect("HTML"))["runs"][0].take()
    };
    let data = page();
    let fact = |data: &serde_json::Value, name: &str| {
        let facts = data["facts"].as_array().expect("facts");
        facts.iter().find(|fact| fact["name"] == name).expect(name)["value"].as_str().expect("a text").to_owned()
    };
    assert_eq!(fact(&data, "Training pairs"), "27 of 36 (75 %)");
    assert_eq!(fact(&data, "Optimizer"), "sgd (momentum 0.5)");
    assert_eq!(fact(&data, "Precision"), "f64");
    assert_eq!(fact(&data, "Epochs"), "30 of 30");
    let parts = data["summary"].as_array().expect("parts").iter();
    let summary: String = parts.map(|part| part["text"].as_str().expect("a text")).collect();
    let network =
        one_series(&find_sources(std::slice::from_ref(&path)).expect("a run"), &ReadOptions::default()).expect("a run");
    let loss = network.last().evaluate(Target::OneHot, &PairMask::all(network.group())).loss;
    assert!(summary.contains(&format!("at a one-hot loss of {}", short(loss))), "{summary}");

    std::fs::remove_file(path.join("final.npz")).expect("the last network");
    std::fs::remove_file(path.join("checkpoints/epoch_000030.npz")).expect("a checkpoint");
    assert_eq!(fact(&page(), "Epochs"), "20 of 30, unfinished");
}

#[test]
fn the_epochs_shown_by_default_are_spread_over_late_training() {
    let directory = tempfile::tempdir().expect("a directory");
    let group: Group = "5".parse().expect("a group");
    for epoch in [0, 1, 2, 5, 10, 20, 50, 100, 500, 1000, 5000, 10_000] {
        let path = directory.path().join(format!("epoch_{epoch}.npz"));
        write_network(&path, &arbitrary_network(&group, 2, 1)).expect("a file");
    }
    let sources = find_sources(&[directory.path().to_owned()]).expect("files");
    let run = one_series(&sources, &ReadOptions::default()).expect("one run");
    let chosen = run.at_epochs(&[]).expect("snapshots");
    assert_eq!(chosen.iter().map(|snapshot| snapshot.0).collect::<Vec<_>>(), [0, 100, 1000, 10_000]);
}

/// Moved to another place and named anew, a network still says which run it is of.
#[test]
fn networks_that_say_their_run_are_told_apart_and_not_counted_twice() {
    let directory = tempfile::tempdir().expect("a directory");
    let group: Group = "5".parse().expect("a group");
    let protocol = Protocol { epochs: 20, ..Protocol::default() };
    let config = RunConfig { width: 8, protocol, ..RunConfig::new(group) };
    let run =
        |name: &str, config: &RunConfig| train_run(config, &directory.path().join(name), &mut Silent).expect("a run");
    let copied = |run: &str, file: &str, to: &str| {
        let to = directory.path().join(to);
        std::fs::copy(directory.path().join(run).join(file), &to).expect("a file");
        to
    };
    let other = RunConfig { seed: 1, weight_decay: 1e-3, ..config.clone() };
    run("one", &config);
    run("two", &other);
    let (one, two) = (copied("one", "final.npz", "x.npz"), copied("two", "final.npz", "y.npz"));
    let early = copied("one", "checkpoints/epoch_000010.npz", "z.npz");
    let read =
        |paths: &[PathBuf]| factored(&find_sources(paths).expect("files"), &ReadOptions::default(), Method::Paper);
    let networks = read(&[one.clone(), two]).expect("two runs");
    assert_eq!(
        networks.iter().map(|network| &network.settings).collect::<Vec<_>>(),
        [&Settings::of_run(&config), &Settings::of_run(&other)]
    );
    let error = read(&[one, early]).expect_err("one run at two epochs").to_string();
    assert!(error.contains("have the same settings and seed"), "{error}");
}

#[test]
fn the_parts_of_a_history_are_the_epochs_of_one_run() {
    let directory = tempfile::tempdir().expect("a directory");
    let group: Group = "5".parse().expect("a group");
    let path = directory.path().join("history.npz");
    let mut arrays = Arrays::new();
    for epoch in [0, 100, 20] {
        let network = network_arrays(&arbitrary_network(&group, 3, epoch));
        arrays.extend(network.into_iter().map(|(name, array)| (format!("{epoch}.{name}"), array)));
    }
    npz::write_arrays(&path, &arrays).expect("a file");
    let part = |label: &str| PathBuf::from(format!("{}::{label}", path.display()));
    let epochs = |paths: &[PathBuf]| {
        let run = one_series(&find_sources(paths).expect("sources"), &ReadOptions::default()).expect("one run");
        run.snapshots.iter().map(|snapshot| snapshot.0).collect::<Vec<_>>()
    };
    assert_eq!(epochs(std::slice::from_ref(&path)), [0, 20, 100]);
    assert_eq!(epochs(&[part("100"), part("0")]), [0, 100]);
    let both = find_sources(&[part("100"), part("0")]).expect("sources");
    let error = factored(&both, &ReadOptions::default(), Method::Paper).expect_err("one run").to_string();
    assert!(error.contains("one network at two epochs does not count as two"), "{error}");
}
