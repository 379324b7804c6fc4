//! Placing blocks at the frequencies of a group, one after the other.

use crate::group::Group;
use crate::scalar::Scalar;
use crate::solution::{Block, Node, Solution, Term};
use crate::{Error, Result};

/// A solution in the making.
pub(super) struct Assembly<'g, S> {
    group: &'g Group,
    terms: Vec<Term<Node<S>, S>>,
}

impl<'g, S: Scalar> Assembly<'g, S> {
    /// No nodes yet, room for `order`.
    pub fn new(group: &'g Group, order: usize) -> Self {
        Assembly { group, terms: Vec::with_capacity(order) }
    }

    /// Adds the nodes of `block` at the pair ±k.
    pub fn place(&mut self, k: usize, block: &Block<S>) {
        self.terms.extend(block.terms().iter().map(|term| Term {
            coefficient: term.coefficient.clone(),
            node: Node::at_frequency(self.group, k, term.node.clone()),
        }));
    }

    /// Adds coefficient · node.
    pub fn push(&mut self, coefficient: S, node: Node<S>) {
        self.terms.push(Term { coefficient, node });
    }

    /// The nodes placed so far, in order.
    pub fn nodes_mut(&mut self) -> impl Iterator<Item = &mut Node<S>> {
        self.terms.iter_mut().map(|term| &mut term.node)
    }

    /// The solution.
    pub fn finish(self) -> Solution<S> {
        Solution::from_terms(self.group, self.terms)
    }
}

/// A block that is rebuilt only when its parameters change from one frequency to the next.
pub(super) struct BlockCache<P, S, F> {
    build: F,
    last: Option<(P, Block<S>)>,
}

impl<P: PartialEq, S: Scalar, F: Fn(&P) -> Result<Block<S>>> BlockCache<P, S, F> {
    pub fn new(build: F) -> Self {
        BlockCache { build, last: None }
    }

    /// The block for `parameters`.
    pub fn get(&mut self, parameters: P) -> Result<&Block<S>> {
        let fresh = match self.last.take() {
            Some(last) if last.0 == parameters => last,
            _ => {
                let block = (self.build)(&parameters)?;
                (parameters, block)
            }
        };
        Ok(&self.last.insert(fresh).1)
    }
}

/// Refuses a parameter whose modulus is not 1.
pub(super) fn require_unit<S: Scalar>(name: &str, value: &S) -> Result<()> {
    if value.norm_squared().is_close(&S::one(), 1e-9) {
        return Ok(());
    }
    Err(Error::argument(format!("{name} = {value} does not have modulus 1, which this construction requires")))
}
