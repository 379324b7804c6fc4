//! Factoring a network of Z_127 with 512 hidden nodes: by translations, as the paper does, and by all permutations.

use std::hint::black_box;
use std::time::Instant;

use cogring::construct::optimizers;
use cogring::construct::{Family, Sign};
use cogring::expr::generators::{z_nu, z_nu_i, z_xi};
use cogring::factor::{self, Factorization, Form, Method, Options, SnapOptions};
use cogring::{Group, Network, PairMask, Solution, Target};
use criterion::{Criterion, criterion_group, criterion_main};
use itertools::Itertools;
use nalgebra::DMatrix;
use num_complex::Complex64;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const ORDER: usize = 127;
const WIDTH: usize = 512;

/// The nodes of `live` among dead ones, with noise on all weights.
fn network(live: &Network, random: &mut ChaCha8Rng) -> Network {
    let mut noise = || 1e-4 * random.random_range(-1.0..1.0);
    let q = live.width();
    let mut input =
        |w: &DMatrix<f64>| DMatrix::from_fn(WIDTH, ORDER, |j, g| noise() + if j < q { w[(j, g)] } else { 0.0 });
    let (a, b) = (input(live.w_a()), input(live.w_b()));
    let c = DMatrix::from_fn(ORDER, WIDTH, |h, j| noise() + if j < q { live.w_c()[(h, j)] } else { 0.0 });
    Network::new(live.group(), a, b, c).expect("shapes as required")
}

fn count(factorization: &Factorization, form: Form) -> usize {
    factorization.frequencies.iter().filter(|frequency| frequency.form() == form).count()
}

/// The least spread, over all permutations of the nodes at every frequency, of the ratios of the two halves' outputs:
/// the largest of these over the frequencies, or infinity where a frequency has no two halves.
fn by_all_permutations(network: &Network, frequencies: &[(usize, Vec<usize>)]) -> f64 {
    let spectrum = network.spectrum();
    let least = frequencies.iter().map(|(k, nodes)| {
        let half = nodes.len() / 2;
        let spreads = nodes.iter().permutations(nodes.len()).map(|order| {
            let c = |at: usize| spectrum.c[(*k, *order[at])];
            let ratio = |at: usize| c(at) / c(at + half);
            let mean = (0..half).map(ratio).sum::<Complex64>() / half as f64;
            (0..half).map(|at| (ratio(at) - mean).norm_sqr()).sum::<f64>()
        });
        spreads.fold(f64::INFINITY, f64::min).sqrt()
    });
    least.fold(0.0, f64::max)
}

/// Products of three pairs at every frequency: order 8, 504 nodes.
fn order8(group: &Group) -> Solution<Complex64> {
    group.dual().representatives().fold(Solution::zero(group), |solution, k| {
        let unit = |speed: f64| Complex64::cis(speed * (k + 1) as f64);
        let product = z_nu(&unit(0.7)) * z_nu_i() * z_xi(&unit(1.3), Sign::Plus);
        solution + Solution::at_frequency(group, k, &product.scaled(&Complex64::from(0.125)))
    })
}

/// Translations against all permutations: 720 of them at every frequency of order 6, 40 320 at order 8.
fn against_all_permutations(_: &mut Criterion) {
    let group = Group::cyclic(ORDER).expect("127 is a group order");
    let random = &mut ChaCha8Rng::seed_from_u64(6);
    let order6 = optimizers::order6(&group, |k| Complex64::cis(k as f64)).expect("an odd group");
    for (order, solution) in [(6, order6), (8, order8(&group))] {
        let network = network(&Network::from_solution(&solution).expect("it has nodes"), random);
        let found = factor::factor(&network, &Options::default());
        assert!(found.frequencies.iter().all(|frequency| frequency.order() == order && frequency.is_factorable()));
        let nodes = found.frequencies.iter().map(|frequency| frequency.nodes.clone());
        let frequencies: Vec<(usize, Vec<usize>)> = group.dual().representatives().zip(nodes).collect();
        let start = Instant::now();
        let spread = by_all_permutations(black_box(&network), &frequencies);
        let permutations = start.elapsed().as_secs_f64();
        assert!(spread < 0.1, "a product by translations, but the halves differ by {spread}");
        let translations = (0..10).map(|_| {
            let start = Instant::now();
            black_box(factor::factor(black_box(&network), &Options::default()));
            start.elapsed().as_secs_f64()
        });
        let translations = translations.fold(f64::INFINITY, f64::min);
        println!(
            "factor/order {order} everywhere: translations {:.2} ms, all permutations {:.1} ms, {:.0} times",
            1e3 * translations,
            1e3 * permutations,
            permutations / translations
        );
        assert!(translations < 0.020, "factoring took {translations} s, more than 20 ms");
        assert!(
            order == 6 || permutations > 5.0 * translations,
            "40 320 permutations cost no more than {translations} s"
        );
    }
}

fn factoring(criterion: &mut Criterion) {
    let group = Group::cyclic(ORDER).expect("127 is a group order");
    let random = &mut ChaCha8Rng::seed_from_u64(5);
    let unit = |k: usize| Complex64::cis(k as f64);
    let order4 = optimizers::order4(&group, &unit(1), |k| (unit(k), Sign::Plus)).expect("an odd group");
    // Away from the values where the form is also of the kind z_ν * z_syn.
    let twist = |k: usize| Complex64::cis(0.3 + 0.4 * k as f64 / ORDER as f64);
    let order6 = optimizers::order6_ab(&group, |k| (twist(k), twist(k).conj())).expect("an odd group");
    let nu_syn =
        optimizers::order6(&group, |k| Complex64::cis(1.1 + 0.4 * k as f64 / ORDER as f64)).expect("an odd group");
    let options = Options::default();
    for (name, solution, form) in
        [("order4", order4, Family::NuIXi), ("order6", order6, Family::NuISynAb), ("nu_syn", nu_syn, Family::NuSyn)]
    {
        let network = network(&Network::from_solution(&solution).expect("it has nodes"), random);
        let pairs = (ORDER - 1) / 2;
        let expected = if form == Family::NuIXi { pairs - 1 } else { pairs };
        assert_eq!(count(&factor::factor(&network, &options), Form::Named(form)), expected);
        let time = |options: &Options| {
            let times = (0..20).map(|_| {
                let start = Instant::now();
                black_box(factor::factor(black_box(&network), options));
                start.elapsed().as_secs_f64()
            });
            times.fold(f64::INFINITY, f64::min)
        };
        let (translations, paper) = (time(&options), time(&Options::with_method(Method::Paper)));
        println!(
            "factor/{name}: translations {:.2} ms, the paper's permutations {:.2} ms, ratio {:.2}",
            1e3 * translations,
            1e3 * paper,
            translations / paper
        );
        assert!(translations < 0.020, "factoring took {translations} s, more than 20 ms");
        criterion.bench_function(&format!("factor/{name}/translations"), |bencher| {
            bencher.iter(|| black_box(factor::factor(black_box(&network), &options)));
        });
    }
}

/// Snapping transforms the weights a few times, not twice for each of the 63 frequencies, and evaluates them twice.
fn snapping(_: &mut Criterion) {
    let group = Group::cyclic(ORDER).expect("127 is a group order");
    let unit = |k: usize| Complex64::cis(k as f64);
    let order4 = optimizers::order4(&group, &unit(1), |k| (unit(k), Sign::Plus)).expect("an odd group");
    let network = network(&Network::from_solution(&order4).expect("it has nodes"), &mut ChaCha8Rng::seed_from_u64(5));
    let least = |run: &dyn Fn()| {
        let times = (0..5).map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        });
        times.fold(f64::INFINITY, f64::min)
    };
    let transform = least(&|| _ = black_box(black_box(&network).spectrum()));
    let snapping = least(&|| {
        let snapping = factor::snap(black_box(&network), &SnapOptions::default()).expect("small numbers");
        assert!(black_box(snapping).whole.proved);
    });
    let evaluation = least(&|| _ = black_box(black_box(&network).evaluate(Target::ZeroMean, &PairMask::all(&group))));
    let rest = (snapping - 2.0 * evaluation) / transform;
    println!(
        "factor/snap: {:.1} ms, of which two evaluations {:.1} ms; the rest is {rest:.1} transforms of the weights",
        1e3 * snapping,
        2e3 * evaluation
    );
    assert!(rest < 63.0, "snapping takes as long as {rest} transforms besides two evaluations");
}

criterion_group!(benches, factoring, against_all_permutations, snapping);
criterion_main!(benches);
