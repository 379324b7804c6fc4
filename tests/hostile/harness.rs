//! One function per reader and parser: takes any bytes, and may answer or refuse, but nothing else. The targets of `fuzz/`
//! run the same functions.

use std::fmt::Display;
use std::io::{Cursor, Write};
use std::path::Path;
use std::str::FromStr;

use cogring::Group;
use cogring::check::Check;
use cogring::expr::{Expression, Value};
use cogring::format::{Arrays, Mapping, Part, ReadOptions, arrays_from_bytes, network_from_arrays, parts};
use cogring::train::{RunConfig, SweepConfig};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A target: its name and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 14] = [
    ("npy", npy),
    ("npz", npz),
    ("safetensors", safetensors),
    ("json", json),
    ("pickle", pickle),
    ("pytorch", pytorch),
    ("pickled", pickled),
    ("legacy", legacy),
    ("mapping", mapping),
    ("element", element),
    ("value", value),
    ("group", group),
    ("certificate", certificate),
    ("config", config),
];

/// One array of NumPy, alone in an archive.
pub fn npy(data: &[u8]) {
    file(&archive(&[("W_a.npy", data)]), "x.npz");
}

/// An archive of NumPy.
pub fn npz(data: &[u8]) {
    file(data, "x.npz");
}

/// A file of safetensors.
pub fn safetensors(data: &[u8]) {
    file(data, "x.safetensors");
}

/// A JSON text.
pub fn json(data: &[u8]) {
    file(data, "x.json");
}

/// The pickle of a file of PyTorch, with two storages.
pub fn pickle(data: &[u8]) {
    let storage: Vec<u8> = (0..30).flat_map(|x| (x as f32).to_le_bytes()).collect();
    file(&archive(&[("net/data.pkl", data), ("net/data/0", &storage), ("net/data/1", &storage)]), "x.pt");
}

/// A file of PyTorch.
pub fn pytorch(data: &[u8]) {
    file(data, "x.pt");
}

/// A pickle alone.
pub fn pickled(data: &[u8]) {
    file(data, "x.pkl");
}

/// A file of PyTorch before version 1.6.
pub fn legacy(data: &[u8]) {
    file(data, "x.pt");
}

/// The text of `--map`.
pub fn mapping(data: &[u8]) {
    round_trip::<Mapping>(data);
}

/// An element of the semiring.
pub fn element(data: &[u8]) {
    if let Some(element) = round_trip::<Expression>(data) {
        let _ = (element.kind(), element.order(), element.to_latex());
    }
}

/// A number.
pub fn value(data: &[u8]) {
    round_trip::<Value>(data);
}

/// A group.
pub fn group(data: &[u8]) {
    round_trip::<Group>(data);
}

/// A certificate.
pub fn certificate(data: &[u8]) {
    let _ = Check::of_bytes(data);
}

/// The settings of a sweep, and those of a run.
pub fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = toml::from_str::<SweepConfig>(text);
    if let Ok(config) = serde_json::from_str::<RunConfig>(text) {
        let _ = config.check();
    }
}

/// Reads a file and the network in it, and its parts if it is a history.
fn file(data: &[u8], name: &str) {
    const SMALL: usize = 1 << 16;
    let Ok(arrays) = arrays_from_bytes(data, Path::new(name)) else { return };
    let read = |arrays: &Arrays| {
        let entries: usize = arrays.values().filter_map(|array| array.to_reals().ok()).map(|reals| reals.len()).sum();
        if entries < SMALL {
            let _ = network_from_arrays(arrays, &ReadOptions::default());
        }
    };
    read(&arrays);
    let (_, part) = Part::of_path(Path::new("x::[1]"));
    for part in parts(&arrays).iter().take(2).chain(&part) {
        part.select(&arrays).iter().for_each(read);
    }
}

/// What is read is printed as something that is read as the same.
fn round_trip<T: FromStr + Display + PartialEq>(data: &[u8]) -> Option<T> {
    let parsed: T = std::str::from_utf8(data).ok()?.parse().ok()?;
    let printed = parsed.to_string();
    assert!(printed.parse().is_ok_and(|again: T| again == parsed), "`{printed}` is not read as what it prints");
    Some(parsed)
}

/// A zip archive of files that are not compressed.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, options).expect("a new file of the archive");
        archive.write_all(content).expect("memory is writable");
    }
    archive.finish().expect("the archive is complete").into_inner()
}
