//! The memory at the peak of reading: at most ten times the file and 64 MiB, whatever the file holds or claims.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use cogring::format::{ReadOptions, arrays_from_bytes, read_network_as};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::allocation::peak_of;
use crate::torch_file::{Pickle, View, state_dict, torch_file, zip};

/// Reads a file, within its memory and within seconds; returns the error, if there is one.
#[track_caller]
fn read_within_bounds(name: &str, bytes: &[u8]) -> Option<String> {
    let start = Instant::now();
    let (read, peak) = peak_of(|| arrays_from_bytes(bytes, Path::new(name)).map(drop));
    let most = 9 * bytes.len() + (64 << 20); // and the file itself
    assert!(peak <= most, "{name}: {} MiB at the peak for a file of {} kB", peak >> 20, bytes.len() >> 10);
    assert!(start.elapsed() < Duration::from_secs(20), "{name}: {:?}", start.elapsed());
    read.err().map(|error| error.to_string())
}

/// A file of PyTorch whose pickle is compressed.
fn deflated(pickle: &[u8]) -> Vec<u8> {
    zip(&[("net/data.pkl", pickle)], SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
}

fn repeated(start: &[u8], piece: &[u8], count: usize) -> Vec<u8> {
    [b"\x80\x02", start, &piece.repeat(count), b"."].concat()
}

#[test]
fn pickles_take_no_more_memory_than_their_size_allows() {
    // a constructor, applied again and again to the same pairs: they are never copied
    let pairs = Pickle::new().raw(b"(lq\x01(").raw(&b"K\x01K\x02\x86".repeat(100_000)).raw(b"e0");
    let applied = b"ccollections\nOrderedDict\nq\x02(h\x01tR".as_slice();
    let pickle = pairs.raw(b"(").raw(applied).raw(&b"h\x02(h\x01tR".repeat(2000)).raw(b"t").stop();
    assert_eq!(read_within_bounds("pairs.pt", &deflated(&pickle)), None);
    const MANY: usize = 3_000_000;
    for (what, start, piece) in [
        ("nothing", &b""[..], &b"N"[..]),
        ("empty lists", b"", b"]"),
        ("empty dictionaries", b"", b"}"),
        ("marks", b"", b"("),
        ("memo", b"N", b"\x94"),
        ("copies", b"N", b"2"),
        ("objects", b"cos\nsystem\nq\x01)q\x02", b"h\x01h\x02R"),
        ("names", b"", b"ca\nb\n"),
        ("tuples", b"N", b"\x85"),
        ("references", b"N", b"Q"),
        ("texts", b"", b"X\0\0\0\0"),
        ("lists that grow", b"]", b"Na"),
        ("dictionaries that grow", b"}", b"NNs"),
        ("a list many times", b"]q\x01(", b"h\x01"),
    ] {
        let pickle = repeated(start, piece, MANY.min((15 << 20) / piece.len()));
        let message = read_within_bounds(what, &deflated(&pickle));
        assert!(
            message.is_none_or(|message| message.contains("MiB of memory") || message.contains("damaged")),
            "{what}"
        );
    }
    // names that repeat long names
    let key = |letter: u8| [b"X", &2000u32.to_le_bytes()[..], &[letter; 2000]].concat();
    let inner: Vec<u8> = (0..60_000u32).flat_map(|at| [b"J", &at.to_le_bytes()[..], b"K\x01"].concat()).collect();
    let pickle = [b"\x80\x02}(", &key(b'a')[..], b"}(", &inner, b"uu."].concat();
    let message = read_within_bounds("names.pt", &deflated(&pickle)).expect("120 MB of names");
    assert!(message.contains("MiB of memory"), "{message}");
}

#[test]
fn texts_of_a_million_tiny_members_are_refused_or_fit() {
    const MANY: usize = 1_000_000;
    let members = |value: &str| -> Vec<u8> {
        let mut text = b"{".to_vec();
        (0..MANY).for_each(|at| write!(text, "\"{at:x}\":{value},").expect("memory is writable"));
        text.pop();
        [&text[..], b"}"].concat()
    };
    let list = |item: &str, count: usize| format!("{{\"x\":[{}0]}}", format!("{item},").repeat(count)).into_bytes();
    for (name, bytes) in [
        ("numbers.json", members("1")),
        ("texts.json", members("\"\"")),
        ("lists.json", members("[]")),
        ("objects.json", members("{}")),
        ("list.json", list("1", 20_000_000)),
        ("mixed.json", list("0.5,1", 5_000_000)),
        ("strings.json", list("\"1/3\"", MANY)),
        ("empty.json", list("[]", MANY)),
        ("nested.json", list("{\"a\":1}", MANY)),
        ("deep.json", [b"{\"x\":".repeat(500_000), b"[".repeat(500_000)].concat()),
    ] {
        let message = read_within_bounds(name, &bytes);
        let is_told = |message: &String| message.contains("MiB of memory") || message.contains("inside each other");
        assert!(message.as_ref().is_none_or(is_told), "{name}: {message:?}");
    }
    let safetensors = |info: &str| {
        let header = members(info);
        [&(header.len() as u64).to_le_bytes()[..], &header, &[0; 8]].concat()
    };
    for info in [
        r#"{"dtype":"F64","shape":[1],"data_offsets":[0,8]}"#,
        r#"{"dtype":"F64","shape":[0],"data_offsets":[0,0]}"#,
        r#"{"dtype":"X","shape":[],"data_offsets":[0,0]}"#,
    ] {
        read_within_bounds("many.safetensors", &safetensors(info));
    }
    let metadata = [b"{\"__metadata__\":", &members("\"\"")[..], b"}"].concat();
    read_within_bounds("metadata.safetensors", &[&(metadata.len() as u64).to_le_bytes()[..], &metadata].concat());
}

#[test]
fn archives_of_many_files_and_of_large_ones_are_refused_or_fit() {
    let header = |descr: &str, shape: &str| {
        let text = format!("{{'descr': '{descr}', 'fortran_order': True, 'shape': {shape}, }}");
        [b"\x93NUMPY\x01\x00", &(text.len() as u16).to_le_bytes()[..], text.as_bytes()].concat()
    };
    let options = |method| SimpleFileOptions::default().compression_method(method);
    let names: Vec<String> = (0..60_000).map(|at| format!("{at:x}.npy")).collect();
    let tiny = [&header("|b1", "()")[..], b"\x01"].concat();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &tiny[..])).collect();
    assert_eq!(read_within_bounds("many.npz", &zip(&files, options(CompressionMethod::Stored))), None);
    for (descr, method) in [
        ("|b1", CompressionMethod::Deflated),
        ("<f8", CompressionMethod::Deflated),
        ("|u1", CompressionMethod::Deflated),
        ("|u1", CompressionMethod::Stored),
        ("<f2", CompressionMethod::Stored),
    ] {
        const ENTRIES: usize = 16_000_000;
        let size = if descr == "<f8" {
            8
        } else if descr == "<f2" {
            2
        } else {
            1
        };
        let file = [header(descr, "(4000, 4000)"), vec![0; ENTRIES * size]].concat();
        let message = read_within_bounds("large.npz", &zip(&[("x.npy", &file)], options(method)));
        assert!(message.as_ref().is_none_or(|message| message.contains("MiB of memory")), "{descr}: {message:?}");
        if method == CompressionMethod::Deflated {
            assert_eq!(message.is_none(), descr == "|b1", "{descr}: {message:?}");
        }
    }
    // dimensions without end, each of length 1: no one has so many
    let shape = format!("({})", "1,".repeat(4000));
    let file = [header("<f8", &shape), vec![0; 8]].concat();
    let message = read_within_bounds("dimensions.npz", &zip(&[("x.npy", &file)], options(CompressionMethod::Stored)));
    assert!(message.is_some_and(|message| message.contains("4000 dimensions")));
}

/// Numbers of ½ to 1 of both signs, as little-endian bytes, the same at every call.
fn weights(count: usize, width: usize) -> Vec<u8> {
    let (size, exponent) = match width {
        2 => (0x807f, 0x3f00), // bfloat16
        1 => (0x83ff, 0x3800), // half precision
        _ => (0x807f_ffff, 0x3f00_0000),
    };
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 32) as u32 & size) | exponent
    };
    let bytes = if width == 4 { 4 } else { 2 };
    (0..count).flat_map(|_| next().to_le_bytes().into_iter().take(bytes)).collect()
}

fn safetensors(dtype: &str, width: usize, arrays: &[(&str, [usize; 2])]) -> Vec<u8> {
    let (mut start, mut infos) = (0, Vec::new());
    for (name, [rows, columns]) in arrays {
        let end = start + rows * columns * width;
        infos.push(format!(
            r#""{name}":{{"dtype":"{dtype}","shape":[{rows},{columns}],"data_offsets":[{start},{end}]}}"#
        ));
        start = end;
    }
    let header = format!("{{{}}}", infos.join(","));
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &weights(start / width, width)].concat()
}

#[test]
fn networks_take_no_more_memory_than_their_size_allows() {
    const D: usize = 1013;
    const Q: usize = 1024;
    let network = [("layera.weight", [Q, D]), ("layerb.weight", [Q, D]), ("layerc.weight", [D, Q])];
    let storage = weights(Q * D, 2);
    let views = network.map(|(name, shape)| (name, shape, [shape[1], 1]));
    let views: Vec<(&str, View<'_>)> = views
        .iter()
        .map(|(name, shape, strides)| {
            let view = View { storage_type: "BFloat16Storage", key: name, entries: Q * D, offset: 0, shape, strides };
            (*name, view)
        })
        .collect();
    let storages: Vec<(&str, &[u8])> = network.iter().map(|(name, _)| (*name, &storage[..])).collect();
    let npy = |[rows, columns]: [usize; 2]| {
        let text = format!("{{'descr': '<f2', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
        [b"\x93NUMPY\x01\x00", &(text.len() as u16).to_le_bytes()[..], text.as_bytes(), &weights(Q * D, 1)].concat()
    };
    let files = network.map(|(name, shape)| (name.replace("layer", "W_").replace("weight", "npy"), npy(shape)));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, file)| (name.as_str(), &file[..])).collect();
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let embedded = [("embed.weight", [D, 256]), ("fc1.weight", [Q, 512]), ("fc2.weight", [D, Q])];
    let epochs: Vec<(String, [usize; 2])> = ["100", "200", "300"]
        .iter()
        .flat_map(|epoch| network.map(|(name, [rows, columns])| (format!("{epoch}.{name}"), [rows / 2, columns])))
        .map(|(name, [rows, columns])| match name.contains("layerc") {
            true => (name, [D, Q / 2]),
            false => (name, [rows, columns]),
        })
        .collect();
    let epochs: Vec<(&str, [usize; 2])> = epochs.iter().map(|(name, shape)| (name.as_str(), *shape)).collect();
    let directory = tempfile::tempdir().expect("a temporary directory");
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    for (name, part, bytes) in [
        ("bf16.pt", "", torch_file(&state_dict(&views), &storages)),
        ("f16.npz", "", zip(&files, stored)),
        ("bf16.safetensors", "", safetensors("BF16", 2, &network)),
        ("f32.safetensors", "", safetensors("F32", 4, &embedded)),
        ("epochs.safetensors", "::200", safetensors("BF16", 2, &epochs)),
    ] {
        let path = directory.path().join(name);
        std::fs::write(&path, &bytes).expect("a temporary file");
        let path = format!("{}{part}", path.display());
        let start = Instant::now();
        let read = || read_network_as(Path::new(&path), &ReadOptions::default()).map(drop);
        let (read, peak) = one_thread.install(|| peak_of(read));
        assert!(read.is_ok(), "{name}: {read:?}");
        let most = 10 * bytes.len() + (64 << 20);
        println!("{name}: {} MiB, {} at the peak, {:?}", bytes.len() >> 20, peak >> 20, start.elapsed());
        assert!(peak <= most, "{name}: {} MiB at the peak for a file of {} MiB", peak >> 20, bytes.len() >> 20);
        assert!(start.elapsed() < Duration::from_secs(20), "{name}: {:?}", start.elapsed());
    }
}
