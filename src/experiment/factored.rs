//! Networks at the end of their training, taken apart.

use itertools::Itertools as _;
use rayon::prelude::*;
use serde::Serialize;

use super::settings::Settings;
use super::source::{Source, refuse_repetition, repetition};
use crate::Result;
use crate::factor::{Factorization, Method, Options, factor};
use crate::format::{ReadOptions, network_from_arrays, read_network_arrays};
use crate::network::Network;
use crate::train::RunDirectory;

/// A network at the end of its training, taken apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Factored {
    /// The name of the run or file.
    pub name: String,
    /// What it was trained with, as far as that is known.
    pub settings: Settings,
    /// The network taken apart.
    pub factorization: Factorization,
}

/// The networks of `sources`, taken apart: the final ones of run directories, and those of files.
///
/// # Errors
/// When a network cannot be read, or two sources are one run: at two epochs of its training, or twice the same. Such
/// networks are not independent, and a standard error over them would mean nothing.
pub fn factored(sources: &[Source], options: &ReadOptions, method: Method) -> Result<Vec<Factored>> {
    refuse_repetition(sources, |_, _| true)?;
    let read: Vec<Read> = sources.par_iter().map(|source| one(source, options)).collect::<Result<_>>()?;
    for ((left, x), (right, y)) in sources.iter().zip(&read).tuple_combinations() {
        if let Some(because) = x.same_run(y) {
            return Err(repetition(left, right, because));
        }
    }
    let taken_apart = |read: Read| Factored {
        name: read.name,
        settings: read.settings,
        factorization: factor(&read.network, &Options::with_method(method)),
    };
    Ok(read.into_par_iter().map(taken_apart).collect())
}

/// A network as it was read.
struct Read {
    name: String,
    settings: Settings,
    network: Network,
    seed: Option<f64>,
}

impl Read {
    /// Why both are one run, if they are.
    fn same_run(&self, other: &Read) -> Option<&'static str> {
        let same_weights = self.network == other.network;
        let same_seed = self.seed.is_some() && self.seed == other.seed;
        let same_settings = self.network.group() == other.network.group()
            && self.settings.without_epochs() == other.settings.without_epochs();
        if same_weights {
            return Some("hold the same weights");
        }
        (same_seed && same_settings).then_some("have the same settings and seed")
    }
}

fn one(source: &Source, options: &ReadOptions) -> Result<Read> {
    let name = source.name();
    match source {
        Source::File(path) => {
            let arrays = read_network_arrays(path, options)?;
            let (network, _) = network_from_arrays(&arrays, options).map_err(|error| error.at_path(path))?;
            let seed = Settings::seed_of_file(&arrays);
            Ok(Read { name, settings: Settings::of_file(&arrays, network.width()), network, seed })
        }
        Source::Run(path) => {
            let run = RunDirectory::open(path)?;
            let (settings, seed) = (Settings::of_run(run.config()), Some(run.config().seed as f64));
            Ok(Read { name, settings, network: run.final_network()?, seed })
        }
    }
}

/// The networks of `all` by group and settings, in order of first appearance; different settings are never pooled.
pub(super) fn classes(all: &[Factored]) -> Vec<Vec<&Factored>> {
    let key = |one: &Factored| (one.factorization.group.clone(), one.settings.clone());
    let mut classes: Vec<Vec<&Factored>> = Vec::new();
    for one in all {
        match classes.iter_mut().find(|class| key(class[0]) == key(one)) {
            Some(class) => class.push(one),
            None => classes.push(vec![one]),
        }
    }
    classes
}
