//! What factoring a network returns: plain data, printed as a table or as JSON.

use serde::Serialize;

use super::form::{Form, Parameters};
use crate::group::Group;

/// Which analysis to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// The search over translations between nodes: any group, any order, gauge-aware.
    Translations,
    /// The analysis of the paper: orders 4 and 6, by all permutations.
    Paper,
}

/// A network taken apart, frequency by frequency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Factorization {
    /// The analysis that was run.
    pub method: Method,
    /// The group.
    pub group: Group,
    /// The number q of hidden nodes.
    pub width: usize,
    /// The number of hidden nodes that are not dead.
    pub live_nodes: usize,
    /// One entry for every pair ±k of characters with k ≠ 0, in increasing order of the representative.
    pub frequencies: Vec<FrequencyFactorization>,
}

/// The nodes of one pair of characters ±k, as an element of the semiring.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrequencyFactorization {
    /// The representative of the pair.
    pub k: FrequencyLabel,
    /// The number of live nodes at this frequency; 0 when the network does not use it.
    pub order: usize,
    /// The indices of these nodes, increasing.
    pub nodes: Vec<usize>,
    /// The form; `nonfactorable` also for orders that the method does not factor.
    pub form: Form,
    /// Whether the nodes are a product of factors of order 2 or more, within the method's tolerance.
    pub factorable: bool,
    /// How far the nodes are from the nearest product, by the measure of the method; `None` where it makes no attempt.
    pub error: Option<f64>,
    /// The parameters of a named form.
    pub parameters: Parameters,
}

/// A character as it is written: an integer in a cyclic group, the list of its coordinates in a product.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum FrequencyLabel {
    /// k of Z_d.
    Cyclic(usize),
    /// (k_1, …, k_m) of Z_n1 × … × Z_nm.
    Product(Vec<usize>),
}

impl FrequencyLabel {
    /// The label of character `k`.
    ///
    /// # Panics
    /// When `k ≥ d`.
    #[must_use]
    pub fn new(group: &Group, k: usize) -> Self {
        if group.is_cyclic_presentation() {
            FrequencyLabel::Cyclic(k)
        } else {
            FrequencyLabel::Product(group.coordinates(k))
        }
    }
}

impl std::fmt::Display for FrequencyLabel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            FrequencyLabel::Cyclic(k) => write!(f, "{k}"),
            FrequencyLabel::Product(coordinates) => {
                let coordinates: Vec<String> = coordinates.iter().map(usize::to_string).collect();
                write!(f, "({})", coordinates.join(","))
            }
        }
    }
}
