//! Where a run starts: random weights and a random split, or those of a file.

use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::config::RunConfig;
use crate::format::{Array, ReadOptions, Values, read_array, read_network};
use crate::group::Group;
use crate::network::{Network, PairMask};
use crate::objective::{DenseWeights, Real};
use crate::{Error, Result};

/// The ChaCha8 stream that weights are drawn from.
const WEIGHT_STREAM: u64 = 0;
/// The ChaCha8 stream that the split is drawn from.
const SPLIT_STREAM: u64 = 1;

/// The weights before the first step: those of `config.init`, or random ones as `torch.nn.Linear` initializes its layers,
/// a and b uniform on ±1/√d and c uniform on ±1/√q.
///
/// The draws do not depend on the precision.
///
/// # Errors
/// When the file cannot be read, or holds a network of another group or width.
pub fn initial_weights<T: Real>(config: &RunConfig) -> Result<DenseWeights<T>> {
    let (d, q) = (config.group.order(), config.width);
    if let Some(path) = &config.init {
        let options = ReadOptions { group: Some(config.group.clone()), ..ReadOptions::default() };
        let network = read_network(path, &options)?;
        if network.width() != q {
            let found = format!("a network of width {}, but the run has width {q}", network.width());
            return Err(Error::shape(found).at_path(path));
        }
        return Ok(dense_weights(&network));
    }
    let mut random = ChaCha8Rng::seed_from_u64(config.seed);
    random.set_stream(WEIGHT_STREAM);
    let mut weights = DenseWeights::zeros(d, q);
    let bounds = [d, d, q].map(|fan_in| 1.0 / (fan_in as f64).sqrt());
    for (values, bound) in weights.channels_mut().into_iter().zip(bounds) {
        values.iter_mut().for_each(|value| *value = T::of(bound * (2.0 * random.random::<f64>() - 1.0)));
    }
    Ok(weights)
}

/// The training pairs: those of `config.split`, or a random ⌊fraction·d²⌋ of all pairs.
///
/// # Errors
/// When the file cannot be read, has no array `train` of d × d truth values, or no pair is left to train on.
pub fn split(config: &RunConfig) -> Result<PairMask> {
    let mask = match &config.split {
        Some(path) => read_split(path, &config.group)?,
        None => random_split(&config.group, config.train_fraction, config.seed),
    };
    if mask.is_empty() {
        return Err(Error::argument(format!(
            "a train fraction of {} of the {} pairs of {} leaves no pair to train on",
            config.train_fraction,
            config.group.order().pow(2),
            config.group
        )));
    }
    Ok(mask)
}

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

pub(super) fn dense_weights<T: Real>(network: &Network) -> DenseWeights<T> {
    let mut weights = DenseWeights::zeros(network.group().order(), network.width());
    let convert = |values: &[f64]| values.iter().map(|&value| T::of(value)).collect();
    weights.a = convert(network.w_a().as_slice());
    weights.b = convert(network.w_b().as_slice());
    weights.c = convert(network.w_c().transpose().as_slice());
    weights
}
