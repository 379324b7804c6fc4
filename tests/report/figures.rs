//! Figures: what is drawn is there, and what is written is what was computed.

use cogring::dynamics::{Curve, FrequencyMap, PotentialTrajectory, frequency_maps, kernel_size, potential_point};
use cogring::factor::{Factorization, factor_as_paper, order_histogram, parameter_angles};
use cogring::report::figures::{
    CurveFigure, DecouplingFigure, Figure, FrequencyFigure, OrderFigure, OrderPanel, ParameterFigure, PotentialFigure,
    to_csv, write_figure,
};
use cogring::report::plot::{to_png, to_svg};
use cogring::reproduce::decoupling;
use cogring::{Group, Network, PairMask, SumPotential, Target};
use nalgebra::DMatrix;

use super::{arbitrary_network, network, records};

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
