//! The machine types of array entries: their size, and their bytes to numbers and back.

use num_complex::Complex64;

use super::array::Values;
use crate::{Error, Result};

/// The type of the entries of a stored array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Element {
    Bool,
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F16,
    BF16,
    F32,
    F64,
    Complex64,
    Complex128,
}

/// The order of the bytes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endian {
    Little,
    Big,
}

impl Element {
    /// The type that NumPy calls `name`, such as `<f4`, and the order of its bytes.
    pub(crate) fn of_numpy(name: &str) -> Option<(Self, Endian)> {
        let (order, kind) = name.split_at_checked(1)?;
        let endian = match order {
            "<" | "|" => Endian::Little,
            "=" if cfg!(target_endian = "little") => Endian::Little,
            ">" | "=" => Endian::Big,
            _ => return None,
        };
        let element = match kind {
            "b1" => Element::Bool,
            "u1" => Element::U8,
            "i1" => Element::I8,
            "u2" => Element::U16,
            "i2" => Element::I16,
            "u4" => Element::U32,
            "i4" => Element::I32,
            "u8" => Element::U64,
            "i8" => Element::I64,
            "f2" => Element::F16,
            "f4" => Element::F32,
            "f8" => Element::F64,
            "c8" => Element::Complex64,
            "c16" => Element::Complex128,
            _ => return None,
        };
        Some((element, endian))
    }

    /// Bytes per entry in the file.
    pub(crate) fn size(self) -> usize {
        match self {
            Element::Bool | Element::U8 | Element::I8 => 1,
            Element::U16 | Element::I16 | Element::F16 | Element::BF16 => 2,
            Element::U32 | Element::I32 | Element::F32 => 4,
            Element::U64 | Element::I64 | Element::F64 | Element::Complex64 => 8,
            Element::Complex128 => 16,
        }
    }

    /// The name of the type of the entries in memory, as arrays of it are described.
    pub(crate) fn name_in_memory(self) -> &'static str {
        match self {
            Element::Bool => "bool",
            Element::F16 => "float16",
            Element::BF16 => "bfloat16",
            Element::F32 => "float32",
            Element::F64 => "float64",
            Element::Complex64 | Element::Complex128 => "complex numbers",
            _ => "integers",
        }
    }

    /// Bytes per entry in memory, after widening.
    pub(crate) fn size_in_memory(self) -> u64 {
        match self {
            Element::Bool => 1,
            Element::F16 | Element::BF16 | Element::F32 => 4,
            Element::Complex64 | Element::Complex128 => 16,
            _ => 8,
        }
    }

    /// The numbers of which `bytes` consists.
    ///
    /// Unsigned integers beyond 2⁶³ − 1, such as the states of random generators are, are not read.
    ///
    /// # Errors
    /// When a truth value is neither 0 nor 1.
    pub(crate) fn decode(self, bytes: &[u8], endian: Endian) -> Result<Values> {
        fn words<const N: usize, T>(bytes: &[u8], endian: Endian, number: impl Fn([u8; N]) -> T) -> Vec<T> {
            let word = |chunk: &[u8]| {
                let mut word: [u8; N] = chunk.try_into().expect("chunks_exact yields chunks of N bytes");
                if endian == Endian::Big {
                    word.reverse();
                }
                number(word)
            };
            bytes.chunks_exact(N).map(word).collect()
        }
        fn pairs(parts: &[f64]) -> Vec<Complex64> {
            parts.chunks_exact(2).map(|pair| Complex64::new(pair[0], pair[1])).collect()
        }
        let signed = |values: Vec<u64>| {
            let integers: Option<Vec<i64>> = values.into_iter().map(|value| i64::try_from(value).ok()).collect();
            integers.map_or_else(|| Values::Opaque("integers above 2⁶³ − 1".to_string()), Values::I64)
        };
        Ok(match self {
            Element::Bool => {
                let truth = |&byte: &u8| match byte {
                    0 => Ok(false),
                    1 => Ok(true),
                    other => Err(Error::format(format!("the byte {other} is not a truth value (0 or 1)"))),
                };
                Values::Bool(bytes.iter().map(truth).collect::<Result<_>>()?)
            }
            Element::U8 => Values::I64(bytes.iter().map(|&x| i64::from(x)).collect()),
            Element::I8 => Values::I64(words(bytes, endian, |w| i64::from(i8::from_le_bytes(w)))),
            Element::U16 => Values::I64(words(bytes, endian, |w| i64::from(u16::from_le_bytes(w)))),
            Element::I16 => Values::I64(words(bytes, endian, |w| i64::from(i16::from_le_bytes(w)))),
            Element::U32 => Values::I64(words(bytes, endian, |w| i64::from(u32::from_le_bytes(w)))),
            Element::I32 => Values::I64(words(bytes, endian, |w| i64::from(i32::from_le_bytes(w)))),
            Element::U64 => signed(words(bytes, endian, u64::from_le_bytes)),
            Element::I64 => Values::I64(words(bytes, endian, i64::from_le_bytes)),
            Element::F16 => Values::F16(words(bytes, endian, |w| half(u16::from_le_bytes(w)))),
            Element::BF16 => {
                Values::BF16(words(bytes, endian, |w| f32::from_bits(u32::from(u16::from_le_bytes(w)) << 16)))
            }
            Element::F32 => Values::F32(words(bytes, endian, f32::from_le_bytes)),
            Element::F64 => Values::F64(words(bytes, endian, f64::from_le_bytes)),
            Element::Complex64 => Values::Complex(pairs(&words(bytes, endian, |w| f64::from(f32::from_le_bytes(w))))),
            Element::Complex128 => Values::Complex(pairs(&words(bytes, endian, f64::from_le_bytes))),
        })
    }

    /// The type in which `values` are written, and their bytes, least significant first; 16-bit types are written in single
    /// precision.
    ///
    /// # Errors
    /// For text and opaque entries.
    pub(crate) fn encode(values: &Values) -> Result<(Element, Vec<u8>)> {
        Ok(match values {
            Values::F32(values) | Values::F16(values) | Values::BF16(values) => {
                (Element::F32, values.iter().flat_map(|x| x.to_le_bytes()).collect())
            }
            Values::F64(values) => (Element::F64, values.iter().flat_map(|x| x.to_le_bytes()).collect()),
            Values::I64(values) => (Element::I64, values.iter().flat_map(|x| x.to_le_bytes()).collect()),
            Values::Bool(values) => (Element::Bool, values.iter().map(|&x| u8::from(x)).collect()),
            Values::Complex(values) => {
                let parts = values.iter().flat_map(|z| [z.re, z.im]);
                (Element::Complex128, parts.flat_map(f64::to_le_bytes).collect())
            }
            Values::Text(_) => return Err(Error::unsupported("text cannot be written as an array")),
            Values::Opaque(what) => return Err(Error::unsupported(format!("{what} cannot be written"))),
            Values::Unread(_) => return Err(Error::unsupported("entries that were not read cannot be written")),
        })
    }
}

/// The IEEE half-precision number with the given bits.
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff));
    match exponent {
        0 => sign * fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => sign * f32::INFINITY,
        31 => f32::NAN,
        _ => sign * (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn half_precision_covers_every_kind_of_number() {
        let cases = [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x7bff, 65504.0),
            (0x0001, 5.960_464_5e-8),
            (0x0400, 6.103_515_6e-5),
            (0x7c00, f32::INFINITY),
            (0xfc00, f32::NEG_INFINITY),
            (0x0000, 0.0),
        ];
        for (bits, value) in cases {
            assert_eq!(half(bits), value, "{bits:#06x}");
        }
        assert!(half(0x7c01).is_nan());
        assert!(half(0x8000).is_sign_negative());
    }
}
