//! Where files are written: behind symbolic links, under any name, into what is no regular file; and what is left over.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use cogring::format::{Array, Arrays, read_arrays, remove_partial_files, write_arrays};

fn numbers(value: f64) -> Arrays {
    crate::arrays([("x", Array::scalar(value))])
}

#[test]
fn a_symbolic_link_stays_and_its_target_is_replaced() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = |name: &str| directory.path().join(name);
    fs::create_dir(path("below")).expect("a directory");
    for (name, target) in [("link.npz", "below/file.npz"), ("second.npz", "link.npz"), ("new.npz", "below/new.npz")] {
        symlink(target, path(name)).expect("a link");
    }
    write_arrays(&path("below/file.npz"), &numbers(1.0)).expect("a file");
    for (name, file, value) in
        [("link.npz", "below/file.npz", 2.0), ("second.npz", "below/file.npz", 3.0), ("new.npz", "below/new.npz", 4.0)]
    {
        write_arrays(&path(name), &numbers(value)).expect("a file behind a link");
        assert!(path(name).is_symlink(), "{name} was replaced");
        assert!(!path(file).is_symlink());
        assert_eq!(read_arrays(&path(file)).expect("arrays"), numbers(value), "{name}");
    }
    assert_eq!(fs::read_dir(path("below")).expect("a directory").count(), 2, "nothing else remains");
    symlink("itself.npz", path("itself.npz")).expect("a link");
    let message = write_arrays(&path("itself.npz"), &numbers(5.0)).expect_err("a circle").to_string();
    assert!(message.contains("itself.npz") && message.contains("symbolic links"), "{message}");
}

#[test]
fn a_pipe_is_written_to_and_stays_a_pipe() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let (pipe, link) = (directory.path().join("pipe.npz"), directory.path().join("link.npz"));
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    symlink("pipe.npz", &link).expect("a link");
    for path in [&pipe, &link] {
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe).expect("what is written")
        });
        write_arrays(path, &numbers(7.0)).expect("a reader waits");
        let is_pipe = fs::symlink_metadata(&pipe).expect("a file").file_type().is_fifo();
        assert!(is_pipe, "the pipe was replaced");
        let content = reader.join().expect("a reader");
        assert_eq!(cogring::format::npz::arrays_from_bytes(&content).expect("arrays"), numbers(7.0));
    }
    assert!(link.is_symlink());
    assert_eq!(fs::read_dir(directory.path()).expect("a directory").count(), 2, "nothing else remains");
}

#[test]
fn names_that_are_no_text_are_names() {
    use std::os::unix::ffi::OsStrExt;
    let directory = tempfile::tempdir().expect("a temporary directory");
    for name in [&b"net\xff\xfe.npz"[..], b"net\xff.json", b"net\xff.safetensors"] {
        let path = directory.path().join(std::ffi::OsStr::from_bytes(name));
        write_arrays(&path, &numbers(8.0)).expect("a new file");
        assert_eq!(read_arrays(&path).expect("arrays"), numbers(8.0));
    }
    let (file, out) = (Path::new(crate::BUNDLED_NPZ), directory.path().join(std::ffi::OsStr::from_bytes(b"\xff.npz")));
    let convert = || Command::new(env!("CARGO_BIN_EXE_cogring")).arg("convert").args([file, &out]).output();
    assert!(convert().expect("the command starts").status.success());
    assert!(out.is_file());
}

#[test]
fn what_killed_writers_left_is_removed_and_what_living_ones_write_is_not() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let minutes_ago = SystemTime::now() - Duration::from_secs(300);
    let part = |name: &str, modified| {
        let path = directory.path().join(name);
        let file = fs::File::create(&path).expect("a new file");
        file.set_modified(modified).expect("an old file");
        (path, file)
    };
    let (abandoned, _) = part(".cogring-a.part", minutes_ago);
    let (young, _) = part(".cogring-b.part", SystemTime::now());
    let (written, lock) = part(".cogring-c.part", minutes_ago);
    let (other, _) = part("results.part", minutes_ago);
    lock.try_lock().expect("a lock");
    write_arrays(&directory.path().join("x.npz"), &numbers(1.0)).expect("a file");
    let there = [&abandoned, &young, &written, &other].map(|path| path.exists());
    assert_eq!(there, [false, true, true, true]);
    remove_partial_files(directory.path());
    assert_eq!([&young, &written, &other].map(|path| path.exists()), [false, true, true]);
    drop(lock);
    remove_partial_files(directory.path());
    assert!(!written.exists());
}
