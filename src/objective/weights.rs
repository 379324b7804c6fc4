//! The weights of a network as the dense kernels and the optimizers hold them.

use super::real::Real;

/// Three q × d arrays a, b, c in one precision: weights, a gradient, or an optimizer's moments.
///
/// The value of node j at group element g is at `g * q + j`, so that everything a hidden layer does to one input or one
/// output runs over consecutive numbers. In terms of [`crate::Network`], a = W_a, b = W_b and c = W_cᵀ.
#[derive(Debug, Clone, PartialEq)]
pub struct DenseWeights<T> {
    group_order: usize,
    width: usize,
    /// a_j\[g\].
    pub a: Vec<T>,
    /// b_j\[g\].
    pub b: Vec<T>,
    /// c_j\[g\].
    pub c: Vec<T>,
}

impl<T: Real> DenseWeights<T> {
    /// All zero.
    #[must_use]
    pub fn zeros(group_order: usize, width: usize) -> Self {
        let zeros = vec![T::zero(); group_order * width];
        DenseWeights { group_order, width, a: zeros.clone(), b: zeros.clone(), c: zeros }
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

    /// a, b and c.
    #[must_use]
    pub fn channels(&self) -> [&Vec<T>; 3] {
        [&self.a, &self.b, &self.c]
    }

    /// a, b and c.
    pub fn channels_mut(&mut self) -> [&mut Vec<T>; 3] {
        [&mut self.a, &mut self.b, &mut self.c]
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
            a: pick(&self.a),
            b: pick(&self.b),
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
        let mut full = Self::zeros(self.group_order, width);
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
