//! Tensors of PyTorch: views of storages, wherever these lie.

use std::borrow::Cow;

use super::array::{Array, Values};
use super::element::{Element, Endian};
use super::objects::{Call, Tensors, length, lengths};
use super::pickle::{Pickle, Value};
use super::source::{Budget, Selection, count_entries};
use super::strided;
use crate::{Error, Result};

/// Where the numbers of tensors lie.
pub(crate) trait Storages {
    /// The storage that `value` refers to: one outside the pickle, unless it is said otherwise.
    fn storage(&self, _: &mut Budget, pickle: &Pickle<'_>, value: Value) -> Result<Storage> {
        Storage::named(pickle, value)
    }

    /// The bytes of a storage.
    fn bytes<'s>(&'s mut self, budget: &mut Budget, wanted: Wanted<'_, 's>) -> Result<Cow<'s, [u8]>>;
}

/// The bytes that are wanted of a storage.
pub(crate) struct Wanted<'a, 's> {
    /// The pickle, and the value in it that refers to the storage.
    pub pickle: &'a Pickle<'s>,
    pub value: Value,
    /// The name of the storage.
    pub key: &'a str,
    /// How many bytes it must have.
    pub required: u64,
}

/// What a pickle says about a storage.
pub(crate) struct Storage {
    /// The name of its class, which tells the type of its entries.
    pub kind: String,
    pub key: String,
    pub entries: usize,
}

impl Storage {
    /// What a reference to something outside the pickle says: ("storage", type, name, device, length, …).
    pub(crate) fn named(pickle: &Pickle<'_>, value: Value) -> Result<Self> {
        let Some(&[_, kind, key, _, entries, ..]) = pickle.persistent(value) else {
            return Err(Error::format("the tensor does not view a storage"));
        };
        match (pickle.global(kind), pickle.text(key), length(entries)) {
            (Some(kind), Some(key), Some(entries)) => Ok(Storage { kind, key: key.into_owned(), entries }),
            _ => Err(Error::format("a storage needs a type, a name and a length")),
        }
    }

    /// The type of its entries, of those that are known.
    pub(crate) fn element(&self) -> Option<Element> {
        element(&self.kind)
    }
}

/// The tensors that view some storages.
pub(crate) struct Views<'a, S> {
    pub storages: S,
    pub endian: Endian,
    pub selection: Selection<'a>,
}

impl<S: Storages> Tensors for Views<'_, S> {
    fn tensor(
        &mut self,
        budget: &mut Budget,
        pickle: &Pickle<'_>,
        name: &str,
        call: Call<'_>,
    ) -> Result<Option<Array>> {
        let Some(function) = call.function.strip_prefix("torch.").and_then(|name| name.rsplit('.').next()) else {
            return Ok(None);
        };
        match (function, call.arguments) {
            ("_rebuild_parameter" | "_rebuild_parameter_with_state", arguments) => match arguments.first() {
                // one level only: a parameter of a parameter does not exist
                Some(&data) if is_tensor(pickle, data) => {
                    let (function, arguments) = (pickle.class(data), pickle.arguments(data));
                    let (function, arguments) = (&*function.unwrap_or_default(), arguments.unwrap_or_default());
                    self.tensor(budget, pickle, name, Call { function, arguments })
                }
                _ => Err(Error::format("a parameter without a tensor")),
            },
            // a subclass of tensors: (function, class, its arguments, attributes)
            ("_rebuild_from_type_v2", &[function, _, arguments, ..]) => {
                let function = pickle.global(function).filter(|name| !name.ends_with("_rebuild_from_type_v2"));
                let (function, arguments) =
                    (&*function.unwrap_or_default(), pickle.list(arguments).unwrap_or_default());
                self.tensor(budget, pickle, name, Call { function, arguments })
            }
            ("_rebuild_tensor" | "_rebuild_tensor_v2", arguments) => {
                self.view(budget, pickle, name, arguments, None).map(Some)
            }
            ("_rebuild_tensor_v3", arguments) => {
                let dtype = arguments.get(6).and_then(|&dtype| pickle.global(dtype));
                self.view(budget, pickle, name, arguments, dtype.or(Some("unknown".to_string()))).map(Some)
            }
            _ => Ok(None),
        }
    }
}

fn is_tensor(pickle: &Pickle<'_>, value: Value) -> bool {
    pickle.class(value).is_some_and(|function| function.starts_with("torch._utils._rebuild_tensor"))
}

/// The type of the entries of a storage, or of a tensor with a dtype of its own.
fn element(name: &str) -> Option<Element> {
    Some(match name.strip_prefix("torch.").unwrap_or(name) {
        "FloatStorage" | "float32" => Element::F32,
        "DoubleStorage" | "float64" => Element::F64,
        "HalfStorage" | "float16" => Element::F16,
        "BFloat16Storage" | "bfloat16" => Element::BF16,
        "LongStorage" | "int64" => Element::I64,
        "IntStorage" | "int32" => Element::I32,
        "ShortStorage" | "int16" => Element::I16,
        "CharStorage" | "int8" => Element::I8,
        "ByteStorage" | "uint8" => Element::U8,
        "uint16" => Element::U16,
        "uint32" => Element::U32,
        "uint64" => Element::U64,
        "BoolStorage" | "bool" => Element::Bool,
        "ComplexFloatStorage" | "complex64" => Element::Complex64,
        "ComplexDoubleStorage" | "complex128" => Element::Complex128,
        _ => return None,
    })
}

impl<S: Storages> Views<'_, S> {
    /// The view (storage, offset, shape, strides, …).
    fn view(
        &mut self,
        budget: &mut Budget,
        pickle: &Pickle<'_>,
        name: &str,
        arguments: &[Value],
        dtype: Option<String>,
    ) -> Result<Array> {
        let &[storage, offset, shape, strides, ..] = arguments else {
            return Err(Error::format("a tensor needs a storage, an offset, a shape and strides"));
        };
        let (shape, strides) = (lengths(pickle, shape, "shape")?, lengths(pickle, strides, "strides")?);
        let Some(offset) = length(offset) else { return Err(Error::format("the offset is not a natural number")) };
        if shape.len() != strides.len() {
            return Err(Error::format(format!("shape {shape:?} and strides {strides:?} differ in length")));
        }
        let Storage { kind, key, entries } = self.storages.storage(budget, pickle, storage)?;
        // the length of an untyped storage, which tensors with a dtype of their own view, counts bytes
        let is_untyped = dtype.is_some();
        let type_name = dtype.unwrap_or(kind);
        let Some(element) = element(&type_name) else {
            return Array::new(shape, Values::Opaque(format!("entries of the type {type_name}")));
        };
        let entries = if is_untyped { entries / element.size() } else { entries };
        let wide: Vec<u64> = shape.iter().map(|&n| n as u64).collect();
        let count = count_entries(&wide)?;
        if count > entries as u64 {
            return Err(Error::format(format!(
                "shape {shape:?} has more entries than its storage, which has {entries}"
            )));
        }
        if !self.selection.takes(name, count) {
            return Array::new(shape, Values::Unread(element.name_in_memory()));
        }
        let required = (entries as u64).saturating_mul(element.size() as u64);
        let bytes = self.storages.bytes(budget, Wanted { pickle, value: storage, key: &key, required });
        let bytes = bytes.map_err(|error| error.context(format!("storage {key}, {entries} entries")))?;
        budget.reserve(count, element.size_in_memory() + element.size() as u64)?;
        let places = strided::places(&shape, &strides, offset);
        let seen = gather(&bytes, element.size(), count as usize, places).ok_or_else(|| {
            Error::format(format!(
                "shape {shape:?} with strides {strides:?} from entry {offset} on reaches beyond its storage, which has \
                 {entries} entries"
            ))
        })?;
        budget.release(seen.len() as u64);
        Array::new(shape, element.decode(&seen, self.endian)?)
    }
}

/// The bytes of the entries at the given places, `None` when one does not exist.
fn gather(bytes: &[u8], size: usize, count: usize, places: impl Iterator<Item = usize>) -> Option<Vec<u8>> {
    let mut gathered = Vec::with_capacity(count * size);
    for place in places {
        let start = place.checked_mul(size)?;
        gathered.extend_from_slice(bytes.get(start..start.checked_add(size)?)?);
    }
    Some(gathered)
}
