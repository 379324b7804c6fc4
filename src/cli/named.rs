//! Options whose values are chosen among a few names.

use crate::named::{Named, by_name};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// The parser of such an option, which lists the names and what they mean in the help.
pub fn named<T: Named + Send + Sync>() -> impl TypedValueParser<Value = T> {
    let values = T::all().iter().map(|value| PossibleValue::new(value.name()).help(value.meaning()));
    PossibleValuesParser::new(values).try_map(|name| by_name(&name))
}
