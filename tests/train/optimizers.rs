//! Update rules against their formulas written out, and the removal of dead nodes against keeping them.

use cogring::Group;
use cogring::objective::{DenseWeights, Method, Objective};
use cogring::train::{Optimizer, Protocol, RunConfig, Trainer, initial_weights, random_split};

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
        let (rate, decay) = (self.config.learning_rate, self.config.weight_decay);
        let mut gradient = DenseWeights::zeros(self.weights.group_order(), self.weights.width());
        self.loss.evaluate_by(Method::AllPairs, &self.weights, &mut gradient);
        self.epoch += 1;
        let t = self.epoch;
        let weights = self.weights.channels_mut().into_iter().flatten();
        let moments =
            self.first.channels_mut().into_iter().flatten().zip(self.second.channels_mut().into_iter().flatten());
        for ((w, &g), (m, v)) in weights.zip(gradient.channels().into_iter().flatten()).zip(moments) {
            let mut adam = |g: f64, beta1: f64, beta2: f64, epsilon: f64| {
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
                rate * (*m / (1.0 - beta1.powi(t))) / ((*v / (1.0 - beta2.powi(t))).sqrt() + epsilon)
            };
            match self.config.protocol.optimizer {
                Optimizer::Adam { beta1, beta2, epsilon } => *w -= adam(g + decay * *w, beta1, beta2, epsilon),
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
    ] {
        let protocol = Protocol { optimizer, ..Protocol::default() };
        let config =
            RunConfig { width: 9, seed: 4, learning_rate, weight_decay, protocol, ..RunConfig::new(group.clone()) };
        let (mut trainer, mut reference) = (Trainer::<f64>::new(&config).expect("a run"), Reference::new(&config));
        for _ in 0..60 {
            trainer.step();
            reference.step();
        }
        let error = distance(&trainer, &reference, |_| true);
        assert!(error < 1e-9, "{optimizer:?}: {error:.1e}");
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
