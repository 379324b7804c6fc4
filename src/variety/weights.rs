//! Networks with weights in any ring, and the identities that make one exact.

use crate::group::Group;
use crate::loss::Target;
use crate::scalar::Scalar;
use crate::{Error, Result};

/// The weights u_j, w_j, v_j of every node of a network over a group of order d, d each: outputs
/// Σ_j v_j\[h\] (u_j\[a\] + w_j\[b\])².
#[derive(Debug, Clone, PartialEq)]
pub struct Weights<S> {
    /// The group.
    pub group: Group,
    /// The nodes.
    pub nodes: Vec<[Vec<S>; 3]>,
}

/// An identity that does not hold: F\[a, b, h\] ≠ 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Violation {
    /// The first input.
    pub a: usize,
    /// The second input.
    pub b: usize,
    /// The output.
    pub h: usize,
}

impl<S: Scalar> Weights<S> {
    /// The network with these nodes.
    ///
    /// # Errors
    /// When there is no node, or a vector does not have d weights.
    pub fn new(group: &Group, nodes: Vec<[Vec<S>; 3]>) -> Result<Self> {
        let d = group.order();
        if nodes.is_empty() {
            return Err(Error::shape("a network needs at least one hidden node"));
        }
        if let Some(j) = nodes.iter().position(|node| node.iter().any(|vector| vector.len() != d)) {
            return Err(Error::shape(format!("node {j}: vectors of {d} weights are required over {}", group.symbol())));
        }
        Ok(Weights { group: group.clone(), nodes })
    }

    /// The number of nodes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.nodes.len()
    }

    /// The same network over another ring.
    #[must_use]
    pub fn map<T: Scalar>(&self, image: impl Fn(&S) -> T) -> Weights<T> {
        let node = |node: &[Vec<S>; 3]| [0, 1, 2].map(|part| node[part].iter().map(&image).collect());
        Weights { group: self.group.clone(), nodes: self.nodes.iter().map(node).collect() }
    }

    /// The outputs at all h for the inputs a and b.
    #[must_use]
    pub fn outputs(&self, a: usize, b: usize) -> Vec<S> {
        let mut outputs = vec![S::zero(); self.group.order()];
        for [u, w, v] in &self.nodes {
            let square = (u[a].clone() + w[b].clone()).squared();
            outputs.iter_mut().zip(v).for_each(|(o, v)| o.add_product(v, &square));
        }
        outputs
    }

    /// The first of the d³ identities that does not hold: outputs equal the one-hot label, or for the zero-mean target equal it
    /// up to a number for each pair of inputs.
    #[must_use]
    pub fn violation(&self, target: Target) -> Option<Violation> {
        let d = self.group.order();
        let of_pair = |(a, b): (usize, usize)| {
            let mut rest = self.outputs(a, b);
            let label = self.group.multiply(a, b);
            rest[label] = rest[label].clone() - S::one();
            let constant = if target == Target::ZeroMean { rest[0].clone() } else { S::zero() };
            rest.into_iter().position(|x| x != constant).map(|h| Violation { a, b, h })
        };
        use rayon::prelude::*;
        (0..d * d).into_par_iter().map(|at| (at / d, at % d)).find_map_first(of_pair)
    }

    /// The target for which all identities hold, the stronger one where both do.
    #[must_use]
    pub fn solved_target(&self) -> Option<Target> {
        [Target::OneHot, Target::ZeroMean].into_iter().find(|&target| self.violation(target).is_none())
    }

    /// The rows of the Jacobian of F, each as its entries that are not 0 by construction: unknown and value, numbered as in
    /// [`ResidualMap`](super::ResidualMap).
    pub fn jacobian_rows(&self) -> impl Iterator<Item = Vec<(usize, S)>> + '_ {
        let (d, length) = (self.group.order(), self.group.order() * self.width());
        let two = S::from_ratio(2, 1);
        (0..d * d).flat_map(move |at| {
            let (a, b) = (at / d, at % d);
            let inputs: Vec<S> = self.nodes.iter().map(|[u, w, _]| u[a].clone() + w[b].clone()).collect();
            let two = two.clone();
            (0..d).map(move |h| {
                let of_node = |(j, input): (usize, &S)| {
                    let slope = input.clone() * &self.nodes[j][2][h] * &two;
                    [(j * d + a, slope.clone()), (length + j * d + b, slope), (2 * length + j * d + h, input.squared())]
                };
                inputs.iter().enumerate().flat_map(of_node).collect()
            })
        })
    }
}
