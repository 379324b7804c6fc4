//! The network that a certificate by values is about.

use nalgebra::DMatrix;

use super::Network;
use crate::certificate::{MAX_VALUES, Number, Summand, ValueCertificate, ValueNode};
use crate::group::Group;
use crate::scalar::{Exact, NormalTerm, Scalar};
use crate::{Error, Result};

impl ValueCertificate {
    /// The network of these weights, rounded to floats.
    ///
    /// # Errors
    /// When the table is not that of a group, or a weight is not listed or no finite number.
    pub fn network(&self) -> Result<Network> {
        let rows: Vec<Vec<usize>> = self.table.iter().map(|row| row.iter().map(|&x| x as usize).collect()).collect();
        let group = Group::from_table(&rows)?;
        let (d, q) = (group.order(), self.nodes.len().min(MAX_VALUES));
        let values = self.values.iter().map(float).collect::<Result<Vec<_>>>()?;
        let matrix = |vector: fn(&ValueNode) -> &[u32]| -> Result<DMatrix<f64>> {
            let mut matrix = DMatrix::zeros(d, q);
            for (mut column, node) in matrix.column_iter_mut().zip(&self.nodes) {
                let weights = vector(node).iter().map(|&place| values.get(place as usize).copied());
                let weights = weights.collect::<Option<Vec<f64>>>().filter(|weights| weights.len() == d);
                column
                    .copy_from_slice(&weights.ok_or_else(|| Error::shape(format!("a node needs {d} listed weights")))?);
            }
            Ok(matrix)
        };
        let (a, b) = (matrix(|node| &node.a)?.transpose(), matrix(|node| &node.b)?.transpose());
        Network::new(&group, a, b, matrix(|node| &node.c)?)
    }
}

fn float(number: &Number) -> Result<f64> {
    let bad = || Error::format("a value that is not a real number");
    number.0.iter().try_fold(0.0, |sum, Summand { coefficient, turn, .. }| {
        let (exponent, order) = turn.split_once('/').unwrap_or(("0", "1"));
        let term = NormalTerm {
            coefficient: coefficient.parse().map_err(|_| bad())?,
            exponent: exponent.parse().map_err(|_| bad())?,
            order: order.parse().map_err(|_| bad())?,
            parameters: Default::default(),
        };
        Ok(sum + Exact::from_normal_term(&term).to_complex().ok_or_else(bad)?.re)
    })
}
