//! Two networks are compared up to order, gauge and the symmetries of the task.

use std::path::{Path, PathBuf};
use std::process::Command;

use cogring::format::{ReadOptions, read_network, write_network};
use cogring::group::Automorphism;
use cogring::network::{Comparison, TaskSymmetry};
use cogring::{Group, Network, PairMask, Target};
use nalgebra::DMatrix;
use proptest::prelude::*;
use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;

fn bundled(seed: usize) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/data/d23_seed{seed}_epoch9900.npz"))
}

fn random_network(group: &Group, width: usize, rng: &mut ChaCha8Rng) -> Network {
    let d = group.order();
    let mut next = |_: usize, _: usize| rng.random::<f64>() - 0.5;
    let (a, b) = (DMatrix::from_fn(width, d, &mut next), DMatrix::from_fn(width, d, &mut next));
    Network::new(group, a, b, DMatrix::from_fn(d, width, &mut next)).unwrap()
}

/// Another order of nodes, and of each a factor of its inputs and what is added to the one and taken from the other.
fn order_and_gauge(q: usize, rng: &mut ChaCha8Rng) -> (Vec<usize>, Vec<(f64, f64)>) {
    let mut order: Vec<usize> = (0..q).collect();
    order.shuffle(rng);
    (order, (0..q).map(|_| (0.5 + rng.random::<f64>(), rng.random::<f64>() - 0.5)).collect())
}

/// The network whose comparison with `network` finds `symmetry`: weights are permuted by definition, nodes are put into
/// another order and gauge, and a dead one is added.
fn disguised(network: &Network, symmetry: &TaskSymmetry, rng: &mut ChaCha8Rng) -> Network {
    let (group, d, q) = (network.group(), network.group().order(), network.width());
    let (order, gauge) = order_and_gauge(q, rng);
    let TaskSymmetry { automorphism, translations: [s, t], swapped } = symmetry;
    let place = |h: usize, shift: usize| (0..d).find(|&g| group.multiply(automorphism[g], shift) == h).unwrap();
    let input = |weights: &DMatrix<f64>, shift: usize, sign: f64| {
        DMatrix::from_fn(q + 1, d, |at, h| {
            order.get(at).map_or(0.0, |&j| gauge[j].0 * (weights[(j, place(h, shift))] + sign * gauge[j].1))
        })
    };
    let (a, b) = (input(network.w_a(), *s, 1.0), input(network.w_b(), *t, -1.0));
    let both = group.multiply(*s, *t);
    let c = DMatrix::from_fn(d, q + 1, |h, at| {
        order.get(at).map_or(1.0, |&j| network.w_c()[(place(h, both), j)] / gauge[j].0.powi(2))
    });
    let (a, b) = if *swapped { (b, a) } else { (a, b) };
    Network::new(group, a, b, c).unwrap()
}

fn symmetry(group: &Group, factor: usize, translations: [usize; 2], swapped: bool) -> TaskSymmetry {
    let multiple = |g: usize| (0..factor).fold(0, |sum, _| group.multiply(sum, g));
    TaskSymmetry { automorphism: (0..group.order()).map(multiple).collect(), translations, swapped }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_network_is_found_in_its_disguise(
        (order, factors) in prop::sample::select(vec![
            ("7", vec![1, 2, 3, 6]), ("9", vec![1, 2, 4]), ("2x4", vec![1, 3]), ("3x5", vec![2, 7, 14]), ("12", vec![5, 11]),
        ]),
        (at, s, t, swapped, seed) in (0..8usize, 0..100usize, 0..100usize, any::<bool>(), any::<u64>()),
    ) {
        let group: Group = order.parse().unwrap();
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let network = random_network(&group, 6, rng);
        let translations = [s % group.order(), t % group.order()];
        let symmetry = symmetry(&group, factors[at % factors.len()], translations, swapped);
        let comparison = Comparison::new(&network, &disguised(&network, &symmetry, rng)).unwrap();
        prop_assert!(comparison.distance < 1e-7, "{}", comparison.distance);
        prop_assert_eq!(comparison.symmetry, symmetry);
        prop_assert_eq!(comparison.live_nodes, [6, 6]);
        prop_assert_eq!(comparison.matched.len(), 6);
    }
}

/// The network of a group that is given by its table whose comparison with `network` finds `symmetry`.
fn disguised_over_a_table(network: &Network, symmetry: &TaskSymmetry, rng: &mut ChaCha8Rng) -> Network {
    let (group, d, q) = (network.group(), network.group().order(), network.width());
    let (order, gauge) = order_and_gauge(q, rng);
    let TaskSymmetry { automorphism, translations: [s, t], swapped } = symmetry;
    let (both, back) = (group.multiply(*s, *t), group.inverse(*s));
    // where the weight at g goes to: u·α(g)·v, and to its inverse when the inputs are exchanged
    let place = |g: usize, left: usize, right: usize| {
        let at = group.multiply(group.multiply(left, automorphism[g]), right);
        if *swapped { group.inverse(at) } else { at }
    };
    let one = group.identity();
    let source = |left: usize, right: usize| {
        let mut source = vec![0; d];
        (0..d).for_each(|g| source[place(g, left, right)] = g);
        source
    };
    let input = |weights: &DMatrix<f64>, source: &[usize], sign: f64| {
        DMatrix::from_fn(q, d, |at, h| {
            gauge[order[at]].0 * (weights[(order[at], source[h])] + sign * gauge[order[at]].1)
        })
    };
    let (a, b) = (input(network.w_a(), &source(one, *s), 1.0), input(network.w_b(), &source(back, both), -1.0));
    let of_c = source(one, both);
    let c = DMatrix::from_fn(d, q, |h, at| network.w_c()[(of_c[h], order[at])] / gauge[order[at]].0.powi(2));
    let (a, b) = if *swapped { (b, a) } else { (a, b) };
    Network::new(group, a, b, c).unwrap()
}

fn loss(network: &Network) -> f64 {
    network.evaluate(Target::OneHot, &PairMask::all(network.group())).loss
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn over_a_table_a_network_is_found_in_its_disguise_which_keeps_the_loss(
        name in prop::sample::select(vec!["S3", "D4", "Q8", "D5", "A4", "Dic3"]),
        (at, s, t, swapped, seed) in (0..100usize, 0..100usize, 0..100usize, any::<bool>(), any::<u64>()),
    ) {
        let group: Group = name.parse().unwrap();
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let network = random_network(&group, 6, rng);
        let automorphisms = Automorphism::all(&group, 100).unwrap();
        let automorphism = &automorphisms[at % automorphisms.len()];
        let symmetry = TaskSymmetry {
            automorphism: (0..group.order()).map(|g| automorphism.apply(g)).collect(),
            translations: [s % group.order(), t % group.order()],
            swapped,
        };
        let other = disguised_over_a_table(&network, &symmetry, rng);
        prop_assert!((loss(&other) - loss(&network)).abs() < 1e-9 * loss(&network), "a symmetry of the task");
        let comparison = Comparison::new(&network, &other).unwrap();
        prop_assert!(comparison.distance < 1e-7, "{}", comparison.distance);
        prop_assert_eq!(comparison.symmetry, symmetry);
        prop_assert_eq!(comparison.matched.len(), 6);
    }
}

#[test]
fn trained_networks_of_tables_are_found_and_a_false_twin_is_not() {
    let of = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/groups/{name}.npz"));
        read_network(&path, &ReadOptions::default()).unwrap()
    };
    let rng = &mut ChaCha8Rng::seed_from_u64(5);
    for name in ["S3_s2_f1.0", "Q8_s1_f1.0", "S4_s1_f0.9"] {
        let network = of(name);
        let group = network.group().clone();
        let automorphism = Automorphism::inner(&group).pop().unwrap();
        let symmetry = TaskSymmetry {
            automorphism: (0..group.order()).map(|g| automorphism.apply(g)).collect(),
            translations: [2, 4],
            swapped: true,
        };
        let moved = disguised_over_a_table(&network, &symmetry, rng);
        let comparison = Comparison::new(&network, &moved).unwrap();
        assert!(comparison.distance < 1e-6, "{name}: {}", comparison.distance);
        assert!(comparison.distance_without_symmetry > 0.3, "{name}");
        // exchanged without the inverse it is another network, of another loss
        let (a, b, c) = (network.w_b().clone(), network.w_a().clone(), network.w_c().clone());
        let twin = Network::new(&group, a, b, c).unwrap();
        let comparison = Comparison::new(&network, &twin).unwrap();
        assert!(comparison.distance > 0.1, "{name}: {}", comparison.distance);
    }
}

#[test]
fn a_trained_network_is_found_in_its_disguise_and_another_is_not() {
    let network = read_network(&bundled(1), &ReadOptions::default()).unwrap();
    let rng = &mut ChaCha8Rng::seed_from_u64(3);
    let group = network.group().clone();
    let symmetry = symmetry(&group, 5, [3, 17], true);
    let moved = disguised(&network, &symmetry, rng);
    let comparison = Comparison::new(&network, &moved).unwrap();
    assert!(comparison.distance < 1e-7, "{}", comparison.distance);
    assert_eq!(comparison.symmetry, symmetry);
    assert!(comparison.distance_without_symmetry > 0.3);
    // Weights with noise of 1 % are still found, and the noise is the distance.
    let noisy =
        DMatrix::from_fn(moved.width(), 23, |j, g| moved.w_a()[(j, g)] * (1.0 + 0.01 * (rng.random::<f64>() - 0.5)));
    let noisy = Network::new(&group, noisy, moved.w_b().clone(), moved.w_c().clone()).unwrap();
    let comparison = Comparison::new(&network, &noisy).unwrap();
    assert_eq!(comparison.symmetry, symmetry);
    assert!((1e-4..0.01).contains(&comparison.distance), "{}", comparison.distance);

    let other = read_network(&bundled(3), &ReadOptions::default()).unwrap();
    let comparison = Comparison::new(&network, &other).unwrap();
    assert_eq!(comparison.live_nodes[0], 56);
    assert!((0.1..1.0).contains(&comparison.distance), "{}", comparison.distance);
    assert!(comparison.distance <= comparison.distance_without_symmetry);
    let wrong = random_network(&"5".parse().unwrap(), 2, rng);
    assert!(Comparison::new(&network, &wrong).is_err_and(|error| error.is_argument()));
}

#[test]
fn the_command_says_by_what_two_networks_are_one() {
    let run = |left: &Path, right: &Path, rest: &[&str]| {
        let command =
            Command::new(env!("CARGO_BIN_EXE_cogring")).arg("compare").args([left, right]).args(rest).output();
        let output = command.unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("moved.npz");
    let network = read_network(&bundled(1), &ReadOptions::default()).unwrap();
    let symmetry = symmetry(network.group(), 5, [3, 17], true);
    write_network(&path, &disguised(&network, &symmetry, &mut ChaCha8Rng::seed_from_u64(3))).unwrap();
    let (status, text) = run(&bundled(1), &path, &[]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("inputs exchanged, g → 5g, translated by 3 and 17"), "{text}");
    let (status, json) = run(&bundled(1), &bundled(3), &["--json"]);
    assert_eq!(status, Some(1));
    let comparison: Comparison = serde_json::from_str(&json).unwrap();
    assert!((1..=56).contains(&comparison.matched.len()));
    assert_eq!(run(&bundled(1), &bundled(3), &["--within", "1"]).0, Some(0));
}

/// A group that one file gives by its factors and the other by its table is one group; another table of that order is not.
#[test]
fn groups_by_factors_and_by_tables() {
    let cyclic: Group = "4".parse().unwrap();
    let by_table = |group: &Group| {
        let row = |g: usize| (0..4).map(|h| group.multiply(g, h)).collect::<Vec<_>>();
        Group::from_table(&(0..4).map(row).collect::<Vec<_>>()).unwrap()
    };
    let network = random_network(&cyclic, 5, &mut ChaCha8Rng::seed_from_u64(3));
    let over = |group: &Group| {
        Network::new(group, network.w_a().clone(), network.w_b().clone(), network.w_c().clone()).unwrap()
    };
    let same = over(&by_table(&cyclic));
    for (left, right) in [(&network, &same), (&same, &network)] {
        assert!(Comparison::new(left, right).unwrap().distance < 1e-12);
    }
    let other = over(&by_table(&"2x2".parse().unwrap()));
    let error = Comparison::new(&network, &other).unwrap_err().to_string();
    assert!(error.contains("networks over the groups Z_4"), "{error}");
}
