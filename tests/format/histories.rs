//! Files with several networks, and `FILE::PART`, one of them.

use std::path::Path;

use cogring::Result;
use cogring::format::{Array, Arrays, Part, Values, parts, read_array, read_arrays, write_arrays};

const STACKED: &str = "tests/data/field/hist_stacked.npz";
const BY_EPOCH: &str = "tests/data/field/dict_of_epochs.pt";

fn read(path: &str) -> Arrays {
    read_arrays(Path::new(path)).unwrap_or_else(|error| panic!("{error}"))
}

fn labels(arrays: &Arrays) -> Vec<String> {
    parts(arrays).iter().map(Part::to_string).collect()
}

fn refusal(path: &str) -> String {
    read_arrays(Path::new(path)).expect_err("no such part").to_string()
}

#[test]
fn an_epoch_of_a_stacked_history_is_its_slice() {
    let whole = read(STACKED);
    let epochs = whole["epochs"].as_integers().expect("epochs").to_vec();
    assert_eq!(labels(&whole), epochs.iter().map(i64::to_string).collect::<Vec<_>>());
    let size = whole["W"].shape[1] * whole["W"].shape[2];
    for (at, epoch) in epochs.iter().enumerate() {
        let part = read(&format!("{STACKED}::{epoch}"));
        assert_eq!(part["W"].shape, whole["W"].shape[1..]);
        let expected = &whole["W"].to_reals().expect("numbers")[at * size..][..size];
        assert_eq!(part["W"].to_reals().expect("numbers"), expected, "{epoch}");
        assert_eq!(part["epochs"].as_scalar(), Some(*epoch as f64));
        assert_eq!(part, read(&format!("{STACKED}::[{at}]")));
        let last = read_array(Path::new(&format!("{STACKED}::{epoch}")), "U").expect("readable").expect("there");
        assert_eq!(last, part["U"]);
    }
    assert_eq!(read(&format!("{STACKED}::[-1]"))["epochs"].as_scalar(), epochs.last().map(|&epoch| epoch as f64));
    let message = refusal(&format!("{STACKED}::7"));
    assert!(message.contains("no part `7`") && message.contains(&epochs[0].to_string()), "{message}");
    assert!(refusal(&format!("{STACKED}::[99]")).contains("no part `[99]`"));
}

#[test]
fn an_epoch_of_a_dictionary_is_what_lies_under_it() {
    let whole = read(BY_EPOCH);
    let labels = labels(&whole);
    assert!(labels.len() >= 2 && labels.iter().any(|label| label == "1000"), "{labels:?}");
    let part = read(&format!("{BY_EPOCH}::1000"));
    assert_eq!(part.keys().collect::<Vec<_>>(), ["fc1.weight", "fc2.weight"]);
    assert_eq!(part["fc1.weight"], whole["1000.fc1.weight"]);
    assert_eq!(read(&format!("{BY_EPOCH}::[0]"))["fc2.weight"], whole[&format!("{}.fc2.weight", labels[0])]);
}

#[test]
fn parts_are_told_by_number_or_by_prefix_and_the_rest_is_kept() -> Result<()> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let matrix = |value: f64| Array { shape: vec![2, 2], values: Values::F64(vec![value; 4]) };
    let arrays = |names: [&str; 3]| -> Arrays {
        let named = names
            .iter()
            .enumerate()
            .flat_map(|(at, name)| ["U", "W"].map(|letter| (format!("{name}{letter}"), matrix(at as f64))));
        named.chain([("d".to_string(), Array::integer(2))]).collect()
    };
    for (names, expected, asked) in [
        (["epoch_2/", "epoch_10/", "epoch_1/"], vec!["1", "2", "10"], "10"),
        (["net.best.", "net.last.", "net.mean."], vec!["net.best", "net.last", "net.mean"], "net.last"),
    ] {
        let path = directory.path().join("history.npz");
        write_arrays(&path, &arrays(names))?;
        assert_eq!(labels(&read_arrays(&path)?), expected);
        let part = read(&format!("{}::{asked}", path.display()));
        assert_eq!(part.keys().collect::<Vec<_>>(), ["U", "W", "d"]);
        assert_eq!(part["W"], matrix(1.0));
        assert_eq!(read(&format!("{}::{}", path.display(), names[2].trim_end_matches(['.', '/'])))["U"], matrix(2.0));
    }
    // layers of one network are no history, and neither are a network and its optimizer
    let layers = [("0.weight", vec![2, 3]), ("2.weight", vec![3, 2])]
        .map(|(name, shape)| (name.to_string(), Array { shape, values: Values::F64(vec![0.0; 6]) }));
    assert_eq!(labels(&Arrays::from(layers)), [""; 0]);
    // a file of that very name is that file
    let path = directory.path().join("a.npz::1");
    write_arrays(&path.with_extension("npz"), &arrays(["a.", "b.", "c."]))?;
    std::fs::rename(path.with_extension("npz"), &path).expect("a new name");
    assert_eq!(read_arrays(&path)?.len(), 7);
    Ok(())
}

#[test]
fn lists_of_networks_in_json_are_histories() -> Result<()> {
    let text = r#"{"d": 1, "history": [{"a": [[1]], "c": [[2]]}, {"a": [[3]], "c": [[4]]}]}"#;
    let arrays = cogring::format::arrays_from_bytes(text.as_bytes(), Path::new("x.json"))?;
    assert_eq!(labels(&arrays), ["0", "1"]);
    let part = parts(&arrays)[1].select(&arrays)?;
    assert_eq!(part["c"], Array::new(vec![1, 1], Values::I64(vec![4]))?);
    assert_eq!(part["d"], Array::integer(1));
    Ok(())
}
