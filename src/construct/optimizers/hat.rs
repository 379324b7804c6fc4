//! The hat: constant output entries that close R_n.

use super::assembly::Assembly;
use crate::group::Group;
use crate::scalar::Scalar;
use crate::solution::{Block, Node, Spectrum};

/// Constant output entries c_k, to be given to host nodes that feel no other potential.
///
/// Blocks of order 4 at ±k leave R_k = Σ_p Σ_{k'} r_{p,k',−k',k} ≠ 0, and the loss has the term ¼|R_k|². Nodes whose
/// weight W = Σ_j m_j Σ_{k'} (|a_{k'j}|² + |b_{k'j}|²) is not zero cancel it when each of them gets the output entry
/// c_k = −R_k / W; no other potential moves when Σab = Σāb = Σa² = Σb² = 0 over them, as for z_ν * z_syn, or when they
/// sit at frequency 0 or at a self-conjugate character only.
#[derive(Debug, Clone, PartialEq)]
pub struct Hat<S> {
    entries: Vec<(usize, S)>,
}

impl<S: Scalar> Default for Hat<S> {
    fn default() -> Self {
        Hat { entries: Vec::new() }
    }
}

impl<S: Scalar> Hat<S> {
    /// What a block at a complex pair ±k leaves: R = Σ_p Σ_{k'=±k} r_{p,k',−k',k} = 2 Σ_j m_j (|a_j|² + |b_j|²) c_j.
    #[must_use]
    pub fn residual(block: &Block<S>) -> S {
        S::from_ratio(2, 1) * &block.sum_over_nodes(|node| (node.a.norm_squared() + node.b.norm_squared()) * &node.c)
    }

    /// The weight W of host nodes placed at a complex pair (`self_conjugate` = false, both ±k count) or at a
    /// self-conjugate character.
    #[must_use]
    pub fn weight(host: &Block<S>, self_conjugate: bool) -> S {
        let once = host.sum_over_nodes(|node| node.a.norm_squared() + node.b.norm_squared());
        if self_conjugate { once } else { S::from_ratio(2, 1) * &once }
    }

    /// Adds the entry c_k.
    pub fn push(&mut self, k: usize, entry: S) {
        self.entries.push((k, entry));
    }

    /// Adds c_k = −`residual` / `weight`.
    ///
    /// # Panics
    /// When `weight` cannot be divided by: a host without input weights carries no hat.
    pub fn cancel(&mut self, k: usize, residual: &S, weight: &S) {
        let entry = (-residual.clone()).checked_div(weight).expect("host nodes have inputs, hence a positive weight");
        self.push(k, entry);
    }

    /// The output with the entries of the hat, besides `own`.
    #[must_use]
    pub fn output(&self, group: &Group, own: impl IntoIterator<Item = (usize, S)>) -> Spectrum<S> {
        Spectrum::from_pairs(group, own.into_iter().chain(self.entries.iter().cloned()))
    }

    /// Puts the hat on the first `hosts` nodes of `assembly`.
    pub(super) fn put_on(&self, group: &Group, assembly: &mut Assembly<'_, S>, hosts: usize) {
        for node in assembly.nodes_mut().take(hosts) {
            let own: Vec<_> = node.c.representatives().map(|(k, value)| (k, value.clone())).collect();
            node.c = self.output(group, own);
        }
    }

    /// The constant node a_0 = b_0 = ½ with the entries of the hat as its output. Its weight is 1: per k it adds
    /// 2 r_{00k} + S_a(0,k) + S_b(0,k) = c_k.
    #[must_use]
    pub fn constant_node(&self, group: &Group) -> Node<S> {
        let half = Spectrum::single(group, 0, S::from_ratio(1, 2));
        Node { a: half.clone(), b: half, c: self.output(group, []) }
    }
}
