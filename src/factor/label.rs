//! How characters and irreps are written in results.

use serde::{Deserialize, Serialize};

use crate::dual::IrrepType;
use crate::group::Group;

/// A character as it is written: an integer in a cyclic group, the list of its coordinates in a product; or an irrep.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FrequencyLabel {
    /// k of Z_d.
    Cyclic(usize),
    /// (k_1, …, k_m) of Z_n1 × … × Z_nm.
    Product(Vec<usize>),
    /// An irrep of a group that is given by its table, written `3: R2`.
    Irrep {
        /// Its number.
        irrep: usize,
        /// Its type.
        kind: IrrepType,
        /// Its degree.
        degree: usize,
    },
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
            FrequencyLabel::Irrep { irrep, kind, degree } => write!(f, "{irrep}: {kind}{degree}"),
        }
    }
}
