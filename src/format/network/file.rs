//! Networks in files of every type.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use nalgebra::DMatrix;

use super::account::Account;
use super::groups;
use super::joined::{join, parts_of};
use super::layout::{self, Candidate};
use super::options::ReadOptions;
use super::reading::Reading;
use super::settings::Settings;
use super::tuples::{operands_of, refuse_tuples};
use super::understand::{Understood, understand};
use super::xyv::{is_xyv, write_xyv};
use crate::format::container::{Array, Arrays, Budget, Part, Values, count_entries, parts, read_needed, write_arrays};
use crate::group::Group;
use crate::network::{Magnitudes, Network};
use crate::{Error, Result};

/// Reads a network from a file of any type that is known, or from a [`Part`](crate::format::Part) of it (`FILE::PART`); the
/// content decides, not the extension.
///
/// Recognised arrays (in any case, with any prefix such as `model.`, with or without `.weight`): `W_a`, `W_b`, `W_c`;
/// `layera`, `layerb`, `layerc`; `a`, `b`, `c`; `x`, `y`, `V`; `U`, `V`, `W`, of which any may be the output; `W1`, `W2`, `W_out`
/// and the like; and `W`, `V` or `fc1`, `fc2`, where the first is \[W_a W_b\], or one matrix for both operands, or an array of
/// three dimensions with the two along any axis of length 2. Other names are
/// read by their shapes where that does the task. Embeddings and an unembedding are multiplied in, biases become constants of the hidden nodes, a
/// batch normalisation in evaluation mode is folded in, matrices in parts (weight or spectral normalisation, pruning) are joined,
/// and one or two tokens beside the elements, such as =, are left out. Every matrix may be stored transposed. What else belongs to the model is
/// an error.
///
/// Where names and shapes allow several readings, the one that does the task is taken: its accuracy is above chance by
/// 0.1 and by six standard deviations (below order 5 its loss is also near zero), and it beats every other reading by
/// 0.1 in accuracy or, at no smaller accuracy, by a factor 2 in loss. When there is none, the orientation that names
/// such as `W_a` or `layera.weight` define is taken, or the one with q > d where it is the only one.
///
/// Where the answers are not x + y but the table of an Abelian group in other names (x − y, c₁x + c₂y + c₀, xy modulo a prime, any
/// renumbering), inputs and outputs are renumbered, see [`Reading::does`].
///
/// # Errors
/// When the file cannot be read or is damaged, an array is missing, left over or unusable, shapes do not fit each other or the
/// group, the activation is not quadratic, or the reading is open.
pub fn read_network(path: &Path, options: &ReadOptions) -> Result<Network> {
    read_network_as(path, options).map(|(network, _)| network)
}

/// Like [`read_network`], and says how the arrays were understood. The settings beside the file are read as well: `config.yaml`,
/// `.hydra/config.yaml`, `cfg.json` and the like.
///
/// # Errors
/// As [`read_network`].
pub fn read_network_as(path: &Path, options: &ReadOptions) -> Result<(Network, Reading)> {
    read(path, options, false).map(|(network, _, reading)| (network, reading))
}

/// Like [`read_network_as`], with the magnitudes of the weights, which tell the loss that rounding explains.
///
/// # Errors
/// As [`read_network`].
pub fn read_network_to_verify(path: &Path, options: &ReadOptions) -> Result<(Network, Magnitudes, Reading)> {
    let (network, magnitudes, reading) = read(path, options, true)?;
    let magnitudes = magnitudes.unwrap_or_else(|| Magnitudes::of(&network, reading.stored));
    Ok((network, magnitudes, reading))
}

fn read(path: &Path, options: &ReadOptions, with_magnitudes: bool) -> Result<Understood> {
    let arrays = read_network_arrays(path, options)?;
    let beside = Settings::beside(&Part::of_path(path).0);
    understand(&arrays, options, &beside, with_magnitudes).map_err(|error| error.at_path(path))
}

/// Like [`read_network_as`], from arrays.
///
/// # Errors
/// As [`read_network`].
pub fn network_from_arrays(arrays: &Arrays, options: &ReadOptions) -> Result<(Network, Reading)> {
    let read = understand(arrays, options, &Settings::default(), false);
    read.map(|(network, _, reading)| (network, reading))
}

/// The arrays of a file that its network may consist of, and those of a few thousand entries or less; of the others only
/// shape and type ([`Values::Unread`]). Names and shapes are looked at before anything large is decoded, so that the memory
/// is that of the network, whatever else the file holds or claims.
///
/// # Errors
/// As [`read_network`], as far as names and shapes tell.
pub fn read_network_arrays(path: &Path, options: &ReadOptions) -> Result<Arrays> {
    if let Some(arrays) = super::field::arrays_of(path) {
        return arrays;
    }
    read_needed(path, |outline| needed(outline, options).map_err(|error| or_parts(outline, options, error)))
}

/// The paths of the networks of a file: its own, or those of its parts (`FILE::1000`) where it is a history.
///
/// # Errors
/// When the file cannot be read.
pub fn network_paths(path: &Path, options: &ReadOptions) -> Result<Vec<PathBuf>> {
    if super::field::is_field_network(path) {
        return Ok(vec![path.to_path_buf()]);
    }
    let outline = read_needed(path, |_| Ok(BTreeSet::new()))?;
    let is_one = operands_of(&outline).is_some()
        || join(&outline).is_ok_and(|(outline, _)| groups::candidates(&outline, options, &[]).is_ok());
    let parts = if is_one || Part::of_path(path).1.is_some() { Vec::new() } else { parts(&outline) };
    let of_part = |part: &Part| PathBuf::from(format!("{}::{part}", path.display()));
    Ok(if parts.is_empty() { vec![path.to_path_buf()] } else { parts.iter().map(of_part).collect() })
}

/// The error, or for a file with several networks how to choose one.
fn or_parts(arrays: &Arrays, options: &ReadOptions, error: Error) -> Error {
    let parts = if options.mapping.is_none() { parts(arrays) } else { Vec::new() };
    let Some(last) = parts.last() else { return error };
    Error::shape(format!(
        "several networks in one file, {}; choose one as FILE::{last}, or by naming its arrays with --map a=…,b=…,c=…; \
         factor prints a row for each",
        layout::network_list(&parts)
    ))
}

/// The names of the unread arrays that the network may consist of, which must fit into memory together.
fn needed(outline: &Arrays, options: &ReadOptions) -> Result<BTreeSet<String>> {
    refuse_tuples(outline)?;
    let mut names = BTreeSet::new();
    let mut budget = Budget::new();
    let stored = outline;
    let (outline, _) = join(stored)?;
    let outline = outline.as_ref();
    for Candidate { mapping, .. } in groups::candidates(outline, options, &[&Settings::of(outline)])?.1 {
        layout::dimensions(outline, &mapping)?;
        let account = Account::new(outline, &mapping, true)?;
        for name in mapping.arrays().into_iter().map(|layer| layer.name.as_str()).chain(account.folded()) {
            for part in parts_of(stored, name) {
                let array = &stored[&part];
                if matches!(array.values, Values::Unread(_)) && names.insert(part) {
                    let shape: Vec<u64> = array.shape.iter().map(|&n| n as u64).collect();
                    let as_written = size_of::<f64>() as u64;
                    budget.reserve(count_entries(&shape)?, as_written)?;
                }
            }
        }
    }
    Ok(names)
}

/// Writes a network atomically, in the type that the extension of `path` names: `.npz`, `.safetensors` or `.json`.
///
/// The arrays are `W_a`, `W_b` \[q, d\] and `W_c` \[d, q\] in double precision at scale s = 1, `group` (the orders of
/// its factors) and `d`. A name that ends with `.xyv.json` asks for `p`, `H`, `x`, `y`, `V`, and for the numbers in hexadecimal too.
///
/// # Errors
/// When the extension is another one, or the file cannot be written.
pub fn write_network(path: &Path, network: &Network) -> Result<()> {
    if is_xyv(path) {
        return write_xyv(path, network);
    }
    write_arrays(path, &network_arrays(network))
}

/// The arrays that [`write_network`] writes.
#[must_use]
pub fn network_arrays(network: &Network) -> Arrays {
    let layers = [("W_a", network.w_a()), ("W_b", network.w_b()), ("W_c", network.w_c())];
    layer_arrays(network.group(), layers.map(|(name, matrix)| (name.to_string(), matrix)))
}

/// Layers by name, and the group that they are over.
pub(super) fn layer_arrays<'a>(group: &Group, layers: impl IntoIterator<Item = (String, &'a DMatrix<f64>)>) -> Arrays {
    let integers = |values: &[usize]| Values::I64(values.iter().map(|&n| n as i64).collect());
    let named = match (group.moduli(), group.table()) {
        (Some(moduli), _) => ("group", Array { shape: vec![moduli.len()], values: integers(moduli) }),
        (None, table) => {
            let table = table.unwrap_or_default();
            ("table", Array { shape: vec![table.len(); 2], values: integers(&table.concat()) })
        }
    };
    let mut arrays: Arrays = layers.into_iter().map(|(name, matrix)| (name, Array::from_matrix(matrix))).collect();
    arrays.insert(named.0.to_string(), named.1);
    arrays.insert("d".to_string(), Array::integer(group.order() as i64));
    arrays
}
