//! The bytes of a file, and how much may be made of them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::{Error, Result};

/// The largest file that is read, and the most that its arrays may occupy in memory: 2 GiB.
const MAX_BYTES: u64 = 2 << 30;

/// The content of a regular, non-empty file of at most 2 GiB.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    let refused = |source| Error::io("cannot be read", source).at_path(path);
    let metadata = std::fs::metadata(path).map_err(refused)?;
    if metadata.is_dir() {
        return Err(Error::argument("is a directory; a file is required").at_path(path));
    }
    if !metadata.is_file() {
        return Err(Error::argument("is not a regular file; save it to one first").at_path(path));
    }
    let too_large = || Error::unsupported("is larger than 2 GiB, the most that is read").at_path(path);
    if metadata.len() > MAX_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(refused)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.is_empty() {
        return Err(Error::format("is empty").at_path(path));
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    Ok(bytes)
}

/// The memory that the arrays of one file may still take.
pub(crate) struct Budget {
    left: u64,
}

impl Budget {
    pub(crate) fn new() -> Self {
        Budget { left: MAX_BYTES }
    }

    /// Reserves memory for `count` entries of `size` bytes.
    pub(crate) fn reserve(&mut self, count: u64, size: u64) -> Result<()> {
        match count.checked_mul(size).and_then(|bytes| self.left.checked_sub(bytes)) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Error::unsupported("the arrays of this file take more than 2 GiB, the most that is read")),
        }
    }
}

/// Which arrays of a file are read. Of the others only shape and type are, which a few bytes of the file tell however large
/// the arrays are: a deflated file of 2 MB may hold 2 GB of zeros.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Selection<'a> {
    /// All.
    All,
    /// Those of at most [`Selection::SMALL`] entries, and those with these names.
    Named(&'a BTreeSet<String>),
}

impl Selection<'_> {
    /// Entries of an array that costs nothing.
    const SMALL: u64 = 1 << 12;

    pub(crate) fn takes(&self, name: &str, count: u64) -> bool {
        match self {
            Selection::All => true,
            Selection::Named(names) => count <= Self::SMALL || names.contains(name),
        }
    }
}

/// The number of entries of an array of the given shape.
pub(crate) fn count_entries(shape: &[u64]) -> Result<u64> {
    let overflow = || Error::format(format!("shape {shape:?} has more than 2⁶⁴ entries"));
    shape.iter().try_fold(1u64, |count, &n| count.checked_mul(n)).ok_or_else(overflow)
}
