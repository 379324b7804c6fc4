//! Networks in files of every type.

use std::collections::BTreeSet;
use std::path::Path;

use super::alternative::better_group;
use super::element_order::ElementOrder;
use super::layout::{self, Candidate};
use super::mapping::{ArrayName, Inputs, Mapping};
use super::reading::{self, Reading};
use crate::format::container::{Array, Arrays, Budget, Values, count_entries, read_needed, write_arrays};
use crate::group::Group;
use crate::network::Network;
use crate::{Error, Result};

/// What the caller knows about a file that the file itself may not say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadOptions {
    /// The group. Default: the array `group` of the file (or `d`, the order of a cyclic group), else the cyclic group of
    /// the order that the shapes imply.
    pub group: Option<Group>,
    /// The arrays that hold the weights. Default: recognised by their names.
    pub mapping: Option<Mapping>,
    /// The numbering of the elements of a product group. Default: lexicographic, unless the other order fits the task
    /// and lexicographic order does not.
    pub element_order: Option<ElementOrder>,
}

/// Reads a network from a file of any type that is known, or from a [`Part`](crate::format::Part) of it (`FILE::PART`); the
/// content decides, not the extension.
///
/// Recognised arrays (in any case, with any prefix such as `model.`, with or without `.weight`): `W_a`, `W_b`, `W_c`;
/// `layera`, `layerb`, `layerc`; `a`, `b`, `c`; `x`, `y`, `V`; `U`, `V`, `W`, of which any may be the output; and `W`, `V`
/// or `fc1`, `fc2`, where the first is \[W_a W_b\]. An `embedding` is multiplied in, biases become constants of the
/// hidden nodes. Every matrix may be stored transposed.
///
/// Where names and shapes allow several readings, the one that does the task is taken: its accuracy is above chance by
/// 0.1 and by six standard deviations (below order 5 its loss is also near zero), and it beats every other reading by
/// 0.1 in accuracy or, at no smaller accuracy, by a factor 2 in loss. When there is none, the orientation that names
/// such as `W_a` or `layera.weight` define is taken, or the one with q > d where it is the only one.
///
/// # Errors
/// When the file cannot be read or is damaged, an array is missing or unusable, shapes do not fit each other or the
/// group, or the reading is open.
pub fn read_network(path: &Path, options: &ReadOptions) -> Result<Network> {
    read_network_as(path, options).map(|(network, _)| network)
}

/// Like [`read_network`], and says how the arrays were understood.
///
/// # Errors
/// As [`read_network`].
pub fn read_network_as(path: &Path, options: &ReadOptions) -> Result<(Network, Reading)> {
    network_from_arrays(&read_network_arrays(path, options)?, options).map_err(|error| error.at_path(path))
}

/// Like [`read_network_as`], from arrays.
///
/// # Errors
/// As [`read_network`].
pub fn network_from_arrays(arrays: &Arrays, options: &ReadOptions) -> Result<(Network, Reading)> {
    let (group, candidates) = candidates(arrays, options)?;
    let (network, mut reading) = reading::choose(arrays, &candidates, group.as_ref(), options.element_order)?;
    let (_, q) = layout::dimensions(arrays, &reading.mapping)?;
    reading.output_bias_node = (network.width() > q).then_some(q);
    let group_is_named = options.group.is_some() || named(arrays, "group").is_some();
    if !group_is_named {
        reading.better_group = better_group(&network);
    }
    Ok((network, reading))
}

/// The group, as far as it is known, and the mappings that are possible.
fn candidates(arrays: &Arrays, options: &ReadOptions) -> Result<(Option<Group>, Vec<Candidate>)> {
    let group = match &options.group {
        Some(group) => Some(group.clone()),
        None => stored_group(arrays)?,
    };
    let candidates = match &options.mapping {
        Some(mapping) => vec![Candidate { mapping: existing_names(mapping, arrays), conventional: true }],
        None => layout::candidates(arrays, group.as_ref().map(Group::order))?,
    };
    Ok((group, candidates))
}

/// The arrays of a file that its network may consist of, and those of a few thousand entries or less; of the others only
/// shape and type ([`Values::Unread`]). Names and shapes are looked at before anything large is decoded, so that the memory
/// is that of the network, whatever else the file holds or claims.
///
/// # Errors
/// As [`read_network`], as far as names and shapes tell.
pub fn read_network_arrays(path: &Path, options: &ReadOptions) -> Result<Arrays> {
    read_needed(path, |outline| needed(outline, options))
}

/// The names of the unread arrays that the network may consist of, which must fit into memory together.
fn needed(outline: &Arrays, options: &ReadOptions) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut budget = Budget::new();
    for Candidate { mapping, .. } in candidates(outline, options)?.1 {
        layout::dimensions(outline, &mapping)?;
        let layers = mapping.inputs.arrays().into_iter().chain([&mapping.output]);
        let biases = layers.clone().filter_map(|layer| reading::bias_of(outline, layer));
        let weights = layers.chain(&mapping.embedding).map(|layer| layer.name.as_str());
        for name in weights.chain(biases) {
            let array = &outline[name];
            if matches!(array.values, Values::Unread(_)) && names.insert(name.to_string()) {
                let shape: Vec<u64> = array.shape.iter().map(|&n| n as u64).collect();
                let as_written = size_of::<f64>() as u64;
                budget.reserve(count_entries(&shape)?, as_written)?;
            }
        }
    }
    Ok(names)
}

/// Writes a network atomically, in the type that the extension of `path` names: `.npz`, `.safetensors` or `.json`.
///
/// The arrays are `W_a`, `W_b` \[q, d\] and `W_c` \[d, q\] in double precision at scale s = 1, `group` (the orders of
/// its factors) and `d`.
///
/// # Errors
/// When the extension is another one, or the file cannot be written.
pub fn write_network(path: &Path, network: &Network) -> Result<()> {
    write_arrays(path, &network_arrays(network))
}

/// The arrays that [`write_network`] writes.
#[must_use]
pub fn network_arrays(network: &Network) -> Arrays {
    let moduli: Vec<i64> = network.group().moduli().iter().map(|&n| n as i64).collect();
    Arrays::from([
        ("W_a".to_string(), Array::from_matrix(network.w_a())),
        ("W_b".to_string(), Array::from_matrix(network.w_b())),
        ("W_c".to_string(), Array::from_matrix(network.w_c())),
        ("group".to_string(), Array { shape: vec![moduli.len()], values: Values::I64(moduli) }),
        ("d".to_string(), Array::integer(network.group().order() as i64)),
    ])
}

/// The group that a file names at its top: `group` as the orders of its factors or as text such as `4x9`, or `d`, its order.
fn stored_group(arrays: &Arrays) -> Result<Option<Group>> {
    let size = |value: i64| usize::try_from(value).map_err(|_| Error::argument(format!("{value} is not an order")));
    if let Some((name, array)) = named(arrays, "group") {
        let group = match &array.values {
            Values::Text(text) => text.parse(),
            Values::I64(moduli) => {
                moduli.iter().map(|&n| size(n)).collect::<Result<Vec<_>>>().and_then(|moduli| Group::new(&moduli))
            }
            _ => Err(Error::shape(format!("has {array}, where the orders of the factors (integers) are required"))),
        };
        return group.map(Some).map_err(|error| error.context(format!("array {name}")));
    }
    match named(arrays, "d") {
        Some((name, array)) => match array.as_integers() {
            Some(&[order]) => size(order)
                .and_then(Group::cyclic)
                .map(Some)
                .map_err(|error| error.context(format!("array {name}, the order of the group"))),
            _ => Ok(None),
        },
        None => Ok(None),
    }
}

/// The array of that name, in any case.
fn named<'a>(arrays: &'a Arrays, wanted: &str) -> Option<(&'a String, &'a Array)> {
    arrays.iter().find(|(name, _)| name.to_lowercase() == wanted)
}

/// The mapping with `NAME.T` taken literally where the file has an array of that name.
fn existing_names(mapping: &Mapping, arrays: &Arrays) -> Mapping {
    let literal = |name: &ArrayName| match arrays.contains_key(&name.to_string()) {
        true => ArrayName::new(&name.to_string(), false),
        false => name.clone(),
    };
    Mapping {
        inputs: match &mapping.inputs {
            Inputs::Separate(a, b) => Inputs::Separate(literal(a), literal(b)),
            Inputs::Concatenated(both) => Inputs::Concatenated(literal(both)),
        },
        output: literal(&mapping.output),
        embedding: mapping.embedding.as_ref().map(literal),
    }
}
