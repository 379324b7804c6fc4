//! Tables, figures and pages, from result structs.
