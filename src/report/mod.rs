//! Tables, figures and pages, from result structs.

pub mod plot;
