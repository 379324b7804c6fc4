//! Proofs, certificates and their checks.

use std::path::PathBuf;
use std::sync::Arc;

use cogring::check::{CheckedFile, Verdict, network_certificate, value_certificate};
use cogring::construct::matrix::MatrixAlgorithm;
use cogring::experiment::{OfFile, WrittenSnapping, subject};
use cogring::factor::{self, SnapOptions};
use cogring::format::{Reading, write_network};
use cogring::named::by_name;
use cogring::proof::{MatrixBlockProof, Proof, Subject};
use cogring::report::json::{Schema, to_json};
use cogring::{Error, Target};
use pyo3::prelude::*;

use crate::compute::compute;
use crate::group::Group;
use crate::network::Network;
use crate::solution::{Solution, Terms};

/// An element with what was found of its loss.
#[pyclass(frozen)]
pub struct Proved {
    subject: Arc<Subject>,
    #[pyo3(get)]
    json: String,
}

#[pymethods]
impl Proved {
    /// The certificate of zero loss, as text.
    fn certificate(&self, py: Python<'_>) -> PyResult<String> {
        let subject = self.subject.clone();
        compute(py, move || subject.certificate()?.to_json())
    }
}

/// What the command `prove` says.
#[pyfunction]
pub fn prove(
    py: Python<'_>,
    text: String,
    group: Option<Group>,
    self_conjugate: bool,
    target: Option<String>,
) -> PyResult<Proved> {
    compute(py, move || {
        let target: Option<Target> = target.map(|name| name.parse()).transpose()?;
        let group = group.map(|group| group.inner);
        if self_conjugate && group.is_some() {
            return Err(Error::argument("a block for k = -k is proved without a group"));
        }
        let subject = subject(&text, group.as_ref(), self_conjugate, target)?;
        let proof = subject.prove(target)?;
        let schema = match &proof {
            Proof::Block(_) => Schema::BlockProof,
            Proof::Solution(_) => Schema::SolutionProof,
        };
        Ok(Proved { json: to_json(schema, &proof)?, subject: Arc::new(subject) })
    })
}

/// What the command `prove --irrep` says.
#[pyfunction]
pub fn prove_on_irrep(py: Python<'_>, name: String, irrep: String) -> PyResult<String> {
    compute(py, move || {
        let proof = MatrixBlockProof::new(&by_name::<MatrixAlgorithm>(&name)?.element(irrep.parse()?)?)?;
        to_json(Schema::MatrixBlockProof, &proof)
    })
}

/// What the command `check` says of the certificate in a file.
#[pyfunction]
pub fn check(py: Python<'_>, path: PathBuf) -> PyResult<String> {
    compute(py, move || of_checked(&CheckedFile::new(&path)?))
}

/// What it says of the text of a certificate.
#[pyfunction]
pub fn check_text(py: Python<'_>, text: String, name: String) -> PyResult<String> {
    compute(py, move || of_checked(&CheckedFile { path: name, verdict: Verdict::of_bytes(text.as_bytes())? }))
}

fn of_checked(checked: &CheckedFile) -> cogring::Result<String> {
    let schema = match &checked.verdict {
        Verdict::Identities(_) => Schema::Check,
        Verdict::Network(_) => Schema::NetworkCheck,
    };
    to_json(schema, checked)
}

/// The network of the certificate in a file.
#[pyfunction]
pub fn certified_network(py: Python<'_>, path: PathBuf) -> PyResult<Network> {
    compute(py, move || {
        let network = match value_certificate(&path) {
            Ok(certificate) => certificate.network(),
            Err(_) => network_certificate(&path)?.network(),
        };
        network.map(Network::of).map_err(|error| error.at_path(&path))
    })
}

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
