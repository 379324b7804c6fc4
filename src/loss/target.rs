//! What the outputs are compared with.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which target the loss measures the distance to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// ‖P(o − onehot)‖² with P = I − 11ᵀ/d: outputs matter up to a constant. The paper's loss.
    #[default]
    ZeroMean,
    /// ‖o − onehot‖²: outputs must equal the one-hot label.
    OneHot,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Target::ZeroMean => "zero-mean",
            Target::OneHot => "one-hot",
        })
    }
}
