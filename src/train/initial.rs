//! Where a run starts: random weights and a random split, or those of a file or of another run.

use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::config::RunConfig;
use super::directory::RunDirectory;
use super::pairs::{random_split, read_split};
use crate::format::{ReadOptions, read_network};
use crate::group::Group;
use crate::network::{Network, PairMask};
use crate::number::normal;
use crate::objective::{DenseWeights, Real};
use crate::{Error, Result};

/// The ChaCha8 stream that weights are drawn from.
const WEIGHT_STREAM: u64 = 0;

/// The weights before the first step: those of `init`, or [`random_weights`], or normal ones; random outputs scaled.
///
/// # Errors
/// When the file cannot be read, or holds a network of another group or width.
pub fn initial_weights<T: Real>(config: &RunConfig) -> Result<DenseWeights<T>> {
    let RunConfig { group, width, seed, protocol, .. } = config;
    let Some(path) = &protocol.init else {
        let deviation = protocol.normal_deviation;
        let mut weights = deviation.map_or_else(
            || random_weights(group, *width, *seed),
            |deviation| normal_weights(group, *width, *seed, deviation),
        );
        let scale = T::of(protocol.output_scale);
        weights.c.iter_mut().for_each(|value| *value *= scale);
        return Ok(weights);
    };
    let network = match path.is_dir() {
        true => RunDirectory::open(path)?.final_weights()?,
        false => read_network(path, &ReadOptions { group: Some(group.clone()), ..ReadOptions::default() })?,
    };
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
    let (d, q) = (group.order(), width);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(WEIGHT_STREAM);
    let mut weights = DenseWeights::zeros(d, q);
    let bounds = [d, d, q].map(|fan_in| 1.0 / (fan_in as f64).sqrt());
    for (values, bound) in weights.channels_mut().into_iter().zip(bounds) {
        values.iter_mut().for_each(|value| *value = T::of(bound * (2.0 * random.random::<f64>() - 1.0)));
    }
    weights
}

/// Weights that are normal with mean 0 and the given standard deviation; determined by the seed, whatever the precision.
fn normal_weights<T: Real>(group: &Group, width: usize, seed: u64, deviation: f64) -> DenseWeights<T> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(WEIGHT_STREAM);
    let mut weights = DenseWeights::zeros(group.order(), width);
    for value in weights.channels_mut().into_iter().flatten() {
        *value = T::of(deviation * normal(&mut random));
    }
    weights
}

/// The training pairs: those of the file `split`; else, when the run starts from another run, the other's; else a random
/// ⌊fraction·d²⌋ of all pairs.
///
/// # Errors
/// When the file cannot be read, has no array `train` of d × d truth values, or no pair is left to train on.
pub(super) fn split(config: &RunConfig) -> Result<PairMask> {
    let RunConfig { group, seed, protocol, .. } = config;
    let mask = match (&protocol.split, origin(config)) {
        (Some(path), _) => read_split(path, group)?,
        (None, Some(run)) => run.training_pairs()?,
        (None, None) => random_split(group, protocol.train_fraction, *seed),
    };
    if mask.is_empty() {
        return Err(Error::argument(format!(
            "a train fraction of {} of the {} pairs of {group} leaves no pair to train on",
            protocol.train_fraction,
            group.order().pow(2),
        )));
    }
    Ok(mask)
}

/// What is wrong with testing on pairs that the network to start from was trained on.
pub(super) fn contamination(config: &RunConfig, training: &PairMask) -> Option<String> {
    let run = origin(config)?;
    let before = run.training_pairs().ok()?;
    let seen = training.complement().pairs().filter(|&(x, y)| before.contains(x, y)).count();
    (seen > 0).then(|| {
        let run = run.path().display();
        format!("{seen} of the pairs that are held out were trained on in {run}, from which the weights come")
    })
}

/// The run that the network to start from belongs to: its directory, or where the file lies.
fn origin(config: &RunConfig) -> Option<RunDirectory> {
    let init = config.protocol.init.as_ref()?;
    let directories = init.ancestors().take(3).filter(|path| RunDirectory::is_one(path));
    let runs = directories.filter_map(|path: &Path| RunDirectory::open(path).ok());
    runs.into_iter().find(|run| run.config().group == config.group)
}

fn dense_weights<T: Real>(network: &Network) -> DenseWeights<T> {
    let mut weights = DenseWeights::zeros(network.group().order(), network.width());
    let convert = |values: &[f64]| values.iter().map(|&value| T::of(value)).collect();
    weights.a = convert(network.w_a().as_slice());
    weights.b = convert(network.w_b().as_slice());
    weights.c = convert(network.w_c().transpose().as_slice());
    weights
}
