//! The subcommands `reproduce` and `report`.

use std::path::Path;

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
    let panels: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(panels[0]["histogram"]["networks"], 2);
    for name in ["frequencies", "potentials", "parameters", "curves"] {
        let (status, text, error) = cogring(&["reproduce", name, &files[0], "-o", out]);
        assert_eq!(status, 0, "{error}");
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.lines().all(|path| Path::new(path).is_file()), "{text}");
    }
    let page = directory.path().join("page.html");
    let (status, _, error) = cogring(&["report", &files[0], "-o", page.to_str().expect("UTF-8")]);
    assert_eq!(status, 0, "{error}");
    let html = std::fs::read_to_string(page).expect("HTML");
    assert_eq!(embedded(&html)["factorization"]["live_nodes"], 56);
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
