//! What is decoded: the arrays of the network, and of all others only what their headers say.

use std::io::{Cursor, Write};
use std::path::Path;

use cogring::format::{Array, ReadOptions, Values, npz, read_arrays, read_network, read_network_arrays, write_arrays};
use cogring::train::read_split;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::allocation::assert_modest;
use crate::torch_file::{View, state_dict, torch_file};
use crate::{BUNDLED_NPZ, BUNDLED_PT, bundled};

/// An archive with the arrays of `parts`, and arrays of 4000 × 4000 zeros in double precision, 128 MB each, in a few
/// hundred kilobytes.
fn bomb(parts: &[&str], zeros: &[&str]) -> Vec<u8> {
    const SIDE: usize = 4000;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let all = bundled();
    for name in parts {
        let mut single = Cursor::new(Vec::new());
        npz::write_arrays_to(&mut single, &crate::arrays([(name, all[*name].clone())])).expect("memory is writable");
        let mut single = zip::ZipArchive::new(single).expect("an archive");
        archive.start_file(format!("{name}.npy"), options).expect("memory is writable");
        std::io::copy(&mut single.by_index(0).expect("the array"), &mut archive).expect("memory is writable");
    }
    for name in zeros {
        archive.start_file(format!("{name}.npy"), options).expect("memory is writable");
        let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({SIDE}, {SIDE}), }}");
        let length = u16::try_from(header.len()).expect("a short header").to_le_bytes();
        archive
            .write_all(&[b"\x93NUMPY\x01\x00", &length[..], header.as_bytes()].concat())
            .expect("memory is writable");
        for _ in 0..SIDE {
            archive.write_all(&[0; 8 * SIDE]).expect("memory is writable");
        }
    }
    archive.finish().expect("memory is writable").into_inner()
}

#[test]
fn large_arrays_that_make_no_network_are_refused_by_their_headers() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("bomb.npz");
    let options = ReadOptions::default();
    for (zeros, words) in [
        (&["W_a"][..], "W_a (shape [4000, 4000] of float64)"),
        (&["W_a", "W_c"], "W_a and W_c are there, but the array W_b is missing"),
        (&["W_b"], "W_a = W_a is [512, 23] and W_b = W_b is [4000, 4000]"),
    ] {
        let parts = if zeros == ["W_b"] { &["W_a", "W_c"][..] } else { &[] };
        std::fs::write(&path, bomb(parts, zeros)).expect("a new file");
        let message = read_network(&path, &options).expect_err("no network").to_string();
        assert!(message.contains("bomb.npz") && message.contains(words), "{message}");
    }
    let mapping = Some("a=W_a,b=x,c=W_c".parse().expect("a mapping"));
    let message = read_network(&path, &ReadOptions { mapping, ..options }).expect_err("no network").to_string();
    assert!(message.contains("there is no array x; the file holds W_a (shape [512, 23] of float32)"), "{message}");
    let message = read_split(&path, &"5".parse().expect("a group")).expect_err("no split").to_string();
    assert!(message.contains("no array `train`"), "{message}");
    assert_modest();
}

#[test]
fn networks_are_read_whatever_else_their_files_hold() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("with_junk.npz");
    std::fs::write(&path, bomb(&["W_a", "W_b", "W_c"], &["junk", "optimizer.state"])).expect("a new file");
    let options = ReadOptions::default();
    let expected = read_network(Path::new(BUNDLED_NPZ), &options).expect("the bundled network");
    assert_eq!(read_network(&path, &options).expect("a network"), expected);
    let arrays = read_network_arrays(&path, &options).expect("arrays");
    assert_eq!(arrays["junk"].values, Values::Unread("float64"));
    assert_eq!(arrays["W_b"], bundled()["W_b"]);
    assert!(arrays["junk"].to_reals().is_err());
    assert_modest();
    // The same in the formats that are not compressed.
    for (name, source) in [("x.safetensors", BUNDLED_NPZ), ("x.json", BUNDLED_NPZ), ("x.npz", BUNDLED_PT)] {
        let mut arrays = read_network_arrays(Path::new(source), &options).expect("arrays");
        arrays.retain(|name, array| (name.starts_with("W_") || name.contains("layer")) && array.shape.len() == 2);
        arrays.insert("junk".to_string(), Array { shape: vec![9000], values: Values::F64(vec![0.5; 9000]) });
        let path = directory.path().join(name);
        write_arrays(&path, &arrays).expect("a file");
        assert_eq!(read_network(&path, &options).expect("a network"), expected, "{name}");
        let is_unread =
            matches!(read_network_arrays(&path, &options).expect("arrays")["junk"].values, Values::Unread(_));
        assert_eq!(is_unread, name != "x.json", "{name}");
    }
}

#[test]
fn tensors_of_pytorch_that_are_no_weights_are_not_decoded() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("model.pt");
    let storage = |count: usize| -> Vec<u8> { (0..count).flat_map(|at| (at as f32).sin().to_le_bytes()).collect() };
    let view = |key: &'static str, shape: &'static [usize], strides: &'static [usize]| {
        let entries = shape.iter().product();
        View { storage_type: "FloatStorage", key, entries, offset: 0, shape, strides }
    };
    let pickle = state_dict(&[
        ("layera.weight", view("0", &[4, 3], &[3, 1])),
        ("layerb.weight", view("0", &[4, 3], &[3, 1])),
        ("layerc.weight", view("0", &[3, 4], &[4, 1])),
        ("exp_avg", view("1", &[100, 50], &[50, 1])),
    ]);
    std::fs::write(&path, torch_file(&pickle, &[("0", &storage(12)), ("1", &storage(5000))])).expect("a new file");
    let arrays = read_network_arrays(&path, &ReadOptions::default()).expect("arrays");
    assert_eq!((&arrays["exp_avg"].values, &arrays["exp_avg"].shape), (&Values::Unread("float32"), &vec![100, 50]));
    assert_eq!(read_network(&path, &ReadOptions::default()).expect("a network").width(), 4);
    assert!(matches!(read_arrays(&path).expect("all arrays")["exp_avg"].values, Values::F32(_)));
}
