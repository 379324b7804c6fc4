//! Update rules: from a gradient to the next weights.

use serde::{Deserialize, Serialize};

use super::settings::OptimizerSettings;
use crate::objective::{DenseWeights, Real};
use crate::{Error, Result};

/// An update rule; the formulas are those of PyTorch.
///
/// In files it is the name of a rule, or a table of `rule` and those of its parameters that are not the usual ones; see
/// [`OptimizerSettings`].
///
/// ```
/// use cogring::train::{Optimizer, SweepConfig};
/// let sweep: SweepConfig = toml::from_str("optimizer = { rule = 'sgd', momentum = 0.5 }")?;
/// assert_eq!(sweep.optimizer, Optimizer::Sgd { momentum: 0.5 });
/// let sweep: SweepConfig = toml::from_str("optimizer = 'adamw'")?;
/// assert_eq!(sweep.optimizer, Optimizer::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "rule", try_from = "OptimizerSettings")]
pub enum Optimizer {
    /// Adam with the weight decay λ added to the gradient: g ← g + λw, m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
    /// w ← w − η·m̂ / (√v̂ + ε), where m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ).
    Adam {
        /// Decay of the mean of gradients.
        beta1: f64,
        /// Decay of the mean of squared gradients.
        beta2: f64,
        /// Added to the denominator.
        epsilon: f64,
    },
    /// Adam on the gradient of the loss alone, and apart from it w ← (1 − ηλ)·w.
    AdamW {
        /// Decay of the mean of gradients.
        beta1: f64,
        /// Decay of the mean of squared gradients.
        beta2: f64,
        /// Added to the denominator.
        epsilon: f64,
    },
    /// Gradient descent with momentum: g ← g + λw, m ← μm + g, w ← w − ηm.
    Sgd {
        /// μ; 0 is plain gradient descent.
        momentum: f64,
    },
}

impl Default for Optimizer {
    /// Adam with PyTorch's parameters.
    fn default() -> Self {
        Optimizer::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
    }
}

impl Optimizer {
    /// Checks that decays are in \[0, 1) and ε is positive.
    ///
    /// # Errors
    /// When one is not; the message names it.
    pub fn check(&self) -> Result<()> {
        let (decays, epsilon) = match *self {
            Optimizer::Adam { beta1, beta2, epsilon } | Optimizer::AdamW { beta1, beta2, epsilon } => {
                (vec![("beta1", beta1), ("beta2", beta2)], epsilon)
            }
            Optimizer::Sgd { momentum } => (vec![("momentum", momentum)], 1.0),
        };
        for (name, value) in decays {
            if !(0.0..1.0).contains(&value) {
                return Err(Error::argument(format!("{name} is {value}; a number from 0 to below 1 is required")));
            }
        }
        if !(epsilon > 0.0 && epsilon.is_finite()) {
            return Err(Error::argument(format!("epsilon is {epsilon}; a positive number is required")));
        }
        Ok(())
    }
}

impl Optimizer {
    /// |Δw| for the moments m and v, weight decay apart.
    pub(super) fn step_length(&self, learning_rate: f64, epoch: usize, m: f64, v: f64) -> f64 {
        match *self {
            Optimizer::Adam { beta1, beta2, epsilon } | Optimizer::AdamW { beta1, beta2, epsilon } => {
                let step = AdamStep::<f64>::new([beta1, beta2, epsilon], learning_rate, epoch);
                step.rate * m.abs() / (v.sqrt() * step.root_correction + step.epsilon)
            }
            Optimizer::Sgd { .. } => learning_rate * m.abs(),
        }
    }
}

/// The optimizer's memory of past gradients: m, and v where the rule has one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Moments<T> {
    pub first: DenseWeights<T>,
    pub second: DenseWeights<T>,
}

impl<T: Real> Moments<T> {
    pub(super) fn zeros(order: usize, width: usize) -> Self {
        let zeros = DenseWeights::zeros(order, width);
        Moments { first: zeros.clone(), second: zeros }
    }

    pub(super) fn select(&self, nodes: &[usize]) -> Self {
        Moments { first: self.first.select(nodes), second: self.second.select(nodes) }
    }

    /// Takes step number `epoch` + 1.
    pub(super) fn step(
        &mut self,
        rule: &Optimizer,
        (learning_rate, weight_decay): (f64, f64),
        epoch: usize,
        weights: &mut DenseWeights<T>,
        gradient: &DenseWeights<T>,
    ) {
        let moments = self.first.channels_mut().into_iter().zip(self.second.channels_mut());
        let channels = weights.channels_mut().into_iter().zip(gradient.channels()).zip(moments);
        for ((weights, gradient), (first, second)) in channels {
            match *rule {
                Optimizer::Adam { beta1, beta2, epsilon } => {
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
