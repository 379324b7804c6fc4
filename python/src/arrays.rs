//! Arrays of numpy in and out.

use cogring::format::{Array, Arrays, Values};
use cogring::network::TupleNetwork;
use nalgebra::DMatrix;
use numpy::ndarray::{Array2, ArrayView2, ShapeBuilder};
use numpy::{
    Complex64, Element, PyArray2, PyArrayMethods, PyReadonlyArray2, PyReadonlyArrayDyn, PyUntypedArrayMethods,
};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

/// A view of a matrix that `owner` holds: no copy, read-only, and it keeps the owner alive.
#[allow(unsafe_code)]
pub fn view<'py>(matrix: &DMatrix<f64>, owner: Bound<'py, PyAny>) -> Bound<'py, PyArray2<f64>> {
    let (rows, columns) = matrix.shape();
    let entries =
        ArrayView2::from_shape((rows, columns).f(), matrix.as_slice()).expect("as many entries as the shape has");
    // SAFETY: the matrix belongs to a frozen class behind `owner`, which the array keeps alive, and nothing changes it; the
    // array is made read-only before anyone sees it.
    let array = unsafe { PyArray2::borrow_from_array(&entries, owner) };
    drop(array.readwrite().make_nonwriteable());
    array
}

/// Matrices by their names.
pub type Layers<'py> = Vec<(String, Bound<'py, PyArray2<f64>>)>;

/// Copies of the layers of a network of any number of operands.
pub fn layers<'py>(py: Python<'py>, network: &TupleNetwork) -> Layers<'py> {
    let copy = |matrix: &DMatrix<f64>| Array2::from_shape_fn(matrix.shape(), |(row, column)| matrix[(row, column)]);
    let named = network.layers().into_iter();
    named.map(|(name, matrix)| (name, PyArray2::from_owned_array(py, copy(matrix)))).collect()
}

/// The matrix that an array of any order and strides holds.
pub fn matrix(array: &PyReadonlyArray2<'_, f64>) -> DMatrix<f64> {
    let entries = array.as_array();
    let (rows, columns) = entries.dim();
    if array.is_fortran_contiguous()
        && let Ok(entries) = array.as_slice()
    {
        return DMatrix::from_column_slice(rows, columns, entries);
    }
    match entries.as_slice() {
        Some(entries) => DMatrix::from_row_slice(rows, columns, entries),
        None => DMatrix::from_fn(rows, columns, |row, column| entries[(row, column)]),
    }
}

/// An array as the reader of files takes it: what it holds by its kind, the array in C order or a text.
#[derive(FromPyObject)]
pub struct Named<'py>(String, String, Bound<'py, PyAny>);

/// The arrays by their names.
pub fn arrays(named: Vec<Named<'_>>) -> PyResult<Arrays> {
    named.into_iter().map(|Named(name, kind, value)| Ok((name, array(&kind, &value)?))).collect()
}

fn array(kind: &str, value: &Bound<'_, PyAny>) -> PyResult<Array> {
    let of_text = |values| Array { shape: Vec::new(), values };
    Ok(match kind {
        "text" => of_text(Values::Text(value.extract()?)),
        "opaque" => of_text(Values::Opaque(value.extract()?)),
        "float64" => numbers::<f64>(value, Values::F64)?,
        "float32" => numbers::<f32>(value, Values::F32)?,
        "float16" => numbers::<f32>(value, Values::F16)?,
        "bfloat16" => numbers::<f32>(value, Values::BF16)?,
        "int64" => numbers::<i64>(value, Values::I64)?,
        "bool" => numbers::<bool>(value, Values::Bool)?,
        "complex128" => numbers::<Complex64>(value, Values::Complex)?,
        other => return Err(PyTypeError::new_err(format!("no arrays hold {other}"))),
    })
}

fn numbers<T: Element + Copy>(value: &Bound<'_, PyAny>, values: fn(Vec<T>) -> Values) -> PyResult<Array> {
    let array: PyReadonlyArrayDyn<'_, T> = value.extract()?;
    Ok(Array { shape: array.shape().to_vec(), values: values(array.as_slice()?.to_vec()) })
}
