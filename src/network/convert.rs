//! Weights → solution → weights.

use nalgebra::DMatrix;
use num_complex::Complex64;

use super::weights::Network;
use crate::dual::FourierTransform;
use crate::semiring::{Channel, Node, PerChannel, Solution, Spectrum, Term};
use crate::{Error, Result};

/// The Fourier coefficients z_{pkj} of all hidden nodes, dense: one d × q matrix per channel, column j for node j.
///
/// z_{akj} = (1/(d ν_k)) Σ_g a_j\[g\] conj(e_k(g)), likewise b; z_{ckj} = (1/d) Σ_h c_j\[h\] e_k(h), where ν_k is the mean
/// of |e_k|², 1 for characters. Raw weights at s = 1: no factor 2d is included.
pub type DenseSpectrum = PerChannel<DMatrix<Complex64>>;

impl Network {
    /// The Fourier coefficients of the raw weights (s = 1). Time O(q d log d).
    #[must_use]
    pub fn spectrum(&self) -> DenseSpectrum {
        let fourier = FourierTransform::new(self.group());
        let d = self.group().order();
        let transform = |columns: DMatrix<f64>, conjugate: bool| {
            let mut matrix = columns.map(|value| Complex64::new(value / d as f64, 0.0));
            fourier.forward(matrix.as_mut_slice());
            if conjugate {
                let dual = self.group().dual();
                matrix = matrix.map_with_location(|k, _, value| value.conj() * dual.norm(k));
            }
            matrix
        };
        DenseSpectrum {
            a: transform(self.w_a().transpose(), false),
            b: transform(self.w_b().transpose(), false),
            c: transform(self.w_c().clone(), true),
        }
    }

    /// The network as an element of the semiring: Σ_j 2d · u_j, where u_j has the Fourier coefficients of the raw
    /// weights of node j and the coefficient 2d turns the scale s = 1 of weights into the theory's s = 1/(2d).
    ///
    /// Coefficients of size at most 1e-15 times the largest of their vector are rounding noise of the transform and
    /// are left out.
    #[must_use]
    pub fn to_solution(&self) -> Solution<Complex64> {
        let group = self.group();
        let dual = group.dual();
        let spectrum = self.spectrum();
        let scale = Complex64::from(2.0 * group.order() as f64);
        let sparse = |column: nalgebra::DVectorView<'_, Complex64>| {
            let noise = 1e-15 * column.iter().map(|value| value.norm()).fold(0.0, f64::max);
            let kept = std::iter::once(0).chain(dual.representatives()).filter(|&k| column[k].norm() > noise);
            let value = |k: usize| if dual.is_self_conjugate(k) { Complex64::from(column[k].re) } else { column[k] };
            Spectrum::from_pairs(&dual, kept.map(|k| (k, value(k))))
        };
        let terms = (0..self.width()).map(|j| Term {
            coefficient: scale,
            node: Node {
                a: sparse(spectrum.a.column(j)),
                b: sparse(spectrum.b.column(j)),
                c: sparse(spectrum.c.column(j)),
            },
        });
        Solution::from_terms(group, terms.collect())
    }

    /// The network that computes the same function as `solution`: node j is scaled by cbrt(m_j / 2d), m_j its
    /// coefficient, so that the weights are at s = 1.
    ///
    /// # Errors
    /// When the solution has no hidden nodes, or one of them is not real at an irrep of type H.
    pub fn from_solution(solution: &Solution<Complex64>) -> Result<Self> {
        let group = solution.group();
        let (d, q) = (group.order(), solution.order());
        if q == 0 {
            return Err(Error::argument("the solution 0 has no hidden nodes, hence no weights"));
        }
        let fourier = FourierTransform::new(group);
        let dual = solution.dual();
        let realize = |channel: Channel| {
            let mut columns = DMatrix::from_element(d, q, Complex64::ZERO);
            for (j, term) in solution.terms().iter().enumerate() {
                let scale = (term.coefficient.re / (2.0 * d as f64)).cbrt();
                for (k, value) in term.node[channel].entries(dual) {
                    let value = match channel {
                        Channel::C => value.conj() / dual.norm(k),
                        _ => value,
                    };
                    columns[(k, j)] = value * scale;
                }
            }
            fourier.inverse(columns.as_mut_slice());
            let size = columns.iter().map(|value| value.norm()).fold(0.0, f64::max);
            match columns.iter().position(|value| value.im.abs() > 1e-9 * size) {
                None => Ok(columns.map(|value| value.re)),
                Some(at) => Err(Error::argument(format!(
                    "node {}: vector {channel} is not real at an irrep of type H; a product of such nodes has an odd number of \
                     factors that are",
                    at / d
                ))),
            }
        };
        let (a, b) = (realize(Channel::A)?.transpose(), realize(Channel::B)?.transpose());
        Network::new(group, a, b, realize(Channel::C)?)
    }
}

impl Solution<Complex64> {
    /// ‖W_a‖² + ‖W_b‖² + ‖W_c‖² of the weights that [`Network::from_solution`] makes, without making them:
    /// Σ_j cbrt(m_j / 2d)² · d Σ_k (ν_k |a_{kj}|² + ν_k |b_{kj}|² + |c_{kj}|² / ν_k), by Parseval. Time linear in the entries.
    #[must_use]
    pub fn weight_norm_squared(&self) -> f64 {
        let (dual, d) = (self.dual(), self.group().order() as f64);
        let of_channel = |node: &Node<Complex64>, channel: Channel| -> f64 {
            let entries = node[channel].representatives();
            let norm = |k: usize| if channel == Channel::C { 1.0 / dual.norm(k) } else { dual.norm(k) };
            entries.map(|(k, value)| value.norm_sqr() * norm(k) * dual.multiplicity(k) as f64).sum()
        };
        let of_term = |term: &Term<Node<Complex64>, Complex64>| {
            let entries: f64 = Channel::ALL.iter().map(|&channel| of_channel(&term.node, channel)).sum();
            (term.coefficient.re / (2.0 * d)).cbrt().powi(2) * d * entries
        };
        self.terms().iter().map(of_term).fold(0.0, |sum, term| sum + term)
    }
}
