//! From what a pickle describes to named arrays: dictionaries, lists, and the state of objects of any class.

use std::borrow::Cow;

use super::array::{Array, Arrays, Values};
use super::element::{Element, Endian};
use super::pickle::{Object, Pickle, Value};
use super::source::{Budget, child, count_entries};
use super::strided;
use crate::{Error, Result};

/// Dictionaries, lists and objects inside each other, at most.
const MAX_DEPTH: usize = 100;

/// Attributes that hold what their object is made of: the parts of a module of PyTorch, and the content of a
/// configuration of OmegaConf. They leave no trace in names. Other attributes that begin with `_` are passed over.
const TRANSPARENT: [&str; 5] = ["_parameters", "_buffers", "_modules", "_content", "_val"];

/// Classes of dictionaries and lists, and of what is of no interest beside weights.
const PLAIN: [&str; 9] = [
    "collections.OrderedDict",
    "collections.defaultdict",
    "collections.Counter",
    "collections.deque",
    "torch.Size",
    "torch.device",
    "numpy.dtype",
    "_codecs.encode",
    "omegaconf.base.ContainerMetadata",
];

/// Who makes arrays of the objects of some classes.
pub(crate) trait Tensors {
    /// The array called `name` that a call would have made; `None` when it makes no array.
    fn tensor(&mut self, budget: &mut Budget, pickle: &Pickle<'_>, name: &str, call: Call<'_>)
    -> Result<Option<Array>>;
}

/// What a pickle would have called.
pub(crate) struct Call<'a> {
    pub function: &'a str,
    pub arguments: &'a [Value],
}

/// The arrays, numbers and texts that a pickle describes, under their dotted names.
///
/// Inside lists only arrays are kept, so that the history of a training run does not drown them; a list of numbers is one.
/// Of an object of any class the attributes are kept under its name, and under the name itself its class ([`Values::Opaque`]).
pub(crate) fn arrays(
    pickle: &Pickle<'_>,
    root: Value,
    budget: &mut Budget,
    tensors: &mut dyn Tensors,
) -> Result<Arrays> {
    let visited = pickle.sizes().map(|size| vec![false; size]);
    let mut walk = Walk { pickle, budget, tensors, arrays: Arrays::new(), visited };
    walk.visit("", root, 0, false)?;
    Ok(walk.arrays)
}

/// A walk over what the pickle describes.
struct Walk<'a> {
    pickle: &'a Pickle<'a>,
    budget: &'a mut Budget,
    tensors: &'a mut dyn Tensors,
    arrays: Arrays,
    /// Lists, dictionaries and objects that were seen; each is read once, under the first of its names.
    visited: [Vec<bool>; 3],
}

impl Walk<'_> {
    fn visit(&mut self, name: &str, value: Value, depth: usize, in_list: bool) -> Result<()> {
        if depth > MAX_DEPTH {
            return Ok(());
        }
        match value {
            Value::Dict(id) if self.is_new(1, id) => self.dictionary(name, value, depth, in_list),
            Value::List(id) if self.is_new(0, id) => self.list(name, value, depth, in_list),
            Value::Object(id) => self.object(name, id, value, depth, in_list),
            value if !in_list => match self.plain(value) {
                Some(values) => self.insert(name, Array { shape: Vec::new(), values }),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn is_new(&mut self, kind: usize, id: u32) -> bool {
        !std::mem::replace(&mut self.visited[kind][id as usize], true)
    }

    fn dictionary(&mut self, name: &str, dictionary: Value, depth: usize, in_list: bool) -> Result<()> {
        let pickle = self.pickle;
        for &(key, value) in pickle.dict(dictionary).unwrap_or(&[]) {
            self.item(name, key, value, depth, in_list)?;
        }
        Ok(())
    }

    /// A value under a key that is a text or an integer.
    fn item(&mut self, name: &str, key: Value, value: Value, depth: usize, in_list: bool) -> Result<()> {
        let key = match self.plain(key) {
            Some(Values::Text(key)) => key,
            Some(Values::I64(key)) => key[0].to_string(),
            _ => return Ok(()),
        };
        self.visit(&child(name, &key)?, value, depth + 1, in_list)
    }

    fn list(&mut self, name: &str, list: Value, depth: usize, in_list: bool) -> Result<()> {
        let pickle = self.pickle;
        let items = pickle.list(list).unwrap_or(&[]);
        if let Some(values) = numbers(items) {
            return if in_list { Ok(()) } else { self.insert_of(name, vec![items.len()], values) };
        }
        for (at, &item) in items.iter().enumerate() {
            self.visit(&child(name, &at.to_string())?, item, depth + 1, true)?;
        }
        Ok(())
    }

    fn object(&mut self, name: &str, id: u32, value: Value, depth: usize, in_list: bool) -> Result<()> {
        let pickle = self.pickle;
        let (Some(object), Some(class)) = (pickle.object(value), pickle.class(value)) else { return Ok(()) };
        if let Some(content) = self.numpy_objects(&class, object) {
            return if self.is_new(2, id) { self.visit(name, content, depth + 1, in_list) } else { Ok(()) };
        }
        if let Some(array) = self.array(name, &class, value).map_err(|error| error.context(format!("tensor {name}")))? {
            return if in_list && array.shape.is_empty() { Ok(()) } else { self.insert(name, array) };
        }
        if !self.is_new(2, id) {
            return Ok(());
        }
        self.content(name, object, depth, in_list)?;
        if in_list || PLAIN.contains(&class.as_ref()) {
            return Ok(());
        }
        let name = if name.is_empty() { class.rsplit('.').next().unwrap_or("object") } else { name };
        let values = Values::Opaque(format!("an object of the class {class}"));
        self.insert(name, Array { shape: Vec::new(), values })
    }

    /// What an object holds: pairs that it was made of, items that were set, attributes.
    fn content(&mut self, name: &str, object: Object, depth: usize, in_list: bool) -> Result<()> {
        let pickle = self.pickle;
        let arguments = pickle.list(object.arguments).unwrap_or(&[]);
        match (arguments, object.state) {
            // a dictionary by its pairs
            (&[Value::List(id)], _) if self.is_new(0, id) => {
                self.pairs(name, pickle.list(Value::List(id)).unwrap_or_default(), depth, in_list)?;
            }
            // such as a member of an enumeration
            (&[single @ (Value::Text(_) | Value::Int(_) | Value::Float(_))], Value::None) => {
                self.visit(name, single, depth + 1, in_list)?;
            }
            _ => {}
        }
        self.visit(name, object.items, depth + 1, in_list)?;
        match (object.state, pickle.list(object.state)) {
            // (attributes, slots)
            (_, Some(&[attributes, slots])) => {
                self.attributes(name, attributes, depth, in_list)?;
                self.attributes(name, slots, depth, in_list)
            }
            (state, _) => self.attributes(name, state, depth, in_list),
        }
    }

    fn pairs(&mut self, name: &str, pairs: &[Value], depth: usize, in_list: bool) -> Result<()> {
        for &pair in pairs {
            if let Some(&[key, value]) = self.pickle.list(pair) {
                self.item(name, key, value, depth, in_list)?;
            }
        }
        Ok(())
    }

    fn attributes(&mut self, name: &str, state: Value, depth: usize, in_list: bool) -> Result<()> {
        let pickle = self.pickle;
        let Value::Dict(id) = state else { return Ok(()) };
        if !self.is_new(1, id) {
            return Ok(());
        }
        for &(key, value) in pickle.dict(state).unwrap_or(&[]) {
            let Some(text) = pickle.text(key) else { continue };
            if TRANSPARENT.contains(&text.as_ref()) {
                self.visit(name, value, depth + 1, in_list)?;
            } else if !text.starts_with('_') {
                self.item(name, key, value, depth, in_list)?;
            }
        }
        Ok(())
    }

    fn insert(&mut self, name: &str, array: Array) -> Result<()> {
        if !name.is_empty() && !self.arrays.contains_key(name) {
            self.budget.admit(name)?;
            self.arrays.insert(name.to_string(), array);
        }
        Ok(())
    }

    fn insert_of(&mut self, name: &str, shape: Vec<usize>, values: Values) -> Result<()> {
        self.budget.reserve(shape.iter().product::<usize>() as u64, size_of::<f64>() as u64)?;
        self.insert(name, Array { shape, values })
    }

    /// A number, truth value, text or name; the numbers of NumPy too.
    fn plain(&self, value: Value) -> Option<Values> {
        Some(match value {
            Value::Int(number) => Values::I64(vec![number]),
            Value::Float(number) => Values::F64(vec![number]),
            Value::Bool(truth) => Values::Bool(vec![truth]),
            Value::Text(_) => Values::Text(self.pickle.text(value)?.into_owned()),
            Value::Global(_) => Values::Text(self.pickle.global(value)?),
            Value::Object(_) if self.pickle.class(value)?.ends_with("multiarray.scalar") => {
                let &[dtype, bytes] = self.pickle.arguments(value)? else { return None };
                let (element, endian) = self.dtype(dtype)?;
                let bytes = self.pickle.raw(bytes).filter(|bytes| bytes.len() == element.size())?;
                element.decode(&bytes, endian).ok()?
            }
            _ => return None,
        })
    }

    /// The array that an object is.
    fn array(&mut self, name: &str, class: &str, value: Value) -> Result<Option<Array>> {
        if class.starts_with("numpy.") {
            return match self.plain(value) {
                Some(values) => Ok(Some(Array { shape: Vec::new(), values })),
                None => self.numpy(class, value),
            };
        }
        let arguments = self.pickle.arguments(value).unwrap_or(&[]);
        self.tensors.tensor(self.budget, self.pickle, name, Call { function: class, arguments })
    }

    /// An array of NumPy: by its state, (version, shape, type, whether it is column-major, bytes), or since protocol 5 by a call
    /// with bytes, type, shape and order.
    fn numpy(&mut self, class: &str, value: Value) -> Result<Option<Array>> {
        let pickle = self.pickle;
        let function = class.rsplit('.').next();
        let state = pickle.object(value).and_then(|object| pickle.list(object.state));
        let (shape, dtype, column_major, bytes) = match (function, state, pickle.arguments(value)) {
            (Some("_reconstruct"), Some(&[_, shape, dtype, Value::Bool(column_major), bytes]), _) => {
                (shape, dtype, column_major, bytes)
            }
            (Some("_frombuffer"), _, Some(&[bytes, dtype, shape, order])) => {
                (shape, dtype, pickle.text(order).as_deref() == Some("F"), bytes)
            }
            _ => return Ok(None),
        };
        let shape = lengths(pickle, shape, "shape")?;
        let (Some((element, endian)), Some(bytes)) = (self.dtype(dtype), pickle.raw(bytes)) else {
            return Ok(Some(Array { shape, values: Values::Opaque("objects of Python".to_string()) }));
        };
        let count = count_entries(&shape.iter().map(|&n| n as u64).collect::<Vec<_>>())?;
        if Some(bytes.len() as u64) != count.checked_mul(element.size() as u64) {
            return Err(Error::format(format!(
                "shape {shape:?} does not fit the {} bytes that are there",
                bytes.len()
            )));
        }
        self.budget.reserve(count, 2 * element.size_in_memory())?;
        let values = element.decode(&bytes, endian)?;
        let values = match column_major {
            true => values.gather(strided::places(&shape, &strided::column_major(&shape), 0)),
            false => Some(values),
        };
        values.map(|values| Array::new(shape, values)).transpose()
    }

    /// What stands in an array of objects of NumPy: the object itself where the array has no dimensions, as `numpy.save` stores
    /// a dictionary, else the list of them.
    fn numpy_objects(&self, class: &str, object: Object) -> Option<Value> {
        let &[_, shape, _, _, items @ Value::List(_)] = self.pickle.list(object.state)? else { return None };
        let is_array = class.starts_with("numpy.") && class.ends_with("multiarray._reconstruct");
        match (self.pickle.list(shape)?, self.pickle.list(items)?) {
            _ if !is_array => None,
            ([], &[item]) => Some(item),
            _ => Some(items),
        }
    }

    /// The type that an object of `numpy.dtype` names, and the order of its bytes, which stands in its state.
    fn dtype(&self, value: Value) -> Option<(Element, Endian)> {
        let &[name, ..] = self.pickle.arguments(value)? else { return None };
        let order = self.pickle.list(self.pickle.object(value)?.state).and_then(|state| state.get(1).copied());
        let order = order.and_then(|order| self.pickle.text(order)).unwrap_or(Cow::Borrowed("<"));
        Element::of_numpy(&format!("{order}{}", self.pickle.text(name)?))
    }
}

/// Items that are all integers, all truth values, or else all numbers; at least one.
fn numbers(items: &[Value]) -> Option<Values> {
    let real = |item: &Value| match *item {
        Value::Float(number) => Some(number),
        Value::Int(number) => Some(number as f64),
        _ => None,
    };
    match items.first()? {
        Value::Bool(_) => {
            let truth = |item: &Value| if let Value::Bool(truth) = *item { Some(truth) } else { None };
            items.iter().map(truth).collect::<Option<_>>().map(Values::Bool)
        }
        Value::Int(_) | Value::Float(_) => {
            let integer = |item: &Value| if let Value::Int(number) = *item { Some(number) } else { None };
            let integers = items.iter().map(integer).collect::<Option<_>>().map(Values::I64);
            integers.or_else(|| items.iter().map(real).collect::<Option<_>>().map(Values::F64))
        }
        _ => None,
    }
}

/// A tuple of natural numbers, or a `torch.Size` of one.
pub(crate) fn lengths(pickle: &Pickle<'_>, value: Value, what: &str) -> Result<Vec<usize>> {
    let items = match (pickle.class(value).as_deref(), pickle.arguments(value)) {
        (Some("torch.Size"), Some(&[items])) => items,
        _ => value,
    };
    let items = pickle.list(items).filter(|items| items.len() <= 64);
    items
        .and_then(|items| items.iter().map(|&item| length(item)).collect())
        .ok_or_else(|| Error::format(format!("the {what} are not natural numbers")))
}

/// A natural number.
pub(crate) fn length(value: Value) -> Option<usize> {
    if let Value::Int(number) = value { usize::try_from(number).ok() } else { None }
}
