//! Files of Hugging Face's safetensors: a JSON header, then the raw entries.

use safetensors::tensor::{Dtype, TensorView};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::array::{Array, Arrays, Values};
use super::element::{Element, Endian};
use super::source::{Budget, Selection, count_entries};
use crate::{Error, Result};

/// What the header says of one array.
#[derive(Deserialize)]
struct Info {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: [u64; 2],
}

/// Whether a file begins as one of this type does: the length of a header that fits, and its first brace.
pub(crate) fn is_safetensors(bytes: &[u8]) -> bool {
    header(bytes).is_ok_and(|(header, _)| header.first() == Some(&b'{'))
}

/// The header and the entries.
fn header(bytes: &[u8]) -> Result<(&[u8], &[u8])> {
    let (length, rest) = bytes
        .split_first_chunk::<8>()
        .ok_or_else(|| Error::format(format!("{} bytes are too few for a safetensors file", bytes.len())))?;
    let length = u64::from_le_bytes(*length);
    usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length)).ok_or_else(|| {
        Error::format(format!(
            "the header claims {length} bytes, but only {} follow; the file may be truncated",
            rest.len()
        ))
    })
}

/// The arrays of a file.
pub(crate) fn arrays(bytes: &[u8], selection: Selection<'_>) -> Result<Arrays> {
    let (header, data) = header(bytes)?;
    let header: Map<String, Value> = serde_json::from_slice(header)
        .map_err(|error| Error::format(format!("the header of the safetensors file is damaged: {error}")))?;
    let mut budget = Budget::new();
    let tensors = header.into_iter().filter(|(name, _)| name != "__metadata__");
    tensors
        .map(|(name, info)| {
            let takes = |count| selection.takes(&name, count);
            let array =
                array(info, data, &mut budget, takes).map_err(|error| error.context(format!("array {name}")))?;
            Ok((name, array))
        })
        .collect()
}

fn array(info: Value, data: &[u8], budget: &mut Budget, takes: impl FnOnce(u64) -> bool) -> Result<Array> {
    let Info { dtype, shape, data_offsets: [start, end] } = Info::deserialize(info)
        .map_err(|error| Error::format(format!("its entry in the header is damaged: {error}")))?;
    let count = count_entries(&shape)?;
    let in_memory: Vec<usize> = shape.iter().map(|&n| usize::try_from(n).unwrap_or(usize::MAX)).collect();
    let Some(element) = element(&dtype) else {
        return Array::new(in_memory, Values::Opaque(format!("entries of the type {dtype}")));
    };
    let required = count.saturating_mul(element.size() as u64);
    if start > end || end > data.len() as u64 {
        let found = data.len();
        return Err(Error::format(format!(
            "claims the bytes {start} to {end}, but the file has {found} bytes of entries"
        )));
    }
    if end - start != required {
        let found = end - start;
        return Err(Error::format(format!("shape {shape:?} of {dtype} needs {required} bytes, {found} are assigned")));
    }
    if !takes(count) {
        return Array::new(in_memory, Values::Unread(element.name_in_memory()));
    }
    budget.reserve(count, element.size_in_memory())?;
    Array::new(in_memory, element.decode(&data[start as usize..end as usize], Endian::Little)?)
}

fn element(dtype: &str) -> Option<Element> {
    Some(match dtype {
        "BOOL" => Element::Bool,
        "U8" => Element::U8,
        "I8" => Element::I8,
        "U16" => Element::U16,
        "I16" => Element::I16,
        "U32" => Element::U32,
        "I32" => Element::I32,
        "U64" => Element::U64,
        "I64" => Element::I64,
        "F16" => Element::F16,
        "BF16" => Element::BF16,
        "F32" => Element::F32,
        "F64" => Element::F64,
        "C64" => Element::Complex64,
        _ => return None,
    })
}

/// The content of a file with the given arrays.
pub(crate) fn to_bytes(arrays: &Arrays) -> Result<Vec<u8>> {
    let encoded = arrays.iter().map(|(name, array)| {
        let in_array = |error: Error| error.context(format!("array {name}"));
        array.check().map_err(in_array)?;
        let (element, bytes) = Element::encode(&array.values).map_err(in_array)?;
        let dtype = match element {
            Element::F32 => Dtype::F32,
            Element::F64 => Dtype::F64,
            Element::I64 => Dtype::I64,
            Element::Bool => Dtype::BOOL,
            other => return Err(in_array(Error::unsupported(format!("safetensors has no type for {other:?}")))),
        };
        Ok((name, dtype, &array.shape, bytes))
    });
    let encoded = encoded.collect::<Result<Vec<_>>>()?;
    let refused = |error: safetensors::SafeTensorError| Error::format(format!("cannot be written: {error}"));
    let views = encoded.iter().map(|(name, dtype, shape, bytes)| {
        Ok((name.as_str(), TensorView::new(*dtype, shape.to_vec(), bytes).map_err(refused)?))
    });
    safetensors::serialize(views.collect::<Result<Vec<_>>>()?, None).map_err(refused)
}
