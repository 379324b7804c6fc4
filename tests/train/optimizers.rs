//! Update rules against their formulas written out, and the removal of dead nodes against keeping them.

use cogring::network::Activation;
use cogring::objective::{Criterion, DenseWeights, Method, Objective};
use cogring::train::{Optimizer, Protocol, RunConfig, Trainer, initial_weights, orthogonal_direction, random_split};
use cogring::{Group, Target};
use nalgebra::DMatrix;

use crate::network;

/// The formulas of PyTorch, one weight after the other, with the all-pairs gradient and no node ever dropped.
struct Reference {
    config: RunConfig,
    loss: Objective<f64>,
    weights: DenseWeights<f64>,
    first: DenseWeights<f64>,
    second: DenseWeights<f64>,
    epoch: i32,
}

impl Reference {
    fn new(config: &RunConfig) -> Self {
        let RunConfig { group, width, .. } = config;
        let training = random_split(group, config.protocol.train_fraction, config.seed);
        let zeros = DenseWeights::zeros(group.order(), *width);
        Reference {
            config: config.clone(),
            loss: Objective::new(group, config.protocol.target, &training, 1).expect("a loss"),
            weights: initial_weights(config).expect("no file is named"),
            first: zeros.clone(),
            second: zeros,
            epoch: 0,
        }
    }

    fn step(&mut self) {
        let mut gradient = DenseWeights::zeros(self.weights.group_order(), self.weights.width());
        self.loss.evaluate_by(Method::AllPairs, &self.weights, &mut gradient);
        self.epoch += 1;
        let t = self.epoch;
        let (protocol, inputs) = (&self.config.protocol, 2 * self.weights.c.len());
        let output_rate = protocol.output_learning_rate.unwrap_or(self.config.learning_rate);
        let output_decay = protocol.output_weight_decay.unwrap_or(self.config.weight_decay);
        if let Optimizer::Muon { momentum, .. } = protocol.optimizer {
            self.step_of_muon(momentum, &gradient);
        }
        let weights = self.weights.channels_mut().into_iter().flatten();
        let moments =
            self.first.channels_mut().into_iter().flatten().zip(self.second.channels_mut().into_iter().flatten());
        let all = weights.zip(gradient.channels().into_iter().flatten()).zip(moments).enumerate();
        for (at, ((w, &g), (m, v))) in all {
            let (rate, decay) = match at < inputs {
                true => (self.config.learning_rate, self.config.weight_decay),
                false => (output_rate, output_decay),
            };
            let mut adam = |g: f64, beta1: f64, beta2: f64, epsilon: f64| {
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
                rate * (*m / (1.0 - beta1.powi(t))) / ((*v / (1.0 - beta2.powi(t))).sqrt() + epsilon)
            };
            match self.config.protocol.optimizer {
                Optimizer::Muon { .. } if at < inputs => {}
                Optimizer::Adam { beta1, beta2, epsilon } | Optimizer::Muon { beta1, beta2, epsilon, .. } => {
                    *w -= adam(g + decay * *w, beta1, beta2, epsilon);
                }
                Optimizer::AdamW { beta1, beta2, epsilon } => {
                    let step = adam(g, beta1, beta2, epsilon);
                    *w = *w * (1.0 - rate * decay) - step;
                }
                Optimizer::Sgd { momentum } => {
                    *m = momentum * *m + g + decay * *w;
                    *w -= rate * *m;
                }
            }
        }
    }
}

impl Reference {
    /// The step of a and b together: m = UΣVᵀ by a singular value decomposition, and five polynomials of its singular values.
    fn step_of_muon(&mut self, momentum: f64, gradient: &DenseWeights<f64>) {
        let (rate, decay) = (self.config.learning_rate, self.config.weight_decay);
        let (d, q) = (self.weights.group_order(), self.weights.width());
        for (m, g) in self.first.inputs.iter_mut().zip(&gradient.inputs) {
            m.iter_mut().zip(g).for_each(|(m, g)| *m = momentum * *m + (1.0 - momentum) * g);
        }
        let direction = by_singular_values(&self.first.inputs.concat(), q, 2 * d);
        let weights = self.weights.inputs.iter_mut().flatten();
        weights.zip(direction.iter()).for_each(|(w, o)| *w = *w * (1.0 - rate * decay) - rate * o);
    }
}

/// U f(Σ/‖m‖) Vᵀ.
fn by_singular_values(m: &[f64], rows: usize, columns: usize) -> DMatrix<f64> {
    let steps =
        [[4.01, -9.22, 5.80], [3.49, -6.38, 3.23], [3.34, -6.21, 3.20], [3.64, -7.48, 4.43], [3.46, -5.35, 2.85]];
    let matrix = DMatrix::from_column_slice(rows, columns, m);
    let svd = matrix.clone().svd(true, true);
    let f = |s: f64| steps.iter().fold(s / matrix.norm(), |s, [a, b, c]| a * s + b * s.powi(3) + c * s.powi(5));
    svd.u.expect("asked for") * DMatrix::from_diagonal(&svd.singular_values.map(f)) * svd.v_t.expect("asked for")
}

#[test]
fn the_direction_of_muon_is_that_of_the_singular_vectors() {
    let entry = |at: usize| ((at * at * 31 + at * 17 + 5) % 97) as f64 / 48.0 - 1.0;
    for (rows, columns) in [(3, 8), (9, 4), (6, 6), (1, 5), (20, 7)] {
        // Without small singular values, which take more steps.
        let diagonal = |at: usize| if at.is_multiple_of(rows + 1) { 2.0 } else { 0.0 };
        let matrix: Vec<f64> = (0..rows * columns).map(|at| entry(at) + diagonal(at)).collect();
        let found = DMatrix::from_vec(rows, columns, orthogonal_direction(&matrix, rows, columns));
        assert!((&found - by_singular_values(&matrix, rows, columns)).norm() < 1e-9, "{rows} × {columns}");
        // Close to UVᵀ, and what it gains is close to the sum of the singular values (Li₂, Lemma 2).
        let of = DMatrix::from_vec(rows, columns, matrix.clone());
        let svd = of.clone().svd(true, true);
        let polar = svd.u.as_ref().expect("asked for") * svd.v_t.as_ref().expect("asked for");
        assert!((&found - &polar).norm() < 0.16 * polar.norm(), "{rows} × {columns}");
        assert!((of.dot(&polar) - svd.singular_values.sum()).abs() < 1e-9 * svd.singular_values.sum());
        // In single precision the same, and the transpose of the transpose.
        let single: Vec<f32> = matrix.iter().map(|&x| x as f32).collect();
        let single = orthogonal_direction(&single, rows, columns);
        assert!(single.iter().zip(&found).all(|(x, y)| (f64::from(*x) - y).abs() < 1e-4));
        let back = orthogonal_direction(of.transpose().as_slice(), columns, rows);
        assert!((DMatrix::from_vec(columns, rows, back).transpose() - &found).norm() < 1e-9);
    }
    assert_eq!(orthogonal_direction(&[0.0; 6], 2, 3), [0.0; 6]);
}

#[test]
fn layers_have_rates_and_starts_of_their_own() {
    let group: Group = "2x3".parse().expect("a group");
    for optimizer in [
        Optimizer::default(),
        Optimizer::AdamW { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
        Optimizer::Sgd { momentum: 0.5 },
        Optimizer::Muon { momentum: 0.9, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    ] {
        let protocol = Protocol {
            optimizer,
            output_learning_rate: Some(0.003),
            output_weight_decay: Some(0.2),
            normal_deviation: Some(0.3),
            output_scale: 0.5,
            ..Protocol::default()
        };
        let config = RunConfig { width: 7, learning_rate: 0.01, protocol, ..RunConfig::new(group.clone()) };
        assert_follows_its_formula(&config, 40);
    }
}

/// Li₂, stage I: at the outputs that are solved the loss, by its own gradient, has no slope left but that of the ridge.
#[test]
fn outputs_that_are_solved_are_the_best_ones_at_every_step() {
    let group: Group = "S3".parse().expect("a group");
    for (width, fraction, activation, target) in [
        (7, 0.8, Activation::Square, Target::ZeroMean), // fewer nodes than pairs
        (40, 0.8, Activation::Square, Target::OneHot),  // more
        (60, 0.5, Activation::Relu, Target::ZeroMean),
    ] {
        let eta = 0.02;
        let protocol =
            Protocol { ridge: Some(eta), train_fraction: fraction, activation, target, ..Protocol::default() };
        let config = RunConfig { width, protocol, ..RunConfig::new(group.clone()) };
        let training = random_split(&group, fraction, config.seed);
        let mut loss = Objective::<f64>::new(&group, target, &training, 1).expect("a loss");
        loss = loss.with(activation, Default::default()).expect("sums");
        let mut trainer = Trainer::<f64>::new(&config).expect("a run");
        let mut objective = Vec::new();
        for epoch in 0..=60 {
            let weights = trainer.weights().clone();
            assert_eq!(weights.width(), width, "no node is dropped");
            let mut gradient = DenseWeights::zeros(6, width);
            let value = loss.evaluate_by(Method::AllPairs, &weights, &mut gradient);
            let pairs = training.len() as f64;
            let norm: f64 = weights.c.iter().map(|c| c * c).sum();
            objective.push(pairs * value + eta * norm);
            let slopes = gradient.c.iter().zip(&weights.c).map(|(g, c)| (pairs * g + 2.0 * eta * c).abs());
            let worst = slopes.fold(0.0, f64::max);
            assert!(norm > 1e-3 && worst < 1e-10 * norm.max(1.0), "{width} at {epoch}: {worst:e}");
            // half of it is not the best one
            assert!(gradient.c.iter().zip(&weights.c).any(|(g, c)| (pairs * g + eta * c).abs() > 1e-5));
            trainer.step();
        }
        assert!(objective[60] < 0.9 * objective[0], "{width}: {} to {}", objective[0], objective[60]);
    }
    for (protocol, words) in [
        (Protocol { ridge: Some(0.0), ..Protocol::default() }, "ridge is 0"),
        (Protocol { ridge: Some(f64::NAN), ..Protocol::default() }, "ridge is NaN"),
        (Protocol { ridge: Some(1.0), output_weight_decay: Some(0.1), ..Protocol::default() }, "has them solved"),
        (Protocol { ridge: Some(1.0), output_scale: 0.0, ..Protocol::default() }, "has them solved"),
        (Protocol { ridge: Some(1.0), criterion: Criterion::CrossEntropy, ..Protocol::default() }, "cross-entropy"),
    ] {
        let message = RunConfig { protocol, ..RunConfig::new(group.clone()) }.check().expect_err(words).to_string();
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn random_weights_are_uniform_or_normal_and_outputs_may_start_at_zero() {
    let weights = |protocol: Protocol| {
        let config = RunConfig { width: 400, protocol, ..RunConfig::new("23".parse().expect("a group")) };
        initial_weights::<f64>(&config).expect("no file is named")
    };
    let usual = weights(Protocol::default());
    let silent = weights(Protocol { output_scale: 0.0, ..Protocol::default() });
    assert!(silent.inputs == usual.inputs && silent.c.iter().all(|c| *c == 0.0));
    let normal = weights(Protocol { normal_deviation: Some(0.2), output_scale: 3.0, ..Protocol::default() });
    for (values, deviation) in normal.channels().into_iter().zip([0.2, 0.2, 0.6]) {
        let moment = |power: i32| values.iter().map(|w| (w / deviation).powi(power)).sum::<f64>() / values.len() as f64;
        assert!(moment(1).abs() < 0.05 && (moment(2) - 1.0).abs() < 0.06 && (moment(4) - 3.0).abs() < 0.5);
    }
    for (protocol, words) in [
        (Protocol { normal_deviation: Some(0.0), ..Protocol::default() }, "normal-deviation is 0"),
        (Protocol { output_scale: -1.0, ..Protocol::default() }, "output-scale is -1"),
        (Protocol { output_learning_rate: Some(0.0), ..Protocol::default() }, "output-learning-rate is 0"),
        (Protocol { output_scale: 0.0, init: Some("a.npz".into()), ..Protocol::default() }, "of random weights"),
        (Protocol { plateau: Some(0), ..Protocol::default() }, "plateau is 0"),
    ] {
        let config = RunConfig { protocol, ..RunConfig::new("5".parse().expect("a group")) };
        let message = config.check().expect_err(words).to_string();
        assert!(message.contains(words), "{message}");
    }
}

/// max |found − expected| / max |expected| over the weights of the nodes chosen.
fn distance(trainer: &Trainer<f64>, reference: &Reference, chosen: impl Fn(usize) -> bool) -> f64 {
    let (found, expected) =
        (trainer.network().expect("finite weights"), network(&reference.config.group, &reference.weights));
    let nodes: Vec<usize> = (0..expected.width()).filter(|&j| chosen(j)).collect();
    let pairs = [
        (found.w_a().select_rows(&nodes), expected.w_a().select_rows(&nodes)),
        (found.w_b().select_rows(&nodes), expected.w_b().select_rows(&nodes)),
        (found.w_c().select_columns(&nodes), expected.w_c().select_columns(&nodes)),
    ];
    pairs.iter().map(|(found, expected)| (found - expected).amax() / expected.amax()).fold(0.0, f64::max)
}

/// The weights of a run after so many steps are those of the formulas.
fn assert_follows_its_formula(config: &RunConfig, steps: usize) {
    let (mut trainer, mut reference) = (Trainer::<f64>::new(config).expect("a run"), Reference::new(config));
    for _ in 0..steps {
        trainer.step();
        reference.step();
    }
    let error = distance(&trainer, &reference, |_| true);
    assert!(error < 1e-9, "{:?}: {error:.1e}", config.protocol.optimizer);
}

#[test]
fn every_rule_follows_its_formula() {
    let group: Group = "2x3".parse().expect("a group");
    for (optimizer, learning_rate, weight_decay) in [
        (Optimizer::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, 0.01, 0.1),
        (Optimizer::Adam { beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }, 0.02, 0.0),
        (Optimizer::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, 0.01, 0.3),
        (Optimizer::AdamW { beta1: 0.8, beta2: 0.95, epsilon: 1e-4 }, 0.02, 0.01),
        (Optimizer::Sgd { momentum: 0.9 }, 0.05, 0.1),
        (Optimizer::Sgd { momentum: 0.0 }, 0.1, 0.02),
        (Optimizer::Muon { momentum: 0.99, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, 0.01, 0.1),
    ] {
        let protocol = Protocol { optimizer, ..Protocol::default() };
        let config =
            RunConfig { width: 9, seed: 4, learning_rate, weight_decay, protocol, ..RunConfig::new(group.clone()) };
        assert_follows_its_formula(&config, 60);
    }
}

/// With rules and rates of which the trajectory is smooth: where steps overshoot, every rounding grows.
#[test]
fn dropping_dead_nodes_leaves_the_others_alone() {
    let group: Group = "7".parse().expect("a group");
    let adam_w = Optimizer::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-3 };
    for (optimizer, learning_rate, weight_decay) in [(Optimizer::Sgd { momentum: 0.9 }, 0.1, 0.01), (adam_w, 0.01, 1.0)]
    {
        let protocol = Protocol { optimizer, ..Protocol::default() };
        let config =
            RunConfig { width: 24, seed: 5, learning_rate, weight_decay, protocol, ..RunConfig::new(group.clone()) };
        let (mut trainer, mut reference) = (Trainer::<f64>::new(&config).expect("a run"), Reference::new(&config));
        let mut epochs_with_few_nodes = 0;
        while epochs_with_few_nodes < 100 {
            assert!(trainer.epoch() < 10_000, "{} nodes are left", trainer.live_nodes());
            trainer.step();
            reference.step();
            epochs_with_few_nodes += usize::from(trainer.live_nodes() <= 20);
        }
        let found = trainer.network().expect("finite weights");
        let (dropped, live): (Vec<usize>, Vec<usize>) = (0..24).partition(|&j| found.w_c().column(j).amax() == 0.0);
        assert_eq!(live.len(), trainer.live_nodes());
        let error = distance(&trainer, &reference, |j| live.contains(&j));
        assert!(error < 1e-9, "{optimizer:?}: the others have moved by {error:.1e}");
        let kept = network(&group, &reference.weights);
        for j in dropped {
            let output = kept.w_c().column(j).amax() * (kept.w_a().row(j).amax() + kept.w_b().row(j).amax()).powi(2);
            assert!(output < 1e-16, "node {j} was dropped, but leaves outputs of {output:.1e} when it is kept");
        }
    }
}
