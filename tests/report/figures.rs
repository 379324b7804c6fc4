//! The numbers behind figures are those of the results.

use cogring::dynamics::{FrequencyMap, frequency_maps, kernel_size, potential_point};
use cogring::experiment::{
    Curve, CurveClass, CurvePoint, Evolution, compare_with_paper, decoupling, factored, find_sources, order_panels,
    paper_table, parameter_panels, run_pages, series,
};
use cogring::factor::{Method, Options, factor, factor_as_paper, order_histogram, summarize};
use cogring::format::ReadOptions;
use cogring::network::Liveness;
use cogring::report::PaperTable;
use cogring::report::figures::{
    CurveFigure, DecouplingFigure, EvolutionFigure, FrequencyFigure, ParameterFigure, PotentialFigure, to_csv,
};
use cogring::{Group, Homomorphism, Network, PairMask, SumPotential, Target};
use nalgebra::DMatrix;

use super::{SEEDS, arbitrary_network, bundled, network, records, trajectory};

#[test]
fn the_numbers_of_the_frequency_figure_are_the_spectrum() {
    let network = network(0);
    let maps = frequency_maps(&[(9900, network.clone())], Liveness::Paper);
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
    let maps: Vec<FrequencyMap> = frequency_maps(&[(0, network)], Liveness::Paper);
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
    assert!((histogram.percentages[&4].standard_error.expect("two") - 50.0 / 11.0).abs() < 1e-12);
    let sources = find_sources(&SEEDS.map(bundled)).expect("files");
    let networks = factored(&sources, &ReadOptions::default(), Method::Paper).expect("networks");
    let panels = parameter_panels(&networks).expect("frequencies");
    let figure = ParameterFigure { panels: &panels };
    let (head, rows) = records(&to_csv(&figure).expect("CSV"));
    assert_eq!(head, ["network", "k", "parameter", "form", "angle_degrees"]);
    let mut expected = Vec::new();
    for (name, network) in networks.iter().map(|network| &network.name).zip(&factorizations) {
        for frequency in &network.frequencies {
            for (parameter, value) in frequency.parameters().iter().filter(|(name, _)| !name.starts_with("phase")) {
                expected.push((name.clone(), frequency.label.to_string(), parameter.clone(), value.degrees()));
            }
        }
    }
    let found = rows.iter().map(|row| {
        let angle: f64 = row[4].parse().expect("an angle");
        (row[0].clone(), row[1].clone(), row[2].clone(), angle)
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by(|x, y| x.partial_cmp(y).expect("numbers"));
    expected.sort_by(|x, y| x.partial_cmp(y).expect("numbers"));
    assert_eq!(found, expected);
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
                let size = SumPotential::ab(k1, k2, k).evaluate(&solution).norm();
                absolute += size;
                squares += size * size;
            }
        }
        let frequencies = (d - 1) as f64;
        assert!((point.off_diagonal - absolute / frequencies).abs() < 1e-9 * absolute, "{group}");
        assert!((point.off_diagonal_squares - squares / frequencies).abs() < 1e-9 * squares, "{group}");
        for (at, k) in group.dual().representatives().enumerate() {
            let diagonal = SumPotential::ab(k, k, k).evaluate(&solution).re;
            let negation = SumPotential::aa(k, group.inverse(k), k).evaluate(&solution).norm();
            assert!((point.diagonal[at] - diagonal).abs() < 1e-9, "{group}, k = {k}");
            assert!((point.negation[at] - negation).abs() < 1e-9, "{group}, k = {k}");
        }
    }
}

#[test]
fn the_numbers_of_the_potential_figure_are_those_of_the_trajectory() {
    let trajectory = trajectory(&[(9900, network(0))]);
    let (head, rows) = records(&to_csv(&PotentialFigure { trajectory: &trajectory }).expect("CSV"));
    let value = |name: &str| {
        let column = head.iter().position(|head| head == name).expect("a column");
        rows[0][column].parse::<f64>().expect("a number")
    };
    let point = &trajectory.points[0];
    assert!((value("diagonal_mean") - point.diagonal.iter().sum::<f64>() / 11.0).abs() < 1e-12);
    let of_order = |order| point.negation.iter().zip(trajectory.orders.values()).filter(move |pair| *pair.1 == order);
    let mean = |order| of_order(order).map(|pair| pair.0).sum::<f64>() / of_order(order).count() as f64;
    assert!((value("negation_order_4") - mean(4)).abs() < 1e-12);
    assert!((value("negation_order_6") - mean(6)).abs() < 1e-12);
    let least = |order| of_order(order).map(|pair| *pair.0).fold(f64::INFINITY, f64::min);
    let largest = |order| of_order(order).map(|pair| *pair.0).fold(0.0, f64::max);
    assert_eq!((value("negation_order_4_least"), value("negation_order_4_largest")), (least(4), largest(4)));
    assert_eq!((value("negation_order_6_least"), value("negation_order_6_largest")), (least(6), largest(6)));
    // A trained network answers (R_g), keeps frequencies apart (R_c), and leaves R_n open at order 4 only.
    assert!((value("diagonal_mean") - 1.0).abs() < 0.01 && value("off_diagonal_squares") < 1e-3);
    assert!(mean(4) > 0.6 && mean(6) < 0.2);
}

#[test]
fn curves_of_snapshots_are_evaluations_on_the_split() {
    let network = network(0);
    let split = PairMask::new(network.group(), (0..529).map(|pair| pair % 7 != 0).collect()).expect("529 pairs");
    let curve = Curve::of_snapshots("run, \"1\"".into(), &[(5, network.clone())], Some(&split), Target::ZeroMean);
    let class = CurveClass::new(network.group().clone(), "width 512".into(), vec![curve]);
    let (head, rows) = records(&to_csv(&CurveFigure { classes: &[class] }).expect("CSV"));
    let values = ["train_loss", "test_loss", "train_accuracy", "test_accuracy"];
    assert_eq!(head, [&["group", "settings", "run", "epoch"], &values[..]].concat());
    let (train, test) =
        (network.evaluate(Target::ZeroMean, &split), network.evaluate(Target::ZeroMean, &split.complement()));
    let expected = [train.loss, test.loss, train.accuracy, test.accuracy].map(|value| value.to_string());
    assert_eq!(rows[0][..3], ["23", "width 512", "run, \"1\""]);
    assert_eq!(
        rows[0][4..].iter().map(|text| text.parse::<f64>().expect("a number").to_string()).collect::<Vec<_>>(),
        expected
    );
    let without = Curve::of_snapshots("all".into(), &[(5, network.clone())], None, Target::ZeroMean);
    assert_eq!(without.points[0].train, network.evaluate(Target::ZeroMean, &PairMask::all(network.group())));
    assert_eq!(without.points[0].test, None);
}

#[test]
fn several_runs_have_a_median_and_a_range_at_the_epochs_of_all() {
    let curve = |name: &str, losses: &[(usize, f64)]| {
        let evaluation = |loss: f64| cogring::network::Evaluation { loss, accuracy: 1.0 - loss };
        let point = |&(epoch, loss): &(usize, f64)| CurvePoint { epoch, train: evaluation(loss), test: None };
        Curve { name: name.to_owned(), points: losses.iter().map(point).collect() }
    };
    let curves = vec![
        curve("one", &[(0, 0.5), (7, 0.4), (10, 0.125)]),
        curve("two", &[(0, 0.75), (10, 0.25)]),
        curve("three", &[(0, 0.625), (10, 0.0)]),
        curve("four", &[(0, 0.25), (10, 0.375)]),
    ];
    let class = CurveClass::new("23".parse().expect("a group"), String::new(), curves);
    let typical = |of: fn(&CurvePoint) -> f64| {
        class.typical.each_ref().map(|curve| curve.points.iter().map(of).collect::<Vec<f64>>())
    };
    assert_eq!(typical(|point| point.epoch as f64), [vec![0.0, 10.0], vec![0.0, 10.0], vec![0.0, 10.0]]);
    assert_eq!(typical(|point| point.train.loss), [vec![0.5625, 0.1875], vec![0.25, 0.0], vec![0.75, 0.375]]);
    assert_eq!(typical(|point| point.train.accuracy)[0], [0.4375, 0.8125]);
    assert_eq!(class.typical[0].points[0].test, None);
    let (_, rows) = records(&to_csv(&CurveFigure { classes: &[class] }).expect("CSV"));
    assert_eq!(rows.len(), 9 + 2 * 3);
    assert!(rows.iter().any(|row| row[2] == "(median)" && row[3] == "10" && row[4] == "0.1875"));
}

#[test]
fn the_evolution_of_a_run_is_the_factorization_of_every_network() {
    let snapshots = [(100, network(1)), (9900, network(0))];
    let evolution = Evolution::of_snapshots(&snapshots, Method::Paper);
    let (head, rows) = records(&to_csv(&EvolutionFigure { evolution: &evolution }).expect("CSV"));
    assert_eq!(head, ["epoch", "live_nodes", "k", "order", "form", "error", "distance"]);
    assert_eq!((evolution.points.len(), rows.len()), (2, 2 * 11));
    for ((epoch, network), rows) in snapshots.iter().zip(rows.chunks(11)) {
        let factorization = factor_as_paper(network);
        for (frequency, row) in factorization.frequencies.iter().zip(rows) {
            let written = [epoch.to_string(), factorization.live_nodes.to_string(), frequency.k.to_string()];
            assert_eq!(row[..3], written);
            assert_eq!((row[3].clone(), row[4].as_str()), (frequency.order().to_string(), frequency.form().name()));
        }
    }
}

#[test]
fn page_figures_and_table_say_what_the_factorization_says() {
    for method in [Method::Translations, Method::Paper] {
        let sources = find_sources(&[bundled(SEEDS[0])]).expect("a file");
        let run =
            run_pages(series(&sources, &ReadOptions::default()).expect("a network"), method).expect("a page").remove(0);
        let expected = factor(&network(0), &Options::with_method(method));
        assert_eq!(run.factorization.frequencies(), Some(&expected));
        let last = run.evolution.points.last().expect("an epoch");
        assert_eq!(last.live_nodes, expected.live_nodes);
        let whole = Evolution::of_snapshots(&[(9900, network(0))], method);
        assert_eq!(run.evolution, whole);
        assert_eq!(run.maps[0].nodes.len(), expected.live_nodes);
        let networks = factored(&sources, &ReadOptions::default(), method).expect("a network");
        let panels = order_panels(&networks);
        assert_eq!(panels[0].histogram, order_histogram([&expected]));
        let rows = paper_table(&networks).expect("frequencies");
        assert_eq!(rows[0].row, compare_with_paper(&summarize([&expected])[0]));
        // A method that is not the paper's says so beside the paper's numbers.
        let text = PaperTable(&rows).to_string();
        assert_eq!(text.contains("not the paper's analysis"), method == Method::Translations);
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

    let z5: Group = "5".parse().expect("a group");
    let decoupled = decoupling(&z5, &[16, 256], 4, 0).expect("ratios");
    let points = &decoupled.points;
    let fall = points[0].ratio.mean / points[1].ratio.mean;
    assert!((3.0..5.0).contains(&fall), "1/√q falls by 4 from q = 16 to 256, not by {fall}");
    for (widths, samples, named) in [(&[16][..], 1 << 40, "multiplications"), (&[1 << 40], 1, "at most 65536")] {
        let error = decoupling(&z5, widths, samples, 0).expect_err("too much").to_string();
        assert!(error.contains(named), "{error}");
    }
    assert!(decoupling(&"17".parse().expect("a group"), &[16], 1, 0).is_err_and(|error| error.is_argument()));
    let csv = to_csv(&DecouplingFigure { decoupling: &decoupled }).expect("CSV");
    assert_eq!(records(&csv).1[1][0], "5");
    assert_eq!(records(&csv).1[1][2].parse::<f64>().ok(), Some(points[1].ratio.mean));
}
