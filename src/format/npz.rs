//! NumPy archives (`.npz`): a zip of array files.

use std::io::{Cursor, Seek, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::array::{Array, Arrays, Values};
use super::atomic::write_atomically;
use super::npy;
use super::source::{Budget, read_bytes};
use crate::{Error, Result};

/// No compressor of the deflate family does better than this many bytes from one.
const MAX_INFLATION: u64 = 1032;

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
    let damaged = |error: zip::result::ZipError| Error::format(format!("not a readable zip archive: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut budget = Budget::new();
    let mut arrays = Arrays::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(damaged)?;
        let file_name = entry.name().map_err(damaged)?.into_owned();
        let Some(name) = file_name.strip_suffix(".npy") else { continue };
        let stored = entry.compressed_size().min(bytes.len() as u64);
        let at_most = match entry.compression() {
            CompressionMethod::Stored => stored,
            _ => stored.saturating_mul(MAX_INFLATION),
        };
        let array =
            npy::read(&mut entry, at_most, &mut budget).map_err(|error| error.context(format!("array {name}")))?;
        arrays.insert(name.to_string(), array);
    }
    if arrays.is_empty() {
        let names: Vec<String> =
            archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).take(8).collect();
        return Err(Error::format(format!("a zip archive without NumPy arrays (*.npy); it holds {names:?}")));
    }
    Ok(arrays)
}

/// Writes the arrays as an uncompressed `.npz` file, as `numpy.savez` does, atomically. The bytes depend on nothing
/// but the arrays.
///
/// # Errors
/// When the file cannot be written, or shape and entries of an array disagree.
pub fn write_arrays(path: &Path, arrays: &Arrays) -> Result<()> {
    write_atomically(path, |file| write_arrays_to(file, arrays))
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
