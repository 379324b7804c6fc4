//! Elements over a group, node by node.

use std::sync::Arc;

use cogring::experiment::{Asked, PotentialList, WeightScale, parse_potentials};
use cogring::loss::closed_form;
use cogring::potential::Inputs;
use cogring::proof::SolutionProof;
use cogring::report::json::{Schema, to_json};
use cogring::{Error, Exact, Result, Scalar, Target};
use num_complex::Complex64;
use pyo3::prelude::*;

use crate::compute::compute;
use crate::expression::realized;
use crate::group::Group;
use crate::network::Network;
use crate::nodes;
use crate::terms::{Terms, at, closed, with_terms, with_values};

/// An element over a group.
#[pyclass(frozen)]
#[derive(Clone)]
pub struct Solution {
    terms: Arc<Terms>,
}

impl Solution {
    pub fn of(terms: Terms) -> Self {
        Solution { terms: Arc::new(terms) }
    }

    /// What becomes of two elements: exact where both are, else in floats.
    fn with(
        &self,
        py: Python<'_>,
        other: &Solution,
        float: fn(&cogring::Solution<Complex64>, &cogring::Solution<Complex64>) -> Result<cogring::Solution<Complex64>>,
        exact: fn(&cogring::Solution<Exact>, &cogring::Solution<Exact>) -> Result<cogring::Solution<Exact>>,
    ) -> PyResult<Self> {
        let (left, right) = (self.terms.clone(), other.terms.clone());
        compute(py, move || {
            Ok(Self::of(match (&*left, &*right) {
                (Terms::Exact(x), Terms::Exact(y)) => Terms::Exact(exact(x, y)?),
                (x, y) => Terms::Float(float(&x.floats()?, &y.floats()?)?),
            }))
        })
    }
}

#[pymethods]
impl Solution {
    #[getter]
    fn group(&self) -> Group {
        Group { inner: with_terms!(self.terms, z => z.group().clone()) }
    }

    #[getter]
    fn order(&self) -> usize {
        with_terms!(self.terms, z => z.order())
    }

    #[getter]
    fn is_exact(&self) -> bool {
        matches!(&*self.terms, Terms::Exact(_))
    }

    #[getter]
    fn text(&self) -> String {
        with_terms!(self.terms, z => z.to_string())
    }

    fn add(&self, py: Python<'_>, other: &Solution) -> PyResult<Self> {
        self.with(py, other, |x, y| x.clone().try_add(y.clone()), |x, y| x.clone().try_add(y.clone()))
    }

    fn multiply(&self, py: Python<'_>, other: &Solution) -> PyResult<Self> {
        self.with(py, other, |x, y| x.try_mul(y), |x, y| x.try_mul(y))
    }

    fn power(&self, py: Python<'_>, exponent: u64) -> PyResult<Self> {
        let terms = self.terms.clone();
        compute(py, move || {
            Ok(Self::of(match &*terms {
                Terms::Float(z) => Terms::Float(z.try_pow(exponent)?),
                Terms::Exact(z) => Terms::Exact(z.try_pow(exponent)?),
            }))
        })
    }

    /// numerator/denominator times it.
    fn times_ratio(&self, py: Python<'_>, numerator: i64, denominator: u64) -> PyResult<Self> {
        let terms = self.terms.clone();
        compute(py, move || {
            if denominator == 0 {
                return Err(Error::argument("a fraction with denominator 0"));
            }
            Ok(Self::of(match &*terms {
                Terms::Float(z) => Terms::Float(z.clone().scaled(&Scalar::from_ratio(numerator, denominator))),
                Terms::Exact(z) => Terms::Exact(z.clone().scaled(&Scalar::from_ratio(numerator, denominator))),
            }))
        })
    }

    /// A float times it.
    fn times_float(&self, py: Python<'_>, factor: f64) -> PyResult<Self> {
        let terms = self.terms.clone();
        compute(py, move || {
            if !factor.is_finite() {
                return Err(Error::argument(format!("{factor} times an element; a finite number is required")));
            }
            Ok(Self::of(Terms::Float(terms.floats()?.scaled(&factor.into()))))
        })
    }

    /// The nodes at ±k and nowhere else.
    fn at(&self, py: Python<'_>, frequency: &str) -> PyResult<Self> {
        let (terms, frequency) = (self.terms.clone(), frequency.to_owned());
        compute(py, move || {
            Ok(Self::of(match &*terms {
                Terms::Float(z) => Terms::Float(at(z, &frequency)?),
                Terms::Exact(z) => Terms::Exact(at(z, &frequency)?),
            }))
        })
    }

    /// With values `NAME=VALUE` of its parameters, exact where all are.
    fn with_values(&self, py: Python<'_>, set: Vec<String>) -> PyResult<Self> {
        let terms = self.terms.clone();
        compute(py, move || match &*terms {
            Terms::Float(_) if !set.is_empty() => Err(Error::argument("an element in floats has no free parameters")),
            Terms::Float(_) => Ok(Solution { terms }),
            Terms::Exact(z) => with_values(z, &set).map(Self::of),
        })
    }

    /// Sum potentials: those asked for, or the largest.
    fn potentials(
        &self,
        py: Python<'_>,
        frequencies: Vec<String>,
        input: Option<String>,
        largest: usize,
        raw: bool,
    ) -> PyResult<String> {
        let terms = self.terms.clone();
        compute(py, move || {
            let (inputs, scale) = (inputs(input.as_deref())?, scale(raw));
            let group = with_terms!(terms, z => z.group().clone());
            let each =
                frequencies.iter().map(|text| parse_potentials(&group, inputs, text)).collect::<Result<Vec<_>>>()?;
            let each = each.concat();
            let asked = if each.is_empty() { Asked::Largest(largest) } else { Asked::Each(each) };
            to_json(Schema::Potentials, &with_terms!(terms, z => PotentialList::of_solution("", z, &asked, scale))?)
        })
    }

    /// With a hat on nodes, or on one node more, that closes R_n.
    fn closed(&self, py: Python<'_>, target: String, nodes: Option<(usize, usize)>) -> PyResult<Self> {
        let terms = self.terms.clone();
        compute(py, move || {
            let target: Target = target.parse()?;
            Ok(Self::of(match &*terms {
                Terms::Float(z) => Terms::Float(closed(z, target, nodes)?),
                Terms::Exact(z) => Terms::Exact(closed(z, target, nodes)?),
            }))
        })
    }

    /// In floats.
    fn floats(&self, py: Python<'_>) -> PyResult<Self> {
        let terms = self.terms.clone();
        compute(py, move || Ok(Self::of(Terms::Float(terms.floats()?))))
    }

    /// The loss in closed form.
    fn loss(&self, py: Python<'_>, target: String) -> PyResult<f64> {
        let terms = self.terms.clone();
        compute(py, move || Ok(closed_form(&terms.floats()?, target.parse()?).re))
    }

    /// The loss as an exact number: what the command `prove` says.
    fn prove(&self, py: Python<'_>, target: String) -> PyResult<String> {
        let terms = self.terms.clone();
        compute(py, move || {
            let target: Target = target.parse()?;
            match &*terms {
                Terms::Exact(z) => to_json(Schema::SolutionProof, &SolutionProof::new(z, target)?),
                Terms::Float(_) => Err(Error::argument("an element in floats is not exact: there is nothing to prove")),
            }
        })
    }

    /// The weights.
    fn network(&self, py: Python<'_>) -> PyResult<Network> {
        let terms = self.terms.clone();
        compute(py, move || realized(&terms.floats()?))
    }

    /// Whether the hidden nodes are the same in some order.
    fn is_close(&self, py: Python<'_>, other: &Solution, tolerance: f64) -> PyResult<bool> {
        let (left, right) = (self.terms.clone(), other.terms.clone());
        compute(py, move || match (&*left, &*right) {
            (Terms::Exact(x), Terms::Exact(y)) => Ok(x.equals_up_to_permutation(y, tolerance)),
            (x, y) => Ok(x.floats()?.equals_up_to_permutation(&y.floats()?, tolerance)),
        })
    }

    /// The nodes as JSON.
    fn nodes(&self, py: Python<'_>) -> PyResult<String> {
        let terms = self.terms.clone();
        compute(py, move || nodes::to_json(&terms))
    }

    /// The element of nodes as JSON.
    #[staticmethod]
    fn from_nodes(py: Python<'_>, group: &Group, exact: bool, nodes: String) -> PyResult<Self> {
        let dual = group.inner.dual();
        compute(py, move || Ok(Self::of(nodes::from_json(&dual, exact, &nodes)?)))
    }
}

/// Whether both factors of potentials are from one input.
pub fn inputs(name: Option<&str>) -> Result<Inputs> {
    match name {
        None => Ok(Inputs::AB),
        Some("a") => Ok(Inputs::AA),
        Some("b") => Ok(Inputs::BB),
        Some(other) => Err(Error::argument(format!("input `{other}` is none of a, b"))),
    }
}

/// The scale of potentials.
pub fn scale(raw: bool) -> WeightScale {
    if raw { WeightScale::Raw } else { WeightScale::Theory }
}
