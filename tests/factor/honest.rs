//! Whatever the network, the answer is complete, consistent and finite, and names nothing that is not there.

use std::collections::BTreeSet;

use cogring::construct::{Family, optimizers};
use cogring::factor::{self, Factorization, Form, FrequencyFactorization, Options, Outcome, Parameter};
use cogring::format::{ReadOptions, read_network};
use cogring::potential::ZeroSet;
use cogring::report::factorization::words;
use cogring::train::{Protocol, RunConfig, Trainer};
use cogring::{Group, Network, Solution};
use nalgebra::DMatrix;
use num_complex::Complex64;
use proptest::prelude::*;
use rand::RngExt;

use crate::planted::{ChaCha8Rng, Cover, plant, seeded};

/// Every entry is used once, every number is finite, and words, factors, forms and errors agree with each other.
#[track_caller]
fn assert_honest(network: &Network, label: &str) -> Factorization {
    let group = network.group();
    let found = factor::factor(network, &Options::default());
    let paper = factor::factor_as_paper(network);
    assert_eq!(found.frequencies.len(), group.dual().representatives().count(), "{label}");
    let used: Vec<usize> = (found.frequencies.iter())
        .flat_map(|frequency| frequency.nodes.iter().chain(&frequency.faint_nodes))
        .chain(&found.others.constant_nodes)
        .copied()
        .collect();
    let distinct: BTreeSet<usize> = used.iter().copied().collect();
    assert_eq!((used.len(), distinct.len()), (found.live_nodes, found.live_nodes), "{label}");
    assert!(distinct.iter().all(|&node| node < network.width()), "{label}");
    assert!(found.others.mixed_nodes.iter().all(|mixed| distinct.contains(&mixed.node)), "{label}");
    for ((frequency, paper), k) in found.frequencies.iter().zip(&paper.frequencies).zip(group.dual().representatives())
    {
        let label = format!("{label}, k = {k}: {frequency:?}");
        assert_frequency_is_honest(frequency, &label);
        assert!(!words(&found, frequency).is_empty(), "{label}");
        if frequency.is_factorable() && frequency.distance.unwrap() < 1e-6 {
            let off = off_from_product(network, k, frequency);
            assert!(off < 1e-4, "{label} is said to be a product, {off:e} off");
        }
        if frequency.nodes == paper.nodes && paper.is_factorable() {
            assert!(frequency.is_factorable(), "{label}, {} for the paper", paper.form());
            assert!(!paper.form().is_named() || frequency.form().is_named(), "{label}, {} for the paper", paper.form());
        }
    }
    assert_eq!(factor::summarize(std::slice::from_ref(&found)).len(), 1, "{label}");
    found
}

#[track_caller]
fn assert_frequency_is_honest(frequency: &FrequencyFactorization, label: &str) {
    let equations = &frequency.equations;
    let (coefficient, unnamed) = match &frequency.outcome {
        Outcome::Unused => (None, None),
        Outcome::Named(named) => (Some(named.coefficient), None),
        Outcome::Product(unnamed) | Outcome::Irreducible(unnamed) => (None, Some(unnamed)),
    };
    let nearest = unnamed.and_then(|unnamed| unnamed.nearest.as_ref());
    let factors = unnamed.map_or(&[][..], |unnamed| &unnamed.factors);
    let numbers = [
        frequency.paper.error,
        frequency.distance,
        coefficient,
        nearest.map(|nearest| nearest.distance),
        Some(equations.gain()),
        ZeroSet::ALL.map(|set| equations.worst(set).max(equations.worst_alone(set))).into_iter().reduce(f64::max),
        Some(frequency.hat_share),
    ];
    assert!(numbers.iter().flatten().all(|number| number.is_finite()), "{label}");
    assert!((0.0..=1.0).contains(&frequency.hat_share), "{label}");
    let entries = factors.iter().flat_map(|factor| factor.nodes.iter().flatten());
    assert!(entries.chain(frequency.parameters().values()).all(|entry| entry.0.is_finite()), "{label}");
    assert_eq!(
        frequency.block().order(),
        if unnamed.is_some() || coefficient.is_some() { frequency.order() } else { 0 },
        "{label}"
    );
    let orders: Vec<usize> = factors.iter().map(|factor| factor.order).collect();
    if frequency.form() == Form::Other {
        assert!(orders.len() > 1 && orders.iter().all(|&order| order > 1), "{label}");
        assert!(frequency.distance.unwrap() < 0.1 || frequency.paper.form != Form::Nonfactorable, "{label}");
        assert_eq!(orders.iter().product::<usize>(), frequency.order(), "{label}");
    } else {
        assert!(orders.is_empty() || orders == [frequency.order()], "{label}");
    }
    assert_eq!(frequency.form().is_named(), !frequency.parameters().is_empty(), "{label}");
    assert!(frequency.parameters().values().all(|unit| (unit.0.norm() - 1.0).abs() < 1e-9), "{label}");
    assert!(frequency.mixed_nodes.iter().all(|node| frequency.nodes.contains(node)), "{label}");
}

/// How far the nodes at character k are from an element of order 1 times the product of the factors that were found: the
/// largest difference of two entries, those of a, of b and of c in units of their own largest one, all nodes with
/// |c|² = |a||b|.
fn off_from_product(network: &Network, k: usize, frequency: &FrequencyFactorization) -> f64 {
    type Entries = [Complex64; 3];
    let times = |u: Entries, v: Entries| -> Entries { std::array::from_fn(|at| u[at] * v[at]) };
    let mut element = frequency.outcome.clone();
    match &mut element {
        Outcome::Named(named) => named.parameters.retain(|name, _| !name.starts_with("phase")),
        Outcome::Product(unnamed) | Outcome::Irreducible(unnamed) => unnamed.base = [Parameter(Complex64::ONE); 3],
        Outcome::Unused => {}
    }
    let block = element.block();
    let product: Vec<Entries> = block.terms().iter().map(|term| [term.node.a, term.node.b, term.node.c]).collect();
    let balanced = |[a, b, c]: Entries| {
        let t = (c.norm() / (a.norm() * b.norm()).sqrt()).cbrt();
        if t.is_normal() { [a * t, b * t, c / (t * t)] } else { [a, b, c] }
    };
    let spectrum = network.spectrum();
    let nodes = frequency.nodes.iter().map(|&j| [spectrum.a[(k, j)], spectrum.b[(k, j)], spectrum.c[(k, j)]]);
    let nodes: Vec<Entries> = nodes.map(balanced).collect();
    let largest: [f64; 3] =
        std::array::from_fn(|at| nodes.iter().map(|node| node[at].norm()).fold(f64::MIN_POSITIVE, f64::max));
    let nodes: Vec<Entries> = nodes.iter().map(|node| std::array::from_fn(|at| node[at] / largest[at])).collect();
    let between = |u: Entries, v: Entries| {
        let signed = |sign: f64| (0..2).map(|i| (u[i] - v[i] * sign).norm()).fold((u[2] - v[2]).norm(), f64::max);
        signed(1.0).min(signed(-1.0))
    };
    let from_base = |base: &Entries| {
        // The nodes in the places of the product's, then the base that suits all of them best.
        let mut free = nodes.clone();
        let matched = product.iter().map(|&u| {
            let expected = times(*base, u);
            let near = |node: &Entries| between(expected, *node);
            let at = (0..free.len()).min_by(|&u, &v| near(&free[u]).total_cmp(&near(&free[v]))).unwrap();
            let node = free.swap_remove(at);
            let sign = if (0..2).map(|i| (expected[i].conj() * node[i]).re).sum::<f64>() < 0.0 { -1.0 } else { 1.0 };
            (u, [node[0] * sign, node[1] * sign, node[2]])
        });
        let matched: Vec<(Entries, Entries)> = matched.collect();
        let base = std::array::from_fn(|at| {
            let size = matched.iter().map(|(u, _)| u[at].norm_sqr()).sum::<f64>();
            matched.iter().map(|(u, node)| u[at].conj() * node[at]).sum::<Complex64>() / size
        });
        matched.iter().map(|&(u, node)| between(times(base, u), node)).fold(0.0, f64::max)
    };
    // Where no node is large in all of a, b and c, the base is seen at the largest entries of each.
    let extreme = |elements: &[Entries], at: usize| {
        elements.iter().map(|node| node[at]).max_by(|u, v| u.norm().total_cmp(&v.norm())).unwrap()
    };
    let from_extremes = std::array::from_fn(|at| extreme(&nodes, at) / extreme(&product, at));
    nodes.iter().chain([&from_extremes]).map(from_base).fold(f64::INFINITY, f64::min)
}

const SMALL: [&str; 13] = ["1", "2", "3", "4", "2x2", "5", "6", "2x3", "7", "2x4", "2x2x2", "9", "3x3"];

fn group(text: &str) -> Group {
    text.parse().unwrap()
}

#[test]
fn networks_of_every_width_are_read_at_every_stage_of_their_training() {
    for text in SMALL {
        for width in [1, 2, 5, 24] {
            let protocol = Protocol { train_fraction: 1.0, ..Protocol::default() };
            let config = RunConfig { width, seed: width as u64, protocol, ..RunConfig::new(group(text)) };
            let mut trainer = Trainer::<f64>::new(&config).unwrap();
            for stage in [0, 1, 20, 200, 1200] {
                while trainer.epoch() < stage {
                    trainer.step();
                }
                assert_honest(&trainer.network().unwrap(), &format!("{text}, width {width}, epoch {stage}"));
            }
        }
    }
}

#[test]
fn bundled_checkpoints_are_read_and_a_network_at_its_start_has_no_named_form() {
    for epoch in [0, 100, 500] {
        let path = format!("{}/tests/data/d23_seed1_epoch{epoch}.npz", env!("CARGO_MANIFEST_DIR"));
        let network = read_network(path.as_ref(), &ReadOptions::default()).unwrap();
        let found = assert_honest(&network, &format!("epoch {epoch}"));
        if epoch == 0 {
            assert_eq!(found.live_nodes, network.width());
            assert!(found.frequencies.iter().all(|frequency| !frequency.is_factorable()));
            assert!(found.others.mixed_nodes.len() > network.width() / 2);
        }
    }
}

/// A zero-loss construction of the group, if the group has characters other than 1.
fn optimizers_of(group: &Group) -> Vec<Solution<Complex64>> {
    let unit = |k: usize| Complex64::cis(0.7 + 0.3 * k as f64);
    let mut all = vec![optimizers::memorization(group).unwrap()];
    all.extend(optimizers::order6(group, unit));
    all.extend(optimizers::order6_ab(group, |k| (unit(k), unit(k + 1))));
    all.extend(optimizers::order4(group, &unit(1), |k| (unit(k), cogring::construct::Sign::Plus)));
    all.extend(optimizers::order4_bias(group, |k| (unit(k), cogring::construct::Sign::Minus)));
    all
}

#[test]
fn perturbed_optimizers_are_explained_wherever_the_papers_method_explains_them() {
    let mut explained = 0;
    for text in ["3", "5", "7", "8", "9", "11", "12", "15", "2x4", "3x3", "2x2x3", "3x5"] {
        let group = group(text);
        for (at, solution) in optimizers_of(&group).iter().enumerate().filter(|(_, z)| z.order() > 0) {
            for (seed, noise) in [0.0, 1e-3, 1e-2, 3e-2, 6e-2, 0.1, 0.2].into_iter().enumerate() {
                let cover = Cover { dead: 5, gauge: 1.0, noise, hat: 0.05 * seed as f64 };
                let network = plant(solution, cover, &mut seeded(100 * at as u64 + seed as u64));
                let label = format!("{text}, optimizer {at}, noise {noise}");
                let found = assert_honest(&network, &label);
                let paper = factor::factor_as_paper(&network);
                for (paper, default) in paper.frequencies.iter().zip(&found.frequencies) {
                    if paper.form().is_named() {
                        assert!(default.form().is_named(), "{label}, paper {paper:?}\ndefault {default:?}");
                        explained += 1;
                    } else if paper.order() == 6
                        && default.order() == 6
                        && !paper.is_factorable()
                        && !default.is_factorable()
                    {
                        let reading = words(&found, default);
                        assert!(reading.starts_with("not a product"), "{label}: {reading}");
                    }
                }
            }
        }
    }
    assert!(explained > 300, "{explained}");
}

#[test]
fn tiny_weights_on_dead_nodes_stay_dead() {
    let group = group("11");
    let solution = optimizers::order6(&group, |_| Complex64::cis(1.1)).unwrap();
    for (seed, noise) in [1e-300, 1e-40, 1e-12, 1e-5, 1e-3].into_iter().enumerate() {
        let network = plant(&solution, Cover { dead: 60, gauge: 1.6, noise, hat: 0.0 }, &mut seeded(seed as u64));
        let found = assert_honest(&network, &format!("noise {noise:e}"));
        assert_eq!(found.live_nodes, 30, "noise {noise:e}");
        assert!(found.frequencies.iter().all(|frequency| frequency.form() == Form::Named(Family::NuSyn)));
    }
}

fn weights(random: &mut ChaCha8Rng, rows: usize, columns: usize, kind: usize) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |_, _| match kind {
        0 => random.random_range(-1.0..1.0),
        1 => f64::from(random.random_range(-1..2)),
        2 => 10f64.powi(random.random_range(-300..0)),
        3 => 10f64.powi(random.random_range(-20..20)),
        4 => random.random_range(-1.0..1.0) * 1e-160,
        5 => random.random_range(-1.0..1.0) * 1e100,
        _ => 0.0,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_finite_weights_are_read(
        text in prop::sample::select(&SMALL[..]),
        width in 1usize..20,
        kinds in [0usize..7, 0usize..7, 0usize..7],
        seed in any::<u64>(),
    ) {
        let (group, random) = (group(text), &mut seeded(seed));
        let d = group.order();
        let [a, b] = [kinds[0], kinds[1]].map(|kind| weights(random, width, d, kind));
        let c = weights(random, d, width, kinds[2]);
        let network = Network::new(&group, a, b, c).unwrap();
        assert_honest(&network, &format!("{text}, width {width}, kinds {kinds:?}"));
    }
}
