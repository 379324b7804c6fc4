//! Networks of other numbers of operands than two.

use std::path::Path;

use cogring::features::{FeatureReading, FilterKind};
use cogring::format::{
    Array, ReadOptions, is_tuple_network, network_paths, npz, read_arrays, read_network, read_network_as,
    read_tuple_network, tuple_network_arrays,
};
use cogring::network::{Activation, Task, TupleMask, TupleNetwork};
use cogring::objective::{Criterion, DenseWeights, Method, Objective};
use cogring::train::{
    Descent, Optimizer, Precision, Protocol, RunConfig, RunDirectory, Silent, SweepConfig, Trainer, read_tuples,
    train_run, write_split,
};
use cogring::{Group, PairMask, Target};
use nalgebra::DMatrix;
use tempfile::TempDir;

use crate::activations::{SMOOTH, assert_agrees, by_definition, values};
use crate::continuing::{StopAt, assert_same};

fn group(name: &str) -> Group {
    name.parse().unwrap()
}

/// Some of all tuples.
fn some(group: &Group, operands: usize) -> TupleMask {
    let weigh = |tuple: &[usize]| tuple.iter().enumerate().map(|(at, x)| (at + 2) * x + x * x).sum::<usize>();
    TupleMask::from_fn(group, operands, |tuple| weigh(tuple) % 5 < 3).unwrap()
}

/// x_1·…·x_k for all tuples, the last element fastest.
fn products(group: &Group, operands: usize) -> Vec<usize> {
    (1..operands).fold((0..group.order()).collect(), |products: Vec<usize>, _| {
        products
            .iter()
            .flat_map(|&x| (0..group.order()).map(move |y| (x, y)))
            .map(|(x, y)| group.multiply(x, y))
            .collect()
    })
}

fn weights(operands: usize, d: usize, q: usize) -> DenseWeights<f64> {
    let mut weights = DenseWeights::zeros_of(operands, d, q);
    let values = values((operands + 1) * d * q);
    weights.channels_mut().into_iter().flatten().zip(values).for_each(|(weight, value)| *weight = value);
    weights
}

fn network(group: &Group, weights: &DenseWeights<f64>) -> TupleNetwork {
    let matrix = |values: &Vec<f64>| DMatrix::from_column_slice(weights.width(), weights.group_order(), values);
    TupleNetwork::new(group, weights.inputs.iter().map(matrix).collect(), matrix(&weights.c).transpose()).unwrap()
}

#[test]
fn losses_and_gradients_of_any_number_of_operands() {
    for (name, operands) in [("5", 1), ("S3", 1), ("2x2", 3), ("S3", 3), ("3", 4)] {
        let group = group(name);
        let (mask, products) = (some(&group, operands), products(&group, operands));
        let w = weights(operands, group.order(), 2);
        for activation in SMOOTH[..7].iter().map(|name| name.parse::<Activation>().unwrap()) {
            for (criterion, target) in itertools::iproduct!(Criterion::ALL, Target::ALL) {
                if criterion == Criterion::CrossEntropy && target == Target::OneHot {
                    continue; // it knows no target
                }
                let mut loss =
                    Objective::<f64>::new(&group, target, &mask, 2).unwrap().with(activation, criterion).unwrap();
                let direct = by_definition((activation, criterion, target), &mask, &products, &w);
                let case = format!("{operands} operands, {name} {activation} {criterion} {target}");
                assert_agrees(&mut loss, |loss, w, gradient| loss.evaluate(w, gradient), direct, &w, &case);
                assert_eq!(loss.method(1000), Method::AllPairs);
            }
        }
    }
}

#[test]
fn two_operands_are_the_pairs_and_a_third_that_says_nothing_changes_nothing() {
    for name in ["7", "S3"] {
        let group = group(name);
        let d = group.order();
        let pairs = PairMask::from_fn(&group, |x, y| (2 * x + 3 * y + x * y) % 5 < 3);
        let two = TupleMask::from_fn(&group, 2, |tuple| pairs.contains(tuple[0], tuple[1])).unwrap();
        // the last element is the neutral one
        let three = |tuple: &[usize]| tuple[2] == 0 && pairs.contains(tuple[0], tuple[1]);
        let three = TupleMask::from_fn(&group, 3, three).unwrap();
        let w = weights(2, d, 300);
        let mut longer = DenseWeights::zeros_of(3, d, 300);
        longer.inputs[..2].clone_from_slice(&w.inputs);
        longer.c.clone_from(&w.c);
        for (activation, criterion) in itertools::iproduct!([Activation::Square, Activation::Relu], Criterion::ALL) {
            let of = |mask: &TupleMask| {
                Objective::<f64>::new(&group, Target::ZeroMean, mask, 1).unwrap().with(activation, criterion).unwrap()
            };
            let evaluate = |mut loss: Objective<f64>, w: &DenseWeights<f64>| {
                let mut gradient = w.zeros_like(w.width());
                let value = loss.evaluate_by(Method::AllPairs, w, &mut gradient);
                (value, gradient, loss.measure(w).training)
            };
            let of_pairs = evaluate(of(pairs.as_ref()), &w);
            assert_eq!(evaluate(of(&two), &w), of_pairs);
            let (value, gradient, measured) = evaluate(of(&three), &longer);
            assert_eq!(
                (value, &gradient.inputs[..2], &gradient.c),
                (of_pairs.0, &of_pairs.1.inputs[..], &of_pairs.1.c)
            );
            assert_eq!(measured, of_pairs.2);
        }
        let mut gram = Objective::<f64>::new(&group, Target::ZeroMean, &two, 1).unwrap();
        let (mut by_gram, mut by_pairs) = (w.zeros_like(300), w.zeros_like(300));
        let mut same = Objective::<f64>::new(&group, Target::ZeroMean, &pairs, 1).unwrap();
        let found = gram.evaluate_by(Method::Gram, &w, &mut by_gram);
        assert_eq!((found, &by_gram), (same.evaluate_by(Method::Gram, &w, &mut by_pairs), &by_pairs));
    }
}

#[test]
fn outputs_and_accuracies_are_those_of_a_triple_loop() {
    for name in ["5", "S3"] {
        let group = group(name);
        let (d, q) = (group.order(), 4);
        let w = weights(3, d, q);
        let (network, mask) = (network(&group, &w), some(&group, 3));
        for activation in [Activation::Relu, Activation::Tanh, Activation::Square] {
            let (mut right, mut right_in_mask) = (0, 0);
            for (x, y, z) in itertools::iproduct!(0..d, 0..d, 0..d) {
                let mut outputs = vec![0.0; d];
                for j in 0..q {
                    let input = w.inputs[0][x * q + j] + w.inputs[1][y * q + j] + w.inputs[2][z * q + j];
                    let hidden = match activation {
                        Activation::Relu => f64::max(input, 0.0),
                        Activation::Tanh => input.tanh(),
                        _ => input * input,
                    };
                    (0..d).for_each(|h| outputs[h] += w.c[h * q + j] * hidden);
                }
                let found = network.outputs(activation, &[x, y, z]);
                assert!(outputs.iter().zip(&found).all(|(o, found)| (o - found).abs() < 1e-12));
                let answer = group.multiply(group.multiply(x, y), z);
                let is_right = outputs
                    .iter()
                    .enumerate()
                    .all(|(h, &o)| h == answer || o < outputs[answer] || h > answer && o == outputs[answer]);
                right += usize::from(is_right);
                right_in_mask += usize::from(is_right && mask.contains(&[x, y, z]));
            }
            assert_eq!(network.accuracy(activation), right as f64 / d.pow(3) as f64);
            let loss = Objective::<f64>::new(&group, Target::OneHot, &mask, 1).unwrap();
            let measured = loss.with(activation, Criterion::SquaredError).unwrap().measure(&w);
            assert_eq!(measured.training.accuracy, right_in_mask as f64 / mask.len() as f64);
            let held_out = (right - right_in_mask) as f64 / (d.pow(3) - mask.len()) as f64;
            assert_eq!(measured.held_out.accuracy, held_out);
        }
    }
}

/// (Σ_i w_i\[x_i\])² is a sum of functions of two operands each, and so is every output: in the alternating sum over x or x′, y or y′,
/// z or z′, the third-order interaction, each of them cancels. But the labels of x·y·z consist of third-order interactions alone, apart
/// from their mean: to the zero-mean loss on all triples squares are at best nothing, 1 − 1/d.
#[test]
fn squares_cannot_learn_three_operands() {
    let alternating = |network: &TupleNetwork, activation| {
        let at = |bits: usize| {
            let tuple = [0, 1, 2].map(|operand| if bits >> operand & 1 == 1 { operand + 1 } else { 0 });
            network.outputs(activation, &tuple) * if bits.count_ones() % 2 == 1 { -1.0 } else { 1.0 }
        };
        (1..8).map(at).fold(at(0), |sum, next| sum + next).amax()
    };
    for name in ["5", "S3"] {
        let group = group(name);
        let network = network(&group, &weights(3, group.order(), 6));
        assert!(alternating(&network, Activation::Square) < 1e-12);
        assert!(alternating(&network, Activation::Relu) > 0.1 && alternating(&network, Activation::Cube) > 0.1);
        let all = TupleMask::all(&group, 3).unwrap();
        let objective = Objective::<f64>::new(&group, Target::ZeroMean, &all, 1).unwrap();
        let mut trainer = Trainer::with(objective, Descent::default(), weights(3, group.order(), 6)).unwrap();
        let least = 1.0 - 1.0 / group.order() as f64;
        let first = trainer.record().unwrap().train_loss;
        for _ in 0..150 {
            assert!(trainer.step() > least - 1e-12);
        }
        let last = trainer.record().unwrap().train_loss;
        assert!(last > least - 1e-12 && last - least < 0.05 * (first - least), "{first} {last} {least}");
    }
}

fn config(operands: usize, epochs: usize) -> RunConfig {
    let protocol =
        Protocol { epochs, operands, activation: Activation::Relu, checkpoint_every: 40, ..Protocol::default() };
    RunConfig { width: 24, seed: 5, weight_decay: 1e-3, protocol, ..RunConfig::new(group("5")) }
}

/// What makes a run another one; Muon is handed over.
type Change = fn(&mut Protocol, Optimizer);

#[test]
fn a_run_of_three_operands_is_continued_bit_for_bit_and_read_again() {
    let directory = TempDir::new().unwrap();
    let muon = "muon".parse().map(|rule| cogring::train::OptimizerSettings { rule, ..Default::default() });
    let muon = Optimizer::try_from(muon.unwrap()).unwrap();
    let with = |change: Change, epochs| {
        let mut config = config(3, epochs);
        change(&mut config.protocol, muon);
        config
    };
    let kinds: [(&str, Change); 4] = [
        ("relu", |_, _| {}),
        ("muon", |protocol, muon| protocol.optimizer = muon),
        ("ridge", |protocol, _| protocol.ridge = Some(1e-2)),
        ("square", |protocol, _| {
            (protocol.activation, protocol.precision) = (Activation::Square, Precision::F64);
        }),
    ];
    for (name, change) in kinds {
        let (whole, parts) = (directory.path().join(name), directory.path().join(format!("{name}-parts")));
        let outcome = train_run(&with(change, 60), &whole, &mut Silent).unwrap();
        for last in [0, 7, 23] {
            let outcome = train_run(&with(change, 60), &parts, &mut StopAt { last, now: 0 }).unwrap();
            assert_eq!((outcome.finished, outcome.epoch), (false, last));
        }
        train_run(&with(change, 30), &parts, &mut Silent).unwrap_err(); // no run becomes shorter
        train_run(&with(change, 60), &parts, &mut Silent).unwrap();
        assert_same(&parts, &whole);
        // a longer run is this one, continued
        train_run(&with(change, 70), &whole, &mut Silent).unwrap();
        let last = outcome.last.unwrap();
        assert!(last.train_loss.is_finite() && last.test_loss.is_finite() && last.live_nodes <= 24, "{last:?}");
    }
    let run = RunDirectory::open(&directory.path().join("relu")).unwrap();
    let layers = run.final_layers().unwrap();
    assert_eq!((layers.operands(), layers.width(), run.layers_at(40).unwrap().operands()), (3, 24, 3));
    let tuples = run.training_tuples().unwrap();
    assert_eq!((tuples.operands(), tuples.len()), (3, 112)); // 90 % of 125
    let log = run.log().unwrap();
    let mut loss = Objective::<f64>::new(&group("5"), Target::ZeroMean, &tuples, 1)
        .unwrap()
        .with(Activation::Relu, Criterion::SquaredError)
        .unwrap();
    let mut w = DenseWeights::zeros_of(3, 5, 24);
    for (values, matrix) in w.inputs.iter_mut().zip(layers.inputs()) {
        values.copy_from_slice(matrix.as_slice());
    }
    w.c.copy_from_slice(layers.output().transpose().as_slice());
    let (measured, logged) = (loss.measure(&w), log.last().unwrap());
    assert!((measured.training.loss - logged.train_loss).abs() < 1e-6);
    assert!((measured.held_out.loss - logged.test_loss).abs() < 1e-6);
    let text = std::fs::read_to_string(run.path().join("config.json")).unwrap();
    assert!(text.contains("\"operands\": 3"), "{text}");
    let usual = serde_json::to_string(&RunConfig::new(group("5"))).unwrap();
    assert!(!usual.contains("operands"), "what is usual is not written: {usual}");
    // from the end of it, on the same tuples
    let next = directory.path().join("next");
    let mut from = config(3, 5);
    from.protocol.init = Some(run.path().to_owned());
    train_run(&from, &next, &mut Silent).unwrap();
    let next = RunDirectory::open(&next).unwrap();
    assert_eq!(next.layers_at(0).unwrap(), layers);
    assert_eq!(next.training_tuples().unwrap(), tuples);
    from.protocol.init = Some(run.path().join("final.npz"));
    let from_file = directory.path().join("from-file");
    train_run(&from, &from_file, &mut Silent).unwrap();
    assert_eq!(RunDirectory::open(&from_file).unwrap().layers_at(0).unwrap(), layers);
    // a split of one's own
    let split = directory.path().join("split.npz");
    write_split(&split, &some(&group("5"), 3)).unwrap();
    assert_eq!(read_tuples(&split, &group("5"), 3).unwrap(), some(&group("5"), 3));
    assert!(read_tuples(&split, &group("5"), 2).unwrap_err().to_string().contains("of shape [5, 5] are required"));
    let sweep = SweepConfig { groups: vec![group("5")], protocol: from.protocol, ..SweepConfig::default() };
    assert!(sweep.runs().unwrap().iter().all(|(_, run)| run.protocol.operands == 3));
}

#[test]
fn three_operands_are_learnt_from_four_fifths_of_all_triples() {
    let directory = TempDir::new().unwrap();
    let activation = Activation::SquaredRelu;
    let protocol = Protocol {
        epochs: 450,
        operands: 3,
        activation,
        train_fraction: 0.8,
        checkpoint_every: 0,
        ..Protocol::default()
    };
    let rates = RunConfig { learning_rate: 0.02, weight_decay: 5e-3, ..RunConfig::new(group("7")) };
    let config = RunConfig { width: 64, seed: 1, protocol, ..rates };
    let outcome = train_run(&config, directory.path(), &mut Silent).unwrap();
    let last = outcome.last.unwrap();
    assert!(last.train_accuracy == 1.0 && last.test_accuracy >= 0.95, "{last:?}");
    let layers = outcome.directory.final_layers().unwrap();
    let features = FeatureReading::of_tuples(&layers, activation).unwrap();
    assert!(features.accuracy > 0.98 && features.purity > 0.9, "{} {}", features.accuracy, features.purity);
}

#[test]
fn one_operand_is_learnt_and_four_over_a_table_are_trained() {
    let directory = TempDir::new().unwrap();
    let mut one = config(1, 300);
    one.protocol.train_fraction = 1.0;
    let outcome = train_run(&one, &directory.path().join("one"), &mut Silent).unwrap();
    assert_eq!(outcome.last.unwrap().train_accuracy, 1.0);
    let layers = outcome.directory.final_layers().unwrap();
    let names: Vec<String> = layers.layers().into_iter().map(|(name, _)| name).collect();
    assert_eq!((layers.accuracy(Activation::Relu), names), (1.0, vec!["W_1".to_owned(), "W_c".to_owned()]));
    let four = RunConfig { group: group("S3"), width: 4, ..config(4, 3) };
    let outcome = train_run(&four, &directory.path().join("four"), &mut Silent).unwrap();
    assert_eq!(outcome.directory.final_layers().unwrap().group(), &group("S3"));
    let features = read_tuple_network(&outcome.directory.path().join("final.npz"), &ReadOptions::default()).unwrap();
    assert_eq!((features.0.operands(), features.1.activation), (4, Activation::Relu));
}

#[test]
fn filters_of_three_operands_are_read_jointly_and_without_energies() {
    let group = group("7");
    let wave = |k: usize, phase: f64| move |x: usize| (std::f64::consts::TAU * (k * x) as f64 / 7.0 + phase).cos();
    // node 0 on frequency 2, node 1 on 2 and 3, node 2 on single elements, node 3 dead
    let entry = |operand: usize, j: usize, x: usize| match j {
        0 => wave(2, operand as f64)(x) + 5.0,
        1 => wave(if operand == 0 { 3 } else { 2 }, 0.3)(x),
        2 => f64::from(u8::from(x == operand)),
        _ => 0.0,
    };
    let inputs = (0..3).map(|operand| DMatrix::from_fn(4, 7, |j, x| entry(operand, j, x))).collect();
    let network = TupleNetwork::new(&group, inputs, DMatrix::from_element(7, 4, 1.0)).unwrap();
    let features = FeatureReading::of_tuples(&network, Activation::Relu).unwrap();
    assert_eq!((features.operands, features.filters.len(), features.energy), (3, 3, None));
    let [pure, mixed, spiked] = &features.filters[..] else { panic!("three live filters") };
    assert!((pure.purity - 1.0).abs() < 1e-12 && pure.irrep == "2" && pure.kind == FilterKind::Fourier);
    assert!((mixed.purity - 2.0 / 3.0).abs() < 1e-12 && mixed.irrep == "2" && mixed.kind == FilterKind::Mixed);
    assert_eq!(spiked.kind, FilterKind::Memorizing);
    assert!(features.irreps.iter().all(|irrep| irrep.maximum.is_none()));
    let json = serde_json::to_string(&features).unwrap();
    assert!(json.contains("\"energy\":null") && json.contains("\"operands\":3"), "{json}");
    assert_eq!(serde_json::from_str::<FeatureReading>(&json).unwrap(), features);
}

#[test]
fn other_readers_refuse_what_is_not_of_two_operands() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("run");
    let run = train_run(&config(3, 2), &path, &mut Silent).unwrap().directory;
    let file = path.join("final.npz");
    let refused = |error: cogring::Error| {
        let text = error.to_string();
        assert!(text.contains("a network of 3 operands") && text.contains("networks of two operands"), "{text}");
    };
    refused(read_network(&file, &ReadOptions::default()).unwrap_err());
    let any = ReadOptions { any_activation: true, ..ReadOptions::default() };
    refused(read_network_as(&file, &any).unwrap_err());
    let mapped = ReadOptions { mapping: Some("a=W_1,b=W_2,c=W_c".parse().unwrap()), ..any.clone() };
    refused(read_network_as(&file, &mapped).unwrap_err());
    refused(run.final_network().unwrap_err());
    refused(run.network_at(0).unwrap_err());
    refused(run.final_weights().unwrap_err());
    refused(run.training_pairs().unwrap_err());
    assert_eq!(network_paths(&file, &ReadOptions::default()).unwrap(), std::slice::from_ref(&file));
    let (network, reading) = read_tuple_network(&file, &ReadOptions::default()).unwrap();
    assert_eq!((network.operands(), reading.arrays.mapping.to_string()), (3, "1=W_1,2=W_2,3=W_3,c=W_c".to_owned()));
    assert_eq!(reading.arrays.mapping.to_string().parse::<cogring::format::Mapping>().unwrap(), reading.arrays.mapping);
    for options in [mapped, ReadOptions { group: Some(group("7")), ..ReadOptions::default() }] {
        assert!(read_tuple_network(&file, &options).is_err());
    }
    // an array that is missing or cut short makes no network of the others
    for (name, change) in [("W_3", None), ("W_3", Some(vec![1, 5])), ("operands", None)] {
        let mut arrays = read_arrays(&file).unwrap();
        match change {
            None => drop(arrays.remove(name)),
            Some(shape) => {
                let values = cogring::format::Values::F64(vec![0.0; shape.iter().product()]);
                arrays.insert(name.to_owned(), Array { shape, values });
            }
        }
        let damaged = directory.path().join("damaged.npz");
        npz::write_arrays(&damaged, &arrays).unwrap();
        refused(read_network_as(&damaged, &any).unwrap_err());
        assert!(read_tuple_network(&damaged, &any).is_err(), "{name}");
    }
}

#[test]
fn foreign_files_are_never_taken_for_networks_of_k_operands() {
    let directory = TempDir::new().unwrap();
    let write = |name: &str, arrays: &cogring::format::Arrays| {
        let path = directory.path().join(name);
        npz::write_arrays(&path, arrays).unwrap();
        path
    };
    // the arrays alone, without a run's configuration
    let arrays = tuple_network_arrays(&network(&group("5"), &weights(3, 5, 4)));
    let file = write("arrays.npz", &arrays);
    assert!(read_tuple_network(&file, &ReadOptions::default()).unwrap_err().to_string().contains("configuration"));
    // `operands` beside other arrays is somebody else's word: two operands under numbers are read as they were
    let pair = network(&group("5"), &weights(2, 5, 4));
    let mut arrays = tuple_network_arrays(&pair);
    assert_eq!(arrays, cogring::format::network_arrays(&pair.clone().into_pairs().unwrap()));
    for (old, new) in [("W_a", "W_1"), ("W_b", "W_2"), ("W_c", "W_out")] {
        let array = arrays.remove(old).unwrap();
        arrays.insert(new.to_owned(), array);
    }
    let usual = read_network(&write("usual.npz", &arrays), &ReadOptions::default()).unwrap();
    arrays.insert("operands".to_owned(), Array::integer(3));
    let file = write("foreign.npz", &arrays);
    assert!(!is_tuple_network(&file) && read_tuple_network(&file, &ReadOptions::default()).is_err());
    assert_eq!(read_network(&file, &ReadOptions::default()).unwrap(), usual);
    for name in ["tests/data/d23_seed1_epoch0.npz", "examples/data/D5_s1_f0.9.npz"] {
        assert!(!is_tuple_network(Path::new(name)));
    }
}

#[test]
fn what_k_operands_cannot_do_is_said() {
    let refused = |change: &dyn Fn(&mut RunConfig)| {
        let mut config = config(3, 2);
        change(&mut config);
        config.check().unwrap_err().to_string()
    };
    assert!(refused(&|config| config.protocol.operands = 0).contains("operands is 0"));
    let task: Task = "x - y".parse().unwrap();
    let text = refused(&|config| config.protocol.task = task.clone());
    assert!(text.contains("operands is 3 and the task x - y"), "{text}");
    let text = refused(&|config| config.group = group("1009"));
    assert!(text.contains("1009^3 tuples of 3 operands") && text.contains("at most 8 GiB"), "{text}");
    for operands in [40, usize::MAX] {
        assert!(refused(&|config| config.protocol.operands = operands).contains("operands"));
    }
    assert!(TupleMask::all(&group("23"), 30).unwrap_err().to_string().contains("23^30 tuples"));
    assert!(TupleMask::count(&group("5"), 0).is_err());
    assert!(TupleMask::new(&group("5"), 3, vec![true; 25]).is_err());
    assert!(PairMask::try_from(TupleMask::all(&group("5"), 3).unwrap()).is_err());
    // weights, splits and starts of another number of operands
    let objective = || Objective::<f64>::new(&group("5"), Target::ZeroMean, &some(&group("5"), 3), 1).unwrap();
    let error = Trainer::with(objective(), Descent::default(), weights(2, 5, 4)).err().unwrap().to_string();
    assert!(error.contains("weights of 2 operands"), "{error}");
    assert!(objective().with_answers(&[0; 25]).is_err());
    let directory = TempDir::new().unwrap();
    let (pairs, triples) = (directory.path().join("pairs"), directory.path().join("triples"));
    train_run(&config(2, 2), &pairs, &mut Silent).unwrap();
    train_run(&config(3, 2), &triples, &mut Silent).unwrap();
    for (operands, init) in [(3, &pairs), (2, &triples)] {
        for init in [init.clone(), init.join("final.npz")] {
            let mut config = config(operands, 2);
            config.protocol.init = Some(init);
            let new = directory.path().join("new");
            let error = train_run(&config, &new, &mut Silent).unwrap_err().to_string();
            assert!(error.contains("operands") && !new.exists(), "{error}");
        }
    }
    let error = train_run(&config(3, 2), &pairs, &mut Silent).unwrap_err().to_string();
    assert!(error.contains("operands: usual, 3"), "{error}");
}
