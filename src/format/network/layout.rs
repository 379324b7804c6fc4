//! The mappings that the names and the shapes of the arrays of a file allow.

use super::mapping::{ArrayName, Embedding, Inputs, Mapping, Slice};
use super::names::{Name, Part, natural_order};
use super::roles::{Roles, embedding, modules, near_miss, recognise, with_companions};
use crate::format::container::{Array, Arrays, Values};
use crate::group::Group;
use crate::network::not_of_pairs;
use crate::{Error, Result};

/// One way to read the arrays of a file.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) mapping: Mapping,
    /// Whether names and shapes alone make this the expected reading, so that it needs no evidence.
    pub(super) conventional: bool,
    /// Whether the names tell the parts; otherwise only shapes do.
    pub(super) by_name: bool,
}

/// Every mapping that the names of the arrays and their shapes allow, the most usual one first.
///
/// `order` is the order of the group, where it is known.
///
/// # Errors
/// When no names are recognised and no shapes fit, or the shapes of those that are fit no network.
pub(super) fn candidates(arrays: &Arrays, order: Option<usize>) -> Result<Vec<Candidate>> {
    let found: Vec<(String, Vec<Roles>)> = with_companions(&modules(arrays))
        .into_iter()
        .map(|(prefix, module)| (prefix, recognise(&module)))
        .filter(|(_, roles)| !roles.is_empty())
        .collect();
    let roles = match found.as_slice() {
        [] => return by_shape(arrays, order),
        [(_, roles)] => roles,
        several => return Err(several_networks(arrays, several)),
    };
    let all: Vec<(Candidate, usize)> = roles.iter().flat_map(|roles| roles.orientations(arrays)).collect();
    if all.is_empty() {
        return Err(roles[0].no_fit(arrays));
    }
    let with = |fits: fn(usize, usize) -> bool| -> Vec<Candidate> {
        let fitting = all.iter().filter(|(_, d)| order.is_none_or(|order| fits(*d, order)));
        fitting.map(|(candidate, _)| candidate.clone()).collect()
    };
    let mut fitting = with(|d, order| d == order);
    if fitting.is_empty() {
        fitting = with(holds);
    }
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

/// Whether arrays for d tokens may be those of a group of the order: of it alone, or with one or two tokens beside the elements,
/// such as = and +.
pub(super) fn holds(d: usize, order: usize) -> bool {
    const TOKENS: usize = 2;
    (order..=order.saturating_add(TOKENS)).contains(&d)
}

/// The error for arrays of a group of order d that are to be those of another group.
pub(super) fn other_order(group: &Group, d: usize) -> Error {
    Error::shape(format!(
        "the group {group} has order {}, but the arrays are those of a group of order {d}",
        group.order()
    ))
}

/// The error for a file with several networks: where they are, and how to choose one.
fn several_networks(arrays: &Arrays, found: &[(String, Vec<Roles>)]) -> Error {
    let mut found: Vec<&(String, Vec<Roles>)> = found.iter().collect();
    found.sort_by(|(first, _), (second, _)| natural_order(first, second));
    let last = found.last().map_or("", |(prefix, _)| prefix);
    let prefixes = network_list(&found.iter().map(|(prefix, _)| prefix).collect::<Vec<_>>());
    let mapping = found.iter().rev().find_map(|(_, roles)| roles[0].orientations(arrays).into_iter().next());
    let mapping =
        mapping.map_or_else(|| "--map a=…,b=…,c=…".to_string(), |(candidate, _)| candidate.mapping.as_option());
    Error::shape(format!(
        "several networks in one file, under {prefixes}; choose one as FILE::{last}, or by naming its arrays with {mapping}"
    ))
}

/// The names of the networks of a file, or the first and the last where they are many.
pub(super) fn network_list(names: &[impl std::fmt::Display]) -> String {
    match names {
        [first, .., last] if names.len() > 8 => format!("`{first}` to `{last}`"),
        _ => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and "),
    }
}

/// The shape of a matrix after the slicing and the transposition that a mapping asks for.
pub(super) fn oriented_shape(arrays: &Arrays, name: &ArrayName) -> Result<(usize, usize)> {
    let array = arrays.get(&name.name).ok_or_else(|| missing(arrays, &name.name))?;
    let sliced = name.slice.map(|slice| slice.shape(&array.shape));
    let shape = match &sliced {
        None => array.shape.as_slice(),
        Some(Some(shape)) => shape,
        Some(None) => &[],
    };
    match (shape, &array.values) {
        (&[rows, columns], values) if !matches!(values, Values::Opaque(_)) => {
            Ok(if name.transposed { (columns, rows) } else { (rows, columns) })
        }
        _ => Err(unusable(array, name)),
    }
}

/// The error for an array that is no matrix where one is required.
fn unusable(array: &Array, name: &ArrayName) -> Error {
    let required = match (name.slice, array.shape.len()) {
        (Some(_), _) => format!("a stack of matrices (three dimensions) of which {name} is one is required"),
        (None, 3) => format!(
            "a matrix (two dimensions) of real numbers is required; --map takes matrices of it as {0}[0], {0}[:,0] or {0}[:,:,0]",
            name.name
        ),
        (None, _) => "a matrix (two dimensions) of real numbers is required".to_string(),
    };
    Error::shape(format!("array {}: has {array}, where {required}", name.name))
}

/// The order d of the group and the number q of hidden nodes of a network read by `mapping`.
///
/// # Errors
/// When an array is missing or the shapes do not fit each other, or d or q is 0.
pub(super) fn dimensions(arrays: &Arrays, mapping: &Mapping) -> Result<(usize, usize)> {
    let describe = |what: &str, name: &ArrayName, (rows, columns): (usize, usize)| {
        let transposed = if name.transposed { " (transposed)" } else { "" };
        format!("{what} = {}{transposed} is [{rows}, {columns}]", name.name)
    };
    let disagree = |first: String, second: String, why: &str| Error::shape(format!("{first} and {second}; {why}"));
    let output = output_shape(arrays, mapping)?;
    let (q, columns) = match &mapping.inputs {
        Inputs::Separate(a, b) => {
            let (shape_a, shape_b) = (oriented_shape(arrays, a)?, oriented_shape(arrays, b)?);
            if shape_a != shape_b {
                let (first, second) = (describe("W_a", a, shape_a), describe("W_b", b, shape_b));
                return Err(disagree(first, second, "both must be [q, d]"));
            }
            shape_a
        }
        Inputs::Operands(layers) => return Err(not_of_pairs(layers.len())),
        Inputs::Concatenated(both) => {
            let (q, columns) = oriented_shape(arrays, both)?;
            let n = mapping
                .embedding
                .iter()
                .flat_map(Embedding::arrays)
                .next()
                .map_or(Ok(output.0), |embedding| oriented_shape(arrays, embedding).map(|(_, n)| n))?;
            if n > 0 && columns > 2 * n && columns.is_multiple_of(n) {
                let found = describe("the input layer", both, (q, columns));
                let operands = columns / n;
                return Err(Error::unsupported(format!(
                    "{found} = [q, {operands}·{n}]: a task of {} operands; those of two are read",
                    number_word(operands)
                )));
            }
            if columns % 2 == 1 {
                let found = describe("[W_a W_b]", both, (q, columns));
                return Err(Error::shape(format!("{found}; the number of columns must be even (2d)")));
            }
            (q, columns / 2)
        }
    };
    let mut d = columns;
    for embedding in mapping.embedding.iter().flat_map(Embedding::arrays) {
        let (order, n) = oriented_shape(arrays, embedding)?;
        if n != columns {
            let found = describe("the embedding", embedding, (order, n));
            return Err(Error::shape(format!("{found}, but the input layers take vectors of length {columns}")));
        }
        d = order;
    }
    // tokens beside the elements have inputs and no outputs, or classes and no inputs
    let elements = d.min(output.0);
    // one matrix for both operands, which no name tells, is one only where the numbers are the same
    let is_shared = matches!(&mapping.inputs, Inputs::Separate(a, b) if a == b);
    let is_guess = is_shared && mapping.embedding.is_none();
    if holds(d.max(output.0), elements) && elements > 0 && !is_guess {
        d = elements;
    }
    let fits = output.0 == d || (output.0 > d && holds(output.0, d) && !is_guess);
    if !fits || output.1 != q {
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

/// The numbers of inputs of an operand and of outputs.
///
/// # Errors
/// As [`dimensions`].
pub(super) fn inputs_and_outputs(arrays: &Arrays, mapping: &Mapping) -> Result<(usize, usize)> {
    let (outputs, _) = output_shape(arrays, mapping)?;
    if let Some(embedding) = mapping.embedding.iter().flat_map(Embedding::arrays).next() {
        return Ok((oriented_shape(arrays, embedding)?.0, outputs));
    }
    let columns = oriented_shape(arrays, mapping.inputs.arrays()[0])?.1;
    Ok((if matches!(mapping.inputs, Inputs::Concatenated(_)) { columns / 2 } else { columns }, outputs))
}

/// The error for numbers of inputs and outputs that are not the same, where the network does not do the task without the others.
pub(super) fn unequal((inputs, outputs): (usize, usize), mapping: &Mapping) -> Error {
    let d = inputs.min(outputs);
    Error::shape(format!(
        "{} has {inputs} inputs for each operand and {} has {outputs} outputs; W_c must be [d, q] with as many outputs as inputs, \
         d, unless the network does the task on {d} elements: left out, the first or last tokens leave no group's table",
        mapping.inputs.arrays()[0].name,
        mapping.unembedding.as_ref().unwrap_or(&mapping.output).name
    ))
}

/// The embedding with one for each operand where it is a stack of two that fits.
pub(super) fn unstacked(arrays: &Arrays, mapping: Mapping) -> Mapping {
    let Some(Embedding::Shared(both)) = &mapping.embedding else { return mapping };
    let Some(shape @ [_, _, _]) = arrays.get(&both.name).map(|array| array.shape.as_slice()) else { return mapping };
    let of_stack = |axis, index| ArrayName::of_stack(&both.name, Slice { axis, index }, both.transposed);
    let along = |axis: usize| Mapping {
        embedding: Some(Embedding::Separate(of_stack(axis, 0), of_stack(axis, 1))),
        ..mapping.clone()
    };
    let mut fitting = (0..3).filter(|&axis| shape[axis] == 2).map(along).filter(|way| dimensions(arrays, way).is_ok());
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => only,
        _ => mapping,
    }
}

/// The shape \[d, q\] of the output layer with the unembedding behind it.
fn output_shape(arrays: &Arrays, mapping: &Mapping) -> Result<(usize, usize)> {
    let (n, q) = oriented_shape(arrays, &mapping.output)?;
    let Some(unembedding) = &mapping.unembedding else { return Ok((n, q)) };
    match oriented_shape(arrays, unembedding)? {
        (d, columns) if columns == n => Ok((d, q)),
        (d, columns) => Err(Error::shape(format!(
            "the unembedding = {} is [{d}, {columns}], but the output layer {} gives vectors of length {n}",
            unembedding.name, mapping.output.name
        ))),
    }
}

/// The error for an array that is not there: what is there.
pub(super) fn missing(arrays: &Arrays, name: &str) -> Error {
    Error::shape(format!("there is no array {name}; the file holds {}", list(arrays)))
}

/// The arrays with their shapes, as many as one can read.
fn list(arrays: &Arrays) -> String {
    const SHOWN: usize = 24;
    if arrays.is_empty() {
        return "no arrays".to_string();
    }
    let mut names: Vec<&String> = arrays.keys().collect();
    names.sort_by(|first, second| natural_order(first, second));
    let mut parts: Vec<String> = names.iter().take(SHOWN).map(|name| format!("{name} ({})", arrays[*name])).collect();
    if arrays.len() > SHOWN {
        parts.push(format!("and {} more", arrays.len() - SHOWN));
    }
    parts.join(", ")
}

/// Two to nine in words.
fn number_word(number: usize) -> String {
    const WORDS: [&str; 8] = ["two", "three", "four", "five", "six", "seven", "eight", "nine"];
    number.checked_sub(2).and_then(|at| WORDS.get(at)).map_or_else(|| number.to_string(), ToString::to_string)
}

/// The embedding that belongs to a mapping which names none: that of the module of its first input layer.
pub(super) fn inherited_embedding(arrays: &Arrays, mapping: &Mapping) -> Option<Embedding> {
    let named = mapping.arrays();
    let prefix = Name::parse(&named[0].name).prefix();
    let modules = with_companions(&modules(arrays));
    let module = modules.get(&prefix)?.values().map(|named| named.name.as_str());
    let found = embedding(module.filter(|name| !named.iter().any(|array| array.name == *name)))?;
    let with = unstacked(arrays, Mapping { embedding: Some(found), ..mapping.clone() });
    dimensions(arrays, &with).is_ok().then_some(with.embedding).flatten()
}

/// The mappings that shapes alone allow, of matrices with any names; none is expected, so that each needs evidence.
fn by_shape(arrays: &Arrays, order: Option<usize>) -> Result<Vec<Candidate>> {
    const MOST: usize = 8;
    const MOST_ENTRIES: usize = 1 << 22;
    let is_matrix = |(name, array): &(&String, &Array)| {
        (array.shape.len() == 2 || is_stack(array))
            && !matches!(array.values, Values::Text(_) | Values::Opaque(_) | Values::Bool(_))
            && matches!(Name::parse(name).part, Part::Weight | Part::Kernel | Part::Bare)
    };
    let mut names: Vec<&str> = arrays.iter().filter(is_matrix).map(|(name, _)| name.as_str()).collect();
    names.sort_by(|first, second| natural_order(first, second));
    let is_large = |name: &&str| {
        arrays[*name].shape.iter().try_fold(1usize, |n, &m| n.checked_mul(m)).is_none_or(|n| n > MOST_ENTRIES)
    };
    if names.len() > MOST || names.iter().any(is_large) || near_miss(arrays).is_some() {
        return Err(unrecognised(arrays, &[]));
    }
    let mut found: Vec<(Mapping, usize)> = Vec::new();
    for output in &names {
        for inputs in input_layers(&names, output) {
            let roles = Roles {
                embedding: embedding(names.iter().copied().filter(|name| name != output && !inputs.contains(name))),
                inputs: inputs.iter().map(ToString::to_string).collect(),
                output: (*output).to_string(),
                unembedding: None,
                defined: false,
                kernels: false,
            };
            found.extend(roles.orientations(arrays).into_iter().map(|(candidate, d)| (candidate.mapping, d)));
        }
    }
    found.retain(|(_, d)| order.is_none_or(|order| order == *d));
    let complete: Vec<Candidate> = found
        .iter()
        .filter(|(mapping, _)| mapping.arrays().len() == names.len())
        .map(|(mapping, _)| Candidate { mapping: mapping.clone(), conventional: false, by_name: false })
        .collect();
    if complete.is_empty() { Err(unrecognised(arrays, &found)) } else { Ok(complete) }
}

/// Whether an array may be two matrices.
fn is_stack(array: &Array) -> bool {
    array.shape.len() == 3 && array.shape.contains(&2)
}

/// The input layers that there may be beside an output layer: one of the matrices, or two.
fn input_layers<'a>(names: &[&'a str], output: &str) -> Vec<Vec<&'a str>> {
    let others: Vec<&str> = names.iter().copied().filter(|name| *name != output).collect();
    let single = others.iter().map(|name| vec![*name]);
    let pairs = (0..others.len()).flat_map(|at| (at + 1..others.len()).map(move |next| (at, next)));
    single.chain(pairs.map(|(at, next)| vec![others[at], others[next]])).collect()
}

/// The error for names that are not recognised: what is missing if little is, what is there, and the mappings that shapes allow.
pub(super) fn unrecognised(arrays: &Arrays, possible: &[(Mapping, usize)]) -> Error {
    const SHOWN: usize = 4;
    let what = near_miss(arrays).unwrap_or_else(|| "no arrays with the names of a network".to_string());
    let suggestions: Vec<String> =
        possible.iter().take(SHOWN).map(|(mapping, d)| format!("{} (d = {d})", mapping.as_option())).collect();
    let suggestions = match suggestions.is_empty() {
        true => "say --map a=NAME,b=NAME,c=NAME".to_string(),
        false => format!("the shapes allow {}", suggestions.join(", ")),
    };
    Error::shape(format!(
        "{what}; the file holds {}. Names that are recognised (in any case, with any prefix, with or without `.weight`): \
         W_a W_b W_c, layera layerb layerc, a b c, x y V, U V W, and W V or fc1 fc2 with both inputs in one array; for \
         others {suggestions}",
        list(arrays)
    ))
}
