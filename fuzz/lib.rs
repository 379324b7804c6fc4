//! Fuzz targets, one per reader and parser: `cargo fuzz run npz` in the root of the repository.
//!
//! Each calls one function of the harness, with which the tests run a short, seeded mutation of valid inputs.

#[path = "../tests/hostile/harness.rs"]
pub mod harness;
