//! The engine as a Python module: `cogring._cogring`, which the package `cogring` makes pleasant.
//!
//! One file per class, and one each for errors, computations, arrays and text. Results cross as the JSON that the command
//! prints, so that both doors say the same.

mod arrays;
mod certificate;
mod compute;
mod construction;
mod discovery;
mod error;
mod experiments;
mod expression;
mod figures;
mod files;
mod group;
mod network;
mod nodes;
mod pages;
mod planning;
mod proof;
mod reading;
mod run;
mod snapping;
mod solution;
mod terms;
mod text;
mod training;
mod watching;

use std::ffi::OsString;

use pyo3::prelude::*;

/// The engine of the package `cogring`.
#[pymodule]
mod _cogring {
    #[pymodule_export]
    use crate::certificate::{certified_network, check, check_text, export_certificate};
    #[pymodule_export]
    use crate::construction::{construct, construct_exact, constructions, path, width, widths};
    #[pymodule_export]
    use crate::discovery::{discover, exactify, rank};
    #[pymodule_export]
    use crate::experiments::{
        landscape, reproduced, reproduced_curves, reproduced_decoupling, reproduced_regimes, reproduced_table,
    };
    #[pymodule_export]
    use crate::expression::{Expression, search};
    #[pymodule_export]
    use crate::figures::{figure_files, svg};
    #[pymodule_export]
    use crate::files::{compare_files, convert, factor_files, potentials, verify_file};
    #[pymodule_export]
    use crate::group::Group;
    #[pymodule_export]
    use crate::network::{Network, block_at};
    #[pymodule_export]
    use crate::pages::{features, pages};
    #[pymodule_export]
    use crate::planning::planned;
    #[pymodule_export]
    use crate::proof::{Proved, prove, prove_on_irrep};
    #[pymodule_export]
    use crate::run::Run;
    #[pymodule_export]
    use crate::snapping::{Snapping, snap_network};
    #[pymodule_export]
    use crate::solution::Solution;
    #[pymodule_export]
    use crate::text::{latex, text};
    #[pymodule_export]
    use crate::training::{read_sweep, runs, sweep_table, train, train_all, train_row, write_pairs};
    #[pymodule_export]
    use crate::watching::interrupt;

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
