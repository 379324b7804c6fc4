//! Forward pass, loss and accuracy, by the definition: every pair, every output.

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::weights::{Network, PairMask};
use crate::loss::Target;

/// Loss and accuracy of a network on a set of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Evaluation {
    /// The mean over the pairs of ‖P(o − onehot(g1 + g2))‖², P = I − 11ᵀ/d or I by the target.
    pub loss: f64,
    /// The share of pairs whose largest output is at g1 + g2.
    pub accuracy: f64,
}

impl Network {
    /// The outputs o(g1, g2) ∈ R^d of one pair.
    #[must_use]
    pub fn outputs(&self, g1: usize, g2: usize) -> DVector<f64> {
        let hidden = (self.w_a().column(g1) + self.w_b().column(g2)).map(|x| x * x);
        self.w_c() * hidden
    }

    /// Loss and accuracy by the definition, from the outputs of every pair of `mask`: O(|mask| q d).
    ///
    /// A pair counts as right when g1 + g2 is the first largest output. An empty mask has loss and accuracy NaN.
    #[must_use]
    pub fn evaluate(&self, target: Target, mask: &PairMask) -> Evaluation {
        let (group, d) = (self.group(), self.group().order());
        let (mut loss, mut right, mut count) = (0.0, 0usize, 0usize);
        for g1 in 0..d {
            let seconds: Vec<usize> = (0..d).filter(|&g2| mask.contains(g1, g2)).collect();
            if seconds.is_empty() {
                continue;
            }
            let first = self.w_a().column(g1);
            let hidden = DMatrix::from_fn(self.width(), seconds.len(), |j, at| {
                let sum = first[j] + self.w_b()[(j, seconds[at])];
                sum * sum
            });
            let outputs = self.w_c() * hidden;
            for (at, &g2) in seconds.iter().enumerate() {
                let (column, label) = (outputs.column(at), group.multiply(g1, g2));
                let mean = if target == Target::ZeroMean { (column.sum() - 1.0) / d as f64 } else { 0.0 };
                let residual = |h: usize| column[h] - f64::from(u8::from(h == label)) - mean;
                loss += (0..d).map(|h| residual(h).powi(2)).sum::<f64>();
                right += usize::from(column.imax() == label);
            }
            count += seconds.len();
        }
        Evaluation { loss: loss / count as f64, accuracy: right as f64 / count as f64 }
    }
}
