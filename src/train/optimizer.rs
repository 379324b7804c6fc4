//! Update rules, and how people write them: a name, and the parameters that are not the usual ones.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::named::named;
use crate::{Error, Result};

/// An update rule; the formulas are those of PyTorch.
///
/// In files it is the name of a rule, or a table of `rule` and those of its parameters that are not the usual ones; see
/// [`OptimizerSettings`].
///
/// ```
/// use cogring::train::{Optimizer, SweepConfig};
/// let sweep: SweepConfig = toml::from_str("optimizer = { rule = 'sgd', momentum = 0.5 }")?;
/// assert_eq!(sweep.protocol.optimizer, Optimizer::Sgd { momentum: 0.5 });
/// let sweep: SweepConfig = toml::from_str("optimizer = 'adamw'")?;
/// assert_eq!(sweep.protocol.optimizer, Optimizer::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
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
    /// Muon on the weights of the inputs, one matrix W = \[a b\] of q × 2d, or q × kd of k operands: m ← μm + (1−μ)g, W ← (1 − ηλ)W − η·O, O the direction of
    /// m = UΣVᵀ without its sizes, about UVᵀ ([`orthogonal_direction`](super::orthogonal_direction)). Outputs follow Adam, with
    /// the weight decay in the gradient. No node is taken for dead: what is left of its gradient is made as long as any other.
    ///
    /// Source: Li₂, Stage III, and its author's program (no Nesterov momentum, no factor for the shape).
    Muon {
        /// μ.
        momentum: f64,
        /// Decay of the mean of gradients, of the outputs.
        beta1: f64,
        /// Decay of the mean of squared gradients, of the outputs.
        beta2: f64,
        /// Added to the denominator, of the outputs.
        epsilon: f64,
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
            Optimizer::Muon { momentum, beta1, beta2, epsilon } => {
                (vec![("momentum", momentum), ("beta1", beta1), ("beta2", beta2)], epsilon)
            }
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

named! {
    /// An update rule by name.
    pub enum Rule {
        /// Adam, weight decay in the gradient.
        Adam,
        /// Adam, weight decay apart.
        AdamW = "adamw",
        /// Gradient descent with momentum.
        Sgd,
        /// Orthogonal directions for the inputs, Adam for the outputs.
        Muon,
    }
}

/// A rule and its parameters, of which `None` is the usual value: β₁ = 0.9, β₂ = 0.999, ε = 1e-8, μ = 0.9 of sgd and 0.99 of muon.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct OptimizerSettings {
    /// The rule.
    pub rule: Rule,
    /// β₁ of adam, adamw and muon.
    pub beta1: Option<f64>,
    /// β₂ of adam, adamw and muon.
    pub beta2: Option<f64>,
    /// ε of adam, adamw and muon.
    pub epsilon: Option<f64>,
    /// μ of sgd and muon.
    pub momentum: Option<f64>,
}

impl TryFrom<OptimizerSettings> for Optimizer {
    type Error = Error;

    /// # Errors
    /// When a parameter is given that the rule does not have.
    fn try_from(settings: OptimizerSettings) -> Result<Self> {
        let OptimizerSettings { rule, beta1, beta2, epsilon, momentum } = settings;
        let foreign = match rule {
            Rule::Adam | Rule::AdamW => vec![("momentum", momentum)],
            Rule::Sgd => vec![("beta1", beta1), ("beta2", beta2), ("epsilon", epsilon)],
            Rule::Muon => Vec::new(),
        };
        if let Some((name, _)) = foreign.into_iter().find(|(_, value)| value.is_some()) {
            let has = if rule == Rule::Sgd { "momentum" } else { "beta1, beta2 and epsilon" };
            return Err(Error::argument(format!("{name} is no parameter of {rule}, which has {has}")));
        }
        let (beta1, beta2) = (beta1.unwrap_or(0.9), beta2.unwrap_or(0.999));
        let epsilon = epsilon.unwrap_or(1e-8);
        Ok(match rule {
            Rule::Adam => Optimizer::Adam { beta1, beta2, epsilon },
            Rule::AdamW => Optimizer::AdamW { beta1, beta2, epsilon },
            Rule::Sgd => Optimizer::Sgd { momentum: momentum.unwrap_or(0.9) },
            Rule::Muon => Optimizer::Muon { momentum: momentum.unwrap_or(0.99), beta1, beta2, epsilon },
        })
    }
}

impl<'de> Deserialize<'de> for OptimizerSettings {
    /// Reads the name of a rule, or a table of `rule` and its parameters.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            rule: Rule,
            beta1: Option<f64>,
            beta2: Option<f64>,
            epsilon: Option<f64>,
            momentum: Option<f64>,
        }

        struct NameOrTable;

        impl<'de> Visitor<'de> for NameOrTable {
            type Value = OptimizerSettings;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of an update rule (adam, adamw, sgd, muon), or a table such as { rule = \"sgd\", momentum = 0.9 }")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> std::result::Result<Self::Value, E> {
                let rule = name.parse().map_err(|_| E::invalid_value(serde::de::Unexpected::Str(name), &self))?;
                Ok(OptimizerSettings { rule, ..OptimizerSettings::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<Self::Value, A::Error> {
                let Table { rule, beta1, beta2, epsilon, momentum } =
                    Table::deserialize(MapAccessDeserializer::new(map))?;
                Ok(OptimizerSettings { rule, beta1, beta2, epsilon, momentum })
            }
        }

        deserializer.deserialize_any(NameOrTable)
    }
}
