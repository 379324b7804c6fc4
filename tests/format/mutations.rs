//! Valid files of every format, damaged at random: an answer or an error, quickly, and never a panic.

use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use cogring::format::{Array, arrays_from_bytes, npz, write_arrays};
use nalgebra::DMatrix;
use proptest::prelude::*;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::allocation::assert_modest;
use crate::torch_file::{View, state_dict, torch_file, zip};
use crate::{arrays, network};

/// A small network in every format, and the name of the file.
static SEEDS: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(|| {
    let matrix =
        |rows, columns| Array::from_matrix(&DMatrix::from_fn(rows, columns, |i, j| (i * 5 + j) as f64 / 7.0 - 1.0));
    let file = arrays([("W_a", matrix(6, 5)), ("W_b", matrix(6, 5)), ("W_c", matrix(5, 6)), ("d", Array::integer(5))]);
    let mut stored = Cursor::new(Vec::new());
    npz::write_arrays_to(&mut stored, &file).expect("memory is writable");
    let stored = stored.into_inner();
    let deflated = {
        let mut archive = zip::ZipArchive::new(Cursor::new(&stored)).expect("an archive");
        let contents: Vec<(String, Vec<u8>)> = (0..archive.len())
            .map(|at| {
                let mut entry = archive.by_index(at).expect("an entry");
                let (name, mut content) = (entry.name().expect("text").into_owned(), Vec::new());
                std::io::Read::read_to_end(&mut entry, &mut content).expect("a sound entry");
                (name, content)
            })
            .collect();
        let files: Vec<(&str, &[u8])> = contents.iter().map(|(name, content)| (name.as_str(), &content[..])).collect();
        zip(&files, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
    };
    let view = |key, shape, strides| View { storage_type: "FloatStorage", key, entries: 30, offset: 0, shape, strides };
    let pickle = state_dict(&[
        ("layera.weight", view("0", &[6, 5], &[5, 1])),
        ("layerb.weight", view("0", &[6, 5], &[1, 6])),
        ("layerc.weight", view("1", &[5, 6], &[6, 1])),
    ]);
    let storage: Vec<u8> = (0..30).flat_map(|x| (x as f32).to_le_bytes()).collect();
    let directory = tempfile::tempdir().expect("a temporary directory");
    let written = |name: &str| {
        let path = directory.path().join(name);
        write_arrays(&path, &file).expect("a new file");
        std::fs::read(path).expect("the file that was written")
    };
    vec![
        ("stored.npz", stored),
        ("deflated.npz", deflated),
        ("network.pt", torch_file(&pickle, &[("0", &storage), ("1", &storage)])),
        ("network.safetensors", written("network.safetensors")),
        ("network.json", written("network.json")),
    ]
});

/// One thing that goes wrong; places are shares of the length.
#[derive(Debug, Clone)]
enum Damage {
    Flip { at: f64, mask: u8 },
    Set { at: f64, bytes: Vec<u8> },
    Remove { at: f64, length: usize },
    Truncate { at: f64 },
    Splice { other: usize, from: f64, at: f64, length: usize },
}

fn any_damage() -> impl Strategy<Value = Damage> {
    let share = || 0.0..1.0f64;
    prop_oneof![
        4 => (share(), 1u8..).prop_map(|(at, mask)| Damage::Flip { at, mask }),
        2 => (share(), prop::sample::select(vec![vec![0xff; 4], vec![0xff; 8], vec![0; 4], vec![0x7f, 0xff, 0xff, 0xff], b"99999999".to_vec()]))
            .prop_map(|(at, bytes)| Damage::Set { at, bytes }),
        1 => (share(), 1usize..64).prop_map(|(at, length)| Damage::Remove { at, length }),
        1 => share().prop_map(|at| Damage::Truncate { at }),
        2 => (0usize..5, share(), share(), 1usize..200)
            .prop_map(|(other, from, at, length)| Damage::Splice { other, from, at, length }),
    ]
}

fn apply(damage: &Damage, bytes: &mut Vec<u8>) {
    let place = |share: f64, length: usize| (share * length as f64) as usize;
    match damage {
        Damage::Flip { at, mask } => {
            let at = place(*at, bytes.len());
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= mask;
            }
        }
        Damage::Set { at, bytes: new } => {
            let at = place(*at, bytes.len());
            bytes.iter_mut().skip(at).zip(new).for_each(|(byte, new)| *byte = *new);
        }
        Damage::Remove { at, length } => {
            let at = place(*at, bytes.len());
            bytes.drain(at..(at + length).min(bytes.len()));
        }
        Damage::Truncate { at } => bytes.truncate(place(*at, bytes.len())),
        Damage::Splice { other, from, at, length } => {
            let other = &SEEDS[*other].1;
            let (from, at) = (place(*from, other.len()), place(*at, bytes.len()));
            bytes.splice(at..at, other[from..(from + length).min(other.len())].iter().copied());
        }
    }
}

#[test]
fn undamaged_files_are_read() {
    for (name, bytes) in SEEDS.iter() {
        let file = arrays_from_bytes(bytes, Path::new(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let read = network(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((read.group().order(), read.width()), (5, 6), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn damaged_files_are_read_or_refused_quickly(seed in 0usize..5, damages in prop::collection::vec(any_damage(), 1..6)) {
        let (name, bytes) = &SEEDS[seed];
        let mut bytes = bytes.clone();
        damages.iter().for_each(|damage| apply(damage, &mut bytes));
        let start = Instant::now();
        let read = arrays_from_bytes(&bytes, Path::new(name)).and_then(|file| network(&file));
        prop_assert!(start.elapsed() < Duration::from_secs(5), "{name} took {:?}", start.elapsed());
        if let Err(error) = read {
            prop_assert!(!error.to_string().is_empty());
        }
        assert_modest();
    }

    #[test]
    fn arbitrary_pickles_are_read_or_refused(opcodes in prop::collection::vec(any::<u8>(), 0..200)) {
        let file = torch_file(&[b"\x80\x02", &opcodes[..], b"."].concat(), &[]);
        // an answer of any kind will do; what must not happen is a panic
        drop(arrays_from_bytes(&file, Path::new("arbitrary.pt")));
        assert_modest();
    }
}
