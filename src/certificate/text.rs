//! Certificates as text: JSON with one node, one identity or one part per line.

use serde::Serialize;

use super::{MAX_BYTES, too_large};
use crate::{Error, Result};

/// A value on one line.
pub(super) fn line(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::format(format!("JSON: {error}")))
}

/// A list with one item per line.
pub(super) fn lines(items: &[impl Serialize]) -> Result<String> {
    let lines = items.iter().map(|item| Ok(format!("    {}", line(item)?))).collect::<Result<Vec<_>>>()?;
    Ok(if lines.is_empty() { "[]".to_owned() } else { format!("[\n{}\n  ]", lines.join(",\n")) })
}

/// An object with one member per line; refused when no check would read as much.
pub(super) fn object(members: &[(&str, String)]) -> Result<String> {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("  \"{name}\": {value}")).collect();
    let text = format!("{{\n{}\n}}\n", members.join(",\n"));
    if text.len() as u64 > MAX_BYTES { Err(too_large("bytes")) } else { Ok(text) }
}

/// The named members of a structure as an object, each as one `line` or as `lines`.
macro_rules! members {
    ($of:ident: $($how:ident $name:ident),+) => {
        $crate::certificate::text::object(&[$((stringify!($name), $crate::certificate::text::$how(&$of.$name)?)),+])
    };
}
pub(super) use members;
