//! Which type of file it is: by content when reading, by extension when writing.

use std::path::Path;

use super::array::Arrays;
use super::npz;
use crate::{Error, Result};

/// The types of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileType {
    Npz,
}

impl FileType {
    /// The type that the first bytes betray.
    pub(crate) fn of_content(bytes: &[u8], path: &Path) -> Result<Self> {
        if bytes.starts_with(b"PK") {
            return Ok(FileType::Npz);
        }
        Self::of_extension(path)
    }

    /// The type that the extension names.
    pub(crate) fn of_extension(path: &Path) -> Result<Self> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("npz") => Ok(FileType::Npz),
            _ => Err(Error::unsupported("the extension names no type of file that is known (.npz)")),
        }
    }

    /// The arrays that the bytes of a file of this type hold.
    pub(crate) fn arrays(self, bytes: &[u8]) -> Result<Arrays> {
        match self {
            FileType::Npz => npz::arrays_from_bytes(bytes),
        }
    }

    /// Writes arrays in this type.
    pub(crate) fn write(self, path: &Path, arrays: &Arrays) -> Result<()> {
        match self {
            FileType::Npz => npz::write_arrays(path, arrays),
        }
    }
}
