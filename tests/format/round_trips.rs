//! What is written is read back, and the formats agree.

use std::io::Cursor;
use std::path::Path;

use cogring::format::{
    Array, Arrays, ReadOptions, Values, arrays_from_bytes, npz, read_arrays, read_network, read_network_as,
    write_arrays, write_network,
};
use cogring::{Group, Network, Result};
use nalgebra::DMatrix;
use proptest::prelude::*;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::torch_file::{Pickle, View, state_dict, torch_file, zip};
use crate::{BUNDLED_NPZ, BUNDLED_PT, bundled};

/// An array of up to three dimensions of any type that every format can hold.
fn any_array() -> impl Strategy<Value = Array> {
    // JSON cannot say how long the dimensions after an empty one are
    prop::collection::vec(1usize..5, 0..4).prop_flat_map(|shape| {
        let count: usize = shape.iter().product();
        let with = move |values: BoxedStrategy<Values>| {
            let shape = shape.clone();
            values.prop_map(move |values| Array::new(shape.clone(), values).expect("as many entries as the shape says"))
        };
        prop_oneof![
            with(prop::collection::vec(-1e300f64..1e300, count).prop_map(Values::F64).boxed()),
            with(prop::collection::vec(any::<i64>(), count).prop_map(Values::I64).boxed()),
            with(prop::collection::vec(any::<bool>(), count).prop_map(Values::Bool).boxed()),
        ]
    })
}

fn any_arrays() -> impl Strategy<Value = Arrays> {
    prop::collection::btree_map("[a-z][a-z0-9_]{0,9}", any_array(), 1..6)
}

/// A network of random weights over one of some groups.
fn any_network() -> impl Strategy<Value = Network> {
    // over Z_2 one of sixteen networks answers as a relabelled Z_2, and is read as that
    let group = prop::sample::select(vec!["1", "3", "5", "6", "2x2", "2x4", "3x2"]);
    (group, 1usize..9).prop_flat_map(|(group, q)| {
        let group: Group = group.parse().expect("a group");
        let d = group.order();
        let matrix = move |rows: usize, columns: usize| {
            prop::collection::vec(-2.0f64..2.0, rows * columns)
                .prop_map(move |entries| DMatrix::from_vec(rows, columns, entries))
        };
        (matrix(q, d), matrix(q, d), matrix(d, q))
            .prop_map(move |(a, b, c)| Network::new(&group, a, b, c).expect("finite weights of the right shapes"))
    })
}

/// Whether what is written into a file of every format is read from it.
fn is_kept(write: impl Fn(&Path) -> Result<()>, is_read: impl Fn(&Path) -> Result<bool>) -> Result<bool> {
    let directory = tempfile::tempdir().expect("a directory");
    let mut kept = true;
    for extension in ["npz", "safetensors", "json"] {
        let path = directory.path().join("file").with_extension(extension);
        write(&path)?;
        kept &= is_read(&path)?;
    }
    Ok(kept)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arrays_of_every_format_are_read_as_they_were_written(arrays in any_arrays()) {
        prop_assert!(is_kept(|path| write_arrays(path, &arrays), |path| Ok(read_arrays(path)? == arrays))?);
    }

    #[test]
    fn networks_of_every_format_are_read_as_they_were_written(network in any_network()) {
        let is_read = |path: &Path| Ok(read_network(path, &ReadOptions::default())? == network);
        prop_assert!(is_kept(|path| write_network(path, &network), is_read)?);
    }

    #[test]
    fn safetensors_files_are_those_of_the_reference_implementation(arrays in any_arrays()) {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("arrays.safetensors");
        write_arrays(&path, &arrays)?;
        let bytes = std::fs::read(&path)?;
        let tensors = safetensors::SafeTensors::deserialize(&bytes)?;
        prop_assert_eq!(tensors.len(), arrays.len());
        for (name, array) in &arrays {
            let tensor = tensors.tensor(name)?;
            prop_assert_eq!(tensor.shape(), &array.shape[..]);
        }
    }

    #[test]
    fn single_precision_and_complex_arrays_survive_in_npz(
        single in prop::collection::vec(any::<f32>().prop_filter("numbers", |x| !x.is_nan()), 6),
        parts in prop::collection::vec(-1e9f64..1e9, 4),
    ) {
        let complex = parts.chunks(2).map(|pair| num_complex::Complex64::new(pair[0], pair[1])).collect();
        let arrays = crate::arrays([
            ("single", Array::new(vec![2, 3], Values::F32(single))?),
            ("complex", Array::new(vec![2], Values::Complex(complex))?),
            ("empty", Array::new(vec![0, 7], Values::F64(vec![]))?),
        ]);
        let mut file = Cursor::new(Vec::new());
        npz::write_arrays_to(&mut file, &arrays)?;
        prop_assert_eq!(npz::arrays_from_bytes(file.get_ref())?, arrays);
    }
}

#[test]
fn numpy_and_pytorch_files_of_one_network_agree_exactly() -> Result<()> {
    let (from_numpy, reading) = read_network_as(Path::new(BUNDLED_NPZ), &ReadOptions::default())?;
    assert_eq!(reading.arrays.mapping.to_string(), "a=W_a,b=W_b,c=W_c");
    assert_eq!((from_numpy.group().order(), from_numpy.width()), (23, 512));
    let (from_pytorch, reading) = read_network_as(Path::new(BUNDLED_PT), &ReadOptions::default())?;
    let expected = "a=model.layera.weight,b=model.layerb.weight,c=model.layerc.weight,e=model.embedding.weight";
    assert_eq!(reading.arrays.mapping.to_string(), expected);
    assert_eq!(from_numpy, from_pytorch);
    // the first weight, as NumPy prints it
    assert_eq!(from_numpy.w_a()[(0, 0)], f64::from(0.349_374_9_f32));
    Ok(())
}

#[test]
fn numpy_archives_are_read_with_their_types() {
    let arrays = bundled();
    assert_eq!(arrays["W_a"].shape, [512, 23]);
    assert!(matches!(arrays["W_a"].values, Values::F32(_)));
    assert_eq!(arrays["d"].as_integers(), Some(&[23][..]));
    assert_eq!(arrays["lr"].as_scalar(), Some(0.01));
}

/// One NumPy array file with the given header.
fn npy(header: &str, entries: &[u8]) -> Vec<u8> {
    let length = u16::try_from(header.len()).expect("a short header").to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), entries].concat()
}

#[test]
fn numpy_types_orders_and_compression_are_understood() -> Result<()> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let read = |header: &str, entries: &[u8], options| -> Result<Array> {
        let bytes = zip(&[("x.npy", &npy(header, entries))], options);
        Ok(npz::arrays_from_bytes(&bytes)?.remove("x").expect("the array x"))
    };
    let header = |descr: &str, fortran: &str, shape: &str| {
        format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n")
    };
    let six = [1u8, 2, 3, 4, 5, 6];
    for options in [stored, deflated] {
        let row_major = read(&header("|u1", "False", "(2, 3)"), &six, options)?;
        assert_eq!(row_major, Array::new(vec![2, 3], Values::I64(vec![1, 2, 3, 4, 5, 6]))?);
        let column_major = read(&header("|u1", "True", "(2, 3)"), &six, options)?;
        assert_eq!(column_major, Array::new(vec![2, 3], Values::I64(vec![1, 3, 5, 2, 4, 6]))?);
    }
    let big_endian = read(&header(">i2", "False", "(3,)"), &six, stored)?;
    assert_eq!(big_endian.values, Values::I64(vec![0x0102, 0x0304, 0x0506]));
    let half = read(&header("<f2", "False", "()"), &[0x00, 0xc0], stored)?;
    assert_eq!(half, Array::new(vec![], Values::F16(vec![-2.0]))?);
    let python_2 = read("{'shape': (1L, 2L), 'fortran_order': False, 'descr': '<u2'}", &six[..4], stored)?;
    assert_eq!(python_2, Array::new(vec![1, 2], Values::I64(vec![0x0201, 0x0403]))?);
    let text = read(&header("<U3", "False", "()"), &[b'2', 0, 0, 0, b'x', 0, 0, 0, b'4', 0, 0, 0], stored)?;
    assert_eq!(text.values, Values::Text("2x4".to_string()));
    let structured =
        read("{'descr': [('x', '<f4'), ('y', '<i4', (2,))], 'fortran_order': False, 'shape': (2,)}", &six, stored)?;
    assert!(matches!(structured.values, Values::Opaque(_)), "{structured:?}");
    Ok(())
}

#[test]
fn pytorch_tensors_of_every_type_and_stride_are_understood() -> Result<()> {
    let view = |storage_type, key, entries, offset, shape, strides| View {
        storage_type,
        key,
        entries,
        offset,
        shape,
        strides,
    };
    let pickle = state_dict(&[
        ("row_major", view("FloatStorage", "0", 7, 1, &[2, 3], &[3, 1])),
        ("transposed", view("FloatStorage", "0", 7, 1, &[3, 2], &[1, 3])),
        ("diagonal", view("FloatStorage", "0", 7, 0, &[2], &[4])),
        ("bf16", view("BFloat16Storage", "1", 2, 0, &[2], &[1])),
        ("f16", view("HalfStorage", "2", 1, 0, &[], &[])),
        ("i64", view("LongStorage", "3", 1, 0, &[1, 1], &[1, 1])),
        ("f64", view("DoubleStorage", "4", 1, 0, &[1], &[1])),
        ("quantized", view("QInt8Storage", "5", 1, 0, &[1], &[1])),
    ]);
    let seven: Vec<u8> = (0..7).flat_map(|x| (x as f32).to_le_bytes()).collect();
    let storages: [(&str, &[u8]); 5] = [
        ("0", &seven),
        ("1", &[0x80, 0x3f, 0x00, 0xc0]),
        ("2", &[0x00, 0x3c]),
        ("3", &(-5i64).to_le_bytes()),
        ("4", &0.1f64.to_le_bytes()),
    ];
    let arrays = arrays_from_bytes(&torch_file(&pickle, &storages), Path::new("tensors.pt"))?;
    let single = |shape: &[usize], values: &[f32]| Array::new(shape.to_vec(), Values::F32(values.to_vec()));
    assert_eq!(arrays["row_major"], single(&[2, 3], &[1., 2., 3., 4., 5., 6.])?);
    assert_eq!(arrays["transposed"], single(&[3, 2], &[1., 4., 2., 5., 3., 6.])?);
    assert_eq!(arrays["diagonal"], single(&[2], &[0., 4.])?);
    assert_eq!(arrays["bf16"], Array::new(vec![2], Values::BF16(vec![1., -2.]))?);
    assert_eq!(arrays["f16"], Array::new(vec![], Values::F16(vec![1.]))?);
    assert_eq!(arrays["i64"], Array::new(vec![1, 1], Values::I64(vec![-5]))?);
    assert_eq!(arrays["f64"], Array::new(vec![1], Values::F64(vec![0.1]))?);
    assert!(matches!(arrays["quantized"].values, Values::Opaque(_)));
    Ok(())
}

#[test]
fn nested_checkpoints_keep_names_numbers_and_parameters() -> Result<()> {
    // {"model": {"w": Parameter}, "epoch": 7, "group": (2, 4), "note": "ok", "history": [{"loss": 1}], "same": model}
    let view = View { storage_type: "FloatStorage", key: "0", entries: 1, offset: 0, shape: &[1], strides: &[1] };
    let pickle = Pickle::new()
        .raw(b"}(")
        .text("model")
        .raw(b"}(")
        .text("w")
        .global("torch._utils", "_rebuild_parameter")
        .raw(b"(")
        .tensor(&view)
        .raw(b"\x88")
        .global("collections", "OrderedDict")
        .raw(b")RtRuq\x05")
        .text("epoch")
        .int(7)
        .text("group")
        .tuple(&[2, 4])
        .text("note")
        .text("ok")
        .text("history")
        .raw(b"](}")
        .text("loss")
        .int(1)
        .raw(b"se")
        .text("same")
        .raw(b"h\x05u")
        .stop();
    let file = torch_file(&pickle, &[("0", &2.5f32.to_le_bytes())]);
    let arrays = arrays_from_bytes(&file, Path::new("checkpoint.pt"))?;
    let names: Vec<&str> = arrays.keys().map(String::as_str).collect();
    assert_eq!(names, ["epoch", "group", "model.w", "note"], "lists keep tensors only, and shared parts are read once");
    assert_eq!(arrays["model.w"].as_scalar(), Some(2.5));
    assert_eq!(arrays["epoch"].as_scalar(), Some(7.0));
    assert_eq!(arrays["group"].as_integers(), Some(&[2, 4][..]));
    assert_eq!(arrays["note"].values, Values::Text("ok".to_string()));
    Ok(())
}

#[test]
fn a_failed_write_leaves_the_old_file_alone_and_no_part_of_the_new_one() -> Result<()> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("network.npz");
    let good = crate::arrays([("x", Array::scalar(1.0))]);
    write_arrays(&path, &good)?;
    let bad = crate::arrays([("x", Array { shape: vec![2], values: Values::F64(vec![1.0]) })]);
    let message = write_arrays(&path, &bad).expect_err("one entry is not two").to_string();
    assert!(message.contains("array x") && message.contains("[2]") && message.contains("network.npz"), "{message}");
    assert_eq!(read_arrays(&path)?, good);
    let files = std::fs::read_dir(directory.path()).expect("the directory is there").count();
    assert_eq!(files, 1, "nothing but the file itself remains");
    Ok(())
}
