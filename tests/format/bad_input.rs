//! Bad files: each is an error that says what was found, where, and what to do, and none costs memory.

use std::path::Path;
use std::process::Command;

use cogring::format::{
    Array, Arrays, Mapping, ReadOptions, Values, arrays_from_bytes, network_from_arrays, read_network,
};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::allocation::assert_modest;
use crate::torch_file::{Pickle, View, state_dict, torch_file, zip};
use crate::{BUNDLED_NPZ, BUNDLED_PT, arrays, bundled, network};

/// Asserts that every part occurs in the message.
#[track_caller]
fn assert_says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
    assert_modest();
}

/// Asserts that content of this kind is refused with a message that contains every part.
#[track_caller]
fn assert_refused(bytes: &[u8], name: &str, parts: &[&str]) {
    let read = arrays_from_bytes(bytes, Path::new(name)).and_then(|arrays| network(&arrays));
    assert_says(&read.expect_err("a bad file").to_string(), parts);
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

/// An archive of one array file with the given header and entries.
fn npz(header: &str, entries: &[u8], method: CompressionMethod) -> Vec<u8> {
    let length = u16::try_from(header.len()).expect("a short header").to_le_bytes();
    let file = [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), entries].concat();
    zip(&[("W_a.npy", &file)], SimpleFileOptions::default().compression_method(method))
}

fn header(descr: &str, shape: &str) -> String {
    format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}")
}

fn safetensors(header: &str, entries: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), entries].concat()
}

#[test]
fn paths_that_are_no_files_are_refused() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let refusal = |path: &Path| read_network(path, &ReadOptions::default()).expect_err("not a network").to_string();
    assert_says(&refusal(directory.path()), &["is a directory", directory.path().to_str().expect("a path in text")]);
    assert_says(&refusal(&directory.path().join("none.npz")), &["none.npz", "cannot be read", "No such file"]);
    let empty = directory.path().join("empty.npz");
    std::fs::write(&empty, b"").expect("a new file");
    assert_says(&refusal(&empty), &["empty.npz: is empty"]);
    #[cfg(target_os = "linux")]
    assert_says(&refusal(Path::new("/dev/zero")), &["/dev/zero: is not a regular file"]);
}

#[test]
fn content_of_no_known_type_is_refused_whatever_the_extension() {
    assert_refused(b"\x00\x01\x02\x03 nothing", "x.npz", &["no known type", "00 01 02 03", ".safetensors"]);
    assert_refused(b"plain text", "x.txt", &["no known type"]);
    assert_refused(b"\x93NUMPY\x01\x00v\x00", "x.npy", &["single NumPy array", "numpy.savez"]);
    assert_refused(b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.rest", "x.pt", &["pickle is damaged"]);
    assert_refused(b"\x80\x04\x95rest", "x.pkl", &["pickle is damaged", "byte 2"]);
    assert_refused(b"(dp0\nS'W_a'\np1\nI1\n.", "x.pkl", &["no arrays with the names of a network"]);
    let savez = "numpy.savez(new_path";
    let matlab = |version: &str| [format!("{version} MAT-file, Platform: GLNXA64").as_bytes(), &[b' '; 90]].concat();
    assert_refused(&matlab("MATLAB 5.0"), "x.mat", &["MATLAB, version 5 to 7", "scipy.io.loadmat", savez]);
    assert_refused(&matlab("MATLAB 7.3"), "x.mat", &["MATLAB, version 7.3", "h5py.File", savez]);
    let words = |words: [u32; 5], order: fn(u32) -> [u8; 4]| words.map(order).concat();
    let little = [&words([0, 6, 5, 0, 4], u32::to_le_bytes)[..], b"W_a\0", &[0; 240]].concat();
    let big = [&words([1010, 6, 5, 0, 4], u32::to_be_bytes)[..], b"W_a\0", &[0; 120]].concat();
    for bytes in [little, big] {
        assert_refused(&bytes, "x.mat", &["MATLAB, version 4", "scipy.io.loadmat"]);
    }
    assert_refused(b"\x89HDF\r\n\x1a\n\0\0", "x.h5", &["an HDF5 file", "h5py.File", savez]);
    assert_refused(&[&[0; 512][..], b"\x89HDF\r\n\x1a\n"].concat(), "x.h5", &["an HDF5 file", "h5py.File"]);
    assert_refused(b"\x81\xa6params\x82\xa3fc1\x80", "x.msgpack", &["MessagePack", "msgpack_restore", savez]);
    assert_refused(b"\x1f\x8b\x08\0rest", "x.npz.gz", &["gzip", "gunzip"]);
    let object =
        [b"\x93NUMPY\x01\0v\0{'descr': '|O', 'fortran_order': False, 'shape': (), }", &[b' '; 60][..]].concat();
    assert_refused(&object, "x.npy", &["damaged"]);
    assert_refused(
        &zip(&[("readme.txt", b"hello")], stored()),
        "x.npz",
        &["without NumPy arrays", ".npz", "PyTorch's .pt", "readme.txt"],
    );
    assert_refused(b"[1, 2]", "x.json", &["a list at the top", "an object"]);
    assert_refused(b"{\"W_a\": [[1, Nan]]}", "x.json", &["not a readable JSON", "`Nan`", "line 1, column"]);
}

#[test]
fn truncated_files_are_refused() {
    for (path, words) in [(BUNDLED_NPZ, "truncated"), (BUNDLED_PT, "truncated")] {
        let bytes = std::fs::read(path).expect("the bundled network");
        for share in [0.01, 0.5, 0.99] {
            assert_refused(&bytes[..(bytes.len() as f64 * share) as usize], path, &[words]);
        }
    }
    assert_refused(b"{\"W_a\": [[1, 2", "x.json", &["truncated"]);
    let header = r#"{"W_a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#;
    let bytes = safetensors(header, &[0; 16]);
    assert_refused(&bytes[..4], "x.safetensors", &["4 bytes are too few"]);
    assert_refused(&bytes[..30], "x.safetensors", &["the header claims 59 bytes, but only 22 follow"]);
    assert_refused(&bytes[..bytes.len() - 1], "x.safetensors", &["array W_a", "bytes 0 to 16", "15 bytes"]);
    let npz = npz(&self::header("<f4", "(2, 2)"), &[0; 15], CompressionMethod::Stored);
    assert_refused(&npz, "x.npz", &["array W_a", "[2, 2]", "<f4"]);
}

#[test]
fn a_damaged_entry_is_found_by_its_check_sum() {
    let mut bytes = std::fs::read(BUNDLED_NPZ).expect("the bundled network");
    bytes[20_000] ^= 1;
    assert_refused(&bytes, "x.npz", &["array W_a", "checksum"]);
}

#[test]
fn claims_of_ten_gigabytes_are_refused_before_any_memory_is_asked_for() {
    const CLAIM: &str = "(2500000000,)";
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let bytes = npz(&header("<f4", CLAIM), &[0; 100], method);
        assert_refused(&bytes, "x.npz", &["array W_a", "[2500000000]", "10000000000 bytes", "can hold at most"]);
    }
    let bytes = npz(&header("<f4", "(4294967296, 4294967296, 16)"), &[], CompressionMethod::Stored);
    assert_refused(&bytes, "x.npz", &["array W_a", "more than 2⁶⁴ entries"]);
    // a header of 4 GB in version 2 of the format
    let file = zip(&[("W_a.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff{}")], stored());
    assert_refused(&file, "x.npz", &["array W_a", "header of 4294967295 bytes"]);

    assert_refused(&10_000_000_000u64.to_le_bytes(), "x.safetensors", &["header claims 10000000000 bytes"]);
    let tensor = |shape: &str, offsets: &str| {
        safetensors(&format!(r#"{{"W_a":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}}}"#), &[0; 16])
    };
    let bytes = tensor("[2500000000]", "[0,10000000000]");
    assert_refused(&bytes, "x.safetensors", &["array W_a", "0 to 10000000000", "16 bytes"]);
    assert_refused(
        &tensor("[2500000000]", "[0,16]"),
        "x.safetensors",
        &["array W_a", "[2500000000]", "16 are assigned"],
    );
    assert_refused(&tensor("[18446744073709551615,9]", "[0,16]"), "x.safetensors", &["more than 2⁶⁴ entries"]);
    assert_refused(&tensor("[4]", "[16,0]"), "x.safetensors", &["array W_a", "16 to 0"]);

    let text = Pickle::new().raw(b"\x8d").raw(&10_000_000_000u64.to_le_bytes()).stop();
    assert_refused(&torch_file(&text, &[]), "x.pt", &["data.pkl", "10000000000 bytes are announced"]);
    let memo = Pickle::new().raw(b"}r\x00\xe4\x0b\x54").stop();
    assert_refused(&torch_file(&memo, &[]), "x.pt", &["data.pkl", "not a place in the memo"]);
    let view =
        |entries, shape, strides| View { storage_type: "FloatStorage", key: "0", entries, offset: 0, shape, strides };
    let storage: [(&str, &[u8]); 1] = [("0", &[0; 16])];
    let pickle = state_dict(&[("W_a", view(2_000_000_000, &[2_000_000_000], &[1]))]);
    assert_refused(
        &torch_file(&pickle, &storage),
        "x.pt",
        &["W_a", "storage 0", "2000000000 entries", "can hold at most 16"],
    );
    let pickle = state_dict(&[("W_a", view(4, &[2_000_000_000, 2_000_000_000], &[0, 0]))]);
    assert_refused(&torch_file(&pickle, &storage), "x.pt", &["W_a", "more entries than its storage, which has 4"]);
    let pickle = state_dict(&[("W_a", view(4, &[2, 2], &[2_000_000_000, 1]))]);
    assert_refused(&torch_file(&pickle, &storage), "x.pt", &["W_a", "[2, 2]", "beyond its storage"]);
    let pickle = state_dict(&[("W_a", view(8, &[8], &[1]))]);
    assert_refused(&torch_file(&pickle, &storage), "x.pt", &["W_a", "8 entries", "at most 16"]);
    let pickle = state_dict(&[("W_a", View { key: "1", ..view(4, &[4], &[1]) })]);
    assert_refused(&torch_file(&pickle, &storage), "x.pt", &["W_a", "no file net/data/1"]);
}

#[test]
fn pickles_call_nothing_and_their_objects_are_named_by_class() {
    let named = |pickle: Vec<u8>, class: &str| {
        assert_refused(&torch_file(&pickle, &[]), "x.pt", &[&format!("an object of the class {class})")]);
    };
    let start = || Pickle::new().global("os", "system");
    named(start().raw(b"(").text("echo").raw(b"tR").stop(), "os.system");
    named(start().raw(b")\x81").stop(), "os.system");
    named(start().raw(b")}\x92").stop(), "os.system");
    named(start().raw(b")R}b").stop(), "os.system");
    named(Pickle::new().raw(b"(").global("os", "system").text("echo").raw(b"o").stop(), "os.system");
    named(Pickle::new().raw(b"(ios\nsystem\n").stop(), "os.system");
    named(Pickle::new().text("builtins").text("eval").raw(b"\x93(").text("1").raw(b"tR").stop(), "builtins.eval");
    named(start().raw(b"q\x010h\x01(").text("echo").raw(b"tR").stop(), "os.system");
    let inside = |opcodes: &[u8]| Pickle::new().raw(b"}(").text("W_a").raw(opcodes).raw(b"u").stop();
    named(inside(b"cos\nsystem\n)R"), "os.system");
    named(inside(b"ccollections\nOrderedDict\n)R)R"), "a nameless class");
    assert_refused(&torch_file(&inside(b"cos\nsystem\n)R"), &[]), "x.pt", &["W_a (an object of the class os.system)"]);
    // names alone, extensions and buffers outside
    for pickle in [
        start().stop(),
        start().raw(b"}b").stop(),
        Pickle::new().raw(b"\x82\x01").stop(),
        b"\x80\x05\x97\x98.".to_vec(),
    ] {
        assert_refused(&torch_file(&pickle, &[]), "x.pt", &["no arrays"]);
    }
    assert_refused(
        &torch_file(&Pickle::new().raw(b"(o").stop(), &[]),
        "x.pt",
        &["data.pkl", "an object without a class"],
    );
}

#[test]
fn malformed_pickles_are_refused_at_their_byte() {
    let refused = |opcodes: &[u8], parts: &[&str]| {
        assert_refused(&torch_file(&Pickle::new().raw(opcodes).0, &[]), "x.pt", parts);
    };
    refused(b"", &["byte 2", "without the opcode STOP"]);
    refused(b".", &["byte 2", "the stack is empty"]);
    refused(b"(.", &["byte 3", "the stack is empty"]);
    refused(b"t.", &["byte 2", "no mark"]);
    refused(b"Na.", &["byte 3", "the stack is empty"]);
    refused(b"NNa.", &["byte 4", "no list"]);
    refused(b"NNNs.", &["byte 5", "no dictionary"]);
    refused(b"h\x07.", &["byte 2", "nothing was remembered under 7"]);
    refused(b"\xff.", &["byte 2", "0xff is not an opcode"]);
    refused(b"Fabc\n.", &["`abc` is not a number"]);
    // lists inside each other without end, and a list inside itself
    refused(&[&b"]".repeat(100_000)[..], &b"a".repeat(99_999), b"."].concat(), &["no arrays"]);
    refused(b"]q\x01h\x01a.", &["no arrays"]);
    let tensor = |arguments: &[u8]| {
        Pickle::new()
            .raw(b"}")
            .text("W_a")
            .global("torch._utils", "_rebuild_tensor_v2")
            .raw(arguments)
            .raw(b"Rs")
            .stop()
    };
    assert_refused(&torch_file(&tensor(b")"), &[]), "x.pt", &["tensor W_a", "a storage, an offset"]);
    assert_refused(&torch_file(&tensor(b"(NK\x00))t"), &[]), "x.pt", &["tensor W_a", "does not view a storage"]);
    assert_refused(&torch_file(&tensor(b"(NK\x00(Nt)t"), &[]), "x.pt", &["tensor W_a", "shape"]);
    assert_refused(&torch_file(&tensor(b"(NJ\xff\xff\xff\xff))t"), &[]), "x.pt", &["tensor W_a", "offset"]);
    let parameter =
        Pickle::new().raw(b"}").text("W_a").global("torch._utils", "_rebuild_parameter").raw(b"(NtRs").stop();
    assert_refused(&torch_file(&parameter, &[]), "x.pt", &["tensor W_a", "a parameter without a tensor"]);
}

#[test]
fn malformed_headers_are_refused() {
    for text in [
        "",
        "{",
        "{'descr': 'é', 'fortran_order': False}",
        "{'descr': '<f4', 'fortran_order': 1, 'shape': ()}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': [('x', '<f4', 'fortran_order': False}",
        "(((((((",
    ] {
        assert_refused(&npz(text, &[], CompressionMethod::Stored), "x.npz", &["array W_a", "not a header"]);
    }
    assert_refused(
        &npz(&header("é", "(1,)"), &[], CompressionMethod::Stored),
        "x.npz",
        &["W_a (entries of the type é)"],
    );
    assert_refused(&zip(&[("W_a.npy", b"\x93NUMPX\x01\x00")], stored()), "x.npz", &["array W_a", "NumPy array"]);
    assert_refused(&zip(&[("W_a.npy", b"\x93NUMPY\x09\x00")], stored()), "x.npz", &["array W_a", "version 9"]);
    assert_refused(&npz(&header("|b1", "(1,)"), &[7], CompressionMethod::Stored), "x.npz", &["W_a", "truth value"]);
    assert_refused(&safetensors("{}x", &[]), "x.safetensors", &["safetensors", "something after the end"]);
    assert_refused(&safetensors(r#"{"W_a":5}"#, &[]), "x.safetensors", &["array W_a", "entry of the header"]);
}

/// The bundled arrays with one of them replaced.
fn with(name: &str, array: Array) -> Arrays {
    let mut file = bundled();
    file.insert(name.to_string(), array);
    file
}

fn matrix(rows: usize, columns: usize) -> Array {
    Array { shape: vec![rows, columns], values: Values::F64(vec![0.5; rows * columns]) }
}

#[track_caller]
fn assert_no_network(file: &Arrays, parts: &[&str]) {
    assert_says(&network(file).expect_err("not a network").to_string(), parts);
}

#[test]
fn weights_that_are_not_finite_real_numbers_are_refused_with_their_place() {
    for (value, word) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf")] {
        let mut array = bundled()["W_b"].to_matrix().expect("a matrix");
        array[(17, 3)] = value;
        assert_no_network(&with("W_b", Array::from_matrix(&array)), &["array W_b", "[17, 3]", word, "finite"]);
    }
    for value in [1e300, -1e49] {
        let mut array = bundled()["W_c"].to_matrix().expect("a matrix");
        array[(3, 17)] = value;
        let value = format!("{value:?}");
        assert_no_network(&with("W_c", Array::from_matrix(&array)), &["array W_c", "[3, 17]", &value, "overflows"]);
    }
    let complex = Array { shape: vec![512, 23], values: Values::Complex(vec![num_complex::Complex64::ONE; 512 * 23]) };
    assert_no_network(
        &with("W_a", complex),
        &["array W_a", "[512, 23] of complex numbers", "real numbers are required"],
    );
    let opaque = Array { shape: vec![512, 23], values: Values::Opaque("entries of the type |O".to_string()) };
    assert_no_network(&with("W_a", opaque), &["array W_a", "entries of the type |O", "of real numbers is required"]);
    assert_refused(
        br#"{"W_a": [[1, 2], [3]], "W_b": [[1, 2]], "W_c": [[1], [2]]}"#,
        "x.json",
        &["W_a", "different lengths (1 where the first has 2)", "matrix"],
    );
}

#[test]
fn shapes_that_disagree_are_refused_with_the_shapes() {
    assert_no_network(
        &with("W_b", matrix(511, 23)),
        &["W_a = W_a is [512, 23]", "W_b = W_b is [511, 23]", "both must be [q, d]"],
    );
    assert_no_network(&with("W_c", matrix(23, 100)), &["[512, 23]", "W_c = W_c is [23, 100]", "[d, q] = [23, 512]"]);
    assert_no_network(
        &with("W_c", Array { shape: vec![5], values: Values::F64(vec![0.0; 5]) }),
        &["W_c", "[5]", "a matrix (two dimensions) of real numbers is required"],
    );
    let concatenated = arrays([("fc1.weight", matrix(20, 9)), ("fc2.weight", matrix(7, 20))]);
    assert_no_network(&concatenated, &["fc1.weight is [20, 9]", "must be even (2d)"]);
    let embedded = arrays([
        ("emb.weight", matrix(7, 6)),
        ("layera.weight", matrix(20, 5)),
        ("layerb.weight", matrix(20, 5)),
        ("layerc.weight", matrix(7, 20)),
    ]);
    assert_no_network(&embedded, &["embedding = emb.weight is [7, 6]", "vectors of length 5"]);
    let bias = with("W_c.bias", Array { shape: vec![9], values: Values::F64(vec![1.0; 9]) });
    assert_no_network(&bias, &["array W_c.bias", "[9]", "[23] is required"]);
}

#[test]
fn networks_without_nodes_and_groups_of_another_order_are_refused() {
    let empty = |rows: usize, columns: usize| matrix(rows, columns);
    let file = arrays([("W_a", empty(0, 7)), ("W_b", empty(0, 7)), ("W_c", empty(7, 0))]);
    assert_no_network(&file, &["W_a is [0, 7]", "q = 0"]);
    let options = ReadOptions { group: Some("4x6".parse().expect("a group")), ..ReadOptions::default() };
    let message = network_from_arrays(&bundled(), &options).expect_err("24 is not 23").to_string();
    assert_says(&message, &["order 24", "order 23", "W_a [512, 23]", "W_c [23, 512]"]);
    assert_no_network(&with("d", Array::integer(24)), &["order 24", "order 23", "W_a [512, 23]"]);
    assert_no_network(&with("d", Array::integer(-3)), &["array d", "-3 is not an order"]);
    assert_no_network(
        &with("group", Array { shape: vec![2], values: Values::I64(vec![4, 0]) }),
        &["array group", "factor of a group is 0"],
    );
    assert_no_network(&with("group", Array::scalar(0.5)), &["array group", "integers"]);
    assert_no_network(
        &with("group", Array { shape: vec![], values: Values::Text("4y5".to_string()) }),
        &["array group", "4y5"],
    );
    let mapping = Some("a=W_a,b=W_b,c=W_c".parse::<Mapping>().expect("a mapping"));
    let options = ReadOptions { group: Some("5".parse().expect("a group")), mapping, ..ReadOptions::default() };
    let message = network_from_arrays(&bundled(), &options).expect_err("5 is not 23").to_string();
    assert_says(&message, &["group 5 has order 5", "order 23"]);
}

#[test]
fn missing_and_unknown_arrays_are_refused_with_what_is_there() {
    let mut file = bundled();
    file.remove("W_c");
    assert_no_network(
        &file,
        &["W_a and W_b are there", "the array W_c is missing", "W_a (shape [512, 23] of float32)", "--map"],
    );
    let other = arrays([("weight_1", matrix(4, 3)), ("weight_2", matrix(3, 4))]);
    assert_no_network(
        &other,
        &["no arrays with the names of a network", "weight_1 (shape [4, 3] of float64)", "--map"],
    );
    assert_no_network(&Arrays::new(), &["the file holds no arrays"]);
    let options =
        ReadOptions { mapping: Some("a=W_a,b=W_x,c=W_c".parse().expect("a mapping")), ..ReadOptions::default() };
    let message = network_from_arrays(&bundled(), &options).expect_err("there is no W_x").to_string();
    assert_says(&message, &["no array W_x", "W_b (shape [512, 23] of float32)"]);
    let two = ["best", "last"]
        .map(|prefix| ["layera", "layerb", "layerc"].map(|layer| (format!("{prefix}.{layer}.weight"), matrix(7, 7))));
    assert_no_network(&two.into_iter().flatten().collect(), &["several networks", "`best` and `last`", "--map"]);
}

#[test]
fn mappings_that_say_too_little_or_too_much_are_refused() {
    for (text, part) in [
        ("a=x,b=y", "c is missing"),
        ("a=x,c=z", "either a and b, or ab"),
        ("a=x,b=y,ab=z,c=w", "either a and b"),
        ("a=x,a=y,b=z,c=w", "`a` is given twice"),
        ("a=x,b,c=z", "`b` has no `=`"),
        ("a=x,b=,c=z", "names no array"),
        ("a=x,b=y,d=z", "`d` is none of"),
    ] {
        let message = text.parse::<Mapping>().expect_err("a bad mapping").to_string();
        assert_says(&message, &[text, part, "a=NAME,b=NAME,c=NAME"]);
    }
}

#[test]
fn the_command_ends_with_status_2_and_one_line() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let bad = directory.path().join("bad.npz");
    std::fs::write(&bad, b"PK\x03\x04 nothing").expect("a new file");
    let output = Command::new(env!("CARGO_BIN_EXE_cogring"))
        .arg("convert")
        .args([&bad, &directory.path().join("out.npz")])
        .output()
        .expect("the command starts");
    assert_eq!(output.status.code(), Some(2));
    let words = String::from_utf8(output.stderr).expect("text");
    assert_eq!(words.lines().count(), 1, "{words}");
    assert_says(&words, &["cogring: ", "bad.npz", "not a readable"]);
    assert!(!directory.path().join("out.npz").exists());
}
