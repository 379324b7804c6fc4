//! What the nodes of one irrep are snapped to.

use nalgebra::DMatrix;
use num_complex::Complex64;
use num_traits::Zero;

use super::number::rounded_complex;
use super::real::{RealFunctions, first_places, with_twin};
use crate::dual::Dual;
use crate::network::DenseSpectrum;
use crate::scalar::{Exact, Scalar};
use crate::semiring::{Node, Spectrum, Term};

/// A hidden node of exact numbers.
pub(super) type ExactTerm = Term<Node<Exact>, Exact>;

/// Nodes of one irrep as exact numbers, at the theory's scale.
pub(super) struct ExactBlock {
    /// The trained node that each one replaces.
    pub slots: Vec<usize>,
    /// How many groups of nodes share their outputs.
    pub groups: usize,
    pub terms: Vec<ExactTerm>,
    pub host: Option<Host>,
    /// Whether it is a solution to rounding only, and has to be corrected.
    pub is_rough: bool,
}

/// Outputs that add constants only: when the output of every node is moved by its multiplier times a function h of the group,
/// the outputs of the network are moved by `constant` · h.
pub(super) struct Host {
    pub multipliers: Vec<Exact>,
    pub constant: Exact,
}

/// The trained network as blocks see it.
pub(super) struct Trained<'a> {
    pub dual: &'a Dual,
    pub spectrum: &'a DenseSpectrum,
}

impl Trained<'_> {
    /// The places of the outputs that a real function is known by, k ≠ 0.
    pub fn outputs(&self) -> Vec<usize> {
        first_places(self.dual, self.dual.representatives())
    }

    /// The real functions at k ≠ 0.
    pub fn functions(&self) -> RealFunctions<'_> {
        RealFunctions::new(self.dual, self.dual.representatives())
    }

    /// The outputs of a trained node at [`Trained::outputs`], in the gauge in which its inputs have the sizes of those of
    /// `term`, with the coefficient of that.
    pub fn outputs_of(&self, slot: usize, term: &ExactTerm) -> Vec<Complex64> {
        let norm = |spectrum: &Spectrum<Exact>, matrix: &DMatrix<Complex64>| {
            let squares = spectrum.representatives().map(|(k, value)| {
                let weight = self.dual.norm(k);
                let exact = value.to_complex().map_or(0.0, |value| value.norm_sqr());
                [weight * exact, weight * matrix[(k, slot)].norm_sqr()]
            });
            let [exact, trained] = squares.fold([0.0, 0.0], |sum, squares| [sum[0] + squares[0], sum[1] + squares[1]]);
            (trained / exact).sqrt()
        };
        let gauge = norm(&term.node.a, &self.spectrum.a) * norm(&term.node.b, &self.spectrum.b);
        let coefficient = term.coefficient.to_complex().map_or(1.0, |m| m.re);
        let scale = 2.0 * self.dual.len() as f64 * gauge / coefficient;
        self.outputs().into_iter().map(|k| self.spectrum.c[(k, slot)] * scale).collect()
    }

    /// The real function with the given values at [`Trained::outputs`].
    pub fn function(&self, values: impl IntoIterator<Item = Exact>) -> Spectrum<Exact> {
        let entries = self.outputs().into_iter().zip(values).filter(|(_, value)| !value.is_zero());
        Spectrum::from_pairs(self.dual, entries.flat_map(|(k, value)| with_twin(self.dual, k, value)))
    }

    /// The numbers near given ones at [`Trained::outputs`], real where they have to be.
    pub fn rounded(&self, values: &[Complex64]) -> Option<Vec<Exact>> {
        let at = |(k, value): (usize, &Complex64)| {
            let is_real = self.dual.is_self_conjugate(k);
            rounded_complex(if is_real { Complex64::from(value.re) } else { *value })
        };
        self.outputs().into_iter().zip(values).map(at).collect()
    }
}
