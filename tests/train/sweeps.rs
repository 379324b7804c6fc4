//! Many runs from one command or file, and runs on several threads.

use std::path::Path;
use std::process::Output;

use cogring::train::{Protocol, RunConfig, RunDirectory, Silent, SweepConfig, Trainer, train_run};
use tempfile::TempDir;

fn train(arguments: &[&str], output: &Path) -> Output {
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("cogring"));
    command.arg("train").args(arguments).arg("-o").arg(output).output().expect("the program starts")
}

#[track_caller]
fn assert_trains(arguments: &[&str], output: &Path, words: &str) {
    let result = train(arguments, output);
    let (text, error) = (String::from_utf8_lossy(&result.stdout), String::from_utf8_lossy(&result.stderr));
    assert_eq!(result.status.code(), Some(0), "{text}{error}");
    assert!(text.contains(words), "{text}");
}

/// The names of the runs in a directory, and what the table says of each: name and number of steps taken.
fn runs(directory: &Path) -> (Vec<String>, Vec<(String, String)>) {
    let entries = std::fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry"));
    let directories = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = directories.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let mut table = csv::Reader::from_path(directory.join("sweep.csv")).expect("a table");
    let columns = table.headers().expect("a header").clone();
    let at = |name: &str| columns.iter().position(|column| column == name).expect("a column");
    let (run, epoch, finished) = (at("run"), at("epoch"), at("finished"));
    let row = |row: csv::Result<csv::StringRecord>| {
        let row = row.expect("a row");
        assert_eq!(&row[finished], "true");
        (row[run].to_owned(), row[epoch].to_owned())
    };
    (names, table.records().map(row).collect())
}

const LISTS: [&str; 6] = ["--group=3,2x2", "--width=6,8", "--lr=0.01", "--wd=1e-3", "--seed=1..=2", "--epochs=12"];

#[test]
fn lists_are_trained_in_every_combination() {
    let directory = TempDir::new().expect("a directory");
    assert_trains(&LISTS, directory.path(), "8 of 8 runs finished");
    let (names, rows) = runs(directory.path());
    assert_eq!(names.len(), 8);
    assert!(names.contains(&"2x2_q6_lr0.01_wd0.001_seed2".to_owned()), "{names:?}");
    let mut in_table: Vec<String> = rows.iter().map(|row| row.0.clone()).collect();
    in_table.sort();
    assert_eq!(in_table, names);
    assert!(rows.iter().all(|row| row.1 == "12"));
    for name in &names {
        let run = RunDirectory::open(&directory.path().join(name)).expect("a run");
        assert!(run.is_finished() && run.config().protocol.epochs == 12 && run.config().weight_decay == 1e-3);
        assert_eq!(
            *name,
            format!("{}_q{}_lr0.01_wd0.001_seed{}", run.config().group, run.config().width, run.config().seed)
        );
    }
    // Nothing is trained twice, here or from a file that says the same.
    let modified = |name: &str| {
        directory.path().join(name).join("final.npz").metadata().expect("a file").modified().expect("a time")
    };
    let before: Vec<_> = names.iter().map(|name| modified(name)).collect();
    let file = directory.path().join("sweep.toml");
    let text = "groups = [\"3\", \"2x2\"]\nwidths = [6, 8]\nweight_decays = [1e-3]\nseeds = [1, 2]\nepochs = 12\n";
    std::fs::write(&file, text).expect("a file");
    assert_trains(&["--config", file.to_str().expect("UTF-8"), "--jobs=3"], directory.path(), "8 of 8 runs finished");
    assert_eq!(before, names.iter().map(|name| modified(name)).collect::<Vec<_>>());
}

#[test]
fn a_file_describes_runs_with_any_optimizer() {
    let directory = TempDir::new().expect("a directory");
    let file = directory.path().join("sweep.toml");
    let text = "groups = [\"5\"]\nwidths = [6]\nseeds = [1, 2, 3]\nepochs = 15\noptimizer = { rule = \"sgd\", momentum = 0.5 }\n\
                checkpoints = [4]\ncheckpoint_every = 0\n";
    std::fs::write(&file, text).expect("a file");
    let output = directory.path().join("runs");
    assert_trains(&["--config", file.to_str().expect("UTF-8")], &output, "3 of 3 runs finished");
    let (names, rows) = runs(&output);
    assert_eq!((names.len(), rows.len()), (3, 3));
    for name in names {
        let run = RunDirectory::open(&output.join(name)).expect("a run");
        assert_eq!(run.config().protocol.optimizer, cogring::train::Optimizer::Sgd { momentum: 0.5 });
        assert_eq!(run.checkpoints().iter().map(|checkpoint| checkpoint.0).collect::<Vec<_>>(), [0, 4, 15]);
    }
}

#[test]
fn values_given_twice_are_trained_once() {
    let directory = TempDir::new().expect("a directory");
    let sweep = directory.path().join("sweep");
    assert_trains(&["--group=3", "--width=4,4,5", "--seed=1,1,1", "--epochs=5"], &sweep, "2 of 2 runs finished");
    let one = directory.path().join("one");
    assert_trains(&["--group=3", "--width=4", "--seed=1,1,1", "--epochs=5"], &one, "epoch 5 of 5");
    assert!(one.join("final.npz").exists(), "one run needs no directory of its own");
}

#[test]
fn settings_out_of_range_are_refused_in_words_before_anything_is_made() {
    let directory = TempDir::new().expect("a directory");
    let output = directory.path().join("run");
    for (arguments, words) in [
        (&["--lr", "-1"][..], "learning-rate is -1; a positive number is required"),
        (&["--wd", "-0.5"], "weight-decay is -0.5"),
        (&["--train-fraction", "-1"], "train-fraction is -1"),
        (&["--optimizer=sgd", "--momentum", "-1"], "momentum is -1"),
        (&["--optimizer=adam", "--momentum=0.5"], "momentum is no parameter of adam"),
        (&["--save-every", "-1"], "--save-every -1"),
        (&["--jobs=0"], "number would be zero"),
        (&["--threads=0"], "threads is 0; 1 to 1024"),
        (&["--threads=100000"], "threads is 100000; 1 to 1024"),
        (&["--jobs=1025", "--seed=0..2000"], "1025 runs at a time"),
        (&["--group=127", "--width=100000", "--seed=0..100", "--jobs=100"], "at most 8 GiB of memory"),
        (&["--seed=0..10000", "--width=1..10000"], "a sweep of 99990000 runs: groups, widths"),
        (&["--seed=0..10000,0..2"], "for more than 10000"),
        (&["--group=100000", "--width=1"], "at most 8 GiB are allowed"),
        (&["--seed=1,2", "--width=0,4"], "width is 0; at least 1"),
    ] {
        let group =
            if arguments.iter().any(|argument| argument.starts_with("--group")) { &[][..] } else { &["--group=3"] };
        let result = train(&[group, &["--epochs=2"], arguments].concat(), &output);
        let message = String::from_utf8_lossy(&result.stderr).into_owned();
        assert_eq!(result.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(message.contains(words), "{arguments:?}: {message}");
        assert!(!output.exists(), "{arguments:?}");
    }
}

#[test]
fn without_other_pairs_nothing_is_said_of_them() {
    let directory = TempDir::new().expect("a directory");
    let result = train(&["--group=5", "--width=6", "--epochs=3", "--train-fraction=1"], directory.path());
    let text = String::from_utf8_lossy(&result.stdout).into_owned();
    assert!(text.contains("train loss") && !text.contains("NaN") && !text.contains("test"), "{text}");
    let other = directory.path().join("other");
    let text = String::from_utf8_lossy(&train(&["--group=5", "--width=6", "--epochs=3"], &other).stdout).into_owned();
    assert!(text.contains("test loss") && text.contains("test accuracy"), "{text}");
}

#[test]
fn several_threads_give_the_same_bits_every_time() {
    let directory = TempDir::new().expect("a directory");
    let config = |threads: usize| RunConfig {
        width: 150,
        protocol: Protocol { epochs: 120, threads, ..Protocol::default() },
        ..RunConfig::new("11".parse().expect("a group"))
    };
    let bytes = |name: &str, threads: usize| {
        let path = directory.path().join(name);
        train_run(&config(threads), &path, &mut Silent).expect("a run");
        std::fs::read(path.join("final.npz")).expect("a network")
    };
    for threads in [2, 3] {
        assert!(bytes(&format!("{threads}a"), threads) == bytes(&format!("{threads}b"), threads), "{threads} threads");
    }
    // They differ from one thread in rounding only.
    let after = |threads: usize| {
        let mut trainer = Trainer::<f64>::new(&config(threads)).expect("a run");
        for _ in 0..30 {
            trainer.step();
        }
        trainer.network().expect("finite weights")
    };
    let (one, three) = (after(1), after(3));
    assert!((one.w_a() - three.w_a()).amax() < 1e-9, "{:.1e}", (one.w_a() - three.w_a()).amax());
}

#[test]
fn a_run_that_fails_does_not_stop_the_others_and_is_an_error() {
    let directory = TempDir::new().expect("a directory");
    let result = train(&["--group=5", "--width=6", "--lr=0.01,1e30", "--epochs=40"], directory.path());
    let (text, error) = (String::from_utf8_lossy(&result.stdout), String::from_utf8_lossy(&result.stderr));
    assert_eq!(result.status.code(), Some(2), "{text}{error}");
    assert!(text.contains("1 of 2 runs finished"), "{text}");
    assert!(
        error.contains("cogring: 5_q6_lr1000000000000000000000000000000_wd0.00005_seed0: training diverged"),
        "{error}"
    );
    assert!(directory.path().join("5_q6_lr0.01_wd0.00005_seed0/final.npz").exists());
}

#[test]
fn the_file_shown_by_the_help_is_one_with_the_usual_settings() {
    let help = std::process::Command::new(assert_cmd::cargo::cargo_bin!("cogring")).args(["train", "--help"]).output();
    let help = String::from_utf8(help.expect("the program starts").stdout).expect("UTF-8");
    let lines = help.lines().skip_while(|line| !line.starts_with("A file for --config")).skip(1);
    let shown: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    let usual = SweepConfig { groups: vec!["23".parse().unwrap(), "4x9".parse().unwrap()], ..SweepConfig::default() };
    assert_eq!(toml::from_str::<SweepConfig>(&shown.join("\n")).expect("TOML"), usual);
    // So are its alternatives.
    for line in shown.iter().filter_map(|line| line.trim().strip_prefix("# optimizer")) {
        let text = format!("optimizer{line}");
        toml::from_str::<SweepConfig>(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    }
}
