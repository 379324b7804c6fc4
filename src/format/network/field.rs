//! Exact networks over number fields: JSON with a minimal polynomial, and coordinates in a basis of functions.

use std::path::Path;

use dashu_int::IBig;
use dashu_ratio::RBig;
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::file::network_arrays;
use crate::format::container::{Arrays, exact_number, read_bytes};
use crate::format::write_atomically;
use crate::group::{Group, MAX_TABLE_ORDER};
use crate::network::Network;
use crate::scalar::algebraic::{Algebraic, NumberField, Polynomial};
use crate::variety::{FieldNetwork, FunctionBasis};
use crate::{Error, Result};

/// The largest file that is read.
const MAX_BYTES: usize = 1 << 26;
/// The most coefficients of all numbers together.
const MAX_COEFFICIENTS: usize = 1 << 20;

/// What the file says. Node j has the coordinates u\[j\]\[i\] in the basis of functions e_i, e_i(g) = B\[g\]\[i\]; each number is the
/// list of coefficients of α⁰, α¹, ….
#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(default, skip_deserializing)]
    group: String,
    #[serde(default, skip_deserializing)]
    order: usize,
    #[serde(default, skip_deserializing)]
    width: usize,
    table: Vec<Vec<usize>>,
    #[serde(default)]
    basis: String,
    #[serde(rename = "B")]
    matrix: Vec<Vec<f64>>,
    minpoly: Vec<String>,
    alpha: f64,
    /// Bounds of α, which settle which root it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    root: Option<[String; 2]>,
    #[serde(default, skip_deserializing)]
    degree: usize,
    u: Vec<Vec<Vec<String>>>,
    w: Vec<Vec<Vec<String>>>,
    v: Vec<Vec<Vec<String>>>,
}

/// Whether a file may hold an exact network over a number field: an object of JSON with the member `minpoly`.
#[must_use]
pub fn is_field_network(path: &Path) -> bool {
    let is_regular = std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MAX_BYTES as u64);
    let bytes = if is_regular { std::fs::read(path).unwrap_or_default() } else { Vec::new() };
    bytes.trim_ascii_start().starts_with(b"{") && bytes.windows(9).any(|word| word == b"\"minpoly\"")
}

/// The exact network of a file: its weights as numbers of a field Q(α). What its identities say is another matter, see
/// [`FieldNetwork::prove`].
///
/// # Errors
/// When the file cannot be read, is larger than 64 MiB, is not such a network, its polynomial is reducible or has no root near
/// `alpha` (or not one in `root`), or a number is no polynomial in α of lower degree.
pub fn read_field_network(path: &Path) -> Result<FieldNetwork> {
    let bytes = read_bytes(path)?;
    if bytes.len() > MAX_BYTES {
        return Err(
            Error::unsupported(format!("is larger than {MAX_BYTES} bytes, the most that is read")).at_path(path)
        );
    }
    field_network_from_json(&bytes).map_err(|error| error.at_path(path))
}

/// Like [`read_field_network`], from the text of a file.
///
/// # Errors
/// As there.
pub fn field_network_from_json(bytes: &[u8]) -> Result<FieldNetwork> {
    let stored: Stored = serde_json::from_slice(bytes)
        .map_err(|error| Error::format(format!("is no exact network over a number field: {error}")))?;
    let d = stored.table.len();
    let width = stored.u.len();
    if d == 0 || d > MAX_TABLE_ORDER {
        return Err(Error::unsupported(format!("table of order {d}; from 1 to {MAX_TABLE_ORDER} are read")));
    }
    let group = Group::from_table(&stored.table).map_err(|error| error.context("table"))?;
    let numbers = [&stored.u, &stored.w, &stored.v].into_iter().flatten().flatten();
    if numbers.map(Vec::len).sum::<usize>() > MAX_COEFFICIENTS {
        return Err(Error::unsupported(format!("the numbers have more than {MAX_COEFFICIENTS} coefficients")));
    }
    if [&stored.w, &stored.v].iter().any(|nodes| nodes.len() != width) {
        let found = (width, stored.w.len(), stored.v.len());
        return Err(Error::shape(format!("u, w and v have {found:?} nodes, and as many of each are required")));
    }
    let basis = basis(&stored)?;
    let field = field(&stored)?;
    let vector = |name: &str, j: usize, coordinates: &Vec<Vec<String>>| -> Result<Vec<Algebraic>> {
        if coordinates.len() != d {
            return Err(Error::shape(format!("{name}[{j}] has {} coordinates; {d} are required", coordinates.len())));
        }
        let number = |(i, texts): (usize, &Vec<String>)| {
            let parsed = texts.iter().map(|text| rational(text)).collect::<Result<Vec<RBig>>>();
            parsed.and_then(|c| Algebraic::new(&field, c)).map_err(|error| error.context(format!("{name}[{j}][{i}]")))
        };
        coordinates.iter().enumerate().map(number).collect()
    };
    let mut nodes = Vec::with_capacity(width);
    for j in 0..width {
        nodes.push([vector("u", j, &stored.u[j])?, vector("w", j, &stored.w[j])?, vector("v", j, &stored.v[j])?]);
    }
    FieldNetwork::from_coordinates(&group, &field, &basis, &nodes)
}

fn basis(stored: &Stored) -> Result<FunctionBasis> {
    let entry = |&x: &f64| {
        // 0.3333333333333333 stands for 1/3
        RBig::simplest_from_f64(x).ok_or_else(|| Error::format(format!("B: {x} is no rational number")))
    };
    let d = stored.table.len();
    if stored.matrix.len() != d || stored.matrix.iter().any(|row| row.len() != d) {
        return Err(Error::shape(format!("B: a matrix of {d} × {d} is required")));
    }
    let row = |row: &Vec<f64>| row.iter().map(entry).collect::<Result<Vec<RBig>>>();
    let matrix = stored.matrix.iter().map(row).collect::<Result<Vec<_>>>()?;
    let name = if stored.basis.is_empty() { "as stored" } else { &stored.basis };
    FunctionBasis::new(name, matrix)
}

fn field(stored: &Stored) -> Result<NumberField> {
    let integer = |text: &String| match rational(text) {
        Ok(value) if value.is_int() => Ok(value.numerator().clone()),
        _ => Err(Error::format(format!("minpoly: `{}` is no integer", text.escape_debug()))),
    };
    let coefficients = stored.minpoly.iter().map(integer).collect::<Result<Vec<IBig>>>()?;
    let minimal = Polynomial::new(coefficients);
    let field = match &stored.root {
        Some([low, high]) => NumberField::new(&minimal, [rational(low)?, rational(high)?]),
        None => NumberField::near(&minimal, stored.alpha),
    };
    let field = field.map_err(|error| error.context("minpoly"))?;
    let is_near = (field.root_float() - stored.alpha).abs() <= 1e-6 * (1.0 + stored.alpha.abs());
    if !is_near {
        let (root, alpha) = (field.root_float(), stored.alpha);
        return Err(Error::argument(format!("alpha is {alpha}, and the root of the minimal polynomial is {root}")));
    }
    Ok(field)
}

fn rational(text: &str) -> Result<RBig> {
    exact_number(text).ok_or_else(|| {
        let start: String = text.chars().take(40).collect();
        Error::format(format!("`{}` is no rational number", start.escape_debug()))
    })
}

/// The text of a file that [`read_field_network`] reads.
///
/// # Errors
/// When it has no form in JSON.
pub fn field_network_to_json(network: &FieldNetwork) -> Result<String> {
    let group = &network.weights.group;
    let d = group.order();
    let coordinates = network.coordinates();
    let part = |part: usize| -> Vec<Vec<Vec<String>>> {
        let number = |x: &Algebraic| match x.coefficients() {
            [] => vec!["0".to_owned()],
            coefficients => coefficients.iter().map(ToString::to_string).collect(),
        };
        coordinates.iter().map(|node| node[part].iter().map(number).collect()).collect()
    };
    let minimal = network.field.minimal_polynomial();
    let stored = Stored {
        group: group.symbol(),
        order: d,
        width: network.weights.width(),
        table: (0..d).map(|x| (0..d).map(|y| group.multiply(x, y)).collect()).collect(),
        basis: network.basis.name.clone(),
        matrix: network.basis.matrix().iter().map(|row| row.iter().map(|x| x.to_f64().value()).collect()).collect(),
        minpoly: minimal.coefficients().iter().map(ToString::to_string).collect(),
        alpha: network.field.root_float(),
        root: Some(network.field.root().clone().map(|bound| bound.to_string())),
        degree: network.field.degree(),
        u: part(0),
        w: part(1),
        v: part(2),
    };
    serde_json::to_string(&stored).map(|text| text + "\n").map_err(|error| Error::format(format!("JSON: {error}")))
}

/// Writes the file that [`read_field_network`] reads, atomically.
///
/// # Errors
/// When it cannot be written.
pub fn write_field_network(path: &Path, network: &FieldNetwork) -> Result<()> {
    let text = field_network_to_json(network)?;
    write_atomically(path, &text)
}

/// The network in double precision.
///
/// # Errors
/// When a weight is too large for it.
pub fn rounded_field_network(network: &FieldNetwork) -> Result<Network> {
    let weights = &network.weights;
    let (d, q) = (weights.group.order(), weights.width());
    let at = |part: usize| DMatrix::from_fn(q, d, |j, g| weights.nodes[j][part][g].to_f64());
    Network::new(&weights.group, at(0), at(1), at(2).transpose())
}

/// The arrays of a file with an exact network, as those of any other.
pub(super) fn arrays_of(path: &Path) -> Option<Result<Arrays>> {
    is_field_network(path).then(|| Ok(network_arrays(&rounded_field_network(&read_field_network(path)?)?)))
}
