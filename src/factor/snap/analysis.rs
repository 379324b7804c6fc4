//! What snapping returns: plain data, printed as a table or as JSON.

use std::collections::BTreeMap;

use num_complex::Complex64;
use serde::{Deserialize, Serialize, Serializer};

use super::whole::SnappedNetwork;
use crate::certificate::Enclosure;
use crate::construct::Family;
use crate::expr::Expression;
use crate::factor::{FrequencyLabel, Parameter};
use crate::proof::SolutionProof;
use crate::scalar::Exact;
use crate::semiring::Solution;

/// A trained network replaced by the exact solution that it approximates, frequency by frequency.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Snapping {
    /// The weights.
    #[serde(flatten)]
    pub whole: SnappedNetwork,
    /// One entry for every pair ±k of characters with k ≠ 0, in increasing order of the representative.
    pub frequencies: Vec<SnappedFrequency>,
    /// What closes R_n.
    pub hat: SnappedHat,
    /// The exact loss, when every frequency has an exact form.
    pub proof: Option<SolutionProof>,
    /// What is known of the solution, part by part, when every frequency has an exact form or an enclosure. The hat is in
    /// none of them.
    #[serde(skip)]
    pub parts: Vec<SnappedPart>,
    /// The fitted values of its parameters.
    #[serde(skip)]
    pub assignment: BTreeMap<String, Complex64>,
}

/// Nodes that are responsible for some frequencies.
#[derive(Debug, Clone)]
pub struct SnappedPart {
    /// What they are.
    pub nodes: SnappedNodes,
    /// The share of the hat that they carry, in thousandths.
    pub hat_share: u64,
    /// Where each node stands in the network.
    pub slots: Vec<usize>,
    /// The inputs of each node are those of the solution times this.
    pub scales: Vec<f64>,
}

/// The nodes of a part of the solution.
#[derive(Debug, Clone)]
pub enum SnappedNodes {
    /// Exact numbers.
    Exact {
        /// The representatives of their frequencies; none for the constant node of a hat.
        frequencies: Vec<usize>,
        /// The nodes.
        element: Solution<Exact>,
        /// Whether R_n is left to the hat.
        hat_closes_r_n: bool,
    },
    /// They exist near a rational point.
    Enclosed(Enclosure),
}

/// One frequency of a [`Snapping`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SnappedFrequency {
    /// The representative of the pair.
    pub k: FrequencyLabel,
    /// The indices of its nodes, node j of the exact form at position j.
    pub nodes: Vec<usize>,
    /// What its nodes are now.
    #[serde(flatten)]
    pub basis: Basis,
    /// How far the nodes moved at this frequency: ‖snapped − trained‖ / ‖trained‖ of their a_k, b_k, c_k.
    pub moved: Option<f64>,
    /// The same of their weights altogether: hats are part of these.
    pub moved_weights: Option<f64>,
}

/// What the nodes of a frequency are after snapping.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "basis")]
pub enum Basis {
    /// An exact form.
    Exact {
        /// Which.
        form: Family,
        /// The block in symbolic parameters; serialized as it is written.
        #[serde(serialize_with = "as_written")]
        expression: Expression,
        /// The fitted values of the parameters, all of modulus 1.
        parameters: BTreeMap<String, Parameter>,
    },
    /// An exact solution without a closed form, proved to exist by the Newton–Kantorovich test.
    Certified {
        /// The frequencies that these nodes solve together.
        together: Vec<FrequencyLabel>,
        /// Whether R_n is left to the hat; otherwise all equations are certified.
        hat_closes_r_n: bool,
        /// The radius around the written weights (before rounding, at the theory's scale) in which the solution lies.
        radius: f64,
    },
    /// Nodes that serve several frequencies, moved onto the equations of these in floating point, without a proof.
    Solved {
        /// The frequencies that these nodes solve together.
        together: Vec<FrequencyLabel>,
        /// The largest residual of an equation.
        residual: f64,
        /// Why there is no proof.
        reason: String,
    },
    /// No exact form and no certificate: the trained nodes, restricted to this frequency.
    Unchanged {
        /// Why.
        reason: String,
    },
    /// The network has no nodes here.
    Unused,
}

fn as_written<S: Serializer>(expression: &Expression, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(expression)
}

/// What closes R_n.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SnappedHat {
    /// The frequencies whose nodes carry the hat, with their shares of it.
    pub hosts: Vec<(FrequencyLabel, f64)>,
    /// The one constant node that carries it instead.
    pub constant_node: Option<usize>,
}
