//! Groups that do not commute: irreps, an exact network built, verified and proved, and an epoch against that of a cyclic group of
//! the same order.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cogring::construct::narrow;
use cogring::objective::{DenseWeights, Objective};
use cogring::proof::SolutionProof;
use cogring::train::{RunConfig, initial_weights};
use cogring::{Exact, Group, Network, PairMask, Solution, Target};
use criterion::{Criterion, criterion_group, criterion_main};

fn group(name: &str) -> Group {
    name.parse().expect("a group")
}

fn timed<T>(what: &str, most: Duration, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = run();
    let time = start.elapsed();
    println!("{what}: {time:?}");
    assert!(time < most, "{what}: {time:?}, more than {most:?}");
    result
}

fn irreps_of_order_120(criterion: &mut Criterion) {
    for (name, degrees) in [("S5", vec![1, 1, 4, 4, 5, 5, 6]), ("SL(2,5)", vec![1, 2, 2, 3, 3, 4, 4, 5, 6])] {
        // A group computes its irreps once: a new one for every time.
        let found = timed(&format!("irreps of {name}"), Duration::from_secs(2), || group(name).dual());
        assert_eq!(found.irreps().iter().map(|rho| rho.degree()).collect::<Vec<_>>(), degrees, "{name}");
    }
    criterion.bench_function("irreps/S4", |bencher| bencher.iter(|| black_box(group("S4").dual())));
}

fn an_exact_network_of_a5(criterion: &mut Criterion) {
    timed("A5, width 244, built, verified and proved", Duration::from_secs(10), || {
        let group = group("A5");
        let z: Solution<Exact> = narrow(&group);
        assert_eq!(z.order(), 244);
        let network = Network::from_solution(&narrow(&group)).expect("real weights");
        assert!(network.evaluate(Target::OneHot, &PairMask::all(&group)).loss < 1e-24);
        assert!(SolutionProof::new(&z, Target::OneHot).expect("small numbers").proved);
    });
    let s4 = group("S4");
    let z: Solution<Exact> = narrow(&s4);
    let prove = || SolutionProof::new(black_box(&z), Target::OneHot).expect("small numbers");
    assert!(prove().proved);
    criterion.bench_function("prove/narrow/S4", |bencher| bencher.iter(prove));
}

/// Epochs of one group.
struct Epochs {
    objective: Objective<f32>,
    weights: DenseWeights<f32>,
    gradient: DenseWeights<f32>,
}

impl Epochs {
    fn of(name: &str) -> Self {
        let config = RunConfig { width: 512, ..RunConfig::new(group(name)) };
        let weights = initial_weights::<f32>(&config).expect("no file is named");
        let all = PairMask::all(&config.group);
        let objective = Objective::new(&config.group, Target::ZeroMean, &all, 1).expect("an objective");
        Epochs { objective, gradient: weights.clone(), weights }
    }

    fn once(&mut self) -> Duration {
        let start = Instant::now();
        assert!(self.objective.evaluate(&self.weights, &mut self.gradient).is_finite());
        start.elapsed()
    }
}

fn an_epoch_over_a_table(criterion: &mut Criterion) {
    let (mut table, mut cyclic) = (Epochs::of("S4"), Epochs::of("24"));
    // Turn by turn, so that both meet the same load of the machine.
    let mut times: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
    for _ in 0..41 {
        times[0].push(table.once());
        times[1].push(cyclic.once());
    }
    let [table_time, cyclic_time] = times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    let ratio = table_time.as_secs_f64() / cyclic_time.as_secs_f64();
    println!("an epoch at width 512: S4 {table_time:?}, Z24 {cyclic_time:?}, ratio {ratio:.2}");
    assert!(ratio < 1.3, "an epoch over S4 takes {ratio:.2} times one over Z24");
    criterion.bench_function("epoch/S4/512", |bencher| bencher.iter(|| table.once()));
}

criterion_group!(benches, irreps_of_order_120, an_exact_network_of_a5, an_epoch_over_a_table);
criterion_main!(benches);
