//! Formal sums of nodes: the monoid algebra in which all solutions live.

use std::fmt;

use rayon::prelude::*;

use crate::number::sign_between;
use crate::scalar::Scalar;
use crate::{Error, Result};

/// What a hidden node must be able to do: multiply entry by entry, in the space that its entries are indexed by.
pub trait NodeMonoid<S: Scalar>: Clone + PartialEq + Send + Sync {
    /// What the nodes of one sum have in common: nothing for a [`Triple`](super::Triple), the [`Dual`](crate::Dual) of a
    /// group for a [`Node`](super::Node).
    type Space: Clone + PartialEq + fmt::Debug + Send + Sync;

    /// The unit: every entry is 1.
    #[must_use]
    fn one(space: &Self::Space) -> Self;

    /// The entrywise product.
    #[must_use]
    fn multiply(&self, other: &Self) -> Self;

    /// The node with every entry multiplied by the real number `t`.
    ///
    /// Its sum potentials of degree 3 are t³ times those of the node.
    #[must_use]
    fn scale_entries(&self, t: &S) -> Self;

    /// Whether all entries agree within `tolerance` (exactly, for exact scalars).
    fn is_close(&self, other: &Self, tolerance: f64) -> bool;

    /// Refuses a node that is none of this space.
    ///
    /// # Errors
    /// With the entry that has no place in the space, or would make the network complex.
    fn validate(&self, space: &Self::Space) -> Result<()>;
}

/// One summand: a real coefficient times a node.
///
/// A coefficient m stands for scaling the node by cbrt(m), which is how m·node is realized as weights: every sum
/// potential of degree 3 is multiplied by m. Coefficient −1 is the node (a, b, −c).
#[derive(Debug, Clone, PartialEq)]
pub struct Term<M, S> {
    /// The coefficient; a real number.
    pub coefficient: S,
    /// The node.
    pub node: M,
}

/// A formal sum Σ_j m_j · u_j of nodes u_j of one space, with real coefficients m_j.
///
/// `+` concatenates, `*` multiplies every node of one with every node of the other. Up to the order of the
/// terms this is a commutative semiring; coefficients make it an algebra over the real numbers.
/// Terms are never merged or dropped, so that the number of terms is the number of hidden nodes.
///
/// Invariant, checked by [`FormalSum::new`] and kept by every operation: all nodes are valid in the space, and all
/// coefficients are real. So a network with complex weights, or with nodes of another group, cannot be written down.
///
/// `+`, `-` and `*` are there for values and references, and with a scalar on the right. They panic when the spaces
/// differ; [`FormalSum::try_add`] and [`FormalSum::try_mul`] return the error.
#[derive(Debug, Clone, PartialEq)]
pub struct FormalSum<M: NodeMonoid<S>, S: Scalar> {
    space: M::Space,
    terms: Vec<Term<M, S>>,
}

/// From how many terms on they are looked at in parallel.
const PARALLEL_FROM: usize = 1 << 12;
/// Products with more nodes than this are refused: they would not fit in memory.
pub(crate) const MAX_NODES: usize = 1 << 26;

/// # Construction
impl<M: NodeMonoid<S>, S: Scalar> FormalSum<M, S> {
    /// The sum of the given terms.
    ///
    /// # Errors
    /// When a coefficient is not real, or a node is none of the space.
    pub fn new(space: &M::Space, terms: Vec<Term<M, S>>) -> Result<Self> {
        let refusal = |(j, term): (usize, &Term<M, S>)| {
            if !term.coefficient.is_real() {
                return Some(Error::argument(format!("coefficient {} of node {j} is not real", term.coefficient)));
            }
            term.node.validate(space).err().map(|error| error.context(format!("node {j}")))
        };
        let refused = match terms.len() {
            ..PARALLEL_FROM => terms.iter().enumerate().find_map(refusal),
            _ => terms.par_iter().enumerate().find_map_first(refusal),
        };
        refused.map_or(Ok(FormalSum { space: space.clone(), terms }), Err)
    }

    /// The neutral element of addition: no hidden nodes.
    #[must_use]
    pub fn zero_in(space: &M::Space) -> Self {
        FormalSum { space: space.clone(), terms: Vec::new() }
    }

    /// The neutral element of multiplication: one node with every entry 1.
    #[must_use]
    pub fn one_in(space: &M::Space) -> Self {
        FormalSum { space: space.clone(), terms: vec![Term { coefficient: S::one(), node: M::one(space) }] }
    }
}

/// # Reading
impl<M: NodeMonoid<S>, S: Scalar> FormalSum<M, S> {
    /// The space of the nodes.
    #[must_use]
    pub fn space(&self) -> &M::Space {
        &self.space
    }

    /// The order ord(z): the number of hidden nodes.
    #[must_use]
    pub fn order(&self) -> usize {
        self.terms.len()
    }

    /// The hidden nodes with their coefficients, in the order in which they were built.
    #[must_use]
    pub fn terms(&self) -> &[Term<M, S>] {
        &self.terms
    }

    /// The terms, by value.
    #[must_use]
    pub fn into_terms(self) -> Vec<Term<M, S>> {
        self.terms
    }

    /// The sum of the terms for which `keep` holds.
    #[must_use]
    pub fn filtered(&self, mut keep: impl FnMut(&Term<M, S>) -> bool) -> Self {
        let terms = self.terms.iter().filter(|term| keep(term)).cloned().collect();
        FormalSum { space: self.space.clone(), terms }
    }
}

/// # Semiring operations
impl<M: NodeMonoid<S>, S: Scalar> FormalSum<M, S> {
    /// z + z': the hidden nodes of both.
    ///
    /// # Errors
    /// When the spaces differ.
    pub fn try_add(mut self, other: Self) -> Result<Self> {
        self.require_same_space(&other)?;
        self.terms.extend(other.terms);
        Ok(self)
    }

    /// z * z': every node of z times every node of z'; the order is the product of the orders.
    ///
    /// Time and memory O(ord(z)·ord(z')). See [`crate::expr::Lazy`] for products that are too large to build.
    ///
    /// # Errors
    /// When the spaces differ, or the product would have more than 2²⁶ nodes.
    pub fn try_mul(&self, other: &Self) -> Result<Self> {
        self.require_same_space(other)?;
        let order = self.order().checked_mul(other.order()).filter(|&order| order <= MAX_NODES).ok_or_else(|| {
            Error::unsupported(format!(
                "a product of orders {} and {} has more than {MAX_NODES} hidden nodes; evaluate it lazily instead",
                self.order(),
                other.order()
            ))
        })?;
        let mut terms = Vec::with_capacity(order);
        for x in &self.terms {
            terms.extend(
                other.terms.iter().map(|y| Term {
                    coefficient: x.coefficient.clone() * &y.coefficient,
                    node: x.node.multiply(&y.node),
                }),
            );
        }
        Ok(FormalSum { space: self.space.clone(), terms })
    }

    /// zⁿ; the zeroth power is the unit.
    ///
    /// # Errors
    /// When the power has more than 2²⁶ nodes.
    pub fn try_pow(&self, exponent: u64) -> Result<Self> {
        let (mut result, mut base, mut rest) = (Self::one_in(&self.space), self.clone(), exponent);
        while rest > 0 {
            if rest & 1 == 1 {
                result = result.try_mul(&base)?;
            }
            rest >>= 1;
            if rest > 0 {
                base = base.try_mul(&base)?;
            }
        }
        Ok(result)
    }

    /// m·z for a real number m: every sum potential is multiplied by m.
    ///
    /// # Panics
    /// When `m` is not real.
    #[must_use]
    pub fn scaled(mut self, m: &S) -> Self {
        assert!(m.is_real(), "coefficient {m} is not real");
        for term in &mut self.terms {
            term.coefficient = term.coefficient.clone() * m;
        }
        self
    }

    fn require_same_space(&self, other: &Self) -> Result<()> {
        if self.space == other.space {
            return Ok(());
        }
        Err(Error::shape(format!("elements of different spaces: {:?} and {:?}", self.space, other.space)))
    }
}

/// # Equality
impl<M: NodeMonoid<S>, S: Scalar> FormalSum<M, S> {
    /// Whether the two are equal up to a permutation of hidden nodes: entries and coefficients within `tolerance` for
    /// floats, exactly for exact scalars. Time O(order²).
    #[must_use]
    pub fn equals_up_to_permutation(&self, other: &Self, tolerance: f64) -> bool {
        self.matches(other, |x, y| {
            x.coefficient.is_close(&y.coefficient, tolerance) && x.node.is_close(&y.node, tolerance)
        })
    }

    /// Whether the spaces are equal and a bijection between the terms exists under which `same` holds. Greedy, hence exact
    /// when `same` is an equivalence.
    pub(crate) fn matches(&self, other: &Self, same: impl Fn(&Term<M, S>, &Term<M, S>) -> bool) -> bool {
        if self.space != other.space || self.order() != other.order() {
            return false;
        }
        let mut free: Vec<&Term<M, S>> = other.terms.iter().collect();
        self.terms.iter().all(|x| match free.iter().position(|y| same(x, y)) {
            Some(at) => {
                free.swap_remove(at);
                true
            }
            None => false,
        })
    }

    /// Every coefficient moved into its node by `cube_root`, so that all coefficients become 1: what weights need.
    #[must_use]
    pub fn realized(&self, cube_root: impl Fn(&S) -> S) -> Self {
        let terms = self
            .terms
            .iter()
            .map(|term| Term { coefficient: S::one(), node: term.node.scale_entries(&cube_root(&term.coefficient)) });
        FormalSum { space: self.space.clone(), terms: terms.collect() }
    }

    /// Σ_j m_j f(u_j).
    pub fn sum_over_nodes(&self, f: impl Fn(&M) -> S) -> S {
        let mut sum = S::zero();
        for term in &self.terms {
            let value = f(&term.node);
            if !value.is_zero() {
                sum += &(if term.coefficient.is_one() { value } else { value * &term.coefficient });
            }
        }
        sum
    }

    /// Writes `node + 1/6*node - node`, with nodes written by `name`; `0` for the empty sum.
    pub(super) fn write_sum(&self, f: &mut fmt::Formatter<'_>, name: &dyn Fn(&M) -> String) -> fmt::Result {
        if self.terms.is_empty() {
            return f.write_str("0");
        }
        for (at, term) in self.terms.iter().enumerate() {
            let text = term.coefficient.to_string();
            let (negative, size) = match text.strip_prefix('-') {
                Some(size) if !size.contains([' ', '+', '-']) => (true, size),
                _ => (false, &*text),
            };
            f.write_str(sign_between(at == 0, negative))?;
            match size {
                "1" => {}
                size if size.contains([' ', '+']) => write!(f, "({size})*")?,
                size => write!(f, "{size}*")?,
            }
            f.write_str(&name(&term.node))?;
        }
        Ok(())
    }
}
