//! How weights move along a gradient.

use super::optimizer::Optimizer;
use super::orthogonal::orthogonal_direction;
use crate::objective::{DenseWeights, Real};
use crate::{Error, Result};

/// An update rule and its rates; the default is the paper's: Adam with learning rate 0.01 and weight decay 5e-5.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Descent {
    /// The update rule.
    pub optimizer: Optimizer,
    /// The step size η.
    pub learning_rate: f64,
    /// The coefficient λ of the weights in the gradient (`adam`, `sgd`) or in the step (`adamw`, `muon` for the inputs).
    pub weight_decay: f64,
    /// η of the outputs c, where it is another one.
    pub output_learning_rate: Option<f64>,
    /// λ of the outputs c, where it is another one.
    pub output_weight_decay: Option<f64>,
    /// η of the outputs of least n·ℓ + η‖c‖², to which they are set after every step instead of descending
    /// ([`Objective::solve_outputs`](crate::objective::Objective::solve_outputs)).
    pub ridge: Option<f64>,
}

impl Default for Descent {
    fn default() -> Self {
        Descent {
            optimizer: Optimizer::default(),
            learning_rate: 0.01,
            weight_decay: 5e-5,
            output_learning_rate: None,
            output_weight_decay: None,
            ridge: None,
        }
    }
}

impl Descent {
    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// When the learning rate is not positive, the weight decay is negative, a parameter of the optimizer or the ridge is out of range, or there are
    /// rates for outputs that are solved; the message names it.
    pub fn check(&self) -> Result<()> {
        for (layer, [rate, decay]) in [("", self.rates(Layer::Input)), ("output-", self.rates(Layer::Output))] {
            in_range(&format!("{layer}learning-rate"), rate, rate > 0.0, "a positive number")?;
            in_range(&format!("{layer}weight-decay"), decay, decay >= 0.0, "a number that is not negative")?;
        }
        if let Some(eta) = self.ridge {
            in_range("ridge", eta, eta > 0.0, "a positive number")?;
            if self.output_learning_rate.is_some() || self.output_weight_decay.is_some() {
                let rates = "output-learning-rate and output-weight-decay are of outputs that descend";
                return Err(Error::argument(format!("{rates}, but ridge has them solved")));
            }
        }
        self.optimizer.check()
    }

    /// η and λ of a layer.
    fn rates(&self, layer: Layer) -> [f64; 2] {
        let Descent { learning_rate, weight_decay, output_learning_rate, output_weight_decay, .. } = *self;
        match layer {
            Layer::Input => [learning_rate, weight_decay],
            Layer::Output => {
                [output_learning_rate.unwrap_or(learning_rate), output_weight_decay.unwrap_or(weight_decay)]
            }
        }
    }

    /// Whether inputs and outputs have the same rates.
    pub(super) fn has_one_rate(&self) -> bool {
        self.rates(Layer::Input) == self.rates(Layer::Output)
    }

    /// |Δw| for the moments m and v, weight decay apart; of `muon` that of an output.
    pub(super) fn step_length(&self, epoch: usize, m: f64, v: f64) -> f64 {
        match self.optimizer {
            Optimizer::Adam { beta1, beta2, epsilon }
            | Optimizer::AdamW { beta1, beta2, epsilon }
            | Optimizer::Muon { beta1, beta2, epsilon, .. } => {
                let step = AdamStep::<f64>::new([beta1, beta2, epsilon], self.learning_rate, epoch);
                step.rate * m.abs() / (v.sqrt() * step.root_correction + step.epsilon)
            }
            Optimizer::Sgd { .. } => self.learning_rate * m.abs(),
        }
    }
}

/// Which weights a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Input,
    Output,
}

/// # Errors
/// When the value is not finite or does not fit.
pub(super) fn in_range(name: &str, value: f64, fits: bool, required: &str) -> Result<()> {
    match fits && value.is_finite() {
        true => Ok(()),
        false => Err(Error::argument(format!("{name} is {value}; {required} is required"))),
    }
}

/// The optimizer's memory of past gradients: m, and v where the rule has one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Moments<T> {
    pub first: DenseWeights<T>,
    pub second: DenseWeights<T>,
}

impl<T: Real> Moments<T> {
    /// Before the first step from these weights.
    pub(super) fn zeros(weights: &DenseWeights<T>) -> Self {
        let zeros = weights.zeros_like(weights.width());
        Moments { first: zeros.clone(), second: zeros }
    }

    pub(super) fn select(&self, nodes: &[usize]) -> Self {
        Moments { first: self.first.select(nodes), second: self.second.select(nodes) }
    }

    /// Takes step number `epoch` + 1.
    pub(super) fn step(
        &mut self,
        descent: &Descent,
        epoch: usize,
        weights: &mut DenseWeights<T>,
        gradient: &DenseWeights<T>,
    ) {
        if let Optimizer::Muon { momentum, .. } = descent.optimizer {
            self.step_inputs_orthogonally(momentum, descent.rates(Layer::Input), weights, gradient);
        }
        let moments = self.first.channels_mut().into_iter().zip(self.second.channels_mut());
        let channels = weights.channels_mut().into_iter().zip(gradient.channels()).zip(moments);
        let layers = std::iter::repeat_n(Layer::Input, gradient.operands()).chain([Layer::Output]);
        for (layer, ((weights, gradient), (first, second))) in layers.zip(channels) {
            let [learning_rate, weight_decay] = descent.rates(layer);
            match descent.optimizer {
                Optimizer::Muon { .. } if layer == Layer::Input => {}
                Optimizer::Adam { beta1, beta2, epsilon } | Optimizer::Muon { beta1, beta2, epsilon, .. } => {
                    let step = AdamStep::new([beta1, beta2, epsilon], learning_rate, epoch);
                    step.take(T::of(weight_decay), T::one(), weights, gradient, first, second);
                }
                Optimizer::AdamW { beta1, beta2, epsilon } => {
                    let step = AdamStep::new([beta1, beta2, epsilon], learning_rate, epoch);
                    let shrink = T::of(1.0 - learning_rate * weight_decay);
                    step.take(T::zero(), shrink, weights, gradient, first, second);
                }
                Optimizer::Sgd { momentum } => {
                    let (rate, decay, momentum) = (T::of(learning_rate), T::of(weight_decay), T::of(momentum));
                    for ((w, &g), m) in weights.iter_mut().zip(gradient).zip(first) {
                        *m = momentum * *m + g + decay * *w;
                        *w -= rate * *m;
                    }
                }
            }
        }
    }

    /// Muon's step of all inputs, columns of one matrix.
    fn step_inputs_orthogonally(
        &mut self,
        momentum: f64,
        [learning_rate, weight_decay]: [f64; 2],
        weights: &mut DenseWeights<T>,
        gradient: &DenseWeights<T>,
    ) {
        let (kept, new) = (T::of(momentum), T::of(1.0 - momentum));
        for (first, gradient) in self.first.inputs.iter_mut().zip(&gradient.inputs) {
            first.iter_mut().zip(gradient).for_each(|(m, &g)| *m = kept * *m + new * g);
        }
        let together = self.first.inputs.concat();
        let direction = orthogonal_direction(&together, weights.width(), weights.operands() * weights.group_order());
        let (rate, shrink) = (T::of(learning_rate), T::of(1.0 - learning_rate * weight_decay));
        let inputs = weights.inputs.iter_mut().flatten();
        inputs.zip(direction).for_each(|(w, direction)| *w = shrink * *w - rate * direction);
    }
}

/// The constants of one step of Adam.
struct AdamStep<T> {
    beta1: T,
    rest1: T,
    beta2: T,
    rest2: T,
    epsilon: T,
    rate: T,
    root_correction: T,
}

impl<T: Real> AdamStep<T> {
    fn new([beta1, beta2, epsilon]: [f64; 3], learning_rate: f64, epoch: usize) -> Self {
        let step = (epoch + 1) as f64;
        AdamStep {
            beta1: T::of(beta1),
            rest1: T::of(1.0 - beta1),
            beta2: T::of(beta2),
            rest2: T::of(1.0 - beta2),
            epsilon: T::of(epsilon),
            rate: T::of(learning_rate / (1.0 - beta1.powf(step))),
            root_correction: T::of(1.0 / (1.0 - beta2.powf(step)).sqrt()),
        }
    }

    fn take(&self, decay: T, shrink: T, weights: &mut [T], gradient: &[T], first: &mut [T], second: &mut [T]) {
        for (((w, &g), m), v) in weights.iter_mut().zip(gradient).zip(first).zip(second) {
            let g = g + decay * *w;
            *m = self.beta1 * *m + self.rest1 * g;
            *v = self.beta2 * *v + self.rest2 * (g * g);
            *w = shrink * *w - self.rate * *m / (v.sqrt() * self.root_correction + self.epsilon);
        }
    }
}
