//! What a filter becomes when only one answer is ever asked for.

use serde::{Deserialize, Serialize};

use crate::group::Group;
use crate::network::Activation;
use crate::{Error, Result};

/// The sums s_g = p\[g\] + q\[g⁻¹h\] of the filter of largest F(w) = Σ_g p_g σ(s_g) on ‖w‖ = 1, Σ_g s_g² = 2, when only the pairs
/// (g, g⁻¹h) of one label h are samples, with the chances p_g.
///
/// It depends on φ(x) = σ′(x)/x: where it does not fall, one sample takes all (*focused*); where it falls strictly, every
/// sample is kept in mind (*spread*). The energy here is the one without centring: with it, it is 0.
///
/// Source: Li₂, Theorem 5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Memorization {
    /// s_g, one for every element.
    pub sums: Vec<f64>,
    /// Whether one sample takes all.
    pub is_focused: bool,
}

impl Memorization {
    /// The optimum for these chances.
    ///
    /// # Errors
    /// When a chance is negative or no number, all are 0, the largest is not unique for a focused activation, or the theorem
    /// says nothing of the activation: it is about squares, cubes, squared ReLU (focused), and ReLU, SiLU, tanh and the sigmoid
    /// (spread).
    pub fn new(activation: Activation, chances: &[f64]) -> Result<Self> {
        if chances.iter().any(|chance| !(*chance >= 0.0 && chance.is_finite())) || chances.iter().all(|p| *p == 0.0) {
            return Err(Error::argument("chances must be 0 or positive, and not all 0"));
        }
        match activation {
            Activation::Square | Activation::Cube | Activation::SquaredRelu => Self::focused(chances),
            Activation::Relu => {
                let norm = chances.iter().map(|p| p * p).sum::<f64>().sqrt();
                let sums = chances.iter().map(|p| std::f64::consts::SQRT_2 * p / norm).collect();
                Ok(Memorization { sums, is_focused: false })
            }
            Activation::Silu | Activation::Tanh | Activation::Sigmoid => Ok(Self::spread(activation, chances)),
            _ => Err(Error::unsupported(format!("the memorizing filter of {activation}: no theorem is known"))),
        }
    }

    fn focused(chances: &[f64]) -> Result<Self> {
        let largest = chances.iter().copied().fold(0.0, f64::max);
        let winners: Vec<usize> = (0..chances.len()).filter(|&g| chances[g] == largest).collect();
        let [winner] = winners[..] else {
            return Err(Error::argument(format!("elements {winners:?} have the same largest chance: none takes all")));
        };
        let sums = (0..chances.len()).map(|g| if g == winner { std::f64::consts::SQRT_2 } else { 0.0 }).collect();
        Ok(Memorization { sums, is_focused: true })
    }

    /// p_g φ(s_g) = 2λ with Σ s_g² = 2: nested bisections, as φ falls and so does the sum in λ.
    fn spread(activation: Activation, chances: &[f64]) -> Self {
        let phi = |s: f64| activation.derivatives(s).0 / s;
        let solve = |target: f64| -> f64 {
            let (mut low, mut high) = (1e-300_f64, 2.0_f64);
            if phi(high) >= target {
                return high;
            }
            for _ in 0..2000 {
                let middle = if low < 1e-3 { (low * high).sqrt() } else { 0.5 * (low + high) };
                if middle <= low || middle >= high {
                    break;
                }
                if phi(middle) >= target { low = middle } else { high = middle }
            }
            // tanh's φ ends at 1: below that nothing is kept in mind.
            if phi(low) >= target { low } else { 0.0 }
        };
        let sums = |lambda: f64| -> Vec<f64> {
            chances.iter().map(|p| if *p > 0.0 { solve(2.0 * lambda / p) } else { 0.0 }).collect()
        };
        let (mut low, mut high) = (1e-30_f64, 1e30_f64);
        for _ in 0..400 {
            let middle = (low * high).sqrt();
            if middle <= low || middle >= high {
                break;
            }
            let square: f64 = sums(middle).iter().map(|s| s * s).sum();
            if square > 2.0 { low = middle } else { high = middle }
        }
        Memorization { sums: sums(high), is_focused: false }
    }

    /// F = Σ_g p_g σ(s_g) of other sums.
    #[must_use]
    pub fn value(activation: Activation, chances: &[f64], sums: &[f64]) -> f64 {
        chances.iter().zip(sums).map(|(p, s)| p * activation.value(*s, 0.0)).sum()
    }
}

/// The filter w = \[p; q\] of given sums for the label h: p\[g\] = q\[g⁻¹h\] = s_g/2.
///
/// # Panics
/// When there is not one sum for every element, or h is none.
#[must_use]
pub fn memorizing_filter(group: &Group, label: usize, sums: &[f64]) -> Vec<f64> {
    let order = group.order();
    assert!(sums.len() == order && label < order, "{} sums and label {label} over {group}", sums.len());
    let mut filter = vec![0.0; 2 * order];
    for (g, s) in sums.iter().enumerate() {
        filter[g] = s / 2.0;
        filter[order + group.multiply(group.inverse(g), label)] = s / 2.0;
    }
    filter
}
