//! Finite groups.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;

use cogring::experiment::GroupReport;
use cogring::format::read_group;
use cogring::report::json::{Schema, to_json};
use numpy::ndarray::{Array2, Array3};
use numpy::{Complex64, PyArray2, PyArray3};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;

use crate::compute::{at_once, compute};
use crate::text::serialized;

/// A finite group.
#[pyclass(frozen, eq, from_py_object)]
#[derive(Clone, PartialEq)]
pub struct Group {
    pub inner: cogring::Group,
}

/// An irrep: degree, type, number of its conjugate, matrices, characters.
type Irrep<'py> = (usize, &'static str, usize, bool, Bound<'py, PyArray3<Complex64>>);

#[pymethods]
impl Group {
    /// The group of a name.
    #[staticmethod]
    fn parse(py: Python<'_>, name: String) -> PyResult<Self> {
        compute(py, move || Ok(Group { inner: name.parse()? }))
    }

    /// The group of a Cayley table.
    #[staticmethod]
    fn from_table(py: Python<'_>, rows: Vec<Vec<usize>>) -> PyResult<Self> {
        compute(py, move || Ok(Group { inner: cogring::Group::from_table(&rows)? }))
    }

    /// The group of a Cayley table in a file.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        compute(py, move || Ok(Group { inner: read_group(&path)? }))
    }

    /// How it is written.
    #[getter]
    fn name(&self) -> String {
        self.inner.to_string()
    }

    /// What makes it anew, as JSON: its name, or its table.
    #[getter]
    fn written(&self, py: Python<'_>) -> PyResult<String> {
        at_once(py, || serialized(&self.inner))
    }

    #[getter]
    fn order(&self) -> usize {
        self.inner.order()
    }

    #[getter]
    fn exponent(&self) -> usize {
        self.inner.exponent()
    }

    #[getter]
    fn identity(&self) -> usize {
        self.inner.identity()
    }

    #[getter]
    fn is_abelian(&self) -> bool {
        self.inner.is_abelian()
    }

    /// The orders of its factors, of a group that is given by them.
    #[getter]
    fn moduli(&self) -> Option<Vec<usize>> {
        self.inner.moduli().map(<[usize]>::to_vec)
    }

    fn multiply(&self, g: usize, h: usize) -> PyResult<usize> {
        Ok(self.inner.multiply(self.element(g)?, self.element(h)?))
    }

    fn inverse(&self, g: usize) -> PyResult<usize> {
        Ok(self.inner.inverse(self.element(g)?))
    }

    fn label(&self, g: usize) -> PyResult<String> {
        Ok(self.inner.label(self.element(g)?))
    }

    fn parse_element(&self, py: Python<'_>, text: &str) -> PyResult<usize> {
        at_once(py, || self.inner.parse_element(text))
    }

    /// The Cayley table, d × d.
    fn table<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<i64>>> {
        let group = self.inner.clone();
        let table = compute(py, move || {
            let d = group.order();
            if d > MOST {
                return Err(cogring::Error::unsupported(format!("the table of a group of order {d}; at most {MOST}")));
            }
            Ok(Array2::from_shape_fn((d, d), |(g, h)| group.multiply(g, h) as i64))
        })?;
        Ok(PyArray2::from_owned_array(py, table))
    }

    /// The irreps, with matrices [d, n, n].
    fn irreps<'py>(&self, py: Python<'py>) -> PyResult<Vec<Irrep<'py>>> {
        let group = self.inner.clone();
        let irreps = compute(py, move || matrices(&group))?;
        let array = |(degree, kind, partner, is_exact, matrices)| {
            (degree, kind, partner, is_exact, PyArray3::from_owned_array(py, matrices))
        };
        Ok(irreps.into_iter().map(array).collect())
    }

    /// What the command says of it.
    fn describe(&self, py: Python<'_>) -> PyResult<String> {
        let group = self.inner.clone();
        compute(py, move || to_json(Schema::Group, &GroupReport::of(&group)?))
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.inner.hash(&mut hasher);
        hasher.finish()
    }
}

/// The largest order of which tables and matrices are written out.
const MOST: usize = 1 << 12;

type Matrices = (usize, &'static str, usize, bool, Array3<Complex64>);

/// The matrices of all irreps: those of the table, or the characters.
fn matrices(group: &cogring::Group) -> cogring::Result<Vec<Matrices>> {
    let (d, dual) = (group.order(), group.dual());
    if d > MOST {
        return Err(cogring::Error::unsupported(format!("the irreps of a group of order {d}; at most {MOST}")));
    }
    if group.moduli().is_some() {
        let character = |k: usize| {
            let values = Array3::from_shape_fn((d, 1, 1), |(g, _, _)| dual.value(k, g));
            (1, dual.kind(k).name(), dual.conjugate(k), true, values)
        };
        return Ok((0..dual.len()).map(character).collect());
    }
    let matrices = |rho: &cogring::dual::Irrep| {
        let n = rho.degree();
        let values = Array3::from_shape_fn((d, n, n), |(g, i, j)| rho.entry(g, i, j));
        (n, rho.kind().name(), rho.partner(), rho.is_exact(), values)
    };
    Ok(dual.irreps().iter().map(matrices).collect())
}

impl Group {
    fn element(&self, g: usize) -> PyResult<usize> {
        let d = self.inner.order();
        (g < d).then_some(g).ok_or_else(|| PyIndexError::new_err(format!("element {g} of a group of order {d}")))
    }
}
