//! JSON: an object whose members are numbers and nested lists of numbers.

use serde_json::Value;

use super::array::{Array, Arrays, Values};
use crate::{Error, Result};

/// The arrays of a JSON text; objects inside the object become dotted names.
pub(crate) fn arrays(bytes: &[u8]) -> Result<Arrays> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        Error::format(format!(
            "not a readable JSON text: {error} (JSON has no NaN and no Infinity; the file may be truncated)"
        ))
    })?;
    let Value::Object(_) = value else {
        return Err(Error::format(format!(
            "{} at the top, where an object such as {{\"group\": [23], \"W_a\": [[…]], …}} is required",
            kind(&value)
        )));
    };
    let mut arrays = Arrays::new();
    collect("", &value, &mut arrays);
    Ok(arrays)
}

/// Adds what `value` holds under `name`. The depth is that of the text, which the parser bounds.
fn collect(name: &str, value: &Value, arrays: &mut Arrays) {
    if let Value::Object(members) = value {
        for (key, member) in members {
            let child = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
            collect(&child, member, arrays);
        }
        return;
    }
    let array = match value {
        Value::String(text) => Array { shape: Vec::new(), values: Values::Text(text.clone()) },
        value => {
            let mut shape = Vec::new();
            let mut first = value;
            while let Value::Array(items) = first {
                shape.push(items.len());
                match items.first() {
                    Some(item) => first = item,
                    None => break,
                }
            }
            let mut leaves = Vec::new();
            let values = match flatten(value, &shape, &mut leaves) {
                Ok(()) => numbers(&leaves),
                Err(why) => Values::Opaque(why),
            };
            Array { shape, values }
        }
    };
    arrays.insert(name.to_string(), array);
}

/// The leaves of nested lists that all have the given shape, or why they have not.
fn flatten<'a>(value: &'a Value, shape: &[usize], leaves: &mut Vec<&'a Value>) -> std::result::Result<(), String> {
    match (value, shape) {
        (Value::Array(items), [length, rest @ ..]) if items.len() == *length => {
            items.iter().try_for_each(|item| flatten(item, rest, leaves))
        }
        (Value::Array(items), [length, ..]) => {
            Err(format!("nested lists of different lengths ({} where the first has {length})", items.len()))
        }
        (Value::Array(_), []) | (_, [_, ..]) => Err("lists nested to different depths".to_string()),
        (Value::Number(_) | Value::Bool(_), []) => {
            leaves.push(value);
            Ok(())
        }
        (other, []) => Err(format!("a list with {}", kind(other))),
    }
}

/// Truth values, integers, or else numbers of double precision.
fn numbers(leaves: &[&Value]) -> Values {
    if let Some(truths) =
        leaves.iter().map(|leaf| leaf.as_bool()).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())
    {
        return Values::Bool(truths);
    }
    if let Some(integers) = leaves.iter().map(|leaf| leaf.as_i64()).collect() {
        return Values::I64(integers);
    }
    match leaves.iter().map(|leaf| leaf.as_f64()).collect() {
        Some(numbers) => Values::F64(numbers),
        None => Values::Opaque("a list of numbers and truth values".to_string()),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
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
        Values::F32(values) => values.iter().map(|&x| finite(f64::from(x))).collect(),
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
