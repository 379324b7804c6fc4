//! The directory of a run.

use std::path::{Path, PathBuf};

use cogring::train::RunDirectory;
use pyo3::prelude::*;

use crate::arrays::{Layers, layers};
use crate::compute::compute;
use crate::error::Raised;
use crate::network::Network;
use crate::text::serialized;

/// The directory of a run.
#[pyclass(frozen)]
pub struct Run {
    directory: RunDirectory,
}

#[pymethods]
impl Run {
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        compute(py, move || Ok(Run { directory: RunDirectory::open(&path)? }))
    }

    /// The configuration as JSON.
    fn config(&self, py: Python<'_>) -> PyResult<String> {
        serialized(self.directory.config()).raised(py)
    }

    #[getter]
    fn is_finished(&self) -> bool {
        self.directory.is_finished()
    }

    /// The records of the log as JSON.
    fn log(&self, py: Python<'_>) -> PyResult<String> {
        let directory = self.directory.clone();
        compute(py, move || serialized(&directory.log()?))
    }

    /// The epochs of the networks that were kept.
    fn checkpoints(&self) -> Vec<usize> {
        self.directory.checkpoints().into_iter().map(|(epoch, _)| epoch).collect()
    }

    /// The network after the last step, or the one before the step of an epoch.
    fn network(&self, py: Python<'_>, epoch: Option<usize>) -> PyResult<Network> {
        let directory = self.directory.clone();
        let network = move || match epoch {
            Some(epoch) => directory.network_at(epoch),
            None => directory.final_network(),
        };
        compute(py, move || network().map(Network::of))
    }

    /// The layers by their names, of any number of operands, after the last step or before the step of an epoch.
    fn layers<'py>(&self, py: Python<'py>, epoch: Option<usize>) -> PyResult<Layers<'py>> {
        let directory = self.directory.clone();
        let network = move || match epoch {
            Some(epoch) => directory.layers_at(epoch),
            None => directory.final_layers(),
        };
        Ok(layers(py, &compute(py, network)?))
    }

    /// The pairs or tuples that it trains on, the last operand fastest, and the number of operands.
    fn pairs(&self, py: Python<'_>) -> PyResult<(Vec<bool>, usize)> {
        let directory = self.directory.clone();
        compute(py, move || {
            let tuples = directory.training_tuples()?;
            Ok((tuples.as_slice().to_vec(), tuples.operands()))
        })
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }
}
