//! Networks of other numbers of operands than two, as training writes them.

use std::collections::BTreeSet;
use std::path::Path;

use super::assemble::stored;
use super::file::layer_arrays;
use super::groups::stored_group;
use super::mapping::{ArrayName, Inputs};
use super::options::{OutputScale, ReadOptions};
use super::reading::{Finding, Reading};
use super::settings::Settings;
use super::understand::parse_activation;
use crate::format::container::{Array, Arrays, Budget, count_entries, read_needed};
use crate::network::{Activation, TupleNetwork, layer_names, not_of_pairs};
use crate::{Error, Result};

/// The array that says how many operands there are.
const OPERANDS: &str = "operands";

/// The arrays of a network of any number k of operands: of two those of [`network_arrays`](super::file::network_arrays), else `W_1`, …, `W_k`
/// \[q, d\], `W_c` \[d, q\], the group, and `operands`, which is k.
#[must_use]
pub fn tuple_network_arrays(network: &TupleNetwork) -> Arrays {
    let mut arrays = layer_arrays(network.group(), network.layers());
    if network.operands() != 2 {
        arrays.insert(OPERANDS.to_string(), Array::integer(network.operands() as i64));
    }
    arrays
}

/// The number of operands, where it is not two and the arrays are those that [`tuple_network_arrays`] makes.
pub(super) fn operands_of(arrays: &Arrays) -> Option<usize> {
    let &[operands] = arrays.get(OPERANDS)?.as_integers()? else { return None };
    let operands = usize::try_from(operands).ok().filter(|&k| k != 2 && (1..=arrays.len()).contains(&k))?;
    let names = array_names(operands);
    let (output, inputs) = names.split_last()?;
    let shape = |name: &String| arrays.get(name).map(|array| &array.shape[..]);
    let &[d, q] = shape(output)? else { return None };
    inputs.iter().all(|name| shape(name) == Some(&[q, d])).then_some(operands)
}

/// Refuses a network of another number of operands than two, which its arrays or the run that it is of tell.
pub(super) fn refuse_tuples(arrays: &Arrays) -> Result<()> {
    match operands_of(arrays).or_else(|| Settings::operands_of_run(arrays)) {
        None => Ok(()),
        Some(operands) => Err(not_of_pairs(operands)),
    }
}

/// Whether a file holds a network that [`read_tuple_network`] is for.
#[must_use]
pub fn is_tuple_network(path: &Path) -> bool {
    read_needed(path, |_| Ok(BTreeSet::new())).is_ok_and(|outline| operands_of(&outline).is_some())
}

/// Reads a network of another number of operands than two from a file that training has written, with its activation in the reading.
/// No other file is taken for one: beside the arrays of [`tuple_network_arrays`] it must have the configuration of its run.
///
/// # Errors
/// When the file cannot be read, is another one, or the options say what it does not: another group, a mapping of arrays, an order of
/// elements or a scale of the outputs.
pub fn read_tuple_network(path: &Path, options: &ReadOptions) -> Result<(TupleNetwork, Reading)> {
    let arrays = read_needed(path, |outline| {
        let mut budget = Budget::new();
        let names = array_names(operands_of(outline).ok_or_else(another_file)?);
        for name in &names {
            let shape: Vec<u64> = outline[name].shape.iter().map(|&n| n as u64).collect();
            budget.reserve(count_entries(&shape)?, size_of::<f64>() as u64)?;
        }
        Ok(names.into_iter().collect())
    })?;
    understand_tuples(&arrays, options).map_err(|error| error.at_path(path))
}

fn understand_tuples(arrays: &Arrays, options: &ReadOptions) -> Result<(TupleNetwork, Reading)> {
    let operands = operands_of(arrays).ok_or_else(another_file)?;
    if Settings::operands_of_run(arrays) != Some(operands) {
        return Err(another_file());
    }
    if options.mapping.is_some() || options.element_order.is_some() || options.scale != OutputScale::AsStored {
        let written =
            "is read as training has written it, without a mapping of arrays, an order of elements or a scale";
        return Err(Error::argument(format!("a network of {operands} operands {written}")));
    }
    let (group, _) = stored_group(arrays)?.ok_or_else(another_file)?;
    if let Some(other) = options.group.as_ref().filter(|other| **other != group) {
        return Err(Error::shape(format!("the network is over {}, not over {}", group.symbol(), other.symbol())));
    }
    let names = array_names(operands);
    let mut layers = names.iter().map(|name| arrays[name].to_matrix()).collect::<Result<Vec<_>>>()?;
    let output = layers.pop().ok_or_else(another_file)?;
    let network = TupleNetwork::new(&group, layers, output)?;
    let settings = Settings::of(arrays);
    let stated = settings.activation().filter(|_| options.activation.is_none());
    // what is usual is not written
    let activation = match (options.activation, &stated) {
        (Some(activation), _) => activation,
        (None, Some(stated)) => parse_activation(stated)?,
        (None, None) => Activation::Square,
    };
    if activation == Activation::Product {
        return Err(Error::unsupported(format!("the product as activation of a network of {operands} operands")));
    }
    let inputs = names[..operands].iter().map(|name| ArrayName::new(name, false)).collect();
    let reading = Reading {
        activation,
        stored: stored(arrays, names.iter().map(String::as_str)),
        trained_on: settings.loss(),
        seed: settings.seed(),
        findings: stated.map(|stated| Finding::Activation { stated }).into_iter().collect(),
        ..Reading::of_layers(&group, Inputs::Operands(inputs))
    };
    Ok((network, reading))
}

fn array_names(operands: usize) -> Vec<String> {
    layer_names(operands).into_iter().map(|layer| format!("W_{layer}")).collect()
}

fn another_file() -> Error {
    Error::format(
        "no network of k operands as training writes it: W_1, …, W_k [q, d], W_c [d, q], the group, `operands` and the \
         configuration of the run are required",
    )
}
