//! Tables, figures and pages, from result structs.

pub mod factorization;
pub mod figures;
pub mod page;
pub mod plot;
pub mod snapping;
mod table;
pub mod verification;

pub use table::{PaperTable, TableRow, write_table};
