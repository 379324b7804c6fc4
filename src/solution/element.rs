//! Elements of the semiring over a given group.

use std::ops::{Add, Mul};

use super::block::Block;
use super::formal_sum::{FormalSum, Term};
use super::node::Node;
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
///
/// `+` and `*` panic when the groups differ; [`Solution::try_add`] and [`Solution::try_mul`] return the error.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution<S> {
    group: Group,
    sum: FormalSum<Node<S>, S>,
}

/// # Construction
impl<S: Scalar> Solution<S> {
    /// The neutral element of addition: no hidden nodes.
    #[must_use]
    pub fn zero(group: &Group) -> Self {
        Self::from_sum(group, FormalSum::zero())
    }

    /// The neutral element of multiplication: one node with every entry 1, frequency 0 included.
    #[must_use]
    pub fn one(group: &Group) -> Self {
        Self::from_sum(group, FormalSum::from_nodes([Node::one(group)]))
    }

    /// The solution with the given hidden nodes, each with coefficient 1.
    #[must_use]
    pub fn from_nodes(group: &Group, nodes: impl IntoIterator<Item = Node<S>>) -> Self {
        Self::from_sum(group, FormalSum::from_nodes(nodes))
    }

    /// The solution with the given terms.
    ///
    /// # Panics
    /// When a coefficient is not real.
    #[must_use]
    pub fn from_terms(group: &Group, terms: Vec<Term<Node<S>, S>>) -> Self {
        Self::from_sum(group, FormalSum::from_terms(terms))
    }

    /// The solution with the given formal sum of nodes.
    #[must_use]
    pub fn from_sum(group: &Group, sum: FormalSum<Node<S>, S>) -> Self {
        Solution { group: group.clone(), sum }
    }

    /// z^{(k)}: the nodes of `block` placed at the pair ±k.
    ///
    /// # Panics
    /// When k = −k and an entry of the block is not real.
    #[must_use]
    pub fn at_frequency(group: &Group, k: usize, block: &Block<S>) -> Self {
        let terms = block.terms().iter().map(|term| Term {
            coefficient: term.coefficient.clone(),
            node: Node::at_frequency(group, k, term.node.clone()),
        });
        Self::from_terms(group, terms.collect())
    }
}

/// # Reading
impl<S: Scalar> Solution<S> {
    /// The group G.
    #[must_use]
    pub fn group(&self) -> &Group {
        &self.group
    }

    /// The order ord(z): the number of hidden nodes.
    #[must_use]
    pub fn order(&self) -> usize {
        self.sum.order()
    }

    /// The hidden nodes with their coefficients.
    #[must_use]
    pub fn terms(&self) -> &[Term<Node<S>, S>] {
        self.sum.terms()
    }

    /// The formal sum of nodes.
    #[must_use]
    pub fn sum(&self) -> &FormalSum<Node<S>, S> {
        &self.sum
    }

    /// The formal sum of nodes, by value.
    #[must_use]
    pub fn into_sum(self) -> FormalSum<Node<S>, S> {
        self.sum
    }
}

/// # Semiring operations
impl<S: Scalar> Solution<S> {
    /// z + z'.
    ///
    /// # Errors
    /// When the groups differ.
    pub fn try_add(self, other: Self) -> Result<Self> {
        self.require_same_group(&other)?;
        Ok(Solution { group: self.group, sum: self.sum.plus(other.sum) })
    }

    /// z * z'.
    ///
    /// # Errors
    /// When the groups differ, or the product has more than 2²⁶ nodes.
    pub fn try_mul(&self, other: &Self) -> Result<Self> {
        self.require_same_group(other)?;
        Ok(Solution { group: self.group.clone(), sum: self.sum.try_times(&other.sum)? })
    }

    /// zⁿ; the zeroth power is [`Solution::one`].
    ///
    /// # Errors
    /// When the power has more than 2²⁶ nodes.
    pub fn try_pow(&self, exponent: u64) -> Result<Self> {
        if exponent == 0 {
            return Ok(Self::one(&self.group));
        }
        Ok(Solution { group: self.group.clone(), sum: self.sum.try_power(exponent)? })
    }

    /// m·z for a real number m: every sum potential is multiplied by m.
    ///
    /// # Panics
    /// When `m` is not real.
    #[must_use]
    pub fn scaled(self, m: &S) -> Self {
        Solution { group: self.group, sum: self.sum.scaled(m) }
    }
}

/// # Equality
impl<S: Scalar> Solution<S> {
    /// Whether the two are equal up to a permutation of hidden nodes, within `tolerance` for floats.
    #[must_use]
    pub fn equals_up_to_permutation(&self, other: &Self, tolerance: f64) -> bool {
        self.group == other.group && self.sum.equals_up_to_permutation(&other.sum, tolerance)
    }

    fn require_same_group(&self, other: &Self) -> Result<()> {
        if self.group == other.group {
            return Ok(());
        }
        Err(Error::shape(format!("solutions over different groups: {} and {}", self.group, other.group)))
    }
}

impl<S: Scalar> Add for Solution<S> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.try_add(other).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl<S: Scalar> Mul for &Solution<S> {
    type Output = Solution<S>;

    fn mul(self, other: Self) -> Solution<S> {
        self.try_mul(other).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl<S: Scalar> Mul for Solution<S> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        &self * &other
    }
}
