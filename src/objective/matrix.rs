//! Borrowed matrices with strides, and the one product that all dense kernels are made of.

use nalgebra::{DMatrixView, DMatrixViewMut, Dyn};

use super::real::Real;

/// Products with a side of at most this length are computed here: the library's own code for small products writes past
/// the result when the left factor has a row stride (nalgebra 0.35, `array_axcpy` takes a strided slice's length for its
/// number of entries).
const LARGEST_SMALL_SIZE: usize = 5;

/// A matrix inside a slice: entry (i, j) at `i·row_stride + j·column_stride`.
#[derive(Clone, Copy)]
pub(crate) struct Matrix<'a, T> {
    data: &'a [T],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a, T: Real> Matrix<'a, T> {
    /// The rows × columns matrix stored column after column.
    pub(crate) fn new(data: &'a [T], rows: usize, columns: usize) -> Self {
        assert_eq!(data.len(), rows * columns, "{} values for a {rows} × {columns} matrix", data.len());
        Matrix { data, rows, columns, row_stride: 1, column_stride: rows }
    }

    pub(crate) fn transposed(self) -> Self {
        Matrix {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }

    /// The rows `start..start + count`.
    pub(super) fn rows(self, start: usize, count: usize) -> Self {
        assert!(start + count <= self.rows, "rows {start}..{} of {}", start + count, self.rows);
        Matrix { data: &self.data[start * self.row_stride..], rows: count, ..self }
    }

    fn entry(&self, i: usize, j: usize) -> T {
        self.data[i * self.row_stride + j * self.column_stride]
    }

    fn view(self) -> DMatrixView<'a, T, Dyn, Dyn> {
        DMatrixView::<T, Dyn, Dyn>::from_slice_with_strides(
            self.data,
            self.rows,
            self.columns,
            self.row_stride,
            self.column_stride,
        )
    }
}

/// Writes the transpose of the rows × columns matrix stored column after column. The library packs its factors much faster where
/// what it multiplies over lies apart, and what is left side by side.
pub(super) fn transpose<T: Real>(values: &[T], rows: usize, columns: usize, transposed: &mut Vec<T>) {
    const TILE: usize = 16;
    assert_eq!(values.len(), rows * columns, "{} values for a {rows} × {columns} matrix", values.len());
    transposed.resize(values.len(), T::zero());
    for (left, top) in (0..columns).step_by(TILE).flat_map(|left| (0..rows).step_by(TILE).map(move |top| (left, top))) {
        for i in top..rows.min(top + TILE) {
            for j in left..columns.min(left + TILE) {
                transposed[i * columns + j] = values[j * rows + i];
            }
        }
    }
}

/// A matrix that is written: its columns are `stride` apart, its rows next to each other.
pub(crate) struct MatrixMut<'a, T> {
    data: &'a mut [T],
    rows: usize,
    columns: usize,
    stride: usize,
}

impl<'a, T: Real> MatrixMut<'a, T> {
    /// The rows × columns matrix stored column after column.
    pub(crate) fn new(data: &'a mut [T], rows: usize, columns: usize) -> Self {
        assert_eq!(data.len(), rows * columns, "{} values for a {rows} × {columns} matrix", data.len());
        MatrixMut { data, rows, columns, stride: rows }
    }

    /// The rows `start..start + count`.
    pub(super) fn rows(self, start: usize, count: usize) -> Self {
        assert!(start + count <= self.rows, "rows {start}..{} of {}", start + count, self.rows);
        MatrixMut { data: &mut self.data[start..], rows: count, ..self }
    }

    /// Replaces this matrix M by α·L·R + β·M.
    pub(crate) fn multiply(self, alpha: T, left: Matrix<'_, T>, right: Matrix<'_, T>, beta: T) {
        let Self { data, rows, columns, stride } = self;
        if rows == 0 || columns == 0 {
            return;
        }
        let inner = left.columns;
        assert_eq!((left.rows, inner, right.columns), (rows, right.rows, columns), "shapes of a product");
        if rows.min(columns).min(inner) <= LARGEST_SMALL_SIZE {
            for (j, column) in data.chunks_mut(stride).take(columns).enumerate() {
                for (i, value) in column[..rows].iter_mut().enumerate() {
                    let product: T = (0..inner).map(|l| left.entry(i, l) * right.entry(l, j)).sum();
                    *value = alpha * product + if beta.is_zero() { T::zero() } else { beta * *value };
                }
            }
            return;
        }
        let (left, right) = (left.view(), right.view());
        DMatrixViewMut::<T, Dyn, Dyn>::from_slice_with_strides_mut(data, rows, columns, 1, stride)
            .gemm(alpha, &left, &right, beta);
    }
}
