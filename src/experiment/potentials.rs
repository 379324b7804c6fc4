//! Sum potentials of a network, a construction or an expression.

use std::path::Path;

use itertools::Itertools;
use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use super::cost::require_affordable;
use crate::construct::Construction;
use crate::expr::{Assignment, Expression, Lazy, Parameters, Symbolic};
use crate::format::{ReadOptions, read_network};
use crate::group::Group;
use crate::number::{LONGEST, List, outside_brackets};
use crate::potential::{Homomorphism, Inputs, PotentialTable, SumPotential};
use crate::scalar::{Exact, Scalar};
use crate::semiring::{Node, Solution};
use crate::{Error, Result};

/// Sum potentials and their values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PotentialList {
    /// What they are of: a file, a name or an expression.
    pub path: String,
    /// The group.
    pub group: Group,
    /// The scale of the values, in words.
    pub scale: String,
    /// The potentials.
    pub potentials: Vec<ListedPotential>,
}

/// One potential and its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListedPotential {
    /// Its name, `r_{1 1 1}`.
    pub potential: String,
    /// The value in exact numbers, for elements that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    /// The real part; `None` when it depends on a free parameter.
    pub re: Option<f64>,
    /// The imaginary part.
    pub im: Option<f64>,
    /// The absolute value.
    pub abs: Option<f64>,
}

/// Which potentials, and how they are written.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// These.
    Each(Vec<SumPotential>),
    /// The largest ones, this many.
    Largest(usize),
}

impl Asked {
    /// These potentials of an element, of which each can be evaluated, or all at some cost.
    fn values<S: Symbolic>(
        &self,
        evaluate: impl Fn(&SumPotential) -> S,
        cost: impl Fn() -> u128,
        all: impl Fn() -> Result<PotentialTable<S>>,
    ) -> Result<Vec<(SumPotential, S)>> {
        match self {
            Asked::Each(potentials) => Ok(potentials.iter().map(|r| (*r, evaluate(r))).collect()),
            Asked::Largest(count) => {
                require_affordable::<S>(cost())?;
                Ok(largest(&all()?, *count))
            }
        }
    }
}

/// A scale of weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightScale {
    /// s = 1/(2d), where solutions have r_{k k k} = 1.
    Theory,
    /// s = 1, the weights as they are.
    Raw,
}

impl WeightScale {
    fn name(self) -> &'static str {
        match self {
            WeightScale::Theory => "theory, s = 1/(2d)",
            WeightScale::Raw => "raw weights, s = 1",
        }
    }
}

/// What potentials are asked of.
#[derive(Debug, Clone)]
pub enum Element {
    /// The element that a network is.
    Network(Solution<Complex64>),
    /// A construction.
    Construction(Construction),
    /// An expression.
    Expression(Expression),
}

impl Element {
    /// The network of a file if there is one or the text ends like its name, else a construction with free parameters, else an
    /// expression.
    ///
    /// # Errors
    /// When the file cannot be read, or the text is none of these.
    pub fn of_text(text: &str, options: &ReadOptions) -> Result<Self> {
        let path = Path::new(text);
        let is_file_name = path.extension().is_some_and(|extension| {
            ["npz", "npy", "safetensors", "pt", "pth", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
        });
        if is_file_name || path.exists() {
            return Ok(Element::Network(read_network(path, options)?.to_solution()));
        }
        if let Ok(construction) = Construction::named(text) {
            return Ok(Element::Construction(construction.free()));
        }
        text.parse()
            .map(Element::Expression)
            .map_err(|error| error.context(format!("`{text}` is no file and no construction; as an expression")))
    }
}

/// Which potentials are asked for, as they are typed.
#[derive(Debug, Clone, PartialEq)]
pub struct PotentialQuestion {
    /// Three frequencies or ranges of them each, see [`parse_potentials`]; when there are none, the largest potentials are listed.
    pub frequencies: Vec<String>,
    /// The inputs of the factors.
    pub inputs: Inputs,
    /// How many are listed when none is asked for.
    pub largest: usize,
    /// Values of the parameters of an expression, `NAME=VALUE`.
    pub set: Vec<String>,
    /// The scale.
    pub scale: WeightScale,
}

impl PotentialList {
    /// The potentials that are asked of an element, called `path`; the group is that of the network where the element is one.
    ///
    /// # Errors
    /// When a construction or an expression is without a group, parameters are given to something else, a frequency is none of
    /// the group, and as [`PotentialList::of_solution`] and [`PotentialList::of_expression`].
    pub fn asked(path: &str, element: &Element, group: Option<&Group>, asked: &PotentialQuestion) -> Result<Self> {
        let group = match (element, group) {
            (Element::Network(solution), _) => solution.group(),
            (_, Some(group)) => group,
            (_, None) => {
                return Err(Error::argument(format!("`{path}` has potentials over a group, as in --group 23")));
            }
        };
        let PotentialQuestion { frequencies, inputs, largest, set, scale } = asked;
        if !set.is_empty() && !matches!(element, Element::Expression(_)) {
            return Err(Error::argument("--set gives values to the parameters of expressions only"));
        }
        let each: Vec<Vec<_>> =
            frequencies.iter().map(|text| parse_potentials(group, *inputs, text)).collect::<Result<_>>()?;
        let each = each.concat();
        let asked = if each.is_empty() { Asked::Largest(*largest) } else { Asked::Each(each) };
        match element {
            Element::Network(solution) => Self::of_solution(path, solution, &asked, *scale),
            Element::Construction(construction) => {
                Self::of_solution(path, &construction.build::<Exact>(group)?, &asked, *scale)
            }
            Element::Expression(expression) => {
                let parameters = Parameters::of([expression]);
                let values = parameters.assignment(set, Some(group)).map_err(|error| error.context("--set"))?;
                Self::of_expression(path, expression, group, &values, &asked, *scale)
            }
        }
    }

    /// Potentials of an element that exists.
    ///
    /// # Errors
    /// When all are asked for and too many products would have to be added up, or an exact value is too large.
    pub fn of_solution<S: Symbolic>(
        path: &str,
        solution: &Solution<S>,
        asked: &Asked,
        scale: WeightScale,
    ) -> Result<Self> {
        let cost = || PotentialTable::cost(solution.terms());
        let values = asked.values(|r| r.evaluate(solution), cost, || Ok(PotentialTable::new(solution)))?;
        Self::new(path, solution.group(), values, scale)
    }

    /// Potentials of an expression, which need not be built: exact, or floats when it or an assigned value has
    /// floating-point angles.
    ///
    /// # Errors
    /// As [`Expression::to_lazy_over`] and [`PotentialList::of_solution`].
    pub fn of_expression(
        path: &str,
        expression: &Expression,
        group: &Group,
        assignment: &Assignment,
        asked: &Asked,
        scale: WeightScale,
    ) -> Result<Self> {
        if expression.is_exact_with(assignment) {
            Self::of_lazy(path, group, &expression.to_lazy_over::<Exact>(group, assignment)?, asked, scale)
        } else {
            Self::of_lazy(path, group, &expression.to_lazy_over::<Complex64>(group, assignment)?, asked, scale)
        }
    }

    fn of_lazy<S: Symbolic>(
        path: &str,
        group: &Group,
        lazy: &Lazy<Node<S>, S>,
        asked: &Asked,
        scale: WeightScale,
    ) -> Result<Self> {
        let values = asked.values(|r| lazy.evaluate(r), || lazy.cost(), || lazy.potentials())?;
        Self::new(path, group, values, scale)
    }

    fn new<S: Symbolic>(path: &str, group: &Group, values: Vec<(SumPotential, S)>, scale: WeightScale) -> Result<Self> {
        let factor = S::from_ratio(1, if scale == WeightScale::Raw { 2 * group.order() as u64 } else { 1 });
        let listed =
            values.into_iter().map(|(r, value)| ListedPotential::new(r.label(&group.dual()), &(value * &factor)));
        Ok(PotentialList {
            path: path.to_owned(),
            group: group.clone(),
            scale: scale.name().to_owned(),
            potentials: listed.collect::<Result<_>>()?,
        })
    }
}

/// The largest values; those that depend on free parameters first.
fn largest<S: Scalar>(table: &PotentialTable<S>, count: usize) -> Vec<(SumPotential, S)> {
    let size = |value: &S| value.to_complex().map_or(f64::INFINITY, |value| value.norm());
    let mut order: Vec<(f64, usize)> =
        table.entries().iter().enumerate().map(|(at, (_, value))| (size(value), at)).collect();
    order.sort_by(|x, y| y.0.total_cmp(&x.0));
    order.iter().take(count).map(|(_, at)| table.entries()[*at].clone()).collect()
}

impl ListedPotential {
    fn new<S: Symbolic>(potential: String, value: &S) -> Result<Self> {
        if value.is_too_large() {
            return Err(Error::unsupported(format!("the potential {potential} is too large to be computed exactly")));
        }
        let number = value.to_complex().filter(|value| value.is_finite());
        Ok(ListedPotential {
            potential,
            exact: S::EXACT.then(|| value.to_string()),
            re: number.map(|r| r.re),
            im: number.map(|r| r.im),
            abs: number.map(|r| r.norm()),
        })
    }
}

/// The potentials of three frequencies as they are typed: K1,K2,K in a cyclic group, (..),(..),(..) in a product, and coefficients
/// of irreps such as 2\[0,1\],2\[1,0\],2\[0,0\] of a group that is given by its table. In a cyclic group each may be a range,
/// as in 1..=3,1,2..5, and all combinations are meant.
///
/// # Errors
/// When the text is not three frequencies of the group, or stands for more than 10 000 potentials.
pub fn parse_potentials(group: &Group, inputs: Inputs, text: &str) -> Result<Vec<SumPotential>> {
    let bad = || {
        let (what, form) = match group.moduli() {
            None => ("coefficients of irreps", "R[I,J],R[I,J],R[I,J]"),
            Some([_]) => ("frequencies", "K1,K2,K"),
            Some(_) => ("frequencies", "(..),(..),(..)"),
        };
        Error::parse(format!("`{text}` is not three {what} of {}; write {form}", group.symbol()))
    };
    let parts: Vec<&str> = outside_brackets(text, |letter| letter == ',').collect();
    let [k1, k2, k] = parts[..] else { return Err(bad()) };
    let each = |part: &str| -> Result<Vec<usize>> {
        let List(frequencies) = part.parse::<List<String>>().map_err(Error::parse)?;
        frequencies.iter().map(|frequency| group.dual().parse(frequency)).collect()
    };
    let (k1, k2, k) = (each(k1)?, each(k2)?, each(k)?);
    if k1.len() as u64 * k2.len() as u64 * k.len() as u64 > LONGEST {
        return Err(Error::parse(format!("`{text}` stands for more than {LONGEST} potentials")));
    }
    let all = k1.iter().cartesian_product(&k2).cartesian_product(&k);
    Ok(all.map(|((&k1, &k2), &k)| SumPotential::new(inputs, k1, k2, k)).collect())
}
