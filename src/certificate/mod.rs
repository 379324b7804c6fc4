//! What a certificate of zero loss says: plain data, as it stands in the file.

mod field;
mod network;
mod text;
mod values;

pub use field::{FIELD_VERSION, FieldCertificate, MAX_FIELD_DEGREE};
pub use network::{
    EnclosedEntry, EnclosedNode, EnclosedPart, Enclosure, ExactPart, NetworkCertificate, NetworkKind, ParameterValue,
    WrittenNode,
};
pub use values::{ElementCertificate, MAX_ORDER, MAX_VALUES, VALUES_VERSION, ValueCertificate, ValueKind, ValueNode};

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};
use text::members;

/// The format name of every certificate.
pub const FORMAT: &str = "cogring-certificate";
/// The version of certificates by potentials, and of networks.
pub const VERSION: u32 = 1;
/// The largest certificate that is written and read, in bytes.
pub const MAX_BYTES: u64 = 1 << 26;
/// What a certificate of one frequency says in place of a group.
pub const EVERY_GROUP: &str = "every group without self-conjugate characters";

/// A claim of zero loss with everything that is needed to check it: nodes, potentials, losses.
///
/// Every member is required, no other is allowed, and every number has one way of being written, so that no part of a
/// certificate can change without changing what it says. Only one of each conjugate pair is listed: entries at
/// representatives k of ±k (the one whose coordinates come first), potentials at such output frequencies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// What is claimed.
    pub kind: Kind,
    /// Where it is claimed.
    pub group: CertifiedGroup,
    /// N: all roots of unity in the nodes are powers of exp(2πi/N), and no smaller N will do.
    pub root_order: u32,
    /// The names of the unit parameters that occur in the nodes, sorted.
    pub parameters: Vec<String>,
    /// The hidden nodes.
    pub nodes: Vec<CertifiedNode>,
    /// Every potential that nodes with these frequencies can make non-zero, with its value.
    pub identities: Vec<Identity>,
    /// The exact losses: of both targets over one group, of the zero-mean target over every group.
    pub loss: Vec<LossClaim>,
}

impl Certificate {
    /// The text of the file: JSON, one node and one identity per line.
    ///
    /// # Errors
    /// When it would be too large to be checked.
    pub fn to_json(&self) -> Result<String> {
        members!(self:
            line format, line version, line kind, line group, line root_order,
            line parameters, lines nodes, lines identities, lines loss)
    }
}

/// What a certificate is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An element over one group.
    Solution,
    /// A block at frequency 1, to be placed at every pair ±k of any group of odd order.
    Block,
}

/// The group of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CertifiedGroup {
    /// The factors n_1, …, n_m of Z_n1 × … × Z_nm.
    Moduli(Vec<u32>),
    /// [`EVERY_GROUP`].
    Every(String),
}

/// A hidden node: a coefficient and the entries of its three vectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifiedNode {
    /// A real number, not 0.
    pub coefficient: Number,
    /// The non-zero entries of the first input.
    pub a: Vec<Entry>,
    /// The non-zero entries of the second input.
    pub b: Vec<Entry>,
    /// The non-zero entries of the output.
    pub c: Vec<Entry>,
}

/// The Fourier coefficient of a vector at one frequency; the one at −k is its conjugate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The coordinates of the frequency.
    pub k: Vec<i64>,
    /// The entry.
    pub value: Number,
}

/// An exact number as a sum, the summands sorted by powers and turn, no two alike; the empty sum is 0.
///
/// Of the sums that are equal since Σ_r ζ_p^r = 0, one is written: with ζ_n^e a product of powers x = t + r·p^{a−1} of the
/// ζ_{p^a}, the coefficient v_r that is most frequent among r = 0, …, p−1 (of several, the one with the largest r) is 0,
/// for every t and prime p, from the largest prime to the smallest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(pub Vec<Summand>);

/// rational · root of unity · integer powers of parameters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summand {
    /// A rational number in lowest terms, not 0: `-3/7`.
    pub coefficient: String,
    /// The turn e/n of the root of unity exp(2πi·e/n) in lowest terms: `0`, `1/3`. Signs belong to the coefficient: n is
    /// odd, or it is divisible by 4 and e/n < 1/2.
    pub turn: String,
    /// Parameters and their exponents, which are not 0, sorted by name.
    pub powers: Vec<(String, i32)>,
}

/// Σ_j (first input) (second input) c = value, the factors taken at k1, k2 and k.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Which inputs the first two factors come from.
    pub inputs: Inputs,
    /// The frequency of the first factor; k1 ≤ k2 when both factors come from the same input.
    pub k1: Vec<i64>,
    /// The frequency of the second factor.
    pub k2: Vec<i64>,
    /// The frequency of the output.
    pub k: Vec<i64>,
    /// The value of the potential.
    pub value: Number,
}

/// The inputs of a potential: r_{k1 k2 k}, r_{a k1 k2 k} or r_{b k1 k2 k}.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Inputs {
    /// r_{a k1 k2 k}.
    AA,
    /// r_{k1 k2 k}.
    AB,
    /// r_{b k1 k2 k}.
    BB,
}

/// An exact loss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossClaim {
    /// What the outputs are compared with.
    pub target: ClaimedTarget,
    /// The loss.
    pub value: Number,
}

/// What a claimed loss compares the outputs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimedTarget {
    /// The one-hot label, up to a constant.
    ZeroMean,
    /// The one-hot label.
    OneHot,
}

impl fmt::Display for ClaimedTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ClaimedTarget::ZeroMean => "zero-mean",
            ClaimedTarget::OneHot => "one-hot",
        })
    }
}

/// What is said of a certificate that no check would read.
pub(crate) fn too_large(what: &str) -> Error {
    Error::unsupported(format!("the certificate would have more {what} than a check reads; prove a smaller group"))
}
