//! The subcommands `reproduce` and `report`.

use std::path::Path;
use std::process::{Command, Stdio};

use cogring::Group;
use cogring::format::write_network;

use super::{SEEDS, arbitrary_network, bundled, cogring, embedded};

#[test]
fn the_command_writes_figures_tables_and_pages() {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path().to_str().expect("UTF-8");
    let files = SEEDS.map(|seed| bundled(seed).to_str().expect("UTF-8").to_owned());
    let (status, text, _) = cogring(&["reproduce", "table", &files[0], &files[1], "-o", out, "--within", "3"]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("difference / s.e."), "{text}");
    assert!(directory.path().join("table.csv").is_file());
    let (status, ..) = cogring(&["reproduce", "table", &files[0], &files[1], "--within", "0.1"]);
    assert_eq!(status, 1, "some number is more than 0.1 standard errors away");
    let (status, _, error) = cogring(&["reproduce", "table", &files[0], "--within", "3"]);
    assert_eq!(status, 2);
    assert!(error.contains("is a number of one network, without a standard error"), "{error}");
    let (status, json, _) = cogring(&["reproduce", "orders", &files[0], &files[1], "-o", out, "--json"]);
    assert_eq!(status, 0);
    let report: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&report["figure"], &report["result"][0]["histogram"]["networks"]), (&"orders".into(), &2.into()));
    for name in ["frequencies", "potentials", "parameters", "curves", "evolution"] {
        let (status, text, error) = cogring(&["reproduce", name, &files[0], "-o", out]);
        assert_eq!(status, 0, "{error}");
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.lines().all(|path| Path::new(path).is_file()), "{text}");
    }
    let page = directory.path().join("page.html");
    let (status, json, error) = cogring(&["report", &files[0], "-o", page.to_str().expect("UTF-8"), "--json"]);
    assert_eq!(status, 0, "{error}");
    let report: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(report["runs"][0]["factorization"]["live_nodes"], 56);
    let html = std::fs::read_to_string(page).expect("HTML");
    assert_eq!(embedded(&html)["runs"][0]["factorization"]["live_nodes"], 56);
}

#[test]
fn what_cannot_be_reported_is_an_error_that_says_why() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name);
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let fails = |arguments: &[&str], reason: &str| {
        let (status, _, error) = cogring(arguments);
        assert_eq!(status, 2, "{arguments:?}");
        assert!(error.contains(reason), "{arguments:?}: {error}");
    };
    let empty = path("empty");
    std::fs::create_dir(&empty).expect("a directory");
    fails(&["reproduce", "table", &text(&empty)], "holds neither run directories");
    fails(&["reproduce", "table", &text(&path("missing"))], "cannot be read");

    let seed = text(&bundled(SEEDS[0]));
    let other = text(&bundled(SEEDS[1]));
    fails(&["reproduce", "frequencies", &seed, &other], "two files hold epoch 9900");
    fails(&["reproduce", "curves", &seed, "--split", &seed], "no array `train`");
    fails(&["reproduce", "frequencies", &seed, "--epochs", "100"], "no snapshot at epoch 100 or before");

    let group: Group = "5".parse().expect("a group");
    write_network(&path("first.npz"), &arbitrary_network(&group, 2, 1)).expect("a file");
    write_network(&path("second.npz"), &arbitrary_network(&group, 2, 2)).expect("a file");
    let (first, second) = (text(&path("first.npz")), text(&path("second.npz")));
    fails(&["reproduce", "potentials", &first, &second], "its place among the other files is unknown");
    write_network(&path("step-7.npz"), &arbitrary_network(&group, 2, 1)).expect("a file");
    fails(
        &["reproduce", "potentials", &text(&path("step-7.npz")), &seed],
        "the group is 5 at epoch 7 and 23 at epoch 9900",
    );

    std::fs::write(path("plain"), "a file").expect("a file");
    fails(&["reproduce", "orders", &seed, "-o", &text(&path("plain"))], "cannot be made");
    fails(&["report", &seed, "-o", &text(&path("absent/page.html"))], "does not exist");
}

#[test]
fn the_table_trains_what_is_missing_and_says_nothing_but_the_table_and_how_far_it_is() {
    let directory = tempfile::tempdir().expect("a directory");
    let runs = directory.path().to_str().expect("UTF-8");
    let command = ["reproduce", "table", "--groups", "3", "--seeds", "1,2", "--runs", runs];
    let (status, text, error) = cogring(&command);
    assert_eq!(status, 0, "{error}");
    assert!(error.lines().all(|line| line.starts_with("cogring: ") && line.contains(" of 2 runs done")), "{error}");
    assert!(text.contains("| 3 | 2 networks |"), "{text}");
    assert_eq!(cogring(&command), (0, text, String::new()), "finished runs are read again");
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_the_training_of_the_table_and_the_same_command_continues() {
    let directory = tempfile::tempdir().expect("a directory");
    let runs = directory.path().to_str().expect("UTF-8");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cogring"));
    // Long enough that it cannot end by itself before it is interrupted.
    command.args(["reproduce", "table", "--groups", "127", "--seeds", "1", "--jobs", "1", "--runs", runs]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command runs");
    let log = directory.path().join("127_q512_lr0.01_wd0.00005_seed1/log.jsonl");
    while std::fs::metadata(&log).map_or(0, |file| file.len()) == 0 {
        assert!(child.try_wait().expect("a child").is_none(), "it ended before it logged anything");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let sent = Command::new("kill").arg("-INT").arg(child.id().to_string()).status().expect("kill");
    assert!(sent.success());
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.ends_with("0 of 1 runs finished\nstopped, the same command continues\n"), "{text}");
    let begun = text.lines().count() == 2 || text.starts_with("127_q512_lr0.01_wd0.00005_seed1: epoch ");
    assert!(begun, "{text}");
}
