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

/// √(2/π) and the cube's coefficient in the approximation of the GELU by tanh.
const GELU_SCALE: f64 = 0.797_884_560_802_865_4;
const GELU_CUBE: f64 = 0.044_715;

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
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
            Activation::Gelu => 0.5 * x * (1.0 + (GELU_SCALE * (x + GELU_CUBE * x.powi(3))).tanh()),
            Activation::Silu => x * sigmoid(x),
            Activation::Softplus => x.max(0.0) + (-x.abs()).exp().ln_1p(),
            Activation::Tanh => x.tanh(),
            Activation::Sigmoid => sigmoid(x),
            Activation::Sine => x.sin(),
            Activation::Cosine => x.cos(),
            Activation::Absolute => x.abs(),
            Activation::Cube => x.powi(3),
            Activation::Identity => x,
        }
    }

    /// The first and the second derivative in x = u + v; at a kink, those of the right side.
    ///
    /// # Panics
    /// For the product, which is no function of u + v.
    #[must_use]
    pub fn derivatives(self, x: f64) -> (f64, f64) {
        let side = |left: f64| if x >= 0.0 { 1.0 } else { left };
        match self {
            Activation::Square => (2.0 * x, 2.0),
            Activation::Product => panic!("the product of u and v is no function of u + v"),
            Activation::Relu => (side(0.0), 0.0),
            Activation::SquaredRelu => (2.0 * x.max(0.0), 2.0 * side(0.0)),
            Activation::LeakyRelu => (side(0.01), 0.0),
            Activation::Elu => {
                let exponential = if x >= 0.0 { 1.0 } else { x.exp() };
                (exponential, if x >= 0.0 { 0.0 } else { exponential })
            }
            Activation::Gelu => {
                let inner = GELU_SCALE * (x + GELU_CUBE * x.powi(3));
                let (slope, bend) = (GELU_SCALE * (1.0 + 3.0 * GELU_CUBE * x * x), 6.0 * GELU_SCALE * GELU_CUBE * x);
                let tanh = inner.tanh();
                let sech = 1.0 - tanh * tanh;
                let first = 0.5 * (1.0 + tanh) + 0.5 * x * sech * slope;
                (first, sech * slope + 0.5 * x * sech * (bend - 2.0 * tanh * slope * slope))
            }
            Activation::Silu => {
                let (s, c) = (sigmoid(x), sigmoid(-x));
                (s * (1.0 + x * c), s * c * (2.0 + x * (1.0 - 2.0 * s)))
            }
            Activation::Softplus => (sigmoid(x), sigmoid(x) * sigmoid(-x)),
            Activation::Tanh => {
                let tanh = x.tanh();
                (1.0 - tanh * tanh, -2.0 * tanh * (1.0 - tanh * tanh))
            }
            Activation::Sigmoid => {
                let (s, c) = (sigmoid(x), sigmoid(-x));
                (s * c, s * c * (1.0 - 2.0 * s))
            }
            Activation::Sine => (x.cos(), -x.sin()),
            Activation::Cosine => (-x.sin(), -x.cos()),
            Activation::Absolute => (side(-1.0), 0.0),
            Activation::Cube => (3.0 * x * x, 6.0 * x),
            Activation::Identity => (1.0, 0.0),
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
