//! Losses of networks over any group: the definition, the closed form by potentials, the dense forms with their gradient.

use cogring::loss::closed_form;
use cogring::objective::{DenseWeights, Method, Objective};
use cogring::{Group, Network, PairMask, Target};
use nalgebra::DMatrix;
use serde_json::Value;

use crate::group;

/// The network of the golden data: small fractions by formulas.
pub fn golden_network(group: &Group) -> Network {
    let (d, q) = (group.order(), 3);
    let of = |scale: i64, step: i64, modulus: i64, shift: i64, over: f64, middle: i64| {
        move |g: usize, j: usize| ((scale * g as i64 + step * j as i64 + shift) % modulus - middle) as f64 / over
    };
    let (a, b, c) = (of(3, 5, 7, 1, 4.0, 3), of(2, 3, 5, 2, 2.0, 2), of(4, 1, 9, 0, 3.0, 4));
    Network::new(
        group,
        DMatrix::from_fn(q, d, |j, g| a(g, j)),
        DMatrix::from_fn(q, d, |j, g| b(g, j)),
        DMatrix::from_fn(d, q, c),
    )
    .expect("weights")
}

#[test]
fn the_golden_losses_by_definition_potentials_and_gram() {
    let golden: Value = serde_json::from_str(include_str!("../data/groups/losses.json")).expect("valid JSON");
    for name in ["S3", "D4", "Q8", "A4"] {
        let group = group(name);
        let network = golden_network(&group);
        for (target, key) in [(Target::ZeroMean, "zero_mean"), (Target::OneHot, "one_hot")] {
            let expected = golden[name][key]["loss"].as_f64().expect("a loss");
            let close = |found: f64, what: &str| {
                assert!((found - expected).abs() < 1e-9 * expected, "{name} {key} {what}: {found}, not {expected}");
            };
            close(network.evaluate(target, &PairMask::all(&group)).loss, "definition");
            close(closed_form(&network.to_solution(), target).re, "potentials");
            let mut objective = Objective::<f64>::new(&group, target, &PairMask::all(&group), 1).expect("an objective");
            let weights = dense(&network);
            let mut gradient = DenseWeights::zeros(group.order(), network.width());
            close(objective.evaluate(&weights, &mut gradient), "Gram");
        }
        // there and back
        let twin = Network::from_solution(&network.to_solution()).expect("real weights");
        let [found, expected] =
            [&twin, &network].map(|network| network.evaluate(Target::OneHot, &PairMask::all(&group)).loss);
        assert!((found - expected).abs() < 1e-9 * expected, "{name}: {found}, not {expected}");
    }
}

#[test]
fn a_file_of_exact_weights_over_s3_is_proved() {
    use cogring::format::{ReadOptions, read_exact_network};
    use cogring::loss::residuals;
    use cogring::semiring::Side;
    use cogring::{Exact, Scalar, Solution};
    let group = group("S3");
    let z: Solution<Exact> = cogring::construct::narrow(&group);
    // coefficient m and scale 1/(2d) go into c
    let rows = |side: Side, vector: &dyn Fn(&cogring::Node<Exact>) -> cogring::semiring::Spectrum<Exact>| {
        let of_node = |term: &cogring::semiring::Term<cogring::Node<Exact>, Exact>| {
            let scale = match side {
                Side::Input => Exact::from_ratio(1, 1),
                Side::Output => term.coefficient.clone() * &Exact::from_ratio(1, 12),
            };
            let values = vector(&term.node).values(z.dual(), side).into_iter();
            values
                .map(|value| (value * &scale).to_rational().expect("a rational weight").to_string())
                .collect::<Vec<_>>()
        };
        z.terms().iter().map(of_node).collect::<Vec<Vec<String>>>()
    };
    let (a, b) = (rows(Side::Input, &|node| node.a.clone()), rows(Side::Input, &|node| node.b.clone()));
    let c = rows(Side::Output, &|node| node.c.clone());
    let columns: Vec<Vec<String>> = (0..6).map(|h| c.iter().map(|row| row[h].clone()).collect()).collect();
    let write = |a: &[Vec<String>]| {
        let file = serde_json::json!({ "W_a": a, "W_b": b, "W_c": columns, "table": group.table() });
        let path = tempfile::NamedTempFile::with_suffix(".json").expect("a file");
        std::fs::write(path.path(), file.to_string()).expect("a file");
        let read = read_exact_network(path.path(), &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"));
        read.to_solution().expect("an element")
    };
    let read = write(&a);
    assert_eq!(read.group(), &group);
    assert!(residuals(&read, Target::OneHot).is_zero());
    let mut wrong = a.clone();
    wrong[3][2] = "1/1000000000".to_owned();
    assert!(!residuals(&write(&wrong), Target::ZeroMean).is_zero());
}

/// The weights of a network as an objective takes them.
fn dense(network: &Network) -> DenseWeights<f64> {
    let (d, q) = (network.group().order(), network.width());
    let mut weights = DenseWeights::zeros(d, q);
    let DenseWeights { inputs, c, .. } = &mut weights;
    let [a, b] = &mut inputs[..] else { panic!("two operands") };
    for at in 0..d * q {
        let (g, j) = (at / q, at % q);
        (a[at], b[at], c[at]) = (network.w_a()[(j, g)], network.w_b()[(j, g)], network.w_c()[(g, j)]);
    }
    weights
}

#[test]
fn the_golden_gradients_by_all_pairs_and_gram() {
    let golden: Value = serde_json::from_str(include_str!("../data/groups/losses.json")).expect("valid JSON");
    for name in ["S3", "D4", "Q8", "A4"] {
        let group = group(name);
        let weights = dense(&golden_network(&group));
        for (target, key) in [(Target::ZeroMean, "zero_mean"), (Target::OneHot, "one_hot")] {
            let mut objective = Objective::<f64>::new(&group, target, &PairMask::all(&group), 1).expect("an objective");
            for method in [Method::AllPairs, Method::Gram] {
                let mut gradient = DenseWeights::zeros(group.order(), weights.width());
                objective.evaluate_by(method, &weights, &mut gradient);
                for (channel, field) in gradient.channels().into_iter().zip(["grad_a", "grad_b", "grad_c"]) {
                    let expected: Vec<f64> = serde_json::from_value(golden[name][key][field].clone()).expect("numbers");
                    let size = expected.iter().map(|x| x * x).sum::<f64>().sqrt();
                    let missed = channel.iter().zip(&expected).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
                    assert_eq!(channel.len(), expected.len());
                    assert!(missed < 1e-12 * size, "{name} {key} {field} {method:?}: {missed:e} of {size}");
                }
            }
        }
    }
}

#[test]
fn gradients_over_tables_are_central_differences() {
    for (name, keep) in [("S3", 2), ("Q8", 3), ("A4", 7), ("SL(2,3)", 10)] {
        let group = group(name);
        let weights = dense(&golden_network(&group));
        let (d, q) = (group.order(), weights.width());
        // some pairs are held out
        let mask = PairMask::new(&group, (0..d * d).map(|pair| pair % keep != 0).collect()).expect("all pairs");
        for (target, method) in
            [(Target::ZeroMean, Method::Gram), (Target::OneHot, Method::Gram), (Target::OneHot, Method::AllPairs)]
        {
            let mut objective = Objective::<f64>::new(&group, target, &mask, 1).expect("an objective");
            let mut gradient = DenseWeights::zeros(d, q);
            objective.evaluate_by(method, &weights, &mut gradient);
            let mut unused = DenseWeights::zeros(d, q);
            let mut value = |channel: usize, at: usize, step: f64| {
                let mut moved = weights.clone();
                moved.channels_mut()[channel][at] += step;
                objective.evaluate_by(method, &moved, &mut unused)
            };
            // the loss is a polynomial of degree 6: two steps leave an error of the order h⁴
            let h = 1e-3;
            let size = gradient.channels().into_iter().flatten().fold(0.0_f64, |most, x| most.max(x.abs()));
            for (channel, at) in (0..3).flat_map(|channel| (0..d * q).step_by(3).map(move |at| (channel, at))) {
                let mut slope = |h: f64| (value(channel, at, h) - value(channel, at, -h)) / (2.0 * h);
                let expected = (4.0 * slope(h) - slope(2.0 * h)) / 3.0;
                let found = gradient.channels()[channel][at];
                assert!((found - expected).abs() < 2e-9 * size, "{name} {target} {method:?}: {found}, not {expected}");
            }
        }
    }
}
