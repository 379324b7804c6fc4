//! Other activations and criteria than squares with squared errors.

use cogring::features::{FeatureReading, FilterKind};
use cogring::format::{ReadOptions, read_network, read_network_as};
use cogring::network::{Activation, TupleMask};
use cogring::objective::{Criterion, DenseWeights, Method, Objective};
use cogring::train::{Protocol, RunConfig, RunDirectory, Silent, train_run};
use cogring::{Group, PairMask, Target};
use tempfile::TempDir;

use crate::weights;

pub const SMOOTH: [&str; 12] = [
    "square",
    "relu",
    "silu",
    "squared-relu",
    "gelu",
    "tanh",
    "identity",
    "cube",
    "sigmoid",
    "softplus",
    "elu",
    "sine",
];

fn mask(group: &Group) -> PairMask {
    PairMask::from_fn(group, |x, y| (2 * x + 3 * y + x * y) % 5 < 3)
}

pub fn values(count: usize) -> Vec<f64> {
    (0..count).map(|at| ((at * at * 7 + at * 13 + 5) % 101) as f64 / 61.0 - 0.8).collect()
}

/// The mean of the criterion by its definition, output by output.
pub fn by_definition(
    (activation, criterion, target): (Activation, Criterion, Target),
    mask: &impl AsRef<TupleMask>,
    answers: &[usize],
    weights: &DenseWeights<f64>,
) -> f64 {
    let (d, q) = (weights.group_order(), weights.width());
    let of_tuple = |tuple: &[usize]| {
        let input = |j: usize| weights.inputs.iter().zip(tuple).map(|(values, x)| values[x * q + j]).sum();
        let hidden: Vec<f64> = (0..q).map(|j| activation.value(input(j), 0.0)).collect();
        let output = |h: usize| hidden.iter().enumerate().map(|(j, value)| weights.c[h * q + j] * value).sum::<f64>();
        let outputs: Vec<f64> = (0..d).map(output).collect();
        let label = answers[tuple.iter().fold(0, |place, x| place * d + x)];
        if criterion == Criterion::CrossEntropy {
            return outputs.iter().map(|o| o.exp()).sum::<f64>().ln() - outputs[label];
        }
        let residual: Vec<f64> = outputs.iter().enumerate().map(|(h, o)| o - f64::from(u8::from(h == label))).collect();
        let mean = if target == Target::ZeroMean { residual.iter().sum::<f64>() / d as f64 } else { 0.0 };
        residual.iter().map(|r| (r - mean).powi(2)).sum()
    };
    let (mut sum, mask) = (0.0, mask.as_ref());
    mask.for_each(|tuple| sum += of_tuple(tuple));
    sum / mask.len() as f64
}

/// How an objective is evaluated: its value, with the gradient written into the last argument.
type Evaluate = fn(&mut Objective<f64>, &DenseWeights<f64>, &mut DenseWeights<f64>) -> f64;

/// That the loss is the one by definition, and the gradient that of central differences.
pub fn assert_agrees(loss: &mut Objective<f64>, evaluate: Evaluate, direct: f64, w: &DenseWeights<f64>, case: &str) {
    let mut gradient = w.zeros_like(w.width());
    let value = evaluate(loss, w, &mut gradient);
    assert!((value - direct).abs() < 1e-12 * direct.max(1.0), "{case}: {value} {direct}");
    assert!((loss.measure(w).training.loss - direct).abs() < 1e-12 * direct.max(1.0), "{case}");
    let largest = gradient.channels().into_iter().flatten().fold(1e-3_f64, |most, g| most.max(g.abs()));
    let mut unused = gradient.clone();
    for (channel, at) in itertools::iproduct!(0..w.channels().len(), 0..w.c.len()) {
        let mut shifted = |step: f64| {
            let mut moved = w.clone();
            moved.channels_mut()[channel][at] += step;
            evaluate(loss, &moved, &mut unused)
        };
        let difference = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
        let found = gradient.channels()[channel][at];
        assert!((found - difference).abs() < 1e-6 * largest, "{case}, {channel} {at}: {found} {difference}");
    }
}

#[test]
fn losses_and_gradients_of_every_activation_and_criterion() {
    let by_all_pairs: Evaluate = |loss, w, gradient| loss.evaluate_by(Method::AllPairs, w, gradient);
    for name in ["5", "S3", "2x2"] {
        let group: Group = name.parse().unwrap();
        let (d, q) = (group.order(), 4);
        let (mask, w) = (mask(&group), weights(d, q, &values(3 * d * q)));
        let products: Vec<usize> = (0..d * d).map(|pair| group.multiply(pair / d, pair % d)).collect();
        for activation in SMOOTH.map(|name| name.parse::<Activation>().unwrap()) {
            for (criterion, target) in itertools::iproduct!(Criterion::ALL, Target::ALL) {
                let mut loss =
                    Objective::<f64>::new(&group, target, &mask, 2).unwrap().with(activation, criterion).unwrap();
                let direct = by_definition((activation, criterion, target), &mask, &products, &w);
                let case = format!("{name} {activation} {criterion} {target}");
                assert_agrees(&mut loss, by_all_pairs, direct, &w, &case);
            }
        }
    }
}

#[test]
fn squares_with_squared_errors_are_what_they_were_bit_for_bit() {
    let group: Group = "7".parse().unwrap();
    let w = weights(7, 5, &values(105));
    for (target, method) in itertools::iproduct!(Target::ALL, [Method::AllPairs, Method::Gram]) {
        let objective = || Objective::<f64>::new(&group, target, &mask(&group), 1).unwrap();
        let (mut usual, mut named) = (DenseWeights::zeros(7, 5), DenseWeights::zeros(7, 5));
        let first = objective().evaluate_by(method, &w, &mut usual);
        let squares =
            objective().with(Activation::Square, Criterion::SquaredError).unwrap().evaluate_by(method, &w, &mut named);
        assert_eq!((first, &usual), (squares, &named));
    }
    assert!(
        Objective::<f64>::new(&group, Target::OneHot, &mask(&group), 1)
            .unwrap()
            .with(Activation::Product, Criterion::SquaredError)
            .is_err()
    );
}

#[test]
fn relu_networks_train_and_their_features_are_read_but_nothing_is_called_a_factorization() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("run");
    let protocol = Protocol {
        epochs: 1500,
        activation: Activation::Relu,
        criterion: Criterion::CrossEntropy,
        train_fraction: 0.8,
        checkpoint_every: 0,
        ..Protocol::default()
    };
    let config = RunConfig { width: 96, weight_decay: 2e-4, protocol, ..RunConfig::new("11".parse().unwrap()) };
    let outcome = train_run(&config, &path, &mut Silent).unwrap();
    assert!(outcome.last.unwrap().train_accuracy == 1.0, "{:?}", outcome.last);
    let run = RunDirectory::open(&path).unwrap();
    assert_eq!(run.config().protocol.activation, Activation::Relu);
    let file = path.join("final.npz");
    let error = read_network(&file, &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("the activation is relu"), "{error}");
    let options = ReadOptions { any_activation: true, ..ReadOptions::default() };
    let (network, reading) = read_network_as(&file, &options).unwrap();
    assert_eq!(reading.activation, Activation::Relu);
    let features = FeatureReading::new(&network, Activation::Relu, &PairMask::all(network.group())).unwrap();
    assert!(features.accuracy > 0.8, "{}", features.accuracy);
    assert!(features.filters.iter().any(|filter| filter.kind == FilterKind::Fourier), "{}", features.purity);
}

#[test]
fn settings_that_are_usual_are_not_written() {
    let config = RunConfig::new("5".parse().unwrap());
    let text = serde_json::to_string(&config).unwrap();
    assert!(!text.contains("activation") && !text.contains("criterion"), "{text}");
    let protocol = Protocol { activation: Activation::Silu, ..Protocol::default() };
    let text = serde_json::to_string(&RunConfig { protocol, ..config }).unwrap();
    assert_eq!(serde_json::from_str::<RunConfig>(&text).unwrap().protocol.activation, Activation::Silu);
}
