//! What every potential is: evaluate each node, sum.

use crate::scalar::Scalar;
use crate::solution::{FormalSum, NodeMonoid, Solution};

/// A ring homomorphism from formal sums of nodes to numbers, given by what it does to one node.
///
/// # Laws
/// `on_node` is a homomorphism of monoids: `on_node(unit) = 1` and
/// `on_node(u·v) = on_node(u) on_node(v)`. Then `evaluate` satisfies
///
/// - r(1) = 1,
/// - r(z + z') = r(z) + r(z'),
/// - r(z * z') = r(z) r(z'),
/// - r(m·z) = m r(z) for a real coefficient m.
pub trait Homomorphism<M, S: Scalar> {
    /// The value at a single node.
    fn on_node(&self, node: &M) -> S;

    /// r(z) = Σ_j m_j r(u_j).
    fn evaluate(&self, sum: &FormalSum<M, S>) -> S
    where
        M: NodeMonoid<S>,
    {
        sum.sum_over_nodes(|node| self.on_node(node))
    }
}

impl<S: Scalar> Solution<S> {
    /// The value r(z) of a homomorphism; see [`SumPotential::of`](crate::SumPotential::of).
    pub fn evaluate(&self, homomorphism: &impl Homomorphism<crate::solution::Node<S>, S>) -> S {
        homomorphism.evaluate(self.sum())
    }
}
