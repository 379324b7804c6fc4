//! One epoch's loss and gradient against the all-pairs pass with the same matrix library, as ratios in one run.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cogring::loss::dense::{DenseLoss, DenseWeights, Method};
use cogring::train::{RunConfig, initial_weights, random_split};
use cogring::{Group, PairMask, Target};
use criterion::{Criterion, criterion_group, criterion_main};

/// The nodes that are alive at the end of a run of width 512 over Z_127.
const LIVE: usize = 273;

fn epoch_against_all_pairs(criterion: &mut Criterion) {
    let (d, q, threads) = (127, 512, 2);
    let config = RunConfig { width: q, ..RunConfig::new(Group::cyclic(d).expect("an order")) };
    let group = &config.group;
    let weights = initial_weights::<f32>(&config).expect("no file is named");
    let live = initial_weights::<f32>(&RunConfig { width: LIVE, ..config.clone() }).expect("no file is named");
    let split = random_split(group, 0.9, 1);
    let (mut gradient, mut live_gradient) = (DenseWeights::zeros(d, q), DenseWeights::zeros(d, LIVE));

    for (name, mask) in [("90 % of the pairs", &split), ("all pairs", &PairMask::all(group))] {
        let mut loss = DenseLoss::<f32>::new(group, Target::ZeroMean, mask.pairs(), threads).expect("pairs");
        let reference = loss.evaluate_by(Method::AllPairs, &weights, &mut gradient);
        let fast = loss.evaluate_by(loss.method(q), &weights, &mut gradient);
        assert!((fast - reference).abs() < 1e-4 * reference, "{name}: {fast} instead of {reference}");

        let all_pairs = best(|| loss.evaluate_by(Method::AllPairs, &weights, &mut gradient));
        let initial = best(|| loss.evaluate_by(loss.method(q), &weights, &mut gradient));
        let later = best(|| loss.evaluate_by(loss.method(LIVE), &live, &mut live_gradient));
        let ratio = |time: Duration| all_pairs.as_secs_f64() / time.as_secs_f64();
        println!("train/d127/{name}: {:.1}× at {q} live nodes, {:.1}× at {LIVE}", ratio(initial), ratio(later));
    }

    let mut loss = DenseLoss::<f32>::new(group, Target::ZeroMean, split.pairs(), threads).expect("pairs");
    let mut benches = criterion.benchmark_group("train/d127");
    benches.sample_size(10);
    benches.bench_function("epoch", |bencher| {
        bencher.iter(|| black_box(loss.evaluate_by(loss.method(q), &weights, &mut gradient)));
    });
    benches.finish();
}

/// Cost per epoch at fixed width as d grows, on all pairs.
fn growth_with_the_group(_: &mut Criterion) {
    let mut previous: Option<Duration> = None;
    for d in [64, 128, 256, 512] {
        let config = RunConfig { width: 128, ..RunConfig::new(Group::cyclic(d).expect("an order")) };
        let weights = initial_weights::<f32>(&config).expect("no file is named");
        let mask = PairMask::all(&config.group);
        let mut loss = DenseLoss::<f32>::new(&config.group, Target::ZeroMean, mask.pairs(), 2).expect("pairs");
        let mut gradient = DenseWeights::zeros(d, 128);
        let time = best(|| loss.evaluate_by(Method::Gram, &weights, &mut gradient));
        let growth = previous.map_or(f64::NAN, |previous| time.as_secs_f64() / previous.as_secs_f64());
        println!("train/q128/d{d}: {growth:.2}× the cost of half the order");
        previous = Some(time);
    }
}

fn best(mut run: impl FnMut() -> f64) -> Duration {
    let begin = Instant::now();
    let mut best = Duration::MAX;
    while begin.elapsed() < Duration::from_millis(500) {
        let start = Instant::now();
        black_box(run());
        best = best.min(start.elapsed());
    }
    best
}

criterion_group!(benches, epoch_against_all_pairs, growth_with_the_group);
criterion_main!(benches);
