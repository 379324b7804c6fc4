//! Pickles without an archive around them: of NumPy's arrays, of tensors, of `numpy.save`, and PyTorch's files before version 1.6.
//! The files in `tests/data/pickles` were written by NumPy 2 and PyTorch 2; all hold the network of `same.npz`.

use std::path::{Path, PathBuf};

use cogring::Network;
use cogring::format::{Array, ReadOptions, arrays_from_bytes, read_arrays, read_network};

fn file(name: &str) -> PathBuf {
    Path::new("tests/data/pickles").join(name)
}

fn network(name: &str) -> Network {
    // names are those of keys; the shapes of a list leave open which matrix is which
    let mapping = name.starts_with("list").then(|| "a=0,b=1,c=2".parse().expect("a mapping"));
    read_network(&file(name), &ReadOptions { mapping, ..ReadOptions::default() })
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_kind_of_pickle_is_read_as_the_arrays_that_it_holds() {
    let expected = network("same.npz");
    let files = [
        "numpy_2.pkl",
        "numpy_3.pkl",
        "numpy_5.pkl",
        "torch_2.pkl",
        "torch_4.pkl",
        "dictionary.npy",
        "epochs.npy::1",
        "list.pkl",
        "legacy.pt",
        // the first entry of its directory is as long as the record behind the directory
        "name_of_21_characters.pt",
    ];
    for name in files {
        assert_eq!(network(name), expected, "{name}");
    }
    assert_ne!(network("epochs.npy::0"), expected, "the first epoch is another one");
    let beside = read_arrays(&file("legacy.pt")).expect("arrays");
    assert_eq!(beside["epoch"], Array::integer(7));
    assert_eq!(read_arrays(&file("numpy_5.pkl")).expect("arrays")["p"], Array::integer(3));
}

#[test]
fn what_a_pickle_claims_and_does_not_hold_is_refused() {
    let refusal =
        |bytes: &[u8], name: &str| arrays_from_bytes(bytes, Path::new(name)).expect_err("refused").to_string();
    for (name, word) in [
        ("numpy_2.pkl", "pickle is damaged"),
        ("numpy_5.pkl", "pickle is damaged"),
        ("torch_4.pkl", "pickle is damaged"),
        ("dictionary.npy", "pickle is damaged"),
        ("legacy.pt", "the file ends before"),
    ] {
        let bytes = std::fs::read(file(name)).expect("a file of the tests");
        let message = refusal(&bytes[..bytes.len() - 3], name);
        assert!(message.contains(word), "{name}: {message}");
    }
    let joblib = std::fs::read(file("joblib.pkl")).expect("a file of the tests");
    assert!(refusal(&joblib, "joblib.pkl").contains("numpy.savez(new_path, **joblib.load(path))"));
    // the storage of a tensor has 12 entries of 4 bytes; one that says 13
    let bytes = std::fs::read(file("torch_4.pkl")).expect("a file of the tests");
    let longer = |from: &[u8], to: &[u8]| {
        let mut longer = bytes.clone();
        let places: Vec<usize> = (0..bytes.len() - from.len()).filter(|&at| bytes[at..].starts_with(from)).collect();
        places.iter().for_each(|&at| longer[at..at + to.len()].copy_from_slice(to));
        (places.len(), longer)
    };
    let (found, longer) = longer(b"cpuq\x03K\x0cNt", b"cpuq\x03K\x0dNt");
    assert!(found >= 1, "the length of the storage stands in the file");
    let message = refusal(&longer, "torch_4.pkl");
    assert!(message.contains("needs 52 bytes, 48 are there"), "{message}");
}
