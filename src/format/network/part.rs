//! Matrices made of stored numbers, with their magnitudes.

use nalgebra::{DMatrix, DVector};

use super::account::Norm;
use super::layout;
use super::mapping::ArrayName;
use crate::format::container::Arrays;
use crate::{Error, Result};

/// A matrix made of stored numbers, and its magnitude where that is wanted.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) value: DMatrix<f64>,
    pub(super) size: Option<DMatrix<f64>>,
}

impl Part {
    pub(super) fn stored(value: DMatrix<f64>, with_size: bool) -> Self {
        Part { size: with_size.then(|| value.abs()), value }
    }

    /// The same done to both.
    pub(super) fn map(self, change: impl Fn(DMatrix<f64>) -> DMatrix<f64>) -> Self {
        Part { value: change(self.value), size: self.size.map(change) }
    }

    /// W Eᵀ; the identity leaves W as it is.
    pub(super) fn embedded(self, embedding: &DMatrix<f64>) -> Self {
        let is_unit = |(at, &entry): (usize, &f64)| {
            let (row, column) = (at % embedding.nrows(), at / embedding.nrows());
            entry == f64::from(u8::from(row == column))
        };
        if embedding.is_square() && embedding.iter().enumerate().all(is_unit) {
            return self;
        }
        let turned = embedding.transpose();
        Part { value: self.value * &turned, size: self.size.map(|size| 2.0 * size * turned.abs()) }
    }

    pub(super) fn plus(&mut self, bias: &DVector<f64>, size: &DVector<f64>) {
        self.value.column_iter_mut().for_each(|mut column| column += bias);
        self.size.iter_mut().for_each(|sizes| sizes.column_iter_mut().for_each(|mut column| column += size));
    }

    pub(super) fn scale_rows(&mut self, factor: &DVector<f64>) {
        self.value.row_iter_mut().zip(factor).for_each(|(mut row, factor)| row *= *factor);
        // each summand is a product with γ and 1/√σ², rounded numbers both
        if let Some(size) = &mut self.size {
            size.row_iter_mut().zip(factor).for_each(|(mut row, factor)| row *= 3.0 * factor.abs());
        }
    }
}

/// The nodes (a, b, c/4) and (a, −b, −c/4) for every node.
pub(super) fn as_squares([a, b, c]: [Part; 3]) -> [Part; 3] {
    let doubled = |part: Part, sign: f64, twice: fn(DMatrix<f64>, f64) -> DMatrix<f64>| Part {
        value: twice(part.value, sign),
        size: part.size.map(|size| twice(size, 1.0)),
    };
    [doubled(a, 1.0, below), doubled(b, -1.0, below), doubled(c.map(|matrix| 0.25 * matrix), -1.0, beside)]
}

/// The matrix, and below it the same times a sign.
fn below(matrix: DMatrix<f64>, sign: f64) -> DMatrix<f64> {
    let rows = matrix.nrows();
    let mut both = matrix.resize_vertically(2 * rows, 0.0);
    for column in both.as_mut_slice().chunks_exact_mut(2 * rows) {
        let (upper, lower) = column.split_at_mut(rows);
        lower.iter_mut().zip(upper).for_each(|(lower, upper)| *lower = sign * *upper);
    }
    both
}

/// The matrix, and beside it the same times a sign.
fn beside(matrix: DMatrix<f64>, sign: f64) -> DMatrix<f64> {
    let (columns, entries) = (matrix.ncols(), matrix.len());
    let mut both = matrix.resize_horizontally(2 * columns, 0.0);
    let (left, right) = both.as_mut_slice().split_at_mut(entries);
    right.iter_mut().zip(left).for_each(|(right, left)| *right = sign * *left);
    both
}

/// x ↦ factor · x + shift.
pub(super) struct Folded {
    pub(super) factor: DVector<f64>,
    pub(super) shift: DVector<f64>,
    /// The magnitude of the shift.
    pub(super) size: DVector<f64>,
}

impl Folded {
    /// PyTorch's ε, which files do not hold.
    const EPSILON: f64 = 1e-5;

    pub(super) fn new(arrays: &Arrays, norm: &Norm, q: usize) -> Result<Self> {
        let (mean, variance) = (vector(arrays, &norm.mean, q)?, vector(arrays, &norm.variance, q)?);
        if let Some(at) = variance.iter().position(|&variance| variance < 0.0) {
            return Err(Error::format(format!(
                "array {}: entry [{at}] is negative, but it is a variance",
                norm.variance
            )));
        }
        let or = |name: &Option<String>, value: f64| match name {
            Some(name) => vector(arrays, name, q),
            None => Ok(DVector::from_element(q, value)),
        };
        let (gamma, beta) = (or(&norm.factor, 1.0)?, or(&norm.shift, 0.0)?);
        let factor = gamma.zip_map(&variance, |gamma, variance| gamma / (variance + Self::EPSILON).sqrt());
        let moved = factor.component_mul(&mean);
        Ok(Folded { shift: &beta - &moved, size: beta.abs() + 3.0 * moved.abs(), factor })
    }
}

/// A finite matrix of weights, sliced and transposed if the mapping says so.
pub(super) fn weights(arrays: &Arrays, name: &ArrayName) -> Result<DMatrix<f64>> {
    let in_array = |error: Error| error.context(format!("array {}", name.name));
    let array = arrays.get(&name.name).ok_or_else(|| layout::missing(arrays, &name.name))?;
    let matrix = match name.slice {
        None => array.to_transposed_matrix(),
        Some(slice) => array.slice(slice.axis, slice.index).and_then(|array| array.to_transposed_matrix()),
    };
    let matrix = matrix.map_err(in_array)?;
    if let Some(at) = matrix.iter().position(|&weight| !is_usable(weight)) {
        return Err(in_array(unusable(&[at / matrix.nrows(), at % matrix.nrows()], matrix[at])));
    }
    Ok(if name.transposed { matrix } else { matrix.transpose() })
}

/// Whether a weight is finite and at most 10⁴⁸: beyond, the loss, of degree 6 in the weights, may exceed the largest number.
fn is_usable(weight: f64) -> bool {
    weight.abs() <= 1e48
}

fn unusable(place: &[usize], weight: f64) -> Error {
    Error::format(format!(
        "entry {place:?} is {weight:?}; weights must be finite numbers of at most 1e48, else the loss overflows"
    ))
}

pub(super) fn refuse_unusable(matrix: &DMatrix<f64>) -> Result<()> {
    match matrix.iter().position(|&weight| !is_usable(weight)) {
        Some(at) => Err(unusable(&[at % matrix.nrows(), at / matrix.nrows()], matrix[at])),
        None => Ok(()),
    }
}

/// A finite vector of the given length, which may be a row or a column of a matrix.
pub(super) fn bias_vector(arrays: &Arrays, bias: &ArrayName, length: usize) -> Result<DVector<f64>> {
    let Some(slice) = bias.slice else { return vector(arrays, &bias.name, length) };
    let array = arrays.get(&bias.name).ok_or_else(|| layout::missing(arrays, &bias.name))?;
    let row = array.slice(slice.axis, slice.index).map_err(|error| error.context(format!("array {}", bias.name)))?;
    vector(&Arrays::from([(bias.name.clone(), row)]), &bias.name, length)
}

/// A finite vector of the given length.
pub(super) fn vector(arrays: &Arrays, name: &str, length: usize) -> Result<DVector<f64>> {
    let in_array = |error: Error| error.context(format!("array {name}"));
    let array = arrays.get(name).ok_or_else(|| layout::missing(arrays, name))?;
    let values = array.to_reals().map_err(in_array)?;
    if array.shape != [length] {
        return Err(in_array(Error::shape(format!("has {array}, where [{length}] is required"))));
    }
    if let Some(at) = values.iter().position(|&value| !is_usable(value)) {
        return Err(in_array(unusable(&[at], values[at])));
    }
    Ok(DVector::from_vec(values))
}
