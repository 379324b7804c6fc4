//! Elements as they are written.

use std::path::PathBuf;

use cogring::construct::Description;
use cogring::experiment::{Evaluation, GroupEvaluation, weights};
use cogring::expr::{Expression as Written, Frequency, Kind, Parameters};
use cogring::proof::{SearchOptions, paper_generators, search as find};
use cogring::report::json::{Schema, to_json};
use cogring::{Error, Exact, Result, Target};
use num_complex::Complex64;
use pyo3::prelude::*;

use crate::compute::{at_once, compute};
use crate::group::Group;
use crate::network::Network;
use crate::solution::Solution;
use crate::terms::Terms;

/// An element of the semiring as a formula.
#[pyclass(frozen, eq, from_py_object)]
#[derive(Clone, PartialEq)]
pub struct Expression {
    pub inner: Written,
}

#[pymethods]
impl Expression {
    #[staticmethod]
    fn parse(py: Python<'_>, text: String) -> PyResult<Self> {
        compute(py, move || Ok(Expression { inner: text.parse()? }))
    }

    /// The text that it is read from.
    #[getter]
    fn text(&self) -> String {
        self.inner.to_string()
    }

    #[getter]
    fn latex(&self) -> String {
        self.inner.to_latex()
    }

    /// What it denotes: number, block or placed.
    fn kind(&self, py: Python<'_>) -> PyResult<&'static str> {
        at_once(py, || {
            Ok(match self.inner.kind()? {
                Kind::Number => "number",
                Kind::Block => "block",
                Kind::Placed => "placed",
            })
        })
    }

    #[getter]
    fn is_exact(&self) -> bool {
        self.inner.is_exact()
    }

    #[getter]
    fn order(&self) -> Option<u128> {
        self.inner.order()
    }

    /// The names of its free parameters.
    #[getter]
    fn parameters(&self) -> Vec<String> {
        let names = Parameters::of([&self.inner]).to_string();
        names.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn add(&self, other: &Expression) -> Self {
        Expression { inner: self.inner.clone() + other.inner.clone() }
    }

    fn subtract(&self, other: &Expression) -> Self {
        Expression { inner: self.inner.clone() - other.inner.clone() }
    }

    fn multiply(&self, other: &Expression) -> Self {
        let inner = match (&self.inner, &other.inner) {
            // 1/6 * (x * y) is 1/6 * x * y.
            (Written::Number(_), Written::Product(factors)) => {
                factors.iter().fold(self.inner.clone(), |product, factor| product * factor.clone())
            }
            (left, right) => left.clone() * right.clone(),
        };
        Expression { inner }
    }

    fn negate(&self) -> Self {
        Expression { inner: -self.inner.clone() }
    }

    fn power(&self, exponent: i64) -> Self {
        Expression { inner: self.inner.clone().power(exponent) }
    }

    /// Placed at a frequency, by its coordinates.
    fn placed(&self, frequency: Vec<i64>) -> Self {
        Expression { inner: self.inner.clone().placed(Frequency::Coordinates(frequency)) }
    }

    /// With values `NAME=VALUE` of its parameters.
    fn substituted(&self, py: Python<'_>, set: Vec<String>, group: Option<Group>) -> PyResult<Self> {
        let written = self.inner.clone();
        compute(py, move || {
            let values = Parameters::of([&written]).assignment(&set, group.as_ref().map(|group| &group.inner))?;
            Ok(Expression { inner: written.substituted(&values) })
        })
    }

    /// What the command `eval` says, and with `output` the weights.
    fn evaluate(
        &self,
        py: Python<'_>,
        set: Vec<String>,
        group: Option<Group>,
        target: Option<String>,
        output: Option<PathBuf>,
    ) -> PyResult<String> {
        let written = self.inner.clone();
        compute(py, move || {
            let target = target.map(|name| name.parse()).transpose()?;
            evaluated(&written, &set, group.as_ref().map(|group| &group.inner), target, output)
        })
    }

    /// The element over a group, in exact numbers or in floats.
    fn solution(&self, py: Python<'_>, set: Vec<String>, group: &Group, exact: bool) -> PyResult<Solution> {
        let (written, group) = (self.inner.clone(), group.inner.clone());
        compute(py, move || {
            let values = Parameters::of([&written]).assignment(&set, Some(&group))?;
            Ok(Solution::of(match exact {
                true => Terms::Exact(written.to_solution::<Exact>(&group, &values)?),
                false => Terms::Float(written.to_solution::<Complex64>(&group, &values)?),
            }))
        })
    }
}

fn evaluated(
    written: &Written,
    set: &[String],
    group: Option<&cogring::Group>,
    target: Option<Target>,
    output: Option<PathBuf>,
) -> Result<String> {
    let values = Parameters::of([written]).assignment(set, group)?;
    let Some(group) = group else {
        if written.kind()? == Kind::Placed {
            return Err(Error::argument("an element placed at frequencies needs a group, as in group=23"));
        }
        return to_json(Schema::Block, &Evaluation::Block(Description::new(written, &values)?));
    };
    let mut evaluation = GroupEvaluation::new(written, group, &values, target.unwrap_or_default())?;
    if let Some(path) = output {
        cogring::format::write_network(&path, &weights(&written.to_solution(group, &values)?)?)?;
        evaluation.output = Some(path.display().to_string());
    }
    to_json(Schema::Element, &Evaluation::OverGroup(evaluation))
}

/// What the command `search` says.
#[pyfunction]
pub fn search(py: Python<'_>, generators: Vec<String>, max_factors: usize, near_miss: usize) -> PyResult<String> {
    compute(py, move || {
        let generators = match &generators[..] {
            [] => paper_generators(),
            texts => texts.iter().map(|text| text.parse()).collect::<Result<Vec<Written>>>()?,
        };
        let options = SearchOptions { max_factors, near_miss, special_values: true };
        to_json(Schema::Compositions, &find(&generators, options)?)
    })
}

/// The network of the weights of an element in floats.
pub fn realized(solution: &cogring::Solution<Complex64>) -> Result<Network> {
    weights(solution).map(Network::of)
}
