//! Outputs that are solved instead of descended: ridge regression on the hidden nodes.

use nalgebra::{Cholesky, DMatrix, DVector, SymmetricEigen};

use super::criterion::PairLoss;
use super::real::Real;
use super::samples::Samples;
use super::weights::DenseWeights;
use crate::loss::Target;

/// So many hidden vectors are summed up together.
const TOGETHER: usize = 256;

/// The outputs c of least Σ ‖P(cᵀh − e)‖² + η‖c‖² over `samples`, h = σ(Σ_i w_i\[x_i\]), e the one-hot label: from the smaller one of
/// the two Gram matrices, in double precision.
pub(super) fn outputs<T: Real>(
    of: PairLoss,
    weights: &DenseWeights<T>,
    samples: Samples<'_>,
    target: Target,
    eta: f64,
) -> Vec<T> {
    let (d, q, n) = (weights.group_order(), weights.width(), samples.len());
    let solved = if q <= n {
        let (mut gram, mut right) = (DMatrix::zeros(q, q), DMatrix::zeros(q, d));
        for samples in samples.chunks(TOGETHER) {
            let hidden = hidden(of, weights, samples);
            gram.gemm(1.0, &hidden, &hidden.transpose(), 1.0);
            for (h, label) in hidden.column_iter().zip(samples.labels()) {
                right.column_mut(label).zip_apply(&h, |sum, h| *sum += h);
            }
        }
        if target == Target::ZeroMean {
            let mean = right.column_mean();
            right.column_iter_mut().for_each(|mut column| column -= &mean);
        }
        solve(gram, eta, &right)
    } else {
        let hidden = hidden(of, weights, samples);
        let mean = if target == Target::ZeroMean { 1.0 / d as f64 } else { 0.0 };
        let mut labels = DMatrix::from_element(n, d, 0.0 - mean);
        samples.labels().enumerate().for_each(|(at, label)| labels[(at, label)] = 1.0 - mean);
        &hidden * solve(hidden.tr_mul(&hidden), eta, &labels)
    };
    // node by node within every element, as the weights are kept
    solved.iter().map(|&value| T::of(value)).collect()
}

/// h for every sample, a column each.
fn hidden<T: Real>(of: PairLoss, weights: &DenseWeights<T>, samples: Samples<'_>) -> DMatrix<f64> {
    let q = weights.width();
    let mut column = vec![T::zero(); q];
    let mut hidden = DMatrix::zeros(q, samples.len());
    for (mut target, sample) in hidden.column_iter_mut().zip(samples.chunks(1)) {
        sample.hidden(of, weights, &(0..q), &mut column);
        target.iter_mut().zip(&column).for_each(|(target, h)| *target = h.value());
    }
    hidden
}

/// (G + ηI)⁻¹B for a positive semidefinite G; not a number where G is none.
fn solve(mut gram: DMatrix<f64>, eta: f64, right: &DMatrix<f64>) -> DMatrix<f64> {
    if gram.iter().any(|value| !value.is_finite()) {
        return right.map(|_| f64::NAN);
    }
    let semidefinite = gram.clone();
    gram.set_diagonal(&gram.diagonal().add_scalar(eta));
    match Cholesky::new(gram) {
        Some(cholesky) => cholesky.solve(right),
        None => {
            // η is below the rounding errors of G
            let eigen = SymmetricEigen::new(semidefinite);
            let inverse = eigen.eigenvalues.iter().map(|value| 1.0 / (value.max(0.0) + eta));
            let scale = DVector::from_iterator(eigen.eigenvalues.len(), inverse);
            &eigen.eigenvectors * DMatrix::from_diagonal(&scale) * eigen.eigenvectors.tr_mul(right)
        }
    }
}
