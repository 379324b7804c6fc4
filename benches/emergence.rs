//! One epoch of the experiments on how features emerge (71 elements, 2048 nodes, 40 % of the pairs), as a share of what the matrix
//! library does in the same run: three products of the sizes pairs × nodes × elements, and all else that an epoch takes.

mod timing;

use std::hint::black_box;
use std::time::Duration;

use cogring::network::Activation;
use cogring::objective::{self, DenseWeights, Method, Objective};
use cogring::train::{RunConfig, initial_weights, random_split};
use cogring::{Group, Target};
use criterion::{Criterion, criterion_group, criterion_main};
use nalgebra::DMatrix;
use timing::best;

/// How long is measured.
const A_SECOND: Duration = Duration::from_secs(1);
const ORDER: usize = 71;
const WIDTH: usize = 2048;

/// Floating-point operations per second of a product of large square matrices, by one thread.
fn peak() -> f64 {
    let n = 1024;
    let [left, right] = [1, 2].map(|step| DMatrix::<f32>::from_fn(n, n, |i, j| ((i * step + j) % 7) as f32 - 3.0));
    let mut product = DMatrix::<f32>::zeros(n, n);
    let time = best(A_SECOND, || {
        product.gemm(1.0, &left, &right, 0.0);
        f64::from(product[(1, 2)])
    });
    let entry: f32 = (0..n).map(|l| left[(5, l)] * right[(l, 9)]).sum();
    assert_eq!(product[(5, 9)], entry, "whole numbers are added exactly");
    2.0 * (n as f64).powi(3) / time.as_secs_f64()
}

fn epochs(criterion: &mut Criterion) {
    let config = RunConfig { width: WIDTH, ..RunConfig::new(Group::cyclic(ORDER).expect("an order")) };
    let group = &config.group;
    let weights = initial_weights::<f32>(&config).expect("no file is named");
    let split = random_split(group, 0.4, 1);
    let mut gradient = DenseWeights::zeros(ORDER, WIDTH);
    let operations = 6.0 * (split.len() * WIDTH * ORDER) as f64;
    let mut benches = criterion.benchmark_group("emergence/d71");
    benches.sample_size(10);
    for activation in [Activation::Square, Activation::Relu] {
        for cost in [objective::Criterion::SquaredError, objective::Criterion::CrossEntropy] {
            let new = || Objective::<f32>::new(group, Target::ZeroMean, &split, 1).expect("pairs");
            let mut loss = new().with(activation, cost).expect("a sum as input");
            assert_eq!(loss.method(WIDTH), Method::AllPairs);
            // what is timed is right: the slope along the gradient, by the losses on both sides
            loss.evaluate(&weights, &mut gradient);
            let along: f64 = gradient.channels().into_iter().flatten().map(|g| f64::from(*g).powi(2)).sum();
            let step = 0.01 / along.sqrt();
            let mut at = |step: f64| {
                let mut moved = weights.clone();
                for (values, slopes) in moved.channels_mut().into_iter().zip(gradient.channels()) {
                    values.iter_mut().zip(slopes).for_each(|(w, g)| *w += (step * f64::from(*g)) as f32);
                }
                loss.measure(&moved).training.loss
            };
            let slope = (at(step) - at(-step)) / (2.0 * step);
            assert!((slope / along - 1.0).abs() < 0.02, "{activation}, {cost}: {slope} instead of {along}");
            // turn by turn, so that both meet the same load of the machine
            let (mut time, mut most) = (Duration::MAX, 0.0_f64);
            for _ in 0..3 {
                most = most.max(peak());
                time = time.min(best(A_SECOND, || loss.evaluate(&weights, &mut gradient)));
            }
            let share = operations / time.as_secs_f64() / most;
            println!(
                "{activation}, {cost}: {time:.1?} an epoch, {:.1} of {:.1} billion operations per second, {:.0} % of the peak",
                operations / time.as_secs_f64() / 1e9,
                most / 1e9,
                100.0 * share
            );
            benches.bench_function(format!("{activation}/{cost}"), |bencher| {
                bencher.iter(|| black_box(loss.evaluate(&weights, &mut gradient)));
            });
        }
    }
}

criterion_group!(benches, epochs);
criterion_main!(benches);
