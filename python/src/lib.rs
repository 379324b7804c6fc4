//! The engine as a Python module: `cogring._cogring`, which the package `cogring` makes pleasant.
//!
//! One file per class, and one each for errors, computations, arrays and text. Results cross as the JSON that the command
//! prints, so that both doors say the same.

mod arrays;
mod compute;
mod construction;
mod discovery;
mod error;
mod experiments;
mod expression;
mod group;
mod network;
mod proof;
mod reading;
mod solution;
mod text;
mod training;

use std::ffi::OsString;

use pyo3::prelude::*;

/// The engine of the package `cogring`.
#[pymodule]
mod _cogring {
    #[pymodule_export]
    use crate::construction::{construct, construct_exact, constructions, path, width, widths};
    #[pymodule_export]
    use crate::discovery::{discover, exactify, rank};
    #[pymodule_export]
    use crate::experiments::{
        compare_files, convert, factor_files, features, landscape, pages, potentials, reproduced, reproduced_curves,
        reproduced_decoupling, reproduced_table, svg, verify_file,
    };
    #[pymodule_export]
    use crate::expression::{Expression, search};
    #[pymodule_export]
    use crate::group::Group;
    #[pymodule_export]
    use crate::network::{Network, block_at};
    #[pymodule_export]
    use crate::proof::{Proved, Snapping, certified_network, check, check_text, prove, prove_on_irrep, snap_network};
    #[pymodule_export]
    use crate::solution::Solution;
    #[pymodule_export]
    use crate::text::text;
    #[pymodule_export]
    use crate::training::{Run, interrupt, read_sweep, runs, sweep_table, train, train_all, train_row, write_pairs};

    #[pymodule_export]
    use super::main;

    /// The version of the engine.
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}

/// Runs a command line, the name of the program first, and returns its exit status.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| cogring::cli::main(arguments))
}
