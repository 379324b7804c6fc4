//! The hat: constant output entries that close R_n.

use crate::group::Group;
use crate::scalar::Scalar;
use crate::semiring::{Block, Node, Spectrum};

/// Constant output entries c_k, to be given to host nodes that feel no other potential.
///
/// The loss has the terms ¼|R_k|², R_k = 2 r_{00k} + Σ_p Σ_{k'} r_{p,k',−k',k}, which blocks of order 4 leave different
/// from 0. Nodes of weight W = Σ_j m_j w_j, w_j = 2 a_{0j} b_{0j} + Σ_{k'} (|a_{k'j}|² + |b_{k'j}|²), cancel it when
/// each of them gets the output entry c_k = −R_k / W. No other potential moves when
/// Σ m ab = Σ m āb = Σ m a² = Σ m b² = 0 over the hosts, as for z_ν * z_syn, or when these merge with the constants: for
/// a node at frequency 0 only, and for the two nodes of a self-conjugate character.
#[derive(Debug, Clone, PartialEq)]
pub struct Hat<S> {
    entries: Vec<(usize, S)>,
}

impl<S: Scalar> Default for Hat<S> {
    fn default() -> Self {
        Hat { entries: Vec::new() }
    }
}

/// # Reading what has to be cancelled
impl<S: Scalar> Hat<S> {
    /// What a block at a complex pair ±k leaves: R_k = 2 Σ_j m_j (|a_j|² + |b_j|²) c_j.
    #[must_use]
    pub fn residual(block: &Block<S>) -> S {
        S::from_ratio(2, 1) * &block.sum_over_nodes(|node| (node.a.norm_squared() + node.b.norm_squared()) * &node.c)
    }

    /// The weight W of host nodes placed at a complex pair (both of ±k count) or at a self-conjugate character.
    #[must_use]
    pub fn weight(host: &Block<S>, self_conjugate: bool) -> S {
        let once = host.sum_over_nodes(|node| node.a.norm_squared() + node.b.norm_squared());
        if self_conjugate { once } else { S::from_ratio(2, 1) * &once }
    }
}

/// # Making
impl<S: Scalar> Hat<S> {
    /// −`residual` / `weight`, the entry of a hat.
    ///
    /// # Panics
    /// When `weight` cannot be divided by: a host without input weights carries no hat.
    #[must_use]
    pub fn entry(residual: &S, weight: &S) -> S {
        (-residual.clone()).checked_div(weight).expect("host nodes have inputs, hence a positive weight")
    }

    /// Adds the entry c_k.
    pub fn push(&mut self, k: usize, entry: S) {
        self.entries.push((k, entry));
    }
}

/// # Wearing
impl<S: Scalar> Hat<S> {
    /// The output with the entries of the hat added to `own`.
    #[must_use]
    pub fn output(&self, group: &Group, own: &Spectrum<S>) -> Spectrum<S> {
        let own = own.representatives().map(|(k, value)| (k, value.clone()));
        Spectrum::from_pairs(&group.dual(), own.chain(self.entries.iter().cloned()))
    }

    /// The constant node a_0 = b_0 = ½ with the entries of the hat as its output; its weight is 1.
    #[must_use]
    pub fn constant_node(&self, group: &Group) -> Node<S> {
        let half = Spectrum::single(&group.dual(), 0, S::from_ratio(1, 2));
        Node { a: half.clone(), b: half, c: self.output(group, &Spectrum::zero()) }
    }
}
