//! One frequency at a time: nodes as triples (a, b, c) ∈ C³.

use super::formal_sum::{FormalSum, NodeMonoid};
use crate::scalar::Scalar;

/// A hidden node supported on one pair of characters ±k: its entries at k. The entries at −k are their conjugates.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Triple<S> {
    /// Entry of the first input.
    pub a: S,
    /// Entry of the second input.
    pub b: S,
    /// Entry of the output.
    pub c: S,
}

impl<S: Scalar> Triple<S> {
    /// The node (a, b, c).
    #[must_use]
    pub fn new(a: S, b: S, c: S) -> Self {
        Triple { a, b, c }
    }

    /// The unit (1, 1, 1).
    #[must_use]
    pub fn one() -> Self {
        Triple::new(S::one(), S::one(), S::one())
    }

    /// The node with conjugated entries.
    #[must_use]
    pub fn conj(&self) -> Self {
        Triple::new(self.a.conj(), self.b.conj(), self.c.conj())
    }
}

impl<S: Scalar> NodeMonoid<S> for Triple<S> {
    fn multiply(&self, other: &Self) -> Self {
        Triple { a: self.a.clone() * &other.a, b: self.b.clone() * &other.b, c: self.c.clone() * &other.c }
    }

    fn scale_entries(&self, t: &S) -> Self {
        self.multiply(&Triple::new(t.clone(), t.clone(), t.clone()))
    }

    fn is_close(&self, other: &Self, tolerance: f64) -> bool {
        self.a.is_close(&other.a, tolerance)
            && self.b.is_close(&other.b, tolerance)
            && self.c.is_close(&other.c, tolerance)
    }
}

/// A single-frequency element: a formal sum of triples, not yet placed at a frequency.
///
/// ```
/// use cogring::{Block, Triple};
/// use num_complex::Complex64;
/// let i = Complex64::i();
/// let one = Complex64::ONE;
/// let z = Block::from_nodes([Triple::one(), Triple::new(i, -i, one)]);
/// assert_eq!(z.times(&z).order(), 4);
/// assert!(Block::one().times(&z) == z);
/// ```
pub type Block<S> = FormalSum<Triple<S>, S>;

impl<S: Scalar> Block<S> {
    /// The unit: one node (1, 1, 1).
    #[must_use]
    pub fn one() -> Self {
        Block::from_nodes([Triple::one()])
    }
}
