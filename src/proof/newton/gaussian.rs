//! Complex numbers with rational parts.

use dashu_ratio::RBig;
use serde::{Deserialize, Serialize};

/// A complex number whose real and imaginary part are rational: an element of Q(i). Written as two fractions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GaussianRational {
    /// Real part.
    #[serde(with = "as_text")]
    pub re: RBig,
    /// Imaginary part.
    #[serde(with = "as_text")]
    pub im: RBig,
}

impl GaussianRational {
    /// 0.
    pub const ZERO: Self = GaussianRational { re: RBig::ZERO, im: RBig::ZERO };

    pub(super) fn plus(&self, other: &Self) -> Self {
        GaussianRational { re: &self.re + &other.re, im: &self.im + &other.im }
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        GaussianRational {
            re: &self.re * &other.re - &self.im * &other.im,
            im: &self.re * &other.im + &self.im * &other.re,
        }
    }

    pub(super) fn conj(&self) -> Self {
        GaussianRational { re: self.re.clone(), im: -self.im.clone() }
    }

    /// i times the number.
    pub(super) fn turned(&self) -> Self {
        GaussianRational { re: -self.im.clone(), im: self.re.clone() }
    }

    /// |re| + |im|, which is at least the absolute value.
    pub(super) fn size(&self) -> RBig {
        absolute(&self.re) + absolute(&self.im)
    }
}

pub(super) fn absolute(x: &RBig) -> RBig {
    if *x < RBig::ZERO { -x.clone() } else { x.clone() }
}

/// Sums of rational numbers.
pub(super) trait Total {
    fn total(self) -> RBig;
}

impl<I: Iterator<Item = RBig>> Total for I {
    fn total(self) -> RBig {
        self.fold(RBig::ZERO, |sum, term| sum + term)
    }
}

/// Fractions as texts, `-3/7`, which JSON carries without loss.
pub(super) mod as_text {
    use super::RBig;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Longest text that is read.
    const MAX_LENGTH: usize = 10_000;

    pub fn serialize<S: Serializer>(value: &RBig, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RBig, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() > MAX_LENGTH {
            return Err(D::Error::custom(format!(
                "a fraction of {} characters; at most {MAX_LENGTH} are read",
                text.len()
            )));
        }
        let divides_by_zero =
            text.split_once('/').is_some_and(|(_, below)| below.trim_matches(['0', '_', '+', '-', ' ']).is_empty());
        if divides_by_zero {
            return Err(D::Error::custom(format!("`{text}` divides by zero")));
        }
        text.parse().map_err(|_| D::Error::custom(format!("`{text}` is not a fraction")))
    }
}
