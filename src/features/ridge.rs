//! The lazy stage: the readout of fixed features, and the gradient that it sends back.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use rayon::prelude::*;

use crate::group::Group;
use crate::network::{Activation, Network, PairMask};
use crate::{Error, Result};

/// Features F (n × K) and targets Y (n × M), both without their means over the samples, and the ridge readout
/// V* = (FᵀF + ηI)⁻¹FᵀY of J = ½‖Y − FV‖² + ½η‖V‖².
///
/// Source: Li₂, stage I (lazy learning).
#[derive(Debug, Clone)]
pub struct Ridge {
    features: DMatrix<f64>,
    targets: DMatrix<f64>,
    eta: f64,
}

impl Ridge {
    /// The ridge problem of features and targets, whose columns are centred here.
    ///
    /// # Errors
    /// When the numbers of samples differ or are 0, or η is negative or no number.
    pub fn new(features: &DMatrix<f64>, targets: &DMatrix<f64>, eta: f64) -> Result<Self> {
        if features.nrows() != targets.nrows() || features.is_empty() || targets.is_empty() {
            return Err(Error::shape(format!(
                "features of shape {:?} for targets of shape {:?}; the numbers of samples must agree",
                features.shape(),
                targets.shape()
            )));
        }
        if !(eta >= 0.0 && eta.is_finite()) {
            return Err(Error::argument(format!("a weight decay of {eta}; it must be 0 or positive")));
        }
        Ok(Ridge { features: centred(features), targets: centred(targets), eta })
    }

    /// V*, from the smaller one of the two Gram matrices; for η = 0 the solution of least norm.
    #[must_use]
    pub fn readout(&self) -> DMatrix<f64> {
        let (n, width) = self.features.shape();
        if width <= n {
            let gram = self.features.tr_mul(&self.features);
            self.solve(gram, &self.features.tr_mul(&self.targets))
        } else {
            let gram = &self.features * self.features.transpose();
            self.features.tr_mul(&self.solve(gram, &self.targets))
        }
    }

    /// The gradient that goes back into the features at a readout: G_F = −∂J/∂F = (Y − FV)Vᵀ.
    ///
    /// # Panics
    /// When V is not K × M.
    #[must_use]
    pub fn gradient_at(&self, readout: &DMatrix<f64>) -> DMatrix<f64> {
        (&self.targets - &self.features * readout) * readout.transpose()
    }

    /// G_F at V*.
    #[must_use]
    pub fn gradient(&self) -> DMatrix<f64> {
        self.gradient_at(&self.readout())
    }

    /// G_F at V* in closed form: η A⁻¹YYᵀA⁻¹F with A = FFᵀ + ηI. The same as η A⁻¹YYᵀF (FᵀF + ηI)⁻¹.
    ///
    /// Source: Li₂, Lemma 1's proof.
    #[must_use]
    pub fn gradient_in_closed_form(&self) -> DMatrix<f64> {
        let gram = &self.features * self.features.transpose();
        let weighted = self.solve(gram.clone(), &self.targets);
        let back = self.solve(gram, &self.features);
        &weighted * self.targets.tr_mul(&back) * self.eta
    }

    /// The readout after time t of the gradient flow of J from V(0): V* + e^{−At}(V(0) − V*), A = FᵀF + ηI.
    ///
    /// # Panics
    /// When V(0) is not K × M.
    #[must_use]
    pub fn readout_after(&self, time: f64, start: &DMatrix<f64>) -> DMatrix<f64> {
        let rest = self.readout();
        let width = self.features.ncols();
        let system = self.features.tr_mul(&self.features) + DMatrix::identity(width, width) * self.eta;
        let eigen = SymmetricEigen::new(system);
        let decay = DVector::from_iterator(width, eigen.eigenvalues.iter().map(|value| (-value * time).exp()));
        let basis = &eigen.eigenvectors;
        &rest + basis * DMatrix::from_diagonal(&decay) * basis.tr_mul(&(start - &rest))
    }

    /// (G + ηI)⁻¹ applied to B, G positive semidefinite.
    fn solve(&self, gram: DMatrix<f64>, right: &DMatrix<f64>) -> DMatrix<f64> {
        let eigen = SymmetricEigen::new(gram);
        let noise = 1e-13 * eigen.eigenvalues.amax();
        let inverse =
            |value: &f64| if self.eta == 0.0 && *value <= noise { 0.0 } else { 1.0 / (value.max(0.0) + self.eta) };
        let scale = DVector::from_iterator(eigen.eigenvalues.len(), eigen.eigenvalues.iter().map(inverse));
        let basis = &eigen.eigenvectors;
        basis * DMatrix::from_diagonal(&scale) * basis.tr_mul(right)
    }
}

fn centred(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let mut result = matrix.clone();
    for mut column in result.column_iter_mut() {
        let mean = column.mean();
        column.add_scalar_mut(-mean);
    }
    result
}

/// The kernel of infinitely many filters with independent normal weights of variance τ², for squares on all pairs:
/// K\[x, x′\] = τ⁴ (4 + 2·(shared inputs) + 4·(both shared)), 12, 6 or 4 times τ⁴.
///
/// Its centred form has c₁ = 4τ⁴ on everything that the target sees: K Ỹ = c₁ Ỹ exactly, and for a wide network
/// G_F → η/(K c₁ + η)² ỸỸᵀF. Source: Li₂, Lemma 1, where η/((K c₁ + η)(n c₂ + η)) is printed.
#[must_use]
pub fn lazy_kernel(group: &Group, tau: f64) -> DMatrix<f64> {
    let order = group.order();
    DMatrix::from_fn(order * order, order * order, |x, y| {
        let shared = usize::from(x / order == y / order) + usize::from(x % order == y % order);
        let both = if shared == 2 { 4.0 } else { 0.0 };
        tau.powi(4) * (4.0 + 2.0 * shared as f64 + both)
    })
}

/// σ(Xw_j) of all pairs, M² × K, for filters of 2M entries; the pair (g1, g2) is row g1·M + g2.
///
/// # Panics
/// When a filter has not 2M entries.
#[must_use]
pub fn hidden_features(group: &Group, activation: Activation, filters: &[Vec<f64>]) -> DMatrix<f64> {
    let order = group.order();
    DMatrix::from_fn(order * order, filters.len(), |sample, j| {
        assert_eq!(filters[j].len(), 2 * order, "a filter over {group}");
        activation.value(filters[j][sample / order], filters[j][order + sample % order])
    })
}

/// ‖G_F‖ of a network with this activation on the samples of `mask`: G_F = (Ỹ − FV)Vᵀ, the gradient that reaches the hidden features,
/// with the residual without its mean over the samples and V = W_cᵀ. Time O(n·q·M + M²·q).
///
/// # Panics
/// When the mask is of another group.
#[must_use]
pub fn feature_gradient(network: &Network, activation: Activation, mask: &PairMask) -> f64 {
    let order = network.group().order();
    assert_eq!(mask.group_order(), order, "samples of another group");
    let pairs: Vec<(usize, usize)> = mask.pairs().collect();
    // ‖EVᵀ‖² = ⟨EᵀE, VᵀV⟩: the samples are summed up some hundred at a time.
    const TOGETHER: usize = 256;
    let parts: Vec<(DMatrix<f64>, DVector<f64>)> = pairs
        .par_chunks(TOGETHER)
        .map(|pairs| {
            let residual = residuals(network, activation, pairs);
            (&residual * residual.transpose(), residual.column_sum())
        })
        .collect();
    let start = (DMatrix::zeros(order, order), DVector::zeros(order));
    let (square, sum) = parts.into_iter().fold(start, |(square, sum), part| (square + part.0, sum + part.1));
    let centred = square - &sum * sum.transpose() / pairs.len() as f64;
    let readout = network.w_c() * network.w_c().transpose();
    centred.dot(&readout).max(0.0).sqrt()
}

/// Label minus output, a column for every pair.
fn residuals(network: &Network, activation: Activation, pairs: &[(usize, usize)]) -> DMatrix<f64> {
    let inputs = pairs.iter().flat_map(|&(g1, g2)| network.w_a().column(g1).into_iter().zip(network.w_b().column(g2)));
    let hidden = DMatrix::from_iterator(network.width(), pairs.len(), inputs.map(|(u, v)| activation.value(*u, *v)));
    let mut residuals = -(network.w_c() * hidden);
    for (column, &(g1, g2)) in pairs.iter().enumerate() {
        residuals[(network.group().multiply(g1, g2), column)] += 1.0;
    }
    residuals
}
