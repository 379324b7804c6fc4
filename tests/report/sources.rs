//! Where results come from: run directories, and files of one run.

use cogring::format::{ReadOptions, write_network};
use cogring::reproduce::{find_sources, one_series, series, trained};
use cogring::train::{RunConfig, Silent, train_run};
use cogring::{Group, Target};

use super::{arbitrary_network, cogring};

#[test]
fn run_directories_are_read_as_they_were_trained() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("below/run");
    std::fs::create_dir(directory.path().join("below")).expect("a directory");
    let group: Group = "5".parse().expect("a group");
    let config = RunConfig { width: 8, epochs: 30, checkpoint_every: 10, ..RunConfig::new(group) };
    let run = train_run(&config, &path, &mut Silent).expect("a run").directory;
    let sources = find_sources(&[directory.path().to_owned()]).expect("one run");
    assert_eq!(sources.len(), 1);
    let networks = trained(&sources, &ReadOptions::default()).expect("its last network");
    assert_eq!(networks[0].weight_decay, Some(config.weight_decay));
    assert_eq!(networks[0].network, run.final_network().expect("the last network"));
    let series = one_series(&sources, &ReadOptions::default()).expect("its snapshots");
    assert_eq!(series.snapshots.iter().map(|snapshot| snapshot.0).collect::<Vec<_>>(), [0, 10, 20, 30]);
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
