//! Files of `torch.save`: a zip of one pickle and the raw storages that its tensors view.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::rc::Rc;

use super::archive::Archive;
use super::array::{Array, Arrays, Values};
use super::element::{Element, Endian};
use super::pickle::{Pickle, Value};
use super::source::{Budget, Selection, count_entries};
use super::strided;
use crate::{Error, Result};

/// The name of the pickle in the archive; the folder before it is the name of the file when it was saved.
const PICKLE: &str = "/data.pkl";

/// The largest pickle that is read: it holds names and shapes, not numbers.
const MAX_PICKLE: u64 = 16 << 20;

/// How the files of PyTorch before 1.6 begin: a pickle of a magic number.
const LEGACY_MAGIC: &[u8] = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.";

/// Dictionaries inside each other, at most.
const MAX_DEPTH: usize = 32;

/// The folder of an archive in which the pickle of `torch.save` lies, if it is such an archive.
pub(crate) fn folder(archive: &Archive<'_>) -> Option<String> {
    archive.names().iter().find_map(|name| name.strip_suffix(PICKLE).map(str::to_string))
}

/// The refusal of a bare pickle, which may be a file of an old PyTorch.
pub(crate) fn refuse_bare_pickle(bytes: &[u8]) -> Error {
    if bytes.starts_with(LEGACY_MAGIC) {
        return Error::unsupported(
            "a file of the old format of PyTorch (before 1.6); re-save it in Python with \
             torch.save(torch.load(path, weights_only=True), new_path)",
        );
    }
    Error::unsupported(
        "a bare Python pickle; save the weights with torch.save(model.state_dict(), path) or numpy.savez",
    )
}

/// The tensors, numbers and texts of a file of `torch.save`, under their dotted names.
///
/// Inside lists only tensors are kept, so that the history of a training run does not drown them.
pub(crate) fn arrays(mut archive: Archive<'_>, folder: String, selection: Selection<'_>) -> Result<Arrays> {
    let pickle = archive.read(&format!("{folder}{PICKLE}"), MAX_PICKLE)?;
    let (pickle, root) = Pickle::parse(&pickle).map_err(|error| error.context("data.pkl"))?;
    let endian = match archive.read(&format!("{folder}/byteorder"), 16) {
        Ok(order) if order == b"big" => Endian::Big,
        _ => Endian::Little,
    };
    let storages = Storages { archive, folder, endian, decoded: HashMap::new(), budget: Budget::new() };
    let mut reader = Reader { pickle: &pickle, storages, selection, arrays: Arrays::new(), visited: BTreeSet::new() };
    reader.visit("", root, 0, false)?;
    Ok(reader.arrays)
}

/// A walk over what the pickle describes.
struct Reader<'a> {
    pickle: &'a Pickle,
    storages: Storages<'a>,
    selection: Selection<'a>,
    arrays: Arrays,
    /// Containers that were seen; each is read once, under the first of its names.
    visited: BTreeSet<(bool, usize)>,
}

impl Reader<'_> {
    fn visit(&mut self, name: &str, value: Value, depth: usize, in_list: bool) -> Result<()> {
        if depth > MAX_DEPTH {
            return Ok(());
        }
        let child = |key: &str| if name.is_empty() { key.to_string() } else { format!("{name}.{key}") };
        match value {
            Value::Dict(id) if self.visited.insert((true, id)) => {
                for &(key, value) in self.pickle.dict(value).expect("a dictionary") {
                    let key = match key {
                        Value::Int(key) => key.to_string(),
                        key => match self.pickle.text(key) {
                            Some(key) => key.to_string(),
                            None => continue,
                        },
                    };
                    self.visit(&child(&key), value, depth + 1, in_list)?;
                }
            }
            Value::List(id) if self.visited.insert((false, id)) => {
                if let Some(array) = self.integers(value).filter(|_| !in_list) {
                    self.insert(name, array);
                    return Ok(());
                }
                for (at, &value) in self.pickle.list(value).expect("a list").iter().enumerate() {
                    self.visit(&child(&at.to_string()), value, depth + 1, true)?;
                }
            }
            Value::Made(_) => {
                if let Some(array) = self.made(name, value).map_err(|error| error.context(format!("tensor {name}")))? {
                    self.insert(name, array);
                }
            }
            Value::Int(number) if !in_list => self.insert(name, Array::integer(number)),
            Value::Float(number) if !in_list => self.insert(name, Array::scalar(number)),
            Value::Bool(truth) if !in_list => {
                self.insert(name, Array { shape: Vec::new(), values: Values::Bool(vec![truth]) });
            }
            Value::Text(_) if !in_list => {
                let text = self.pickle.text(value).expect("a text").to_string();
                self.insert(name, Array { shape: Vec::new(), values: Values::Text(text) });
            }
            _ => {}
        }
        Ok(())
    }

    /// A list that holds integers only.
    fn integers(&self, list: Value) -> Option<Array> {
        let integer = |&item: &Value| if let Value::Int(number) = item { Some(number) } else { None };
        let integers: Vec<i64> = self.pickle.list(list)?.iter().map(integer).collect::<Option<_>>()?;
        (!integers.is_empty()).then(|| Array { shape: vec![integers.len()], values: Values::I64(integers) })
    }

    fn insert(&mut self, name: &str, array: Array) {
        self.arrays.entry(name.to_string()).or_insert(array);
    }

    /// The tensor `name` that a known call would have made; `None` when it makes something else.
    fn made(&mut self, name: &str, value: Value) -> Result<Option<Array>> {
        let Some((function, arguments)) = self.pickle.made(value) else { return Ok(None) };
        match function.rsplit('.').next() {
            Some("_rebuild_parameter" | "_rebuild_parameter_with_state") => match arguments.first() {
                // one level only: a parameter of a parameter does not exist
                Some(&data) if self.is_tensor(data) => self.made(name, data),
                _ => Err(Error::format("a parameter without a tensor")),
            },
            Some("_rebuild_tensor" | "_rebuild_tensor_v2") => self.tensor(name, arguments, None).map(Some),
            Some("_rebuild_tensor_v3") => {
                let dtype = arguments.get(6).and_then(|&dtype| self.pickle.global(dtype)).unwrap_or("unknown");
                self.tensor(name, arguments, Some(dtype)).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn is_tensor(&self, value: Value) -> bool {
        self.pickle.made(value).is_some_and(|(function, _)| function.starts_with("torch._utils._rebuild_tensor"))
    }

    /// The view (storage, offset, shape, strides, …).
    fn tensor(&mut self, name: &str, arguments: &[Value], dtype: Option<&str>) -> Result<Array> {
        let &[storage, offset, shape, strides, ..] = arguments else {
            return Err(Error::format("a tensor needs a storage, an offset, a shape and strides"));
        };
        let (shape, strides) = (self.lengths(shape, "shape")?, self.lengths(strides, "strides")?);
        let Some(offset) = length(offset) else { return Err(Error::format("the offset is not a natural number")) };
        if shape.len() != strides.len() {
            return Err(Error::format(format!("shape {shape:?} and strides {strides:?} differ in length")));
        }
        let Some(&[_, kind, key, _, entries]) = self.pickle.persistent(storage) else {
            return Err(Error::format("the tensor does not view a storage"));
        };
        let (Some(kind), Some(key), Some(entries)) = (self.pickle.global(kind), self.pickle.text(key), length(entries))
        else {
            return Err(Error::format("a storage needs a type, a name and a length"));
        };
        let type_name = dtype.unwrap_or(kind);
        let Some(element) = element(type_name) else {
            return Array::new(shape, Values::Opaque(format!("entries of the type {type_name}")));
        };
        // the length of an untyped storage, which tensors with a dtype of their own view, counts bytes
        let entries = if dtype.is_some() { entries / element.size() } else { entries };
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
        let values = self.storages.decoded(key, element, entries)?;
        self.storages.budget.reserve(count, element.size_in_memory())?;
        let view = values.gather(strided::places(&shape, &strides, offset)).ok_or_else(|| {
            Error::format(format!(
                "shape {shape:?} with strides {strides:?} from entry {offset} on reaches beyond its storage, which has \
                 {entries} entries"
            ))
        })?;
        Array::new(shape, view)
    }

    /// A tuple of natural numbers, or a `torch.Size` of one.
    fn lengths(&self, value: Value, what: &str) -> Result<Vec<usize>> {
        let items = match self.pickle.made(value) {
            Some(("torch.Size", &[items])) => items,
            _ => value,
        };
        let items = self.pickle.list(items).filter(|items| items.len() <= 64);
        items
            .and_then(|items| items.iter().map(|&item| length(item)).collect())
            .ok_or_else(|| Error::format(format!("the {what} are not natural numbers")))
    }
}

fn length(value: Value) -> Option<usize> {
    if let Value::Int(number) = value { usize::try_from(number).ok() } else { None }
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

/// The storages of the archive, each decoded once.
struct Storages<'a> {
    archive: Archive<'a>,
    folder: String,
    endian: Endian,
    decoded: HashMap<(String, usize), Rc<Values>>,
    budget: Budget,
}

impl Storages<'_> {
    /// The `entries` entries of the storage `key`.
    fn decoded(&mut self, key: &str, element: Element, entries: usize) -> Result<Rc<Values>> {
        let place = (format!("{key} {element:?}"), entries);
        if let Some(values) = self.decoded.get(&place) {
            return Ok(Rc::clone(values));
        }
        let in_storage = |error: Error| error.context(format!("storage {key}"));
        let required = (entries as u64).saturating_mul(element.size() as u64);
        let name = format!("{}/data/{key}", self.folder);
        let entry = self.archive.entry(&name).map_err(in_storage)?;
        if required > entry.at_most {
            let found = entry.at_most;
            return Err(in_storage(Error::format(format!(
                "claims {entries} entries, {required} bytes, but the file can hold at most {found} of them"
            ))));
        }
        self.budget.reserve(entries as u64, element.size_in_memory())?;
        let mut bytes = Vec::new();
        let damaged = |error| in_storage(Error::io("is damaged", error));
        entry.content.take(required).read_to_end(&mut bytes).map_err(damaged)?;
        if bytes.len() as u64 != required {
            let found = bytes.len();
            return Err(in_storage(Error::format(format!(
                "{entries} entries need {required} bytes, {found} are there"
            ))));
        }
        let values = Rc::new(element.decode(&bytes, self.endian).map_err(in_storage)?);
        self.decoded.insert(place, Rc::clone(&values));
        Ok(values)
    }
}
