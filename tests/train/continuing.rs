//! Runs that go on after their end, and files that say which run they are of.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cogring::format::{Array, Arrays, Values, npz, read_arrays};
use cogring::train::{
    InTraining, Observer, Optimizer, Precision, Protocol, RunConfig, RunDirectory, Silent, train_run,
};
use tempfile::TempDir;

fn config(epochs: usize) -> RunConfig {
    let protocol = Protocol { epochs, ..Protocol::default() };
    RunConfig { width: 24, seed: 5, weight_decay: 1e-3, protocol, ..RunConfig::new("7".parse().expect("a group")) }
}

fn files(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for path in fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(file, bytes)| (path.join(file), bytes)));
        } else {
            found.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
    found
        .into_iter()
        .map(|(path, bytes)| (path.strip_prefix(directory).expect("inside").to_path_buf(), bytes))
        .collect()
}

#[track_caller]
pub fn assert_same(found: &Path, expected: &Path) {
    let (found, expected) = (files(found), files(expected));
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (path, bytes) in &expected {
        assert!(found[path] == *bytes, "{} differs", path.display());
    }
}

/// Stops a run at an epoch.
pub struct StopAt {
    pub last: usize,
    pub now: usize,
}

impl Observer for StopAt {
    fn step(&mut self, now: &dyn InTraining) {
        self.now = now.epoch();
    }

    fn should_stop(&mut self) -> bool {
        self.now == self.last
    }
}

#[test]
fn outputs_that_are_solved_are_continued_bit_for_bit() {
    let directory = TempDir::new().expect("a directory");
    let config = |epochs: usize| {
        let protocol = Protocol { ridge: Some(1e-2), ..config(epochs).protocol };
        RunConfig { width: 12, protocol, ..config(epochs) }
    };
    let (whole, parts) = (directory.path().join("whole"), directory.path().join("parts"));
    train_run(&config(40), &whole, &mut Silent).expect("a run");
    for last in [0, 7, 23] {
        let outcome = train_run(&config(40), &parts, &mut StopAt { last, now: 0 }).expect("a run");
        assert_eq!((outcome.finished, outcome.epoch), (false, last));
    }
    train_run(&config(40), &parts, &mut Silent).expect("a run");
    assert_same(&parts, &whole);
}

#[test]
fn a_longer_run_is_the_shorter_one_continued() {
    let directory = TempDir::new().expect("a directory");
    let sgd = Optimizer::Sgd { momentum: 0.9 };
    for (name, precision, optimizer) in [
        ("f32", Precision::F32, Optimizer::default()),
        ("f64", Precision::F64, Optimizer::default()),
        ("sgd", Precision::F32, sgd),
    ] {
        let of_length = |epochs: usize| {
            let config = config(epochs);
            RunConfig { protocol: Protocol { precision, optimizer, ..config.protocol }, ..config }
        };
        let at_once = directory.path().join(format!("{name}-at-once"));
        train_run(&of_length(777), &at_once, &mut Silent).expect("a run");
        // 333 is an epoch that is logged and kept only as the last; at 500 nothing special is.
        let in_parts = directory.path().join(format!("{name}-in-parts"));
        for epochs in [0, 333, 500, 777] {
            let outcome = train_run(&of_length(epochs), &in_parts, &mut Silent).expect("a run");
            assert!(outcome.finished && outcome.epoch == epochs);
            assert_eq!(outcome.last.expect("a record").epoch, epochs);
            assert!(outcome.directory.final_network().is_ok() && outcome.directory.network_at(epochs).is_ok());
        }
        assert_same(&in_parts, &at_once);
        // One that was stopped on its way is continued to the later end too.
        let stopped = directory.path().join(format!("{name}-stopped"));
        let outcome = train_run(&of_length(333), &stopped, &mut StopAt { last: 211, now: 0 }).expect("a run");
        assert!(!outcome.finished && outcome.epoch == 211);
        train_run(&of_length(777), &stopped, &mut Silent).expect("a run");
        assert_same(&stopped, &at_once);
    }
}

#[test]
fn a_run_is_not_shortened_and_not_continued_without_its_state() {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("run");
    train_run(&config(30), &path, &mut Silent).expect("a run");
    let error = train_run(&config(20), &path, &mut Silent).expect_err("fewer epochs").to_string();
    assert!(error.contains("holds another run (there, asked for): epochs: 30, 20"), "{error}");
    fs::remove_dir_all(path.join("state")).expect("a directory");
    let before = files(&path);
    let error = train_run(&config(40), &path, &mut Silent).expect_err("no state").to_string();
    assert!(error.contains("ended at epoch 30 without keeping the state of its optimizer"), "{error}");
    train_run(&config(30), &path, &mut Silent).expect("a finished run");
    assert_eq!(files(&path), before, "it stays finished");
}

#[test]
fn a_last_network_without_a_configuration_is_no_finished_run() {
    let directory = TempDir::new().expect("a directory");
    let (whole, part) = (directory.path().join("whole"), directory.path().join("part"));
    train_run(&config(20), &whole, &mut Silent).expect("a run");
    for file in ["final.npz", "split.npz", "log.jsonl"] {
        fs::create_dir(&part).expect("a directory");
        fs::copy(whole.join(file), part.join(file)).expect("a file");
        let error = train_run(&config(500), &part, &mut Silent).expect_err("which run?").to_string();
        assert!(error.contains(&format!("holds {file}, but no config.json")), "{error}");
        assert_eq!(files(&part).len(), 1, "nothing is added");
        fs::remove_dir_all(&part).expect("a directory");
    }
}

#[test]
fn network_files_say_which_run_they_are_the_end_of() {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("run");
    let config = config(40);
    train_run(&config, &path, &mut Silent).expect("a run");
    let of_file = |name: &str| RunConfig::of_arrays(&read_arrays(&path.join(name)).expect("arrays"));
    assert_eq!(of_file("final.npz"), Some(config.clone()));
    let early = RunConfig { protocol: Protocol { epochs: 5, ..config.protocol.clone() }, ..config };
    assert_eq!(of_file("checkpoints/epoch_000005.npz"), Some(early));
    assert_eq!(RunConfig::of_arrays(&read_arrays(Path::new("tests/data/d23_seed1_epoch0.npz")).expect("arrays")), None);
}

/// Remembers the warnings.
#[derive(Default)]
struct Listener(Vec<String>);

impl Observer for Listener {
    fn warning(&mut self, message: &str) {
        self.0.push(message.to_owned());
    }
}

#[test]
fn what_starts_from_a_run_keeps_its_split_or_is_warned_about() {
    let directory = TempDir::new().expect("a directory");
    let first = directory.path().join("first");
    let pairs = train_run(&config(20), &first, &mut Silent).expect("a run").directory.training_pairs().expect("pairs");
    for (name, init) in [
        ("of run", first.clone()),
        ("of file", first.join("final.npz")),
        ("early", first.join("checkpoints/epoch_000010.npz")),
    ] {
        let protocol = Protocol { init: Some(init), ..config(10).protocol };
        let mut listener = Listener::default();
        let second =
            train_run(&RunConfig { seed: 8, protocol, ..config(10) }, &directory.path().join(name), &mut listener);
        let second = second.expect("a run").directory;
        assert_eq!(second.training_pairs().expect("pairs"), pairs, "{name}");
        assert_eq!(listener.0, [""; 0], "{name}");
        let start = if name == "early" { 10 } else { 20 };
        let network = |run: &RunDirectory, epoch: usize| run.network_at(epoch).expect("a checkpoint");
        assert_eq!(network(&second, 0), network(&RunDirectory::open(&first).expect("a run"), start), "{name}");
    }
    let split = directory.path().join("split.npz");
    let other = Array { shape: vec![7, 7], values: Values::Bool((0..49).map(|at| at % 7 > at / 7).collect()) };
    npz::write_arrays(&split, &Arrays::from([("train".to_owned(), other)])).expect("a file");
    let protocol = Protocol { init: Some(first.clone()), split: Some(split), ..config(10).protocol };
    let mut listener = Listener::default();
    train_run(&RunConfig { protocol, ..config(10) }, &directory.path().join("warned"), &mut listener).expect("a run");
    let seen = pairs.pairs().filter(|&(x, y)| y <= x).count();
    let words = format!("{seen} of the pairs that are held out were trained on in {}", first.display());
    assert!(listener.0.len() == 1 && listener.0[0].contains(&words), "{:?}", listener.0);
}
