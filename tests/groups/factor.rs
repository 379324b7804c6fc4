//! Networks over any group, irrep by irrep: trained ones against the reference, constructed ones, and false twins.

use std::path::PathBuf;

use cogring::construct::narrow;
use cogring::dual::IrrepType;
use cogring::experiment::IrrepReport;
use cogring::factor::{FactoredIrrep, IrrepFactorization, IrrepForm, factor_irreps};
use cogring::format::{ReadOptions, read_network};
use cogring::{Group, Network};
use itertools::Itertools;
use nalgebra::DMatrix;
use serde_json::Value;

use crate::narrow::closed;
use crate::{group, renumbered_table};

const TRAINED: [&str; 5] = ["D5_s1_f0.9", "Q8_s1_f1.0", "S3_s2_f1.0", "S4_s1_f0.9", "SL23_s1_f0.9"];

pub fn path(name: &str) -> PathBuf {
    // the one that the README takes apart is an example
    let folder = if name.starts_with("D5") { "examples/data" } else { "tests/data/groups" };
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("{folder}/{name}.npz"))
}

pub fn trained(name: &str) -> Network {
    read_network(&path(name), &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn cogring(arguments: &[&str]) -> assert_cmd::assert::Assert {
    assert_cmd::Command::cargo_bin("cogring").expect("the command").arg("factor").args(arguments).assert()
}

/// The numbers of an irrep that do not depend on its form, by the names of the reference.
fn numbers(of: &FactoredIrrep) -> Vec<(&'static str, f64)> {
    let mut numbers = vec![
        ("weight_sum", of.product.weight),
        ("bound", of.product.weight_bound),
        ("mm_error", of.product.multiplication_error),
    ];
    if let Some(alignment) = of.alignment {
        numbers.push(("overlap", alignment.overlap));
        numbers.extend(alignment.rank1_defect.map(|defect| ("rank1_defect", defect)));
        numbers.extend(alignment.misalignment.map(|misalignment| ("misalign", misalignment)));
    }
    if let Some(frames) = &of.frames {
        numbers.extend([
            ("frame_error", frames.frame_error),
            ("design_error", frames.design_error),
            ("constant", frames.constant),
        ]);
    }
    numbers
}

fn reference_form(form: IrrepForm) -> &'static str {
    match form {
        IrrepForm::FrameDesign => "rank-1 aligned frame x design",
        IrrepForm::Other => "other",
        form => form.name(),
    }
}

/// What an irrep has that the reference says otherwise.
fn differences(found: &FactoredIrrep, expected: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    for (what, found, expected) in [
        ("type", Value::from(found.kind.name()), &expected["type"]),
        ("n", found.degree.into(), &expected["n"]),
        ("order", found.order().into(), &expected["order"]),
        ("form", reference_form(found.form).into(), &expected["form"]),
    ] {
        if found != *expected {
            differences.push(format!("{what} {found}, not {expected}"));
        }
    }
    for (name, found) in numbers(found) {
        match expected[name].as_f64() {
            Some(expected) if (found - expected).abs() < 1e-3 => {}
            other => differences.push(format!("{name} {found}, not {other:?}")),
        }
    }
    if let Some(frames) = &found.frames {
        let sizes: Vec<usize> = frames.groups.iter().map(Vec::len).collect();
        if serde_json::json!(sizes) != expected["groups"] {
            differences.push(format!("groups {sizes:?}, not {}", expected["groups"]));
        }
    }
    differences
}

#[test]
fn trained_networks_are_read_as_by_the_reference() {
    let all: Value = serde_json::from_str(include_str!("../data/groups/expected_nets.json")).expect("valid JSON");
    for name in TRAINED {
        let (found, expected) = (factor_irreps(&trained(name)), &all[format!("{name}.npz")]);
        assert_eq!(found.live_nodes as u64, expected["live"].as_u64().expect("a number"), "{name}");
        for (what, found) in
            [("norm_ratio", found.norm_ratio.expect("a bound")), ("min_purity_a", found.purity[0].least)]
        {
            let expected = expected[what].as_f64().expect("a number");
            assert!((found - expected).abs() < 1e-3, "{name}: {what} {found}, not {expected}");
        }
        assert_eq!(found.agreement, 1.0, "{name}");
        let mut expected: Vec<&Value> = expected["blocks"].as_array().expect("a list").iter().collect();
        for irrep in &found.irreps {
            // irreps of one type and degree are numbered in another order there
            let nearest = (0..expected.len()).min_by_key(|&at| differences(irrep, expected[at]).len());
            let expected = expected.remove(nearest.unwrap_or_else(|| panic!("{name}: too many irreps")));
            let differences = differences(irrep, expected);
            assert!(differences.is_empty(), "{name}, irrep {}: {}", irrep.irrep, differences.join("; "));
        }
        assert!(expected.is_empty(), "{name}");
    }
}

#[test]
fn closed_simplices_are_told_from_designs_that_are_near() {
    let simplices = |name: &str| -> Vec<(usize, bool)> {
        let found = factor_irreps(&trained(name));
        let of = |irrep: &FactoredIrrep| {
            irrep
                .frames
                .as_ref()
                .filter(|of| of.simplex_error.is_some())
                .map(|of| (irrep.order(), of.is_closed_simplex))
        };
        found.irreps.iter().filter_map(of).collect()
    };
    assert_eq!(simplices("D5_s1_f0.9"), [(10, true), (10, true)]);
    // five frames of two nodes, but hats close a constant of 0.15
    assert_eq!(simplices("S4_s1_f0.9"), [(10, false)]);
    assert!(simplices("S3_s2_f1.0").is_empty() && simplices("SL23_s1_f0.9").is_empty());
}

fn closed_network(name: &str) -> Network {
    Network::from_solution(&closed(&group(name))).expect("a network")
}

#[test]
fn closed_networks_meet_the_bound_and_are_read_as_what_they_are() {
    for name in ["S3", "D4", "Q8", "D5", "A4", "Dic3", "F21", "S4", "SL(2,3)", "7", "2x4"] {
        let found = factor_irreps(&closed_network(name));
        let ratio = found.norm_ratio.expect("a bound");
        assert!((ratio - 1.0).abs() < 1e-9, "{name}: {ratio}");
        assert!(found.others.constant_nodes.is_empty() && found.others.mixed_nodes.is_empty(), "{name}");
        for irrep in &found.irreps {
            let what = format!("{name}, irrep {}", irrep.irrep);
            assert_eq!(irrep.order(), irrep.known_orders.closed, "{what}");
            assert!(irrep.product.multiplication_error < 1e-6 && irrep.hats.share < 1e-12, "{what}");
            assert!(irrep.unaligned_nodes.is_empty(), "{what}");
            assert!(
                (irrep.product.weight / irrep.product.weight_bound - 1.0).abs() < 1e-9,
                "{what}: {}",
                irrep.product.weight
            );
            let form = match irrep.kind {
                IrrepType::Real => IrrepForm::FrameDesign,
                IrrepType::Complex => IrrepForm::RankOne,
                IrrepType::Quaternionic => IrrepForm::Quaternion,
            };
            assert_eq!(irrep.form, form, "{what}");
            if let Some(frames) = &irrep.frames {
                assert!(frames.is_closed_simplex && frames.simplex_error.expect("n² + 1 groups") < 1e-7, "{what}");
                assert!(frames.constant < 1e-7 && frames.design_error < 1e-7, "{what}");
            }
        }
    }
}

/// Type, degree, order, form and weight over its bound of an irrep.
type Expected = (&'static str, usize, usize, IrrepForm, f64);

#[test]
fn narrow_networks_are_read_as_what_they_are() {
    use IrrepForm::{FrameDesign, Other, Quaternion, RankOne};
    let expected: [(&str, &[Expected]); 3] = [
        (
            "S4",
            &[
                ("R", 1, 1, FrameDesign, 1.0),
                ("R", 2, 8, FrameDesign, 1.0),
                ("R", 3, 27, FrameDesign, 1.0),
                ("R", 3, 27, FrameDesign, 1.0),
            ],
        ),
        (
            "Q8",
            &[
                ("R", 1, 1, FrameDesign, 1.0),
                ("R", 1, 1, FrameDesign, 1.0),
                ("R", 1, 1, FrameDesign, 1.0),
                ("H", 2, 8, Quaternion, 1.0),
            ],
        ),
        (
            "SL(2,3)",
            &[
                ("C", 1, 3, RankOne, f64::NAN),
                ("C", 2, 32, RankOne, 1.0),
                // Σ |m||α||β||γ| of fourteen squares with x = 1, y = 2, where 16 is the least
                ("H", 2, 14, Other, 18.003472 / 16.0),
                ("R", 3, 27, FrameDesign, 1.0),
            ],
        ),
    ];
    for (name, expected) in expected {
        let found = factor_irreps(&Network::from_solution(&narrow(&group(name))).expect("a network"));
        assert_eq!((found.others.constant_nodes.len(), found.irreps.len()), (1, expected.len()), "{name}");
        assert!(found.norm_ratio.expect("a bound") > 1.0, "{name}: the constant node is extra");
        for (irrep, (kind, degree, order, form, ratio)) in found.irreps.iter().zip(expected) {
            assert_eq!((irrep.kind.name(), irrep.degree, irrep.order()), (*kind, *degree, *order), "{name}");
            assert_eq!(irrep.form, *form, "{name}, irrep {}", irrep.irrep);
            let weight = irrep.product.weight / irrep.product.weight_bound;
            assert!(ratio.is_nan() || (weight - ratio).abs() < 1e-6, "{name}, irrep {}: {weight}", irrep.irrep);
            assert!(
                irrep.product.multiplication_error < 1e-6,
                "{name}, irrep {}: {}",
                irrep.irrep,
                irrep.product.multiplication_error
            );
            // open designs: the constants are left to the constant node
            let is_open = |frames: &cogring::factor::Frames| frames.constant > 0.1 && !frames.is_closed_simplex;
            assert!(irrep.frames.as_ref().is_none_or(is_open), "{name}, irrep {}", irrep.irrep);
        }
    }
}

#[test]
fn characters_of_an_abelian_group_are_irreps_of_degree_1() {
    let by_factors = factor_irreps(&Network::from_solution(&narrow(&group("7"))).expect("a network"));
    let by_table = factor_irreps(&renumbered(&Network::from_solution(&narrow(&group("7"))).expect("a network"), 1));
    for found in [by_factors, by_table] {
        let orders: Vec<usize> = found.irreps.iter().map(FactoredIrrep::order).collect();
        assert_eq!((orders, found.others.constant_nodes.len()), (vec![4; 3], 1));
        assert!(found.irreps.iter().all(|irrep| irrep.form == IrrepForm::RankOne && irrep.kind == IrrepType::Complex));
    }
}

/// The same network with its group's elements numbered otherwise.
pub fn renumbered(network: &Network, seed: u64) -> Network {
    let old = network.group();
    let d = old.order();
    let (places, table) = renumbered_table(old, seed);
    let moved = |columns: &DMatrix<f64>| {
        let mut moved = columns.clone();
        (0..d).for_each(|g| moved.set_column(places[g], &columns.column(g)));
        moved
    };
    let group = Group::from_table(&table).expect("a group");
    let c = moved(&network.w_c().transpose()).transpose();
    Network::new(&group, moved(network.w_a()), moved(network.w_b()), c).expect("shapes fit")
}

/// All numbers of a factorization, in an order that does not depend on how the irreps are numbered.
fn invariants(found: &IrrepFactorization) -> Vec<Vec<f64>> {
    let of = |irrep: &FactoredIrrep| {
        let head = [irrep.degree as f64, irrep.order() as f64, irrep.hats.share];
        head.into_iter().chain(numbers(irrep).into_iter().map(|(_, number)| number)).collect::<Vec<f64>>()
    };
    let mut rows: Vec<Vec<f64>> = found.irreps.iter().map(of).collect();
    rows.sort_by(|x, y| x.partial_cmp(y).expect("numbers"));
    rows.push(vec![found.norm, found.norm_bound, found.purity[0].least, found.purity[1].median, found.agreement]);
    rows
}

#[test]
fn another_numbering_of_the_group_changes_no_number() {
    let narrow = ["S4", "SL(2,3)"].map(|name| Network::from_solution(&narrow(&group(name))).expect("a network"));
    for (network, seed) in TRAINED.map(trained).into_iter().chain(narrow).zip(1..) {
        let (found, moved) = (factor_irreps(&network), factor_irreps(&renumbered(&network, seed)));
        assert_eq!(found.live_nodes, moved.live_nodes);
        for (x, y) in invariants(&found).into_iter().zip(invariants(&moved)) {
            assert_eq!(x.len(), y.len());
            let close = x.iter().zip(&y).all(|(x, y)| (x - y).abs() < 1e-6);
            assert!(close, "{}: {x:?} and {y:?}", network.group());
        }
    }
}

#[test]
fn nodes_of_one_irrep_that_are_moved_apart_are_aligned_no_more() {
    for name in TRAINED {
        let network = trained(name);
        let group = network.group().clone();
        let before = factor_irreps(&network);
        let at = before.irreps.iter().position(|irrep| irrep.degree > 1).expect("an irrep");
        // a(g) → a(g u) for another u at every node: a stays in its irrep, but no longer fits b
        let mut w_a = network.w_a().clone();
        for (turn, &node) in before.irreps[at].nodes.iter().enumerate() {
            let u = turn * 7 % group.order();
            (0..group.order()).for_each(|g| w_a[(node, g)] = network.w_a()[(node, group.multiply(g, u))]);
        }
        let twin = Network::new(&group, w_a, network.w_b().clone(), network.w_c().clone()).expect("shapes fit");
        let after = factor_irreps(&twin);
        for (before, after) in before.irreps.iter().zip(&after.irreps) {
            assert_eq!(before.nodes, after.nodes, "{name}");
        }
        assert_ne!(before.irreps[at].form, IrrepForm::Other, "{name}");
        let moved = after.irreps[at].clone();
        assert_eq!((moved.form, moved.frames), (IrrepForm::Other, None), "{name}");
        assert!(moved.product.multiplication_error > 0.1 && !moved.unaligned_nodes.is_empty(), "{name}");
        let others = |found: &IrrepFactorization| found.irreps.iter().map(|irrep| irrep.form).enumerate().collect_vec();
        let (before, after) = (others(&before), others(&after));
        assert!(before.iter().zip(&after).all(|(x, y)| x == y || x.0 == at), "{name}");
    }
}

#[test]
fn aligned_nodes_that_are_no_frames_over_a_design_are_not_called_so() {
    let network = closed_network("S4");
    let found = factor_irreps(&network);
    let irrep = found.irreps.iter().find(|irrep| irrep.degree == 3).expect("an irrep");
    let without = irrep.nodes[0];
    let keep: Vec<usize> = (0..network.width()).filter(|&node| node != without).collect();
    let rest = Network::new(
        network.group(),
        network.w_a().select_rows(&keep),
        network.w_b().select_rows(&keep),
        network.w_c().select_columns(&keep),
    );
    let found = factor_irreps(&rest.expect("shapes fit"));
    let twin = found.irreps.iter().find(|twin| twin.irrep == irrep.irrep).expect("the irrep");
    let frames = twin.frames.as_ref().expect("aligned nodes");
    assert_eq!((twin.form, twin.order(), frames.are_frames), (IrrepForm::RankOne, 29, false));
    assert!(!frames.is_closed_simplex && twin.product.multiplication_error > 0.1);
}

#[test]
fn the_command_prints_irreps_and_reads_back() {
    let files = TRAINED.map(|name| path(name).display().to_string());
    let output = cogring(&["--json", &files[1], &files[3]]).code(0).get_output().stdout.clone();
    let value: Value = serde_json::from_slice(&output).expect("JSON");
    assert_eq!(value["report"], "irreps");
    let report: IrrepReport = serde_json::from_slice(&output).expect("the report");
    for (network, name) in report.networks.iter().zip([TRAINED[1], TRAINED[3]]) {
        assert_eq!(network.result.factorization, factor_irreps(&trained(name)));
    }
    let text = String::from_utf8(cogring(&[&files[0], &files[3]]).code(0).get_output().stdout.clone()).expect("text");
    for wanted in [
        "group D5 of order 10, 512 hidden nodes, 21 live",
        "group S4 of order 24, 512 hidden nodes, 71 live",
        "2: R2",
        "frame × closed simplex",
        "rank-1 aligned",
        "8, 10",
        "1.0052 times the bound",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let output = cogring(&["--method", "paper", &files[3]]).code(2).get_output().stderr.clone();
    let (output, reason) =
        (String::from_utf8_lossy(&output).into_owned(), "for no other groups of S4: only for Abelian groups");
    assert!(output.contains(reason), "{output}");
}
