//! Constructing and checking z_F6 in linear time, and potentials of an order-6^20 product without building it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cogring::construct::optimizers::{blocks, order6};
use cogring::expr::Lazy;
use cogring::loss::closed_form;
use cogring::{BlockPotential, Group, Homomorphism, Target};
use criterion::{Criterion, criterion_group, criterion_main};
use num_complex::Complex64;

/// The fastest of a few runs.
fn best(runs: usize, mut f: impl FnMut()) -> Duration {
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        f();
        start.elapsed()
    });
    times.min().expect("at least one run")
}

fn construct_and_check(d: usize) {
    let group = Group::cyclic(d).expect("a positive order");
    let z = order6(&group, |k| Complex64::cis(k as f64)).expect("unit parameters");
    assert_eq!(z.order(), 3 * (d - 1));
    assert!(closed_form(&z, Target::ZeroMean).norm() < 1e-24);
}

fn linear_in_d(criterion: &mut Criterion) {
    // Turn by turn, so that both meet the same load of the machine.
    let (mut once, mut twice) = (Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        once = once.min(best(1, || construct_and_check(100_003)));
        twice = twice.min(best(1, || construct_and_check(200_003)));
    }
    let growth = twice.as_secs_f64() / once.as_secs_f64();
    println!("order6, d = 100 003: {once:?}; d = 200 003: {twice:?}, {growth:.2} times");
    assert!(once < Duration::from_secs(2), "{once:?}, more than 2 s");
    assert!(growth <= 2.3, "twice the order costs {growth:.2} times as much");
    criterion.bench_function("construct/order6/d100003", |bencher| bencher.iter(|| construct_and_check(100_003)));
}

fn lazy_potentials(criterion: &mut Criterion) {
    let block = blocks::order6(&Complex64::cis(0.3));
    let lazy = Lazy::leaf(block.clone()).power(20);
    let potentials = |lazy: &Lazy<_, _>| BlockPotential::ALL.map(|potential| lazy.evaluate(&potential));
    let values = potentials(&lazy);
    assert_eq!(lazy.order(), Some(6u128.pow(20)));
    assert!((values[0] - 1.0).norm() < 1e-12 && values[1..].iter().all(|value| value.norm() < 1e-12));

    let small = Lazy::leaf(block.clone()).power(6);
    let built = block.try_pow(6).expect("46 656 nodes");
    let slow = BlockPotential::ALL.map(|potential| potential.evaluate(&built));
    assert!(potentials(&small).iter().zip(slow).all(|(x, y)| (x - y).norm() < 1e-9));

    let lazily = best(100, || _ = black_box(potentials(black_box(&lazy))));
    let by_building = best(3, || {
        let built = black_box(&block).try_pow(6).expect("46 656 nodes");
        black_box(BlockPotential::ALL.map(|potential| potential.evaluate(&built)));
    });
    println!(
        "ten potentials: order 6^20 lazily {lazily:?}; order 6^6 built {by_building:?}, {:.0} times",
        by_building.as_secs_f64() / lazily.as_secs_f64()
    );
    assert!(lazily < Duration::from_micros(100));
    criterion.bench_function("potentials/order6^20/lazy", |bencher| bencher.iter(|| potentials(black_box(&lazy))));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = linear_in_d, lazy_potentials
}
criterion_main!(benches);
