//! Factoring a network of Z_127 with 512 hidden nodes: by translations, and as the paper does.

use std::hint::black_box;
use std::time::Instant;

use cogring::construct::Sign;
use cogring::construct::optimizers;
use cogring::factor::{self, Factorization, Form, Method, Options};
use cogring::{Group, Network};
use criterion::{Criterion, criterion_group, criterion_main};
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
    factorization.frequencies.iter().filter(|frequency| frequency.form == form).count()
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
        [("order4", order4, Form::NuIXi), ("order6", order6, Form::NuISynAb), ("nu_syn", nu_syn, Form::NuSyn)]
    {
        let network = network(&Network::from_solution(&solution).expect("it has nodes"), random);
        let pairs = (ORDER - 1) / 2;
        let expected = if form == Form::NuIXi { pairs - 1 } else { pairs };
        assert_eq!(count(&factor::factor(&network, &options), form), expected);
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

criterion_group!(benches, factoring);
criterion_main!(benches);
