//! The certificate that an exact solution is near.

use dashu_ratio::RBig;
use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use super::gaussian::{GaussianRational, as_text};
use crate::potential::PotentialSet;
use crate::semiring::{Block, Triple};

/// A rational point and a radius within which an exact solution exists; [`Certified::check`] proves it.
///
/// The solution has the same real unknowns as `center` except for the pivots, and each of these differs by at most
/// `radius`. Unknown 6j + 2p + s is the real (s = 0) or imaginary (s = 1) part of entry p (0, 1, 2 for a, b, c) of
/// node j.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certified {
    /// The potentials that the solution has as zero loss requires: abc = 1, the others 0.
    pub required: PotentialSet,
    /// The nodes of the rational point; coefficients are 1.
    pub center: Vec<Triple<GaussianRational>>,
    /// The radius, in the maximum norm over the pivots.
    #[serde(with = "as_text")]
    pub radius: RBig,
    /// The unknowns that are solved for, one per real equation.
    pub pivots: Vec<usize>,
    /// An approximate inverse of the derivative by the pivots, row-major: row i, for pivot i, has one entry per real
    /// equation, real and imaginary part of each required potential in turn.
    pub inverse: Vec<f64>,
}

impl Certified {
    /// The radius, rounded.
    #[must_use]
    pub fn radius_f64(&self) -> f64 {
        self.radius.to_f64().value()
    }

    /// The rational point, rounded to floats: within rounding and [`Certified::radius`] of an exact solution.
    #[must_use]
    pub fn block(&self) -> Block<Complex64> {
        let float = |x: &GaussianRational| Complex64::new(x.re.to_f64().value(), x.im.to_f64().value());
        Block::from_nodes(self.center.iter().map(|node| Triple::new(float(&node.a), float(&node.b), float(&node.c))))
    }
}
