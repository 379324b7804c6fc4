//! The variety of exact networks of one width over one group: its equations, its points, and what it looks like there.
//!
//! A network of width H over a group of order d is a point of R^{3dH}, and it is exact where d³ cubic polynomials vanish
//! ([`ResidualMap`]). This set is no manifold of the expected dimension: at exact networks the Jacobian has fewer independent
//! rows than there are equations, so that a small residual alone proves nothing.

mod basis;
mod correction;
mod echelon;
mod export;
mod field_network;
mod gram;
mod map;
mod minimum;
mod modular;
pub mod newton;
mod normal;
mod rank;
mod report;
mod weights;

pub use basis::FunctionBasis;
pub use correction::{Corrected, LinearRow, Tangent, correct};
pub use export::ExportFormat;
pub use field_network::{FieldNetwork, FieldProof};
pub use gram::NormalEquations;
pub use map::ResidualMap;
pub(crate) use map::{dot, largest, square_norm};
pub use minimum::descend_norm;
pub use modular::{ExactRank, FieldRank, ModularRank};
pub use normal::PivotedFactor;
pub use rank::NumericalRank;
pub use report::RankReport;
pub use weights::{Violation, Weights};
