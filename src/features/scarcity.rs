//! The energies of filters when samples are few.

use super::energy::{Centring, Energy};
use crate::group::Group;
use crate::network::{Activation, PairMask};
use crate::{Error, Result};

/// The energies that filters over Z_M have in expectation, for squares and ‖w‖ = 1, when every pair is a sample by its own
/// chance p.
///
/// Below p = 2/3 memorizing filters have more energy than the features of the group: a landscape alone does not tell when a
/// network generalizes. The published n ≳ d²M log M (Li₂, Theorem 4) is seen in whole trained networks, not in the survival
/// of single filters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scarcity {
    /// The order M.
    pub order: usize,
    /// The chance p.
    pub fraction: f64,
}

impl Scarcity {
    /// Over Z_M with the chance p.
    ///
    /// # Errors
    /// When M < 2 or p is not in (0, 1].
    pub fn new(order: usize, fraction: f64) -> Result<Self> {
        if order < 2 || !(fraction > 0.0 && fraction <= 1.0) {
            return Err(Error::argument(format!("order {order} and train fraction {fraction}: M ≥ 2 and 0 < p ≤ 1")));
        }
        Ok(Scarcity { order, fraction })
    }

    /// Of a Fourier filter: p² M/4 + (5/8) p (1 − p).
    #[must_use]
    pub fn fourier(&self) -> f64 {
        let p = self.fraction;
        p * p * self.order as f64 / 4.0 + 0.625 * p * (1.0 - p)
    }

    /// Of a spike at one element of one input, w = e_a: M p (1 − p)/2 to leading order in M.
    #[must_use]
    pub fn spike(&self) -> f64 {
        self.order as f64 * self.fraction * (1.0 - self.fraction) / 2.0
    }

    /// The Fourier filter √(1/M) \[cos 2πkg/M; cos 2πkg/M\] of a frequency 0 < k < M/2.
    #[must_use]
    pub fn fourier_filter(&self, k: usize) -> Vec<f64> {
        let wave = |g: usize| {
            let angle = std::f64::consts::TAU * (k * g % self.order) as f64 / self.order as f64;
            angle.cos() / (self.order as f64).sqrt()
        };
        (0..2 * self.order).map(|at| wave(at % self.order)).collect()
    }

    /// The filter e_a on the first input.
    ///
    /// # Panics
    /// When a is no element.
    #[must_use]
    pub fn spike_filter(&self, element: usize) -> Vec<f64> {
        assert!(element < self.order, "element {element} of a group of order {}", self.order);
        (0..2 * self.order).map(|at| f64::from(u8::from(at == element))).collect()
    }

    /// The energy of a filter on samples.
    ///
    /// # Errors
    /// As [`Energy::new`].
    ///
    /// # Panics
    /// When the filter has not 2M entries.
    pub fn measured(&self, group: &Group, filter: &[f64], mask: &PairMask) -> Result<f64> {
        Ok(Energy::new(group, Activation::Square, mask, Centring::SampleMean)?.value(filter))
    }
}
