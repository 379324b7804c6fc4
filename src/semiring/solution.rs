//! Elements of the semiring over a given group.

use std::fmt;

use super::block::Block;
use super::formal_sum::{FormalSum, Term};
use super::node::Node;
use crate::dual::Dual;
use crate::group::Group;
use crate::scalar::Scalar;
use crate::{Error, Result};

/// A 2-layer network over a group G as a formal sum of hidden nodes: an element of the semiring Z, generic over the
/// scalar.
///
/// The network function is o(g1, g2)\[h\] = 1/(2d) Σ_j m_j c_j\[h\] (a_j\[g1\] + b_j\[g2\])² (the theory's scale
/// s = 1/(2d); see [`Network`](crate::Network) for weights at s = 1).
///
/// ```text
///   z + z'   hidden nodes side by side        ord(z) + ord(z')
///   z * z'   every node of z times every      ord(z) · ord(z')
///            node of z', entry by entry
/// ```
pub type Solution<S> = FormalSum<Node<S>, S>;

/// # Construction
impl<S: Scalar> Solution<S> {
    /// The neutral element of addition: no hidden nodes.
    #[must_use]
    pub fn zero(group: &Group) -> Self {
        Self::zero_in(&group.dual())
    }

    /// The neutral element of multiplication: one node with every entry 1, frequency 0 included.
    #[must_use]
    pub fn one(group: &Group) -> Self {
        Self::one_in(&group.dual())
    }

    /// The solution with the given hidden nodes, each with coefficient 1.
    ///
    /// # Panics
    /// When a node is none of the group.
    #[must_use]
    pub fn from_nodes(group: &Group, nodes: impl IntoIterator<Item = Node<S>>) -> Self {
        Self::from_terms(group, nodes.into_iter().map(|node| Term { coefficient: S::one(), node }).collect())
    }

    /// The solution with the given terms; [`FormalSum::new`] is the door for data that may be wrong.
    ///
    /// # Panics
    /// When a coefficient is not real, or a node is none of the group.
    #[must_use]
    pub fn from_terms(group: &Group, terms: Vec<Term<Node<S>, S>>) -> Self {
        Self::new(&group.dual(), terms).unwrap_or_else(|error| panic!("{error}"))
    }

    /// z^{(k)}: the nodes of `block` placed at the pair ±k.
    ///
    /// # Panics
    /// When k is not a frequency of the group, or k = −k and an entry of the block is not real.
    #[must_use]
    pub fn at_frequency(group: &Group, k: usize, block: &Block<S>) -> Self {
        Self::try_at_frequency(&group.dual(), k, block).unwrap_or_else(|error| panic!("{error}"))
    }

    /// z^{(k)}: the nodes of `block` placed at the pair ±k.
    ///
    /// # Errors
    /// When k is not an index of `dual`, or k = −k and an entry of the block is not real.
    pub fn try_at_frequency(dual: &Dual, k: usize, block: &Block<S>) -> Result<Self> {
        Self::new(dual, Self::placed(dual, k, block)?.collect())
    }

    /// The terms of z^{(k)}, which has its place in the dual.
    fn placed<'a>(
        dual: &'a Dual,
        k: usize,
        block: &'a Block<S>,
    ) -> Result<impl Iterator<Item = Term<Node<S>, S>> + use<'a, S>> {
        if k >= dual.len() {
            return Err(Error::argument(format!("frequency {k} of {}, which has {}", dual.group(), dual.len())));
        }
        if dual.is_self_conjugate(k) {
            let mut entries = block.terms().iter().flat_map(|term| term.node.each());
            if let Some(entry) = entries.find(|entry| !entry.is_real()) {
                return Err(Error::argument(format!(
                    "the entry {entry} at the self-conjugate frequency {} of the group {} is not real",
                    dual.label(k),
                    dual.group()
                )));
            }
        }
        Ok(block.terms().iter().map(move |term| Term {
            coefficient: term.coefficient.clone(),
            node: Node::at_frequency(dual, k, term.node.clone()),
        }))
    }

    /// Σ_k z_k^{(k)} over one representative k ≠ 0 of every pair ±k, with z_k = `block(k)`.
    ///
    /// ```
    /// use cogring::{Group, Solution, Target, construct::optimizers::blocks, loss::closed_form};
    /// use num_complex::Complex64;
    /// let z = Solution::over(&Group::cyclic(7)?, |k| Ok(blocks::order6(&Complex64::cis(k as f64))))?;
    /// assert!(closed_form(&z, Target::ZeroMean).norm() < 1e-28);
    /// # Ok::<(), cogring::Error>(())
    /// ```
    ///
    /// # Errors
    /// What `block` returns, and as [`Solution::try_at_frequency`].
    pub fn over(group: &Group, mut block: impl FnMut(usize) -> Result<Block<S>>) -> Result<Self> {
        let dual = group.dual();
        let mut terms = Vec::new();
        for k in dual.representatives() {
            terms.extend(Self::placed(&dual, k, &block(k)?)?);
        }
        Self::new(&dual, terms)
    }

    /// The sum of `solutions` over `group`; 0 when there are none.
    ///
    /// # Panics
    /// When one is over another group.
    #[must_use]
    pub fn sum_over(group: &Group, solutions: impl IntoIterator<Item = Self>) -> Self {
        solutions.into_iter().fold(Self::zero(group), |sum, solution| sum + solution)
    }
}

/// # Reading
impl<S: Scalar> Solution<S> {
    /// The group G.
    #[must_use]
    pub fn group(&self) -> &Group {
        self.dual().group()
    }

    /// The dual of the group, which the entries of the nodes are indexed by.
    #[must_use]
    pub fn dual(&self) -> &Dual {
        self.space()
    }

    /// The block at ±k: the nodes that have entries at this pair and nowhere else.
    #[must_use]
    pub fn block_at(&self, k: usize) -> Block<S> {
        let dual = self.dual();
        let here = dual.representative(k);
        let is_here =
            |node: &Node<S>| node.each().into_iter().all(|spectrum| spectrum.representatives().all(|(l, _)| l == here));
        let is_empty = |node: &Node<S>| node.each().into_iter().all(super::Spectrum::is_zero);
        let terms = self.terms().iter().filter(|term| is_here(&term.node) && !is_empty(&term.node)).map(|term| Term {
            coefficient: term.coefficient.clone(),
            node: term.node.map(|_, spectrum| spectrum.get(dual, k)),
        });
        Block::from_terms(terms.collect())
    }

    /// The solution with `f` applied to every coefficient and entry.
    ///
    /// # Errors
    /// When `f` fails, or does not respect conjugation, so that a coefficient or an entry at k = −k is not real.
    pub fn try_map_scalars<T: Scalar>(&self, mut f: impl FnMut(&S) -> Result<T>) -> Result<Solution<T>> {
        let mut terms = Vec::with_capacity(self.order());
        for term in self.terms() {
            let mut entries = |spectrum: &super::Spectrum<S>| {
                let pairs = spectrum.representatives().map(|(k, value)| Ok((k, f(value)?)));
                super::Spectrum::try_from_pairs(self.dual(), pairs.collect::<Result<Vec<_>>>()?)
            };
            let node = Node { a: entries(&term.node.a)?, b: entries(&term.node.b)?, c: entries(&term.node.c)? };
            terms.push(Term { coefficient: f(&term.coefficient)?, node });
        }
        Solution::new(self.dual(), terms)
    }
}

impl<S: Scalar> fmt::Display for Solution<S> {
    /// Writes `(1, 1, 1) @ 1 + 1/6*(i, -i, 1) @ 2`: for exact numbers, when every node is on one pair ±k, what
    /// [`Expression`](crate::expr::Expression) reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_sum(f, &|node| node.text(self.dual()))
    }
}
