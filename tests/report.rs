//! Figures, tables and pages: what is drawn is there, what is written is what was computed, nothing is fetched.

use std::path::{Path, PathBuf};
use std::process::Command;

use cogring::dynamics::{Curve, FrequencyMap, PotentialTrajectory, frequency_maps, kernel_size, potential_point};
use cogring::factor::{
    COLUMNS, Factorization, compare_with_paper, factor_as_paper, order_histogram, parameter_angles, read_out, summarize,
};
use cogring::format::{ReadOptions, read_network, write_network};
use cogring::report::figures::{
    CurveFigure, DecouplingFigure, Figure, FrequencyFigure, OrderFigure, OrderPanel, ParameterFigure, PotentialFigure,
    to_csv, write_figure,
};
use cogring::report::page::{Fact, PageData, to_html};
use cogring::report::plot::{Scale, magnitude, short, to_png, to_svg};
use cogring::report::{PaperTable, write_table};
use cogring::reproduce::{decoupling, find_sources, one_series, order_panels, page_data, paper_table, series, trained};
use cogring::train::{RunConfig, Silent, train_run};
use cogring::{Group, Network, PairMask, SumPotential, Target};
use nalgebra::DMatrix;
use proptest::prelude::*;

fn bundled(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name)
}

const SEEDS: [&str; 2] = ["d23_seed1_epoch9900.npz", "d23_seed3_epoch9900.npz"];

fn network(seed: usize) -> Network {
    read_network(&bundled(SEEDS[seed]), &ReadOptions::default()).expect("a bundled network")
}

/// A network with weights that follow from `seed` alone.
fn arbitrary_network(group: &Group, width: usize, seed: u64) -> Network {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move |_: usize, _: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    };
    let d = group.order();
    let (a, b) = (DMatrix::from_fn(width, d, &mut next), DMatrix::from_fn(width, d, &mut next));
    Network::new(group, a, b, DMatrix::from_fn(d, width, &mut next)).expect("shapes fit")
}

fn records(csv: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(csv);
    let head = reader.headers().expect("a head").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
    (head, rows)
}

fn cogring(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cogring")).args(arguments).output().expect("the command runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit status"), text(output.stdout), text(output.stderr))
}

/// Every figure, from the bundled networks.
fn with_figures(check: impl Fn(&dyn Figure, &[&str])) {
    let networks = [network(0), network(1)];
    let factorizations: Vec<Factorization> = networks.iter().map(factor_as_paper).collect();
    let snapshots: Vec<(usize, Network)> = networks.iter().cloned().zip([100, 9900]).map(|(n, e)| (e, n)).collect();

    let maps = frequency_maps(&snapshots);
    check(&FrequencyFigure { maps: &maps }, &["epoch 100", "epoch 9900", "frequency k", "58 hidden nodes"]);
    let histogram = order_histogram(&factorizations);
    let panel = |decay: f64| OrderPanel {
        group: networks[0].group().clone(),
        weight_decay: Some(decay),
        histogram: histogram.clone(),
    };
    let panels = [panel(5e-5), panel(1e-4), panel(2e-4)];
    check(&OrderFigure { panels: &panels }, &["weight decay 5×10⁻⁵", "10⁻⁴", "% of frequencies", "d = 23", "≥10"]);
    let angles = parameter_angles(&factorizations);
    check(&ParameterFigure { parameters: &angles }, &["−180°", "angle", "(n = 9)", "syn,αβ"]);
    let trajectory = PotentialTrajectory::of_snapshots(&snapshots).expect("snapshots");
    check(&PotentialFigure { trajectory: &trajectory }, &["epoch", "10³", "order 4 (4 k)", "off-diagonal"]);
    let split = PairMask::new(networks[0].group(), (0..529).map(|pair| pair % 10 != 0).collect()).expect("529 pairs");
    let curves = [Curve::of_snapshots("one".into(), &snapshots, Some(&split), Target::ZeroMean)];
    check(&CurveFigure { curves: &curves }, &["loss", "accuracy (%)", "training pairs", "held-out pairs"]);
}

#[test]
fn every_figure_is_written_as_svg_png_and_csv() {
    let directory = tempfile::tempdir().expect("a directory");
    with_figures(|figure, labels| {
        let [svg, png, csv] = write_figure(figure, directory.path()).expect("a figure");
        let name = figure.name();

        let text = std::fs::read_to_string(svg).expect("SVG");
        let visible: String = text.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
        for label in labels {
            assert!(visible.contains(label), "{name}.svg does not say `{label}`: {visible}");
        }
        assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"), "{name}.svg");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{name}.svg has a coordinate that is no number");
        for address in text.split("http").skip(1) {
            assert!(address.starts_with("://www.w3.org/2000/svg\""), "{name}.svg names an address");
        }

        let picture = tiny_skia::Pixmap::load_png(&png).expect("PNG");
        let canvas = figure.draw();
        let pixels = |points: f64| (points / 72.0 * 300.0).round() as u32;
        assert_eq!((picture.width(), picture.height()), (pixels(canvas.width), pixels(canvas.height)), "{name}.png");
        let inked = |x: std::ops::Range<u32>, y: std::ops::Range<u32>| {
            y.flat_map(|y| x.clone().map(move |x| (x, y)))
                .filter(|&(x, y)| picture.pixel(x, y).is_some_and(|pixel| pixel.red() < 250))
                .count()
        };
        let (width, height) = (picture.width(), picture.height());
        let ink = inked(0..width, 0..height) as f64 / f64::from(width * height);
        assert!((0.01..0.7).contains(&ink), "{name}.png: {ink} of the pixels are not background");
        // Nothing is cut off at an edge.
        for edge in [
            inked(0..width, 0..2),
            inked(0..width, height - 2..height),
            inked(0..2, 0..height),
            inked(width - 2..width, 0..height),
        ] {
            assert_eq!(edge, 0, "{name}.png has ink at its edge");
        }

        let (head, rows) = records(&std::fs::read(csv).expect("CSV"));
        assert!(!rows.is_empty() && rows.iter().all(|row| row.len() == head.len()), "{name}.csv");
    });
}

#[test]
fn the_numbers_of_the_frequency_figure_are_the_spectrum() {
    let network = network(0);
    let maps = frequency_maps(&[(9900, network.clone())]);
    let a = network.spectrum().a;
    let (head, rows) = records(&to_csv(&FrequencyFigure { maps: &maps }).expect("CSV"));
    assert_eq!(head, ["epoch", "frequency", "node", "magnitude"]);
    assert_eq!(rows.len(), 23 * 56);
    let mut columns = Vec::new();
    for row in &rows {
        let (k, j): (usize, usize) = (row[1].parse().expect("k"), row[2].parse().expect("j"));
        let magnitude: f64 = row[3].parse().expect("a number");
        assert_eq!(magnitude, a[(k, j)].norm());
        let mirrored = rows.iter().find(|other| other[1] == ((23 - k) % 23).to_string() && other[2] == row[2]);
        let mirrored: f64 = mirrored.expect("the conjugate frequency")[3].parse().expect("a number");
        assert!((mirrored - magnitude).abs() < 1e-12, "k = {k}, node {j}");
        if k == 0 {
            columns.push(j);
        }
    }
    // Sorted by frequency: the dominant frequencies of the columns never fall.
    let home = |j: usize| (0..=11).max_by(|&x, &y| a[(x, j)].norm().total_cmp(&a[(y, j)].norm())).expect("k");
    assert!(columns.windows(2).all(|pair| home(pair[0]) <= home(pair[1])), "{columns:?}");
}

#[test]
fn narrow_networks_are_shown_with_their_dead_nodes() {
    let group: Group = "17".parse().expect("a group");
    let mut network = arbitrary_network(&group, 20, 1);
    let dead = |matrix: &DMatrix<f64>| DMatrix::from_fn(20, 17, |j, g| if j == 3 { 0.0 } else { matrix[(j, g)] });
    network = Network::new(&group, dead(network.w_a()), dead(network.w_b()), network.w_c().clone()).expect("shapes");
    let maps: Vec<FrequencyMap> = frequency_maps(&[(0, network)]);
    assert_eq!(maps[0].nodes.len(), 20);
    assert_eq!(maps[0].nodes.last(), Some(&3));
}

#[test]
fn shares_of_orders_and_angles_are_those_of_the_factorizations() {
    let factorizations = [factor_as_paper(&network(0)), factor_as_paper(&network(1))];
    let histogram = order_histogram(&factorizations);
    // Reference: 5 + 4 frequencies of order 4 and 6 + 7 of order 6, of 11 each.
    assert_eq!(histogram.percentages.keys().copied().collect::<Vec<_>>(), [4, 6]);
    assert!((histogram.percentages[&4].mean - 100.0 * 9.0 / 22.0).abs() < 1e-12);
    assert!((histogram.percentages[&6].mean - 100.0 * 13.0 / 22.0).abs() < 1e-12);
    // Two networks: the standard error is half the difference.
    assert!((histogram.percentages[&4].standard_error - 50.0 / 11.0).abs() < 1e-12);
    let angles = parameter_angles(&factorizations);
    let (_, rows) = records(&to_csv(&ParameterFigure { parameters: &angles }).expect("CSV"));
    let expected = factorizations.iter().flat_map(|network| &network.frequencies);
    let expected: usize = expected.map(|f| f.parameters.keys().filter(|name| **name != "sigma").count()).sum();
    assert_eq!(rows.len(), expected);
    assert!(rows.iter().all(|row| row[2].parse::<f64>().is_ok_and(|angle| angle.abs() <= 180.0)));
}

#[test]
fn potentials_of_a_checkpoint_are_the_sum_potentials_of_the_solution() {
    for (group, width) in [("5", 3), ("2x3", 4), ("7", 6)] {
        let group: Group = group.parse().expect("a group");
        let network = arbitrary_network(&group, width, 7);
        let solution = network.to_solution();
        let point = potential_point(12, &network);
        let d = group.order();
        let nonzero = || 1..d;
        let (mut absolute, mut squares) = (0.0, 0.0);
        for (k1, k2, k) in nonzero().flat_map(|k1| nonzero().flat_map(move |k2| nonzero().map(move |k| (k1, k2, k)))) {
            if (k1, k2) != (k, k) {
                let size = SumPotential::ab(k1, k2, k).of(&solution).norm();
                absolute += size;
                squares += size * size;
            }
        }
        let frequencies = (d - 1) as f64;
        assert!((point.off_diagonal - absolute / frequencies).abs() < 1e-9 * absolute, "{group}");
        assert!((point.off_diagonal_squares - squares / frequencies).abs() < 1e-9 * squares, "{group}");
        for (at, k) in group.representatives().enumerate() {
            let diagonal = SumPotential::ab(k, k, k).of(&solution).re;
            let negation = SumPotential::squared(cogring::Channel::A, k, group.neg(k), k).of(&solution).norm();
            assert!((point.diagonal[at] - diagonal).abs() < 1e-9, "{group}, k = {k}");
            assert!((point.negation[at] - negation).abs() < 1e-9, "{group}, k = {k}");
        }
    }
}

#[test]
fn the_numbers_of_the_potential_figure_are_those_of_the_trajectory() {
    let trajectory = PotentialTrajectory::of_snapshots(&[(9900, network(0))]).expect("a snapshot");
    let (head, rows) = records(&to_csv(&PotentialFigure { trajectory: &trajectory }).expect("CSV"));
    let value = |name: &str| {
        let column = head.iter().position(|head| head == name).expect("a column");
        rows[0][column].parse::<f64>().expect("a number")
    };
    let point = &trajectory.points[0];
    assert!((value("diagonal_mean") - point.diagonal.iter().sum::<f64>() / 11.0).abs() < 1e-12);
    let of_order = |order| point.negation.iter().zip(&trajectory.orders).filter(move |pair| *pair.1 == order);
    let mean = |order| of_order(order).map(|pair| pair.0).sum::<f64>() / of_order(order).count() as f64;
    assert!((value("negation_order_4") - mean(4)).abs() < 1e-12);
    assert!((value("negation_order_6") - mean(6)).abs() < 1e-12);
    // A trained network answers (R_g), keeps frequencies apart (R_c), and leaves R_n open at order 4 only.
    assert!((value("diagonal_mean") - 1.0).abs() < 0.01 && value("off_diagonal_squares") < 1e-3);
    assert!(mean(4) > 0.6 && mean(6) < 0.2);
}

#[test]
fn curves_of_snapshots_are_evaluations_on_the_split() {
    let network = network(0);
    let split = PairMask::new(network.group(), (0..529).map(|pair| pair % 7 != 0).collect()).expect("529 pairs");
    let curve = Curve::of_snapshots("run, \"1\"".into(), &[(5, network.clone())], Some(&split), Target::ZeroMean);
    let (head, rows) = records(&to_csv(&CurveFigure { curves: &[curve] }).expect("CSV"));
    assert_eq!(head, ["run", "epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy"]);
    let (train, test) =
        (network.evaluate(Target::ZeroMean, &split), network.evaluate(Target::ZeroMean, &split.complement()));
    let expected = [train.loss, test.loss, train.accuracy, test.accuracy].map(|value| value.to_string());
    assert_eq!(rows[0][0], "run, \"1\"");
    assert_eq!(
        rows[0][2..].iter().map(|text| text.parse::<f64>().expect("a number").to_string()).collect::<Vec<_>>(),
        expected
    );
    let without = Curve::of_snapshots("all".into(), &[(5, network.clone())], None, Target::ZeroMean);
    assert_eq!(without.points[0].train, network.evaluate(Target::ZeroMean, &PairMask::all(network.group())));
    assert_eq!(without.points[0].test, None);
}

#[test]
fn the_table_of_the_bundled_networks_is_their_summary_next_to_the_paper() {
    let sources = find_sources(&SEEDS.map(bundled)).expect("files");
    let networks = trained(&sources, &ReadOptions::default()).expect("networks");
    assert_eq!(networks[0].weight_decay, Some(5e-5));
    let factorizations: Vec<Factorization> = networks.iter().map(|trained| factor_as_paper(&trained.network)).collect();
    let rows = paper_table(&factorizations);
    let summary = summarize(&factorizations);
    assert_eq!((rows.len(), rows[0].networks), (1, 2));
    for (cell, ours) in rows[0].cells.iter().zip(summary[0].columns()) {
        assert_eq!(cell.ours, ours, "{}", cell.column);
        let (ours, paper) = (ours.expect("orders 4 and 6 occur"), cell.paper.expect("the paper has d = 23"));
        let difference = ours.mean - paper.mean;
        let combined = (ours.standard_error.powi(2) + paper.standard_error.powi(2)).sqrt();
        match cell.deviation {
            Some(deviation) => assert!((deviation * combined - difference).abs() < 1e-12, "{}", cell.column),
            None => assert_eq!(combined, 0.0, "{}", cell.column),
        }
    }
    // The paper's row for d = 23, as published.
    assert_eq!(rows[0].cells[5].paper.map(|paper| (paper.mean, paper.standard_error)), Some((47.07, 1.88)));

    let text = PaperTable(&rows).to_string();
    assert!(text.lines().all(|line| line.matches('|').count() == COLUMNS.len() + 3), "{text}");
    assert!(text.contains("| 2 networks ") && text.contains("| 47.07 ± 1.88 "), "{text}");
    let directory = tempfile::tempdir().expect("a directory");
    write_table(&rows, directory.path()).expect("files");
    assert_eq!(std::fs::read_to_string(directory.path().join("table.md")).expect("Markdown"), text);
    let (_, csv) = records(&std::fs::read(directory.path().join("table.csv")).expect("CSV"));
    for (cell, record) in rows[0].cells.iter().zip(&csv) {
        assert_eq!((record[0].as_str(), record[2].as_str()), ("23", cell.column));
        assert_eq!(record[3].parse::<f64>().ok(), cell.ours.map(|ours| ours.mean));
    }
}

#[test]
fn groups_that_the_paper_does_not_report_have_a_row_without_comparison() {
    let group: Group = "5".parse().expect("a group");
    let factorization = factor_as_paper(&arbitrary_network(&group, 4, 3));
    let row = compare_with_paper(&summarize([&factorization])[0]);
    assert!(row.cells.iter().all(|cell| cell.paper.is_none() && cell.deviation.is_none()));
    let text = PaperTable(&[row]).to_string();
    assert!(text.contains("1 network") && !text.contains("paper"), "{text}");
}

#[test]
fn orders_are_grouped_by_group_and_weight_decay() {
    let sources = find_sources(&SEEDS.map(bundled)).expect("files");
    let mut networks = trained(&sources, &ReadOptions::default()).expect("networks");
    networks[1].weight_decay = Some(1e-5);
    let factorizations: Vec<Factorization> = networks.iter().map(|trained| factor_as_paper(&trained.network)).collect();
    let panels = order_panels(&networks, &factorizations);
    assert_eq!(panels.iter().map(|panel| panel.weight_decay).collect::<Vec<_>>(), [Some(1e-5), Some(5e-5)]);
    assert_eq!(panels[0].histogram, order_histogram(&factorizations[1..]));
    assert_eq!(panels[1].histogram, order_histogram(&factorizations[..1]));
}

fn page_of(title: &str) -> PageData {
    let sources = find_sources(&[bundled(SEEDS[0])]).expect("a file");
    let series = one_series(&sources, &ReadOptions::default()).expect("a network");
    page_data(series, Some(title.to_owned())).expect("a page")
}

/// What stands in the element with the data.
fn embedded(html: &str) -> serde_json::Value {
    let (_, after) = html.split_once("<script type=\"application/json\" id=\"data\">").expect("the data element");
    let (json, _) = after.split_once("</script>").expect("its end");
    serde_json::from_str(json).expect("JSON")
}

#[test]
fn the_page_holds_the_results_and_names_no_address() {
    let data = page_of("d = 23");
    let html = to_html(&data).expect("HTML");
    assert_eq!(embedded(&html), serde_json::to_value(&data).expect("JSON"));
    assert_eq!(data.factorization, factor_as_paper(&network(0)));
    assert_eq!(data.readouts, read_out(&network(0), &data.factorization));
    // The one address is the name of the SVG language, which nothing loads.
    for address in html.split("://").skip(1) {
        assert!(address.starts_with("www.w3.org/2000/svg\""), "an address: {}", &address[..address.len().min(60)]);
    }
    for loader in ["src=", "url(", "@import", "fetch(", "XMLHttpRequest", "<link", "import(", "<iframe", "<img"] {
        assert!(!html.contains(loader), "the page contains `{loader}`");
    }
    assert!(html.contains("default-src 'none'"), "requests are forbidden");
    assert!(!html.contains("{{"), "a placeholder is left");
}

#[test]
fn hostile_names_stay_text() {
    let name = "</script><script>alert(1)</script><!-- {{data}} & \"quotes\" 'too' \u{2028}";
    let mut data = page_of(name);
    data.facts.push(Fact::new(name, name));
    let plain = to_html(&page_of("plain")).expect("HTML");
    let html = to_html(&data).expect("HTML");
    assert_eq!(html.matches("<script").count(), plain.matches("<script").count());
    assert_eq!(html.matches("</script").count(), plain.matches("</script").count());
    assert_eq!(html.matches("<!--").count(), plain.matches("<!--").count());
    assert_eq!(embedded(&html)["title"], name);
    let (_, title) = html.split_once("<title>").expect("a title");
    assert!(title.starts_with("&lt;/script&gt;&lt;script&gt;alert(1)"), "{}", &title[..80]);
}

#[test]
fn readouts_are_the_potentials_of_the_nodes_at_their_frequency() {
    let network = network(0);
    let readouts = read_out(&network, &factor_as_paper(&network));
    let solution = network.to_solution();
    for readout in &readouts {
        let [re, im] = readout.potentials[0].value;
        let whole = SumPotential::ab(readout.k, readout.k, readout.k).of(&solution);
        // The other nodes add little: each lives on its own frequency.
        assert!((re - whole.re).hypot(im - whole.im) < 0.01, "k = {}", readout.k);
        assert_eq!(readout.potentials.len(), 10);
        assert!(readout.is_pair);
    }
}

#[test]
fn colours_of_magnitudes_darken_evenly() {
    // Relative luminance (WCAG) falls all the way, so that the map survives greyscale and colour blindness.
    let linear = |x: u8| {
        let x = f64::from(x) / 255.0;
        if x <= 0.04045 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) }
    };
    let lightness = |t: f64| {
        let color = magnitude(t);
        let y = 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
        y.cbrt()
    };
    let steps: Vec<f64> = (0..=20).map(|i| lightness(f64::from(i) / 20.0)).collect();
    assert!((steps[0] - 1.0).abs() < 1e-9, "0 is white");
    for pair in steps.windows(2) {
        let step = pair[0] - pair[1];
        assert!((0.01..0.08).contains(&step), "{steps:?}");
    }
    assert_eq!(magnitude(f64::NAN), magnitude(0.0));
    assert_eq!(magnitude(7.0), magnitude(1.0));
}

#[test]
fn numbers_are_written_shortly() {
    let cases = [
        (0.0, "0"),
        (5e-5, "5×10⁻⁵"),
        (1e-4, "10⁻⁴"),
        (0.01, "0.01"),
        (1.5, "1.5"),
        (-0.25, "−0.25"),
        (10000.0, "10⁴"),
        (6.23e-5, "6.2×10⁻⁵"),
        (100.0, "100"),
    ];
    for (value, text) in cases {
        assert_eq!(short(value), text);
    }
}

proptest! {
    #[test]
    fn ticks_lie_inside_their_scale_and_rise(low in -1e6..1e6f64, length in 1e-6..1e6f64, count in 1usize..12) {
        let scale = Scale::linear(low, low + length);
        let ticks = scale.ticks(count);
        prop_assert!(ticks.len() <= 2 * count + 2);
        prop_assert!(ticks.iter().all(|tick| (-1e-6..=1.0 + 1e-6).contains(&scale.position(tick.value))));
        prop_assert!(ticks.windows(2).all(|pair| pair[0].value < pair[1].value));
    }

    #[test]
    fn decades_lie_inside_their_scale(exponent in -12.0..6.0f64, decades in 0.05..15.0f64, count in 1usize..8) {
        let scale = Scale::logarithmic(10f64.powf(exponent), 10f64.powf(exponent + decades));
        let ticks = scale.ticks(count);
        prop_assert!(ticks.iter().all(|tick| (-1e-6..=1.0 + 1e-6).contains(&scale.position(tick.value))));
        let labelled = ticks.iter().filter(|tick| !tick.label.is_empty()).count();
        prop_assert!(labelled <= count + 2, "{} labels for {}", labelled, count);
    }
}

#[test]
fn empty_and_extreme_results_are_drawn_without_harm() {
    let empty = [
        &FrequencyFigure { maps: &[] } as &dyn Figure,
        &OrderFigure { panels: &[] },
        &ParameterFigure { parameters: &[] },
        &CurveFigure { curves: &[] },
    ];
    for figure in empty {
        let canvas = figure.draw();
        assert!(to_svg(&canvas).is_ok() && to_png(&canvas, 72.0).is_ok(), "{}", figure.name());
    }
    let zero =
        Network::new(&Group::cyclic(3).expect("Z3"), DMatrix::zeros(1, 3), DMatrix::zeros(1, 3), DMatrix::zeros(3, 1));
    let snapshots = [(0, zero.expect("shapes"))];
    let maps = frequency_maps(&snapshots);
    let trajectory = PotentialTrajectory::of_snapshots(&snapshots).expect("a snapshot");
    for figure in [&FrequencyFigure { maps: &maps } as &dyn Figure, &PotentialFigure { trajectory: &trajectory }] {
        let svg = to_svg(&figure.draw()).expect("SVG");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", figure.name());
    }
}

#[test]
fn the_command_writes_figures_tables_and_pages() {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path().to_str().expect("UTF-8");
    let files = SEEDS.map(|seed| bundled(seed).to_str().expect("UTF-8").to_owned());
    let (status, text, _) = cogring(&["reproduce", "table", &files[0], &files[1], "-o", out, "--within", "3"]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("difference / s.e."), "{text}");
    assert!(directory.path().join("table.csv").is_file());
    let (status, ..) = cogring(&["reproduce", "table", &files[0], &files[1], "--within", "0.1"]);
    assert_eq!(status, 1, "some number is more than 0.1 standard errors away");
    let (status, json, _) = cogring(&["reproduce", "orders", &files[0], &files[1], "-o", out, "--json"]);
    assert_eq!(status, 0);
    let panels: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(panels[0]["histogram"]["networks"], 2);
    for name in ["frequencies", "potentials", "parameters", "curves"] {
        let (status, text, error) = cogring(&["reproduce", name, &files[0], "-o", out]);
        assert_eq!(status, 0, "{error}");
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.lines().all(|path| Path::new(path).is_file()), "{text}");
    }
    let page = directory.path().join("page.html");
    let (status, _, error) = cogring(&["report", &files[0], "-o", page.to_str().expect("UTF-8")]);
    assert_eq!(status, 0, "{error}");
    let html = std::fs::read_to_string(page).expect("HTML");
    assert_eq!(embedded(&html)["factorization"]["live_nodes"], 56);
}

#[test]
fn the_potential_kernel_is_that_of_its_definition_and_decouples_with_width() {
    // K_rr' = Σ_z ∂r/∂z conj(∂r'/∂z), by the product rule, for every pair of potentials of a small network.
    let group: Group = "3".parse().expect("a group");
    let network = arbitrary_network(&group, 4, 5);
    let spectrum = network.spectrum();
    let gradient = |(k1, k2, k): (usize, usize, usize)| {
        let mut values = vec![num_complex::Complex64::ZERO; 3 * 3 * 4];
        for j in 0..4 {
            values[4 * k1 + j] = spectrum.b[(k2, j)] * spectrum.c[(k, j)];
            values[12 + 4 * k2 + j] = spectrum.a[(k1, j)] * spectrum.c[(k, j)];
            values[24 + 4 * k + j] = spectrum.a[(k1, j)] * spectrum.b[(k2, j)];
        }
        values
    };
    let potentials: Vec<_> =
        (0..8).map(|bits: usize| gradient((1 + (bits >> 2), 1 + ((bits >> 1) & 1), 1 + (bits & 1)))).collect();
    let entry = |r: usize, s: usize| {
        potentials[r].iter().zip(&potentials[s]).map(|(x, y)| x * y.conj()).sum::<num_complex::Complex64>().norm()
    };
    let pairs = || (0..8).flat_map(|r| (0..8).map(move |s| (r, s)));
    let diagonal = (0..8).map(|r| entry(r, r)).sum::<f64>() / 8.0;
    let off_diagonal = pairs().filter(|(r, s)| r != s).map(|(r, s)| entry(r, s)).sum::<f64>() / 56.0;
    let size = kernel_size(&network);
    assert!((size.diagonal - diagonal).abs() < 1e-12 * diagonal);
    assert!((size.off_diagonal - off_diagonal).abs() < 1e-12 * off_diagonal);

    let points = decoupling(&"5".parse().expect("a group"), &[16, 256], 4, 0).expect("ratios");
    let fall = points[0].ratio.mean / points[1].ratio.mean;
    assert!((3.0..5.0).contains(&fall), "1/√q falls by 4 from q = 16 to 256, not by {fall}");
    assert!(decoupling(&"17".parse().expect("a group"), &[16], 1, 0).is_err_and(|error| error.is_argument()));
    let csv = to_csv(&DecouplingFigure { points: &points }).expect("CSV");
    assert_eq!(records(&csv).1[1][1].parse::<f64>().ok(), Some(points[1].ratio.mean));
}

#[test]
fn what_cannot_be_reported_is_an_error_that_says_why() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name);
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let fails = |arguments: &[&str], reason: &str| {
        let (status, _, error) = cogring(arguments);
        assert_eq!(status, 2, "{arguments:?}");
        assert!(error.contains(reason), "{arguments:?}: {error}");
    };
    let empty = path("empty");
    std::fs::create_dir(&empty).expect("a directory");
    fails(&["reproduce", "table", &text(&empty)], "holds neither run directories");
    fails(&["reproduce", "table", &text(&path("missing"))], "cannot be read");

    let seed = text(&bundled(SEEDS[0]));
    let other = text(&bundled(SEEDS[1]));
    fails(&["reproduce", "frequencies", &seed, &other], "two files hold epoch 9900");
    fails(&["reproduce", "curves", &seed, "--split", &seed], "no array `train`");
    fails(&["reproduce", "frequencies", &seed, "--epochs", "100"], "no snapshot at epoch 100 or before");

    let group: Group = "5".parse().expect("a group");
    write_network(&path("first.npz"), &arbitrary_network(&group, 2, 1)).expect("a file");
    write_network(&path("second.npz"), &arbitrary_network(&group, 2, 2)).expect("a file");
    let (first, second) = (text(&path("first.npz")), text(&path("second.npz")));
    fails(&["reproduce", "potentials", &first, &second], "its place among the other files is unknown");
    write_network(&path("step-7.npz"), &arbitrary_network(&group, 2, 1)).expect("a file");
    fails(
        &["reproduce", "potentials", &text(&path("step-7.npz")), &seed],
        "the group is 5 at epoch 7 and 23 at epoch 9900",
    );

    std::fs::write(path("plain"), "a file").expect("a file");
    fails(&["reproduce", "orders", &seed, "-o", &text(&path("plain"))], "cannot be made");
    fails(&["report", &seed, "-o", &text(&path("absent/page.html"))], "does not exist");
}

#[test]
fn run_directories_are_read_as_they_were_trained() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("below/run");
    std::fs::create_dir(directory.path().join("below")).expect("a directory");
    let group: Group = "5".parse().expect("a group");
    let config =
        RunConfig { width: 8, epochs: 30, checkpoint_every: 10, checkpoints: vec![15], ..RunConfig::new(group) };
    let run = train_run(&config, &path, &mut Silent).expect("a run").directory;
    let sources = find_sources(&[directory.path().to_owned()]).expect("one run");
    assert_eq!(sources.len(), 1);
    let networks = trained(&sources, &ReadOptions::default()).expect("its last network");
    assert_eq!(networks[0].weight_decay, Some(config.weight_decay));
    assert_eq!(networks[0].network, run.final_network().expect("the last network"));
    let series = one_series(&sources, &ReadOptions::default()).expect("its snapshots");
    assert_eq!(series.snapshots.iter().map(|snapshot| snapshot.0).collect::<Vec<_>>(), [0, 10, 15, 20, 30]);
    let curve = series.curve(None, Target::ZeroMean);
    let log = run.log().expect("a log");
    assert_eq!(curve.points.len(), log.len());
    assert!(curve.points.iter().zip(&log).all(|(point, record)| point.train.loss == record.train_loss));

    std::fs::remove_file(path.join("log.jsonl")).expect("a log");
    let (status, _, error) = cogring(&["reproduce", "curves", path.to_str().expect("UTF-8")]);
    assert_eq!(status, 2);
    assert!(error.contains("log"), "{error}");
}

#[test]
fn files_of_one_run_are_ordered_by_their_epochs() {
    let directory = tempfile::tempdir().expect("a directory");
    let group: Group = "5".parse().expect("a group");
    let names = ["epoch_000100.npz", "model-epoch=20.npz", "step5.npz"];
    for (seed, name) in names.iter().enumerate() {
        write_network(&directory.path().join(name), &arbitrary_network(&group, 2, seed as u64)).expect("a file");
    }
    let sources = find_sources(&[directory.path().to_owned()]).expect("files");
    let runs = series(&sources, &ReadOptions::default()).expect("one run");
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].snapshots.iter().map(|snapshot| snapshot.0).collect::<Vec<_>>(), [5, 20, 100]);
    assert_eq!(runs[0].name, "epoch_000100");
    let chosen = runs[0].at_epochs(&[30, 5]).expect("snapshots");
    assert_eq!(chosen.iter().map(|snapshot| snapshot.0).collect::<Vec<_>>(), [5, 20]);
}

#[test]
fn the_epochs_shown_by_default_are_spread_over_late_training() {
    let directory = tempfile::tempdir().expect("a directory");
    let group: Group = "5".parse().expect("a group");
    for epoch in [0, 1, 2, 5, 10, 20, 50, 100, 500, 1000, 5000, 10_000] {
        let path = directory.path().join(format!("epoch_{epoch}.npz"));
        write_network(&path, &arbitrary_network(&group, 2, 1)).expect("a file");
    }
    let sources = find_sources(&[directory.path().to_owned()]).expect("files");
    let run = one_series(&sources, &ReadOptions::default()).expect("one run");
    let chosen = run.at_epochs(&[]).expect("snapshots");
    assert_eq!(chosen.iter().map(|snapshot| snapshot.0).collect::<Vec<_>>(), [0, 100, 1000, 10_000]);
}
