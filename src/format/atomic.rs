//! Files that appear whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::{Error, Result};

/// How the name of a temporary file begins …
const PREFIX: &str = ".cogring-";
/// … and how it ends.
const SUFFIX: &str = ".part";

/// Writes a file through `write` so that nobody ever sees a part of it: into a temporary file of the same directory,
/// which takes the name `path` once everything is on disk. An existing file is replaced; when anything fails it stays
/// as it was and the temporary file is removed.
///
/// # Errors
/// When the directory does not exist or the operating system refuses, and whatever `write` returns.
pub fn write_atomically(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<()>) -> Result<()> {
    let refused = |source| Error::io("cannot be written", source).at_path(path);
    if path.is_dir() {
        return Err(Error::argument("is a directory; the name of a file is required").at_path(path));
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !directory.is_dir() {
        return Err(Error::argument(format!("the directory {} does not exist", directory.display())).at_path(path));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666)); // what the umask leaves of it, as for any new file
    }
    let temporary = builder.tempfile_in(directory).map_err(refused)?;
    let (file, name) = temporary.into_parts();
    let mut writer = BufWriter::new(file);
    write(&mut writer).map_err(|error| error.at_path(path))?;
    writer.flush().map_err(refused)?;
    writer.get_ref().sync_data().map_err(refused)?;
    drop(writer);
    name.persist(path).map_err(|error| refused(error.error))
}

/// Removes the temporary files of [`write_atomically`] that processes killed in the middle of it have left in a directory.
/// Nobody else may be writing there; what cannot be removed stays.
pub fn remove_partial_files(directory: &Path) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
