//! What a certificate over a number field says: a network of exact weights in Q(α).

use serde::{Deserialize, Serialize};

use super::text::members;
use super::values::at_most;
use super::{ClaimedTarget, MAX_ORDER, MAX_VALUES, ValueKind, ValueNode};
use crate::Result;

/// The version of certificates over number fields.
pub const FIELD_VERSION: u32 = 3;
/// The largest degree of a field that is written and read.
pub const MAX_FIELD_DEGREE: usize = 24;

/// The claim that a network with weights in a real number field has loss exactly 0 over the group with a Cayley table:
/// the identities of a [`ValueCertificate`](super::ValueCertificate), modulo the minimal polynomial of α.
///
/// Every member is required, no other is allowed, and every number has one way of being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldCertificate {
    /// [`FORMAT`](super::FORMAT).
    pub format: String,
    /// [`FIELD_VERSION`].
    pub version: u32,
    /// What is claimed.
    pub kind: ValueKind,
    /// The rows of the Cayley table: entry (x, y) is x·y.
    #[serde(deserialize_with = "at_most::<_, _, MAX_ORDER>")]
    pub table: Vec<Vec<u32>>,
    /// The integer coefficients of an irreducible polynomial, that of α⁰ first: without a common divisor, the last one positive.
    #[serde(deserialize_with = "at_most::<_, _, 25>")]
    pub minimal_polynomial: Vec<String>,
    /// Two fractions with one root of it between them, α: the polynomial changes its sign.
    pub root: [String; 2],
    /// The different weights, in the order in which the nodes first have them: the coefficients of α⁰, α¹, …, fractions in
    /// lowest terms, the last one not 0; the empty list is 0.
    #[serde(deserialize_with = "at_most::<_, _, MAX_VALUES>")]
    pub values: Vec<Vec<String>>,
    /// The hidden nodes.
    #[serde(deserialize_with = "at_most::<_, _, MAX_VALUES>")]
    pub nodes: Vec<ValueNode>,
    /// The strongest target that the loss is 0 for.
    pub target: ClaimedTarget,
}

impl FieldCertificate {
    /// The text of the file: JSON, one row, one value and one node per line.
    ///
    /// # Errors
    /// When it would be too large to be checked.
    pub fn to_json(&self) -> Result<String> {
        members!(self:
            line format, line version, line kind, lines table, line minimal_polynomial,
            line root, lines values, lines nodes, line target)
    }
}
