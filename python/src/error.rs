//! Errors of the engine as exceptions of the package.

use std::any::Any;
use std::error::Error as _;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// The exception that an error of the engine is.
pub fn exception(py: Python<'_>, error: &cogring::Error) -> PyErr {
    let kinds = [
        (error.is_io(), "io"),
        (error.is_format(), "format"),
        (error.is_parse(), "parse"),
        (error.is_shape(), "shape"),
        (error.is_unsupported(), "unsupported"),
    ];
    let kind = kinds.into_iter().find_map(|(is, name)| is.then_some(name)).unwrap_or("argument");
    let system = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    let number = system.and_then(std::io::Error::raw_os_error);
    make(py, kind, &error.to_string(), number, error.path())
}

/// The exception of a panic: a defect of the engine.
pub fn panicked(py: Python<'_>, payload: &(dyn Any + Send)) -> PyErr {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic without words");
    make(py, "internal", &format!("a defect of cogring, please report it: {text}"), None, None)
}

fn make(py: Python<'_>, kind: &str, message: &str, number: Option<i32>, path: Option<&std::path::Path>) -> PyErr {
    let made = MAKE.get_or_try_init(py, || Ok(py.import("cogring.errors")?.getattr("_make")?.unbind()));
    match made.and_then(|make: &Py<PyAny>| make.bind(py).call1((kind, message, number, path))) {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// A result of the engine as one of Python.
pub trait Raised<T> {
    /// Turns the error into an exception.
    fn raised(self, py: Python<'_>) -> PyResult<T>;
}

impl<T> Raised<T> for cogring::Result<T> {
    fn raised(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|error| exception(py, &error))
    }
}
