//! Elements over a group in floats or in exact numbers, and what is done to either.

use std::collections::BTreeMap;

use cogring::expr::Assignment;
use cogring::{Error, Exact, Result, Scalar, Target};
use num_complex::Complex64;

/// Nodes in floats or in exact numbers.
pub enum Terms {
    Float(cogring::Solution<Complex64>),
    Exact(cogring::Solution<Exact>),
}

/// The same in the one or the other numbers.
macro_rules! with_terms {
    ($terms:expr, $solution:ident => $do:expr) => {
        match &*$terms {
            $crate::terms::Terms::Float($solution) => $do,
            $crate::terms::Terms::Exact($solution) => $do,
        }
    };
}
pub(crate) use with_terms;

impl Terms {
    /// In floats, where there is nothing free.
    pub fn floats(&self) -> Result<cogring::Solution<Complex64>> {
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

/// With a hat on nodes, or on one node more.
pub fn closed<S: Scalar>(
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

/// With values of its parameters, exact where all are.
pub fn with_values(solution: &cogring::Solution<Exact>, set: &[String]) -> Result<Terms> {
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

/// The nodes at ±k.
pub fn at<S: Scalar>(solution: &cogring::Solution<S>, frequency: &str) -> Result<cogring::Solution<S>> {
    let dual = solution.dual();
    let k = dual.parse(frequency)?;
    cogring::Solution::try_at_frequency(dual, k, &solution.block_at(k))
}
