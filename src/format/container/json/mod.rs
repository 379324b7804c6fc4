//! JSON: an object whose members are numbers and nested lists of numbers.

mod text;

use serde_json::Value;

use super::array::{Array, Arrays, Values};
use super::number;
use super::source::{Budget, child};
use crate::{Error, Result};

pub(crate) use text::{Kind, Text};

/// What follows the name of an array whose numbers are hexadecimal, where the array stands there in decimal too.
const HEXADECIMAL: &str = "_hex";

/// The arrays of a JSON text; objects inside objects or lists become dotted names.
///
/// Numbers may also be texts in lists: fractions such as `"1/288"` and hexadecimal ones such as `"0x1.8p-3"`.
pub(crate) fn arrays(bytes: &[u8]) -> Result<Arrays> {
    let mut text = top(bytes)?;
    let mut reader = Reader { budget: Budget::of(bytes), arrays: Arrays::new() };
    text.object(|text, key| reader.value(text, &key))?;
    text.end()?;
    let mut arrays = reader.arrays;
    let hexadecimal: Vec<String> = arrays.keys().filter(|name| name.ends_with(HEXADECIMAL)).cloned().collect();
    for name in hexadecimal {
        let bare = name.trim_end_matches(HEXADECIMAL);
        if !arrays.contains_key(bare) && !bare.is_empty() {
            let array = arrays.remove(&name);
            arrays.extend(array.map(|array| (bare.to_string(), array)));
        }
    }
    Ok(arrays)
}

/// Hands every number of the array called `wanted` to `number`, as it is written and in order; false when there is none.
pub(crate) fn numbers_of(bytes: &[u8], wanted: &str, number: &mut dyn FnMut(&str) -> Result<()>) -> Result<bool> {
    let mut find = |wanted: &str| {
        let mut found = false;
        top(bytes)?.object(|text, key| seek(text, &key, wanted, &mut found, number))?;
        Ok(found)
    };
    Ok(find(wanted)? || find(&format!("{wanted}{HEXADECIMAL}"))?)
}

fn top(bytes: &[u8]) -> Result<Text<'_>> {
    let mut text = Text::new(bytes);
    match text.kind()? {
        Kind::Object => Ok(text),
        other => Err(Error::format(format!(
            "{} at the top, where an object such as {{\"group\": [23], \"W_a\": [[…]], …}} is required",
            describe(other)
        ))),
    }
}

fn seek(
    text: &mut Text<'_>,
    name: &str,
    wanted: &str,
    found: &mut bool,
    number: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<()> {
    if name == wanted && !*found {
        *found = true;
        return written(text, number);
    }
    let leads = wanted.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    match text.kind()? {
        Kind::Object if leads => text.object(|text, key| seek(text, &child(name, &key)?, wanted, found, number)),
        Kind::List if leads => {
            let mut at = 0..;
            let mut next = || at.next().unwrap_or(usize::MAX).to_string();
            text.list(|text| seek(text, &child(name, &next())?, wanted, found, number))
        }
        _ => text.skip(),
    }
}

fn written(text: &mut Text<'_>, number: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    match text.kind()? {
        Kind::List => text.list(|text| written(text, number)),
        Kind::Text => number(&text.text()?),
        Kind::Number => number(text.number()?),
        other => Err(Error::unsupported(format!("{} where a number is required", describe(other)))),
    }
}

/// The arrays that were read so far.
struct Reader {
    budget: Budget,
    arrays: Arrays,
}

impl Reader {
    /// Adds what the next value holds under `name`.
    fn value(&mut self, text: &mut Text<'_>, name: &str) -> Result<()> {
        let array = match text.kind()? {
            Kind::Object => return text.object(|text, key| self.value(text, &child(name, &key)?)),
            Kind::Text => Array { shape: Vec::new(), values: Values::Text(text.text()?.into_owned()) },
            _ => {
                let mut nested = Nested::default();
                self.list(text, name, &mut nested, 0)?;
                if nested.is_of_objects {
                    return Ok(());
                }
                nested.into_array()
            }
        };
        if self.arrays.contains_key(name) {
            return Err(text.damaged(&format!("the name {name} a second time")));
        }
        self.budget.admit(name)?;
        self.arrays.insert(name.to_string(), array);
        Ok(())
    }

    /// Adds the next value, which stands in `depth` lists, to what is nested; objects in a list are arrays of their own.
    fn list(&mut self, text: &mut Text<'_>, name: &str, nested: &mut Nested, depth: usize) -> Result<()> {
        match text.kind()? {
            Kind::List => {
                nested.open(depth);
                let mut length = 0;
                text.list(|text| {
                    if depth == 0 && (nested.is_of_objects || length == 0 && text.kind()? == Kind::Object) {
                        nested.is_of_objects = true;
                        self.value(text, &child(name, &length.to_string())?)?;
                    } else {
                        self.list(text, name, nested, depth + 1)?;
                    }
                    length += 1;
                    Ok(())
                })?;
                nested.close(depth, length);
                Ok(())
            }
            Kind::Truth => nested.truth(depth, text.truth()?, &mut self.budget),
            Kind::Number => {
                let number = text.number()?;
                if number::rounded(number).is_none() {
                    return Err(text.damaged(&format!("`{number}`, which is no number,")));
                }
                nested.number(depth, number, &mut self.budget)
            }
            Kind::Text => {
                let number = text.text()?;
                nested.number(depth, &number, &mut self.budget)
            }
            other => {
                let what = describe(other);
                nested.irregular(if depth == 0 { what.to_string() } else { format!("a list with {what}") });
                text.skip()
            }
        }
    }
}

/// Lists inside each other, and the numbers in them.
#[derive(Default)]
struct Nested {
    /// The lengths of the first list at each depth; `None` while it is open.
    lengths: Vec<Option<usize>>,
    /// In how many lists the first number stands.
    depth: Option<usize>,
    entries: Entries,
    /// Why this is no array of numbers.
    irregular: Option<String>,
    is_of_objects: bool,
}

#[derive(Default)]
enum Entries {
    #[default]
    None,
    Bool(Vec<bool>),
    I64(Vec<i64>),
    F64(Vec<f64>),
}

impl Nested {
    fn irregular(&mut self, why: String) {
        self.irregular.get_or_insert(why);
        self.entries = Entries::None;
    }

    fn open(&mut self, depth: usize) {
        if self.lengths.len() == depth && self.depth.is_none() {
            self.lengths.push(None);
        } else if self.lengths.len() <= depth {
            self.irregular("lists nested to different depths".to_string());
        }
    }

    fn close(&mut self, depth: usize, found: usize) {
        match self.lengths.get_mut(depth) {
            Some(Some(length)) if *length != found => {
                let why = format!("nested lists of different lengths ({found} where the first has {length})");
                self.irregular(why);
            }
            Some(length) => *length = Some(found),
            None => {}
        }
    }

    /// Whether an entry belongs where it stands.
    fn fits(&mut self, depth: usize) -> bool {
        if self.lengths.len() != depth || self.depth.is_some_and(|first| first != depth) {
            self.irregular("lists nested to different depths".to_string());
        }
        self.depth = Some(depth);
        self.irregular.is_none()
    }

    fn truth(&mut self, depth: usize, truth: bool, budget: &mut Budget) -> Result<()> {
        if !self.fits(depth) {
            return Ok(());
        }
        if let Entries::None = self.entries {
            self.entries = Entries::Bool(Vec::new());
        }
        match &mut self.entries {
            Entries::Bool(entries) => {
                budget.room(entries, 1)?;
                entries.push(truth);
            }
            _ => self.irregular("a list of numbers and truth values".to_string()),
        }
        Ok(())
    }

    /// Adds a number: an integer of 64 bits as long as all are, else one of double precision.
    fn number(&mut self, depth: usize, text: &str, budget: &mut Budget) -> Result<()> {
        if !self.fits(depth) {
            return Ok(());
        }
        let Some(number) = number::rounded(text) else {
            self.irregular("a list with a text".to_string());
            return Ok(());
        };
        let integer = text.parse::<i64>().ok();
        self.entries = match (std::mem::take(&mut self.entries), integer) {
            (Entries::None, Some(_)) => Entries::I64(Vec::new()),
            (Entries::None, None) => Entries::F64(Vec::new()),
            (Entries::I64(entries), None) => Entries::F64(entries.into_iter().map(|entry| entry as f64).collect()),
            (entries, _) => entries,
        };
        match (&mut self.entries, integer) {
            (Entries::I64(entries), Some(integer)) => {
                budget.room(entries, 1)?;
                entries.push(integer);
            }
            (Entries::F64(entries), _) => {
                budget.room(entries, 1)?;
                entries.push(number);
            }
            _ => self.irregular("a list of numbers and truth values".to_string()),
        }
        Ok(())
    }

    fn into_array(self) -> Array {
        let values = match (self.irregular, self.entries) {
            (Some(why), _) => Values::Opaque(why),
            (None, Entries::None) => Values::I64(Vec::new()),
            (None, Entries::Bool(entries)) => Values::Bool(entries),
            (None, Entries::I64(entries)) => Values::I64(entries),
            (None, Entries::F64(entries)) => Values::F64(entries),
        };
        Array { shape: self.lengths.into_iter().map(|length| length.unwrap_or(0)).collect(), values }
    }
}

fn describe(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Truth => "a truth value",
        Kind::Number => "a number",
        Kind::Text => "a text",
        Kind::List => "a list",
        Kind::Object => "an object",
    }
}

/// The arrays as nested lists, one row per line.
pub(crate) fn to_text(arrays: &Arrays) -> Result<String> {
    let members = arrays.iter().map(|(name, array)| {
        let in_array = |error: Error| error.context(format!("array {name}"));
        array.check().map_err(in_array)?;
        let leaves = leaves(&array.values).map_err(in_array)?;
        Ok(format!("  {}: {}", Value::from(name.as_str()), nested(&array.shape, &leaves)))
    });
    let members = members.collect::<Result<Vec<_>>>()?;
    Ok(format!("{{\n{}\n}}\n", members.join(",\n")))
}

/// The entries as JSON writes them.
fn leaves(values: &Values) -> Result<Vec<Value>> {
    let finite = |value: f64| match value.is_finite() {
        true => Ok(Value::from(value)),
        false => Err(Error::unsupported(format!("{value} cannot be written: JSON has finite numbers only"))),
    };
    match values {
        Values::F32(values) | Values::F16(values) | Values::BF16(values) => {
            values.iter().map(|&x| finite(f64::from(x))).collect()
        }
        Values::F64(values) => values.iter().map(|&x| finite(x)).collect(),
        Values::I64(values) => Ok(values.iter().map(|&x| Value::from(x)).collect()),
        Values::Bool(values) => Ok(values.iter().map(|&x| Value::from(x)).collect()),
        Values::Text(text) => Ok(vec![Value::from(text.as_str())]),
        Values::Complex(_) => Err(Error::unsupported("JSON has no complex numbers")),
        Values::Opaque(what) => Err(Error::unsupported(format!("{what} cannot be written"))),
        Values::Unread(_) => Err(Error::unsupported("entries that were not read cannot be written")),
    }
}

/// Nested lists of the given shape.
fn nested(shape: &[usize], leaves: &[Value]) -> String {
    match shape {
        [] => leaves.first().map_or_else(String::new, Value::to_string),
        [_] => {
            let entries: Vec<String> = leaves.iter().map(Value::to_string).collect();
            format!("[{}]", entries.join(", "))
        }
        [length, rest @ ..] => {
            let size = rest.iter().product::<usize>();
            let rows: Vec<String> =
                (0..*length).map(|at| format!("    {}", nested(rest, &leaves[at * size..(at + 1) * size]))).collect();
            format!("[\n{}\n  ]", rows.join(",\n"))
        }
    }
}
