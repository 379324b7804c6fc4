//! What all commands have in common: one JSON envelope, costs that are known beforehand, streams, help.

use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use cogring::check::CheckedFile;
use cogring::construct::Description;
use cogring::experiment::{
    ConstructionReport, Conversion, FactorWalk, GroupEvaluation, OfFile, PotentialList, RunPage, WrittenSnapping,
};
use cogring::factor;
use cogring::named::Named;
use cogring::network::{Comparison, Verification};
use cogring::proof::{BlockProof, Compositions, SolutionProof};
use cogring::report::json::{Schema, to_json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

const NETWORK: &str = "examples/data/d23_seed1_epoch9900.npz";
const IRREPS: &str = "examples/data/D5_s1_f0.9.npz";

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cogring"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the command runs")
}

#[track_caller]
fn json(arguments: &[&str]) -> Value {
    let output = run(arguments);
    let error = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{arguments:?} prints no JSON: {error}"))
}

/// A report read through its type and written again.
type Again = fn(Schema, &str) -> Result<String, String>;

fn again<T: Serialize + DeserializeOwned>(schema: Schema, text: &str) -> Result<String, String> {
    let report: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    to_json(schema, &report).map(|text| text + "\n").map_err(|error| error.to_string())
}

/// The same of a page, whose `runs` stand in a map.
fn page_again(schema: Schema, text: &str) -> Result<String, String> {
    let read: Map<String, Value> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let runs: Vec<RunPage> = serde_json::from_value(read["runs"].clone()).map_err(|error| error.to_string())?;
    to_json(schema, &serde_json::json!({ "runs": runs })).map(|text| text + "\n").map_err(|error| error.to_string())
}

#[test]
fn every_report_is_one_struct_of_the_library_in_an_envelope() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = |name: &str| directory.path().join(name).to_str().expect("UTF-8").to_owned();
    let (certificate, snapped, valid) = (file("order6.json"), file("snapped.npz"), file("snapped.json"));
    let (converted, page) = (file("net.npz"), file("page.html"));
    run(&["prove", "order6", "--certificate", &certificate]);
    run(&["factor", NETWORK, "--snap", &snapped, "--certificate", &valid]);
    let commands: [(&[&str], Schema, Again); 21] = [
        (&["check", &certificate], Schema::Check, again::<CheckedFile>),
        (&["check", &valid], Schema::NetworkCheck, again::<CheckedFile>),
        (&["compare", NETWORK, &snapped], Schema::Comparison, again::<Comparison>),
        (&["construct", "narrow", "--group", "5"], Schema::Construction, again::<ConstructionReport>),
        (&["convert", NETWORK, &converted], Schema::Conversion, again::<Conversion>),
        (&["eval", "nu * syn"], Schema::Block, again::<Description>),
        (&["eval", "syn^45"], Schema::Block, again::<Description>), // 3⁴⁵ nodes, more than 2⁶⁴
        (&["eval", "sum(k: 1/6 * nu * syn @ k)", "--group", "7"], Schema::Element, again::<GroupEvaluation>),
        (&["factor", NETWORK], Schema::Factorization, again::<factor::Report>),
        (&["factor", NETWORK, "--method", "paper"], Schema::Factorization, again::<factor::Report>),
        (&["factor", NETWORK, "--snap", &snapped], Schema::Snapping, again::<OfFile<WrittenSnapping>>),
        (
            &["factor", IRREPS, "--snap", &snapped],
            Schema::IrrepSnapping,
            again::<OfFile<WrittenSnapping<factor::IrrepSnapping>>>,
        ),
        (&["path", "--group", "5"], Schema::Path, again::<FactorWalk>),
        (&["potentials", "order4", "--group", "7"], Schema::Potentials, again::<PotentialList>),
        (&["prove", "order6"], Schema::BlockProof, again::<BlockProof>),
        (&["prove", "syn_ab * (nu(mu) + xi)"], Schema::BlockProof, again::<BlockProof>),
        (&["prove", "order6", "--group", "5"], Schema::SolutionProof, again::<SolutionProof>),
        (&["prove", "sum(k: nu * syn @ k)", "--group", "5"], Schema::SolutionProof, again::<SolutionProof>),
        (&["report", NETWORK, "-o", &page], Schema::Page, page_again),
        (&["search"], Schema::Compositions, again::<Compositions>),
        (&["verify", NETWORK], Schema::Verification, again::<OfFile<Verification>>),
    ];
    for (arguments, schema, again) in commands {
        let output = run(&[arguments, &["--json"]].concat());
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let report: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
        assert_eq!(report["cogring"], env!("CARGO_PKG_VERSION"), "{arguments:?}");
        assert_eq!(report["report"], schema.name(), "{arguments:?}");
        assert!(!schema.meaning().is_empty());
        let twice = again(schema, &text).unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
        let same = text.lines().zip(twice.lines()).find(|(once, twice)| once != twice);
        assert!(text == twice, "{arguments:?}: {same:?}");
    }
}

#[test]
fn a_report_of_another_schema_is_not_read() {
    let text = String::from_utf8(run(&["prove", "order6", "--json"]).stdout).expect("UTF-8");
    assert!(again::<SolutionProof>(Schema::SolutionProof, &text).is_err());
    assert!(again::<Compositions>(Schema::Compositions, &text).is_err());
    let spoiled = text.replacen("\"value\": \"1\"", "\"value\": \"1 +\"", 1);
    assert!(spoiled != text && again::<BlockProof>(Schema::BlockProof, &spoiled).is_err());
}

#[test]
fn one_file_and_two_are_factored_into_the_same_shape() {
    let (one, two) = (json(&["factor", NETWORK, "--json"]), json(&["factor", NETWORK, NETWORK, "--json"]));
    let fields = |report: &Value| report.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&one), fields(&two));
    assert!(one["networks"].is_array() && one["networks"][0] == two["networks"][0]);
}

#[test]
fn reports_are_read_back_by_the_library() {
    let text = run(&["construct", "order6", "--group", "7", "--json"]).stdout;
    let report: ConstructionReport = serde_json::from_slice(&text).expect("a report");
    assert_eq!((&*report.name, report.problem.width), ("order6", 18));
    let text = run(&["eval", "nu * syn", "--json"]).stdout;
    let block: Description = serde_json::from_slice(&text).expect("a description");
    assert_eq!(block.order, Some(6));
    let text = run(&["eval", "sum(k: syn @ k)", "--group", "5", "--json"]).stdout;
    let element: GroupEvaluation = serde_json::from_slice(&text).expect("an evaluation");
    assert_eq!(element.order, Some(6));
    let text = run(&["potentials", "order6", "--group", "5", "-k", "1,1,1", "--json"]).stdout;
    let list: PotentialList = serde_json::from_slice(&text).expect("a list");
    assert_eq!(list.potentials[0].exact.as_deref(), Some("1"));
}

#[test]
fn frequencies_out_of_range_are_refused_with_the_range() {
    let refused = |arguments: &[&str], range: &str| {
        let output = run(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty() && error.contains(range), "{arguments:?}: {error}");
    };
    for (group, frequencies, range) in [
        ("7", "1,7,1", "`7` is out of range: 7 has -6 to 6"),
        ("7", "-7,1,1", "-6 to 6"),
        ("7", "1,1,99", "-6 to 6"),
        ("7", "5..=7,1,1", "-6 to 6"),
        ("2x4", "(2,0),(0,1),(1,1)", "2x4 has -1 to 1, -3 to 3"),
        ("1009", "0..200,0..200,0", "more than 10000 potentials"),
    ] {
        refused(&["potentials", "order6", "--group", group, "-k", frequencies], range);
    }
    refused(&["potentials", "narrow", "--group", "S3", "-k", "3[0,0],1,1"], "which are 0 to 2[1,1]");
    refused(&["construct", "order6", "--group", "7", "--nu", "i@1,2..=9"], "-6 to 6");
    refused(&["eval", "1/6*nu=i*syn @ 9", "--group", "7"], "-6 to 6");
    refused(&["eval", "sum(k != 9: 1/6*nu=i*syn @ k)", "--group", "7"], "-6 to 6");
    refused(&["landscape", "--group", "S3", "--learned", "1,5"], "5 is no irrep of S3, which has 1, 2");
}

#[test]
fn frequencies_and_what_else_is_counted_are_lists() {
    let names = |arguments: &[&str]| -> Vec<String> {
        let listed: PotentialList = serde_json::from_slice(&run(arguments).stdout).expect("a list");
        listed.potentials.into_iter().map(|listed| listed.potential).collect()
    };
    let potentials = |group, k| names(&["potentials", "order6", "--group", group, "-k", k, "--json"]);
    assert_eq!(potentials("7", "1..=2,1,-1..1"), ["r_{1 1 6}", "r_{1 1 0}", "r_{2 1 6}", "r_{2 1 0}"]);
    assert_eq!(potentials("2x4", "(1,1),(1,-1),(0,0)"), ["r_{(1,1) (1,3) (0,0)}"]);
    let nodes = |at: &[&str]| {
        let values = at.iter().flat_map(|at| ["--xi", at]);
        run(&["construct", "order4-bias", "--group", "11", "--json"].into_iter().chain(values).collect::<Vec<_>>())
            .stdout
    };
    let each = nodes(&["i@1", "i@2", "i@4", "i@5"]);
    assert!(!each.is_empty() && each == nodes(&["i@1,2,4..=5"]) && each != nodes(&["i@1,2,3..=5"]));
    let learned = run(&["landscape", "--group", "S4", "--learned", "1,2..=3", "--starts", "2", "--json"]);
    assert!(learned.status.success(), "{}", String::from_utf8_lossy(&learned.stderr));
    let landscape: Value = serde_json::from_slice(&learned.stdout).expect("JSON");
    let is_learned: Vec<_> =
        landscape["irreps"].as_array().expect("irreps").iter().map(|row| row["is_learned"].as_bool()).collect();
    assert_eq!(is_learned, [Some(true), Some(true), Some(true), Some(false)]);
}

/// What would take too long or too much is refused at once, with the limit.
#[test]
fn costs_are_known_before_they_are_paid() {
    let large = (1u32 << 26).to_string();
    let commands: [(&[&str], &str); 13] = [
        (&["construct", "order6", "--group", &large], "more than the 4194304 that are built"),
        (&["construct", "narrow", "--group", &large], "more than the 4194304 that are built"),
        (&["construct", "random-phase", "--group", "5", "--width", "67108864"], "more than the 4194304 that are built"),
        (
            &["construct", "random-phase", "--group", "5", "--width", "170141183460469231731687303715884105727"],
            "more than",
        ),
        (&["construct", "phase-grid", "--group", "101", "-L", "4000"], "more than the 4194304 that are built"),
        (&["construct", "tied-phase", "--group", "101", "-L", "99999999999"], "more than the 4194304 that are built"),
        (&["construct", "memorization", "--group", "400"], "more than"),
        (&["construct", "memorization", "--group", &large], "more than the 4194304 that are built"),
        (&["construct", "order6", "--group", "9001", "-o", "never.npz"], "more than the 16777216 that are written"),
        (&["eval", "sum(k: 1/6 * nu * syn @ k)", "--group", &large], "more than"),
        (&["eval", "1 + sum(k: syn @ k)", "--group", "10007"], "products of exact numbers, more than the 67108864"),
        (&["potentials", "order6", "--group", &large, "-k", "1,1,1"], "more than the 4194304 that are built"),
        (&["potentials", "memorization", "--group", "101"], "products of exact numbers, more than the 67108864"),
    ];
    for (arguments, limit) in commands {
        let start = Instant::now();
        let output = run(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(limit), "{arguments:?}: {error}");
        assert!(start.elapsed() < Duration::from_secs(10), "{arguments:?} took {:?}", start.elapsed());
    }
}

#[test]
fn quiet_commands_answer_by_their_status() {
    let output = run(&["verify", NETWORK, "--quiet"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let output = run(&["--quiet", "prove", "order6"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    let output = run(&["--quiet", "prove", "order5"]);
    assert!(output.status.code() == Some(2) && !output.stderr.is_empty());
}

#[test]
fn a_network_goes_through_a_pipe() {
    let output = run(&["construct", "order6", "--group", "7", "-o", "-"]);
    assert!(output.status.success() && output.stdout.starts_with(b"PK"));
    let mut verify = command(&["verify", "-"]);
    let mut verify = verify.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the command starts");
    verify.stdin.take().expect("a pipe").write_all(&output.stdout).expect("it reads");
    let verified = verify.wait_with_output().expect("it ends");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    assert!(String::from_utf8_lossy(&verified.stdout).starts_with("-\n"));
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_written_to() {
    use std::os::unix::ffi::OsStringExt;
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join(OsString::from_vec(b"net\xff.npz".to_vec()));
    let commands: [&[&str]; 3] = [
        &["construct", "narrow", "--group", "5", "--json", "-o"],
        &["eval", "sum(k: 1/6 * nu=i * syn @ k)", "--group", "5", "--json", "-o"],
        &["convert", NETWORK, "--json"],
    ];
    for arguments in commands {
        let output = command(arguments).arg(&path).output().expect("the command runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok(), "{arguments:?}");
        std::fs::remove_file(&path).expect("it was written");
    }
}

/// A full or closed output ends a command without a panic.
#[cfg(target_os = "linux")]
#[test]
fn streams_that_take_nothing_are_no_panic() {
    let full = || std::fs::File::create("/dev/full").expect("a device");
    let commands: [&[&str]; 8] = [
        &["eval", "nu * syn"],
        &["construct", "order6", "--group", "7"],
        &["construct", "order6", "--group", "7", "-o", "-"],
        &["potentials", "order4", "--group", "7"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
        &["search", "--json"],
    ];
    for arguments in commands {
        let output = command(arguments).stdout(full()).output().expect("the command runs");
        let code = output.status.code().expect("no signal");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(code <= 2 && !error.contains("panicked"), "{arguments:?}: {code} {error}");
        let status = command(arguments).stdout(full()).stderr(full()).status().expect("the command runs");
        assert!(status.code().is_some_and(|code| code <= 2), "{arguments:?}: {status}");
        let output = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 2>&-", env!("CARGO_BIN_EXE_cogring")])
            .args(arguments)
            .output()
            .expect("the command runs");
        assert!(output.status.code().is_some_and(|code| code <= 2), "{arguments:?}: {}", output.status);
    }
}

#[test]
fn shells_and_manuals_know_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = String::from_utf8(run(&["completions", shell]).stdout).expect("UTF-8");
        for name in ["construct", "order4-bias", "reproduce", "completions"] {
            assert!(script.contains(name), "{shell}: {name}");
        }
    }
    let page = String::from_utf8(run(&["man"]).stdout).expect("UTF-8");
    assert!(page.contains(".TH") && page.contains("cogring"));
    let page = String::from_utf8(run(&["man", "construct", "order4"]).stdout).expect("UTF-8");
    assert!(page.contains("sigma") && page.contains("cogring") && page.contains("order4"));
    let output = run(&["man", "destruct"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no command `destruct`"));
}
