//! The loss that rounding alone can give to an exact solution.
//!
//! Let w be the weights of an exact solution and ŵ what a file stores, each number rounded to a type with the unit roundoff u:
//! |ŵ − w| ≤ u|ŵ| + t, t the rounding of the smallest numbers. An input weight that is a sum of products of stored numbers (an
//! embedding, a normalisation, a bias) is off by at most u A + t, where A, its *magnitude*, is the sum of the absolute values,
//! each counted once per stored number in it. With s = a\[g1\] + b\[g2\] and S = A\[g1\] + B\[g2\], to first order and with the square
//! of the error of s kept,
//!
//! |Δo_h(g1, g2)| ≤ Σ_j C_hj (2|s| Δs + Δs²) + ΔC_hj s²,  Δs = u S + 2t.
//!
//! The arithmetic adds, in double precision with the unit v = 2⁻⁵³: sums over q nodes (q v in any order), transforms over the
//! group (5 v log₂ d each, norm-wise; Higham, Accuracy and Stability, §24), a few operations per node; all together at most
//! κ v Σ_j max|C_j| (max A_j + max B_j)² with κ = q + 32 log₂ 2d + 16. The bound of the loss is the mean over the pairs of
//! Σ_h |Δo_h|². That the weights of a construction are computed, and not exact, is covered by the second term.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::labelling::Labelling;
use super::weights::Network;

/// The type in which the least precise weights of a network are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stored {
    /// 53 binary digits.
    Float64,
    /// 24 binary digits.
    Float32,
    /// 11 binary digits.
    Float16,
    /// 8 binary digits.
    Bfloat16,
}

impl Stored {
    /// The unit roundoff u: half the distance from 1 to the next number.
    #[must_use]
    pub fn unit(self) -> f64 {
        match self {
            Stored::Float64 => 2f64.powi(-53),
            Stored::Float32 => 2f64.powi(-24),
            Stored::Float16 => 2f64.powi(-11),
            Stored::Bfloat16 => 2f64.powi(-8),
        }
    }

    /// The largest error of the smallest numbers, half the distance between them.
    #[must_use]
    pub fn tiny(self) -> f64 {
        match self {
            Stored::Float64 => f64::from_bits(1),
            Stored::Float32 => 2f64.powi(-150),
            Stored::Float16 => 2f64.powi(-25),
            Stored::Bfloat16 => 2f64.powi(-134),
        }
    }
}

/// The magnitudes A, B (q × d) and C (d × q) of the weights of a network, and the type of the numbers that they were made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Magnitudes {
    /// Of W_a.
    pub a: DMatrix<f64>,
    /// Of W_b.
    pub b: DMatrix<f64>,
    /// Of W_c.
    pub c: DMatrix<f64>,
    /// The type.
    pub stored: Stored,
}

impl Magnitudes {
    /// Those of weights that are stored as they are.
    #[must_use]
    pub fn of(network: &Network, stored: Stored) -> Self {
        let [a, b, c] = [network.w_a(), network.w_b(), network.w_c()].map(DMatrix::abs);
        Magnitudes { a, b, c, stored }
    }

    /// Those of the weights in other numbers.
    pub(crate) fn relabelled(&self, labelling: &Labelling) -> Self {
        let [a, b, c] = labelling.old.select([&self.a, &self.b, &self.c]);
        Magnitudes { a, b, c, stored: self.stored }
    }

    /// The bound of the loss: O(d³ q).
    ///
    /// # Panics
    /// When the magnitudes are of other shapes than the weights.
    #[must_use]
    pub fn rounding_loss(&self, network: &Network) -> f64 {
        let (d, q) = (network.group().order(), network.width());
        let (u, t) = (self.stored.unit(), self.stored.tiny());
        let arithmetic = self.arithmetic();
        let (plus_c, error_c) = (self.c.clone(), self.c.map(|c| u * c + t));
        let of_row = |g1: usize| -> f64 {
            let sum = |j: usize, g2: usize| network.w_a()[(j, g1)] + network.w_b()[(j, g2)];
            let error = |j: usize, g2: usize| u * (self.a[(j, g1)] + self.b[(j, g2)]) + 2.0 * t;
            let squares = DMatrix::from_fn(q, d, |j, g2| (sum(j, g2).abs() + error(j, g2)).powi(2));
            let of_squares = DMatrix::from_fn(q, d, |j, g2| error(j, g2) * (2.0 * sum(j, g2).abs() + error(j, g2)));
            let outputs = &plus_c * of_squares + &error_c * squares;
            outputs.iter().map(|error| (error + arithmetic).powi(2)).sum()
        };
        (0..d).map(of_row).sum::<f64>() / (d * d) as f64
    }

    /// κ v Σ_j max|C_j| (max A_j + max B_j)².
    fn arithmetic(&self) -> f64 {
        let (d, q) = (self.c.nrows() as f64, self.c.ncols());
        let kappa = q as f64 + 32.0 * (2.0 * d).log2() + 16.0;
        let of_node = |j: usize| self.c.column(j).amax() * (self.a.row(j).amax() + self.b.row(j).amax()).powi(2);
        kappa * Stored::Float64.unit() * (0..q).map(of_node).sum::<f64>().max(1.0)
    }
}

impl Network {
    /// The largest loss that rounding can give to an exact solution with such weights, see [`Magnitudes::rounding_loss`]: in
    /// single precision when every weight is a single-precision number, else in double precision.
    #[must_use]
    pub fn rounding_loss(&self) -> f64 {
        let single = |matrix: &DMatrix<f64>| matrix.iter().all(|&w| f64::from(w as f32) == w);
        let is_single = [self.w_a(), self.w_b(), self.w_c()].into_iter().all(single);
        let stored = if is_single { Stored::Float32 } else { Stored::Float64 };
        Magnitudes::of(self, stored).rounding_loss(self)
    }
}
