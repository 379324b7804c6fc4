//! Files of `torch.save` before version 1.6: a few pickles one after the other, then the raw storages that tensors view.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::array::Arrays;
use super::element::{Element, Endian};
use super::objects;
use super::pickle::{Pickle, Value};
use super::source::{Budget, Selection};
use super::tensors::{Storage, Storages, Views, Wanted};
use crate::{Error, Result};

/// How they begin: the pickle of a number.
pub(crate) const BEGIN: &[u8] = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.";

/// The most bytes that the pickles of a file take: they hold names and shapes, not numbers.
const MAX_PICKLES: usize = 16 << 20;

/// The tensors, numbers and texts of such a file, under their dotted names.
pub(crate) fn arrays(bytes: &[u8], mut budget: Budget, selection: Selection<'_>) -> Result<Arrays> {
    let Old { pickle, root, storages, endian } = Old::open(bytes, MAX_PICKLES, &mut budget)?;
    objects::arrays(&pickle, root, &mut budget, &mut Views { storages, endian, selection })
}

/// A file whose pickles are read, and whose storages are found.
pub(super) struct Old<'a> {
    pub pickle: Pickle<'a>,
    pub root: Value,
    pub storages: Found<'a>,
    pub endian: Endian,
}

/// The places of the storages.
pub(super) struct Found<'a> {
    bytes: &'a [u8],
    places: HashMap<String, Range<usize>>,
}

impl<'a> Old<'a> {
    /// The pickles are a number, a version, facts about the machine, the object that was saved, and the names of the storages;
    /// of each storage the number of its entries follows, eight bytes, and the entries. The pickles lie within the first `most` bytes.
    pub(super) fn open(bytes: &'a [u8], most: usize, budget: &mut Budget) -> Result<Self> {
        let pickles = &bytes[..bytes.len().min(most)];
        let mut at = 0;
        let mut next = |budget: &mut Budget| {
            let (pickle, root, length) = Pickle::parse_first(&pickles[at..], budget)?;
            at += length;
            Ok::<_, Error>((pickle, root))
        };
        next(budget)?;
        next(budget)?;
        let (machine, facts) = next(budget)?;
        let (pickle, root) = next(budget)?;
        let (names, list) = next(budget)?;
        let facts = machine.dict(facts).unwrap_or_default();
        let is_big = |&(key, value): &(Value, Value)| {
            machine.text(key).as_deref() == Some("little_endian") && value == Value::Bool(false)
        };
        let endian = if facts.iter().any(is_big) { Endian::Big } else { Endian::Little };
        let sizes: HashMap<String, usize> = pickle
            .references()
            .filter_map(|value| Storage::named(&pickle, value).ok())
            .map(|storage| (storage.element().map_or(1, Element::size), storage.key))
            .map(|(size, key)| (key, size))
            .collect();
        let mut places = HashMap::new();
        for &name in names.list(list).unwrap_or_default() {
            let name = names.text(name).ok_or_else(|| Error::format("a storage whose name is no text"))?.into_owned();
            let ends = || Error::format(format!("storage {name}: the file ends before it does"));
            let size =
                *sizes.get(&name).ok_or_else(|| Error::format(format!("nothing tells the type of storage {name}")))?;
            let (count, _) = bytes[at..].split_first_chunk::<8>().ok_or_else(ends)?;
            let count = match endian {
                Endian::Little => u64::from_le_bytes(*count),
                Endian::Big => u64::from_be_bytes(*count),
            };
            let length = usize::try_from(count).ok().and_then(|count| count.checked_mul(size)).ok_or_else(ends)?;
            let end = (at + 8).checked_add(length).filter(|&end| end <= bytes.len()).ok_or_else(ends)?;
            places.insert(name, at + 8..end);
            at = end;
        }
        Ok(Old { pickle, root, storages: Found { bytes, places }, endian })
    }
}

impl<'a> Found<'a> {
    /// The first `required` bytes of a storage.
    pub(super) fn content(&self, key: &str, required: u64) -> Result<&'a [u8]> {
        let place = self.places.get(key).cloned().ok_or_else(|| Error::format("the file has no such storage"))?;
        let bytes = &self.bytes[place];
        let taken = usize::try_from(required).ok().and_then(|required| bytes.get(..required));
        taken.ok_or_else(|| Error::format(format!("needs {required} bytes, {} are there", bytes.len())))
    }
}

impl Storages for Found<'_> {
    fn bytes<'s>(&'s mut self, _: &mut Budget, Wanted { key, required, .. }: Wanted<'_, 's>) -> Result<Cow<'s, [u8]>> {
        self.content(key, required).map(Cow::Borrowed)
    }
}
