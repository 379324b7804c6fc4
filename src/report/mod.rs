//! Tables, figures and pages, from result structs.

pub mod boundary;
pub mod check;
pub mod comparison;
pub mod construction;
pub mod discovery;
pub mod evaluation;
#[cfg(feature = "cli")]
pub mod factorization;
pub mod features;
#[cfg(feature = "figures")]
pub mod figures;
pub mod group;
#[cfg(feature = "cli")]
pub mod irreps;
pub mod json;
pub mod landscape;
#[cfg(feature = "figures")]
pub mod page;
pub mod path;
#[cfg(feature = "figures")]
pub mod plot;
pub mod potentials;
pub mod proof;
pub mod rates;
pub mod search;
#[cfg(feature = "cli")]
pub mod snapping;
mod table;
pub mod text;
pub mod verification;
pub mod width;
mod words;

pub use table::{PaperTable, write_table};
