//! Where a run starts: random weights and a random split, or those of a file or of another run.

use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::config::RunConfig;
use super::directory::RunDirectory;
use super::pairs::{random_tuples, read_tuples};
use crate::format::{ReadOptions, read_network, read_tuple_network};
use crate::group::Group;
use crate::network::{TupleMask, TupleNetwork};
use crate::number::normal;
use crate::objective::{DenseWeights, Real};
use crate::{Error, Result};

/// The ChaCha8 stream that weights are drawn from.
const WEIGHT_STREAM: u64 = 0;

/// The weights before the first step: those of `init`, or [`random_weights`], or normal ones; random outputs scaled.
///
/// # Errors
/// When the file cannot be read, or holds a network of another group, width or number of operands.
pub fn initial_weights<T: Real>(config: &RunConfig) -> Result<DenseWeights<T>> {
    let RunConfig { group, width, seed, protocol, .. } = config;
    let operands = protocol.operands;
    let Some(path) = &protocol.init else {
        let zeros = DenseWeights::zeros_of(operands, group.order(), *width);
        let deviation = protocol.normal_deviation;
        let mut weights = match deviation {
            None => uniform_weights(zeros, *seed),
            Some(deviation) => normal_weights(zeros, *seed, deviation),
        };
        let scale = T::of(protocol.output_scale);
        weights.c.iter_mut().for_each(|value| *value *= scale);
        return Ok(weights);
    };
    let options = ReadOptions { group: Some(group.clone()), ..ReadOptions::default() };
    let network = match path.is_dir() {
        true => RunDirectory::open(path)?.final_layers()?,
        false if operands == 2 => read_network(path, &options)?.into(),
        false => read_tuple_network(path, &options)?.0,
    };
    if network.operands() != operands {
        let found = format!("a network of {} operands, but the run is of {operands}", network.operands());
        return Err(Error::shape(found).at_path(path));
    }
    if (network.group(), network.width()) != (group, *width) {
        let found = format!("a network over {} of width {}", network.group().symbol(), network.width());
        return Err(
            Error::shape(format!("{found}, but the run is over {} of width {width}", group.symbol())).at_path(path)
        );
    }
    Ok(dense_weights(&network))
}

/// Weights as `torch.nn.Linear` initializes its layers, a and b uniform on ±1/√d and c uniform on ±1/√q; determined by the
/// seed, whatever the precision.
#[must_use]
pub fn random_weights<T: Real>(group: &Group, width: usize, seed: u64) -> DenseWeights<T> {
    uniform_weights(DenseWeights::zeros(group.order(), width), seed)
}

/// The same in the place of other weights, of any number of operands.
fn uniform_weights<T: Real>(mut weights: DenseWeights<T>, seed: u64) -> DenseWeights<T> {
    let (k, d, q) = weights.shape();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(WEIGHT_STREAM);
    let bounds = std::iter::repeat_n(d, k).chain([q]).map(|fan_in| 1.0 / (fan_in as f64).sqrt());
    for (values, bound) in weights.channels_mut().into_iter().zip(bounds) {
        values.iter_mut().for_each(|value| *value = T::of(bound * (2.0 * random.random::<f64>() - 1.0)));
    }
    weights
}

/// Weights that are normal with mean 0 and the given standard deviation; determined by the seed, whatever the precision.
fn normal_weights<T: Real>(mut weights: DenseWeights<T>, seed: u64, deviation: f64) -> DenseWeights<T> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(WEIGHT_STREAM);
    for value in weights.channels_mut().into_iter().flatten() {
        *value = T::of(deviation * normal(&mut random));
    }
    weights
}

/// The training pairs, or tuples: those of the file `split`; else, when the run starts from another run, the other's; else a random
/// ⌊fraction·d^k⌋ of all.
///
/// # Errors
/// When the file cannot be read, has no array `train` of d × … × d truth values, or no tuple is left to train on.
pub(super) fn split(config: &RunConfig) -> Result<TupleMask> {
    let RunConfig { group, seed, protocol, .. } = config;
    let mask = match (&protocol.split, origin(config)) {
        (Some(path), _) => read_tuples(path, group, protocol.operands)?,
        (None, Some(run)) => run.training_tuples()?,
        (None, None) => random_tuples(group, protocol.operands, protocol.train_fraction, *seed)?,
    };
    if mask.is_empty() {
        let what = if protocol.operands == 2 { "pair" } else { "tuple" };
        return Err(Error::argument(format!(
            "a train fraction of {} of the {} {what}s of {group} leaves no {what} to train on",
            protocol.train_fraction,
            mask.as_slice().len(),
        )));
    }
    Ok(mask)
}

/// What is wrong with testing on pairs or tuples that the network to start from was trained on.
pub(super) fn contamination(config: &RunConfig, training: &TupleMask) -> Option<String> {
    let run = origin(config)?;
    let before = run.training_tuples().ok()?;
    let both = training.as_slice().iter().zip(before.as_slice());
    let seen = both.filter(|&(now, before)| !now && *before).count();
    (seen > 0).then(|| {
        let (run, what) = (run.path().display(), if training.operands() == 2 { "pairs" } else { "tuples" });
        format!("{seen} of the {what} that are held out were trained on in {run}, from which the weights come")
    })
}

/// The run that the network to start from belongs to: its directory, or where the file lies.
fn origin(config: &RunConfig) -> Option<RunDirectory> {
    let init = config.protocol.init.as_ref()?;
    let directories = init.ancestors().take(3).filter(|path| RunDirectory::is_one(path));
    let runs = directories.filter_map(|path: &Path| RunDirectory::open(path).ok());
    let alike = |run: &RunConfig| (&run.group, run.protocol.operands) == (&config.group, config.protocol.operands);
    runs.into_iter().find(|run| alike(run.config()))
}

fn dense_weights<T: Real>(network: &TupleNetwork) -> DenseWeights<T> {
    let mut weights = DenseWeights::zeros_of(network.operands(), network.group().order(), network.width());
    let convert = |values: &[f64]| values.iter().map(|&value| T::of(value)).collect();
    weights.inputs = network.inputs().iter().map(|matrix| convert(matrix.as_slice())).collect();
    weights.c = convert(network.output().transpose().as_slice());
    weights
}
