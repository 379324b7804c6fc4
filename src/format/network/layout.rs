//! The names under which networks are stored, and the mappings that they leave open.

use std::collections::BTreeMap;

use super::mapping::{ArrayName, Embedding, Inputs, Mapping};
use super::names::{Name, Part, natural_order};
use crate::format::container::{Array, Arrays, Values};
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

/// Names of W_a, W_b, W_c whose meaning is settled by the paper, with the orientation that its code gives them.
const DEFINED: [[&str; 3]; 2] = [["wa", "wb", "wc"], ["layera", "layerb", "layerc"]];
/// Names of W_a, W_b, W_c that say nothing of the orientation.
const SEPARATE: [[&str; 3]; 2] = [["a", "b", "c"], ["x", "y", "v"]];
/// Three letters of which any may be the output.
const LETTERS: [[&str; 3]; 3] = [["u", "v", "w"], ["u", "w", "v"], ["v", "w", "u"]];
/// Names of the output layer beside others for the input layers.
const OUTPUTS: [&str; 19] = [
    "wc",
    "wout",
    "wo",
    "wu",
    "wz",
    "v",
    "c",
    "out",
    "output",
    "outputlayer",
    "fcout",
    "layerc",
    "linearout",
    "unembed",
    "unembedding",
    "decoder",
    "dec",
    "head",
    "readout",
];
/// Names of the two input layers.
const INPUT_PAIRS: [[&str; 2]; 17] = [
    ["wa", "wb"],
    ["layera", "layerb"],
    ["a", "b"],
    ["x", "y"],
    ["wx", "wy"],
    ["u", "w"],
    ["w1", "w2"],
    ["win1", "win2"],
    ["wina", "winb"],
    ["fcx", "fcy"],
    ["fca", "fcb"],
    ["fc1", "fc2"],
    ["linear1", "linear2"],
    ["encx", "ency"],
    ["wl", "wr"],
    ["wleft", "wright"],
    ["left", "right"],
];
/// Names of the one input layer.
const INPUTS: [&str; 13] =
    ["w", "win", "wi", "wh", "fcin", "fc", "input", "inp", "inputlayer", "hidden", "encoder", "enc", "linearin"];
/// Names of two layers, the first and the last.
const CONCATENATED: [[&str; 2]; 1] = [["w", "v"]];

/// Every mapping that the names of the arrays and their shapes allow, the most usual one first.
///
/// `order` is the order of the group, where it is known.
///
/// # Errors
/// When no names are recognised and no shapes fit, or the shapes of those that are fit no network.
pub(super) fn candidates(arrays: &Arrays, order: Option<usize>) -> Result<Vec<Candidate>> {
    let found: Vec<(String, Vec<Roles>)> = modules(arrays)
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

/// The error for a file with several networks: where they are, and how to choose one.
fn several_networks(arrays: &Arrays, found: &[(String, Vec<Roles>)]) -> Error {
    let mut found: Vec<&(String, Vec<Roles>)> = found.iter().collect();
    found.sort_by(|(first, _), (second, _)| natural_order(first, second));
    let prefixes: Vec<String> = found.iter().map(|(prefix, _)| format!("`{prefix}`")).collect();
    let mapping = found.iter().rev().find_map(|(_, roles)| roles[0].orientations(arrays).into_iter().next());
    let mapping = mapping.map_or_else(|| "a=…,b=…,c=…".to_string(), |(candidate, _)| candidate.mapping.to_string());
    Error::shape(format!(
        "several networks in one file, under {}; choose one as FILE::{}, or by naming its arrays with --map {mapping}",
        prefixes.join(" and "),
        found.last().map_or("", |(prefix, _)| prefix)
    ))
}

/// The shape of a matrix after the transposition that a mapping asks for.
pub(super) fn oriented_shape(arrays: &Arrays, name: &ArrayName) -> Result<(usize, usize)> {
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
pub(super) fn dimensions(arrays: &Arrays, mapping: &Mapping) -> Result<(usize, usize)> {
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

/// The matrices of one module by the stems of their names.
type Module = BTreeMap<String, Named>;

#[derive(Debug, Clone)]
struct Named {
    name: String,
    part: Part,
    is_matrix: bool,
}

/// The arrays of at least one dimension that may be weights, by the module that they are in. Stems of which a module has several
/// are left out.
fn modules(arrays: &Arrays) -> BTreeMap<String, Module> {
    let mut modules: BTreeMap<String, BTreeMap<String, Vec<Named>>> = BTreeMap::new();
    for (full, array) in arrays.iter().filter(|(_, array)| !array.shape.is_empty()) {
        let name = Name::parse(full);
        if matches!(name.part, Part::Weight | Part::Kernel | Part::Bare) && !name.is_norm() {
            let named = Named { name: full.clone(), part: name.part, is_matrix: array.shape.len() > 1 };
            modules.entry(name.prefix()).or_default().entry(name.stem()).or_default().push(named);
        }
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
    embedding: Option<Embedding>,
    /// Whether the names settle the orientation, and whether they are those of kernels, which are stored transposed.
    defined: bool,
    kernels: bool,
}

/// The assignments that the names of a module allow: those of the first kind of names that is complete.
fn recognise(module: &Module) -> Vec<Roles> {
    let roles = |stems: &[&str], defined: bool| -> Option<Roles> {
        let named: Vec<&Named> = stems.iter().map(|stem| module.get(*stem)).collect::<Option<_>>()?;
        Some(Roles::of(module, &named, defined))
    };
    let separate = || {
        let pairs = INPUT_PAIRS.iter().flat_map(|pair| OUTPUTS.iter().map(move |output| [pair[0], pair[1], output]));
        pairs.filter(|stems| stems[1] != stems[2]).filter_map(|stems| roles(&stems, false))
    };
    let single = || INPUTS.iter().flat_map(|input| OUTPUTS.iter().map(move |output| [*input, *output]));
    let kinds: [Vec<Roles>; 7] = [
        DEFINED.iter().filter_map(|stems| roles(stems, true)).collect(),
        SEPARATE.iter().filter_map(|stems| roles(stems, false)).collect(),
        LETTERS.iter().filter_map(|stems| roles(stems, false)).collect(),
        separate().take(1).collect(),
        numbered_inputs(module).into_iter().collect(),
        CONCATENATED.iter().copied().chain(single()).filter_map(|stems| roles(&stems, false)).take(1).collect(),
        numbered_layers(module),
    ];
    kinds.into_iter().find(|kind| !kind.is_empty()).unwrap_or_default()
}

/// A list of two input layers beside an output layer: `Ws.0`, `Ws.1`, `V`.
fn numbered_inputs(module: &Module) -> Option<Roles> {
    let output = OUTPUTS.iter().find_map(|stem| module.get(*stem))?;
    let list: Vec<&Named> = numbered(module).into_iter().find(|(base, list)| list.len() >= 2 && !is_embedding(base))?.1;
    let of_list = Name::parse(&list[0].name).layer.contains('.');
    of_list.then(|| Roles::of(module, &[list[0], list[1], output], false))
}

/// What stands before the numbers of layers.
const NUMBERED: [&str; 13] =
    ["fc", "linear", "lin", "w", "dense", "layers", "layer", "l", "net", "mlp", "model", "seq", "sequential"];

/// Two layers that are numbered: `fc1`, `fc2`; `net.0`, `net.2`. Of more, the first and another.
fn numbered_layers(module: &Module) -> Vec<Roles> {
    let lists = numbered(module);
    let Some((_, list)) = lists.into_iter().find(|(base, list)| list.len() >= 2 && NUMBERED.contains(&base.as_str()))
    else {
        return Vec::new();
    };
    list[1..].iter().map(|last| Roles::of(module, &[list[0], last], false)).collect()
}

/// The arrays of a module whose stems end in a number, by what stands before it, in the order of the numbers.
fn numbered(module: &Module) -> Vec<(String, Vec<&Named>)> {
    let mut lists: BTreeMap<String, BTreeMap<usize, &Named>> = BTreeMap::new();
    for named in module.values().filter(|named| named.is_matrix) {
        if let (base, Some(number)) = Name::parse(&named.name).family() {
            lists.entry(base).or_default().insert(number, named);
        }
    }
    lists.into_iter().map(|(base, list)| (base, list.into_values().collect())).collect()
}

/// Whether a stem is that of an embedding.
fn is_embedding(stem: &str) -> bool {
    (stem.contains("emb") && !stem.contains("unemb")) || stem == "we"
}

/// The embeddings among the matrices of a module that have no other part: one, or two.
fn embedding<'a>(names: impl Iterator<Item = &'a str>) -> Option<Embedding> {
    let mut names: Vec<&str> = names.filter(|name| is_embedding(&Name::parse(name).stem())).collect();
    names.sort_by(|first, second| natural_order(first, second));
    let array = |name: &str| ArrayName::new(name, false);
    match names.as_slice() {
        [both] => Some(Embedding::Shared(array(both))),
        [a, b] => Some(Embedding::Separate(array(a), array(b))),
        _ => None,
    }
}

/// The embedding that belongs to a mapping which names none: that of the module of its first input layer.
pub(super) fn inherited_embedding(arrays: &Arrays, mapping: &Mapping) -> Option<Embedding> {
    let named = mapping.arrays();
    let prefix = Name::parse(&named[0].name).prefix();
    let modules = modules(arrays);
    let module = modules.get(&prefix)?.values().map(|named| named.name.as_str());
    let found = embedding(module.filter(|name| !named.iter().any(|array| array.name == *name)))?;
    let with = Mapping { embedding: Some(found.clone()), ..mapping.clone() };
    dimensions(arrays, &with).is_ok().then_some(found)
}

impl Roles {
    fn of(module: &Module, named: &[&Named], defined: bool) -> Self {
        let names: Vec<String> = named.iter().map(|named| named.name.clone()).collect();
        let others =
            module.values().map(|other| other.name.as_str()).filter(|name| !names.iter().any(|own| own == name));
        let embedding = embedding(others);
        let (output, inputs) = names.split_last().map_or((String::new(), vec![]), |(c, ab)| (c.clone(), ab.to_vec()));
        Roles {
            inputs,
            output,
            embedding,
            defined: defined || named.iter().all(|named| named.part != Part::Bare),
            kernels: named.iter().all(|named| named.part == Part::Kernel),
        }
    }

    /// The orientations that fit together, with the order of the group that each implies.
    fn orientations(&self, arrays: &Arrays) -> Vec<(Candidate, usize)> {
        let ways = [(false, false), (false, true), (true, false), (true, true)];
        let forms = if self.inputs.len() == 1 { &[false, true][..] } else { &[false][..] };
        let fits = |(inputs_transposed, output_transposed): (bool, bool), is_shared: bool| {
            let mapping = self.mapping(inputs_transposed, output_transposed, is_shared);
            let (d, q) = dimensions(arrays, &mapping).ok()?;
            Some((mapping, d, q, inputs_transposed, output_transposed))
        };
        let as_stored = (self.kernels, self.kernels);
        let as_layers = forms.iter().any(|&is_shared| fits(as_stored, is_shared).is_some());
        let candidate = |(mapping, d, q, inputs_transposed, output_transposed): (Mapping, usize, usize, bool, bool)| {
            // trained networks are wider than the order of their group, which settles most orientations
            let output_is_usual = output_transposed == self.kernels || !as_layers;
            let settled = (self.defined && output_transposed == self.kernels) || (q > d && output_is_usual);
            (Candidate { mapping, conventional: inputs_transposed == self.kernels && settled, by_name: true }, d)
        };
        let all = ways.into_iter().flat_map(|way| forms.iter().map(move |&is_shared| (way, is_shared)));
        all.filter_map(|(way, is_shared)| fits(way, is_shared)).map(candidate).collect()
    }

    fn mapping(&self, inputs_transposed: bool, output_transposed: bool, is_shared: bool) -> Mapping {
        let input = |name: &String| ArrayName::new(name, inputs_transposed);
        Mapping {
            inputs: match self.inputs.as_slice() {
                [a, b] => Inputs::Separate(input(a), input(b)),
                both if is_shared => Inputs::Separate(input(&both[0]), input(&both[0])),
                both => Inputs::Concatenated(input(&both[0])),
            },
            output: ArrayName::new(&self.output, output_transposed),
            embedding: self.embedding.clone(),
        }
    }

    /// The error for shapes that fit no network.
    fn no_fit(&self, arrays: &Arrays) -> Error {
        let ways = [self.kernels, !self.kernels].map(|output| self.mapping(self.kernels, output, false));
        let reasons = ways.each_ref().map(|mapping| dimensions(arrays, mapping));
        if let Some(Err(operands)) =
            reasons.into_iter().find(|reason| reason.as_ref().is_err_and(Error::is_unsupported))
        {
            return operands;
        }
        match dimensions(arrays, &ways[0]) {
            Err(reason) => reason,
            Ok(_) => Error::shape(format!("the shapes fit no network: {}", self.shapes(arrays))),
        }
    }

    fn shapes(&self, arrays: &Arrays) -> String {
        let embeddings = self.embedding.iter().flat_map(Embedding::arrays).map(|embedding| &embedding.name);
        let names = self.inputs.iter().chain([&self.output]).chain(embeddings);
        let shape =
            |name: &String| format!("{name} {:?}", arrays.get(name).map_or(&[][..], |array: &Array| &array.shape));
        names.map(shape).collect::<Vec<_>>().join(", ")
    }
}

/// The mappings that shapes alone allow, of matrices with any names; none is expected, so that each needs evidence.
fn by_shape(arrays: &Arrays, order: Option<usize>) -> Result<Vec<Candidate>> {
    const MOST: usize = 8;
    const MOST_ENTRIES: usize = 1 << 22;
    let is_matrix = |(name, array): &(&String, &Array)| {
        array.shape.len() == 2
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
        possible.iter().take(SHOWN).map(|(mapping, d)| format!("--map {mapping} (d = {d})")).collect();
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

/// That two of three arrays with the names of a network are there, and the third is not.
fn near_miss(arrays: &Arrays) -> Option<String> {
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
    near.min_by_key(String::len)
}
