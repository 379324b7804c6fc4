//! Exact networks from random starts, over number fields.

use std::path::PathBuf;
use std::time::Duration;

use cogring::certificate::FieldCertificate;
use cogring::discover::{Plan, Search};
use cogring::experiment::{Exactified, OfFile, best_fits, exactify_networks, rank_of_file, resume_search};
use cogring::format::{is_xyv, read_network_as, rounded_field_network, write_field_network, write_network};
use cogring::loss::Problem;
use cogring::report;
use cogring::report::json::{Schema, to_json};
use pyo3::prelude::*;

use crate::compute::compute;
use crate::group::Group;
use crate::network::Network;
use crate::reading::Options;

/// What the command `discover` says, and the networks that were found, the smallest rank first.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn discover(
    py: Python<'_>,
    group: &Group,
    width: usize,
    target: String,
    starts: usize,
    seed: u64,
    enough: usize,
    state: Option<PathBuf>,
) -> PyResult<(String, Vec<Network>)> {
    let group = group.inner.clone();
    compute(py, move || {
        let problem = Problem { group, width, target: target.parse()? };
        let search = Search { problem, starts, seed, enough };
        let starts = resume_search(&search, state.as_deref())?;
        let networks = best_fits(&search, &starts)?.into_iter().map(Network::of).collect();
        Ok((to_json(Schema::Discovery, &search.discovery(&starts))?, networks))
    })
}

/// What the command `exactify` says; of the exact network its certificate and its weights in LaTeX, and it is written to `output`.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn exactify(
    py: Python<'_>,
    networks: Vec<(String, PyRef<'_, Network>)>,
    target: String,
    strategies: Vec<String>,
    bases: Vec<String>,
    rounds: u64,
    seconds: u64,
    output: Option<PathBuf>,
) -> PyResult<(String, Option<(String, String)>)> {
    let networks: Vec<_> = networks.iter().map(|(name, network)| (name.clone(), (*network.inner).clone())).collect();
    compute(py, move || {
        let mut plan = Plan { bases, rounds, time: Duration::from_secs(seconds), ..Plan::default() };
        if !strategies.is_empty() {
            plan.strategies = strategies.iter().map(|name| name.parse()).collect::<cogring::Result<_>>()?;
        }
        let Exactified { report, network } = exactify_networks(&plan, &networks, target.parse()?, |_| {})?;
        if let (Some(path), Some(network)) = (&output, &network) {
            match is_xyv(path) {
                true => write_network(path, &rounded_field_network(network)?)?,
                false => write_field_network(path, network)?,
            }
        }
        let exact = network.map(|network| {
            Ok((FieldCertificate::of_network(&network)?.to_json()?, report::discovery::latex(&network)))
        });
        Ok((to_json(Schema::Exactification, &report)?, exact.transpose()?))
    })
}

/// What the command `rank` says of a file.
#[pyfunction]
pub fn rank(py: Python<'_>, path: PathBuf, options: Options, target: String) -> PyResult<String> {
    compute(py, move || {
        let (network, reading) = read_network_as(&path, &options.read()?)?;
        let result = rank_of_file(&path, &network, target.parse()?)?;
        to_json(Schema::Rank, &OfFile::new(path.display().to_string(), reading, result))
    })
}
