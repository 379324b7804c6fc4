//! The names under which networks are stored, and the mappings that they leave open.

use std::collections::BTreeMap;

use super::mapping::{ArrayName, Inputs, Mapping};
use crate::format::container::{Array, Arrays, Values};
use crate::{Error, Result};

/// One way to read the arrays of a file.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) mapping: Mapping,
    /// Whether names and shapes alone make this the expected reading, so that it needs no evidence.
    pub(crate) conventional: bool,
}

/// Names of W_a, W_b, W_c whose meaning is settled by the paper, with the orientation that its code gives them.
const DEFINED: [[&str; 3]; 2] = [["wa", "wb", "wc"], ["layera", "layerb", "layerc"]];
/// Names of W_a, W_b, W_c that say nothing of the orientation.
const SEPARATE: [[&str; 3]; 2] = [["a", "b", "c"], ["x", "y", "v"]];
/// Three letters of which any may be the output.
const LETTERS: [[&str; 3]; 3] = [["u", "v", "w"], ["u", "w", "v"], ["v", "w", "u"]];
/// Names of the concatenated input layer and of the output layer.
const CONCATENATED: [[&str; 2]; 4] = [["w", "v"], ["fc1", "fc2"], ["linear1", "linear2"], ["w1", "w2"]];
/// Names of an embedding in front of the input layers.
const EMBEDDINGS: [&str; 3] = ["embedding", "embed", "emb"];

/// Every mapping that the names of the arrays and their shapes allow, the most usual one first.
///
/// `order` is the order of the group, where it is known.
///
/// # Errors
/// When no names are recognised, or their shapes fit no network.
pub(crate) fn candidates(arrays: &Arrays, order: Option<usize>) -> Result<Vec<Candidate>> {
    let found: Vec<(String, Vec<Roles>)> = modules(arrays)
        .into_iter()
        .map(|(prefix, module)| (prefix, recognise(&module)))
        .filter(|(_, roles)| !roles.is_empty())
        .collect();
    let roles = match found.as_slice() {
        [] => return Err(unrecognised(arrays)),
        [(_, roles)] => roles,
        several => {
            let prefixes: Vec<String> = several.iter().map(|(prefix, _)| format!("`{prefix}`")).collect();
            return Err(Error::shape(format!(
                "several networks in one file, under {}; choose one by naming its arrays with --map a=…,b=…,c=…",
                prefixes.join(" and ")
            )));
        }
    };
    let all: Vec<(Candidate, usize)> = roles.iter().flat_map(|roles| roles.orientations(arrays)).collect();
    if all.is_empty() {
        return Err(roles[0].no_fit(arrays));
    }
    let fitting: Vec<Candidate> = all
        .iter()
        .filter(|(_, d)| order.is_none_or(|order| order == *d))
        .map(|(candidate, _)| candidate.clone())
        .collect();
    match (fitting.is_empty(), order) {
        (true, Some(order)) => {
            let mut orders: Vec<usize> = all.iter().map(|(_, d)| *d).collect();
            orders.sort_unstable();
            orders.dedup();
            let orders: Vec<String> = orders.iter().map(usize::to_string).collect();
            Err(Error::shape(format!(
                "the group has order {order}, but the arrays are those of a group of order {}: {}",
                orders.join(" or "),
                roles[0].shapes(arrays)
            )))
        }
        _ => Ok(fitting),
    }
}

/// The shape of a matrix after the transposition that a mapping asks for.
pub(crate) fn oriented_shape(arrays: &Arrays, name: &ArrayName) -> Result<(usize, usize)> {
    let array = arrays.get(&name.name).ok_or_else(|| missing(arrays, &name.name))?;
    let unusable = || {
        Error::shape(format!(
            "array {}: has {array}, where a matrix (two dimensions) of real numbers is required",
            name.name
        ))
    };
    match (array.shape.as_slice(), &array.values) {
        (_, Values::Opaque(_)) => Err(unusable()),
        (&[rows, columns], _) if name.transposed => Ok((columns, rows)),
        (&[rows, columns], _) => Ok((rows, columns)),
        _ => Err(unusable()),
    }
}

/// The order d of the group and the number q of hidden nodes of a network read by `mapping`.
///
/// # Errors
/// When an array is missing or the shapes do not fit each other, or d or q is 0.
pub(crate) fn dimensions(arrays: &Arrays, mapping: &Mapping) -> Result<(usize, usize)> {
    let describe = |what: &str, name: &ArrayName, (rows, columns): (usize, usize)| {
        let transposed = if name.transposed { " (transposed)" } else { "" };
        format!("{what} = {}{transposed} is [{rows}, {columns}]", name.name)
    };
    let disagree = |first: String, second: String, why: &str| Error::shape(format!("{first} and {second}; {why}"));
    let output = oriented_shape(arrays, &mapping.output)?;
    let (q, columns) = match &mapping.inputs {
        Inputs::Separate(a, b) => {
            let (shape_a, shape_b) = (oriented_shape(arrays, a)?, oriented_shape(arrays, b)?);
            if shape_a != shape_b {
                let (first, second) = (describe("W_a", a, shape_a), describe("W_b", b, shape_b));
                return Err(disagree(first, second, "both must be [q, d]"));
            }
            shape_a
        }
        Inputs::Concatenated(both) => {
            let (q, columns) = oriented_shape(arrays, both)?;
            if columns % 2 == 1 {
                let found = describe("[W_a W_b]", both, (q, columns));
                return Err(Error::shape(format!("{found}; the number of columns must be even (2d)")));
            }
            (q, columns / 2)
        }
    };
    let d = match &mapping.embedding {
        None => columns,
        Some(embedding) => {
            let (d, n) = oriented_shape(arrays, embedding)?;
            if n != columns {
                let found = describe("the embedding", embedding, (d, n));
                return Err(Error::shape(format!("{found}, but the input layers take vectors of length {columns}")));
            }
            d
        }
    };
    if output != (d, q) {
        let inputs = mapping.inputs.arrays();
        let shape = oriented_shape(arrays, inputs[0])?;
        let (first, second) = (describe("the input layer", inputs[0], shape), describe("W_c", &mapping.output, output));
        return Err(disagree(first, second, &format!("W_c must be [d, q] = [{d}, {q}]")));
    }
    if q == 0 {
        let inputs = mapping.inputs.arrays();
        let found = describe("the input layer", inputs[0], oriented_shape(arrays, inputs[0])?);
        return Err(Error::shape(format!("{found}: no hidden nodes (q = 0), but a network needs at least one")));
    }
    if d == 0 {
        let found = describe("W_c", &mapping.output, output);
        return Err(Error::shape(format!("{found}: no outputs (d = 0), but a group has at least one element")));
    }
    Ok((d, q))
}

/// The error for an array that is not there: what is there.
pub(crate) fn missing(arrays: &Arrays, name: &str) -> Error {
    Error::shape(format!("there is no array {name}; the file holds {}", list(arrays)))
}

/// The arrays with their shapes, as many as one can read.
fn list(arrays: &Arrays) -> String {
    const SHOWN: usize = 24;
    if arrays.is_empty() {
        return "no arrays".to_string();
    }
    let mut parts: Vec<String> = arrays.iter().take(SHOWN).map(|(name, array)| format!("{name} ({array})")).collect();
    if arrays.len() > SHOWN {
        parts.push(format!("and {} more", arrays.len() - SHOWN));
    }
    parts.join(", ")
}

/// The arrays of one module: their names without prefix, case, underscores and `weight`.
type Module = BTreeMap<String, Named>;

#[derive(Debug, Clone)]
struct Named {
    name: String,
    /// Whether the name ends in `weight`, as those of PyTorch's layers, whose orientation is \[outputs, inputs\].
    is_layer: bool,
}

/// The arrays of at least one dimension, by the prefix of their names. Names that differ in case only are left out.
fn modules(arrays: &Arrays) -> BTreeMap<String, Module> {
    let mut modules: BTreeMap<String, BTreeMap<String, Vec<Named>>> = BTreeMap::new();
    for (name, _) in arrays.iter().filter(|(_, array)| !array.shape.is_empty()) {
        let lower = name.to_lowercase();
        let stripped = lower.strip_suffix(".weight").or_else(|| lower.strip_suffix("_weight"));
        let bare = stripped.unwrap_or(&lower);
        let (prefix, stem) = bare.rsplit_once('.').unwrap_or(("", bare));
        let stem: String = stem.chars().filter(|symbol| !matches!(symbol, '_' | '-')).collect();
        let named = Named { name: name.clone(), is_layer: stripped.is_some() };
        modules.entry(prefix.to_string()).or_default().entry(stem).or_default().push(named);
    }
    let unique = |module: BTreeMap<String, Vec<Named>>| -> Module {
        let single = |(stem, mut named): (String, Vec<Named>)| Some((stem, named.pop().filter(|_| named.is_empty())?));
        module.into_iter().filter_map(single).collect()
    };
    modules.into_iter().map(|(prefix, module)| (prefix, unique(module))).collect()
}

/// An assignment of arrays to their parts; the orientation is open.
struct Roles {
    inputs: Vec<String>,
    output: String,
    embedding: Option<String>,
    /// Whether the names settle the orientation.
    defined: bool,
}

/// The assignments that the names of a module allow: those of the first kind of names that is complete.
fn recognise(module: &Module) -> Vec<Roles> {
    let embedding = EMBEDDINGS.iter().find_map(|stem| Some(module.get(*stem)?.name.clone()));
    let roles = |stems: &[&str], defined: bool| -> Option<Roles> {
        let named: Vec<&Named> = stems.iter().map(|stem| module.get(*stem)).collect::<Option<_>>()?;
        let (output, inputs) = named.split_last()?;
        Some(Roles {
            inputs: inputs.iter().map(|named| named.name.clone()).collect(),
            output: output.name.clone(),
            embedding: embedding.clone(),
            defined: defined || named.iter().all(|named| named.is_layer),
        })
    };
    let kinds: [Vec<Roles>; 4] = [
        DEFINED.iter().filter_map(|stems| roles(stems, true)).collect(),
        SEPARATE.iter().filter_map(|stems| roles(stems, false)).collect(),
        LETTERS.iter().filter_map(|stems| roles(stems, false)).collect(),
        CONCATENATED.iter().filter_map(|stems| roles(stems, false)).collect(),
    ];
    kinds.into_iter().find(|kind| !kind.is_empty()).unwrap_or_default()
}

impl Roles {
    /// The orientations that fit together, with the order of the group that each implies.
    fn orientations(&self, arrays: &Arrays) -> Vec<(Candidate, usize)> {
        let ways = [(false, false), (false, true), (true, false), (true, true)];
        let fitting = ways.map(|(inputs_transposed, output_transposed)| {
            let mapping = self.mapping(inputs_transposed, output_transposed);
            let (d, q) = dimensions(arrays, &mapping).ok()?;
            Some((mapping, d, q, inputs_transposed, output_transposed))
        });
        let as_layers = fitting[0].is_some();
        let candidate = |(mapping, d, q, inputs_transposed, output_transposed): (Mapping, usize, usize, bool, bool)| {
            // trained networks are wider than the order of their group, which settles most orientations
            let output_is_usual = !output_transposed || !as_layers;
            let settled = (self.defined && !output_transposed) || (q > d && output_is_usual);
            (Candidate { mapping, conventional: !inputs_transposed && settled }, d)
        };
        fitting.into_iter().flatten().map(candidate).collect()
    }

    fn mapping(&self, inputs_transposed: bool, output_transposed: bool) -> Mapping {
        let input = |name: &String| ArrayName::new(name, inputs_transposed);
        Mapping {
            inputs: match self.inputs.as_slice() {
                [a, b] => Inputs::Separate(input(a), input(b)),
                both => Inputs::Concatenated(input(&both[0])),
            },
            output: ArrayName::new(&self.output, output_transposed),
            embedding: self.embedding.as_ref().map(|name| ArrayName::new(name, false)),
        }
    }

    /// The error for shapes that fit no network.
    fn no_fit(&self, arrays: &Arrays) -> Error {
        let as_layers = self.mapping(false, false);
        match dimensions(arrays, &as_layers) {
            Err(reason) => reason,
            Ok(_) => Error::shape(format!("the shapes fit no network: {}", self.shapes(arrays))),
        }
    }

    fn shapes(&self, arrays: &Arrays) -> String {
        let names = self.inputs.iter().chain([&self.output]).chain(&self.embedding);
        let shape =
            |name: &String| format!("{name} {:?}", arrays.get(name).map_or(&[][..], |array: &Array| &array.shape));
        names.map(shape).collect::<Vec<_>>().join(", ")
    }
}

/// The error for names that are not recognised: what is missing if little is, and what is there.
fn unrecognised(arrays: &Arrays) -> Error {
    let modules = modules(arrays);
    let near = modules.values().flat_map(|module| {
        DEFINED.iter().chain(&SEPARATE).chain(&LETTERS[..1]).filter_map(move |stems| {
            let found: Vec<&str> = stems.iter().filter_map(|stem| Some(module.get(*stem)?.name.as_str())).collect();
            let absent: Vec<&str> = stems.iter().filter(|stem| !module.contains_key(**stem)).copied().collect();
            let [absent] = absent.as_slice() else { return None };
            let name = if stems == &DEFINED[0] { absent.replace('w', "W_") } else { (*absent).to_string() };
            Some(format!("{} are there, but the array {name} is missing", found.join(" and ")))
        })
    });
    let what = near.min_by_key(String::len).unwrap_or_else(|| "no arrays with the names of a network".to_string());
    Error::shape(format!(
        "{what}; the file holds {}. Names that are recognised (in any case, with any prefix, with or without `.weight`): \
         W_a W_b W_c, layera layerb layerc, a b c, x y V, U V W, and W V or fc1 fc2 with both inputs in one array; for \
         others say --map a=NAME,b=NAME,c=NAME",
        list(arrays)
    ))
}
