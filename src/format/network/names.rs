//! The names of arrays, taken apart: `model.fc1.weight` is the weight of the layer `fc1` of the module `model`.

use std::cmp::Ordering;

/// What an array is to its layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The matrix of a layer of PyTorch, \[outputs, inputs\].
    Weight,
    /// The matrix of a layer of flax or Keras, \[inputs, outputs\].
    Kernel,
    Bias,
    /// The factor of a normalisation, where it is not called a weight.
    Factor,
    /// The mean of a normalisation.
    Mean,
    /// The variance of a normalisation.
    Variance,
    /// The name does not say.
    Bare,
}

/// A name, taken apart; everything in lower case.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// The names of the modules that the layer is in, outermost first.
    pub(super) module: Vec<String>,
    /// The name of the layer; with the name of its list where it is a number in one, as in `layers.0`.
    pub(super) layer: String,
    pub(super) part: Part,
}

impl Name {
    pub(super) fn parse(name: &str) -> Self {
        let lower = name.to_lowercase();
        // `kernel:0`, as Keras and TensorFlow write
        let numbered = lower.rsplit_once(':').filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()));
        let lower = numbered.map_or(lower.as_str(), |(name, _)| name);
        let mut module: Vec<String> =
            lower.split(['.', '/']).filter(|part| !part.is_empty()).map(str::to_string).collect();
        let last = module.pop().unwrap_or_default();
        let (mut layer, part) = match (Part::of(&last), last.rsplit_once('_')) {
            (Part::Bare, Some((layer, suffix))) if matches!(suffix, "weight" | "kernel" | "bias") => {
                (layer.to_string(), Part::of(suffix))
            }
            (Part::Bare, _) => (last, Part::Bare),
            (part, _) => match module.pop() {
                Some(layer) => (layer, part),
                None => (last, Part::Bare),
            },
        };
        if layer.bytes().all(|byte| byte.is_ascii_digit())
            && let Some(list) = module.pop()
        {
            layer = format!("{list}.{layer}");
        }
        Name { module, layer, part }
    }

    /// The layer without underscores and hyphens.
    pub(super) fn stem(&self) -> String {
        self.layer.chars().filter(|symbol| !matches!(symbol, '_' | '-')).collect()
    }

    /// The stem without the number at its end, and that number: `fc`, 1.
    pub(super) fn family(&self) -> (String, Option<usize>) {
        let stem = self.stem();
        let base = stem.trim_end_matches(|symbol: char| symbol.is_ascii_digit());
        (base.trim_end_matches('.').to_string(), stem[base.len()..].parse().ok())
    }

    /// The modules, joined by dots.
    pub(super) fn prefix(&self) -> String {
        self.module.join(".")
    }

    /// Whether the layer is a normalisation by its name.
    pub(super) fn is_norm(&self) -> bool {
        ["norm", "bn", "ln"].iter().any(|word| self.layer.contains(word))
    }
}

impl Part {
    fn of(last: &str) -> Self {
        match last {
            "weight" => Part::Weight,
            "kernel" => Part::Kernel,
            "bias" | "beta" => Part::Bias,
            "gamma" | "scale" => Part::Factor,
            "running_mean" | "moving_mean" | "mean" => Part::Mean,
            "running_var" | "moving_variance" | "moving_var" | "var" => Part::Variance,
            _ => Part::Bare,
        }
    }
}

/// Names in the order in which people count: `layers.2` before `layers.10`.
pub(super) fn natural_order(first: &str, second: &str) -> Ordering {
    fn runs(text: &str) -> Vec<(bool, u128, &str)> {
        let digits = |symbol: char| symbol.is_ascii_digit();
        let mut rest = text;
        let mut runs = Vec::new();
        while let Some(start) = rest.chars().next() {
            let end = rest.find(|symbol| digits(symbol) != digits(start)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            runs.push((!digits(start), run.parse().unwrap_or(u128::MAX), run));
            rest = after;
        }
        runs
    }
    let key = |runs: Vec<(bool, u128, &str)>| -> Vec<(bool, u128, String)> {
        runs.into_iter()
            .map(|(is_text, value, run)| (is_text, if is_text { 0 } else { value }, run.to_string()))
            .collect()
    };
    key(runs(first)).cmp(&key(runs(second)))
}
