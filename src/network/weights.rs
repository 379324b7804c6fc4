//! The weight matrices and the group that they act on.

use nalgebra::DMatrix;

use crate::group::Group;
use crate::{Error, Result};

/// The weights of a 2-layer network with quadratic activation over a group of order d, q hidden nodes, at scale s = 1:
///
/// o(g1, g2)\[h\] = Σ_j W_c\[h, j\] (W_a\[j, g1\] + W_b\[j, g2\])²
///
/// which in PyTorch is `W_c @ (W_a @ x + W_b @ y) ** 2` for one-hot columns x, y.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    group: Group,
    w_a: DMatrix<f64>,
    w_b: DMatrix<f64>,
    w_c: DMatrix<f64>,
}

impl Network {
    /// The network with the given weights: `w_a`, `w_b` of shape q × d, `w_c` of shape d × q.
    ///
    /// # Errors
    /// When q = 0, a shape is not as required, or a weight is not finite; the message names the array.
    pub fn new(group: &Group, w_a: DMatrix<f64>, w_b: DMatrix<f64>, w_c: DMatrix<f64>) -> Result<Self> {
        let (d, q) = (group.order(), w_a.nrows());
        if q == 0 {
            return Err(Error::shape("W_a has no rows: a network needs at least one hidden node"));
        }
        for (name, matrix, shape) in [("W_a", &w_a, (q, d)), ("W_b", &w_b, (q, d)), ("W_c", &w_c, (d, q))] {
            check_layer(group, name, matrix, shape)?;
        }
        Ok(Network { group: group.clone(), w_a, w_b, w_c })
    }

    /// The network whose outputs are those of this one times a factor.
    #[must_use]
    pub fn scaled_outputs(mut self, factor: f64) -> Self {
        self.w_c *= factor;
        self
    }

    /// The group, W_a, W_b and W_c.
    pub(super) fn into_parts(self) -> (Group, [DMatrix<f64>; 3]) {
        (self.group, [self.w_a, self.w_b, self.w_c])
    }

    /// The group G.
    #[must_use]
    pub fn group(&self) -> &Group {
        &self.group
    }

    /// The number q of hidden nodes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.w_a.nrows()
    }

    /// First input layer, q × d.
    #[must_use]
    pub fn w_a(&self) -> &DMatrix<f64> {
        &self.w_a
    }

    /// Second input layer, q × d.
    #[must_use]
    pub fn w_b(&self) -> &DMatrix<f64> {
        &self.w_b
    }

    /// Output layer, d × q.
    #[must_use]
    pub fn w_c(&self) -> &DMatrix<f64> {
        &self.w_c
    }
}

/// Checks that a layer of a network over `group` has the shape that it needs, one side the order of the group and the other the
/// number of hidden nodes, and finite weights.
pub(super) fn check_layer(group: &Group, name: &str, matrix: &DMatrix<f64>, shape: (usize, usize)) -> Result<()> {
    if matrix.shape() != shape {
        let (d, q) = (group.order(), shape.0 * shape.1 / group.order());
        return Err(Error::shape(format!(
            "{name} has shape {:?}, but {shape:?} is required for the group {group} of order {d} and {q} hidden nodes",
            matrix.shape()
        )));
    }
    if let Some(at) = matrix.iter().position(|value| !value.is_finite()) {
        let (row, column) = (at % matrix.nrows(), at / matrix.nrows());
        return Err(Error::shape(format!(
            "{name}[{row}, {column}] is {}; weights must be finite numbers",
            matrix[(row, column)]
        )));
    }
    Ok(())
}
