//! One epoch's loss and gradient against all pairs, as ratios in one run and with the same matrix library: against the
//! whole batch at once, as frameworks compute it, and against this crate's own all-pairs method, which stays in cache.

mod timing;

use std::hint::black_box;
use std::time::Duration;

use cogring::objective::{DenseWeights, Method, Objective};
use cogring::train::{RunConfig, initial_weights, random_split};
use cogring::{Group, PairMask, Target};
use criterion::{Criterion, criterion_group, criterion_main};
use nalgebra::DMatrix;
use timing::best;

/// How long is measured.
const HALF_A_SECOND: Duration = Duration::from_millis(500);

/// The nodes that are alive at the end of a run of width 512 over Z_127.
const LIVE: usize = 273;

/// One thread's share of an epoch in which every layer is computed on the whole batch at once.
struct Batch {
    pairs: Vec<(usize, usize, usize)>,
    sums: DMatrix<f32>,
    hidden: DMatrix<f32>,
    outputs: DMatrix<f32>,
    gradient: [DMatrix<f32>; 3],
    loss: f64,
}

impl Batch {
    fn new(group: &Group, pairs: &[(usize, usize)], q: usize) -> Self {
        let (d, n) = (group.order(), pairs.len());
        Batch {
            pairs: pairs.iter().map(|&(x, y)| (x, y, group.multiply(x, y))).collect(),
            sums: DMatrix::zeros(q, n),
            hidden: DMatrix::zeros(q, n),
            outputs: DMatrix::zeros(d, n),
            gradient: std::array::from_fn(|_| DMatrix::zeros(q, d)),
            loss: 0.0,
        }
    }

    /// Σ ‖P(cᵀh − e)‖² over the pairs, and its gradient.
    fn evaluate(&mut self, [a, b, c]: &[DMatrix<f32>; 3]) {
        let Batch { pairs, sums, hidden, outputs, gradient: [da, db, dc], loss } = self;
        for (p, &(x, y, _)) in pairs.iter().enumerate() {
            sums.column_mut(p).copy_from(&a.column(x));
            sums.column_mut(p).zip_apply(&b.column(y), |sum, b| *sum += b);
        }
        hidden.zip_apply(&*sums, |h, sum| *h = sum * sum);
        outputs.gemm_tr(1.0, c, hidden, 0.0);
        *loss = 0.0;
        for (mut output, &(_, _, label)) in outputs.column_iter_mut().zip(&*pairs) {
            output[label] -= 1.0;
            let mean = output.mean();
            output.add_scalar_mut(-mean);
            *loss += f64::from(output.norm_squared());
        }
        dc.gemm(2.0, hidden, &outputs.transpose(), 0.0);
        hidden.gemm(2.0, c, outputs, 0.0);
        hidden.zip_apply(&*sums, |h, sum| *h *= 2.0 * sum);
        da.fill(0.0);
        db.fill(0.0);
        for (p, &(x, y, _)) in pairs.iter().enumerate() {
            let add =
                |to: &mut DMatrix<f32>, g: usize| to.column_mut(g).zip_apply(&hidden.column(p), |sum, h| *sum += h);
            add(da, x);
            add(db, y);
        }
    }
}

/// The mean loss over the batches, computed side by side.
fn whole_batch(batches: &mut [Batch], weights: &[DMatrix<f32>; 3]) -> f64 {
    std::thread::scope(|scope| batches.iter_mut().for_each(|batch| _ = scope.spawn(|| batch.evaluate(weights))));
    let pairs: usize = batches.iter().map(|batch| batch.pairs.len()).sum();
    batches.iter().map(|batch| batch.loss).sum::<f64>() / pairs as f64
}

fn epoch_against_all_pairs(criterion: &mut Criterion) {
    let (d, q, threads) = (127, 512, 2);
    let config = RunConfig { width: q, ..RunConfig::new(Group::cyclic(d).expect("an order")) };
    let group = &config.group;
    let weights = initial_weights::<f32>(&config).expect("no file is named");
    let live = initial_weights::<f32>(&RunConfig { width: LIVE, ..config.clone() }).expect("no file is named");
    let split = random_split(group, 0.9, 1);
    let (mut gradient, mut live_gradient) = (DenseWeights::zeros(d, q), DenseWeights::zeros(d, LIVE));

    for (name, mask) in [("90 % of the pairs", &split), ("all pairs", &PairMask::all(group))] {
        let mut loss = Objective::<f32>::new(group, Target::ZeroMean, mask, threads).expect("pairs");
        let reference = loss.evaluate_by(Method::AllPairs, &weights, &mut gradient);
        let fast = loss.evaluate_by(loss.method(q), &weights, &mut gradient);
        assert!((fast - reference).abs() < 1e-4 * reference, "{name}: {fast} instead of {reference}");
        let pairs: Vec<(usize, usize)> = mask.pairs().collect();
        let shares = pairs.chunks(pairs.len().div_ceil(threads));
        let mut batches: Vec<Batch> = shares.map(|share| Batch::new(group, share, q)).collect();
        let channels = weights.channels();
        let matrices = std::array::from_fn(|at| DMatrix::from_column_slice(q, d, channels[at]));
        let at_once = whole_batch(&mut batches, &matrices);
        assert!((at_once - reference).abs() < 1e-4 * reference, "{name}: {at_once} at once instead of {reference}");
        let slope = batches.iter().map(|batch| batch.gradient[0][(1, 2)]).sum::<f32>() / pairs.len() as f32;
        assert!(
            (slope - gradient.inputs[0][2 * q + 1]).abs() < 1e-4,
            "{name}: {slope} instead of {}",
            gradient.inputs[0][2 * q + 1]
        );

        let whole = best(HALF_A_SECOND, || whole_batch(&mut batches, &matrices));
        let all_pairs = best(HALF_A_SECOND, || loss.evaluate_by(Method::AllPairs, &weights, &mut gradient));
        let initial = best(HALF_A_SECOND, || loss.evaluate_by(loss.method(q), &weights, &mut gradient));
        let later = best(HALF_A_SECOND, || loss.evaluate_by(loss.method(LIVE), &live, &mut live_gradient));
        for (reference, what) in [(whole, "the whole batch at once"), (all_pairs, "all pairs in cache")] {
            let ratio = |time: Duration| reference.as_secs_f64() / time.as_secs_f64();
            let (initial, later) = (ratio(initial), ratio(later));
            println!("train/d127/{name}: {initial:.1}× at {q} live nodes, {later:.1}× at {LIVE}, against {what}");
            if reference == whole {
                assert!(initial >= 5.0 && later >= 20.0, "{name}: only {initial:.1}× and {later:.1}×");
            }
        }
    }

    let mut loss = Objective::<f32>::new(group, Target::ZeroMean, &split, threads).expect("pairs");
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
        let mut loss = Objective::<f32>::new(&config.group, Target::ZeroMean, &mask, 2).expect("pairs");
        let mut gradient = DenseWeights::zeros(d, 128);
        let time = best(HALF_A_SECOND, || loss.evaluate_by(Method::Gram, &weights, &mut gradient));
        if let Some(previous) = previous {
            let growth = time.as_secs_f64() / previous.as_secs_f64();
            println!("train/q128/d{d}: {growth:.2}× the cost of half the order");
        }
        previous = Some(time);
    }
}

criterion_group!(benches, epoch_against_all_pairs, growth_with_the_group);
criterion_main!(benches);
