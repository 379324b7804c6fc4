//! Files of `torch.save`: a zip of one pickle and the raw storages that its tensors view.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;

use super::archive::Archive;
use super::array::Arrays;
use super::element::Endian;
use super::objects;
use super::pickle::Pickle;
use super::source::{Budget, Selection};
use super::tensors::{Storages, Views, Wanted};
use crate::{Error, Result};

/// The name of the pickle in the archive; the folder before it is the name of the file when it was saved.
const PICKLE: &str = "/data.pkl";

/// The largest pickle that is read: it holds names and shapes, not numbers.
const MAX_PICKLE: u64 = 16 << 20;

/// The folder of an archive in which the pickle of `torch.save` lies, if it is such an archive.
pub(crate) fn folder(archive: &Archive<'_>) -> Option<String> {
    archive.names().iter().find_map(|name| name.strip_suffix(PICKLE).map(str::to_string))
}

/// The tensors, numbers and texts of a file of `torch.save`, under their dotted names.
pub(crate) fn arrays(
    mut archive: Archive<'_>,
    folder: String,
    mut budget: Budget,
    selection: Selection<'_>,
) -> Result<Arrays> {
    let pickle = archive.read(&format!("{folder}{PICKLE}"), MAX_PICKLE)?;
    budget.reserve(1, pickle.len() as u64)?;
    let (pickle, root) = Pickle::parse(&pickle, &mut budget).map_err(|error| error.context("data.pkl"))?;
    let endian = match archive.read(&format!("{folder}/byteorder"), 16) {
        Ok(order) if order == b"big" => Endian::Big,
        _ => Endian::Little,
    };
    let storages = Stored { archive, folder, read: HashMap::new() };
    objects::arrays(&pickle, root, &mut budget, &mut Views { storages, endian, selection })
}

/// The storages of the archive, each read once.
struct Stored<'a> {
    archive: Archive<'a>,
    folder: String,
    read: HashMap<String, Vec<u8>>,
}

impl Storages for Stored<'_> {
    fn bytes<'s>(
        &'s mut self,
        budget: &mut Budget,
        Wanted { key, required, .. }: Wanted<'_, 's>,
    ) -> Result<Cow<'s, [u8]>> {
        if self.read.get(key).is_none_or(|bytes| bytes.len() as u64 != required) {
            let bytes = self.content(budget, key, required)?;
            self.read.insert(key.to_string(), bytes);
        }
        Ok(Cow::Borrowed(&self.read[key]))
    }
}

impl Stored<'_> {
    fn content(&mut self, budget: &mut Budget, key: &str, required: u64) -> Result<Vec<u8>> {
        let entry = self.archive.entry(&format!("{}/data/{key}", self.folder))?;
        if required > entry.at_most {
            let found = entry.at_most;
            return Err(Error::format(format!(
                "claims {required} bytes, but the file can hold at most {found} of them"
            )));
        }
        budget.reserve(1, required)?;
        let mut bytes = Vec::with_capacity(required as usize);
        entry.content.take(required).read_to_end(&mut bytes).map_err(|error| Error::io("is damaged", error))?;
        if bytes.len() as u64 != required {
            return Err(Error::format(format!("needs {required} bytes, {} are there", bytes.len())));
        }
        Ok(bytes)
    }
}
