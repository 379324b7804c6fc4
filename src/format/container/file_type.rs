//! Which type of file it is: by content when reading, by extension when writing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::archive::Archive;
use super::array::{Array, Arrays, Values};
use super::part::Part;
use super::source::{Budget, Selection, read_bytes};
use super::{foreign, json, legacy, npz, pickled, pytorch, safetensors};
use crate::format::atomic::write_atomically;
use crate::{Error, Result};

/// The arrays of a file of any type that is known, or of a [`Part`] of it: `FILE::PART`.
///
/// # Errors
/// When the file cannot be read, is of no known type, or is damaged, or has no such part.
pub fn read_arrays(path: &Path) -> Result<Arrays> {
    let (file, part) = Part::of_path(path);
    let arrays = read_bytes(&file)?;
    let arrays = arrays_from_bytes(&arrays, &file).and_then(|arrays| selected(part.as_ref(), arrays));
    arrays.map_err(|error| error.at_path(path))
}

fn selected(part: Option<&Part>, arrays: Arrays) -> Result<Arrays> {
    match part {
        Some(part) => part.select(&arrays),
        None => Ok(arrays),
    }
}

/// One array of a file of any type that is known; `None` when there is no array of that name.
///
/// # Errors
/// As [`read_arrays`].
pub fn read_array(path: &Path, name: &str) -> Result<Option<Array>> {
    Ok(read_needed(path, |_| Ok(BTreeSet::from([name.to_string()])))?.remove(name))
}

/// The arrays of a file, or of a part of it, of which most may be [`Values::Unread`]: `needed` sees
/// names, shapes and small arrays, and names those that are read.
pub(crate) fn read_needed(path: &Path, needed: impl FnOnce(&Arrays) -> Result<BTreeSet<String>>) -> Result<Arrays> {
    let at_path = |error: Error| error.at_path(path);
    let (file, part) = Part::of_path(path);
    let bytes = read_bytes(&file)?;
    let read = |names: &BTreeSet<String>| select_from_bytes(&bytes, &file, Selection::Named(names));
    let outline = read(&BTreeSet::new()).map_err(at_path)?;
    let stored = part.as_ref().map_or(Ok(BTreeMap::new()), |part| part.names(&outline)).map_err(at_path)?;
    let outline = selected(part.as_ref(), outline).map_err(at_path)?;
    let names = needed(&outline).map_err(at_path)?;
    if names.iter().all(|name| outline.get(name).is_none_or(|array| !matches!(array.values, Values::Unread(_)))) {
        return Ok(outline);
    }
    drop(outline);
    let names = names.into_iter().map(|name| stored.get(&name).cloned().unwrap_or(name)).collect();
    read(&names).and_then(|arrays| selected(part.as_ref(), arrays)).map_err(at_path)
}

/// The arrays of a file with the given content: what it begins with decides which type it is, and the extension of
/// `path` only where nothing is recognised, for the sake of the message.
///
/// # Errors
/// When the content is of no known type, or damaged.
pub fn arrays_from_bytes(bytes: &[u8], path: &Path) -> Result<Arrays> {
    select_from_bytes(bytes, path, Selection::All)
}

/// Like [`arrays_from_bytes`], of those arrays that are selected; the others are [`Values::Unread`]. JSON is read whole.
pub(crate) fn select_from_bytes(bytes: &[u8], path: &Path, selection: Selection<'_>) -> Result<Arrays> {
    if bytes.starts_with(b"PK") {
        let (mut archive, budget) = (Archive::open(bytes)?, Budget::of(bytes));
        return match pytorch::folder(&archive) {
            Some(folder) => pytorch::arrays(archive, folder, budget, selection),
            None => npz::arrays_of_archive(&mut archive, budget, selection),
        };
    }
    if safetensors::is_safetensors(bytes) {
        return safetensors::arrays(bytes, selection);
    }
    if bytes.starts_with(legacy::BEGIN) {
        return legacy::arrays(bytes, Budget::of(bytes), selection);
    }
    if pickled::is_numpy_of_objects(bytes) {
        return pickled::arrays_of_numpy(bytes, Budget::of(bytes), selection);
    }
    if let Some(refusal) = foreign::refusal(bytes) {
        return Err(refusal);
    }
    if pickled::is_pickle(bytes) {
        return pickled::arrays(bytes, Budget::of(bytes), selection);
    }
    match (is_json(bytes), extension(path).as_deref()) {
        (true, _) | (_, Some("json")) => json::arrays(bytes),
        (_, Some("safetensors")) => safetensors::arrays(bytes, selection),
        _ => {
            let start: String = bytes.iter().take(8).map(|byte| format!("{byte:02x} ")).collect();
            Err(Error::format(format!(
                "a file of no known type: it begins with the bytes {}, and .npz, .safetensors, .json, pickles and \
                 PyTorch's .pt begin otherwise",
                start.trim_end()
            )))
        }
    }
}

/// Whether the first symbol is that of an object in JSON.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.trim_ascii_start().starts_with(b"{")
}

/// Writes arrays atomically, in the type that the extension of `path` names: `.npz`, `.safetensors` or `.json`.
///
/// # Errors
/// When the extension is another one, the type cannot hold an array, or the file cannot be written.
pub fn write_arrays(path: &Path, arrays: &Arrays) -> Result<()> {
    match extension(path).as_deref() {
        Some("npz") => npz::write_arrays(path, arrays),
        Some("safetensors") => write(path, safetensors::to_bytes(arrays)),
        Some("json") => write(path, json::to_text(arrays).map(String::into_bytes)),
        other => {
            let found =
                other.map_or_else(|| "there is no extension".to_string(), |other| format!("the extension is .{other}"));
            Err(Error::unsupported(format!(
                "{found}; .npz, .safetensors and .json can be written (PyTorch loads the second with \
                 safetensors.torch.load_file)"
            ))
            .at_path(path))
        }
    }
}

fn write(path: &Path, content: Result<Vec<u8>>) -> Result<()> {
    let content = content.map_err(|error| error.at_path(path))?;
    write_atomically(path, &content)
}

fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase())
}
