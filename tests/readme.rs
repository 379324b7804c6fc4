//! The README's tour is what the program prints.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// A command of the tour and the lines that it is said to print.
struct Step<'a> {
    command: &'a str,
    output: Vec<&'a str>,
}

/// The steps in the blocks of plain text: `$ command`, then its output.
fn steps(readme: &str) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut is_output = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            is_output = line == "```text";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| is_output) {
            steps.push(Step { command, output: Vec::new() });
        } else if is_output {
            steps.last_mut().expect("a block begins with a command").output.push(line);
        }
    }
    steps
}

/// Words between blanks; quotes keep blanks together.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in command.split('\'').enumerate() {
        match at % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

/// Whether two lines have the same words, where numbers that are rounding errors differ from machine to machine.
fn agree(shown: &str, printed: &str) -> bool {
    let is_rounding = |word: &str| {
        word.trim_matches(|c: char| !c.is_ascii_alphanumeric()).parse::<f64>().is_ok_and(|value| value.abs() < 1e-12)
    };
    let (shown, printed): (Vec<&str>, Vec<&str>) =
        (shown.split_whitespace().collect(), printed.split_whitespace().collect());
    let same = |(x, y): (&&str, &&str)| x == y || (is_rounding(x) && is_rounding(y));
    shown.len() == printed.len() && shown.iter().zip(&printed).all(same)
}

/// Which shown line is not printed where it should be; `…` stands for any lines.
fn first_difference<'a>(shown: &[&'a str], printed: &[&str]) -> Option<&'a str> {
    let (mut at, mut is_open) = (0, false);
    for line in shown.iter().copied().filter(|line| !line.trim().is_empty()) {
        if line == "…" {
            is_open = true;
            continue;
        }
        let found = printed[at..].iter().position(|printed| agree(line, printed)).filter(|&skip| is_open || skip == 0);
        let Some(skip) = found else { return Some(line) };
        (at, is_open) = (at + skip + 1, false);
    }
    if at < printed.len() && !is_open { Some("the end") } else { None }
}

#[test]
fn the_tour_prints_what_it_shows() {
    let directory = TempDir::new().expect("a directory");
    let data = directory.path().join("examples/data");
    fs::create_dir_all(&data).expect("a directory");
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data")).expect("the bundled data") {
        let file = file.expect("an entry");
        fs::copy(file.path(), data.join(file.file_name())).expect("a copy");
    }
    let steps = steps(include_str!("../README.md"));
    assert!(steps.len() >= 6, "{} commands", steps.len());
    for Step { command, output } in steps {
        let words = words(command);
        assert_eq!(words[0], "cogring", "{command}");
        let mut program = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("cogring"));
        let result = program.args(&words[1..]).current_dir(directory.path()).output().expect("the program starts");
        let printed = String::from_utf8(result.stdout).expect("text");
        assert!(result.status.success(), "{command}: {}", String::from_utf8_lossy(&result.stderr));
        let lines: Vec<&str> = printed.lines().filter(|line| !line.trim().is_empty()).collect();
        if let Some(line) = first_difference(&output, &lines) {
            panic!("{command}\ndoes not print\n{line}\nbut\n{printed}");
        }
    }
}

#[test]
fn a_line_that_is_not_printed_is_noticed() {
    let printed = ["one 1.5e-30", "two", "three 3.0"];
    assert_eq!(first_difference(&["one 2.5e-31", "", "two", "three 3.0"], &printed), None);
    assert_eq!(first_difference(&["…", "two", "…"], &printed), None);
    assert_eq!(first_difference(&["one 1.5e-30", "three 3.0"], &printed), Some("three 3.0"));
    assert_eq!(first_difference(&["…", "three 3.1"], &printed), Some("three 3.1"));
    assert_eq!(first_difference(&["one 1.5e-30", "two"], &printed), Some("the end"));
}
