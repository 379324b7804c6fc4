//! Proofs of zero loss.

use std::path::Path;
use std::sync::Arc;

use cogring::certificate::FieldCertificate;
use cogring::construct::matrix::MatrixAlgorithm;
use cogring::experiment::subject;
use cogring::format::{is_field_network, read_field_network};
use cogring::named::by_name;
use cogring::proof::{MatrixBlockProof, Proof};
use cogring::report::json::{Schema, to_json};
use cogring::{Error, Result, Target};
use pyo3::prelude::*;

use crate::compute::compute;
use crate::group::Group;

/// What makes the certificate.
type Certify = dyn Fn() -> Result<String> + Send + Sync;

/// What was found of the loss of an element, and its certificate.
#[pyclass(frozen)]
pub struct Proved {
    #[pyo3(get)]
    json: String,
    certify: Arc<Certify>,
}

#[pymethods]
impl Proved {
    /// The certificate of zero loss, as text.
    fn certificate(&self, py: Python<'_>) -> PyResult<String> {
        let certify = self.certify.clone();
        compute(py, move || certify())
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
        if is_field_network(Path::new(&text)) {
            return over_field(Path::new(&text), target);
        }
        let subject = subject(&text, group.as_ref(), self_conjugate, target)?;
        let proof = subject.prove(target)?;
        let schema = match &proof {
            Proof::Block(_) => Schema::BlockProof,
            Proof::Solution(_) => Schema::SolutionProof,
        };
        Ok(Proved { json: to_json(schema, &proof)?, certify: Arc::new(move || subject.certificate()?.to_json()) })
    })
}

/// An exact network over a number field: every identity, in that field.
fn over_field(file: &Path, target: Option<Target>) -> Result<Proved> {
    let network = read_field_network(file)?;
    let json = to_json(Schema::FieldProof, &network.prove(target))?;
    Ok(Proved { json, certify: Arc::new(move || FieldCertificate::of_network(&network)?.to_json()) })
}

/// What the command `prove --irrep` says.
#[pyfunction]
pub fn prove_on_irrep(py: Python<'_>, name: String, irrep: String) -> PyResult<String> {
    compute(py, move || {
        let proof = MatrixBlockProof::new(&by_name::<MatrixAlgorithm>(&name)?.element(irrep.parse()?)?)?;
        to_json(Schema::MatrixBlockProof, &proof)
    })
}
