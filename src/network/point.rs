//! Weights as one vector.

use nalgebra::DMatrix;

use super::weights::Network;
use crate::group::Group;
use crate::{Error, Result};

impl Network {
    /// All weights: W_a row by row, W_b row by row, and the columns of W_c, qd each.
    #[must_use]
    pub fn to_point(&self) -> Vec<f64> {
        let rows = |matrix: &DMatrix<f64>| matrix.transpose().as_slice().to_vec();
        [rows(self.w_a()), rows(self.w_b()), self.w_c().as_slice().to_vec()].concat()
    }

    /// The network with these weights.
    ///
    /// # Errors
    /// When there are none, their number is no multiple of 3d, or one is not finite.
    pub fn from_point(group: &Group, point: &[f64]) -> Result<Self> {
        let d = group.order();
        if !point.len().is_multiple_of(3 * d) {
            return Err(Error::shape(format!("{} weights; a multiple of {} is required", point.len(), 3 * d)));
        }
        let (length, width) = (point.len() / 3, point.len() / (3 * d));
        let columns = |part: usize| DMatrix::from_column_slice(d, width, &point[part * length..(part + 1) * length]);
        Network::new(group, columns(0).transpose(), columns(1).transpose(), columns(2))
    }
}
