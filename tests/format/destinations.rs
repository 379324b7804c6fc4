//! Where files are written: behind symbolic links, and into what is no regular file.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::process::Command;

use cogring::format::{Array, Arrays, read_arrays, write_arrays};

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
