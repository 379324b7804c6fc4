//! Complex numbers as [re, im], for `#[serde(with = "parts")]`.

use num_complex::Complex64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<S: Serializer>(value: &Complex64, serializer: S) -> Result<S::Ok, S::Error> {
    [value.re, value.im].serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Complex64, D::Error> {
    <[f64; 2]>::deserialize(deserializer).map(|[re, im]| Complex64::new(re, im))
}
