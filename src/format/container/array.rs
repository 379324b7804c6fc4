//! Named arrays as files hold them, before anyone asks what they mean.

use std::collections::BTreeMap;
use std::fmt;

use nalgebra::DMatrix;
use num_complex::Complex64;

use crate::{Error, Result};

/// The arrays of a file by name; nested dictionaries become dotted names such as `model.layera.weight`.
pub type Arrays = BTreeMap<String, Array>;

/// An array of any number of dimensions, row-major; a scalar has the shape `[]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// The length of every dimension.
    pub shape: Vec<usize>,
    /// The entries, last index fastest.
    pub values: Values,
}

/// The entries of an [`Array`] by the type in which they are stored. In memory narrower types are widened: every integer to
/// 64 bits, complex numbers to double precision, both 16-bit types to single precision.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Single precision.
    F32(Vec<f32>),
    /// Half precision (IEEE), 11 significant binary digits.
    F16(Vec<f32>),
    /// The upper half of single precision (`bfloat16`), 8 significant binary digits.
    BF16(Vec<f32>),
    /// Double precision.
    F64(Vec<f64>),
    /// Integers.
    I64(Vec<i64>),
    /// Truth values.
    Bool(Vec<bool>),
    /// Complex numbers.
    Complex(Vec<Complex64>),
    /// One piece of text; the shape is `[]`.
    Text(String),
    /// Entries that this crate does not read, and what they are.
    Opaque(String),
    /// Numbers or truth values that nobody asked for, and their type; see [`read_network_arrays`](crate::format::read_network_arrays).
    Unread(&'static str),
}

impl Array {
    /// The array with the given shape and entries.
    ///
    /// # Errors
    /// When the number of entries is not the product of the shape.
    pub fn new(shape: Vec<usize>, values: Values) -> Result<Self> {
        let array = Array { shape, values };
        array.check()?;
        Ok(array)
    }

    /// A scalar of double precision.
    #[must_use]
    pub fn scalar(value: f64) -> Self {
        Array { shape: Vec::new(), values: Values::F64(vec![value]) }
    }

    /// A scalar integer.
    #[must_use]
    pub fn integer(value: i64) -> Self {
        Array { shape: Vec::new(), values: Values::I64(vec![value]) }
    }

    /// The matrix in double precision.
    #[must_use]
    pub fn from_matrix(matrix: &DMatrix<f64>) -> Self {
        let values = matrix.transpose().as_slice().to_vec();
        Array { shape: vec![matrix.nrows(), matrix.ncols()], values: Values::F64(values) }
    }

    /// The matrix, where the array has two dimensions and real numbers; not a number and infinity are passed on.
    ///
    /// # Errors
    /// When the array has another number of dimensions or entries that are not real numbers.
    pub fn to_matrix(&self) -> Result<DMatrix<f64>> {
        self.to_transposed_matrix().map(|matrix| matrix.transpose())
    }

    /// The transpose of the matrix, whose entries lie in memory as they do here.
    pub(crate) fn to_transposed_matrix(&self) -> Result<DMatrix<f64>> {
        let &[rows, columns] = self.shape.as_slice() else {
            return Err(Error::shape(format!("has {self}, where a matrix (two dimensions) is required")));
        };
        Ok(DMatrix::from_vec(columns, rows, self.to_reals()?))
    }

    /// The array at one index of one axis, which is left out.
    ///
    /// # Errors
    /// When there is no such axis or index.
    pub(crate) fn slice(&self, axis: usize, index: usize) -> Result<Array> {
        self.check()?;
        let Some(&length) = self.shape.get(axis).filter(|&&length| index < length) else {
            return Err(Error::shape(format!("has {self}, where an index {index} of axis {axis} is required")));
        };
        let (before, after) = (&self.shape[..axis], &self.shape[axis + 1..]);
        // an empty array may claim any length of its other axes
        let product = |lengths: &[usize]| lengths.iter().fold(1, |count: usize, &n| count.saturating_mul(n));
        let shape = [before, after].concat();
        let (rows, stride) = (product(&shape).min(product(before)), product(after));
        let starts = (0..rows).map(|row| (row * length + index).saturating_mul(stride));
        let values = self.values.gather(starts.flat_map(|start| start..start.saturating_add(stride)));
        Array::new(shape, values.ok_or_else(|| Error::shape(format!("has {self}, with fewer entries")))?)
    }

    /// The entries as real numbers, row-major.
    ///
    /// # Errors
    /// When they are complex, text or of a type that is not read.
    pub fn to_reals(&self) -> Result<Vec<f64>> {
        self.check()?;
        match &self.values {
            Values::F32(values) | Values::F16(values) | Values::BF16(values) => {
                Ok(values.iter().map(|&x| f64::from(x)).collect())
            }
            Values::F64(values) => Ok(values.clone()),
            Values::I64(values) => Ok(values.iter().map(|&x| x as f64).collect()),
            Values::Bool(values) => Ok(values.iter().map(|&x| f64::from(u8::from(x))).collect()),
            Values::Complex(_) | Values::Text(_) | Values::Opaque(_) | Values::Unread(_) => {
                Err(Error::unsupported(format!("has {self}, where real numbers are required")))
            }
        }
    }

    /// The entry of an array with exactly one real entry.
    #[must_use]
    pub fn as_scalar(&self) -> Option<f64> {
        match self.to_reals().ok()?.as_slice() {
            &[value] => Some(value),
            _ => None,
        }
    }

    /// The entries of an array of integers.
    #[must_use]
    pub fn as_integers(&self) -> Option<&[i64]> {
        match &self.values {
            Values::I64(values) => Some(values),
            _ => None,
        }
    }

    /// That shape and number of entries agree.
    pub(crate) fn check(&self) -> Result<()> {
        let required = self.shape.iter().try_fold(1usize, |count, &n| count.checked_mul(n));
        let found = match self.values.len() {
            None => return Ok(()),
            Some(found) => found,
        };
        if required != Some(found) {
            return Err(Error::shape(format!("an array of shape {:?} with {found} entries", self.shape)));
        }
        Ok(())
    }
}

impl Values {
    /// The number of entries, where they are read.
    fn len(&self) -> Option<usize> {
        Some(match self {
            Values::F32(values) | Values::F16(values) | Values::BF16(values) => values.len(),
            Values::F64(values) => values.len(),
            Values::I64(values) => values.len(),
            Values::Bool(values) => values.len(),
            Values::Complex(values) => values.len(),
            Values::Text(_) => 1,
            Values::Opaque(_) | Values::Unread(_) => return None,
        })
    }

    /// Other real numbers of the same type, as they are: a result is not rounded to half precision again.
    pub(crate) fn with_reals(&self, values: Vec<f64>) -> Values {
        let single = |values: Vec<f64>| values.into_iter().map(|x| x as f32).collect();
        match self {
            Values::F32(_) => Values::F32(single(values)),
            Values::F16(_) => Values::F16(single(values)),
            Values::BF16(_) => Values::BF16(single(values)),
            _ => Values::F64(values),
        }
    }

    /// The entries at the given places, `None` when one does not exist.
    pub(crate) fn gather(&self, places: impl Iterator<Item = usize>) -> Option<Values> {
        fn pick<T: Copy>(values: &[T], places: impl Iterator<Item = usize>) -> Option<Vec<T>> {
            places.map(|at| values.get(at).copied()).collect()
        }
        Some(match self {
            Values::F32(values) => Values::F32(pick(values, places)?),
            Values::F16(values) => Values::F16(pick(values, places)?),
            Values::BF16(values) => Values::BF16(pick(values, places)?),
            Values::F64(values) => Values::F64(pick(values, places)?),
            Values::I64(values) => Values::I64(pick(values, places)?),
            Values::Bool(values) => Values::Bool(pick(values, places)?),
            Values::Complex(values) => Values::Complex(pick(values, places)?),
            Values::Text(_) | Values::Opaque(_) | Values::Unread(_) => self.clone(),
        })
    }
}

impl fmt::Display for Array {
    /// Writes shape and type: `shape [512, 23] of float32`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.values {
            Values::Text(_) => f.write_str("text"),
            Values::Opaque(what) => f.write_str(what),
            values => write!(f, "shape {:?} of {}", self.shape, values.type_name()),
        }
    }
}

impl Values {
    fn type_name(&self) -> &str {
        match self {
            Values::F32(_) => "float32",
            Values::F16(_) => "float16",
            Values::BF16(_) => "bfloat16",
            Values::F64(_) => "float64",
            Values::I64(_) => "integers",
            Values::Bool(_) => "bool",
            Values::Complex(_) => "complex numbers",
            Values::Text(_) => "text",
            Values::Opaque(what) => what,
            Values::Unread(name) => name,
        }
    }
}
