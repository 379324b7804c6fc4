//! The energy of a filter.

use super::real_irreps::RealIrreps;
use crate::group::Group;
use crate::named::named;
use crate::network::{Activation, PairMask};
use crate::{Error, Result};

named! {
    /// What is taken away from the targets before features are learned from them.
    pub enum Centring {
        /// The mean over the samples: Ỹ = Y − 11ᵀY/n, as in the paper
        SampleMean,
        /// The mean over the classes: Ỹ = Y − 1/M, as in the author's program
        ClassMean,
        /// Nothing: Ỹ = Y
        None,
    }
}

/// The energy E(w) = ½‖Ỹᵀσ(Xw)‖² of a filter w = \[p; q\] ∈ R^2M over a group of order M.
///
/// The rows of X are the samples \[onehot(g1); onehot(g2)\], those of Y ∈ R^{n×M} the labels onehot(g1·g2), σ an activation of
/// p\[g1\] + q\[g2\]. The flow of a filter before the readout tells anything but noise is gradient ascent on E.
///
/// With [`Energy::without`], only what the labels have outside the irreps that are already learned counts:
/// E_S(w) = ½‖ΠỸᵀσ(Xw)‖², the top-down modulation (Li₂, Theorem 7, with all d² coefficients of every missing irrep).
///
/// Source: Li₂, Theorem 1. Time O(n), and O(M²) more where irreps are left out.
pub struct Energy<'a> {
    group: &'a Group,
    activation: Activation,
    centring: Centring,
    /// The samples (g1, g2, g1·g2).
    samples: Vec<[u32; 3]>,
    /// The share of every class of the samples.
    shares: Vec<f64>,
    missing: Option<(&'a RealIrreps, Vec<usize>)>,
}

impl<'a> Energy<'a> {
    /// The energy on the samples of `mask`.
    ///
    /// # Errors
    /// When the mask is empty or of another group, or the activation is the product, which is no function of p + q.
    pub fn new(group: &'a Group, activation: Activation, mask: &PairMask, centring: Centring) -> Result<Self> {
        let order = group.order();
        if mask.group_order() != order || mask.is_empty() {
            let (of, count) = (mask.group_order(), mask.len());
            return Err(Error::argument(format!(
                "{count} samples of a group of order {of} for the energy over {} of order {order}",
                group.symbol()
            )));
        }
        if activation == Activation::Product {
            return Err(Error::argument("the product is no function of p + q: its nodes are two squares each"));
        }
        let samples: Vec<[u32; 3]> =
            mask.pairs().map(|(g1, g2)| [g1, g2, group.multiply(g1, g2)].map(|g| g as u32)).collect();
        let mut shares = vec![0.0; order];
        for [_, _, label] in &samples {
            shares[*label as usize] += 1.0 / samples.len() as f64;
        }
        Ok(Energy { group, activation, centring, samples, shares, missing: None })
    }

    /// The same with other answers than the products, `answers[g1·M + g2]`.
    ///
    /// # Panics
    /// When there are not M² answers below M.
    #[must_use]
    pub fn with_answers(mut self, answers: &[usize]) -> Self {
        let order = self.shares.len();
        assert_eq!(answers.len(), order * order, "an answer for every pair");
        self.shares.fill(0.0);
        let share = 1.0 / self.samples.len() as f64;
        for [g1, g2, label] in &mut self.samples {
            let answer = answers[*g1 as usize * order + *g2 as usize];
            *label = answer as u32;
            self.shares[answer] += share;
        }
        self
    }

    /// The energy of squares on all pairs, where the three ways of centring that have a mean agree.
    #[must_use]
    pub fn of_squares(group: &'a Group) -> Self {
        Self::new(group, Activation::Square, &PairMask::all(group), Centring::SampleMean)
            .expect("all pairs of the group, of a function of p + q")
    }

    /// The energy that is left once the irreps at the given positions are learned.
    #[must_use]
    pub fn without(mut self, irreps: &'a RealIrreps, learned: &[usize]) -> Self {
        let missing = (0..irreps.list().len()).filter(|irrep| !learned.contains(irrep)).collect();
        self.missing = Some((irreps, missing));
        self
    }

    /// The group.
    #[must_use]
    pub fn group(&self) -> &Group {
        self.group
    }

    /// The number of samples n.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.samples.len()
    }

    /// The activation σ.
    #[must_use]
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// z = Ỹᵀσ(Xw), one number for every class.
    ///
    /// # Panics
    /// When the filter has not 2M entries.
    #[must_use]
    pub fn classes(&self, filter: &[f64]) -> Vec<f64> {
        let (p, q) = self.halves(filter);
        let mut sums = vec![0.0; p.len()];
        for [g1, g2, label] in &self.samples {
            sums[*label as usize] += self.activation.value(p[*g1 as usize], q[*g2 as usize]);
        }
        let total: f64 = sums.iter().sum();
        for (h, sum) in sums.iter_mut().enumerate() {
            *sum -= total * self.weight(h);
        }
        self.modulated(sums)
    }

    /// E(w).
    ///
    /// # Panics
    /// When the filter has not 2M entries.
    #[must_use]
    pub fn value(&self, filter: &[f64]) -> f64 {
        0.5 * self.classes(filter).iter().map(|z| z * z).sum::<f64>()
    }

    /// E(w) and ∇E(w) = XᵀDỸỸᵀσ(Xw), D = diag σ′(Xw).
    ///
    /// # Panics
    /// When the filter has not 2M entries.
    #[must_use]
    pub fn gradient(&self, filter: &[f64]) -> (f64, Vec<f64>) {
        let (p, q) = self.halves(filter);
        let z = self.classes(filter);
        let pull = self.pull(&z);
        let mut gradient = vec![0.0; filter.len()];
        let (first, second) = gradient.split_at_mut(p.len());
        for [g1, g2, label] in &self.samples {
            let x = p[*g1 as usize] + q[*g2 as usize];
            let slope = self.activation.derivatives(x).0 * pull[*label as usize];
            first[*g1 as usize] += slope;
            second[*g2 as usize] += slope;
        }
        (0.5 * z.iter().map(|z| z * z).sum::<f64>(), gradient)
    }

    /// The samples as (g1, g2, label), with p\[g1\] + q\[g2\].
    pub(super) fn inputs<'b>(&'b self, filter: &'b [f64]) -> impl Iterator<Item = ([usize; 3], f64)> + 'b {
        let (p, q) = self.halves(filter);
        self.samples.iter().map(move |sample| {
            let sample = sample.map(|g| g as usize);
            (sample, p[sample[0]] + q[sample[1]])
        })
    }

    /// ỸV for one vector V ∈ R^M over the classes: what a sample of every class gets of it.
    pub(super) fn pull(&self, z: &[f64]) -> Vec<f64> {
        let mean: f64 = z.iter().enumerate().map(|(h, z)| z * self.weight(h)).sum();
        z.iter().map(|z| z - mean).collect()
    }

    /// The part of a vector over the classes that counts.
    pub(super) fn modulated(&self, z: Vec<f64>) -> Vec<f64> {
        match &self.missing {
            None => z,
            Some((irreps, missing)) => irreps.project(&z, missing),
        }
    }

    /// What centring takes of the sum over all samples away from class h.
    pub(super) fn weight(&self, h: usize) -> f64 {
        match self.centring {
            Centring::SampleMean => self.shares[h],
            Centring::ClassMean => 1.0 / self.shares.len() as f64,
            Centring::None => 0.0,
        }
    }

    fn halves<'b>(&self, filter: &'b [f64]) -> (&'b [f64], &'b [f64]) {
        let order = self.shares.len();
        assert_eq!(filter.len(), 2 * order, "a filter over a group of order {order}");
        filter.split_at(order)
    }
}

/// # Closed form for squares
impl RealIrreps {
    /// The energy of squares on all pairs, from the Fourier coefficients of the two halves: (M/2) Σ_ρ (4/d_ρ)‖T_ρ‖²_F over
    /// the complex irreps ρ ≠ 1, T_ρ the product of the coefficient matrices of p and q.
    ///
    /// Source: Li₂, Theorem 2, where (1/d_ρ)|tr T_ρ|² is printed: wrong by the factor 4, and for d_ρ > 1 in kind.
    ///
    /// # Panics
    /// When the filter has not 2M entries.
    #[must_use]
    pub fn spectral_energy(&self, filter: &[f64]) -> f64 {
        let order = self.group().order();
        let (p, q) = filter.split_at(order);
        let coefficients = |rho: &[nalgebra::DMatrix<f64>], f: &[f64]| {
            rho.iter().zip(f).fold(rho[0].map(|_| 0.0), |sum, (rho, &f)| sum + rho * f)
        };
        let of_irrep = |irrep: usize| {
            let rho = self.matrices(irrep);
            // The sum over g1 g2 = h of p(g1) q(g2) has the coefficient matrix p̂ q̂; in the real form every complex irrep of
            // a pair counts once, and one of type H twice.
            let product = coefficients(&rho, p) * coefficients(&rho, q);
            let degree = self.list()[irrep].degree as f64;
            let copies = if self.list()[irrep].kind == crate::dual::IrrepType::Quaternionic { 0.5 } else { 1.0 };
            copies * degree * product.norm_squared()
        };
        2.0 / order as f64 * (0..self.list().len()).map(of_irrep).sum::<f64>()
    }
}
