//! Which type of file it is: by content when reading, by extension when writing.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use super::archive::Archive;
use super::array::{Array, Arrays};
use super::source::{Selection, read_bytes};
use super::{json, npz, pytorch, safetensors};
use crate::format::atomic::write_atomically;
use crate::{Error, Result};

/// The arrays of a file of any type that is known.
///
/// # Errors
/// When the file cannot be read, is of no known type, or is damaged.
pub fn read_arrays(path: &Path) -> Result<Arrays> {
    arrays_from_bytes(&read_bytes(path)?, path).map_err(|error| error.at_path(path))
}

/// One array of a file of any type that is known; `None` when there is no array of that name.
///
/// # Errors
/// As [`read_arrays`].
pub fn read_array(path: &Path, name: &str) -> Result<Option<Array>> {
    let names = BTreeSet::from([name.to_string()]);
    let arrays = select_from_bytes(&read_bytes(path)?, path, Selection::Named(&names));
    Ok(arrays.map_err(|error| error.at_path(path))?.remove(name))
}

/// The arrays of a file with the given content: what it begins with decides which type it is, and the extension of
/// `path` only where nothing is recognised, for the sake of the message.
///
/// # Errors
/// When the content is of no known type, or damaged.
pub fn arrays_from_bytes(bytes: &[u8], path: &Path) -> Result<Arrays> {
    select_from_bytes(bytes, path, Selection::All)
}

/// Like [`arrays_from_bytes`], of those arrays that are selected; the others are [`Values::Unread`](super::Values::Unread). JSON is read whole.
pub(crate) fn select_from_bytes(bytes: &[u8], path: &Path, selection: Selection<'_>) -> Result<Arrays> {
    let first = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).iter().find(|byte| !byte.is_ascii_whitespace());
    if bytes.starts_with(b"PK") {
        let mut archive = Archive::open(bytes)?;
        return match pytorch::folder(&archive) {
            Some(folder) => pytorch::arrays(archive, folder, selection),
            None => npz::arrays_of_archive(&mut archive, selection),
        };
    }
    if bytes.starts_with(b"\x93NUMPY") {
        return Err(Error::unsupported(
            "a single NumPy array; a network has several, save them with numpy.savez(path, W_a=…, W_b=…, W_c=…)",
        ));
    }
    if matches!(bytes, [0x80, 0x02..=0x05, ..]) {
        return Err(pytorch::refuse_bare_pickle(bytes));
    }
    match (safetensors::is_safetensors(bytes), first, extension(path).as_deref()) {
        (true, _, _) => safetensors::arrays(bytes, selection),
        (_, Some(b'{'), _) => json::arrays(bytes),
        (_, _, Some("safetensors")) => safetensors::arrays(bytes, selection),
        (_, _, Some("json")) => json::arrays(bytes),
        _ => {
            let start: String = bytes.iter().take(8).map(|byte| format!("{byte:02x} ")).collect();
            Err(Error::format(format!(
                "a file of no known type: it begins with the bytes {}, and .npz, .safetensors, .json and PyTorch's .pt begin \
                 otherwise",
                start.trim_end()
            )))
        }
    }
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
    write_atomically(path, |file| file.write_all(&content).map_err(|error| Error::io("cannot be written", error)))
}

fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase())
}
