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
            if matrix.shape() != shape {
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
        }
        Ok(Network { group: group.clone(), w_a, w_b, w_c })
    }

    /// The network whose outputs are those of this one times a factor.
    #[must_use]
    pub fn scaled_outputs(mut self, factor: f64) -> Self {
        self.w_c *= factor;
        self
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

/// A set of input pairs (g1, g2), such as a training set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairMask {
    order: usize,
    /// Row-major, `contains[g1 * d + g2]`.
    contains: Vec<bool>,
}

impl PairMask {
    /// The pairs for which `contains[g1 * d + g2]` is true.
    ///
    /// # Errors
    /// When the length is not d².
    pub fn new(group: &Group, contains: Vec<bool>) -> Result<Self> {
        let order = group.order();
        if contains.len() != order * order {
            return Err(Error::shape(format!(
                "a mask of {} pairs for a group of order {order}, which has {}",
                contains.len(),
                order * order
            )));
        }
        Ok(PairMask { order, contains })
    }

    /// The pairs for which `contains(g1, g2)`.
    ///
    /// ```
    /// use cogring::{Group, PairMask};
    /// let unordered = PairMask::from_fn(&Group::cyclic(5)?, |x, y| x <= y);
    /// assert_eq!((unordered.len(), unordered.complement().len()), (15, 10));
    /// # Ok::<(), cogring::Error>(())
    /// ```
    #[must_use]
    pub fn from_fn(group: &Group, contains: impl Fn(usize, usize) -> bool) -> Self {
        let order = group.order();
        let pairs = (0..order).flat_map(|g1| (0..order).map(move |g2| (g1, g2)));
        PairMask { order, contains: pairs.map(|(g1, g2)| contains(g1, g2)).collect() }
    }

    /// All d² pairs.
    #[must_use]
    pub fn all(group: &Group) -> Self {
        let order = group.order();
        PairMask { order, contains: vec![true; order * order] }
    }

    /// The order d of the group whose pairs these are.
    #[must_use]
    pub fn group_order(&self) -> usize {
        self.order
    }

    /// Whether the pair (g1, g2) is in the set.
    #[must_use]
    pub fn contains(&self, g1: usize, g2: usize) -> bool {
        self.contains[g1 * self.order + g2]
    }

    /// The number of pairs in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.contains.iter().filter(|&&inside| inside).count()
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.contains.contains(&true)
    }

    /// The other pairs.
    #[must_use]
    pub fn complement(&self) -> Self {
        PairMask { order: self.order, contains: self.contains.iter().map(|inside| !inside).collect() }
    }

    /// The pairs (g1, g2) of the set, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let order = self.order;
        self.contains.iter().enumerate().filter(|(_, inside)| **inside).map(move |(at, _)| (at / order, at % order))
    }
}
