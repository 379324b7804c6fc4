//! Which group the network of a file is over, as far as words say, and the mappings that go with it.

use super::layout::{self, Candidate};
use super::mapping::{ArrayName, Mapping};
use super::options::ReadOptions;
use super::other_model;
use super::reading::Finding;
use super::settings::{Settings, Stated};
use crate::format::container::{Array, Arrays, Values};
use crate::format::table;
use crate::group::Group;
use crate::{Error, Result};

/// The group, as far as it is known.
#[derive(Debug, Clone, Default)]
pub(super) struct StatedGroup {
    pub(super) group: Option<Group>,
    /// Whether it was named as a group, not only its order.
    pub(super) is_named: bool,
    /// What speaks against it.
    pub(super) findings: Vec<Finding>,
}

/// The group, and the mappings that are possible.
///
/// # Errors
/// When no mapping is possible, or the caller or the array `group` names a group that fits none.
pub(super) fn candidates(
    arrays: &Arrays,
    options: &ReadOptions,
    settings: &[&Settings],
) -> Result<(StatedGroup, Vec<Candidate>)> {
    let of = |group: Option<&Group>| mappings(arrays, options, group.map(Group::order));
    let stored = stored_group(arrays);
    if let Some(group) = &options.group {
        let stated = stored.unwrap_or(None).filter(|(other, _)| other != group);
        let overridden = stated
            .map(|(other, source)| Stated { value: other.to_string(), source })
            .or_else(|| weak_group(settings).filter(|stated| stated.value.parse().ok().as_ref() != Some(group)));
        let findings = overridden.map(|stated| Finding::GroupOverridden { stated }).into_iter().collect();
        return Ok((StatedGroup { group: Some(group.clone()), is_named: true, findings }, of(Some(group))?));
    }
    if let Some((group, _)) = stored? {
        let candidates = of(Some(&group))?;
        return Ok((StatedGroup { group: Some(group), is_named: true, findings: vec![] }, candidates));
    }
    let mut findings = Vec::new();
    if let Some(stated) = weak_group(settings) {
        match stated.value.parse::<Group>().ok().and_then(|group| Some((of(Some(&group)).ok()?, group))) {
            Some((candidates, group)) => {
                return Ok((StatedGroup { group: Some(group), is_named: true, findings }, candidates));
            }
            None => findings.push(Finding::GroupNotRead { stated }),
        }
    }
    let (candidates, group, finding) = of_order(arrays, options, settings)?;
    findings.extend(finding);
    Ok((StatedGroup { group, is_named: false, findings }, candidates))
}

/// The mappings for the order `d` or `p` that the file states, with the cyclic group of that order, and else all.
fn of_order(
    arrays: &Arrays,
    options: &ReadOptions,
    settings: &[&Settings],
) -> Result<(Vec<Candidate>, Option<Group>, Option<Finding>)> {
    let all = || mappings(arrays, options, None);
    if let Some(stated) = stored_order(arrays)? {
        let order = usize::try_from(stated.value).unwrap_or(0);
        let strict = mappings(arrays, options, Some(order));
        let Err(error) = strict.and_then(|found| fitting(arrays, found, order)) else {
            return Ok((mappings(arrays, options, Some(order))?, Some(Group::cyclic(order)?), None));
        };
        let candidates = all()?;
        // a width or the length of an embedding under the same name says nothing of the group
        let is_other_length = candidates
            .iter()
            .flat_map(|candidate| candidate.mapping.arrays())
            .any(|array| arrays[&array.name].shape.contains(&order));
        return match is_other_length {
            true => Ok((candidates, None, Some(Finding::OrderNotUsed { stated }))),
            false => Err(error.context(format!("array {}, which --group overrides", stated.source))),
        };
    }
    let stated = settings.iter().find_map(|settings| settings.order());
    let Some(stated) = stated else { return Ok((all()?, None, None)) };
    let order = usize::try_from(stated.value).unwrap_or(0);
    let found = mappings(arrays, options, Some(order)).and_then(|found| fitting(arrays, found, order));
    match found.and_then(|candidates| Ok((candidates, Group::cyclic(order)?))) {
        Ok((candidates, group)) => Ok((candidates, Some(group), None)),
        Err(_) => Ok((all()?, None, Some(Finding::OrderNotUsed { stated }))),
    }
}

/// The mappings, where one of them is over a group of the order.
fn fitting(arrays: &Arrays, candidates: Vec<Candidate>, order: usize) -> Result<Vec<Candidate>> {
    let orders = candidates.iter().map(|candidate| layout::dimensions(arrays, &candidate.mapping).map(|(d, _)| d));
    match orders.into_iter().find(|found| !matches!(found, Ok(d) if !layout::holds(*d, order))) {
        Some(_) => Ok(candidates),
        None => Err(Error::shape(format!("the group has order {order}, but the arrays are those of another"))),
    }
}

fn mappings(arrays: &Arrays, options: &ReadOptions, order: Option<usize>) -> Result<Vec<Candidate>> {
    let Some(mapping) = &options.mapping else {
        let found = layout::candidates(arrays, order);
        return found.map_err(|error| other_model::refusal(arrays.iter()).unwrap_or(error));
    };
    let mut mapping = existing_names(mapping, arrays);
    if mapping.embedding.is_none() {
        mapping.embedding = layout::inherited_embedding(arrays, &mapping);
    }
    Ok(vec![Candidate { mapping, conventional: true, by_name: true }])
}

/// The mapping with `NAME.T` taken literally where the file has an array of that name.
fn existing_names(mapping: &Mapping, arrays: &Arrays) -> Mapping {
    mapping.map(|name| match arrays.contains_key(&name.to_string()) {
        true => ArrayName::new(&name.to_string(), false),
        false => name.clone(),
    })
}

/// The group that the settings name, with the name of the setting.
fn weak_group(settings: &[&Settings]) -> Option<Stated<String>> {
    settings.iter().find_map(|settings| settings.group())
}

/// The group that a file gives at its top: as `group` the orders of its factors, or text such as `4x9` or `S4`; as `table`
/// the Cayley table.
pub(super) fn stored_group(arrays: &Arrays) -> Result<Option<(Group, String)>> {
    if let Some(table) = stored_table(arrays) {
        return table.map(Some);
    }
    let Some((name, array)) = named(arrays, "group") else { return Ok(None) };
    let group = match &array.values {
        Values::Text(text) => text.parse(),
        Values::I64(moduli) => {
            moduli.iter().map(|&n| size(n)).collect::<Result<Vec<_>>>().and_then(|moduli| Group::new(&moduli))
        }
        _ => Err(Error::shape(format!("has {array}, where the orders of the factors (integers) are required"))),
    };
    let context = |error: Error| error.context(format!("array {name}, which --group overrides"));
    group.map(|group| Some((group, name.clone()))).map_err(context)
}

/// The Cayley table `table`, d × d integers. A list of another kind is none; a matrix that is no table is refused.
fn stored_table(arrays: &Arrays) -> Option<Result<(Group, String)>> {
    let (name, array) = named(arrays, "table")?;
    let &[d, columns] = &array.shape[..] else { return None };
    let group = match array.as_integers() {
        Some(values) if d == columns && d > 0 => table::group(values.chunks(d).map(<[i64]>::to_vec).collect()),
        _ => Err(Error::shape(format!("has {array}, where a Cayley table of d × d integers is required"))),
    };
    let context = |error: Error| error.context(format!("array {name}, which --group overrides"));
    Some(group.map(|group| (group, name.clone())).map_err(context))
}

/// The order of a cyclic group that a file states at its top as `d`.
fn stored_order(arrays: &Arrays) -> Result<Option<Stated<i64>>> {
    let Some((name, array)) = named(arrays, "d") else { return Ok(None) };
    let Some(&[order]) = array.as_integers() else { return Ok(None) };
    let checked = size(order).and_then(Group::cyclic);
    checked.map_err(|error| error.context(format!("array {name}, the order of the group")))?;
    Ok(Some(Stated { value: order, source: name.clone() }))
}

fn size(value: i64) -> Result<usize> {
    usize::try_from(value).map_err(|_| Error::argument(format!("{value} is not an order")))
}

/// The array of that name, in any case.
fn named<'a>(arrays: &'a Arrays, wanted: &str) -> Option<(&'a String, &'a Array)> {
    arrays.iter().find(|(name, _)| name.to_lowercase() == wanted)
}
