//! One frequency at a time: nodes as triples (a, b, c) ∈ C³.

use std::fmt;
use std::iter::Sum;

use super::channel::PerChannel;
use super::formal_sum::{FormalSum, NodeMonoid, Term};
use crate::Result;
use crate::scalar::Scalar;

/// A hidden node supported on one pair of characters ±k: its entries at k. The entries at −k are their conjugates.
pub type Triple<S> = PerChannel<S>;

impl<S: Scalar> Triple<S> {
    /// The unit (1, 1, 1).
    #[must_use]
    pub fn one() -> Self {
        Triple::new(S::one(), S::one(), S::one())
    }

    /// The node with conjugated entries.
    #[must_use]
    pub fn conj(&self) -> Self {
        self.map(|_, entry| entry.conj())
    }
}

impl<S: Scalar> NodeMonoid<S> for Triple<S> {
    /// A triple is at no frequency of no group.
    type Space = ();

    fn one((): &()) -> Self {
        Triple::one()
    }

    fn multiply(&self, other: &Self) -> Self {
        self.map(|channel, entry| entry.clone() * &other[channel])
    }

    fn scale_entries(&self, t: &S) -> Self {
        self.map(|_, entry| entry.clone() * t)
    }

    fn is_close(&self, other: &Self, tolerance: f64) -> bool {
        self.zip(other).all(|(x, y)| x.is_close(y, tolerance))
    }

    fn validate(&self, (): &()) -> Result<()> {
        Ok(())
    }
}

impl<S: Scalar> fmt::Display for Triple<S> {
    /// Writes `(a, b, c)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {}, {})", self.a, self.b, self.c)
    }
}

/// A single-frequency element: a formal sum of triples, not yet placed at a frequency.
///
/// ```
/// use cogring::{Block, Exact, Scalar, Triple};
/// let i = Exact::i();
/// let z = Block::one() + Block::from_nodes([Triple::new(i.clone(), -i, Exact::from_ratio(1, 1))]);
/// assert_eq!((&z * &z).order(), 4);
/// assert_eq!(Block::one() * &z, z);
/// assert_eq!(z.to_string(), "(1, 1, 1) + (i, -i, 1)");
/// ```
pub type Block<S> = FormalSum<Triple<S>, S>;

/// # Construction
impl<S: Scalar> Block<S> {
    /// The empty sum 0.
    #[must_use]
    pub fn zero() -> Self {
        Self::zero_in(&())
    }

    /// The unit: one node (1, 1, 1).
    #[must_use]
    pub fn one() -> Self {
        Self::one_in(&())
    }

    /// The sum of the given nodes, each with coefficient 1.
    #[must_use]
    pub fn from_nodes(nodes: impl IntoIterator<Item = Triple<S>>) -> Self {
        Self::from_terms(nodes.into_iter().map(|node| Term { coefficient: S::one(), node }).collect())
    }

    /// The sum of the given terms.
    ///
    /// # Panics
    /// When a coefficient is not real: the network would not be.
    #[must_use]
    pub fn from_terms(terms: Vec<Term<Triple<S>, S>>) -> Self {
        Self::new(&(), terms).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl<S: Scalar> fmt::Display for Block<S> {
    /// Writes `(1, 1, 1) + 1/6*(i, -i, 1)`: for exact numbers what [`Expression`](crate::expr::Expression) reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_sum(f, &|node| node.to_string())
    }
}

impl<S: Scalar> Sum for Block<S> {
    fn sum<I: Iterator<Item = Self>>(blocks: I) -> Self {
        blocks.fold(Self::zero(), |sum, block| sum + block)
    }
}

impl<'a, S: Scalar> Sum<&'a Block<S>> for Block<S> {
    fn sum<I: Iterator<Item = &'a Self>>(blocks: I) -> Self {
        blocks.cloned().sum()
    }
}
