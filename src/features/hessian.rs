//! The second derivative of the energy, and how stable a maximum is.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::energy::Energy;

/// The Hessian of the energy along the sphere ‖w‖ = 1 at a filter, 2M × 2M: P(∇²E − (w·∇E) I)P, P = I − wwᵀ.
#[derive(Debug, Clone)]
pub struct Hessian(DMatrix<f64>);

/// How stable a stationary filter is on the sphere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stability {
    /// Directions in which the energy is flat to second order.
    pub flat: usize,
    /// Directions in which it rises.
    pub rising: usize,
}

impl Hessian {
    /// The Hessian at a filter of length 1.
    ///
    /// # Panics
    /// When the filter has not 2M entries.
    #[must_use]
    pub fn new(energy: &Energy<'_>, filter: &[f64]) -> Self {
        let order = energy.group().order();
        let z = energy.classes(filter);
        let pull = energy.pull(&z);
        let (mut jacobian, mut hessian) = (DMatrix::zeros(order, 2 * order), DMatrix::zeros(2 * order, 2 * order));
        let mut radial = 0.0;
        for ([g1, g2, label], x) in energy.inputs(filter) {
            let (slope, bend) = energy.activation().derivatives(x);
            let (first, second) = (g1, order + g2);
            radial += slope * x * pull[label];
            for at in [first, second] {
                jacobian[(label, at)] += slope;
                hessian[(at, at)] += bend * pull[label];
            }
            hessian[(first, second)] += bend * pull[label];
            hessian[(second, first)] += bend * pull[label];
        }
        for mut column in jacobian.column_iter_mut() {
            let total = column.sum();
            let centred = column.iter().enumerate().map(|(h, x)| x - total * energy.weight(h)).collect();
            column.copy_from_slice(&energy.modulated(centred));
        }
        hessian += jacobian.tr_mul(&jacobian);
        hessian -= DMatrix::identity(2 * order, 2 * order) * radial;
        let w = nalgebra::DVector::from_column_slice(filter);
        let tangent = DMatrix::identity(2 * order, 2 * order) - &w * w.transpose();
        Hessian(&tangent * hessian * &tangent)
    }

    /// The eigenvalues along the sphere, from the largest to the smallest: 2M − 1.
    #[must_use]
    pub fn eigenvalues(&self) -> Vec<f64> {
        let mut values: Vec<f64> = self.0.clone().symmetric_eigen().eigenvalues.iter().copied().collect();
        // The direction of w itself is none of the sphere; its eigenvalue is 0.
        let radial = (0..values.len()).min_by(|&x, &y| values[x].abs().total_cmp(&values[y].abs()));
        radial.map(|at| values.swap_remove(at));
        values.sort_by(|x, y| y.total_cmp(x));
        values
    }

    /// The directions in which the energy is flat, or rises, to second order: eigenvalues within 10⁻⁷ of the largest one
    /// count as 0.
    #[must_use]
    pub fn stability(&self) -> Stability {
        let values = self.eigenvalues();
        let noise = 1e-7 * values.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        Stability {
            flat: values.iter().filter(|x| x.abs() <= noise).count(),
            rising: values.iter().filter(|x| **x > noise).count(),
        }
    }
}
