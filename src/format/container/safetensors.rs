//! Files of Hugging Face's safetensors: a JSON header, then the raw entries.

use safetensors::tensor::{Dtype, TensorView};

use super::array::{Array, Arrays, Values};
use super::element::{Element, Endian};
use super::json::{Kind, Text};
use super::source::{Budget, MOST_DIMENSIONS, Selection, child, count_entries};
use crate::{Error, Result};

/// The member of the header that is no array.
const METADATA: &str = "__metadata__";

/// What the header says of one array.
struct Info {
    dtype: String,
    shape: Vec<u64>,
    start: u64,
    end: u64,
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

/// The arrays of a file, and the texts of its metadata as `__metadata__.KEY`.
pub(crate) fn arrays(bytes: &[u8], selection: Selection<'_>) -> Result<Arrays> {
    let (header, data) = header(bytes)?;
    let (mut text, mut budget, mut arrays) = (Text::new(header), Budget::of(bytes), Arrays::new());
    text.object(|text, name| {
        if name == METADATA {
            return metadata(text, &mut budget, &mut arrays);
        }
        budget.admit(&name)?;
        let array = Info::read(text).and_then(|info| array(info, data, &mut budget, |n| selection.takes(&name, n)));
        let array = array.map_err(|error| error.context(format!("array {name}")))?;
        match arrays.insert(name.to_string(), array) {
            None => Ok(()),
            Some(_) => Err(text.damaged(&format!("the name {name} a second time"))),
        }
    })
    .and_then(|()| text.end())
    .map_err(|error| error.context("safetensors"))?;
    Ok(arrays)
}

fn metadata(text: &mut Text<'_>, budget: &mut Budget, arrays: &mut Arrays) -> Result<()> {
    text.object(|text, key| {
        let name = child(METADATA, &key)?;
        budget.admit(&name)?;
        let values = Values::Text(text.text()?.into_owned());
        arrays.insert(name, Array { shape: Vec::new(), values });
        Ok(())
    })
}

impl Info {
    /// The next value of the header.
    fn read(text: &mut Text<'_>) -> Result<Self> {
        let (mut dtype, mut shape, mut offsets) = (None, None, None);
        if text.kind()? != Kind::Object {
            return Err(text.damaged("an entry of the header that is no object"));
        }
        text.object(|text, key| {
            match key.as_ref() {
                "dtype" => dtype = Some(text.text()?.into_owned()),
                "shape" => shape = Some(lengths(text)?),
                "data_offsets" => offsets = Some(lengths(text)?),
                _ => text.skip()?,
            }
            Ok(())
        })?;
        match (dtype, shape, offsets.as_deref()) {
            (Some(dtype), Some(shape), Some(&[start, end])) => Ok(Info { dtype, shape, start, end }),
            _ => Err(text.damaged("an entry of the header without dtype, shape or data_offsets")),
        }
    }
}

/// A list of natural numbers, no more than an array has dimensions.
fn lengths(text: &mut Text<'_>) -> Result<Vec<u64>> {
    let mut lengths = Vec::new();
    text.list(|text| {
        let number = text.number()?;
        let length = number.parse().map_err(|_| text.damaged(&format!("`{number}`, which is no natural number,")))?;
        if lengths.len() == MOST_DIMENSIONS {
            return Err(text.damaged(&format!("more than {MOST_DIMENSIONS} dimensions")));
        }
        lengths.push(length);
        Ok(())
    })?;
    Ok(lengths)
}

fn array(info: Info, data: &[u8], budget: &mut Budget, takes: impl FnOnce(u64) -> bool) -> Result<Array> {
    let Info { dtype, shape, start, end } = info;
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
