//! NumPy archives (`.npz`): a zip of array files.

use std::io::{Cursor, Seek, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::archive::Archive;
use super::array::{Array, Arrays, Values};
use super::npy;
use super::source::{Budget, Selection, read_bytes};
use crate::format::atomic::write_atomically;
use crate::{Error, Result};

/// The arrays of an `.npz` file, stored or deflated.
///
/// # Errors
/// When the file cannot be read, is not such an archive, or an array of it is damaged or claims more than is there.
pub fn read_arrays(path: &Path) -> Result<Arrays> {
    arrays_from_bytes(&read_bytes(path)?).map_err(|error| error.at_path(path))
}

/// Like [`read_arrays`], from the content of the file.
///
/// # Errors
/// As [`read_arrays`].
pub fn arrays_from_bytes(bytes: &[u8]) -> Result<Arrays> {
    arrays_of_archive(&mut Archive::open(bytes)?, Budget::of(bytes), Selection::All)
}

/// The arrays of an archive that is open.
pub(super) fn arrays_of_archive(
    archive: &mut Archive<'_>,
    mut budget: Budget,
    selection: Selection<'_>,
) -> Result<Arrays> {
    let names = archive.names();
    let mut arrays = Arrays::new();
    for file_name in &names {
        let Some(name) = file_name.strip_suffix(".npy") else { continue };
        budget.admit(name)?;
        let mut entry = archive.entry(file_name)?;
        let array = npy::read(&mut entry.content, entry.at_most, &mut budget, |count| selection.takes(name, count));
        arrays.insert(name.to_string(), array.map_err(|error| error.context(format!("array {name}")))?);
    }
    if arrays.is_empty() {
        let names = &names[..names.len().min(8)];
        return Err(Error::format(format!(
            "a zip archive without NumPy arrays (*.npy), which .npz files hold, and without the pickle (*/data.pkl) of \
             PyTorch's .pt files; it holds {names:?}"
        )));
    }
    Ok(arrays)
}

/// Writes the arrays as an uncompressed `.npz` file, as `numpy.savez` does, atomically. The bytes depend on nothing
/// but the arrays.
///
/// # Errors
/// When the file cannot be written, or shape and entries of an array disagree.
pub fn write_arrays(path: &Path, arrays: &Arrays) -> Result<()> {
    // An archive that cannot be finished complains on its own about it, so that it is made in memory, where it can.
    let mut archive = Cursor::new(Vec::new());
    write_arrays_to(&mut archive, arrays).map_err(|error| error.at_path(path))?;
    write_atomically(path, archive.get_ref())
}

/// Like [`write_arrays`], to any writer.
///
/// # Errors
/// As [`write_arrays`].
pub fn write_arrays_to(writer: impl Write + Seek, arrays: &Arrays) -> Result<()> {
    let refused = |error: zip::result::ZipError| Error::io("cannot be written", error.into());
    let mut archive = ZipWriter::new(writer);
    for (name, array) in arrays {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(size_in_bytes(array) > u64::from(u32::MAX) / 2);
        archive.start_file(format!("{name}.npy"), options).map_err(refused)?;
        npy::write(&mut archive, array).map_err(|error| error.context(format!("array {name}")))?;
    }
    archive.finish().map_err(refused)?.flush().map_err(|error| Error::io("cannot be written", error))
}

/// An upper bound of the bytes of the entries.
fn size_in_bytes(array: &Array) -> u64 {
    let entry = if matches!(array.values, Values::Complex(_)) { 16 } else { 8 };
    array.shape.iter().fold(entry, |bytes, &n| bytes.saturating_mul(n as u64))
}
