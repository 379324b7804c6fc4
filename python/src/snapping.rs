//! Networks replaced by the exact solutions that they approximate.

use std::path::PathBuf;
use std::sync::Arc;

use cogring::experiment::{OfFile, WrittenSnapping};
use cogring::factor::{self, SnapOptions};
use cogring::format::{Reading, write_network};
use cogring::report;
use cogring::report::json::{Schema, to_json};
use pyo3::prelude::*;

use crate::compute::{at_once, compute};
use crate::network::Network;
use crate::solution::Solution;
use crate::terms::Terms;

/// What a network was snapped to: frequency by frequency, or over a group that is given by its table irrep by irrep.
enum Snapped {
    Frequencies(factor::Snapping),
    Irreps(factor::IrrepSnapping),
}

/// The same of both.
macro_rules! with {
    ($snapped:expr, $snapping:ident => $do:expr) => {
        match $snapped {
            Snapped::Frequencies($snapping) => $do,
            Snapped::Irreps($snapping) => $do,
        }
    };
}

/// A network replaced by the exact solution that it approximates.
#[pyclass(frozen)]
pub struct Snapping {
    snapped: Arc<Snapped>,
    reading: Arc<Reading>,
    source: String,
    #[pyo3(get)]
    network: Option<Network>,
}

#[pymethods]
impl Snapping {
    /// What the command `factor --snap` says; with a file the weights are written there.
    fn json(&self, py: Python<'_>, written: Option<PathBuf>) -> PyResult<String> {
        let (snapped, reading, source) = (self.snapped.clone(), self.reading.clone(), self.source.clone());
        compute(py, move || {
            let network = with!(&*snapped, snapping => snapping.whole.network.as_ref());
            if let (Some(path), Some(network)) = (&written, network) {
                write_network(path, network)?;
            }
            let written = network.and(written).map(|path| path.display().to_string());
            let reading = (*reading).clone();
            match &*snapped {
                Snapped::Frequencies(snapping) => {
                    let result = WrittenSnapping { written, snapping: snapping.clone() };
                    to_json(Schema::Snapping, &OfFile::new(source, reading, result))
                }
                Snapped::Irreps(snapping) => {
                    let result = WrittenSnapping { written, snapping: snapping.clone() };
                    to_json(Schema::IrrepSnapping, &OfFile::new(source, reading, result))
                }
            }
        })
    }

    /// What the command says of it to people.
    fn text(&self, py: Python<'_>) -> PyResult<String> {
        at_once(py, || {
            Ok(match &*self.snapped {
                Snapped::Frequencies(snapping) => report::snapping::text(snapping),
                Snapped::Irreps(snapping) => report::snapping::irreps(snapping),
            })
        })
    }

    /// The exact solution, where every frequency or irrep has an exact form.
    fn exact(&self) -> Option<Solution> {
        with!(&*self.snapped, snapping => snapping.whole.exact.clone()).map(|exact| Solution::of(Terms::Exact(exact)))
    }

    /// The certificate of the whole network, as text.
    fn certificate(&self, py: Python<'_>) -> PyResult<String> {
        let snapped = self.snapped.clone();
        compute(py, move || with!(&*snapped, snapping => snapping.certificate()?.to_json()))
    }
}

/// Snaps a network.
#[pyfunction]
#[pyo3(name = "snap")]
pub fn snap_network(py: Python<'_>, network: &Network, source: String, max_move: Option<f64>) -> PyResult<Snapping> {
    let Network { inner, reading } = network.clone();
    compute(py, move || {
        let usual = SnapOptions::default();
        let options = SnapOptions {
            max_move: max_move.unwrap_or(usual.max_move),
            max_move_of_irreps: max_move.unwrap_or(usual.max_move_of_irreps),
        };
        let snapped = match inner.group().moduli() {
            Some(_) => Snapped::Frequencies(factor::snap(&inner, &options)?),
            None => Snapped::Irreps(factor::snap_irreps(&inner, &options)?),
        };
        let network = with!(&snapped, snapping => snapping.whole.network.clone()).map(Network::of);
        Ok(Snapping { snapped: Arc::new(snapped), reading, source, network })
    })
}
