//! Zip archives of which no length is believed.

use std::io::{Cursor, Read};

use zip::read::{ArchiveOffset, Config, ZipFile};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::{Error, Result};

/// The most bytes that the deflate method makes of one.
const MAX_INFLATION: u64 = 1032;

/// A zip archive in memory.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    size: u64,
}

/// A file of an archive.
pub(crate) struct Entry<'e, 'a> {
    /// Its content; reading it to the end verifies the check sum.
    pub(crate) content: ZipFile<'e, Cursor<&'a [u8]>>,
    /// More bytes than this cannot come out, whatever the archive claims.
    pub(crate) at_most: u64,
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self> {
        // First where the archive says that its directory is: PyTorch writes a record between the directory and its end that needs
        // not be there, and a search from the end takes the second entry for the first where the first is as long as that record.
        let at_start = Config { archive_offset: ArchiveOffset::Known(0) };
        let zip = ZipArchive::with_config(at_start, Cursor::new(bytes));
        let zip = zip.or_else(|_| ZipArchive::new(Cursor::new(bytes))).map_err(|error| {
            Error::format(format!(
                "begins as a zip archive does, but is not a readable one ({error}); it may be truncated: copy or save it again"
            ))
        })?;
        Ok(Archive { zip, size: bytes.len() as u64 })
    }

    /// The names of its files, as far as they are text.
    pub(crate) fn names(&self) -> Vec<String> {
        self.zip.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect()
    }

    /// The file of the given name.
    pub(crate) fn entry(&mut self, name: &str) -> Result<Entry<'_, 'a>> {
        let size = self.size;
        let content = self.zip.by_name(name).map_err(|error| match error {
            ZipError::FileNotFound => Error::format(format!("the archive has no file {name}")),
            error => Error::format(format!("the file {name} of the archive is damaged: {error}")),
        })?;
        let stored = content.compressed_size().min(size);
        let at_most = match content.compression() {
            CompressionMethod::Stored => stored,
            _ => stored.saturating_mul(MAX_INFLATION),
        };
        Ok(Entry { content, at_most })
    }

    /// The content of the file of the given name, which must not exceed `limit` bytes.
    pub(crate) fn read(&mut self, name: &str, limit: u64) -> Result<Vec<u8>> {
        let entry = self.entry(name)?;
        let mut bytes = Vec::with_capacity(entry.content.size().min(limit) as usize);
        entry
            .content
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Error::format(format!("the file {name} of the archive is damaged: {error}")))?;
        if bytes.len() as u64 > limit {
            return Err(Error::unsupported(format!("the file {name} of the archive is larger than {limit} bytes")));
        }
        Ok(bytes)
    }
}
