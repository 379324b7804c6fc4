//! Networks that are known in closed form.

use std::path::PathBuf;

use cogring::construct::{ArgumentKind, Construction, Width};
use cogring::experiment::{Constructed, FactorWalk};
use cogring::group::SmallGroup;
use cogring::report::json::{Schema, to_json};
use cogring::{Error, Exact, Result};
use pyo3::prelude::*;

use crate::compute::compute;
use crate::group::Group;
use crate::network::Network;
use crate::solution::Solution;
use crate::terms::Terms;

/// A name and what it means.
type Named = (&'static str, &'static str);

/// All constructions: name, what it is, and the names of its arguments with what they are.
#[pyfunction]
pub fn constructions() -> Vec<(&'static str, &'static str, Vec<Named>)> {
    let arguments = |of: &Construction| of.arguments().iter().map(|argument| (argument.name, argument.about)).collect();
    Construction::all().map(|of| (of.name(), of.about(), arguments(&of))).collect()
}

/// Arguments as they are written, by name.
type Given = Vec<(String, Vec<String>)>;

fn construction(name: &str, given: &Given, seed: Option<u64>) -> Result<Construction> {
    let mut construction = Construction::named(name)?;
    let takes_units = construction.arguments().iter().any(|argument| argument.kind == ArgumentKind::Unit);
    if let Some(seed) = seed {
        construction = match takes_units {
            true => construction.drawn(seed),
            false => construction.with_text("seed", &[seed.to_string()])?,
        };
    }
    given.iter().try_fold(construction, |of, (name, texts)| of.with_text(name, texts))
}

/// What the command `construct` says, the element, and its weights where there are not too many.
#[pyfunction]
pub fn construct(
    py: Python<'_>,
    name: String,
    group: &Group,
    given: Given,
    seed: Option<u64>,
    output: Option<PathBuf>,
) -> PyResult<(String, Solution, Option<Network>)> {
    let group = group.inner.clone();
    compute(py, move || {
        let Constructed { solution, network, mut report } =
            Constructed::new(&construction(&name, &given, seed)?, &group)?;
        if let Some(path) = output {
            cogring::format::write_network(&path, network.as_ref().map_err(Clone::clone)?)?;
            report.output = Some(path.display().to_string());
        }
        let network = network.ok().map(Network::of);
        Ok((to_json(Schema::Construction, &report)?, Solution::of(Terms::Float(solution)), network))
    })
}

/// The element in exact numbers, its parameters free or as they are given.
#[pyfunction]
pub fn construct_exact(py: Python<'_>, name: String, group: &Group, given: Given, free: bool) -> PyResult<Solution> {
    let group = group.inner.clone();
    compute(py, move || {
        let construction = construction(&name, &given, None)?;
        if construction.is_random() {
            return Err(Error::argument(format!(
                "{name} has random phases, which are floats: nothing about it is exact"
            )));
        }
        let construction = if free { construction.free() } else { construction };
        Ok(Solution::of(Terms::Exact(construction.build::<Exact>(&group)?)))
    })
}

/// What the command `width` says of a group.
#[pyfunction]
pub fn width(py: Python<'_>, group: &Group) -> PyResult<String> {
    let group = group.inner.clone();
    compute(py, move || to_json(Schema::Width, &Width::of(&group)?))
}

/// What the command `width --table` says of all groups of orders up to `most`.
#[pyfunction]
pub fn widths(py: Python<'_>, most: usize) -> PyResult<String> {
    compute(py, move || {
        if !(2..=31).contains(&most) {
            return Err(Error::argument(format!("groups of orders 2 to {most}; the largest order may be 2 to 31")));
        }
        let small = SmallGroup::all().filter(|small| (2..=most).contains(&small.order));
        let rows = small.map(|small| Width::of(&small.group()?)).collect::<Result<Vec<_>>>()?;
        to_json(Schema::Widths, &serde_json::json!({ "rows": rows }))
    })
}

/// What the command `path` says.
#[pyfunction]
pub fn path(
    py: Python<'_>,
    group: &Group,
    names: [String; 2],
    set: Vec<String>,
    seed: Option<u64>,
    steps: u32,
    output: Option<PathBuf>,
) -> PyResult<String> {
    let group = group.inner.clone();
    compute(py, move || {
        if !(1..=10_000).contains(&steps) {
            return Err(Error::argument(format!("{steps} steps; 1 to 10000 are walked")));
        }
        let names = names.each_ref().map(String::as_str);
        to_json(Schema::Path, &FactorWalk::new(&group, names, &set, seed, steps, output.as_deref())?)
    })
}
