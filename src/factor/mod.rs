//! Reading a trained network as algebra: live nodes → frequencies → Kronecker factors → named forms.

mod analysis;
mod form;
mod paper;
mod summary;

pub use analysis::{Factorization, FrequencyFactorization, FrequencyLabel, Method};
pub use form::{FactorKind, Form, Parameter, Parameters};
pub use paper::factor_as_paper;
pub use summary::{MeanAndError, SummaryRow, summarize};
