//! Networks.

use std::path::PathBuf;
use std::sync::Arc;

use cogring::dynamics::frequency_maps;
use cogring::experiment::{OfFile, TakenApart};
use cogring::factor::{Factorization, Method, NetworkReport};
use cogring::format::{Reading, network_from_arrays, read_network_as, write_network};
use cogring::network::{Comparison, Magnitudes, Verification};
use cogring::report::json::{Schema, to_json};
use cogring::{PairMask, Target};
use numpy::ndarray::Array2;
use numpy::{PyArray2, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::arrays::{Named, arrays, matrix, view};
use crate::compute::{at_once, compute};
use crate::group::Group;
use crate::reading::Options;
use crate::solution::Solution;
use crate::terms::Terms;
use crate::text::{result, serialized};

/// A network: its weights and how they were read.
#[pyclass(frozen)]
#[derive(Clone)]
pub struct Network {
    pub inner: Arc<cogring::Network>,
    pub reading: Arc<Reading>,
}

impl Network {
    /// A network with the reading of its arrays.
    pub fn read_as((network, reading): (cogring::Network, Reading)) -> Self {
        Network { inner: Arc::new(network), reading: Arc::new(reading) }
    }

    /// A network whose weights are as they are.
    pub fn of(network: cogring::Network) -> Self {
        let reading = Reading::of_weights(&network);
        Self::read_as((network, reading))
    }
}

#[pymethods]
impl Network {
    /// The network of three weight matrices.
    #[new]
    fn new(
        py: Python<'_>,
        group: &Group,
        w_a: PyReadonlyArray2<'_, f64>,
        w_b: PyReadonlyArray2<'_, f64>,
        w_c: PyReadonlyArray2<'_, f64>,
    ) -> PyResult<Self> {
        let [w_a, w_b, w_c] = [w_a, w_b, w_c].map(|array| matrix(&array));
        let network = at_once(py, || cogring::Network::new(&group.inner, w_a, w_b, w_c))?;
        Ok(Self::of(network))
    }

    /// The network of a file.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf, options: Options) -> PyResult<Self> {
        compute(py, move || Ok(Self::read_as(read_network_as(&path, &options.read()?)?)))
    }

    /// The network of named arrays.
    #[staticmethod]
    fn from_arrays(py: Python<'_>, named: Vec<Named<'_>>, options: Options) -> PyResult<Self> {
        let arrays = arrays(named)?;
        compute(py, move || Ok(Self::read_as(network_from_arrays(&arrays, &options.read()?)?)))
    }

    /// A network with the reading that it had, as JSON.
    fn with_reading(&self, py: Python<'_>, reading: &str) -> PyResult<Self> {
        let damaged = |error: serde_json::Error| cogring::Error::format(format!("the reading of a network: {error}"));
        let reading = at_once(py, || serde_json::from_str(reading).map_err(damaged))?;
        Ok(Network { inner: self.inner.clone(), reading: Arc::new(reading) })
    }

    /// How the arrays were understood, as JSON.
    #[getter]
    fn reading(&self, py: Python<'_>) -> PyResult<String> {
        at_once(py, || serialized(&*self.reading))
    }

    /// What a reader of results should know of that.
    #[getter]
    fn remarks(&self) -> Vec<String> {
        self.reading.remarks()
    }

    #[getter]
    fn group(&self) -> Group {
        Group { inner: self.inner.group().clone() }
    }

    #[getter]
    fn width(&self) -> usize {
        self.inner.width()
    }

    #[getter(W_a)]
    fn w_a<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyArray2<f64>> {
        view(slf.get().inner.w_a(), slf.clone().into_any())
    }

    #[getter(W_b)]
    fn w_b<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyArray2<f64>> {
        view(slf.get().inner.w_b(), slf.clone().into_any())
    }

    #[getter(W_c)]
    fn w_c<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyArray2<f64>> {
        view(slf.get().inner.w_c(), slf.clone().into_any())
    }

    /// The outputs of pairs of elements, [n, d].
    fn outputs<'py>(&self, py: Python<'py>, x: Vec<usize>, y: Vec<usize>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let network = self.inner.clone();
        let outputs = compute(py, move || {
            let d = network.group().order();
            if let Some(g) = x.iter().chain(&y).find(|&&g| g >= d) {
                return Err(cogring::Error::argument(format!("element {g} of a group of order {d}")));
            }
            if x.len() != y.len() {
                return Err(cogring::Error::shape(format!(
                    "{} and {} elements: as many are required",
                    x.len(),
                    y.len()
                )));
            }
            let mut outputs = Array2::zeros((x.len(), d));
            for (mut row, (&x, &y)) in outputs.rows_mut().into_iter().zip(x.iter().zip(&y)) {
                row.iter_mut().zip(network.outputs(x, y).iter()).for_each(|(to, from)| *to = *from);
            }
            Ok(outputs)
        })?;
        Ok(PyArray2::from_owned_array(py, outputs))
    }

    /// Loss and accuracy on pairs, or on all.
    fn evaluate(&self, py: Python<'_>, target: String, pairs: Option<Vec<bool>>) -> PyResult<(f64, f64)> {
        let network = self.inner.clone();
        compute(py, move || {
            let target: Target = target.parse()?;
            let mask = match pairs {
                Some(pairs) => PairMask::new(network.group(), pairs)?,
                None => PairMask::all(network.group()),
            };
            let of = network.evaluate(target, &mask);
            Ok((of.loss, of.accuracy))
        })
    }

    /// The network taken apart: what the command `factor` says of one file.
    fn factor(&self, py: Python<'_>, path: String, method: String) -> PyResult<String> {
        let Network { inner, reading } = self.clone();
        compute(py, move || {
            let method: Method = method.parse()?;
            serialized(&TakenApart::new(path, &inner, (*reading).clone(), method)?)
        })
    }

    /// What the command `verify` says.
    fn verify(&self, py: Python<'_>, path: String, target: String) -> PyResult<String> {
        let Network { inner, reading } = self.clone();
        compute(py, move || {
            let magnitudes = Magnitudes::of(&inner, reading.stored);
            let verification = Verification::of_stored(&inner, target.parse()?, magnitudes)?;
            to_json(Schema::Verification, &OfFile::new(path, (*reading).clone(), verification))
        })
    }

    /// What the command `compare` says.
    fn compare(&self, py: Python<'_>, other: &Network) -> PyResult<String> {
        let (left, right) = (self.inner.clone(), other.inner.clone());
        compute(py, move || to_json(Schema::Comparison, &Comparison::new(&left, &right)?))
    }

    /// The element that it is.
    fn solution(&self, py: Python<'_>) -> PyResult<Solution> {
        let network = self.inner.clone();
        compute(py, move || Ok(Solution::of(Terms::Float(network.to_solution()))))
    }

    /// The element that a factorization of it, as JSON, says it is.
    fn rebuilt(&self, py: Python<'_>, factorization: String) -> PyResult<Solution> {
        let network = self.inner.clone();
        compute(py, move || {
            let found = factorization_of(&factorization)?;
            if found.group != *network.group() || found.width != network.width() {
                return Err(cogring::Error::argument("the factorization is one of another network"));
            }
            Ok(Solution::of(Terms::Float(found.solution(&network))))
        })
    }

    /// |z_a| of every frequency and hidden node, as the command `reproduce frequencies` says it.
    fn frequencies(&self, py: Python<'_>, method: String) -> PyResult<String> {
        let network = self.inner.clone();
        compute(py, move || {
            let method: Method = method.parse()?;
            let maps = frequency_maps(&[(0, (*network).clone())], method.liveness(network.group()));
            to_json(Schema::Experiment, &serde_json::json!({ "figure": "frequencies", "result": maps }))
        })
    }

    /// Writes it to a file.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let network = self.inner.clone();
        compute(py, move || write_network(&path, &network))
    }

    fn __eq__(&self, other: &Network) -> bool {
        self.inner == other.inner
    }
}

/// A factorization that was written as JSON.
fn factorization_of(json: &str) -> cogring::Result<Factorization> {
    result::<NetworkReport>(json).map(|report| report.factorization)
}

/// The block that a factorization, as JSON, says is at its frequency of a number.
#[pyfunction]
pub fn block_at(py: Python<'_>, factorization: String, place: usize) -> PyResult<Solution> {
    compute(py, move || {
        let Factorization { group, frequencies, .. } = factorization_of(&factorization)?;
        let of = frequencies.get(place).ok_or_else(|| cogring::Error::argument("there is no such frequency"))?;
        let block = cogring::Solution::try_at_frequency(&group.dual(), of.k, &of.block())?;
        Ok(Solution::of(Terms::Float(block)))
    })
}
