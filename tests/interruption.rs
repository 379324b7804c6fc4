//! Runs that are killed, stopped, or refused by the operating system: what is on disk stays whole, and what is continued
//! ends as if nothing had happened.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use cogring::format::{ReadOptions, read_network};
use cogring::train::Protocol;
use tempfile::TempDir;

/// A run that takes a fraction of a second and loses nodes on the way.
const RUN: [&str; 11] = [
    "train",
    "--group=7",
    "--width=24",
    "--epochs=1500",
    "--weight-decay=1e-3",
    "--checkpoint-every=250",
    "--log-every=50",
    "--seed=5",
    "--precision=f32",
    "--threads=1",
    "--train-fraction=0.9",
];

fn command(output: &Path, save_every: &str) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("cogring"));
    command.args(RUN).arg("--save-every").arg(save_every).arg("-o").arg(output);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn finish(output: &Path) -> Output {
    let result = command(output, "5").output().expect("the program starts");
    assert_eq!(result.status.code(), Some(0), "{}", String::from_utf8_lossy(&result.stderr));
    result
}

/// The same run with `limit` blocks as the largest size of a file.
fn with_file_size_limit(output: &Path, limit: usize) -> Output {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {limit}; exec \"$@\"")).arg("sh");
    let inner = command(output, "0");
    shell.arg(inner.get_program()).args(inner.get_args()).output().expect("a shell")
}

/// Every file below a directory by its path there.
fn files(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()) {
        let name = PathBuf::from(entry.file_name().expect("a name"));
        if entry.is_dir() {
            found.extend(files(&entry).into_iter().map(|(path, bytes)| (name.join(path), bytes)));
        } else {
            found.insert(name, fs::read(&entry).expect("a readable file"));
        }
    }
    found
}

/// The directory holds the same files with the same bytes as that of the run that nothing has disturbed.
fn assert_same(found: &Path, expected: &Path, what: &str) {
    let (found, expected) = (files(found), files(expected));
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{what}");
    for (path, bytes) in &expected {
        assert!(found[path] == *bytes, "{what}: {} differs", path.display());
    }
}

/// Every checkpoint there is has the bytes it should have; how many there are.
fn intact_checkpoints(found: &Path, expected: &Path) -> usize {
    let expected = files(&expected.join("checkpoints"));
    let found = files(&found.join("checkpoints"));
    for (path, bytes) in &found {
        assert!(expected.get(path) == Some(bytes), "{} is damaged", path.display());
    }
    found.len()
}

/// Runs nothing disturbs, and how long one takes that saves its state as often as `save_every` says.
fn undisturbed(directory: &Path, save_every: &str) -> (PathBuf, Duration) {
    let path = directory.join(format!("undisturbed{save_every}"));
    let start = Instant::now();
    let result = command(&path, save_every).output().expect("the program starts");
    assert!(result.status.success(), "{}", String::from_utf8_lossy(&result.stderr));
    (path, start.elapsed())
}

/// Waits until the log of a run has that many lines; whether it came to that before the run ended.
fn wait_for_log(child: &mut Child, path: &Path, lines: usize) -> bool {
    let begin = Instant::now();
    loop {
        let log = fs::read_to_string(path.join("log.jsonl")).unwrap_or_default();
        if log.lines().count() >= lines {
            return true;
        }
        if child.try_wait().expect("a child").is_some() {
            return false;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "no {lines} lines in {}", path.display());
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// The number of lines that the log of [`RUN`] has before that epoch.
fn lines_before(epoch: usize) -> usize {
    let protocol = Protocol { log_every: 50, ..Protocol::default() };
    (0..epoch).filter(|&epoch| protocol.logs_at(epoch)).count()
}

/// Starts a run and stops it as Ctrl-C does, after it has logged that many lines.
fn interrupted(path: &Path, lines: usize) -> Output {
    stopped_by(&["-INT"], path, lines)
}

/// Starts a run and sends it signals after it has logged that many lines. A run that was over before they reached it is
/// made again.
fn stopped_by(signals: &[&str], path: &Path, lines: usize) -> Output {
    for _ in 0..50 {
        let mut child = command(path, "0").spawn().expect("the program starts");
        assert!(wait_for_log(&mut child, path, lines), "the run ended before it logged {lines} lines");
        for signal in signals {
            let sent = Command::new("kill").arg(signal).arg(child.id().to_string()).status().expect("kill");
            assert!(sent.success());
        }
        let result = child.wait_with_output().expect("an end");
        if result.status.code() != Some(0) {
            return result;
        }
        fs::remove_dir_all(path).expect("a finished run");
    }
    panic!("fifty runs ended before they could be interrupted");
}

#[test]
fn a_run_killed_at_any_moment_ends_bit_identical() {
    let directory = TempDir::new().expect("a directory");
    let schedules = ["0.002", "0.02"].map(|save_every| (save_every, undisturbed(directory.path(), save_every)));
    let expected = schedules[0].1.0.clone();
    assert_same(&schedules[1].1.0, &expected, "saving more often changes nothing");
    let (mut killed, mut continued) = (0, 0);
    for attempt in 0..1000 {
        if killed == 20 {
            break;
        }
        let (save_every, (_, duration)) = &schedules[attempt % 2];
        let path = directory.path().join(format!("killed{attempt}"));
        let mut child = command(&path, save_every).spawn().expect("the program starts");
        // The moment is chosen by the run's own progress: how fast it comes there depends on what else the machine does.
        let is_running = wait_for_log(&mut child, &path, lines_before(rand::random_range(0..1500)));
        std::thread::sleep(duration.mul_f64(0.03 * rand::random::<f64>()));
        if !is_running || child.try_wait().expect("a child").is_some() {
            continue; // this time it was faster
        }
        child.kill().expect("SIGKILL");
        child.wait().expect("an end");
        killed += 1;
        continued += usize::from(path.join("state").is_dir_and_not_empty());
        finish(&path);
        assert_same(&path, &expected, &format!("killed in attempt {attempt}"));
    }
    assert_eq!(killed, 20, "most runs ended before they could be killed");
    assert!(continued >= 5, "only {continued} of 20 runs were killed after they had saved something");
}

trait NotEmpty {
    fn is_dir_and_not_empty(&self) -> bool;
}

impl NotEmpty for PathBuf {
    fn is_dir_and_not_empty(&self) -> bool {
        fs::read_dir(self).is_ok_and(|mut entries| entries.next().is_some())
    }
}

#[test]
fn a_run_killed_again_and_again_ends_bit_identical() {
    let directory = TempDir::new().expect("a directory");
    let (expected, duration) = undisturbed(directory.path(), "0.002");
    let path = directory.path().join("run");
    for _ in 0..8 {
        let mut child = command(&path, "0.002").spawn().expect("the program starts");
        std::thread::sleep(duration.mul_f64(0.4 * rand::random::<f64>()));
        let _ = child.kill();
        child.wait().expect("an end");
    }
    finish(&path);
    assert_same(&path, &expected, "killed eight times");
}

/// Files that a killed process might have left.
fn leave(path: &Path, names: &[&str]) {
    names.iter().for_each(|name| fs::write(path.join(name), "leftover").expect("a file"));
}

#[test]
fn what_a_killed_process_left_behind_is_removed() {
    let directory = TempDir::new().expect("a directory");
    let (expected, _) = undisturbed(directory.path(), "5");
    // Killed between the last network and the tidying.
    let path = directory.path().join("finished");
    finish(&path);
    leave(&path, &["lock", "state/epoch_001000.npz", "state/.cogring-a.part", "checkpoints/.cogring-b.part"]);
    finish(&path);
    assert_same(&path, &expected, "killed before the tidying");
    // Killed in the middle of writing, before the end.
    let path = directory.path().join("unfinished");
    interrupted(&path, 20);
    leave(&path, &[".cogring-a.part", "state/.cogring-b.part", "checkpoints/.cogring-c.part"]);
    finish(&path);
    assert_same(&path, &expected, "killed while writing");
}

#[test]
fn an_interrupt_or_a_termination_stops_cleanly_and_the_same_command_continues() {
    let directory = TempDir::new().expect("a directory");
    let (expected, _) = undisturbed(directory.path(), "5");
    // A process and its group are often sent SIGTERM both.
    for signals in [&["-INT"][..], &["-TERM"], &["-TERM", "-TERM"]] {
        let path = directory.path().join(format!("run{}", signals.concat()));
        let stopped = stopped_by(signals, &path, 60);
        assert_eq!(stopped.status.code(), Some(1), "a run that is not finished");
        let text = String::from_utf8_lossy(&stopped.stdout);
        assert!(text.contains("of 1500") && text.contains("stopped, the same command continues"), "{text}");
        let said = String::from_utf8_lossy(&stopped.stderr).into_owned();
        assert!(said.lines().all(|line| line.starts_with("cogring: epoch ")), "{said}");
        assert!(!path.join("final.npz").exists() && path.join("state").is_dir_and_not_empty());
        assert!(intact_checkpoints(&path, &expected) >= 1);
        finish(&path);
        assert_same(&path, &expected, &signals.concat());
    }
}

#[test]
fn damaged_states_are_passed_over() {
    let directory = TempDir::new().expect("a directory");
    let (expected, _) = undisturbed(directory.path(), "5");
    for (name, how_many) in [("last", 1), ("both", 2)] {
        let path = directory.path().join(name);
        interrupted(&path, 40);
        let states = files(&path.join("state"));
        assert_eq!(states.len(), 2, "two states are kept");
        for (file, bytes) in states.iter().rev().take(how_many) {
            let mut damaged = bytes.clone();
            let middle = damaged.len() / 2;
            damaged[middle] ^= 1;
            fs::write(path.join("state").join(file), damaged).expect("a file");
        }
        let result = finish(&path);
        let warnings = String::from_utf8_lossy(&result.stderr).into_owned();
        assert_eq!(warnings.matches("this saved state is passed over").count(), how_many, "{warnings}");
        assert!(warnings.contains("state/epoch_"), "{warnings}");
        assert_same(&path, &expected, name);
    }
}

#[test]
fn damaged_files_of_a_run_are_named() {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("run");
    interrupted(&path, 20);
    for file in ["split.npz", "config.json"] {
        let bytes = fs::read(path.join(file)).expect("a file");
        fs::write(path.join(file), &bytes[..bytes.len() / 2]).expect("a file");
        let result = command(&path, "5").output().expect("the program starts");
        let message = String::from_utf8_lossy(&result.stderr).into_owned();
        assert_eq!(result.status.code(), Some(2), "{file}: {message}");
        assert!(message.contains(file), "{message}");
        fs::write(path.join(file), bytes).expect("a file");
    }
    finish(&path);
    // A checkpoint that is damaged later is refused by its readers, and the others can be read.
    let checkpoint = path.join("checkpoints/epoch_000500.npz");
    let bytes = fs::read(&checkpoint).expect("a checkpoint");
    fs::write(&checkpoint, &bytes[..bytes.len() - 30]).expect("a file");
    let error = read_network(&checkpoint, &ReadOptions::default()).expect_err("a damaged file");
    assert!(error.to_string().contains("epoch_000500.npz"), "{error}");
    let other = path.join("checkpoints/epoch_000250.npz");
    assert_eq!(read_network(&other, &ReadOptions::default()).expect("an intact file").width(), 24);
}

#[test]
fn a_disk_that_fills_up_ends_the_run_with_an_error_and_nothing_is_lost() {
    let directory = TempDir::new().expect("a directory");
    let (expected, _) = undisturbed(directory.path(), "5");
    let full = std::io::Error::from_raw_os_error(27).to_string();
    let mut stopped_by = Vec::new();
    for limit in [1, 4, 8, 16, 24] {
        let path = directory.path().join(format!("limit{limit}"));
        let result = with_file_size_limit(&path, limit);
        let message = String::from_utf8_lossy(&result.stderr).into_owned();
        assert_eq!(result.status.code(), Some(2), "{limit} blocks: {message}");
        assert!(message.contains("cannot be written") && message.contains(&full), "{message}");
        assert!(message.starts_with("cogring: ") && message.lines().count() == 1, "{message}");
        let file = ["split.npz", "log.jsonl", "state/epoch_", "checkpoints/epoch_", "config.json", "final.npz"]
            .into_iter()
            .find(|file| message.contains(file));
        stopped_by.push(file.unwrap_or_else(|| panic!("no file is named: {message}")));
        if path.join("checkpoints").exists() {
            intact_checkpoints(&path, &expected);
        }
        let partial = files(&path).into_keys().find(|path| path.extension().is_some_and(|end| end == "part"));
        assert_eq!(partial, None, "{limit} blocks");
        finish(&path);
        assert_same(&path, &expected, &format!("continued after {limit} blocks"));
    }
    assert!(stopped_by.contains(&"log.jsonl"), "the log was never the file that did not fit: {stopped_by:?}");
    assert!(stopped_by.iter().any(|file| file.contains("epoch_")), "no network was too large: {stopped_by:?}");
}

#[test]
fn a_directory_that_cannot_be_written_is_named() {
    let directory = TempDir::new().expect("a directory");
    let file = directory.path().join("file");
    fs::write(&file, "not a directory").expect("a file");
    let result = command(&file.join("run"), "5").output().expect("the program starts");
    let message = String::from_utf8_lossy(&result.stderr).into_owned();
    assert_eq!(result.status.code(), Some(2), "{message}");
    assert!(message.contains(&file.display().to_string()), "{message}");
    // A file sits where a directory of a half-finished run was.
    let (expected, _) = undisturbed(directory.path(), "5");
    for name in ["state", "checkpoints"] {
        let path = directory.path().join(format!("without_{name}"));
        interrupted(&path, 20);
        let (place, aside) = (path.join(name), path.join("aside"));
        fs::rename(&place, &aside).expect("renamed");
        fs::write(&place, "in the way").expect("a file");
        let result = command(&path, "0").output().expect("the program starts");
        let message = String::from_utf8_lossy(&result.stderr).into_owned();
        assert_eq!(result.status.code(), Some(2), "{name}: {message}");
        assert!(message.contains(&place.display().to_string()), "{message}");
        fs::remove_file(&place).expect("removed");
        fs::rename(&aside, &place).expect("renamed");
        finish(&path);
        assert_same(&path, &expected, name);
    }
}

#[test]
fn two_processes_in_one_directory_do_not_disturb_each_other() {
    let directory = TempDir::new().expect("a directory");
    let (expected, _) = undisturbed(directory.path(), "5");
    for attempt in 0..10 {
        let path = directory.path().join(format!("shared{attempt}"));
        let pair = [(); 2].map(|()| command(&path, "0.002").spawn().expect("the program starts"));
        let results = pair.map(|child| child.wait_with_output().expect("an end"));
        let mut finished = 0;
        for result in results {
            let message = String::from_utf8_lossy(&result.stderr).into_owned();
            match result.status.code() {
                Some(0) => finished += 1,
                code => assert!(code == Some(2) && message.contains("another process is training"), "{message}"),
            }
        }
        assert!(finished >= 1, "neither process trained");
        assert_same(&path, &expected, &format!("attempt {attempt}"));
    }
}

#[test]
fn a_directory_in_use_is_left_alone() {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("run");
    fs::create_dir(&path).expect("a directory");
    let lock = fs::File::create(path.join("lock")).expect("a file");
    lock.try_lock().expect("nobody else is here");
    fs::write(path.join(".cogring-a.part"), "half a configuration").expect("a file");
    let before = files(&path);
    let result = command(&path, "5").output().expect("the program starts");
    let message = String::from_utf8_lossy(&result.stderr).into_owned();
    assert_eq!(result.status.code(), Some(2), "{message}");
    assert!(message.contains("another process is training into this directory"), "{message}");
    assert_eq!(files(&path), before, "nothing was written, and nothing of the other process removed");
    drop(lock);
    finish(&path);
}

#[test]
fn a_run_that_cannot_begin_leaves_nothing_behind() {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("run");
    let text = path.to_str().expect("a path in text");
    let network = "tests/data/d23_seed1_epoch0.npz";
    for (arguments, words) in [
        (&["--group=23", "--init=nofile.npz"][..], "nofile.npz"),
        (
            &["--group=23", "--width=100", "--init", network],
            "a network over Z_23 of width 512, but the run is over Z_23 of width 100",
        ),
        (&["--group=7", "--init", network], "order 23"),
        (&["--group=23", "--split=nofile.npz"], "nofile.npz"),
        (&["--group=23", "--split", network], "no array `train`"),
        (&["--group=7", "--train-fraction=0.01"], "leaves no pair to train on"),
        (&["--group=5", "--width=99999999999"], "at most 8 GiB"),
        (&["--group=5", "--width=300000000"], "at most 8 GiB"),
        (&["--group=5", "--width=1000000000"], "at most 8 GiB"),
        (&["--group=5", "--width=18446744073709551615", "--seed=1,2"], "at most 8 GiB"),
        (&["--group=1000003"], "at most 8 GiB"),
    ] {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("cogring"));
        let result = command.arg("train").args(arguments).args(["--epochs=3", "-o", text]).output().expect("a program");
        let message = String::from_utf8_lossy(&result.stderr).into_owned();
        assert_eq!(result.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(message.contains(words), "{arguments:?}: {message}");
        assert!(!path.exists(), "{arguments:?}");
    }
    finish(&path);
}

/// A sweep of four runs, one at a time, each of which would take for hours.
fn long_sweep(output: &Path) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("cogring"));
    command
        .args(["train", "--group=23", "--width=64", "--epochs=100000000", "--seed=0..4", "--jobs=1", "-o"])
        .arg(output);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn without_a_terminal_a_line_is_said_every_few_seconds_and_a_stopped_sweep_begins_nothing_more() {
    let directory = TempDir::new().expect("a directory");
    let mut child = long_sweep(directory.path()).spawn().expect("the program starts");
    let mut said = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stderr.take().expect("a pipe")), &mut said)
        .expect("a line");
    assert!(said.starts_with("cogring: 0 of 4 runs done; 23_q64_lr0.01_wd0.00005_seed0: epoch "), "{said}");
    assert!(Command::new("kill").arg("-INT").arg(child.id().to_string()).status().expect("kill").success());
    let result = child.wait_with_output().expect("an end");
    let text = String::from_utf8_lossy(&result.stdout).into_owned();
    assert_eq!(result.status.code(), Some(1), "{text}");
    let mut lines = text.lines();
    let first = lines.next().expect("a line about the run that had begun");
    assert!(first.starts_with("23_q64_lr0.01_wd0.00005_seed0: epoch ") && first.ends_with(" of 100000000"), "{text}");
    assert_eq!(lines.next(), Some("0 of 4 runs finished"));
    assert_eq!(lines.next(), Some("stopped, the same command continues"));
    assert!(lines.next().expect("a place").starts_with("table in "), "{text}");
    let begun = fs::read_dir(directory.path())
        .expect("a directory")
        .filter(|entry| entry.as_ref().expect("an entry").path().is_dir());
    assert_eq!((begun.count(), lines.next()), (1, None), "the other runs are not begun");
}
