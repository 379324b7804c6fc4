//! What the command says of files.

use std::path::PathBuf;

use cogring::Error;
use cogring::experiment::{
    Conversion, Element, IrrepReport, OfFile, PotentialList, PotentialQuestion, TakenApart, network_files,
};
use cogring::factor::Report;
use cogring::format::{network_paths, read_network_as, read_network_to_verify, write_network};
use cogring::network::{Comparison, Verification};
use cogring::report::json::{Schema, to_json};
use pyo3::prelude::*;

use crate::compute::compute;
use crate::group::Group;
use crate::reading::Options;
use crate::solution::{inputs, scale};

/// What the command `factor` says of files, and what went wrong with others.
#[pyfunction]
pub fn factor_files(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    options: Options,
    as_stored: Options,
    method: String,
) -> PyResult<String> {
    compute(py, move || {
        let (options, as_stored, method) = (options.read()?, as_stored.read()?, method.parse()?);
        let mut files = Vec::new();
        for path in &paths {
            for file in network_files(path)? {
                files.push(network_paths(&file, &options)?);
            }
        }
        let is_history = files.iter().any(|parts| parts.len() > 1);
        let options = if is_history { as_stored } else { options };
        let (mut networks, mut irreps) = (Vec::new(), Vec::new());
        for file in files.concat() {
            let (network, reading) = read_network_as(&file, &options)?;
            match TakenApart::new(file.display().to_string(), &network, reading, method)? {
                TakenApart::Frequencies(report) => networks.push(report),
                TakenApart::Irreps(report) => irreps.push(report),
            }
        }
        match (networks.is_empty(), irreps.is_empty()) {
            (true, false) => to_json(Schema::Irreps, &IrrepReport { networks: irreps }),
            (_, true) => to_json(Schema::Factorization, &Report::new(networks)),
            (false, false) => Err(Error::argument(
                "networks over groups that are given by their factors and by their tables: factor them apart",
            )),
        }
    })
}

/// What the command `verify` says of a file.
#[pyfunction]
pub fn verify_file(py: Python<'_>, path: PathBuf, options: Options, target: String) -> PyResult<String> {
    compute(py, move || {
        let (network, magnitudes, reading) = read_network_to_verify(&path, &options.read()?)?;
        let verification = Verification::of_stored(&network, target.parse()?, magnitudes)?;
        to_json(Schema::Verification, &OfFile::new(path.display().to_string(), reading, verification))
    })
}

/// What the command `convert` says.
#[pyfunction]
pub fn convert(py: Python<'_>, input: PathBuf, output: PathBuf, options: Options) -> PyResult<String> {
    compute(py, move || {
        let (network, reading) = read_network_as(&input, &options.read()?)?;
        write_network(&output, &network)?;
        let [input, output] = [&input, &output].map(|path| path.display().to_string());
        to_json(Schema::Conversion, &Conversion { input, output, width: network.width(), reading })
    })
}

/// What the command `compare` says of two files.
#[pyfunction]
pub fn compare_files(py: Python<'_>, left: PathBuf, right: PathBuf, options: Options) -> PyResult<String> {
    compute(py, move || {
        let options = options.read()?;
        let (left, _) = read_network_as(&left, &options)?;
        let (right, _) = read_network_as(&right, &options)?;
        to_json(Schema::Comparison, &Comparison::new(&left, &right)?)
    })
}

/// What the command `potentials` says.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn potentials(
    py: Python<'_>,
    element: String,
    group: Option<Group>,
    options: Options,
    frequencies: Vec<String>,
    input: Option<String>,
    largest: usize,
    set: Vec<String>,
    raw: bool,
) -> PyResult<String> {
    compute(py, move || {
        let (inputs, scale) = (inputs(input.as_deref())?, scale(raw));
        let asked = PotentialQuestion { frequencies, inputs, largest, set, scale };
        let of = Element::of_text(&element, &options.read()?)?;
        to_json(
            Schema::Potentials,
            &PotentialList::asked(&element, &of, group.as_ref().map(|group| &group.inner), &asked)?,
        )
    })
}
