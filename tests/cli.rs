//! The command line as a user meets it: verdicts, exit statuses, messages and help.

use std::path::Path;
use std::time::{Duration, Instant};

use itertools::Itertools;
use serde_json::Value;

/// The exit status, what is printed, and what is said on the error stream.
fn cogring(arguments: &[&str]) -> (i32, String, String) {
    let mut command = assert_cmd::Command::cargo_bin("cogring").expect("the command is built");
    let output = command.args(arguments).timeout(Duration::from_secs(60)).output().expect("the command runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit status"), text(output.stdout), text(output.stderr))
}

/// Asserts that the command ends with this status and that every part occurs in what it prints.
#[track_caller]
fn assert_answers(status: i32, arguments: &[&str], parts: &[&str]) {
    let (code, text, error) = cogring(arguments);
    assert_eq!(code, status, "{arguments:?}\n{text}{error}");
    for part in parts {
        assert!(text.contains(part), "{arguments:?}: `{part}` is not in\n{text}");
    }
}

/// Asserts that the command is refused, in words that contain every part.
#[track_caller]
fn assert_refused(arguments: &[&str], parts: &[&str]) {
    let (code, text, error) = cogring(arguments);
    assert_eq!((code, text.as_str()), (2, ""), "{arguments:?}\n{error}");
    assert!(!error.contains("panicked"), "{error}");
    for part in parts {
        assert!(error.contains(part), "{arguments:?}: `{part}` is not in\n{error}");
    }
}

#[test]
fn blocks_that_are_solutions_are_proved() {
    for block in ["order6", "order6-ab", "1/6 * nu * syn"] {
        assert_answers(0, &["prove", block], &["proved: zero loss for every finite Abelian group of odd order"]);
    }
    for block in [&["prove", "real"][..], &["prove", "--self-conjugate", "1/2 * ((1,1,1) + (1,-1,-1))"]] {
        assert_answers(0, block, &["proved: zero loss at k = -k in every finite Abelian group of even order"]);
    }
}

#[test]
fn constructions_are_proved_over_their_groups() {
    for construction in ["order6", "order6-ab", "order4", "order4-bias", "memorization"] {
        for group in ["5", "7", "3x3", "4", "6", "2x2", "2x4"] {
            assert_answers(0, &["prove", construction, "--group", group], &["proved: the loss is exactly 0"]);
        }
    }
    for (group, width) in [("3", 4), ("5", 8), ("15", 27), ("3x3", 13)] {
        let nodes = format!("{width} hidden nodes, one-hot target");
        assert_answers(0, &["prove", "narrow", "--group", group], &[&nodes, "proved: the loss is exactly 0"]);
    }
}

#[test]
fn what_is_no_solution_is_answered_with_the_first_potential() {
    for (block, words) in [
        ("syn", "not a solution: Σ a²c = 3 instead of 0"),
        ("nu", "not a solution: Σ ā b c = 1 + nu^-2 instead of 0"),
        ("1/4 * nu=i * xi", "not a solution: Σ |a|²c = 1/2 + 1/2*i instead of 0"),
        ("1/7 * nu * syn", "not a solution: Σ abc = 6/7 instead of 1"),
    ] {
        assert_answers(1, &["prove", block], &[words]);
    }
    let without_hat = ["prove", "sum(k: 1/4 * nu=i * xi @ k)", "--group", "7"];
    assert_answers(1, &without_hat, &["loss 12/7", "first R_n sum at k = 1: output minus target is 1 + i"]);
    let perturbed = ["prove", "sum(k: 1/7 * nu * syn @ k)", "--group", "7"];
    assert_answers(1, &perturbed, &["not a solution: loss 6/343", "output minus target is -1/7"]);
    let unreal = ["prove", "--self-conjugate", "1/3 * ((1,1,1) + (1,-1,-1))"];
    assert_answers(1, &unreal, &["not a solution: Σ abc = 2/3 instead of 1"]);
    assert_refused(&["prove", "--self-conjugate", "nu"], &["nu, which is not real"]);
    assert_refused(&["prove", "order4"], &["order4 is not made of equal blocks", "--group"]);
}

#[test]
fn conditions_on_parameters_are_printed_with_their_solutions() {
    let conditions =
        ["1 + nu^-2", "0 for nu = i, -i", "0 for nu = zeta(8), zeta(8)^3, -zeta(8), -zeta(8)^3", "0 for nu = 1, -1"];
    assert_answers(1, &["prove", "nu"], &conditions);
    assert_answers(1, &["prove", "1/2 * nu"], &["no values of the parameters make it a solution: R_c never holds"]);
    assert_answers(1, &["prove", "(1, 1, 1) + (nu, xi, 1)"], &["1 + nu*xi^-1", "0 when "]);
    let (_, text, _) = cogring(&["prove", "nu", "--json"]);
    let proof: Value = serde_json::from_str(&text).expect("JSON");
    let condition = &proof["potentials"][1]["condition"];
    assert_eq!(condition["solutions"]["roots_of_unity"]["values"], serde_json::json!(["i", "-i"]));
}

#[test]
fn conditions_of_products_and_unsolved_ones_are_printed() {
    assert_answers(1, &["prove", "1/4*nu*xi"], &["fails; 0 for nu = i, -i; or 0 for xi = i, -i"]);
    assert_answers(1, &["prove", "1000000000*((1,1,1)+(nu^3,1,1))"], &["0 for nu = -w3^2, -1, -w3\n"]);
    assert_answers(1, &["prove", "nu*xi + 1"], &["(not solved)"]);
}

#[test]
fn elements_too_large_to_be_built_are_evaluated_over_a_group() {
    let large = "sum(k: (1/6*nu*syn)^20 @ k)";
    assert_answers(
        0,
        &["eval", large, "--group", "7"],
        &["10968475320188928 hidden nodes", "zero-mean loss 0, exactly"],
    );
    assert_answers(0, &["prove", large, "--group", "7"], &["proved: the loss is exactly 0"]);
    assert_answers(0, &["potentials", large, "--group", "7"], &["r_{3 3 3}  1"]);
    assert_answers(0, &["prove", "(1/6*nu*syn)^1000"], &["proved"]);
    assert_refused(&["prove", large, "--group", "7", "--certificate", "unwritten.json"], &["not built"]);
    // What would be ignored is refused.
    assert_refused(&["eval", "syn^1000", "--group", "7"], &["is at no frequency", "sum(k: … @ k)"]);
    assert_refused(&["eval", "syn^1000", "--target", "one-hot"], &["--group"]);
}

#[test]
fn values_of_parameters_that_would_be_ignored_are_refused() {
    let element = "sum(k: 1/6*nu(nu_k)*syn_ab @ k)";
    let unknown = ["there is no parameter `foo`", "alpha, beta, nu_k"];
    assert_refused(&["eval", element, "--group", "7", "--set", "foo=w3"], &unknown);
    assert_refused(&["potentials", element, "--group", "7", "-k", "1,1,1", "--set", "foo=w3"], &unknown);
    assert_refused(&["path", "--group", "7", "--set", "foo=w3"], &["there is no parameter `foo`", "nu"]);
    assert_refused(&["eval", "3c", "--set", "nu=w3"], &["has no free parameters"]);
    assert_refused(&["eval", "nu", "--set", "nu=w3", "--set", "nu=i"], &["`nu` is given twice, as w3 and as i"]);
    assert_answers(0, &["eval", element, "--group", "7", "--set", "nu_k=i", "--set", "nu_2=w3"], &["hidden nodes"]);
    assert_refused(&["eval", element, "--group", "7", "--set", "nu_5=w3"], &["there is no parameter `nu_5`"]);
    let nu = |values: &[&str]| {
        let options = values.iter().flat_map(|value| ["--nu", value]);
        [&["construct", "order6", "--group", "5"][..], &options.collect::<Vec<_>>()].concat().join(" ")
    };
    let refused = |values: &[&str], words: &str| {
        assert_refused(&nu(values).split(' ').collect::<Vec<_>>(), &[words]);
    };
    refused(&["i", "w3"], "nu is given two values");
    refused(&["i@7"], "frequency: `7` is out of range: 5 has -4 to 4");
    refused(&["i@0"], "which is its own conjugate");
    refused(&["i@2", "w3@3"], "two values of a parameter at the pair ±2 of 5");
    let (_, at3, _) = cogring(&nu(&["i@3"]).split(' ').collect::<Vec<_>>());
    let (_, at2, _) = cogring(&nu(&["i@2"]).split(' ').collect::<Vec<_>>());
    assert!(at3.contains("a solution") && at3 == at2, "{at3}");
}

#[test]
fn names_that_are_proved_otherwise_are_told_what_they_need() {
    assert_refused(&["prove", "real", "--group", "4"], &["without --group", "sum(real k: "]);
    for name in ["order4", "memorization", "narrow"] {
        assert_refused(&["prove", name], &[name, "it needs a group", "--group 23"]);
    }
    for group in [&[][..], &["--group", "7"]] {
        assert_refused(&[&["prove", "random-phase"], group].concat(), &["floating-point numbers", "cogring verify"]);
    }
    assert_refused(&["path", "--group", "7", "--second", "syn"], &["the potential abc of the second factor is 3; 1"]);
}

/// Columns of a terminal, in which combining marks take no room.
#[test]
fn tables_of_potentials_are_aligned() {
    let columns = |text: &str| text.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).count();
    let (_, text, _) = cogring(&["prove", "order6"]);
    let equals: Vec<usize> = text
        .lines()
        .filter_map(|line| Some(columns(&line[..line.find(" = ").filter(|_| line.contains("Σ"))?])))
        .collect();
    assert!(equals.len() == 10 && equals.iter().all(|at| *at == equals[0]), "{equals:?}\n{text}");
}

#[test]
fn searches_are_bounded_and_aligned() {
    assert_answers(
        0,
        &["search", "--max-factors", "20"],
        &["6 generators, 230229 products, too many for special values", "that contain one of these"],
    );
    let special = [
        "1/6*syn*nu(i)                  a special case of 1/6*syn*nu(nu)",
        "3  1/3*3c                         R_c, R_*",
    ];
    assert_answers(0, &["search"], &special);
    assert_answers(1, &["search", "syn"], &["1 generator, 2 products"]);
}

#[test]
fn potentials_are_asked_of_constructions_expressions_and_networks() {
    let order4 = ["potentials", "order4", "--group", "7", "--input", "a", "-k", "2,-2,2"];
    assert_answers(0, &order4, &["r_{a 2 5 2}", "1/2 + 1/2*i"]);
    assert_answers(0, &["potentials", "sum(k: nu(nu_k) @ k)", "--group", "7", "-k", "3,3,-3"], &["1 + nu_3^4"]);
    let lazy = "sum(k: (1/6 * nu * syn)^1000 @ k)";
    let (code, text, _) = cogring(&["potentials", lazy, "--group", "7", "-k", "1,1,1", "--set", "nu=w3", "--json"]);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((code, &report["group"], &report["potentials"][0]["exact"]), (0, &"7".into(), &"1".into()));
    // The weights that are written have the potentials of the construction that they realize.
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("order6.npz");
    let file = file.to_str().expect("a path in text");
    assert_answers(0, &["construct", "order6", "--group", "2x4", "-o", file], &[]);
    let (_, text, _) = cogring(&["potentials", file, "-k", "(0,1),(0,1),(0,1)", "--json"]);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let value = &report["potentials"][0];
    assert!((value["re"].as_f64().expect("a number") - 1.0).abs() < 1e-12, "{text}");
    assert!(value["exact"].is_null());
    assert_refused(&["potentials", "order6", "-k", "1,1,1"], &["--group"]);
    assert_refused(&["potentials", "order6", "--group", "7", "--set", "nu=i"], &["--set"]);
}

#[test]
fn verify_answers_with_its_exit_status() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("order6.npz");
    let file = file.to_str().expect("a path in text");
    assert_answers(0, &["construct", "order6", "--group", "7", "-o", file], &[]);
    assert_answers(0, &["verify", file], &["a solution: the loss is zero"]);
    assert_answers(1, &["verify", file, "--target", "one-hot"], &["1.428571e-1", "not a solution"]);
    assert_answers(1, &["verify", "tests/data/d23_seed1_epoch0.npz"], &["not a solution"]);
    assert_refused(&["verify", "nothing.npz"], &["nothing.npz", "cannot be read"]);
}

#[test]
fn every_subcommand_has_examples_in_its_help() {
    let (code, text, _) = cogring(&["--help"]);
    assert_eq!(code, 0);
    let commands = text.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = commands
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next().filter(|_| !line.starts_with("   ")));
    let names: Vec<&str> = names.filter(|&name| name != "help").collect();
    assert!(names.len() >= 12, "{names:?}");
    for name in names {
        assert_answers(0, &[name, "--help"], &["Examples:", &format!("  cogring {name} ")]);
    }
}

#[test]
fn every_command_in_a_list_says_what_it_alone_does() {
    for command in [&["--help"][..], &["construct", "--help"], &["reproduce", "--help"]] {
        let (code, text, _) = cogring(command);
        assert_eq!(code, 0);
        let list = text.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        let said: Vec<&str> = list
            .filter_map(|line| line.strip_prefix("  ")?.split_once("  "))
            .filter(|(name, _)| !name.is_empty())
            .map(|(_, about)| about.trim())
            .collect();
        assert!(said.len() > 10 && said.iter().all_unique(), "{command:?}: {said:?}");
    }
}

#[test]
fn hostile_elements_are_refused_at_their_place_or_never_built() {
    for (element, words) in [
        ("foo * syn", "`foo` is no element"),
        ("nu=i *", "expected an element, found the end"),
        ("1/0 * nu", "division by zero"),
        ("nu(1/0)", "division by zero"),
        ("syn^100000000000000000000", "exponents of an element go up to"),
    ] {
        for command in ["prove", "eval"] {
            assert_refused(&[command, element], &[words, "  | ", "^"]);
        }
    }
    let start = Instant::now();
    assert_answers(1, &["prove", "sum(k: syn^1000000 @ k)", "--group", "7"], &["more than 2^128 hidden nodes"]);
    let weights = ["eval", "sum(k: syn^1000000 @ k)", "--group", "7", "-o", "unwritten.npz"];
    assert_refused(&weights, &["hidden nodes", "not built"]);
    assert_refused(&["prove", "syn^9000000000000000000"], &["the potential abc is too large"]);
    assert_refused(&["eval", "syn^100000000"], &["potentials", "too large to be written down"]);
    assert_refused(
        &["prove", "memorization", "--group", "1003"],
        &["memorization over Z_1003", "Fourier coefficients"],
    );
    assert_refused(&["prove", "order6", "--group", "99999999999999999999"], &["is not a group"]);
    assert_answers(1, &["prove", "syn^1000000"], &["477122 characters"]);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

/// What is wrong with files is tested where files are read; here that every command which reads one says so.
#[test]
fn bad_files_end_every_command_with_status_2() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let write = |name: &str, bytes: &[u8]| {
        let path = directory.path().join(name);
        std::fs::write(&path, bytes).expect("a new file");
        path.to_str().expect("a path in text").to_owned()
    };
    let network = std::fs::read("tests/data/d23_seed1_epoch0.npz").expect("the bundled network");
    let shapes = r#"{"W_a": [[1, 2, 3]], "W_b": [[1, 2]], "W_c": [[1], [2], [3]]}"#;
    let truncated = &network[..network.len() / 2];
    let bad = [
        (write("empty.npz", b""), "is empty"),
        (write("truncated.npz", truncated), "truncated"),
        (write("claim.safetensors", &10_000_000_000u64.to_le_bytes()), "10000000000 bytes"),
        (write("shapes.json", shapes.as_bytes()), "W_b"),
        (write("missing.json", br#"{"W_a": [[1, 2, 3]], "W_b": [[1, 2, 3]]}"#), "W_a"),
    ];
    let folder = directory.path().to_str().expect("a path in text");
    for command in ["factor", "verify", "potentials"] {
        for (path, words) in &bad {
            let name = Path::new(path).file_name().and_then(|name| name.to_str()).expect("a name");
            assert_refused(&[command, path], &[name, words]);
        }
        // The networks of a directory are factored one by one, so each of these is refused by its name.
        let words = if command == "factor" { "claim.safetensors" } else { "is a directory" };
        assert_refused(&[command, folder], &[folder, words]);
        let other = ["--group", "22"];
        assert_refused(&[command, "tests/data/d23_seed1_epoch0.npz", other[0], other[1]], &["22", "23"]);
    }
}

/// How a file was understood is part of the answer.
#[test]
fn readings_of_files_are_told() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = |name: &str| directory.path().join(name).to_str().expect("a path in text").to_owned();
    let (named, unnamed, biased) = (path("named.json"), path("unnamed.json"), path("biased.json"));
    assert_answers(0, &["construct", "order6", "--group", "3x3", "-o", &named], &[]);
    let text = std::fs::read_to_string(&named).expect("a file");
    let mut file: Value = serde_json::from_str(&text).expect("JSON");
    let arrays = file.as_object_mut().expect("an object");
    arrays.remove("group");
    std::fs::write(&unnamed, serde_json::to_string(&arrays).expect("JSON")).expect("a file");
    let bias: Vec<f64> = vec![0.5; 9];
    arrays.insert("W_c.bias".to_owned(), serde_json::json!(bias));
    std::fs::write(&biased, serde_json::to_string(&arrays).expect("JSON")).expect("a file");

    let hint = "as a network over 3x3 it does the task far better than over 9: try --group 3x3";
    let numbered = "elements in the file: first-slowest";
    for (command, file, status, words) in [
        ("factor", &named, 0, numbered),
        ("verify", &named, 0, numbered),
        ("factor", &unnamed, 0, hint),
        ("verify", &unnamed, 1, hint),
    ] {
        assert_answers(status, &[command, file], &[words]);
    }
    let node = "the bias of the outputs in the file is hidden node 24";
    assert_answers(0, &["factor", &biased, "--group", "3x3"], &[node, numbered, "25 hidden nodes"]);
    for command in ["factor", "verify"] {
        let (_, text, _) = cogring(&[command, &biased, "--group", "3x3", "--json"]);
        let report: Value = serde_json::from_str(&text).expect("JSON");
        let report = if command == "factor" { &report["networks"][0] } else { &report };
        assert_eq!((&report["element_order"], &report["output_bias_node"]), (&"first-slowest".into(), &24.into()));
        let (_, text, _) = cogring(&[command, &unnamed, "--json"]);
        assert!(text.contains("\"better_group\": \"3x3\""), "{text}");
    }
}

#[test]
fn weights_whose_loss_overflows_are_refused_with_file_array_and_entry() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("huge.json");
    std::fs::write(&path, r#"{"W_a": [[1, 2, 3]], "W_b": [[1, 1e300, 2]], "W_c": [[1], [2], [3]]}"#).expect("a file");
    for command in ["factor", "verify"] {
        let words = ["huge.json", "array W_b", "entry [0, 1] is 1e300", "the loss overflows"];
        assert_refused(&[command, path.to_str().expect("a path in text")], &words);
    }
}

/// Whoever does not listen to what is said on the error stream still gets the answer and the exit status.
#[cfg(target_os = "linux")]
#[test]
fn a_closed_or_full_error_stream_changes_no_answer() {
    use std::process::{Command, Stdio};
    let closed = || {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        Stdio::from(writer)
    };
    let full = || Stdio::from(std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a device"));
    let cases = [
        (2, &["verify", "no-such-file.npz"][..]),
        (2, &["factor", "no-such-file.npz"]),
        (2, &["train", "--group", "5", "--width", "0", "-o", "unused"]),
        (2, &["train", "--group", "five", "-o", "unused"]),
        (1, &["prove", "nu*syn", "--certificate", "unused.json"]),
    ];
    for (status, arguments) in cases {
        for stderr in [closed(), full()] {
            let mut command = Command::new(assert_cmd::cargo::cargo_bin!("cogring"));
            let found =
                command.args(arguments).stdout(Stdio::null()).stderr(stderr).status().expect("the command runs");
            assert_eq!(found.code(), Some(status), "{arguments:?}");
        }
    }
}

#[test]
fn networks_of_three_operands_are_trained_and_their_filters_read_and_all_else_is_refused() {
    let directory = tempfile::TempDir::new().expect("a directory");
    let path = |name: &str| directory.path().join(name).to_string_lossy().into_owned();
    let (run, other) = (path("run"), path("other.npz"));
    let options = "--group 5 --operands 3 --activation relu --width 8 --epochs 3 --train-fraction 0.6 -o";
    let train: Vec<&str> = ["train"].into_iter().chain(options.split(' ')).chain([&run[..]]).collect();
    assert_answers(0, &train, &["epoch 3 of 3"]);
    assert_answers(
        0,
        &["features", &run],
        &["1=W_1,2=W_2,3=W_3,c=W_c", "over all 3 operands jointly", "activation relu"],
    );
    assert_answers(0, &["features", &run, "--json"], &["\"energy\": null", "\"operands\": 3"]);
    let file = path("run/final.npz");
    for command in [
        vec!["factor", &file],
        vec!["factor", &run],
        vec!["verify", &file],
        vec!["potentials", &file],
        vec!["compare", &file, &file],
        vec!["convert", &file, &other],
        vec!["exactify", &file, "-o", &other],
        vec!["rank", &file],
        vec!["report", &run, "-o", &other],
        vec!["reproduce", "table", &run],
        vec!["reproduce", "boundary", &run, "-o", &other],
        vec!["reproduce", "grokking", &run, "-o", &other],
    ] {
        assert_refused(&command, &["a network of 3 operands", "networks of two operands"]);
    }
    let wrong = |extra: &[&str], parts: &[&str]| {
        assert_refused(&[&train[..train.len() - 1], &[&path("new")[..]], extra].concat(), parts);
    };
    wrong(&["--task", "x - y"], &["operands is 3 and the task x - y"]);
    wrong(&["--init", "examples/data/d23_seed1_epoch9900.npz"], &["no network of k operands"]);
    assert_refused(
        &["train", "--group", "1009", "--operands", "3", "-o", &other],
        &["1009^3 tuples of 3 operands", "at most 8 GiB are allowed"],
    );
}
