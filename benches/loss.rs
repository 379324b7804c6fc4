//! The loss and gradient of a dense network on all pairs: the closed form against the definition, in one run.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cogring::objective::{DenseWeights, Objective};
use cogring::train::{RunConfig, initial_weights};
use cogring::{Group, PairMask, Target};
use criterion::{Criterion, criterion_group, criterion_main};
use nalgebra::{DMatrix, DVector};

const ORDER: usize = 127;
const WIDTH: usize = 512;
const RUNS: usize = 7;

/// W_a and W_b, q × d, and W_c, d × q: weights, or a gradient.
type Layers = [DMatrix<f64>; 3];

/// The zero-mean loss and its gradient by the definition: every pair through the network and back, d pairs (g1, ·) at a
/// time as products of matrices. O(d² q d).
fn forward_and_backward(group: &Group, [w_a, w_b, w_c]: &Layers, gradient: &mut Layers) -> f64 {
    let d = group.order();
    let pairs = (d * d) as f64;
    gradient.iter_mut().for_each(|layer| layer.fill(0.0));
    let [to_a, to_b, to_c] = gradient;
    let (mut loss, mut outputs) = (0.0, DMatrix::zeros(d, d));
    let (mut before, mut hidden) = (w_b.clone(), w_b.clone());
    let mut back = w_b.clone();
    let w_c_transposed = w_c.transpose();
    for g1 in 0..d {
        before.copy_from(w_b);
        before.column_iter_mut().for_each(|mut column| column += w_a.column(g1));
        hidden.zip_apply(&before, |value, x| *value = x * x);
        outputs.gemm(1.0, w_c, &hidden, 0.0);
        for g2 in 0..d {
            let mut column = outputs.column_mut(g2);
            column[group.multiply(g1, g2)] -= 1.0;
            let mean = column.mean();
            column.add_scalar_mut(-mean);
        }
        loss += outputs.norm_squared() / pairs;
        to_c.gemm(2.0 / pairs, &outputs, &hidden.transpose(), 1.0);
        back.gemm(4.0 / pairs, &w_c_transposed, &outputs, 0.0);
        back.component_mul_assign(&before);
        *to_b += &back;
        to_a.column_mut(g1).copy_from(&DVector::from_fn(back.nrows(), |j, _| back.row(j).sum()));
    }
    loss
}

fn against_all_pairs(criterion: &mut Criterion) {
    let config = RunConfig { width: WIDTH, ..RunConfig::new(Group::cyclic(ORDER).expect("an order")) };
    let group = &config.group;
    let weights = initial_weights::<f64>(&config).expect("no file is named");
    let input = |values: &[f64]| DMatrix::from_column_slice(WIDTH, ORDER, values);
    let layers = |weights: &DenseWeights<f64>| {
        [input(&weights.inputs[0]), input(&weights.inputs[1]), input(&weights.c).transpose()]
    };
    let (matrices, mut slow) = (layers(&weights), layers(&DenseWeights::zeros(ORDER, WIDTH)));
    let mut fast = DenseWeights::zeros(ORDER, WIDTH);
    let all = PairMask::all(group);
    let mut closed_form = Objective::<f64>::new(group, Target::ZeroMean, &all, 1).expect("pairs");

    let (by_definition, in_closed_form) =
        (forward_and_backward(group, &matrices, &mut slow), closed_form.evaluate(&weights, &mut fast));
    assert!((by_definition - in_closed_form).abs() < 1e-10 * by_definition, "{in_closed_form}, not {by_definition}");
    for (fast, slow) in layers(&fast).iter().zip(&slow) {
        assert!((fast - slow).norm() < 1e-10 * slow.norm(), "a gradient off by {:e}", (fast - slow).norm());
    }

    // Turn by turn, so that both meet the same load of the machine.
    let (mut definition, mut closed) = (Duration::MAX, Duration::MAX);
    for _ in 0..RUNS {
        definition = definition.min(time(|| forward_and_backward(group, &matrices, &mut slow)));
        closed = closed.min(time(|| closed_form.evaluate(&weights, &mut fast)));
    }
    let ratio = definition.as_secs_f64() / closed.as_secs_f64();
    println!(
        "loss/d{ORDER}/q{WIDTH}: all pairs {definition:.1?}, closed form {closed:.1?}, one thread each: {ratio:.1}×"
    );
    assert!(ratio >= 10.0, "the closed form is {ratio:.1}× as fast as the definition; 10× is required");

    let mut benches = criterion.benchmark_group(format!("loss/d{ORDER}/q{WIDTH}"));
    benches.sample_size(10);
    benches.bench_function("closed_form", |bencher| {
        bencher.iter(|| black_box(closed_form.evaluate(black_box(&weights), &mut fast)));
    });
    benches.finish();
}

fn time(run: impl FnOnce() -> f64) -> Duration {
    let start = Instant::now();
    black_box(run());
    start.elapsed()
}

criterion_group!(benches, against_all_pairs);
criterion_main!(benches);
