//! The bytes of a file, and how much may be made of them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::{Error, Result};

/// The largest file that is read, and the most that its arrays may occupy in memory: 2 GiB.
const MAX_BYTES: u64 = 2 << 30;
/// The largest text that settings or a mapping take: 1 MiB.
const MAX_TEXT: u64 = 1 << 20;

/// The content of a regular, non-empty file of at most 2 GiB.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    read_at_most(path, MAX_BYTES, "2 GiB").map_err(|error| error.at_path(path))
}

/// The content of a regular, non-empty text file of at most 1 MiB, such as settings are.
///
/// # Errors
/// When there is no such file, it cannot be read, is longer, or is not text (UTF-8).
pub fn read_text(path: &Path) -> Result<String> {
    let not_text = |_| Error::format("is not text (UTF-8)");
    let text = read_at_most(path, MAX_TEXT, "1 MiB").and_then(|bytes| String::from_utf8(bytes).map_err(not_text));
    text.map_err(|error| error.at_path(path))
}

/// The content of a regular, non-empty file of at most `most` bytes, in words `limit`.
fn read_at_most(path: &Path, most: u64, limit: &str) -> Result<Vec<u8>> {
    let refused = |source| Error::io("cannot be read", source);
    let metadata = std::fs::metadata(path).map_err(refused)?;
    if metadata.is_dir() {
        return Err(Error::argument("is a directory; a file is required"));
    }
    if !metadata.is_file() {
        return Err(Error::argument("is not a regular file; save it to one first"));
    }
    let too_large = || Error::unsupported(format!("is larger than {limit}, the most that is read"));
    if metadata.len() > most {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    File::open(path).map_err(refused)?.take(most + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.is_empty() {
        return Err(Error::format("is empty"));
    }
    if bytes.len() as u64 > most {
        return Err(too_large());
    }
    Ok(bytes)
}

/// The memory that what is made of one file may still take, over and above the file itself.
///
/// A file of n bytes gets 9n + 48 MiB, at most 2 GiB: enough for integers of one byte, which become eight, and too little
/// for what a few compressed bytes, or a few opcodes of a pickle, could be blown up to.
pub(crate) struct Budget {
    left: u64,
    most: u64,
}

impl Budget {
    /// As much as the largest file gets.
    pub(crate) fn new() -> Self {
        Budget { left: MAX_BYTES, most: MAX_BYTES }
    }

    /// What a file with this content gets.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let most = (bytes.len() as u64).saturating_mul(9).saturating_add(48 << 20).min(MAX_BYTES);
        Budget { left: most, most }
    }

    /// Reserves memory for `count` entries of `size` bytes.
    pub(crate) fn reserve(&mut self, count: u64, size: u64) -> Result<()> {
        match count.checked_mul(size).and_then(|bytes| self.left.checked_sub(bytes)) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Error::unsupported(format!(
                "what this file holds takes more than {} MiB of memory, the most that a file of its size gets; save the \
                 weights alone, uncompressed",
                self.most >> 20
            ))),
        }
    }

    /// Gives back what was needed for a while only.
    pub(crate) fn release(&mut self, bytes: u64) {
        self.left = self.left.saturating_add(bytes).min(self.most);
    }

    /// Reserves memory for one more array of this name; an array of one number takes little else.
    pub(crate) fn admit(&mut self, name: &str) -> Result<()> {
        const ARRAY: u64 = 256;
        self.reserve(1, ARRAY + name.len() as u64)
    }

    /// Makes room for `more` items, by a quarter at least, so that growth is never far ahead of what is there.
    pub(crate) fn room<T>(&mut self, items: &mut Vec<T>, more: usize) -> Result<()> {
        if items.capacity() - items.len() < more {
            let extra = more.max(items.capacity() / 4).max(4);
            // while the items move, their old place is there too
            self.reserve((items.capacity() + extra) as u64, size_of::<T>() as u64)?;
            self.release((items.capacity() * size_of::<T>()) as u64);
            items.reserve_exact(extra);
        }
        Ok(())
    }
}

/// The name of what stands under `key` in what is called `name`.
///
/// # Errors
/// When it is longer than any name has reason to be: every array below would repeat it.
pub(crate) fn child(name: &str, key: &str) -> Result<String> {
    const LONGEST: usize = 4096;
    if name.len() + key.len() >= LONGEST {
        return Err(Error::unsupported(format!("a name of more than {LONGEST} bytes")));
    }
    Ok(if name.is_empty() { key.to_string() } else { format!("{name}.{key}") })
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

/// NumPy and PyTorch know no more.
pub(crate) const MOST_DIMENSIONS: usize = 64;

/// The number of entries of an array of the given shape.
pub(crate) fn count_entries(shape: &[u64]) -> Result<u64> {
    if shape.len() > MOST_DIMENSIONS {
        let found = shape.len();
        return Err(Error::unsupported(format!(
            "{found} dimensions, more than the {MOST_DIMENSIONS} that NumPy knows"
        )));
    }
    let overflow = || Error::format(format!("shape {shape:?} has more than 2⁶⁴ entries"));
    shape.iter().try_fold(1u64, |count, &n| count.checked_mul(n)).ok_or_else(overflow)
}
