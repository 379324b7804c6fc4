//! What snapping over any finite group returns: plain data, printed as a table or as JSON.

use serde::{Deserialize, Serialize};

use super::super::whole::SnappedNetwork;
use crate::certificate::ValueCertificate;
use crate::construct::{Family, IrrepOrders};
use crate::dual::IrrepType;
use crate::{Error, Result};

/// A trained network over a group that is given by its table, replaced by an exact solution near it, irrep by irrep.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IrrepSnapping {
    /// The weights.
    #[serde(flatten)]
    pub whole: SnappedNetwork,
    /// The irreps other than the trivial one, one of each pair of type C.
    pub irreps: Vec<SnappedIrrep>,
    /// What closes the constants that the blocks leave, but for what the hats that they have of their own do.
    pub closing: Closing,
    /// How many small nodes make the refined irreps exact.
    #[serde(default)]
    pub corrections: usize,
    /// The exact weights as a certificate, which has been checked.
    #[serde(skip)]
    pub(super) certificate: Option<ValueCertificate>,
}

impl IrrepSnapping {
    /// The certificate that the exact weights, of which the snapped ones are the nearest floats, have loss 0.
    ///
    /// # Errors
    /// When the loss is not proved to be 0.
    pub fn certificate(&self) -> Result<&ValueCertificate> {
        let proved = self.certificate.as_ref().filter(|_| self.whole.proved);
        proved.ok_or_else(|| Error::unsupported("only what is proved to be a solution is certified"))
    }
}

/// One irrep of an [`IrrepSnapping`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnappedIrrep {
    /// Its number in [`Dual::irreps`](crate::Dual::irreps).
    pub irrep: usize,
    /// The type.
    pub kind: IrrepType,
    /// The degree n.
    pub degree: usize,
    /// The indices of its nodes.
    pub nodes: Vec<usize>,
    /// The orders that known exact networks have.
    pub known_orders: IrrepOrders,
    /// What its nodes are now.
    #[serde(flatten)]
    pub basis: IrrepBasis,
    /// How far the nodes moved at this irrep: ‖snapped − trained‖ / ‖trained‖ of their parts of a, b and c at it.
    pub moved: Option<f64>,
    /// The same of their weights altogether: hats are part of these.
    pub moved_weights: Option<f64>,
}

/// What the nodes of an irrep are after snapping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "basis")]
pub enum IrrepBasis {
    /// Type R: exact frames over exact directions that span.
    FrameDesign {
        /// The number of directions.
        frames: usize,
        /// Of n² + 1 directions: how far the trained ones are from those of the closed simplex, the largest
        /// |⟨v, v'⟩ + 1/n²|.
        simplex_error: Option<f64>,
    },
    /// A pair of characters: a named product, with parameters of rational real and imaginary part.
    Product {
        /// Which.
        form: Family,
    },
    /// Nodes in no particular form: near a solution in floats to which Newton's method leads, rounded to rationals. Small nodes of
    /// the network make them exact.
    Refined {
        /// The largest residual of the floats.
        residual: f64,
    },
    /// No exact form is known near the nodes, which are as they were.
    Unchanged {
        /// Why.
        reason: String,
    },
    /// The network has no nodes here.
    Unused,
}

/// What closes the constants that are left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum Closing {
    /// There are none, or not all irreps have an exact form.
    Nothing,
    /// A hat on the nodes of an irrep.
    Hat {
        /// Which.
        irrep: usize,
    },
    /// One constant node.
    ConstantNode {
        /// Its index.
        node: usize,
    },
}
