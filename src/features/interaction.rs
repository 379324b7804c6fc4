//! How filters change each other's gradients once the readout follows them.

use nalgebra::{DMatrix, DVector};

use crate::{Error, Result};

/// The inverse Gram matrix B = (FᵀF + ηI)⁻¹ of features F (n × K), which couples the gradients of the filters: column j of
/// FB is b_jj f_j + Σ_{l≠j} b_jl f_l.
///
/// Source: Li₂, Theorem 6, where the sum over all l counts l = j twice.
#[derive(Debug, Clone)]
pub struct Interaction {
    features: DMatrix<f64>,
    eta: f64,
}

impl Interaction {
    /// Between the columns of `features`.
    ///
    /// # Errors
    /// When there are no features, or η is not positive.
    pub fn new(features: &DMatrix<f64>, eta: f64) -> Result<Self> {
        if features.is_empty() || !(eta > 0.0 && eta.is_finite()) {
            let shape = features.shape();
            return Err(Error::argument(format!(
                "features of shape {shape:?} and weight decay {eta}; it must be positive"
            )));
        }
        Ok(Interaction { features: features.clone(), eta })
    }

    /// B by the definition.
    #[must_use]
    pub fn inverse_gram(&self) -> DMatrix<f64> {
        inverse(&self.features, self.eta)
    }

    /// b_jl in closed form: −β/(αγ − β²) with α = η + f_jᵀPf_j, γ = η + f_lᵀPf_l, β = f_jᵀPf_l, P what ridge regression on
    /// all other columns leaves. Filters that are alike once the others are explained push each other apart: the sign is
    /// that of −β.
    ///
    /// # Panics
    /// When j = l or one is no column.
    #[must_use]
    pub fn coupling(&self, j: usize, l: usize) -> f64 {
        assert_ne!(j, l, "the coupling of a filter with itself");
        let others: Vec<usize> = (0..self.features.ncols()).filter(|&at| at != j && at != l).collect();
        let rest = self.features.select_columns(&others);
        let project = |f: DVector<f64>| {
            if rest.ncols() == 0 {
                return f;
            }
            let inner = inverse(&rest, self.eta) * rest.tr_mul(&f);
            f - &rest * inner
        };
        let (first, second) = (self.features.column(j), self.features.column(l));
        let (first_rest, second_rest) = (project(first.into_owned()), project(second.into_owned()));
        let (alpha, gamma) = (self.eta + first.dot(&first_rest), self.eta + second.dot(&second_rest));
        let beta = first.dot(&second_rest);
        -beta / (alpha * gamma - beta * beta)
    }
}

fn inverse(features: &DMatrix<f64>, eta: f64) -> DMatrix<f64> {
    let width = features.ncols();
    let gram = features.tr_mul(features) + DMatrix::identity(width, width) * eta;
    let cholesky = gram.cholesky().expect("a positive semidefinite matrix plus a positive multiple of the identity");
    cholesky.inverse()
}
