//! Tables, figures and pages, from result structs.

pub mod factorization;
pub mod figures;
pub mod page;
pub mod path;
pub mod plot;
pub mod snapping;
mod table;
pub mod verification;
mod words;

pub use table::{PaperTable, write_table};
