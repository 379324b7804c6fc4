//! Files of `pickle.dump`, and of `numpy.save` given objects: arrays of NumPy, and tensors with their storages beside them.

use std::borrow::Cow;

use super::array::Arrays;
use super::element::Endian;
use super::legacy::Old;
use super::npy;
use super::objects;
use super::pickle::{Pickle, Value};
use super::source::{Budget, Selection};
use super::tensors::{Storage, Storages, Views, Wanted};
use crate::{Error, Result};

/// The arrays, numbers and texts of a pickle, under their dotted names.
pub(crate) fn arrays(bytes: &[u8], mut budget: Budget, selection: Selection<'_>) -> Result<Arrays> {
    let (pickle, root) = Pickle::parse(bytes, &mut budget)?;
    objects::arrays(&pickle, root, &mut budget, &mut Views { storages: Enclosed, endian: Endian::Little, selection })
}

/// The same of a file of `numpy.save` whose entries are objects, such as one dictionary.
pub(crate) fn arrays_of_numpy(bytes: &[u8], budget: Budget, selection: Selection<'_>) -> Result<Arrays> {
    arrays(npy::content(bytes)?, budget, selection)
}

/// Whether it is an array whose entries are objects, such as one dictionary.
pub(crate) fn is_numpy_of_objects(bytes: &[u8]) -> bool {
    let header = &bytes[..bytes.len().min(128)];
    bytes.starts_with(b"\x93NUMPY") && header.windows(4).any(|word| word == b"'|O'")
}

/// Protocols 2 to 5 begin with their number, the older ones with a mark, an empty dictionary or an empty list.
pub(crate) fn is_pickle(bytes: &[u8]) -> bool {
    let is_old = |begin: &[u8]| bytes.starts_with(begin) && bytes.trim_ascii_end().ends_with(b".");
    matches!(bytes, [0x80, 0x02..=0x05, ..])
        || [&b"(dp"[..], b"(lp", b"(d", b"}q", b"]q", b"ccopy_reg", b"cnumpy"].into_iter().any(is_old)
}

/// The most bytes before the numbers of one storage, which many tensors may view: it is opened for each.
const MAX_PICKLES: usize = 4 << 10;

/// Storages that are each a file of the old format of PyTorch inside the pickle.
struct Enclosed;

impl Enclosed {
    fn file<'a>(pickle: &Pickle<'a>, value: Value) -> Result<Cow<'a, [u8]>> {
        let is_file = pickle.class(value).is_some_and(|class| class == "torch.storage._load_from_bytes");
        let bytes = pickle.arguments(value).filter(|_| is_file).and_then(|arguments| pickle.raw(*arguments.first()?));
        bytes.ok_or_else(|| Error::format("the tensor does not view a storage"))
    }
}

impl Storages for Enclosed {
    fn storage(&self, budget: &mut Budget, pickle: &Pickle<'_>, value: Value) -> Result<Storage> {
        let file = Self::file(pickle, value)?;
        let old = Old::open(&file, MAX_PICKLES, budget)?;
        match old.endian {
            Endian::Little => Storage::named(&old.pickle, old.root),
            Endian::Big => Err(Error::unsupported("a storage of a machine whose numbers begin with the highest byte")),
        }
    }

    fn bytes<'s>(&'s mut self, budget: &mut Budget, wanted: Wanted<'_, 's>) -> Result<Cow<'s, [u8]>> {
        let Wanted { pickle, value, key, required } = wanted;
        match Self::file(pickle, value)? {
            Cow::Borrowed(file) => {
                Old::open(file, MAX_PICKLES, budget)?.storages.content(key, required).map(Cow::Borrowed)
            }
            Cow::Owned(file) => {
                budget.reserve(1, required)?;
                Old::open(&file, MAX_PICKLES, budget)?
                    .storages
                    .content(key, required)
                    .map(|bytes| Cow::Owned(bytes.to_vec()))
            }
        }
    }
}
