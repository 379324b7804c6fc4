//! Sum potentials of a network, a construction or an expression.

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use super::cost::require_affordable;
use crate::expr::{Assignment, Expression, Lazy, Symbolic};
use crate::group::Group;
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

impl PotentialList {
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

/// The potential of three frequencies as they are typed, K1,K2,K in a cyclic group and (..),(..),(..) in a product.
///
/// # Errors
/// When the text is not three frequencies of the group.
pub fn parse_potential(group: &Group, inputs: Inputs, text: &str) -> Result<SumPotential> {
    let bad = || {
        let form = if group.is_cyclic_presentation() { "K1,K2,K" } else { "(..),(..),(..)" };
        Error::parse(format!("`{text}` is not three frequencies of {}; write {form}", group.symbol()))
    };
    let mut depth = 0;
    let is_separator = |c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0 && c == ','
    };
    let parts: Vec<&str> = text.split(is_separator).collect();
    let [k1, k2, k] = parts[..] else { return Err(bad()) };
    let [k1, k2, k] = [k1, k2, k].map(|part| group.dual().parse(part));
    Ok(SumPotential::new(inputs, k1?, k2?, k?))
}
