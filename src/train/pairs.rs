//! Which pairs are trained on: a random part of all, or those of a file.

use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::format::{Array, Arrays, Values, npz, read_array};
use crate::group::Group;
use crate::network::PairMask;
use crate::{Error, Result};

/// The ChaCha8 stream that the split is drawn from.
const SPLIT_STREAM: u64 = 1;

/// A random ⌊fraction·d²⌋ of all pairs, determined by the seed.
#[must_use]
pub fn random_split(group: &Group, fraction: f64, seed: u64) -> PairMask {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(SPLIT_STREAM);
    let pairs = group.order().pow(2);
    let count = ((fraction * pairs as f64 + 1e-9).floor() as usize).min(pairs);
    let mut order: Vec<usize> = (0..pairs).collect();
    let mut contains = vec![false; pairs];
    for i in 0..count {
        let other = random.random_range(i..pairs);
        order.swap(i, other);
        contains[order[i]] = true;
    }
    PairMask::new(group, contains).expect("d² entries by construction")
}

/// The pairs for which the array `train` \[d, d\] of a file is true.
///
/// # Errors
/// When the file cannot be read, or has no such array of truth values.
pub fn read_split(path: &Path, group: &Group) -> Result<PairMask> {
    let d = group.order();
    let found = match read_array(path, "train")? {
        None => "the file has no array `train`".to_owned(),
        Some(array) => match array.values {
            Values::Bool(pairs) if array.shape == [d, d] => {
                return PairMask::new(group, pairs).map_err(|error| error.at_path(path));
            }
            values => format!("the array `train` has {}", Array { values, ..array }),
        },
    };
    let required = format!("{found}; truth values of shape [{d}, {d}] are required, true for the pairs trained on");
    Err(Error::format(required).at_path(path))
}

/// Writes what [`read_split`] reads.
///
/// # Errors
/// When the file cannot be written.
pub fn write_split(path: &Path, pairs: &PairMask) -> Result<()> {
    let d = pairs.group_order();
    let contains = (0..d * d).map(|at| pairs.contains(at / d, at % d)).collect();
    let train = Array { shape: vec![d, d], values: Values::Bool(contains) };
    npz::write_arrays(path, &Arrays::from([("train".to_string(), train)]))
}
