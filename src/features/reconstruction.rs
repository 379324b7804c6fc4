//! Targets rebuilt from filters on the irreps.

use nalgebra::DMatrix;
use num_complex::Complex64;

use super::real_irreps::RealIrreps;
use crate::group::Group;
use crate::{Error, Result};

/// Larger problems are not solved: samples × filters.
const MOST_ENTRIES: usize = 1 << 24;

/// The best readout of given filters with squares on all pairs, and what it leaves of the target.
///
/// F\[(g1, g2), j\] = (p_j\[g1\] + q_j\[g2\])² without its mean over the pairs, V the least-squares solution of FV = Ỹ of least norm.
///
/// Source: Li₂, Theorem 3. Its filters \[u; ±Pū\] need complex weights; real ones of the form \[u; ±Pu\] cannot tell h from h⁻¹,
/// and the best readout of any number of them leaves ½ unless every element is its own inverse.
#[derive(Debug, Clone)]
pub struct Reconstruction {
    /// V, filters × M.
    pub readout: DMatrix<Complex64>,
    /// The largest |FV − Ỹ|.
    pub residual: f64,
}

impl Reconstruction {
    /// The best readout of `filters`, each of 2M numbers.
    ///
    /// # Errors
    /// When a filter has not 2M entries, there are none, or samples × filters exceeds 2²⁴.
    pub fn new(group: &Group, filters: &[Vec<Complex64>]) -> Result<Self> {
        let order = group.order();
        if let Some(filter) = filters.iter().find(|filter| filter.len() != 2 * order) {
            return Err(Error::shape(format!("a filter of {} entries; {} are required", filter.len(), 2 * order)));
        }
        let size = order.saturating_mul(order).saturating_mul(filters.len());
        if filters.is_empty() || size > MOST_ENTRIES {
            let count = filters.len();
            return Err(Error::unsupported(format!(
                "{count} filters over {}: from 1 to 2²⁴/M² can be read out",
                group.symbol()
            )));
        }
        let mut features = DMatrix::from_fn(order * order, filters.len(), |sample, j| {
            (filters[j][sample / order] + filters[j][order + sample % order]).powi(2)
        });
        for mut column in features.column_iter_mut() {
            let mean = column.sum() / (order * order) as f64;
            column.iter_mut().for_each(|value| *value -= mean);
        }
        let target = DMatrix::from_fn(order * order, order, |sample, h| {
            let hit = group.multiply(sample / order, sample % order) == h;
            Complex64::from(f64::from(u8::from(hit)) - 1.0 / order as f64)
        });
        let svd = features.clone().svd(true, true);
        let noise = 1e-11 * svd.singular_values.max();
        let readout =
            svd.solve(&target, noise).map_err(|why| Error::unsupported(format!("the best readout: {why}")))?;
        let residual = (&features * &readout - target).iter().map(|z| z.norm()).fold(0.0, f64::max);
        Ok(Reconstruction { readout, residual })
    }
}

/// # Filters that rebuild the target
impl RealIrreps {
    /// The real filters \[A ρ_ij; ±A ρ_jl\] over all i, j, l of every irrep: 2 Σ D³, all of them local maxima of the energy.
    #[must_use]
    pub fn real_filters(&self) -> Vec<Vec<f64>> {
        let order = self.group().order();
        let of_irrep = |irrep: usize| {
            let (matrices, dimension) = (self.matrices(irrep), self.list()[irrep].dimension());
            let scale = (dimension as f64 / (2 * order) as f64).sqrt();
            let mut filters = Vec::with_capacity(2 * dimension.pow(3));
            for (i, j, l) in itertools::iproduct!(0..dimension, 0..dimension, 0..dimension) {
                for sign in [1.0, -1.0] {
                    let first = matrices.iter().map(|rho| scale * rho[(i, j)]);
                    let second = matrices.iter().map(|rho| sign * scale * rho[(j, l)]);
                    filters.push(first.chain(second).collect());
                }
            }
            filters
        };
        (0..self.list().len()).flat_map(of_irrep).collect()
    }
}
