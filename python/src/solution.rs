//! Elements over a group, node by node.

use std::collections::BTreeMap;
use std::sync::Arc;

use cogring::experiment::{Asked, PotentialList, WeightScale, parse_potential};
use cogring::expr::Assignment;
use cogring::loss::closed_form;
use cogring::potential::Inputs;
use cogring::proof::SolutionProof;
use cogring::report::json::{Schema, to_json};
use cogring::semiring::{Node, Spectrum, Term};
use cogring::{Dual, Error, Exact, Result, Scalar, Target};
use num_complex::Complex64;
use pyo3::prelude::*;
use serde::{Deserialize, Serialize};

use crate::compute::compute;
use crate::expression::realized;
use crate::group::Group;
use crate::network::Network;
use crate::text::{result, serialized};

/// Nodes in floats or in exact numbers.
pub enum Terms {
    Float(cogring::Solution<Complex64>),
    Exact(cogring::Solution<Exact>),
}

/// An element over a group.
#[pyclass(frozen)]
#[derive(Clone)]
pub struct Solution {
    terms: Arc<Terms>,
}

/// The same in the one or the other numbers.
macro_rules! with {
    ($terms:expr, $solution:ident => $do:expr) => {
        match &*$terms {
            Terms::Float($solution) => $do,
            Terms::Exact($solution) => $do,
        }
    };
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

impl Terms {
    fn floats(&self) -> Result<cogring::Solution<Complex64>> {
        match self {
            Terms::Float(solution) => Ok(solution.clone()),
            Terms::Exact(solution) => solution.try_map_scalars(|number: &Exact| {
                number.to_complex().ok_or_else(|| {
                    Error::argument(format!(
                        "{number} depends on free parameters; give them values before it is a float"
                    ))
                })
            }),
        }
    }
}

#[pymethods]
impl Solution {
    #[getter]
    fn group(&self) -> Group {
        Group { inner: with!(self.terms, z => z.group().clone()) }
    }

    #[getter]
    fn order(&self) -> usize {
        with!(self.terms, z => z.order())
    }

    #[getter]
    fn is_exact(&self) -> bool {
        matches!(&*self.terms, Terms::Exact(_))
    }

    #[getter]
    fn text(&self) -> String {
        with!(self.terms, z => z.to_string())
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
            let group = with!(terms, z => z.group().clone());
            let each =
                frequencies.iter().map(|text| parse_potential(&group, inputs, text)).collect::<Result<Vec<_>>>()?;
            let asked = if each.is_empty() { Asked::Largest(largest) } else { Asked::Each(each) };
            to_json(Schema::Potentials, &with!(terms, z => PotentialList::of_solution("", z, &asked, scale))?)
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
        compute(py, move || match &*terms {
            Terms::Float(z) => serialized(&written(z, |number| [number.re, number.im])),
            Terms::Exact(z) => serialized(&written(z, Exact::to_string)),
        })
    }

    /// The element of nodes as JSON.
    #[staticmethod]
    fn from_nodes(py: Python<'_>, group: &Group, exact: bool, nodes: String) -> PyResult<Self> {
        let dual = group.inner.dual();
        compute(py, move || {
            Ok(Self::of(match exact {
                true => {
                    Terms::Exact(read(&dual, result::<Vec<WrittenNode<String>>>(&nodes)?, |number| number.parse())?)
                }
                false => Terms::Float(read(&dual, result::<Vec<WrittenNode<[f64; 2]>>>(&nodes)?, |[re, im]| {
                    Ok(Complex64::new(re, im))
                })?),
            }))
        })
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

fn closed<S: Scalar>(
    solution: &cogring::Solution<S>,
    target: Target,
    nodes: Option<(usize, usize)>,
) -> Result<cogring::Solution<S>> {
    match nodes {
        None => Ok(solution.clone().closed(target)),
        Some((first, end)) if first < end && end <= solution.order() => solution.clone().closed_on(first..end, target),
        Some((first, end)) => Err(Error::argument(format!(
            "nodes {first} to {end} of an element of order {}; some of its nodes are required",
            solution.order()
        ))),
    }
}

fn with_values(solution: &cogring::Solution<Exact>, set: &[String]) -> Result<Terms> {
    let mut values = Assignment::default();
    set.iter().try_for_each(|text| text.parse().map(|one| values.extend(one)))?;
    let (mut solution, mut floats) = (solution.clone(), BTreeMap::new());
    for (name, value) in values.iter() {
        if value.is_exact() {
            let value: Exact = value.evaluate(&Assignment::default())?;
            solution = solution.try_map_scalars(|number: &Exact| number.substitute(name, &value))?;
        } else {
            floats.insert(name.to_owned(), value.evaluate::<Complex64>(&Assignment::default())?);
        }
    }
    Ok(match floats.is_empty() {
        true => Terms::Exact(solution),
        false => Terms::Float(solution.try_map_scalars(|number: &Exact| number.evaluate(&floats))?),
    })
}

fn at<S: Scalar>(solution: &cogring::Solution<S>, frequency: &str) -> Result<cogring::Solution<S>> {
    let dual = solution.dual();
    let k = dual.parse(frequency)?;
    cogring::Solution::try_at_frequency(dual, k, &solution.block_at(k))
}

/// Coefficient, and the entries a, b, c at representatives of ±k.
#[derive(Serialize, Deserialize)]
struct WrittenNode<N> {
    coefficient: N,
    entries: [Vec<(usize, N)>; 3],
}

fn written<S: Scalar, N>(solution: &cogring::Solution<S>, number: impl Fn(&S) -> N) -> Vec<WrittenNode<N>> {
    let entries =
        |spectrum: &Spectrum<S>| spectrum.representatives().map(|(k, value)| (k, number(value))).collect::<Vec<_>>();
    let node = |term: &Term<Node<S>, S>| WrittenNode {
        coefficient: number(&term.coefficient),
        entries: [&term.node.a, &term.node.b, &term.node.c].map(entries),
    };
    solution.terms().iter().map(node).collect()
}

fn read<S: Scalar, N>(
    dual: &Dual,
    nodes: Vec<WrittenNode<N>>,
    number: impl Fn(N) -> Result<S>,
) -> Result<cogring::Solution<S>> {
    let term = |WrittenNode { coefficient, entries }: WrittenNode<N>| {
        let mut spectra = entries.into_iter().map(|entries| {
            let pairs = entries.into_iter().map(|(k, value)| Ok((k, number(value)?))).collect::<Result<Vec<_>>>()?;
            Spectrum::try_from_pairs(dual, pairs)
        });
        let mut next = || spectra.next().expect("a node has three");
        let node = Node { a: next()?, b: next()?, c: next()? };
        Ok(Term { coefficient: number(coefficient)?, node })
    };
    cogring::Solution::new(dual, nodes.into_iter().map(term).collect::<Result<Vec<_>>>()?)
}
