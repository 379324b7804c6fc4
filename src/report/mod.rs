//! Tables, figures and pages, from result structs.

pub mod factorization;
pub mod figures;
pub mod plot;
pub mod verification;
