//! The weights of a network as the dense kernels and the optimizers hold them.

use super::real::Real;

/// The q × d arrays of k input layers and of the outputs in one precision: weights, a gradient, or an optimizer's moments.
///
/// The value of node j at group element g is at `g * q + j`, so that everything a hidden layer does to one input or one
/// output runs over consecutive numbers. In terms of [`crate::Network`], which has two operands, the inputs are W_a and W_b, and
/// c = W_cᵀ.
#[derive(Debug, Clone, PartialEq)]
pub struct DenseWeights<T> {
    group_order: usize,
    width: usize,
    /// The inputs of node j, of every operand an array: of two a_j\[g\] and b_j\[g\].
    pub inputs: Vec<Vec<T>>,
    /// c_j\[g\].
    pub c: Vec<T>,
}

impl<T: Real> DenseWeights<T> {
    /// All zero, for two operands.
    #[must_use]
    pub fn zeros(group_order: usize, width: usize) -> Self {
        Self::zeros_of(2, group_order, width)
    }

    /// All zero, for that many operands.
    #[must_use]
    pub fn zeros_of(operands: usize, group_order: usize, width: usize) -> Self {
        let zeros = vec![T::zero(); group_order * width];
        DenseWeights { group_order, width, inputs: vec![zeros.clone(); operands], c: zeros }
    }

    /// All zero, for as many operands and elements and another width.
    #[must_use]
    pub fn zeros_like(&self, width: usize) -> Self {
        Self::zeros_of(self.operands(), self.group_order, width)
    }

    /// The number k of operands.
    #[must_use]
    pub fn operands(&self) -> usize {
        self.inputs.len()
    }

    /// The order d of the group.
    #[must_use]
    pub fn group_order(&self) -> usize {
        self.group_order
    }

    /// The number q of nodes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// k, d and q.
    #[must_use]
    pub fn shape(&self) -> (usize, usize, usize) {
        (self.operands(), self.group_order, self.width)
    }

    /// The inputs, then the outputs c.
    #[must_use]
    pub fn channels(&self) -> Vec<&Vec<T>> {
        self.inputs.iter().chain([&self.c]).collect()
    }

    /// The inputs, then the outputs c.
    pub fn channels_mut(&mut self) -> Vec<&mut Vec<T>> {
        self.inputs.iter_mut().chain([&mut self.c]).collect()
    }

    /// The weights of the given nodes only, in the given order.
    ///
    /// # Panics
    /// When a node is not below q.
    #[must_use]
    pub fn select(&self, nodes: &[usize]) -> Self {
        let pick = |values: &Vec<T>| match self.width {
            0 => Vec::new(),
            q => values.chunks_exact(q).flat_map(|column| nodes.iter().map(|&j| column[j])).collect(),
        };
        DenseWeights {
            group_order: self.group_order,
            width: nodes.len(),
            inputs: self.inputs.iter().map(pick).collect(),
            c: pick(&self.c),
        }
    }

    /// The weights of a network of `width` nodes in which these ones sit at `nodes` and all others are zero.
    ///
    /// # Panics
    /// When `nodes` does not name one place below `width` for each of the q nodes.
    #[must_use]
    pub fn scatter(&self, nodes: &[usize], width: usize) -> Self {
        assert_eq!(nodes.len(), self.width, "{} places for {} nodes", nodes.len(), self.width);
        let mut full = self.zeros_like(width);
        for (target, source) in full.channels_mut().into_iter().zip(self.channels()) {
            for g in 0..self.group_order {
                for (j, &node) in nodes.iter().enumerate() {
                    target[g * width + node] = source[g * self.width + j];
                }
            }
        }
        full
    }
}
