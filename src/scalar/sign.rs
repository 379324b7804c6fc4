//! A sign ±1.

use std::fmt;
use std::str::FromStr;

use super::Scalar;
use crate::{Error, Result};

/// A sign ±1: of a summand, or σ of z_ξ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sign {
    /// +1.
    #[default]
    Plus,
    /// −1.
    Minus,
}

impl Sign {
    /// ±x.
    #[must_use]
    pub fn times<S: Scalar>(self, x: S) -> S {
        match self {
            Sign::Plus => x,
            Sign::Minus => -x,
        }
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Sign::Plus => "+",
            Sign::Minus => "-",
        })
    }
}

impl FromStr for Sign {
    type Err = Error;

    /// Reads `1`, `+1`, `+`, `-1` or `-`.
    fn from_str(text: &str) -> Result<Self> {
        match text.trim() {
            "1" | "+1" | "+" => Ok(Sign::Plus),
            "-1" | "-" => Ok(Sign::Minus),
            _ => Err(Error::parse(format!("`{text}` is not a sign; write 1 or -1"))),
        }
    }
}
