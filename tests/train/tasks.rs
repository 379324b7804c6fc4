//! Other tasks than the multiplication of a group, plateaus, and parts of sweeps.

use std::path::Path;

use cogring::features::FeatureReading;
use cogring::format::{ReadOptions, read_network, read_network_as};
use cogring::network::{Activation, Operation, Task};
use cogring::objective::{Criterion, Method, Objective};
use cogring::train::{
    Protocol, RunConfig, RunDirectory, Shard, Silent, Trainer, initial_weights, train_all, train_run, train_shard,
};
use cogring::{Group, PairMask, Target};
use tempfile::TempDir;

use crate::activations::{assert_agrees, by_definition, values};

fn task(text: &str) -> Task {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn group(text: &str) -> Group {
    text.parse().expect("a group")
}

#[test]
fn answers_are_those_of_the_formula() {
    let quadratic = task("x^2+xy + y^2").answers(&group("11")).unwrap();
    let units = task("units: 3x^2/y").answers(&group("12")).unwrap();
    let product = task("x*y - 2").answers(&group("3x4")).unwrap();
    let quotient = task("quotient").answers(&group("S3")).unwrap();
    for (x, y) in (0..11).flat_map(|x| (0..11).map(move |y| (x, y))) {
        assert_eq!(quadratic[11 * x + y], (x * x + x * y + y * y) % 11);
    }
    for (x, y) in (0..12).flat_map(|x| (0..12).map(move |y| (x, y))) {
        let (value, x_unit, y_unit) = (units[12 * x + y] + 1, x + 1, y + 1);
        assert_eq!(value * y_unit % 13, 3 * x_unit * x_unit % 13, "{value} = 3·{x_unit}²/{y_unit} modulo 13");
        let part = |n: usize, x: usize, y: usize| (x * y + 2 * n - 2) % n;
        assert_eq!(product[12 * x + y], 4 * part(3, x / 4, y / 4) + part(4, x % 4, y % 4));
    }
    let s3 = group("S3");
    assert!((0..36).all(|at| s3.multiply(quotient[at], at % 6) == at / 6));
    for text in ["product", "quotient", "x - y", "x^2 + x*y + y^2", "-3*x*y^7 + 12", "units: x*y^-1", "units: -x^2"] {
        assert_eq!(task(text).to_string(), text);
        let json = serde_json::to_string(&task(text)).unwrap();
        assert_eq!(serde_json::from_str::<Task>(&json).unwrap(), task(text));
    }
}

#[test]
fn what_is_no_task_is_refused_in_words() {
    for (text, words) in [
        ("x ^ y", "a number up to 1000000 is required"),
        ("x +", "a number, x or y is required"),
        ("2z", "a sign is required"),
        ("", "at the end"),
        ("x/2", "x or y is required"),
        ("x^9999999", "up to 1000000"),
        ("1000000*1000000", "coefficients are read up to"),
        ("x/y", "write `units:"),
        ("difference", "is no polynomial"),
        (&"x+".repeat(100), "at most 64 terms"),
    ] {
        let error = text.parse::<Task>().expect_err(text).to_string();
        assert!(error.contains(words), "{text}: {error}");
    }
    for (text, over, words) in [
        ("x*y", "S3", "only for Abelian groups written by their factors"),
        ("units: x*y", "11", "one less than a prime"),
        ("units: x - y", "12", "which is no unit"),
    ] {
        let config =
            RunConfig { protocol: Protocol { task: task(text), ..Protocol::default() }, ..RunConfig::new(group(over)) };
        let error = config.check().expect_err(text).to_string();
        assert!(error.contains(words), "{text} over {over}: {error}");
    }
}

/// Gradients of tasks that are no group's, against central differences and the definition.
#[test]
fn losses_and_gradients_of_every_task_activation_and_criterion() {
    for (over, text) in [("5", "x^2 + xy + y^2"), ("6", "units: x*y"), ("S3", "quotient"), ("2x3", "x*y")] {
        let group = group(over);
        let (d, q) = (group.order(), 3);
        let answers = task(text).answers(&group).unwrap();
        let mask = PairMask::from_fn(&group, |x, y| (x + 2 * y + x * y) % 4 < 3);
        let w = crate::weights(d, q, &values(3 * d * q));
        for activation in ["square", "relu", "silu", "squared-relu", "gelu", "tanh", "identity"] {
            let activation: Activation = activation.parse().unwrap();
            for (criterion, target) in itertools::iproduct!(Criterion::ALL, Target::ALL) {
                let loss = Objective::<f64>::new(&group, target, &mask, 1).unwrap();
                let mut loss = loss.with(activation, criterion).unwrap().with_answers(&answers).unwrap();
                assert_eq!(loss.method(q), Method::AllPairs);
                let direct = by_definition((activation, criterion, target), &mask, &answers, &w);
                let case = format!("{over} {text} {activation} {criterion} {target}");
                assert_agrees(&mut loss, Objective::evaluate, direct, &w, &case);
            }
        }
    }
    let all = PairMask::all(&group("5"));
    let objective = || Objective::<f64>::new(&group("5"), Target::OneHot, &all, 1).unwrap();
    assert!(objective().with_answers(&[0; 24]).is_err() && objective().with_answers(&[5; 25]).is_err());
}

/// A task that is a group in other names has, from weights in other names, the very same trajectory.
#[test]
fn a_group_in_other_names_is_learned_as_the_group() {
    let group = group("7");
    let start = initial_weights::<f64>(&RunConfig { width: 10, ..RunConfig::new(group.clone()) }).unwrap();
    let mask = PairMask::from_fn(&group, |x, y| (3 * x + y) % 4 > 0);
    let negated = PairMask::from_fn(&group, |x, y| mask.contains(x, group.inverse(y)));
    let mut renamed = start.clone();
    for g in 0..7 {
        renamed.inputs[1][g * 10..(g + 1) * 10]
            .copy_from_slice(&start.inputs[1][group.inverse(g) * 10..(group.inverse(g) + 1) * 10]);
    }
    let objective = |mask: &PairMask| Objective::<f64>::new(&group, Target::ZeroMean, mask, 1).unwrap();
    let difference = objective(&negated).with_answers(&task("x - y").answers(&group).unwrap()).unwrap();
    let descent = cogring::train::Descent::default();
    let mut sum = Trainer::with(objective(&mask), descent, start).unwrap();
    let mut other = Trainer::with(difference, descent, renamed).unwrap();
    for _ in 0..100 {
        sum.step();
        other.step();
    }
    let (sum, other) = (sum.record().unwrap(), other.record().unwrap());
    assert!((sum.train_loss - other.train_loss).abs() < 1e-9 && (sum.test_loss - other.test_loss).abs() < 1e-9);
    assert_eq!((sum.train_accuracy, sum.test_accuracy), (other.train_accuracy, other.test_accuracy));
}

fn trained(path: &Path, over: &str, text: &str, epochs: usize) -> RunDirectory {
    let protocol = Protocol { task: task(text), epochs, checkpoint_every: 0, ..Protocol::default() };
    let config = RunConfig { width: 64, seed: 1, protocol, ..RunConfig::new(group(over)) };
    train_run(&config, path, &mut Silent).unwrap().directory
}

#[test]
fn groups_in_other_names_are_read_in_theirs_and_other_tables_are_refused() {
    let directory = TempDir::new().unwrap();
    // x y modulo 7: Z_6 in other names, whether it is learned yet or not.
    let run = trained(&directory.path().join("units"), "6", "units: x*y", 300);
    let (network, reading) = read_network_as(&run.path().join("final.npz"), &ReadOptions::default()).unwrap();
    assert_eq!(reading.does.labelling.as_ref().unwrap().operation, Operation::Renamed);
    assert!(network.fit(Activation::Square).accuracy > 0.8, "{:?}", network.fit(Activation::Square));
    assert!(run.final_weights().unwrap().fit(Activation::Square).accuracy < 0.6);
    let labelling = reading.does.labelling.unwrap();
    assert_eq!(labelling.apply(&run.weights_at(0).unwrap()).unwrap(), run.network_at(0).unwrap());
    // x − y is the sum with the second operand negated.
    let run = trained(&directory.path().join("difference"), "5", "x - y", 2);
    let (raw, read) = (run.final_weights().unwrap(), run.final_network().unwrap());
    assert!(raw.w_a() == read.w_a() && raw.w_b().column(2) == read.w_b().column(3));
    // A polynomial is no group: nothing is called a factorization, but features are read.
    let run = trained(&directory.path().join("polynomial"), "5", "x^2 + xy + y^2", 2000);
    let file = run.path().join("final.npz");
    let error = read_network(&file, &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("trained to answer x^2 + x*y + y^2, which is the table of no group"), "{error}");
    assert!(run.final_network().is_err());
    let options = ReadOptions { any_activation: true, ..ReadOptions::default() };
    let (network, reading) = read_network_as(&file, &options).unwrap();
    let task = reading.does.task.clone().unwrap();
    assert!(reading.remarks().concat().contains("the table of no group"), "{:?}", reading.remarks());
    let features =
        FeatureReading::of_task(&network, Activation::Square, &task, &PairMask::all(network.group())).unwrap();
    let log = run.log().unwrap();
    assert!(features.accuracy > 0.85 && log.last().unwrap().train_accuracy == 1.0, "{features:?}");
    // A false twin: the same file read as one of the group has the accuracy of a guess.
    let of_group = FeatureReading::new(&network, Activation::Square, &PairMask::all(network.group())).unwrap();
    assert!(of_group.accuracy < 0.6, "{}", of_group.accuracy);
}

#[test]
fn runs_end_on_a_plateau_wherever_they_are_interrupted() {
    let directory = TempDir::new().unwrap();
    let config = |plateau: Option<usize>, epochs: usize| RunConfig {
        width: 24,
        learning_rate: 0.02,
        weight_decay: 1e-3,
        protocol: Protocol { plateau, epochs, train_fraction: 0.8, checkpoint_every: 0, ..Protocol::default() },
        ..RunConfig::new(group("5"))
    };
    let whole = train_run(&config(Some(200), 20_000), &directory.path().join("whole"), &mut Silent).unwrap();
    assert!(whole.finished && (300..19_000).contains(&whole.epoch), "{}", whole.epoch);
    let records = whole.directory.log().unwrap();
    assert_eq!((records.last().unwrap().epoch, whole.directory.last_epoch().unwrap()), (whole.epoch, whole.epoch));
    let window = records.iter().filter(|record| record.epoch + 200 <= whole.epoch).count() - 1;
    let losses = || records[window..].iter().map(|record| record.test_loss);
    let (low, high) = (losses().fold(f64::INFINITY, f64::min), losses().fold(0.0, f64::max));
    assert!(high - low <= 0.01 * high, "{low} {high}");
    let is_on_plateau = |count: usize| whole.directory.config().protocol.is_on_plateau(&records[..count]);
    assert!((1..records.len()).all(|count| !is_on_plateau(count)) && is_on_plateau(records.len()));
    // In pieces, asked for ever more epochs, it ends at the same place with the same bits.
    let path = directory.path().join("pieces");
    for epochs in [1, whole.epoch / 3, whole.epoch - 1, 20_000] {
        train_run(&config(Some(200), epochs), &path, &mut Silent).unwrap();
    }
    let file = |path: &Path| std::fs::read(path.join("final.npz")).unwrap();
    assert!(file(&path) == file(whole.directory.path()));
    assert_eq!(RunDirectory::open(&path).unwrap().log().unwrap().len(), records.len());
    // Asked for still more, it is where it was; without a plateau it is the same up to there.
    let again = train_run(&config(Some(200), 30_000), &path, &mut Silent).unwrap();
    assert!(again.finished && again.epoch == whole.epoch && file(&path) == file(whole.directory.path()));
    let full = train_run(&config(None, whole.epoch), &directory.path().join("full"), &mut Silent).unwrap();
    assert_eq!(full.directory.final_weights().unwrap(), whole.directory.final_weights().unwrap());
}

#[test]
fn parts_of_a_sweep_merge_into_its_table() {
    let directory = TempDir::new().unwrap();
    let run = |seed: u64| {
        let protocol = Protocol { epochs: 3, ..Protocol::default() };
        (format!("run{seed}"), RunConfig { width: 4, seed, protocol, ..RunConfig::new(group("3")) })
    };
    let runs: Vec<(String, RunConfig)> = (0..5).map(run).collect();
    let observe = |_: &str, _: &RunConfig| -> Box<dyn cogring::train::Observer> { Box::new(Silent) };
    let (whole, parts) = (directory.path().join("whole"), directory.path().join("parts"));
    train_all(&runs, &whole, None, &observe).unwrap();
    let table = |path: &Path| std::fs::read_to_string(path.join("sweep.csv")).unwrap();
    for (done, index) in [2, 0, 1].into_iter().enumerate() {
        let shard: Shard = format!("{index}/3").parse().unwrap();
        let rows = train_shard(&runs, shard, &parts, None, &observe).unwrap();
        let names: Vec<&str> = rows.iter().map(|row| row.run.as_str()).collect();
        assert_eq!(names, [&["run0", "run3"][..], &["run1", "run4"], &["run2"]][index]);
        assert_eq!(table(&parts).lines().count(), 1 + [1, 3, 5][done]);
    }
    assert_eq!(table(&parts), table(&whole));
    // More parts than runs: the last ones have nothing to do.
    let rows = train_shard(&runs, "6/7".parse().unwrap(), &directory.path().join("many"), None, &observe).unwrap();
    assert!(rows.is_empty());
    for text in ["3/3", "0/0", "1", "a/b", "-1/2"] {
        assert!(text.parse::<Shard>().is_err(), "{text}");
    }
}
