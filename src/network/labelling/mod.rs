//! Which operation a network answers, where it is not the addition of its group: recovered from the answers.
//!
//! A table T of a group G in other names is T(x, y) = γ⁻¹(α(x) + β(y)) with bijections α, β, γ onto G. By Albert's theorem
//! (1943) u ∘ v = T(α⁻¹(u), β⁻¹(v)) with α(x) = T(x, y₀), β(y) = T(x₀, y) is then a group isomorphic to G, whose neutral element
//! is T(x₀, y₀): no search over bijections is needed.

mod answers;
mod isotope;
mod operation;

pub use operation::Operation;

use std::fmt;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::alternative::products_of_order;
use super::weights::Network;
use crate::group::Group;
use crate::{Error, Result};
use answers::Answers;

/// The share of a table that an operation must explain.
const AGREEMENT: f64 = 0.9;

/// New numbers for the elements, in which the operation of a network is the addition of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelling {
    /// The operation, in the old numbers.
    pub operation: Operation,
    /// The group.
    pub group: Group,
    /// The element that takes no part, as 0 in a multiplication.
    pub apart: Option<usize>,
    /// The old numbers.
    #[serde(flatten)]
    pub old: OldNumbers,
}

/// The old number that has the new number at each place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldNumbers {
    /// Of the first operand.
    pub first: Vec<usize>,
    /// Of the second operand.
    pub second: Vec<usize>,
    /// Of the outputs.
    pub output: Vec<usize>,
}

impl OldNumbers {
    /// With others in place of the old numbers.
    fn map(self, number: impl Fn(usize) -> usize) -> Self {
        let [first, second, output] =
            [self.first, self.second, self.output].map(|old| old.into_iter().map(&number).collect());
        OldNumbers { first, second, output }
    }

    /// Columns of a and b and rows of c in the new numbers.
    pub(super) fn select(&self, [a, b, c]: [&DMatrix<f64>; 3]) -> [DMatrix<f64>; 3] {
        [a.select_columns(&self.first), b.select_columns(&self.second), c.select_rows(&self.output)]
    }
}

/// What a table of answers is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A group in other names.
    Labelling(Labelling),
    /// An operation that does not commute, and is none of a group that is supported.
    NotCommutative,
    /// c₁ x + c₂ y + c₀ where c₁ or c₂ is no unit: no group's table.
    NotInvertible(Operation),
}

/// What the d × d table of answers is, where it is one of a group but not the addition of `group`; `is_named` tells that no other
/// group is meant.
pub(crate) fn recover(table: Vec<usize>, group: &Group, is_named: bool) -> Option<Verdict> {
    let d = group.order();
    let presentations = match is_named {
        true => vec![group.clone()],
        false => [vec![Group::cyclic(d).ok()?], products_of_order(d)].concat(),
    };
    let table = Answers { order: d, answers: table };
    let here = presentations.iter().filter_map(|group| table.shifted(group)).map(Verdict::Labelling).next();
    here.or_else(|| table.not_invertible())
        .or_else(|| table.multiplication().map(Verdict::Labelling))
        .or_else(|| table.renamed(is_named.then_some(group)))
        .or_else(|| table.without(0)?.renamed(None).and_then(|verdict| verdict.around(0)))
}

impl Verdict {
    /// The verdict on a table from which the element `apart` was taken.
    fn around(self, apart: usize) -> Option<Self> {
        match self {
            Verdict::Labelling(labelling) => {
                let old = labelling.old.map(|at| at + usize::from(at >= apart));
                Some(Verdict::Labelling(Labelling { apart: Some(apart), old, ..labelling }))
            }
            other => Some(other),
        }
    }
}

impl Labelling {
    /// The network over [`Labelling::group`] with its inputs and outputs in the new numbers.
    ///
    /// # Errors
    /// When the labelling is of another order.
    pub fn apply(&self, network: &Network) -> Result<Network> {
        let d = network.group().order();
        let places = || [&self.old.first, &self.old.second, &self.old.output].into_iter().flatten();
        if places().any(|&place| place >= d) || self.group.order() + usize::from(self.apart.is_some()) != d {
            return Err(Error::shape(format!("a labelling of another order than that of the group, {d}")));
        }
        let [a, b, c] = self.old.select([network.w_a(), network.w_b(), network.w_c()]);
        Network::new(&self.group, a, b, c)
    }
}

impl fmt::Display for Labelling {
    /// `x - y, factored as a sum over 23`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, formula) = if self.group.is_abelian() { ("sum", "x + y") } else { ("product", "x y") };
        match (&self.operation, self.apart) {
            (Operation::Renamed, None) => write!(f, "the {what} over {} with its elements renumbered", self.group)?,
            (Operation::Renamed, Some(apart)) => {
                write!(f, "the {what} over {} with elements renumbered, {apart} apart", self.group)?;
            }
            (operation, None) => write!(f, "{operation}")?,
            (operation, Some(apart)) => write!(f, "{operation}, {apart} apart")?,
        }
        write!(f, "; inputs and outputs are renumbered so that it is {formula} over {}", self.group)
    }
}

/// The inverse of a bijection of 0, …, d − 1; `None` for another map.
fn inverse(map: &[usize]) -> Option<Vec<usize>> {
    let mut inverse = vec![usize::MAX; map.len()];
    for (at, &value) in map.iter().enumerate() {
        *inverse.get_mut(value).filter(|place| **place == usize::MAX)? = at;
    }
    Some(inverse)
}
