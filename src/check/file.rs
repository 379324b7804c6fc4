//! Certificates in files.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Verdict, parsed};
use crate::certificate::{FieldCertificate, MAX_BYTES, NetworkCertificate, ValueCertificate};
use crate::{Error, Result};

/// What became of the certificate in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckedFile {
    /// The file.
    pub path: String,
    /// What was found.
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl CheckedFile {
    /// Checks the certificate in a file, as [`Verdict::of_bytes`].
    ///
    /// # Errors
    /// When the file is not a regular one, cannot be read, or is not a certificate in the one way of writing it.
    pub fn new(path: &Path) -> Result<Self> {
        let verdict = Verdict::of_bytes(&read_bytes(path)?).map_err(|error| error.at_path(path))?;
        Ok(CheckedFile { path: path.display().to_string(), verdict })
    }
}

/// The certificate of a network in a file, unchecked.
///
/// # Errors
/// When the file is not a regular one, cannot be read, or holds no such certificate.
pub fn network_certificate(path: &Path) -> Result<NetworkCertificate> {
    parsed(&read_bytes(path)?).map_err(|error| error.at_path(path))
}

/// The certificate by values in a file, unchecked.
///
/// # Errors
/// When the file is not a regular one, cannot be read, or holds no such certificate.
pub fn value_certificate(path: &Path) -> Result<ValueCertificate> {
    parsed(&read_bytes(path)?).map_err(|error| error.at_path(path))
}

/// The certificate over a number field in a file, unchecked.
///
/// # Errors
/// When the file is not a regular one, cannot be read, or holds no such certificate.
pub fn field_certificate(path: &Path) -> Result<FieldCertificate> {
    parsed(&read_bytes(path)?).map_err(|error| error.at_path(path))
}

/// The content of a regular file, or its beginning when it is larger than is checked.
fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    let refused = |source| Error::io("cannot be read", source).at_path(path);
    if !std::fs::metadata(path).map_err(refused)?.is_file() {
        return Err(Error::argument("is not a regular file").at_path(path));
    }
    let mut bytes = Vec::new();
    // One byte more than is checked, so that a larger file is noticed.
    File::open(path).map_err(refused)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(refused)?;
    Ok(bytes)
}
