//! Placing blocks at the frequencies of a group, one after the other.

use crate::group::Group;
use crate::scalar::Scalar;
use crate::semiring::{Block, Node, Solution, Term};
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
        let dual = self.group.dual();
        self.terms.extend(block.terms().iter().map(|term| Term {
            coefficient: term.coefficient.clone(),
            node: Node::at_frequency(&dual, k, term.node.clone()),
        }));
    }

    /// Adds coefficient · node.
    pub fn push(&mut self, coefficient: S, node: Node<S>) {
        self.terms.push(Term { coefficient, node });
    }

    /// The nodes placed so far with their coefficients, in order.
    pub fn terms(&self) -> &[Term<Node<S>, S>] {
        &self.terms
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

/// Something built from parameters, and rebuilt only when they change from one frequency to the next.
pub(super) struct Cache<P, T, F> {
    build: F,
    last: Option<(P, T)>,
}

impl<P: PartialEq, T, F: Fn(&P) -> Result<T>> Cache<P, T, F> {
    pub fn new(build: F) -> Self {
        Cache { build, last: None }
    }

    /// What is built from `parameters`.
    pub fn get(&mut self, parameters: P) -> Result<&T> {
        let last = match self.last.take() {
            Some(last) if last.0 == parameters => last,
            _ => {
                let value = (self.build)(&parameters)?;
                (parameters, value)
            }
        };
        Ok(&self.last.insert(last).1)
    }
}

/// Refuses a parameter whose modulus is not 1.
pub(super) fn require_unit<S: Scalar>(name: &str, value: &S) -> Result<()> {
    if value.norm_squared().is_close(&S::one(), 1e-9) {
        return Ok(());
    }
    Err(Error::argument(format!("{name} = {value} does not have modulus 1, which this construction requires")))
}
