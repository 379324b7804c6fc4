//! Reading a trained network as algebra: live nodes → frequencies → Kronecker factors → named forms.

mod analysis;
mod angles;
mod form;
mod orders;
mod paper;
mod summary;

pub use analysis::{Factorization, FrequencyFactorization, FrequencyLabel, Method};
pub use angles::{ParameterAngles, parameter_angles};
pub use form::{FactorKind, Form, Parameter, Parameters};
pub use orders::{OrderHistogram, order_histogram};
pub use paper::factor_as_paper;
pub use summary::{MeanAndError, SummaryRow, summarize};
