//! Reading a trained network as algebra: live nodes → frequencies → Kronecker factors → named forms → an element.
//!
//! ```text
//! Network ─ live nodes ─▶ gauge ─▶ translations ─▶ product ─▶ recognize ─▶ Outcome of every frequency ─▶ Factorization
//!               │           └────── paper: the paper's own analysis ──────────▶ │                        ─▶ Solution
//!               └─ equations: how well the group's own are solved ──────────────┘
//! ```
//!
//! Over any finite group [`factor_irreps`] says which irrep each node serves and how the nodes of an irrep are aligned.

mod analysis;
mod decomposition;
mod engine;
mod equations;
mod form;
mod frequency;
mod gauge;
mod irreps;
mod label;
mod orders;
mod outcome;
mod paper;
mod parts;
mod product;
mod rank_one;
mod readout;
mod recognize;
mod record;
mod report;
mod snap;
mod solution;
mod summary;
mod translations;

pub use analysis::{
    Factorization, FrequencyFactorization, FrequencyShare, Method, MixedNode, OtherNodes, PaperVerdict,
};
pub use decomposition::{DecomposedSite, Decomposition, SiteForm};
pub use engine::{Options, factor, factor_as_paper};
pub use equations::{Equation, FrequencyEquations, clusters};
pub use form::{FactorKind, Form, Parameter, Parameters};
pub use irreps::{
    Alignment, FactoredIrrep, Frames, Hat, Hats, IrrepFactorization, IrrepForm, IrrepProduct, IrrepReadout,
    MeasuredIrreps, MixedIrrepNode, Purity, factor_irreps, read_out_irreps,
};
pub use label::FrequencyLabel;
pub use orders::{LAST_ORDER, OrderHistogram, order_histogram};
pub use outcome::{Factor, NamedBlock, Nearest, Outcome, UnnamedBlock};
pub use readout::{FrequencyReadout, NodeReadout, PotentialReadout, read_out};
pub use report::{NetworkReport, Report};
pub use snap::{
    Basis, Closing, IrrepBasis, IrrepSnapping, SnapOptions, SnappedFrequency, SnappedHat, SnappedIrrep, SnappedNetwork,
    SnappedNodes, SnappedPart, Snapping, snap, snap_irreps,
};
pub use summary::{COLUMNS, MeanAndError, SummaryRow, summarize};
pub use translations::MAX_ORDER;
