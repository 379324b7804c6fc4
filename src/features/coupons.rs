//! How long it takes until every irrep has a filter.

use crate::{Error, Result};

/// Filters that are won one after the other, each by irrep l with probability p_l = μ_l^a/Σ μ^a: strengths μ_l, and initial
/// amplitudes with the distribution function exp(−x^−a).
///
/// Source: Li₂, Theorem 8 and its Lemmas 7 to 9 (Muon).
#[derive(Debug, Clone, PartialEq)]
pub struct Coupons {
    chances: Vec<f64>,
    exponent: f64,
}

impl Coupons {
    /// Of irreps with the given strengths, and the exponent a of the amplitudes.
    ///
    /// # Errors
    /// When there are none, or a strength or the exponent is not positive.
    pub fn new(strengths: &[f64], exponent: f64) -> Result<Self> {
        let is_positive = |x: &f64| *x > 0.0 && x.is_finite();
        if strengths.is_empty() || !strengths.iter().all(is_positive) || !is_positive(&exponent) {
            return Err(Error::argument(format!(
                "strengths {strengths:?} with exponent {exponent}: all must be positive"
            )));
        }
        let powers: Vec<f64> = strengths.iter().map(|strength| strength.powf(exponent)).collect();
        let whole: f64 = powers.iter().sum();
        Ok(Coupons { chances: powers.into_iter().map(|power| power / whole).collect(), exponent })
    }

    /// p_l.
    #[must_use]
    pub fn chances(&self) -> &[f64] {
        &self.chances
    }

    /// The expected number of independent filters until every irrep has won one:
    /// T₀ = ∫₀^∞ (1 − Π_l (1 − e^{−p_l t})) dt, to about eight digits.
    #[must_use]
    pub fn independent(&self) -> f64 {
        let least = self.chances.iter().copied().fold(1.0, f64::min);
        let integrand = |t: f64| 1.0 - self.chances.iter().map(|p| -(-p * t).exp_m1()).product::<f64>();
        // Beyond the end, Σ e^{−p t} is below 10⁻¹⁶ of the whole.
        let end = (40.0 + (self.chances.len() as f64).ln()) / least;
        // Simpson's rule on t = end·u³, as the integrand changes fastest at small t.
        const STEPS: usize = 20_000;
        let at = |step: usize| {
            let u = step as f64 / STEPS as f64;
            3.0 * end * u * u * integrand(end * u.powi(3))
        };
        let inner: f64 = (1..STEPS).map(|step| at(step) * if step % 2 == 1 { 4.0 } else { 2.0 }).sum();
        (at(0) + inner + at(STEPS)) / (3 * STEPS) as f64
    }

    /// At least max(1/min p, L·H_L) filters, H_L the harmonic number. The factor L is missing in the paper's main text.
    #[must_use]
    pub fn lower_bound(&self) -> f64 {
        let count = self.chances.len();
        let harmonic: f64 = (1..=count).map(|l| 1.0 / l as f64).sum();
        let least = self.chances.iter().copied().fold(1.0, f64::min);
        (1.0 / least).max(count as f64 * harmonic)
    }

    /// The expected number when every irrep that has won is half as strong afterwards, as Muon makes it:
    /// T = 2^−a T₀ + (1 − 2^−a) L.
    #[must_use]
    pub fn halved(&self) -> f64 {
        let kept = 2.0_f64.powf(-self.exponent);
        kept * self.independent() + (1.0 - kept) * self.chances.len() as f64
    }
}
