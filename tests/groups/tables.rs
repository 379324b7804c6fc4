//! Tables, names, isomorphisms.

use std::path::Path;

use cogring::group::{Automorphism, SmallGroup};
use cogring::{Dual, Group};
use itertools::Itertools;
use proptest::prelude::*;
use serde_json::Value;

use crate::{NAMED, golden_irreps, group, renumbered_table};

fn rows(group: &Group) -> Vec<Vec<usize>> {
    let d = group.order();
    (0..d).map(|g| (0..d).map(|h| group.multiply(g, h)).collect()).collect()
}

/// The axioms, by the definition.
fn assert_group(group: &Group) {
    let d = group.order();
    let e = group.identity();
    for (g, h) in (0..d).cartesian_product(0..d) {
        assert_eq!((group.multiply(e, g), group.multiply(g, e)), (g, g), "{group}");
        assert_eq!(group.multiply(g, group.inverse(g)), e, "{group}");
        for k in 0..d {
            assert_eq!(group.multiply(group.multiply(g, h), k), group.multiply(g, group.multiply(h, k)), "{group}");
        }
    }
}

#[test]
fn permutations_generate_a_group() {
    let generated =
        |generators: &[&[usize]]| Group::from_permutations(&generators.iter().map(|p| p.to_vec()).collect::<Vec<_>>());
    let (s3, v4) = (generated(&[&[1, 2, 0], &[1, 0, 2]]), generated(&[&[1, 0, 3, 2], &[2, 3, 0, 1]]));
    let (s3, v4) = (s3.expect("a group"), v4.expect("a group"));
    assert_group(&s3);
    assert!(s3.order() == 6 && !s3.is_abelian() && v4.order() == 4 && v4.is_abelian());
    // (p·q)(i) = p(q(i)): in lexicographic order [0 2 1] is 1, [1 0 2] is 2, and their product [2 0 1] is 4
    assert_eq!((s3.multiply(1, 2), s3.multiply(2, 1)), (4, 3));
    for wrong in [&[][..], &[&[0, 0][..]], &[&[1, 2][..]], &[&[1, 0][..], &[0, 1, 2]]] {
        assert!(generated(wrong).expect_err("no permutations").is_argument(), "{wrong:?}");
    }
}

#[test]
fn names_give_the_tables_of_the_golden_data() {
    let golden = golden_irreps();
    for (theirs, ours) in NAMED {
        let table: Vec<Vec<usize>> = serde_json::from_value(golden[theirs]["table"].clone()).expect("a table");
        assert_eq!(rows(&group(ours)), table, "{ours}");
    }
}

#[test]
fn names_have_the_orders_and_read_back() {
    for (name, order) in [
        ("S4", 24),
        ("A5", 60),
        ("D5", 10),
        ("Q8", 8),
        ("Q16", 16),
        ("Dic3", 12),
        ("F21", 21),
        ("F20", 20),
        ("SL(2,3)", 24),
        ("GL(2,3)", 48),
        ("PSL(2,7)", 168),
        ("Z7:Z3", 21),
        ("Z8:Z2(3)", 16),
        ("QD16", 16),
        ("S3xZ2", 12),
        ("S3x2", 12),
        ("small(24,3)", 24),
        ("S3^2", 36),
        ("Z2xZ4", 8),
        ("D4 x Z_3", 24),
        ("S5", 120),
        ("A6", 360),
    ] {
        let group = group(name);
        assert_eq!(group.order(), order, "{name}");
        assert_eq!(group.to_string().parse::<Group>().expect("its own name"), group, "{name} is written {group}");
        let text = serde_json::to_string(&group).expect("JSON");
        assert_eq!(serde_json::from_str::<Group>(&text).expect("its own JSON"), group, "{text}");
        if order <= 24 {
            assert_group(&group);
        }
    }
    assert!(group("S3").isomorphism(&group("D3")).is_some());
    assert!(group("Z7:Z3").isomorphism(&group("F21")).is_some());
    assert!(group("D4").isomorphism(&group("Q8")).is_none());
    assert!(group("PSL(2,5)").isomorphism(&group("A5")).is_some());
}

#[test]
fn names_that_are_none_say_so() {
    for (text, wanted) in [
        ("S9", "permutations of 9 points"),
        ("S6", "order 720"),
        ("Q7", "not a group that is read"),
        ("Z8:Z2", "several groups"),
        ("Z7:Z3(3)", "no unit modulo 7"),
        ("small(24,16)", "there are 15 groups of order 24"),
        ("small(32,1)", "orders 1 to 31"),
        ("SL(2,4)", "field"),
        ("SL(3,2)", "not a group that is read"),
        ("F8", "no prime p"),
        ("", "not a group that is read"),
        ("S3x", "not a group that is read"),
        ("Z300:Z300", "order 90000"),
        ("S5xS5", "order 14400"),
        ("D99999999999", "order"),
        ("F4294967296", "no prime p"),
        ("Dic9999999", "order"),
    ] {
        let error = text.parse::<Group>().expect_err(text).to_string();
        assert!(error.contains(wanted), "{text}: {error}");
    }
}

#[test]
fn the_catalogue_has_all_93_groups_and_knows_them_under_other_names() {
    assert_eq!(SmallGroup::all().count(), 93);
    let groups: Vec<Group> = SmallGroup::all().map(|small| small.group().expect("a group")).collect();
    for (small, group) in SmallGroup::all().zip(&groups) {
        assert_group(group);
        assert_eq!(group.identify().expect("the catalogue"), Some(small));
        assert_eq!(group.order(), small.order);
    }
    // no two are isomorphic: each is identified as itself, and identify takes the first that fits
    for (name, order, number) in [
        ("S4", 24, 12),
        ("SL(2,3)", 24, 3),
        ("Q8", 8, 4),
        ("D4", 8, 3),
        ("F20", 20, 3),
        ("A4x2", 24, 13),
        ("12", 12, 2),
    ] {
        let found = group(name).identify().expect("the catalogue").expect("a small group");
        assert_eq!((found.order, found.number), (order, number), "{name}");
    }
    assert_eq!(group("A5").identify().expect("the catalogue"), None);
}

#[test]
fn groups_have_their_automorphisms() {
    for (name, count) in [
        ("7", 6),
        ("2x4", 8),
        ("S3", 6),
        ("D4", 8),
        ("Q8", 24),
        ("D5", 20),
        ("A4", 24),
        ("Dic3", 12),
        ("F21", 42),
        ("S4", 24),
        ("SL(2,3)", 24),
        ("2x2x2x2", 20160),
    ] {
        let group = group(name);
        let all = Automorphism::all(&group, 30000).expect("not too many");
        assert_eq!(all.len(), count, "{name}");
        for alpha in all.iter().step_by(all.len().div_ceil(12)) {
            for (g, h) in (0..group.order()).cartesian_product(0..group.order()) {
                assert_eq!(alpha.apply(group.multiply(g, h)), group.multiply(alpha.apply(g), alpha.apply(h)));
                assert_eq!(alpha.apply_inverse(alpha.apply(g)), g);
            }
        }
    }
    assert!(Automorphism::all(&group("2x2x2x2"), 100).is_none());
}

#[test]
fn tables_that_are_none_are_refused_with_the_place() {
    let s3 = rows(&group("S3"));
    let refused = |rows: &[Vec<usize>]| Group::from_table(rows).expect_err("no table").to_string();
    assert!(refused(&[]).contains("order 0"));
    assert!(refused(&s3[..5]).contains("has 6 entries"));
    let mut bad = s3.clone();
    bad[2][3] = 6;
    assert!(refused(&bad).contains("entry (2, 3) is 6, not below 6"), "{}", refused(&bad));
    let mut bad = s3.clone();
    bad[2].swap(1, 3);
    let (column, rows) = ((0..6).find(|&h| (0..6).map(|g| bad[g][h]).duplicates().count() > 0), refused(&bad));
    assert!(
        rows.contains(&format!("column {} holds", column.expect("a column"))) && rows.contains("twice, in rows"),
        "{rows}"
    );
    let mut bad = s3.clone();
    bad[4][5] = bad[4][2];
    assert!(refused(&bad).contains("row 4 holds"), "{}", refused(&bad));
    assert!(refused(&bad).contains("twice, in columns 2 and 5"), "{}", refused(&bad));
    let large: Vec<Vec<usize>> = (0..513).map(|x| (0..513).map(|y| (x + y) % 513).collect()).collect();
    assert!(refused(&large).contains("order 513; from 1 to 512"), "{}", refused(&large));
    // a Latin square with an identity that is not associative (a loop of order 5)
    let lopsided: Vec<Vec<usize>> = ["01234", "10342", "24013", "32401", "43120"]
        .map(|row| row.bytes().map(|x| usize::from(x - b'0')).collect())
        .into();
    let message = refused(&lopsided);
    // the triple that is named is one
    let digits: Vec<usize> = message.bytes().filter(u8::is_ascii_digit).map(|x| usize::from(x - b'0')).collect();
    let [g, s, h, left, .., right] = digits[..] else { panic!("{message}") };
    assert!(message.contains(" is not ") && left != right, "{message}");
    assert_eq!((left, right), (lopsided[lopsided[g][s]][h], lopsided[g][lopsided[s][h]]), "{message}");
    // x − y has no identity on both sides
    let difference: Vec<Vec<usize>> = (0..5).map(|x| (0..5).map(|y| (x + 5 - y) % 5).collect()).collect();
    assert!(refused(&difference).contains("no element e"));
}

proptest! {
    /// Any numbering of any small group is read, found isomorphic, and has a dual of its own.
    #[test]
    fn a_relabelled_table_is_the_same_group(at in 0usize..93, seed in any::<u64>()) {
        let small = SmallGroup::all().nth(at).expect("93 groups");
        let original = small.group().expect("a group");
        let (places, table) = renumbered_table(&original, seed);
        let moved = Group::from_table(&table).expect("a group");
        prop_assert_eq!(moved.identity(), places[original.identity()]);
        prop_assert_eq!(moved.table().expect("a table"), table);
        prop_assert_eq!(moved.identify().expect("the catalogue"), Some(small));
        prop_assert_eq!(moved.exponent(), original.exponent());
        prop_assert_eq!(moved.is_abelian(), original.is_abelian());
        prop_assert_eq!(moved.classes().len(), original.classes().len());
        let dual: Dual = moved.dual();
        prop_assert_eq!(dual.irreps().len(), moved.classes().len());
        let text = serde_json::to_string(&moved).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Group>(&text).expect("its own JSON"), moved);
    }
}

#[test]
fn tables_are_read_from_files_of_every_kind() {
    use cogring::format::{Array, Arrays, Values, read_group, write_arrays};
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name);
    let q8 = group("Q8");
    let table = rows(&q8);
    let line = |row: &Vec<usize>| row.iter().map(|x| (x + 1).to_string()).join(", ") + "\n";
    std::fs::write(path("table.csv"), table.iter().map(line).collect::<String>()).expect("a file");
    std::fs::write(path("table.json"), serde_json::to_string(&table).expect("JSON")).expect("a file");
    let values = Values::I64(table.concat().into_iter().map(|x| x as i64).collect());
    write_arrays(&path("table.npz"), &Arrays::from([("T".to_owned(), Array { shape: vec![8, 8], values })]))
        .expect("a file");
    for name in ["table.csv", "table.json", "table.npz"] {
        assert_eq!(read_group(&path(name)).expect(name), q8, "{name}");
        assert_eq!(read_group(&path(name)).expect(name).to_string(), "Q8");
    }
    for (name, text, wanted) in [
        ("bad.csv", "0,1\n1,x\n", "row 1: `x` is not a whole number"),
        ("short.csv", "0,1\n1\n", "CSV"),
        ("no.json", "{\"x\": [1, 2]}", "an array `table` of d × d integers is required"),
        ("none.csv", "0,1\n1,1\n", "twice"),
    ] {
        std::fs::write(path(name), text).expect("a file");
        let error = read_group(&path(name)).expect_err(name).to_string();
        assert!(error.contains(wanted) && error.contains(name), "{error}");
    }
}

#[test]
fn wrong_tables_are_refused_at_every_door_with_the_place() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name).to_str().expect("UTF-8").to_owned();
    let run = |arguments: &[&str]| {
        let output =
            assert_cmd::Command::cargo_bin("cogring").expect("the command").args(arguments).output().expect("it runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    let d = 5;
    let weights = vec![vec![0.5; d]; 2];
    let outputs = vec![vec![0.5; 2]; d];
    let cyclic: Vec<Vec<i64>> = (0..5).map(|x| (0..5).map(|y| (x + y) % 5).collect()).collect();
    let latin = |rows: [&str; 5]| -> Vec<Vec<i64>> {
        rows.map(|row| row.bytes().map(|x| i64::from(x - b'0')).collect()).into()
    };
    let mut twice = cyclic.clone();
    twice[4][1] = 2;
    let mut beyond = cyclic.clone();
    beyond[3][1] = 5;
    let mut negative = cyclic.clone();
    negative[3][1] = -1;
    let cases = [
        (latin(["01234", "10342", "24013", "32401", "43120"]), " is not "),
        (
            (0..5).map(|x: i64| (0..5).map(|y| (x - y).rem_euclid(5)).collect()).collect(),
            "no element e has e·g = g·e = g",
        ),
        (twice, "column 1 holds 2 twice, in rows 1 and 4"),
        (beyond, "entry (3, 1) is 5, not below 5"),
        (negative, "entry (3, 1) is -1"),
    ];
    std::fs::write(path("good.json"), serde_json::to_string(&cyclic).expect("JSON")).expect("a file");
    let network = |table: Value| {
        serde_json::json!({ "W_a": weights, "W_b": weights, "W_c": outputs, "table": table }).to_string()
    };
    std::fs::write(path("network.json"), network(serde_json::json!(cyclic))).expect("a file");
    assert_eq!(run(&["factor", &path("network.json")]).0, Some(0));
    for (rows, wanted) in cases {
        let csv: String = rows.iter().map(|row| row.iter().join(",") + "\n").collect();
        std::fs::write(path("bad.csv"), csv).expect("a file");
        std::fs::write(path("bad.json"), network(serde_json::json!(rows))).expect("a file");
        let values = cogring::format::Values::I64(rows.concat());
        let table = cogring::format::Array { shape: vec![d, d], values };
        let matrix =
            |shape: Vec<usize>| cogring::format::Array { shape, values: cogring::format::Values::F64(vec![0.5; 10]) };
        let arrays =
            [("W_a", matrix(vec![2, d])), ("W_b", matrix(vec![2, d])), ("W_c", matrix(vec![d, 2])), ("table", table)];
        let arrays = arrays.map(|(name, array)| (name.to_owned(), array));
        cogring::format::write_arrays(Path::new(&path("bad.npz")), &arrays.into()).expect("a file");
        for arguments in [
            &["group", &path("bad.csv")] as &[&str],
            &["construct", "narrow", "--group", &path("bad.csv")],
            &["train", "--group", &path("bad.csv"), "-o", &path("runs")],
            &["factor", &path("network.json"), "--group", &path("bad.csv")],
            &["factor", &path("bad.json")],
            &["factor", &path("bad.npz")],
            &["verify", &path("bad.npz")],
        ] {
            let (status, error) = run(arguments);
            assert_eq!(status, Some(2), "{arguments:?}: {error}");
            assert!(error.contains(wanted) && error.contains("bad."), "{arguments:?}: {error}");
        }
        // where the table in a file is wrong, --group overrides it
        assert_eq!(run(&["factor", &path("bad.json"), "--group", &path("good.json")]).0, Some(0));
    }
    // a matrix that is no table is not passed over
    std::fs::write(path("bad.json"), network(serde_json::json!([[0, 1], [1, 0], [0, 1]]))).expect("a file");
    let (status, error) = run(&["factor", &path("bad.json")]);
    assert_eq!(status, Some(2));
    assert!(error.contains("table") && error.contains("a Cayley table of d × d integers is required"), "{error}");
}

#[test]
fn networks_keep_their_table_in_files_of_every_format() {
    use cogring::format::{ReadOptions, read_network, write_network};
    let directory = tempfile::tempdir().expect("a directory");
    for name in ["S3", "Q8", "SL(2,3)"] {
        let network = cogring::Network::from_solution(&cogring::construct::narrow(&group(name))).expect("a network");
        for extension in ["npz", "safetensors", "json"] {
            let path = directory.path().join("network").with_extension(extension);
            write_network(&path, &network).expect("a file");
            let read = read_network(&path, &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"));
            assert!(read == network, "{name} in {extension}");
            assert_eq!(read.group().to_string(), name);
        }
    }
}
