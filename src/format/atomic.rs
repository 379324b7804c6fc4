//! Files that appear whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// How the name of a temporary file begins …
const PREFIX: &str = ".cogring-";
/// … and how it ends.
const SUFFIX: &str = ".part";

/// Writes a file through `write` so that nobody ever sees a part of it: into a temporary file of the same directory,
/// which takes the name `path` once everything is on disk. An existing file is replaced; when anything fails it stays
/// as it was and the temporary file is removed. Where `path` is a symbolic link this is about the file that it leads to, and
/// the link stays. What exists and is no regular file, such as a pipe or a device, is not replaced but written to.
///
/// # Errors
/// When the directory does not exist or the operating system refuses, and whatever `write` returns.
pub fn write_atomically(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<()>) -> Result<()> {
    let refused = |source| Error::io("cannot be written", source).at_path(path);
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            return Err(Error::argument("is a directory; the name of a file is required").at_path(path));
        }
        Ok(found) if !found.is_file() => {
            let mut writer = BufWriter::new(OpenOptions::new().write(true).open(path).map_err(refused)?);
            write(&mut writer).map_err(|error| error.at_path(path))?;
            return writer.flush().map_err(refused);
        }
        _ => {}
    }
    let target = behind_links(path).map_err(refused)?;
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
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
    name.persist(&target).map_err(|error| refused(error.error))
}

/// The path to which symbolic links at the end of a path lead, whether anything is there or not.
fn behind_links(path: &Path) -> std::io::Result<PathBuf> {
    const MOST: usize = 40;
    let mut target = path.to_path_buf();
    for _ in 0..MOST {
        match std::fs::read_link(&target) {
            Ok(next) => target = target.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(std::io::Error::other(format!("more than {MOST} symbolic links")))
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
