//! What a hidden node makes of its two inputs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// The activation of the hidden nodes, a function of u = a\[g1\] and v = b\[g2\]. A [`super::Network`] is that of the square; the
/// product is two squares, uv = ((u + v)² − (u − v)²)/4; the others are named so that they are not taken for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Activation {
    /// (u + v)².
    #[default]
    Square,
    /// uv.
    Product,
    Relu,
    SquaredRelu,
    LeakyRelu,
    Elu,
    Gelu,
    Silu,
    Softplus,
    Tanh,
    Sigmoid,
    Sine,
    Cosine,
    Absolute,
    Cube,
    /// u + v.
    Identity,
}

impl Activation {
    const ALL: [(Activation, &'static [&'static str]); 16] = [
        (Activation::Square, &["square", "squared", "quadratic", "quad", "x2", "x^2", "x**2", "pow2"]),
        (Activation::Product, &["product", "inner", "bilinear", "mul", "multiply", "hadamard"]),
        (Activation::Relu, &["relu"]),
        (Activation::SquaredRelu, &["squared-relu", "relu2", "relu^2", "relusquared", "squaredrelu", "sqrelu"]),
        (Activation::LeakyRelu, &["leaky-relu", "leakyrelu", "lrelu"]),
        (Activation::Elu, &["elu"]),
        (Activation::Gelu, &["gelu"]),
        (Activation::Silu, &["silu", "swish"]),
        (Activation::Softplus, &["softplus"]),
        (Activation::Tanh, &["tanh"]),
        (Activation::Sigmoid, &["sigmoid", "logistic"]),
        (Activation::Sine, &["sine", "sin"]),
        (Activation::Cosine, &["cosine", "cos"]),
        (Activation::Absolute, &["absolute", "abs"]),
        (Activation::Cube, &["cube", "cubic", "x3", "x^3", "x**3"]),
        (Activation::Identity, &["identity", "linear", "none"]),
    ];

    /// The value at u = `a[g1]`, v = `b[g2]`.
    #[must_use]
    pub fn value(self, u: f64, v: f64) -> f64 {
        let x = u + v;
        match self {
            Activation::Square => x * x,
            Activation::Product => u * v,
            Activation::Relu => x.max(0.0),
            Activation::SquaredRelu => x.max(0.0).powi(2),
            Activation::LeakyRelu => x.max(0.01 * x),
            Activation::Elu => {
                if x > 0.0 {
                    x
                } else {
                    x.exp_m1()
                }
            }
            // The approximation by tanh, within 5·10⁻⁴ of x Φ(x).
            Activation::Gelu => 0.5 * x * (1.0 + (0.797_884_560_802_865_4 * (x + 0.044_715 * x.powi(3))).tanh()),
            Activation::Silu => x / (1.0 + (-x).exp()),
            Activation::Softplus => x.max(0.0) + (-x.abs()).exp().ln_1p(),
            Activation::Tanh => x.tanh(),
            Activation::Sigmoid => 1.0 / (1.0 + (-x).exp()),
            Activation::Sine => x.sin(),
            Activation::Cosine => x.cos(),
            Activation::Absolute => x.abs(),
            Activation::Cube => x.powi(3),
            Activation::Identity => x,
        }
    }

    /// Whether the network is one of squares, exactly.
    #[must_use]
    pub fn is_quadratic(self) -> bool {
        matches!(self, Activation::Square | Activation::Product)
    }
}

impl FromStr for Activation {
    type Err = Error;

    /// Reads the names that configurations use, in any case: `relu`, `torch.nn.ReLU()`, `F.gelu`, `x**2`, `quad`.
    fn from_str(text: &str) -> Result<Self> {
        let lower = text.trim().to_lowercase().replace('_', "-");
        let name = lower.trim_end_matches("()").rsplit('.').next().unwrap_or_default();
        let found = Activation::ALL.iter().find(|(_, names)| names.contains(&name));
        found.map(|(activation, _)| *activation).ok_or_else(|| {
            let known: Vec<&str> = Activation::ALL.iter().map(|(_, names)| names[0]).collect();
            Error::parse(format!("`{text}` is no activation that is known; known are {}", known.join(", ")))
        })
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Activation::ALL.iter().find(|(activation, _)| activation == self);
        f.write_str(named.map_or("", |(_, names)| names[0]))
    }
}
