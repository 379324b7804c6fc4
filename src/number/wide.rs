//! Integers of 128 bits in JSON: numbers as far as every reader knows them, up to 2⁶⁴, and decimal text beyond.

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};

/// What stands in the place of such an integer.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Wide {
    Number(u64),
    Text(String),
}

/// For `#[serde(with)]`.
pub(crate) fn serialize<S: Serializer>(value: &Option<u128>, serializer: S) -> Result<S::Ok, S::Error> {
    let wide = |value: u128| u64::try_from(value).map_or_else(|_| Wide::Text(value.to_string()), Wide::Number);
    value.map(wide).serialize(serializer)
}

/// For `#[serde(with)]`.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u128>, D::Error> {
    match Option::<Wide>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Wide::Number(number)) => Ok(Some(u128::from(number))),
        Some(Wide::Text(text)) => match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(D::Error::custom(format!("`{text}` is not a number of nodes below 2¹²⁸"))),
        },
    }
}
