//! What every array of a file is to the network: read, folded in, not used, or a reason to refuse.

use std::collections::BTreeSet;

use super::layout;
use super::mapping::{ArrayName, Mapping, Slice};
use super::names::{Name, Part, natural_order};
use super::other_model::{self, is_of_training};
use super::settings::Settings;
use crate::format::container::{Array, Arrays, Values};
use crate::{Error, Result};

/// The arrays of a network beside the matrices that its mapping names, and those of the file that have no part in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    /// The biases of the input layers, in the order of the mapping.
    pub(super) input_biases: Vec<ArrayName>,
    /// The bias of the output layer.
    pub(super) output_bias: Option<String>,
    /// The bias of the unembedding behind it.
    pub(super) unembedding_bias: Option<String>,
    pub(super) norm: Option<Norm>,
    /// The names of all others, as people count, without words and single numbers.
    pub(super) not_used: Vec<String>,
}

/// The arrays of a batch normalisation in evaluation mode, γ (x − μ) / √(σ² + ε) + β, each of shape \[q\].
#[derive(Debug, Clone)]
pub(super) struct Norm {
    pub(super) mean: String,
    pub(super) variance: String,
    pub(super) factor: Option<String>,
    pub(super) shift: Option<String>,
}

impl Account {
    /// The account of a file that is read by `mapping`. Where the caller has named the arrays, what is left is not used; else what
    /// belongs to the model and has no part is an error.
    pub(super) fn new(arrays: &Arrays, mapping: &Mapping, is_given: bool) -> Result<Self> {
        let (d, q) = layout::dimensions(arrays, mapping)?;
        let mut used: BTreeSet<&str> = mapping.arrays().into_iter().map(|array| array.name.as_str()).collect();
        let inputs = mapping.inputs.arrays();
        let shared = inputs.len() == 2 && inputs[0].name == inputs[1].name;
        let layers = if shared { &inputs[..1] } else { &inputs[..] };
        let of_layer = |layer: &&ArrayName| bias_of(arrays, layer, &used, q).map(|name| ArrayName::new(name, false));
        let mut input_biases: Vec<ArrayName> = layers.iter().filter_map(of_layer).collect();
        if shared && inputs[0].slice.is_some() && input_biases.is_empty() {
            input_biases = stacked_biases(arrays, inputs[0], q);
        }
        used.extend(
            input_biases.iter().filter_map(|bias| arrays.get_key_value(&bias.name)).map(|(name, _)| name.as_str()),
        );
        // of an output layer with an unembedding behind it, the bias of each is one of its own
        let mut own_bias = |layer: &ArrayName| -> Result<Option<String>> {
            let (length, _) = layout::oriented_shape(arrays, layer)?;
            let bias = bias_of(arrays, layer, &used, length);
            used.extend(bias);
            Ok(bias.map(str::to_string))
        };
        let output_bias = own_bias(&mapping.output)?;
        let unembedding_bias = mapping.unembedding.as_ref().map(own_bias).transpose()?.flatten();
        let norm = Norm::of(arrays, q);
        let of_norm = norm.iter().flat_map(Norm::arrays);
        used.extend(of_norm.filter_map(|name| arrays.get_key_value(name)).map(|(name, _)| name.as_str()));
        let mut not_used: Vec<String> = arrays.keys().filter(|name| !used.contains(name.as_str())).cloned().collect();
        not_used.sort_by(|first, second| natural_order(first, second));
        if !is_given {
            if let Some(refusal) = other_model::refusal(not_used.iter().filter_map(|name| arrays.get_key_value(name))) {
                return Err(refusal);
            }
            let model = Model::new(arrays, mapping, &used, q)?;
            if let Some(name) = not_used.iter().find(|name| model.has(name, &arrays[*name])) {
                return Err(model.refuse(name, &arrays[name]));
            }
        }
        let is_table = |name: &str| name.eq_ignore_ascii_case("table") && arrays[name].shape == [d, d];
        not_used.retain(|name| Settings::is_remarkable(name, &arrays[name]) && !is_table(name));
        Ok(Account { input_biases, output_bias, unembedding_bias, norm, not_used })
    }

    /// The arrays that are folded into the matrices of the mapping.
    pub(super) fn folded(&self) -> impl Iterator<Item = &str> {
        let second = self.input_biases.get(1).filter(|bias| bias.slice.is_none());
        let of_inputs = self.input_biases.first().into_iter().chain(second).map(|bias| bias.name.as_str());
        let behind = self.output_bias.iter().chain(&self.unembedding_bias).map(String::as_str);
        of_inputs.chain(behind).chain(self.norm.iter().flat_map(Norm::arrays))
    }
}

impl Norm {
    pub(super) fn arrays(&self) -> impl Iterator<Item = &str> {
        [Some(&self.mean), Some(&self.variance), self.factor.as_ref(), self.shift.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// The only batch normalisation over q nodes of a file: with running mean and variance.
    fn of(arrays: &Arrays, q: usize) -> Option<Self> {
        let named = |part: Part, layer: Option<&str>| -> Vec<&String> {
            let is_wanted = |name: &&String| {
                let parsed = Name::parse(name);
                let is_norm = parsed.is_norm() || ["running_", "moving_"].iter().any(|word| name.contains(word));
                parsed.part == part && layer.map_or(is_norm, |layer| layer == parsed.layer)
            };
            arrays.iter().filter(|(_, array)| array.shape == [q]).map(|(name, _)| name).filter(is_wanted).collect()
        };
        let [variance] = named(Part::Variance, None)[..] else { return None };
        let layer = Name::parse(variance).layer;
        let [mean] = named(Part::Mean, Some(&layer))[..] else { return None };
        let one = |part: Part| named(part, Some(&layer)).first().map(|name| (*name).clone());
        Some(Norm {
            mean: mean.clone(),
            variance: variance.clone(),
            factor: one(Part::Factor).or_else(|| one(Part::Weight)),
            shift: one(Part::Bias),
        })
    }
}

/// The bias of the layer to which an array of weights belongs: under the name that belongs to the layer's, else the only vector
/// of that length with the name of a bias.
fn bias_of<'a>(arrays: &'a Arrays, layer: &ArrayName, used: &BTreeSet<&str>, length: usize) -> Option<&'a str> {
    let own = Name::parse(&layer.name);
    let vectors = || arrays.iter().filter(|(name, array)| array.shape.len() == 1 && !used.contains(name.as_str()));
    let belongs = |name: &Name| {
        let same_layer = name.part == Part::Bias && name.module == own.module && name.layer == own.layer;
        // `W1.bias` beside `W1`, and `b1` beside `W1`, `b_a` beside `W_a`
        let bare = name.part == Part::Bare && own.part == Part::Bare && name.module == own.module;
        let index = own.stem().strip_prefix(['w', 'v', 'u']).filter(|index| !index.is_empty()).map(str::to_string);
        let same_index = index.is_some_and(|index| ["b", "bias"].iter().any(|b| name.stem() == format!("{b}{index}")));
        same_layer || (bare && same_index)
    };
    if let Some((name, _)) = vectors().find(|(name, _)| belongs(&Name::parse(name))) {
        return Some(name);
    }
    let is_bias = |name: &str| {
        let parsed = Name::parse(name);
        let stem = parsed.stem();
        let rest = stem.strip_prefix("bias").or_else(|| stem.strip_prefix('b'));
        let known = ["", "0", "1", "2", "in", "h", "hidden", "out", "o", "output", "v", "w", "u"];
        parsed.part == Part::Bare && parsed.module == own.module && rest.is_some_and(|rest| known.contains(&rest))
    };
    let mut of_length = vectors().filter(|(name, array)| array.shape == [length] && is_bias(name));
    match (of_length.next(), of_length.next()) {
        (Some((name, _)), None) => Some(name),
        _ => None,
    }
}

/// The biases of a stack of two input layers that are the rows or the columns of one matrix, with the name of its bias.
fn stacked_biases(arrays: &Arrays, layer: &ArrayName, q: usize) -> Vec<ArrayName> {
    let axis_of = |array: &Array| match array.shape[..] {
        [2, n] if n == q => Some(0),
        [n, 2] if n == q => Some(1),
        _ => None,
    };
    // the name is that of the vector which it would be for one layer
    let vectors = |(name, array): (&String, &Array)| {
        let values = Values::Unread("numbers");
        axis_of(array).map(|_| (name.clone(), Array { shape: vec![q], values }))
    };
    let as_vectors: Arrays = arrays.iter().filter_map(vectors).collect();
    let Some(name) = bias_of(&as_vectors, layer, &BTreeSet::new(), q) else { return Vec::new() };
    let axis = arrays.get(name).and_then(axis_of).unwrap_or(0);
    [0, 1].map(|index| ArrayName::of_stack(name, Slice { axis, index }, false)).to_vec()
}

/// What belongs to the model of which some arrays are read.
struct Model {
    /// The modules that all arrays in use are in.
    scope: Vec<String>,
    /// What stands before the numbers in the names of the arrays in use.
    families: BTreeSet<String>,
    /// The lengths of the dimensions of the arrays in use, and 1.
    lengths: BTreeSet<usize>,
    /// The shapes of the input layers.
    inputs: Vec<Vec<usize>>,
    /// The shapes of what acts on every node, every output or every weight.
    places: Vec<Vec<usize>>,
}

impl Model {
    fn new(arrays: &Arrays, mapping: &Mapping, used: &BTreeSet<&str>, q: usize) -> Result<Self> {
        let weights: Vec<Name> = mapping.arrays().into_iter().map(|array| Name::parse(&array.name)).collect();
        let mut scope = weights.first().map(|name| name.module.clone()).unwrap_or_default();
        for name in &weights {
            let common = scope.iter().zip(&name.module).take_while(|(first, second)| first == second).count();
            scope.truncate(common);
        }
        let lengths = used.iter().flat_map(|name| arrays[*name].shape.iter().copied()).chain([1]).collect();
        let families = weights.iter().map(|name| name.family().0).collect();
        let inputs = mapping.inputs.arrays().iter().map(|array| arrays[&array.name].shape.clone()).collect();
        let (outputs, _) = layout::oriented_shape(arrays, &mapping.output)?;
        let matrices = mapping.arrays().into_iter().map(|array| arrays[&array.name].shape.clone());
        let places = matrices.chain([vec![q], vec![outputs], vec![2, q], vec![q, 2]]).collect();
        Ok(Model { scope, families, lengths, inputs, places })
    }

    /// Whether an array that is not in use changes, by its name or its shape, what the network computes.
    fn has(&self, name: &str, array: &Array) -> bool {
        let parsed = Name::parse(name);
        let first = parsed.module.first().unwrap_or(&parsed.layer);
        let is_training = self.scope.is_empty()
            && (is_of_training(first) || ["init", "state"].iter().any(|word| first.starts_with(word)));
        if !parsed.module.starts_with(&self.scope) || is_training {
            return false;
        }
        let is_number = !matches!(array.values, Values::Text(_) | Values::Opaque(_) | Values::Bool(_));
        let is_real = is_number && !matches!(array.values, Values::I64(_) | Values::Unread("integers"));
        let says_so = parsed.part != Part::Bare && !(self.scope.is_empty() && array.shape.is_empty());
        let (family, number) = parsed.family();
        let is_next = number.is_some() && self.families.contains(&family) && !array.shape.is_empty();
        let fits = !self.scope.is_empty() && array.shape.iter().all(|length| self.lengths.contains(length));
        let of_activation = parsed.module.iter().any(|module| is_activation(module)) && !array.shape.contains(&0);
        (is_number && says_so) || (is_real && (is_next || fits || of_activation)) || self.acts(name, array)
    }

    /// Whether an array has the name and the shape of factors, a mask or a bias of the nodes, the outputs or the weights, or of
    /// what inputs are normalised by.
    fn acts(&self, name: &str, array: &Array) -> bool {
        const OF_WEIGHTS: [&str; 5] = ["mask", "masks", "scale", "scales", "factor"];
        const OF_NODES: [&str; 10] =
            ["gain", "gamma", "alpha", "beta", "bias", "biases", "temperature", "shift", "offset", "slope"];
        const BESIDE: [&str; 13] =
            ["train", "test", "val", "valid", "split", "data", "loss", "losses", "log", "init", "grad", "ema", "adam"];
        const INPUTS: [&str; 4] = ["input", "inputs", "feature", "x"];
        const STATISTICS: [&str; 7] = ["mean", "std", "var", "mu", "sigma", "min", "max"];
        let name = name.to_lowercase();
        let pieces = pieces(&name);
        let has = |words: &[&str]| pieces.iter().any(|piece| words.contains(piece));
        let is_number = !matches!(array.values, Values::Text(_) | Values::Opaque(_));
        let of_inputs =
            matches!(array.shape[..], [length] | [1, length] if length > 1 && self.lengths.contains(&length));
        if is_number && of_inputs && has(&INPUTS) && has(&STATISTICS) && !has(&BESIDE) {
            return true;
        }
        let of_nodes = array.shape.len() == 1 || array.shape.contains(&2);
        let is_named = has(&OF_WEIGHTS) || (of_nodes && (has(&OF_NODES) || pieces[0] == "b"));
        is_number && self.places.contains(&array.shape) && is_named && !has(&BESIDE)
    }

    fn refuse(&self, name: &str, array: &Array) -> Error {
        let what = match Name::parse(name) {
            _ if pieces(&name.to_lowercase()).iter().any(|piece| piece.starts_with("mask")) => {
                " like a mask of its weights"
            }
            parsed if parsed.module.iter().any(|module| is_activation(module)) => " like a parameter of its activation",
            _ if self.inputs.contains(&array.shape) => " like a third operand",
            parsed if parsed.is_norm() => {
                " like a normalisation that depends on the inputs, which no weights can stand for"
            }
            _ if array.shape.len() >= 2 => " like a further layer",
            _ => "",
        };
        Error::unsupported(format!(
            "the array {name} ({array}) belongs to the model{what}, and the network that is read, W_c (W_a x + W_b y)² with \
             embeddings, biases and a batch normalisation folded in, has no such part; --map names arrays to read without it"
        ))
    }
}

/// The words of a name in lower case, without the numbers at their ends.
fn pieces(name: &str) -> Vec<&str> {
    name.split(|symbol: char| !symbol.is_alphanumeric())
        .map(|piece| piece.trim_end_matches(|symbol: char| symbol.is_ascii_digit()))
        .collect()
}

/// Whether a module is an activation by its name.
fn is_activation(module: &str) -> bool {
    let word = module.trim_end_matches(|symbol: char| symbol.is_ascii_digit() || symbol == '_');
    ["act", "act_fn", "activation", "nonlin", "nonlinearity"].contains(&word)
}
