//! Models of other kinds than two layers, as far as one of their arrays gives them away.

use crate::Error;
use crate::format::container::{Array, Values};

/// The refusal of a model one of whose arrays is something that no two layers have.
pub(super) fn refusal<'a>(mut arrays: impl Iterator<Item = (&'a String, &'a Array)>) -> Option<Error> {
    arrays.find_map(|(name, array)| {
        let what = part_of_another(name, array)?;
        Some(Error::unsupported(format!(
            "the array {name} ({array}) is {what}: the model is not W_c (W_a x + W_b y)²; --map names arrays to read without it"
        )))
    })
}

/// What an array is that no two layers have: attention, recurrence, a convolution.
fn part_of_another(name: &str, array: &Array) -> Option<&'static str> {
    /// Words anywhere in a name, and words that are a piece of one: `convergence` is no convolution.
    const WITHIN: [(&str, &str); 6] = [
        ("attn", ATTENTION),
        ("attention", ATTENTION),
        ("qkv", ATTENTION),
        ("lstm", RECURRENCE),
        ("weight_ih_l", RECURRENCE),
        ("weight_hh_l", RECURRENCE),
    ];
    const PIECES: [(&str, &str); 6] = [
        ("gru", RECURRENCE),
        ("grucell", RECURRENCE),
        ("rnn", RECURRENCE),
        ("conv", CONVOLUTION),
        ("conv1d", CONVOLUTION),
        ("conv2d", CONVOLUTION),
    ];
    const ATTENTION: &str = "attention, as a transformer has it";
    const RECURRENCE: &str = "of a recurrent layer";
    const CONVOLUTION: &str = "a convolution";
    let name = name.to_lowercase();
    let is_matrix =
        array.shape.len() >= 2 && !matches!(array.values, Values::Text(_) | Values::Opaque(_) | Values::Bool(_));
    if !is_matrix || name.split(['.', '/']).next().is_some_and(is_of_training) {
        return None;
    }
    let is_digit = |symbol: char| symbol.is_ascii_digit();
    let pieces = || name.split(['.', '/', '_', '-']).map(|piece| (piece, piece.trim_end_matches(is_digit)));
    let is_piece = |word: &str| pieces().any(|(whole, bare)| whole == word || bare == word);
    let within = WITHIN.iter().find(|(word, _)| name.contains(word));
    within.or_else(|| PIECES.iter().find(|(word, _)| is_piece(word))).map(|(_, what)| *what)
}

/// Whether what is under this name, the first part of a longer one, belongs to training and not to a model.
pub(super) fn is_of_training(first: &str) -> bool {
    ["opt", "sched", "ema", "grad", "exp_avg"].iter().any(|word| first.starts_with(word))
}
