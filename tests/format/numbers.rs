//! Numbers in JSON: as fractions, hexadecimal, not finite; rounded once, and exactly where that is asked for.

use std::path::Path;

use cogring::format::{
    Array, Arrays, ReadOptions, Values, arrays_from_bytes, npz, read_arrays, read_exact, read_network, write_network,
};
use cogring::{Group, Network};
use dashu_ratio::RBig;
use nalgebra::DMatrix;
use proptest::prelude::*;

fn json(text: &str) -> Arrays {
    arrays_from_bytes(text.as_bytes(), Path::new("x.json")).unwrap_or_else(|error| panic!("{error}"))
}

fn field(name: &str) -> Arrays {
    read_arrays(&Path::new("tests/data/field").join(name)).unwrap_or_else(|error| panic!("{error}"))
}

fn rational(numerator: i64, denominator: u32) -> RBig {
    RBig::from_parts(numerator.into(), denominator.into())
}

#[test]
fn fractions_are_rounded_once_and_known_exactly() {
    let arrays = field("p3_rational.json");
    assert_eq!(arrays["V"].to_reals().expect("numbers")[..4], [2.0 / 288.0, -1.0 / 288.0, -1.0 / 288.0, 1.0 / 3.0]);
    assert_eq!(arrays["x"].shape, [4, 3]);
    let exact = read_exact(Path::new("tests/data/field/p3_rational.json"), "V").expect("rational numbers");
    assert_eq!(exact.shape, [3, 4]);
    assert_eq!(exact.entries[..4], [rational(1, 144), rational(-1, 288), rational(-1, 288), rational(1, 3)]);
}

#[test]
fn hexadecimal_numbers_are_read_under_the_name_of_the_array() {
    let (hexadecimal, both) = (field("p05_H08_hexonly.json"), field("p05_H08_x.json"));
    for name in ["x", "y", "V"] {
        assert_eq!(hexadecimal[name], both[name], "{name}");
        assert_eq!(hexadecimal[name], both[&format!("{name}_hex")], "{name}");
        assert!(!hexadecimal.contains_key(&format!("{name}_hex")));
    }
    let exact = read_exact(Path::new("tests/data/field/p05_H08_hexonly.json"), "x").expect("rational numbers");
    let floats = hexadecimal["x"].to_reals().expect("numbers");
    assert_eq!(exact.entries, floats.iter().map(|&x| RBig::try_from(x).expect("finite")).collect::<Vec<_>>());
}

#[test]
fn x_y_and_v_are_written_with_hexadecimal_numbers() {
    let fit = read_network(Path::new("tests/data/field/p05_H08_hexonly.json"), &ReadOptions::default()).expect("a fit");
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("fit.xyv.json");
    write_network(&path, &fit).expect("written");
    assert_eq!(read_network(&path, &ReadOptions::default()).expect("the same"), fit);
    let (written, original) = (read_arrays(&path).expect("arrays"), field("p05_H08_x.json"));
    for name in ["x", "y", "V", "x_hex", "y_hex", "V_hex", "p", "H"] {
        assert_eq!(written[name], original[name], "{name}");
    }
    // over other groups, and with numbers at the ends of the range
    let numbers = [0.0, 1.0, -1.5, f64::MAX, f64::MIN_POSITIVE, 0.1, -1e-300];
    for name in ["S3", "2x3"] {
        let group: Group = name.parse().expect("a group");
        let weights = |q: usize, d: usize| DMatrix::from_fn(q, d, |i, j| numbers[(3 * i + j) % numbers.len()]);
        let network = Network::new(&group, weights(2, 6), weights(2, 6), weights(6, 2)).expect("a network");
        write_network(&path, &network).expect("written");
        let arrays = read_arrays(&path).expect("arrays");
        for (name, matrix) in [("x", network.w_a()), ("y", network.w_b()), ("V", network.w_c())] {
            let rows: Vec<f64> = matrix.transpose().as_slice().to_vec();
            assert_eq!(arrays[name].to_reals().expect("numbers"), rows, "{name}");
            assert_eq!(arrays[&format!("{name}_hex")].to_reals().expect("numbers"), rows, "{name}");
        }
    }
}

#[test]
fn what_is_not_finite_harms_only_the_array_that_it_stands_in() {
    let arrays =
        json(r#"{"W_a": [[1, 2]], "log": [NaN, 1, -Infinity], "best": Infinity, "none": null, "e": [], "t": [true]}"#);
    assert_eq!(arrays["W_a"], Array::new(vec![1, 2], Values::I64(vec![1, 2])).expect("a matrix"));
    let log = arrays["log"].to_reals().expect("numbers");
    assert!(log[0].is_nan() && log[1] == 1.0 && log[2] == f64::NEG_INFINITY);
    assert_eq!(arrays["best"].as_scalar(), Some(f64::INFINITY));
    assert_eq!(arrays["none"].to_string(), "null");
    assert_eq!((&arrays["e"].shape[..], &arrays["t"].values), (&[0][..], &Values::Bool(vec![true])));
    let message = crate::network(&json(r#"{"W_a": [[1, NaN]], "W_b": [[1, 2]], "W_c": [[1], [2]]}"#));
    let message = message.expect_err("no weights").to_string();
    assert!(message.contains("array W_a") && message.contains("[0, 1]") && message.contains("NaN"), "{message}");
}

#[test]
fn lists_that_are_no_arrays_say_why() {
    let arrays = json(
        r#"{"ragged": [[1], [2, 3]], "deep": [1, [2]], "mixed": [1, true], "names": ["a", "b"], "holes": [1, null],
            "objects": [1, {"a": 2}], "config": {"activation": "re\u006cu", "p": 23}}"#,
    );
    for (name, why) in [
        ("ragged", "different lengths (2 where the first has 1)"),
        ("deep", "different depths"),
        ("mixed", "numbers and truth values"),
        ("names", "a list with a text"),
        ("holes", "a list with null"),
        ("objects", "a list with an object"),
    ] {
        assert!(arrays[name].to_string().contains(why), "{name}: {}", arrays[name]);
    }
    assert_eq!(arrays["config.activation"].values, Values::Text("relu".to_string()));
    for (text, why) in [
        (r#"{"a": 1, "a": 2}"#, "the name a a second time"),
        (r#"{"a": 1} x"#, "something after the end"),
        (r#"{"a": 1,}"#, "`}` where `\"` is required"),
        (r#"{"a": tru}"#, "neither true nor false"),
        (r#"{"a": 1x}"#, "`1x`, which is no number"),
        ("{\"a\": \"\n\"}", "control character"),
    ] {
        let message = arrays_from_bytes(text.as_bytes(), Path::new("x.json")).expect_err(text).to_string();
        assert!(message.contains(why), "{message}");
    }
}

#[test]
fn exact_numbers_of_binary_files_are_those_of_their_bits() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("x.npz");
    let values = [
        ("f", Values::F32(vec![0.1, -2.0])),
        ("n", Values::F64(vec![f64::NAN, 0.5])),
        ("i", Values::I64(vec![3, i64::MIN])),
    ];
    let arrays = values.map(|(name, values)| (name.to_string(), Array { shape: vec![2], values }));
    npz::write_arrays(&path, &Arrays::from(arrays)).expect("a file");
    assert_eq!(read_exact(&path, "f").expect("numbers").entries, [rational(13_421_773, 1 << 27), rational(-2, 1)]);
    assert_eq!(read_exact(&path, "i").expect("numbers").entries[1], RBig::from(i64::MIN));
    let message = read_exact(&path, "n").expect_err("no number").to_string();
    assert!(message.contains("array n") && message.contains("entry 0 is NaN"), "{message}");
    assert!(read_exact(&path, "x").expect_err("no array").to_string().contains("array x: is not there"));
}

proptest! {
    #[test]
    fn a_hexadecimal_number_is_the_number_that_was_written(bits in any::<u64>()) {
        let number = f64::from_bits(bits);
        prop_assume!(number.is_finite());
        let (exponent, fraction) = ((bits >> 52 & 0x7ff) as i64, bits & ((1 << 52) - 1));
        let (whole, exponent) = if exponent == 0 { (0, -1022) } else { (1, exponent - 1023) };
        let sign = if number.is_sign_negative() { "-" } else { "" };
        let arrays = json(&format!("{{\"x\": [\"{sign}0x{whole}.{fraction:013x}p{exponent:+}\"]}}"));
        prop_assert_eq!(arrays["x"].to_reals().expect("a number"), [number]);
    }

    #[test]
    fn a_fraction_is_rounded_as_a_division(numerator in -(1i64 << 53)..1 << 53, denominator in 1i64..1 << 53) {
        let arrays = json(&format!("{{\"x\": [\"{numerator}/{denominator}\"]}}"));
        prop_assert_eq!(arrays["x"].to_reals().expect("a number"), [numerator as f64 / denominator as f64]);
    }
}
