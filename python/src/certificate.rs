//! Certificates: checked, and the networks that they are about.

use std::path::PathBuf;

use cogring::Error;
use cogring::certificate::{FieldCertificate, NetworkCertificate, ValueCertificate};
use cogring::check::{CheckedFile, Verdict};
use cogring::format::rounded_field_network;
use cogring::report::json::{Schema, to_json};
use pyo3::prelude::*;
use serde::de::DeserializeOwned;

use crate::compute::compute;
use crate::network::Network;

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

/// The network that a valid certificate is about.
#[pyfunction]
pub fn certified_network(py: Python<'_>, text: String) -> PyResult<Network> {
    compute(py, move || {
        // This reads it in the one way of writing it, too.
        if !Verdict::of_bytes(text.as_bytes())?.is_valid() {
            return Err(Error::argument("the certificate is refused: there is no network"));
        }
        if let Some(certificate) = read::<FieldCertificate>(&text) {
            rounded_field_network(&certificate.network()?)
        } else if let Some(certificate) = read::<ValueCertificate>(&text) {
            certificate.network()
        } else if let Some(certificate) = read::<NetworkCertificate>(&text) {
            certificate.network()
        } else {
            Err(Error::argument("a certificate of an element by its potentials holds no network"))
        }
        .map(Network::of)
    })
}

/// The network of a certificate over a number field and its identities, for another system.
#[pyfunction]
pub fn export_certificate(py: Python<'_>, text: String, system: String) -> PyResult<String> {
    compute(py, move || {
        let system = system.parse()?;
        Verdict::of_bytes(text.as_bytes())?;
        let certificate = read::<FieldCertificate>(&text)
            .ok_or_else(|| Error::argument("no certificate over a number field, and only these are exported"))?;
        certificate.network()?.export(system)
    })
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}
