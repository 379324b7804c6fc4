//! Which pairs or tuples are trained on: a random part of all, or those of a file.

use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::format::{Array, Arrays, Values, npz, read_array};
use crate::group::Group;
use crate::network::{PairMask, TupleMask};
use crate::{Error, Result};

/// The ChaCha8 stream that the split is drawn from.
const SPLIT_STREAM: u64 = 1;

/// A random ⌊fraction·d²⌋ of all pairs, determined by the seed.
///
/// # Panics
/// When there are more than [`TupleMask::MOST`] pairs.
#[must_use]
pub fn random_split(group: &Group, fraction: f64, seed: u64) -> PairMask {
    let tuples = random_tuples(group, 2, fraction, seed).and_then(PairMask::try_from);
    tuples.expect("at most 2^32 pairs, which are tuples of two operands")
}

/// A random ⌊fraction·d^k⌋ of all tuples of k operands, determined by the seed.
///
/// # Errors
/// As [`TupleMask::count`].
pub fn random_tuples(group: &Group, operands: usize, fraction: f64, seed: u64) -> Result<TupleMask> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(SPLIT_STREAM);
    let tuples = TupleMask::count(group, operands)?;
    let count = ((fraction * tuples as f64 + 1e-9).floor() as usize).min(tuples);
    let mut order: Vec<usize> = (0..tuples).collect();
    let mut contains = vec![false; tuples];
    for i in 0..count {
        let other = random.random_range(i..tuples);
        order.swap(i, other);
        contains[order[i]] = true;
    }
    TupleMask::new(group, operands, contains)
}

/// The pairs for which the array `train` \[d, d\] of a file is true.
///
/// # Errors
/// When the file cannot be read, or has no such array of truth values.
pub fn read_split(path: &Path, group: &Group) -> Result<PairMask> {
    read_tuples(path, group, 2).and_then(PairMask::try_from)
}

/// The tuples of k operands for which the array `train` \[d, …, d\] of a file is true.
///
/// # Errors
/// When the file cannot be read, or has no such array of truth values.
pub fn read_tuples(path: &Path, group: &Group, operands: usize) -> Result<TupleMask> {
    let shape = vec![group.order(); operands];
    let found = match read_array(path, "train")? {
        None => "the file has no array `train`".to_owned(),
        Some(array) => match array.values {
            Values::Bool(tuples) if array.shape == shape => {
                return TupleMask::new(group, operands, tuples).map_err(|error| error.at_path(path));
            }
            values => format!("the array `train` has {}", Array { values, ..array }),
        },
    };
    let what = if operands == 2 { "pairs" } else { "tuples" };
    let required = format!("{found}; truth values of shape {shape:?} are required, true for the {what} trained on");
    Err(Error::format(required).at_path(path))
}

/// Writes what [`read_split`] and [`read_tuples`] read.
///
/// # Errors
/// When the file cannot be written.
pub fn write_split(path: &Path, tuples: &impl AsRef<TupleMask>) -> Result<()> {
    let tuples = tuples.as_ref();
    let shape = vec![tuples.group_order(); tuples.operands()];
    let train = Array { shape, values: Values::Bool(tuples.as_slice().to_vec()) };
    npz::write_arrays(path, &Arrays::from([("train".to_string(), train)]))
}
