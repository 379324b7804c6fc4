//! One epoch of training against the all-pairs epoch with the same matrix library, and how its cost grows.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cogring::loss::dense::{DenseLoss, DenseWeights, Method};
use cogring::train::{RunConfig, initial_weights, random_split};
use cogring::{Group, Target};
use criterion::{Criterion, criterion_group, criterion_main};

fn method_costs(_: &mut Criterion) {
    for (d, q) in [(23,512),(23,58),(127, 512), (127, 273)] {
        for threads in [1] {
            let config = RunConfig { width: q, ..RunConfig::new(Group::cyclic(d).expect("an order")) };
            let weights = initial_weights::<f32>(&config).expect("no file is named");
            let mask = random_split(&config.group, 0.9, 1);
            let mut loss =
                DenseLoss::<f32>::new(&config.group, Target::ZeroMean, mask.pairs(), threads).expect("pairs");
            let mut gradient = DenseWeights::zeros(d, q);
            
            let mut n = 0; let mut t = [0u64; 5];
            let gram = best(|| { for v in &cogring::loss::dense::TIMES { v.store(0, std::sync::atomic::Ordering::Relaxed); } let r = loss.evaluate_by(Method::Gram, &weights, &mut gradient); n += 1; for i in 0..5 { let x = cogring::loss::dense::TIMES[i].load(std::sync::atomic::Ordering::Relaxed); if n == 1 || x < t[i] { t[i] = x; } } r });
            println!("parts us: {:?}", t.map(|t| t / 1000));
            let pairs = best(|| loss.evaluate_by(Method::AllPairs, &weights, &mut gradient));
            println!("d {d} q {q} threads {threads}: pairs {pairs:.2?} gram {gram:.2?} chosen {:?}", loss.method(q));
        }
    }
}

fn best(mut run: impl FnMut() -> f64) -> Duration {
    let begin = Instant::now();
    let mut best = Duration::MAX;
    while begin.elapsed() < Duration::from_millis(300) {
        let start = Instant::now();
        black_box(run());
        best = best.min(start.elapsed());
    }
    best
}

criterion_group!(benches, method_costs);
criterion_main!(benches);
