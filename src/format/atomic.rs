//! Files that appear whole or not at all.

use std::collections::BTreeSet;
use std::fs::{DirEntry, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use crate::{Error, Result};

/// How the name of a temporary file begins …
const PREFIX: &str = ".cogring-";
/// … and how it ends.
const SUFFIX: &str = ".part";

/// Makes a directory, and those that it is in, where it does not exist.
///
/// # Errors
/// When the operating system refuses.
pub fn make_directory(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|error| Error::io("cannot be made", error).at_path(path))
}

/// Writes a file so that nobody ever sees a part of it: into a temporary file of the same directory,
/// which takes the name `path` once everything is on disk. An existing file is replaced; when anything fails it stays
/// as it was and the temporary file is removed. Where `path` is a symbolic link this is about the file that it leads to, and
/// the link stays. What exists and is no regular file, such as a pipe or a device, is not replaced but written to.
///
/// Temporary files that processes killed in the middle have left in the directory are removed, once they are a minute old.
///
/// # Errors
/// When the directory does not exist or the operating system refuses.
pub fn write_atomically(path: &Path, bytes: impl AsRef<[u8]>) -> Result<()> {
    let refused = |source| Error::io("cannot be written", source).at_path(path);
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            return Err(Error::argument("is a directory; the name of a file is required").at_path(path));
        }
        Ok(found) if !found.is_file() => {
            let mut file = OpenOptions::new().write(true).open(path).map_err(refused)?;
            return file.write_all(bytes.as_ref()).map_err(refused);
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
    let (mut file, name) = temporary.into_parts();
    // held as long as this process lives; where locks do not exist, nobody removes temporary files of others
    let _ = file.try_lock();
    file.write_all(bytes.as_ref()).and_then(|()| file.sync_data()).map_err(refused)?;
    drop(file);
    name.persist(&target).map_err(|error| refused(error.error))?;
    remove_old_partial_files(directory);
    Ok(())
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
/// Those of processes that live, which hold a lock, stay, and so does what cannot be removed.
pub fn remove_partial_files(directory: &Path) {
    partial_files(directory).filter(is_abandoned).for_each(|entry| drop(std::fs::remove_file(entry.path())));
}

/// The same of files that are a minute old, once in the life of this process for each directory.
fn remove_old_partial_files(directory: &Path) {
    static SEEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    const OLD: Duration = Duration::from_secs(60);
    if !SEEN.lock().is_ok_and(|mut seen| seen.insert(directory.to_path_buf())) {
        return;
    }
    let age = |entry: &DirEntry| entry.metadata().and_then(|found| found.modified()).ok()?.elapsed().ok();
    let is_old = |entry: &DirEntry| age(entry).is_some_and(|age| age >= OLD);
    let abandoned = partial_files(directory).filter(is_old).filter(is_abandoned);
    abandoned.for_each(|entry| drop(std::fs::remove_file(entry.path())));
}

fn partial_files(directory: &Path) -> impl Iterator<Item = DirEntry> {
    let is_partial = |name: &str| name.starts_with(PREFIX) && name.ends_with(SUFFIX);
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    entries.filter(move |entry| entry.file_name().to_str().is_some_and(is_partial))
}

/// Whether nobody holds the lock that a writer takes.
fn is_abandoned(entry: &DirEntry) -> bool {
    File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
}
