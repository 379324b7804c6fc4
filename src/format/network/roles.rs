//! The names under which networks are stored, and the parts that they give to arrays.

use std::collections::BTreeMap;

use super::layout::{Candidate, dimensions, unstacked};
use super::mapping::{ArrayName, Embedding, Inputs, Mapping, Slice};
use super::names::{Name, Part, natural_order};
use crate::Error;
use crate::format::container::{Array, Arrays};

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
/// Names of an unembedding behind the output layer.
const UNEMBEDDINGS: [&str; 6] = ["unembed", "unembedding", "wu", "lmhead", "decoder", "head"];
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

/// The matrices of one module by the stems of their names.
pub(super) type Module = BTreeMap<String, Named>;

#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: String,
    part: Part,
    is_matrix: bool,
}

/// The arrays of at least one dimension that may be weights, by the module that they are in. Stems of which a module has several
/// are left out.
pub(super) fn modules(arrays: &Arrays) -> BTreeMap<String, Module> {
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

/// The modules, each with the embeddings and unembeddings that lie beside the modules it is in, where it has none of that name:
/// `embed.W_E` and `unembed.W_U` beside `blocks.0.mlp`, `embed.weight` beside `mlp.fc1.weight`.
pub(super) fn with_companions(modules: &BTreeMap<String, Module>) -> BTreeMap<String, Module> {
    let is_companion =
        |stem: &String, named: &Named| named.is_matrix && (is_embedding(stem) || UNEMBEDDINGS.contains(&stem.as_str()));
    let complete = |(prefix, module): (&String, &Module)| {
        let beside = modules.iter().filter(|(other, _)| *other != prefix && lies_around(other, prefix));
        let companions = beside.flat_map(|(_, other)| other.iter().filter(|(stem, named)| is_companion(stem, named)));
        let mut found: BTreeMap<&String, Vec<&Named>> = BTreeMap::new();
        companions.for_each(|(stem, named)| found.entry(stem).or_default().push(named));
        let mut module = module.clone();
        for (stem, named) in found {
            if let [only] = named[..] {
                module.entry(stem.clone()).or_insert_with(|| only.clone());
            }
        }
        (prefix.clone(), module)
    };
    modules.iter().map(complete).collect()
}

/// Whether what is in the module `other` stands in one around the module `prefix`, or in one that is itself an embedding or unembedding there.
fn lies_around(other: &str, prefix: &str) -> bool {
    let is_around =
        |outer: &str| outer.is_empty() || prefix.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'));
    let (outer, last) = other.rsplit_once('.').unwrap_or(("", other));
    is_around(other) || (is_around(outer) && (is_embedding(last) || UNEMBEDDINGS.contains(&last)))
}

/// An assignment of arrays to their parts; the orientation is open.
pub(super) struct Roles {
    pub(super) inputs: Vec<String>,
    pub(super) output: String,
    pub(super) embedding: Option<Embedding>,
    pub(super) unembedding: Option<String>,
    /// Whether the names settle the orientation, and whether they are those of kernels, which are stored transposed.
    pub(super) defined: bool,
    pub(super) kernels: bool,
}

/// The assignments that the names of a module allow: those of the first kind of names that is complete.
pub(super) fn recognise(module: &Module) -> Vec<Roles> {
    let mut found = unembedded(module);
    found.extend(without_unembedding(module));
    found
}

/// The assignments with an unembedding: those of the module without it.
fn unembedded(module: &Module) -> Vec<Roles> {
    let Some(stem) = UNEMBEDDINGS.iter().find(|stem| module.get(**stem).is_some_and(|named| named.is_matrix)) else {
        return Vec::new();
    };
    let mut rest = module.clone();
    let unembedding = rest.remove(*stem).map(|named| named.name);
    let with = |roles: Roles| Roles { unembedding: unembedding.clone(), ..roles };
    without_unembedding(&rest).into_iter().map(with).collect()
}

fn without_unembedding(module: &Module) -> Vec<Roles> {
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
    (stem.contains("emb") && !stem.contains("unemb") && !stem.contains("pos")) || stem == "we"
}

/// The embeddings among the matrices of a module that have no other part: one, or two.
pub(super) fn embedding<'a>(names: impl Iterator<Item = &'a str>) -> Option<Embedding> {
    let mut names: Vec<&str> = names.filter(|name| is_embedding(&Name::parse(name).stem())).collect();
    names.sort_by(|first, second| natural_order(first, second));
    let array = |name: &str| ArrayName::new(name, false);
    match names.as_slice() {
        [both] => Some(Embedding::Shared(array(both))),
        [a, b] => Some(Embedding::Separate(array(a), array(b))),
        _ => None,
    }
}

/// How the input layers are stored.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// Two arrays.
    Separate,
    /// One matrix with both side by side.
    Concatenated,
    /// One matrix for both.
    Shared,
    /// One array of three dimensions, with both along this axis.
    Stacked(usize),
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
            unembedding: None,
            defined: defined || named.iter().all(|named| named.part != Part::Bare),
            kernels: named.iter().all(|named| named.part == Part::Kernel),
        }
    }

    /// The orientations that fit together, with the order of the group that each implies.
    pub(super) fn orientations(&self, arrays: &Arrays) -> Vec<(Candidate, usize)> {
        let ways = [(false, false), (false, true), (true, false), (true, true)];
        let forms = self.forms(arrays);
        let fits = |(inputs_transposed, output_transposed): (bool, bool), form: Form| {
            let mut mapping = unstacked(arrays, self.mapping(inputs_transposed, output_transposed, form));
            if let (Err(_), Some(unembedding)) = (dimensions(arrays, &mapping), &mut mapping.unembedding) {
                unembedding.transposed = !unembedding.transposed; // W_U of transformers is [n, d]
            }
            let (d, q) = dimensions(arrays, &mapping).ok()?;
            Some((mapping, d, q, inputs_transposed, output_transposed))
        };
        let as_stored = (self.kernels, self.kernels);
        let as_layers = forms.iter().any(|&form| fits(as_stored, form).is_some());
        let candidate = |(mapping, d, q, inputs_transposed, output_transposed): (Mapping, usize, usize, bool, bool)| {
            // trained networks are wider than the order of their group, which settles most orientations
            let output_is_usual = output_transposed == self.kernels || !as_layers;
            let settled = (self.defined && output_transposed == self.kernels) || (q > d && output_is_usual);
            (Candidate { mapping, conventional: inputs_transposed == self.kernels && settled, by_name: true }, d)
        };
        let all = ways.into_iter().flat_map(|way| forms.iter().map(move |&form| (way, form)));
        all.filter_map(|(way, form)| fits(way, form)).map(candidate).collect()
    }

    /// The forms that the number of arrays for the input layers, and their dimensions, allow.
    fn forms(&self, arrays: &Arrays) -> Vec<Form> {
        let [both] = self.inputs.as_slice() else { return vec![Form::Separate] };
        match arrays.get(both).map(|array| array.shape.as_slice()) {
            Some(shape @ [_, _, _]) => (0..3).filter(|&axis| shape[axis] == 2).map(Form::Stacked).collect(),
            _ => vec![Form::Concatenated, Form::Shared],
        }
    }

    fn mapping(&self, inputs_transposed: bool, output_transposed: bool, form: Form) -> Mapping {
        let input = |name: &String| ArrayName::new(name, inputs_transposed);
        let (first, last) = (&self.inputs[0], &self.inputs[self.inputs.len() - 1]);
        let of_stack = |axis, index| ArrayName::of_stack(first, Slice { axis, index }, inputs_transposed);
        Mapping {
            inputs: match form {
                Form::Separate | Form::Shared => Inputs::Separate(input(first), input(last)),
                Form::Concatenated => Inputs::Concatenated(input(first)),
                Form::Stacked(axis) => Inputs::Separate(of_stack(axis, 0), of_stack(axis, 1)),
            },
            output: ArrayName::new(&self.output, output_transposed),
            embedding: self.embedding.clone(),
            unembedding: self.unembedding.as_ref().map(|name| ArrayName::new(name, self.kernels)),
        }
    }

    /// The error for shapes that fit no network.
    pub(super) fn no_fit(&self, arrays: &Arrays) -> Error {
        let form = if self.inputs.len() == 1 { Form::Concatenated } else { Form::Separate };
        let ways = [self.kernels, !self.kernels].map(|output| self.mapping(self.kernels, output, form));
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

    pub(super) fn shapes(&self, arrays: &Arrays) -> String {
        let embeddings = self.embedding.iter().flat_map(Embedding::arrays).map(|embedding| &embedding.name);
        let names = self.inputs.iter().chain([&self.output]).chain(embeddings).chain(&self.unembedding);
        let shape =
            |name: &String| format!("{name} {:?}", arrays.get(name).map_or(&[][..], |array: &Array| &array.shape));
        names.map(shape).collect::<Vec<_>>().join(", ")
    }
}

/// That two of three arrays with the names of a network are there, and the third is not.
pub(super) fn near_miss(arrays: &Arrays) -> Option<String> {
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
