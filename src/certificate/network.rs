//! What a certificate of a whole network says: a solution with loss exactly 0 lies within a radius of these weights.

use serde::{Deserialize, Serialize};

use super::CertifiedNode;
use super::text::members;
use crate::Result;

/// The claim that the network of the written weights lies within a radius of one whose zero-mean loss is exactly 0.
///
/// The nodes of that solution come in parts, each responsible for frequencies of its own. The part's own output minus
/// target vanishes at all input frequencies; or at all but the constant ones, R_n, which hats close:
///
/// ```text
/// exact part      nodes written as numbers of Q(ζ_N)[ν^±1, …]: identities, checked as such
/// enclosed part   nodes near a rational point: they exist by the Newton–Kantorovich test
/// hat             every node of an exact part with a share σ of the hat has, at every frequency k with an open
///                 R_k = 2 r_{00k} + Σ_p Σ_k' r_{p,k',−k',k}, the output entry −σ·R_k / W,
///                 W = Σ_j m_j (2 a_0 b_0 + Σ_k (|a_k|² + |b_k|²)) of that part
/// ```
///
/// A part may carry a hat when nothing but constants gets through its inputs: Σ_j m_j (a_j + b_j)² has no other Fourier
/// coefficient. The shares add up to 1. Then the parts' errors are all there is, and they are 0.
///
/// Weights are those of s = 1: a node with the coefficient m and the scale t has the inputs t·a, t·b and the output
/// m/(2d t²)·c, hats included. Nodes that are not listed are zero. Numbers have one way of being written, as in a
/// [`Certificate`](super::Certificate).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkCertificate {
    /// [`FORMAT`](super::FORMAT).
    pub format: String,
    /// [`VERSION`](super::VERSION).
    pub version: u32,
    /// What is claimed.
    pub kind: NetworkKind,
    /// The factors n_1, …, n_m of Z_n1 × … × Z_nm.
    pub group: Vec<u32>,
    /// The number of hidden nodes of the network.
    pub width: usize,
    /// N: all roots of unity in the exact parts are powers of exp(2πi/N), and no smaller N will do.
    pub root_order: u32,
    /// The unit parameters of the exact parts and their values, sorted by name.
    pub parameters: Vec<ParameterValue>,
    /// The parts that are known as exact numbers.
    pub exact: Vec<ExactPart>,
    /// The parts that are known to exist near a rational point.
    pub enclosed: Vec<EnclosedPart>,
    /// The largest distance of a weight from that of the solution: a positive fraction.
    pub radius: String,
}

/// `network`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkKind {
    /// Weights near a solution.
    Network,
}

/// A unit parameter and its value exp(2πi·turn).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterValue {
    /// Its name.
    pub name: String,
    /// A fraction from 0 on and below 1.
    pub turn: String,
}

/// Nodes as exact numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExactPart {
    /// The frequencies (one of each pair ±k) whose outputs these nodes are responsible for; none for a lone hat.
    pub frequencies: Vec<Vec<i64>>,
    /// Whether the constant parts of these outputs are left to the hats.
    pub hat_closes_r_n: bool,
    /// The share of the hat that the nodes carry, a fraction.
    pub hat_share: String,
    /// The nodes without the hat.
    pub nodes: Vec<CertifiedNode>,
    /// The weights of each node.
    pub weights: Vec<WrittenNode>,
}

/// Nodes that exist near a rational point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnclosedPart {
    /// Where they are, and what shows it.
    pub enclosure: Enclosure,
    /// The weights of each node.
    pub weights: Vec<WrittenNode>,
}

/// A rational point and a radius within which there is an exact solution of the equations of some frequencies.
///
/// The unknowns are the real and imaginary parts of all entries, node by node, a, b, c in turn; an entry at k = −k has no
/// imaginary part. The equations are the real and imaginary parts of twice output minus target at (k; k1, k2), by
/// increasing k, k1, k2, those left out that are 0 = 0 or, at k = −k, the conjugate of an earlier one.
/// The solution has the same unknowns as the point except for the pivots, and each of these differs by at most the radius.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enclosure {
    /// The frequencies (one of each pair ±k) whose outputs these nodes are responsible for.
    pub frequencies: Vec<Vec<i64>>,
    /// Whether the constant parts of these outputs are left to the hats.
    pub hat_closes_r_n: bool,
    /// The nodes of the rational point; coefficients are 1.
    pub nodes: Vec<EnclosedNode>,
    /// The unknowns that are solved for, one per real equation, increasing.
    pub pivots: Vec<usize>,
    /// An approximate inverse of the derivative by the pivots, row-major: one row per pivot, one column per equation.
    pub inverse: Vec<f64>,
    /// The radius, in the maximum norm over the pivots: a positive fraction.
    pub radius: String,
}

/// A node by its entries at one of each pair ±k, by increasing frequency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnclosedNode {
    /// Entries of the first input.
    pub a: Vec<EnclosedEntry>,
    /// Entries of the second input.
    pub b: Vec<EnclosedEntry>,
    /// Entries of the output.
    pub c: Vec<EnclosedEntry>,
}

/// A rational complex number at a frequency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnclosedEntry {
    /// The coordinates of the frequency.
    pub k: Vec<i64>,
    /// The real part, a fraction.
    pub re: String,
    /// The imaginary part, a fraction; 0 where k = −k.
    pub im: String,
}

/// The weights of one node as they stand in the network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenNode {
    /// The index of the node in the network.
    pub place: usize,
    /// t, a fraction that is not 0.
    pub scale: String,
    /// The weights of the first input.
    pub a: Vec<f64>,
    /// The weights of the second input.
    pub b: Vec<f64>,
    /// The weights of the output.
    pub c: Vec<f64>,
}

impl NetworkCertificate {
    /// The text of the file: JSON, one part per line.
    ///
    /// # Errors
    /// When it would be too large to be checked.
    pub fn to_json(&self) -> Result<String> {
        members!(self:
            line format, line version, line kind, line group, line width,
            line root_order, line parameters, lines exact, lines enclosed, line radius)
    }
}
