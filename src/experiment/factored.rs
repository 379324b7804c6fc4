//! Networks at the end of their training, taken apart.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::settings::Settings;
use super::snapshot::Snapshot;
use super::source::{Source, refuse_copies, refuse_repetition};
use crate::Result;
use crate::factor::{Decomposition, Factorization, Method};
use crate::format::ReadOptions;
use crate::group::Group;

/// A network at the end of its training, taken apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Factored {
    /// The name of the run or file.
    pub name: String,
    /// What it was trained with, as far as that is known.
    pub settings: Settings,
    /// The network taken apart.
    pub factorization: Decomposition,
}

/// The networks of `sources`, taken apart: the final ones of run directories, and those of files.
///
/// # Errors
/// When a network cannot be read, or two sources are one run: at two epochs of its training, or twice the same. Such
/// networks are not independent, and a standard error over them would mean nothing.
pub fn factored(sources: &[Source], options: &ReadOptions, method: Method) -> Result<Vec<Factored>> {
    refuse_repetition(sources, |_, _| true)?;
    let read = sources.par_iter().map(|source| Snapshot::of_source(source, options));
    let read: Vec<Snapshot> = read.collect::<Result<_>>()?;
    refuse_copies(sources.iter(), &read, same_run)?;
    let taken_apart = |read: Snapshot| Factored {
        name: read.name,
        settings: read.settings,
        factorization: Decomposition::of(&read.network, method),
    };
    Ok(read.into_par_iter().map(taken_apart).collect())
}

impl Factored {
    /// Its frequencies, for what only they have.
    ///
    /// # Errors
    /// When the group is given by its table; `what` says what was asked.
    pub fn frequencies(&self, what: &str) -> Result<&Factorization> {
        self.factorization.group().require_moduli(what).map_err(|error| error.context(&self.name))?;
        Ok(self.factorization.frequencies().expect("groups that are given by their factors have frequencies"))
    }

    /// What networks of one class have in common.
    pub(super) fn class(&self) -> (&Group, &Settings) {
        (self.factorization.group(), &self.settings)
    }
}

/// Why both are one run, if they are.
fn same_run(one: &Snapshot, other: &Snapshot) -> Option<&'static str> {
    if one.network == other.network {
        return Some("hold the same weights");
    }
    let same_seed = one.seed.is_some() && one.seed == other.seed;
    let same_settings = one.network.group() == other.network.group()
        && one.settings.without_epochs() == other.settings.without_epochs();
    (same_seed && same_settings).then_some("have the same settings and seed")
}
