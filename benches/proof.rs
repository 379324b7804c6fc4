//! Exact proofs of zero loss: of one block for all groups of odd order, and over one large group, frequency by frequency.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cogring::construct::Sign;
use cogring::construct::optimizers::{blocks, order4, order6};
use cogring::expr::Lazy;
use cogring::proof::{BlockProof, SolutionProof};
use cogring::scalar::Exact;
use cogring::{Group, Solution, Target};
use criterion::{Criterion, criterion_group, criterion_main};

/// A prime order.
const ORDER: usize = 1_000_003;

fn every_group_at_once(criterion: &mut Criterion) {
    let nu = Exact::parameter("nu");
    let prove = || BlockProof::new(black_box(&Lazy::leaf(blocks::order6(&nu)))).expect("small numbers");
    assert!(prove().proved);
    let start = Instant::now();
    black_box(prove());
    let once = start.elapsed();
    println!("order6 for every group of odd order: {once:?}");
    assert!(once < Duration::from_millis(10), "{once:?}, more than 10 ms");
    criterion.bench_function("prove/order6/every-group", |bencher| bencher.iter(prove));
}

/// How long it takes to build a solution over Z_d and to compute every one of its residuals.
fn over_one_group(build: impl Fn(&Group) -> Solution<Exact>, d: usize, nodes: usize) -> Duration {
    let group = Group::cyclic(d).expect("a positive order");
    let start = Instant::now();
    let solution = build(&group);
    let proof = SolutionProof::new(&solution, Target::ZeroMean).expect("small numbers");
    let time = start.elapsed();
    assert!(proof.proved && solution.order() == nodes, "{} nodes, first {:?}", solution.order(), proof.first_violation);
    time
}

/// Turn by turn, so that both orders meet the same load of the machine.
fn linear_in_d(name: &str, nodes: fn(usize) -> usize, limit: Duration, build: impl Fn(&Group) -> Solution<Exact>) {
    let (mut half, mut whole) = (Duration::MAX, Duration::MAX);
    for _ in 0..3 {
        half = half.min(over_one_group(&build, ORDER / 2, nodes(ORDER / 2)));
        whole = whole.min(over_one_group(&build, ORDER, nodes(ORDER)));
    }
    let growth = whole.as_secs_f64() / half.as_secs_f64();
    println!("{name} over Z_{ORDER}: {whole:?}, {growth:.2} times the time for half the order");
    assert!(whole < limit, "{name}: {whole:?}, more than {limit:?}");
    assert!(growth <= 2.5, "{name}: twice the order costs {growth:.2} times as much");
}

fn one_large_group(_: &mut Criterion) {
    let [nu, xi] = ["nu", "xi"].map(Exact::parameter);
    linear_in_d(
        "z_F6",
        |d| 3 * (d - 1),
        Duration::from_secs(2),
        |group| order6(group, |_| nu.clone()).expect("a unit parameter"),
    );
    linear_in_d(
        "z_F4/6",
        |d| 2 * d,
        Duration::from_secs(5),
        |group| order4(group, &nu, |_| (xi.clone(), Sign::Plus)).expect("unit parameters"),
    );
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = every_group_at_once, one_large_group
}
criterion_main!(benches);
