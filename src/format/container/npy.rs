//! One NumPy array file: a Python dictionary literal, then the raw entries.

use std::io::{Read, Write};

use super::array::{Array, Values};
use super::element::Element;
use super::source::{Budget, count_entries};
use super::strided;
use crate::{Error, Result};

const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// NumPy itself refuses to evaluate longer headers.
const MAX_HEADER: usize = 10_000;

/// Reads one array from a stream that holds at most `at_most` bytes; its entries only when `takes` answers yes to their
/// number.
pub(crate) fn read(
    stream: &mut dyn Read,
    at_most: u64,
    budget: &mut Budget,
    takes: impl FnOnce(u64) -> bool,
) -> Result<Array> {
    let header = Header::read(stream)?;
    let count = count_entries(&header.shape)?;
    let description = format!("shape {:?} of {}", header.shape, header.type_text);
    let Some((element, endian)) = Element::of_numpy(&header.type_text) else {
        return header.opaque(stream);
    };
    let required = count.saturating_mul(element.size() as u64);
    if required > at_most {
        return Err(Error::format(format!(
            "the header claims {description}, {required} bytes, but the file can hold at most {at_most} of them"
        )));
    }
    if !takes(count) {
        return Array::new(header.shape_in_memory(), Values::Unread(element.name_in_memory()));
    }
    budget.reserve(1, required)?;
    budget.reserve(count, element.size_in_memory())?;
    let mut bytes = Vec::with_capacity(required as usize);
    stream.take(required + 1).read_to_end(&mut bytes).map_err(|error| Error::io("the entries are damaged", error))?;
    if bytes.len() as u64 != required {
        let found = if bytes.len() as u64 > required { "more".to_string() } else { bytes.len().to_string() };
        return Err(Error::format(format!("{description} needs {required} bytes, {found} are there")));
    }
    let shape = header.shape_in_memory();
    let values = element.decode(&bytes, endian)?;
    drop(bytes);
    budget.release(required);
    let values = match header.fortran_order && shape.len() > 1 {
        false => values,
        true => {
            budget.reserve(count, element.size_in_memory())?;
            let strides = strided::column_major(&shape);
            let places = strided::places(&shape, &strides, 0);
            values.gather(places).expect("a permutation of the entries that are there")
        }
    };
    Array::new(shape, values)
}

/// What stands behind the header of an array file.
pub(crate) fn content(bytes: &[u8]) -> Result<&[u8]> {
    let mut rest = bytes;
    Header::read(&mut rest)?;
    Ok(rest)
}

/// Writes one array.
pub(crate) fn write(mut stream: impl Write, array: &Array) -> Result<()> {
    array.check()?;
    let (type_text, bytes) = encode(&array.values)?;
    let lengths: String = array.shape.iter().map(|n| format!("{n}, ")).collect();
    let lengths = if array.shape.len() == 1 { lengths.trim_end() } else { lengths.trim_end_matches(", ") };
    let text = format!("{{'descr': '{type_text}', 'fortran_order': False, 'shape': ({lengths}), }}");
    // magic, version, length of the header, the header padded so that the entries begin at a multiple of 64
    let length = (10 + text.len() + 1).next_multiple_of(64) - 10;
    let length_bytes = u16::try_from(length).map_err(|_| Error::argument("an array of too many dimensions"))?;
    let refused = |error| Error::io("cannot be written", error);
    stream.write_all(MAGIC).map_err(refused)?;
    stream.write_all(&[1, 0]).map_err(refused)?;
    stream.write_all(&length_bytes.to_le_bytes()).map_err(refused)?;
    writeln!(stream, "{text:<width$}", width = length - 1).map_err(refused)?;
    stream.write_all(&bytes).map_err(refused)
}

/// The type as NumPy writes it, and the bytes of the entries.
fn encode(values: &Values) -> Result<(String, Vec<u8>)> {
    if let Values::Text(text) = values {
        let bytes = text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect();
        return Ok((format!("<U{}", text.chars().count()), bytes));
    }
    let (element, bytes) = Element::encode(values)?;
    let type_text = match element {
        Element::F32 => "<f4",
        Element::I64 => "<i8",
        Element::Bool => "|b1",
        Element::Complex128 => "<c16",
        _ => "<f8",
    };
    Ok((type_text.to_string(), bytes))
}

/// What the dictionary at the beginning says.
struct Header {
    /// The type as NumPy writes it, such as `<f4`; structured types as they are.
    type_text: String,
    fortran_order: bool,
    shape: Vec<u64>,
}

impl Header {
    fn read(stream: &mut dyn Read) -> Result<Self> {
        let truncated = |error| Error::io("the header of the array is damaged", error);
        let mut start = [0u8; 8];
        stream.read_exact(&mut start).map_err(truncated)?;
        if &start[..6] != MAGIC {
            return Err(Error::format("does not begin as a NumPy array does (\\x93NUMPY)"));
        }
        let length = match start[6] {
            1 => {
                let mut length = [0u8; 2];
                stream.read_exact(&mut length).map_err(truncated)?;
                u32::from(u16::from_le_bytes(length))
            }
            2 | 3 => {
                let mut length = [0u8; 4];
                stream.read_exact(&mut length).map_err(truncated)?;
                u32::from_le_bytes(length)
            }
            version => return Err(Error::unsupported(format!("version {version} of NumPy's format is not known"))),
        };
        if length as usize > MAX_HEADER {
            return Err(Error::format(format!("a header of {length} bytes; at most {MAX_HEADER} are sensible")));
        }
        let mut text = vec![0u8; length as usize];
        stream.read_exact(&mut text).map_err(truncated)?;
        let text = String::from_utf8_lossy(&text);
        Literal { rest: text.trim() }
            .header()
            .ok_or_else(|| Error::format(format!("`{}` is not a header of a NumPy array", text.trim())))
    }

    /// An array whose entries are not numbers: one short text is read, everything else only named.
    fn opaque(&self, stream: &mut dyn Read) -> Result<Array> {
        let length = self.type_text.strip_prefix("<U").and_then(|length| length.parse::<u64>().ok());
        if let (Some(length @ ..=1000), []) = (length, self.shape.as_slice()) {
            let mut bytes = Vec::new();
            stream.take(4 * length).read_to_end(&mut bytes).map_err(|error| Error::io("the text is damaged", error))?;
            let points = bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
            let text = points.take_while(|&point| point != 0).map(char::from_u32).collect::<Option<String>>();
            if let Some(text) = text {
                return Array::new(Vec::new(), Values::Text(text));
            }
        }
        let what = if self.type_text.contains('O') { "Python objects" } else { "entries" };
        let opaque = Values::Opaque(format!("{what} of the type {}", self.type_text));
        Array::new(self.shape_in_memory(), opaque)
    }

    fn shape_in_memory(&self) -> Vec<usize> {
        self.shape.iter().map(|&n| usize::try_from(n).unwrap_or(usize::MAX)).collect()
    }
}

/// A reader of the few Python literals that headers consist of.
struct Literal<'a> {
    rest: &'a str,
}

impl<'a> Literal<'a> {
    /// `{'descr': …, 'fortran_order': …, 'shape': …}` in any order.
    fn header(mut self) -> Option<Header> {
        let (mut type_text, mut fortran_order, mut shape) = (None, None, None);
        self.token("{")?;
        while self.token("}").is_none() {
            let key = self.string()?;
            self.token(":")?;
            match key {
                "descr" => type_text = Some(self.type_text()?),
                "fortran_order" => fortran_order = Some(self.boolean()?),
                "shape" => shape = Some(self.integers()?),
                _ => return None,
            }
            if self.token(",").is_none() {
                self.token("}")?;
                break;
            }
        }
        Some(Header { type_text: type_text?, fortran_order: fortran_order?, shape: shape? })
    }

    fn token(&mut self, token: &str) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(token)?;
        Some(())
    }

    fn string(&mut self) -> Option<&'a str> {
        self.rest = self.rest.trim_start();
        let quote = self.rest.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
        let (text, rest) = self.rest[1..].split_once(quote)?;
        self.rest = rest;
        Some(text)
    }

    fn boolean(&mut self) -> Option<bool> {
        if self.token("True").is_some() { Some(true) } else { self.token("False").map(|()| false) }
    }

    /// `(512, 23)`, `(5,)`, `()`; Python 2 wrote `(512L, 23L)`.
    fn integers(&mut self) -> Option<Vec<u64>> {
        self.token("(")?;
        let (inner, rest) = self.rest.split_once(')')?;
        self.rest = rest;
        let parts = inner.split(',').map(|part| part.trim().trim_end_matches('L')).filter(|part| !part.is_empty());
        parts.map(|part| part.parse().ok()).collect()
    }

    /// A string, or a structured type as it stands.
    fn type_text(&mut self) -> Option<String> {
        if let Some(text) = self.string() {
            return Some(text.to_string());
        }
        let (mut depth, start) = (0usize, self.rest);
        for (at, symbol) in start.char_indices() {
            match symbol {
                '[' | '(' => depth += 1,
                ']' | ')' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                self.rest = &start[at + symbol.len_utf8()..];
                return start.starts_with('[').then(|| start[..at + symbol.len_utf8()].to_string());
            }
        }
        None
    }
}
