//! What every potential is: evaluate each node, sum.

use crate::Result;
use crate::scalar::Scalar;
use crate::semiring::{FormalSum, NodeMonoid};

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
pub trait Homomorphism<M: NodeMonoid<S>, S: Scalar> {
    /// The value at a single node of a space in the domain.
    fn on_node(&self, space: &M::Space, node: &M) -> S;

    /// Whether the homomorphism is defined on elements over `space`.
    ///
    /// # Errors
    /// When it is not, with the reason.
    fn require_domain(&self, _space: &M::Space) -> Result<()> {
        Ok(())
    }

    /// r(z) = Σ_j m_j r(u_j).
    ///
    /// # Errors
    /// When the space of `sum` is not in the domain.
    fn try_evaluate(&self, sum: &FormalSum<M, S>) -> Result<S> {
        self.require_domain(sum.space())?;
        Ok(sum.sum_over_nodes(|node| self.on_node(sum.space(), node)))
    }

    /// r(z) = Σ_j m_j r(u_j).
    ///
    /// # Panics
    /// When the space of `sum` is not in the domain.
    fn evaluate(&self, sum: &FormalSum<M, S>) -> S {
        self.try_evaluate(sum).unwrap_or_else(|error| panic!("{error}"))
    }
}
