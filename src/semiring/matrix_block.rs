//! One irrep at a time: nodes as triples of n × n matrices.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::block::{Block, Triple};
use super::channel::PerChannel;
use super::formal_sum::{FormalSum, NodeMonoid, Term};
use crate::scalar::Scalar;
use crate::{Error, Result};

/// A hidden node on one irrep of degree n: the entries of a, b and c at its matrix coefficients, row by row. On an irrep of type
/// C those on its partner are their conjugates.
pub type MatrixNode<S> = PerChannel<Vec<S>>;

/// What the nodes of a single-irrep element have in common: an irrep of type R or C, of any group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixSpace {
    /// The degree n.
    pub degree: usize,
    /// Whether the irrep is real: type R, whose entries are real numbers, in place of C.
    pub is_real: bool,
}

impl fmt::Display for MatrixSpace {
    /// Writes `R3` or `C2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.is_real { 'R' } else { 'C' }, self.degree)
    }
}

impl FromStr for MatrixSpace {
    type Err = Error;

    /// Reads the type, R or C, and the degree, 1 to 8.
    fn from_str(text: &str) -> Result<Self> {
        let refusal = || Error::parse(format!("`{text}` is no type, R or C, with a degree from 1 to 8, such as R3"));
        let (is_real, degree) = match (text.strip_prefix('R'), text.strip_prefix('C')) {
            (Some(degree), _) => (true, degree),
            (None, Some(degree)) => (false, degree),
            (None, None) => return Err(refusal()),
        };
        let degree = degree.parse().ok().filter(|degree| (1..=8).contains(degree)).ok_or_else(refusal)?;
        Ok(MatrixSpace { degree, is_real })
    }
}

impl<S: Scalar> NodeMonoid<S> for MatrixNode<S> {
    type Space = MatrixSpace;

    fn one(space: &MatrixSpace) -> Self {
        PerChannel::from_fn(|_| vec![S::one(); space.degree.pow(2)])
    }

    fn multiply(&self, other: &Self) -> Self {
        self.map(|channel, entries| entries.iter().zip(&other[channel]).map(|(x, y)| x.clone() * y).collect())
    }

    fn scale_entries(&self, t: &S) -> Self {
        self.map(|_, entries| entries.iter().map(|x| x.clone() * t).collect())
    }

    fn is_close(&self, other: &Self, tolerance: f64) -> bool {
        self.zip(other).all(|(x, y)| x.len() == y.len() && x.iter().zip(y).all(|(x, y)| x.is_close(y, tolerance)))
    }

    fn validate(&self, space: &MatrixSpace) -> Result<()> {
        for (channel, entries) in self.iter() {
            let (count, required) = (entries.len(), space.degree.pow(2));
            if count != required {
                return Err(Error::shape(format!(
                    "{channel} has {count} entries; an irrep of degree {} has {required}",
                    space.degree
                )));
            }
            if let Some(entry) = entries.iter().find(|entry| space.is_real && !entry.is_real()) {
                return Err(Error::argument(format!("the entry {entry} of {channel} is not real, as type R requires")));
            }
        }
        Ok(())
    }
}

/// A single-irrep element: a formal sum of matrix triples, not yet placed on an irrep of a group. For n = 1 of type C it is a
/// [`Block`].
///
/// ```
/// use cogring::semiring::{MatrixBlock, MatrixSpace};
/// use cogring::Exact;
/// let space = MatrixSpace { degree: 2, is_real: true };
/// let z = MatrixBlock::<Exact>::constant(space, &cogring::Block::one());
/// assert_eq!(&z * &MatrixBlock::one_in(&space), z);
/// ```
pub type MatrixBlock<S> = FormalSum<MatrixNode<S>, S>;

/// # Construction
impl<S: Scalar> MatrixBlock<S> {
    /// The element with the nodes of `block`, each of their entries at all n² places.
    ///
    /// # Panics
    /// When the irrep is of type R and an entry is not real.
    #[must_use]
    pub fn constant(space: MatrixSpace, block: &Block<S>) -> Self {
        let everywhere = |entry: &S| vec![entry.clone(); space.degree.pow(2)];
        let of_node = |node: &Triple<S>| node.map(|_, entry| everywhere(entry));
        let terms = block.terms().iter();
        let terms =
            terms.map(|term| Term { coefficient: term.coefficient.clone(), node: of_node(&term.node) }).collect();
        Self::new(&space, terms).unwrap_or_else(|error| panic!("{error}"))
    }
}
