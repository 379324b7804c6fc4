//! What a certificate by values says: a network over any finite group, its weights as exact numbers.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::text::members;
use super::{Certificate, ClaimedTarget, Number};
use crate::Result;

/// The version of certificates by values.
pub const VALUES_VERSION: u32 = 2;
/// The largest order of a group whose table is written and read.
pub const MAX_ORDER: usize = 512;
/// The most different values, and the most nodes.
pub const MAX_VALUES: usize = 1 << 16;

/// The claim that a network of exact weights has loss exactly 0 over the group with a Cayley table.
///
/// With a_j, b_j, c_j the weights of node j, for all d³ triples of elements
///
/// ```text
/// one-hot      Σ_j c_j[h] (a_j[x] + b_j[y])² = 1 where h = x·y, else 0
/// zero-mean    the same up to a number for each x, y, which is not 0 for all of them
/// ```
///
/// No irreps are needed to read it. Every member is required, no other is allowed, and every number has one way of being
/// written, as in a [`Certificate`]; there are no parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueCertificate {
    /// [`FORMAT`](super::FORMAT).
    pub format: String,
    /// [`VALUES_VERSION`].
    pub version: u32,
    /// What is claimed.
    pub kind: ValueKind,
    /// The rows of the Cayley table: entry (x, y) is x·y.
    #[serde(deserialize_with = "at_most::<_, _, MAX_ORDER>")]
    pub table: Vec<Vec<u32>>,
    /// N: all roots of unity in the values are powers of exp(2πi/N), and no smaller N will do.
    pub root_order: u32,
    /// The different weights, real numbers, in the order in which the nodes first have them.
    #[serde(deserialize_with = "at_most::<_, _, MAX_VALUES>")]
    pub values: Vec<Number>,
    /// The hidden nodes.
    #[serde(deserialize_with = "at_most::<_, _, MAX_VALUES>")]
    pub nodes: Vec<ValueNode>,
    /// The strongest target that the loss is 0 for.
    pub target: ClaimedTarget,
}

/// `solution`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// A network over one group.
    Solution,
}

/// The weights of a hidden node at every element: places in the list of values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueNode {
    /// Of the first input.
    #[serde(deserialize_with = "at_most::<_, _, MAX_ORDER>")]
    pub a: Vec<u32>,
    /// Of the second input.
    #[serde(deserialize_with = "at_most::<_, _, MAX_ORDER>")]
    pub b: Vec<u32>,
    /// Of the output.
    #[serde(deserialize_with = "at_most::<_, _, MAX_ORDER>")]
    pub c: Vec<u32>,
}

impl ValueCertificate {
    /// The text of the file: JSON, one row, one value and one node per line.
    ///
    /// # Errors
    /// When it would be too large to be checked.
    pub fn to_json(&self) -> Result<String> {
        members!(self:
            line format, line version, line kind, lines table,
            line root_order, lines values, lines nodes, line target)
    }
}

/// A certificate of an element, in the version that its group asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElementCertificate {
    /// Over an Abelian group by its factors, or every group at once.
    Potentials(Certificate),
    /// Over a group by its table.
    Values(ValueCertificate),
}

impl ElementCertificate {
    /// The text of the file.
    ///
    /// # Errors
    /// When it would be too large to be checked.
    pub fn to_json(&self) -> Result<String> {
        match self {
            ElementCertificate::Potentials(certificate) => certificate.to_json(),
            ElementCertificate::Values(certificate) => certificate.to_json(),
        }
    }
}

/// A list that is refused before it holds more than `N` items.
pub(super) fn at_most<'de, D: Deserializer<'de>, T: Deserialize<'de>, const N: usize>(
    deserializer: D,
) -> std::result::Result<Vec<T>, D::Error> {
    struct List<T, const N: usize>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>, const N: usize> Visitor<'de> for List<T, N> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a list of at most {N} items")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<Vec<T>, A::Error> {
            let mut list = Vec::new();
            while let Some(item) = items.next_element()? {
                if list.len() == N {
                    return Err(A::Error::custom(format_args!("a list of more than {N} items")));
                }
                list.push(item);
            }
            Ok(list)
        }
    }
    deserializer.deserialize_seq(List::<T, N>(PhantomData))
}
