//! Tables, figures and pages, from result structs.

pub mod comparison;
#[cfg(feature = "cli")]
pub mod factorization;
#[cfg(feature = "figures")]
pub mod figures;
#[cfg(feature = "figures")]
pub mod page;
pub mod path;
#[cfg(feature = "figures")]
pub mod plot;
#[cfg(feature = "cli")]
pub mod snapping;
mod table;
pub mod verification;
mod words;

pub use table::{PaperTable, write_table};
