//! Networks at the end of their training, and what is computed over many of them.

use std::path::PathBuf;

use itertools::Itertools as _;
use rayon::prelude::*;

use super::settings::Settings;
use super::source::Source;
use crate::factor::{Factorization, MeanAndError, compare_with_paper, order_histogram, summarize};
use crate::format::{ReadOptions, network_from_arrays, read_network_arrays};
use crate::group::Group;
use crate::network::Network;
use crate::report::TableRow;
use crate::report::figures::{LAST_ORDER, OrderPanel};
use crate::train::RunDirectory;
use crate::{Error, Result};

/// A network at the end of its training.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The name of the run or file.
    pub name: String,
    /// What it was trained with, as far as that is known.
    pub settings: Settings,
    /// The network.
    pub network: Network,
}

/// The networks of `sources`: the final ones of run directories, and those of files.
///
/// # Errors
/// When a network cannot be read, or two sources are one network at two epochs of its training: such networks are not
/// independent, and a standard error over them would mean nothing.
pub fn trained(sources: &[Source], options: &ReadOptions) -> Result<Vec<Trained>> {
    let origins: Vec<_> = sources.iter().map(Source::origin).collect();
    refuse_repetition(sources, &origins, "lie in the same run, or differ only in the epoch in their name")?;
    let read: Vec<(Trained, Option<SeededEpoch>)> =
        sources.par_iter().map(|source| one(source, options)).collect::<Result<_>>()?;
    for ((left, (first, x)), (right, (second, y))) in sources.iter().zip(&read).tuple_combinations() {
        let same_settings = first.network.group() == second.network.group() && first.settings == second.settings;
        let same_run = x.zip(*y).is_some_and(|(x, y)| x.seed == y.seed && x.epoch != y.epoch);
        if same_settings && same_run {
            return Err(repetition(left, right, "have the same seed and differ in their epoch"));
        }
    }
    Ok(read.into_iter().map(|(trained, _)| trained).collect())
}

/// The scalars `seed` and `epoch` of a file.
#[derive(Clone, Copy)]
struct SeededEpoch {
    seed: f64,
    epoch: f64,
}

fn one(source: &Source, options: &ReadOptions) -> Result<(Trained, Option<SeededEpoch>)> {
    let name = source.name();
    match source {
        Source::File(path) => {
            let arrays = read_network_arrays(path, options)?;
            let (network, _) = network_from_arrays(&arrays, options).map_err(|error| error.at_path(path))?;
            let scalar = |name: &str| arrays.get(name)?.as_scalar();
            let seeded = scalar("seed").zip(scalar("epoch")).map(|(seed, epoch)| SeededEpoch { seed, epoch });
            Ok((Trained { name, settings: Settings::of_file(&arrays, network.width()), network }, seeded))
        }
        Source::Run(path) => {
            let run = RunDirectory::open(path)?;
            let settings = Settings::of_run(run.config());
            Ok((Trained { name, settings, network: run.final_network()? }, None))
        }
    }
}

fn refuse_repetition(sources: &[Source], origins: &[(PathBuf, String)], because: &str) -> Result<()> {
    for ((left, x), (right, y)) in sources.iter().zip(origins).tuple_combinations() {
        if x == y {
            return Err(repetition(left, right, because));
        }
    }
    Ok(())
}

fn repetition(left: &Source, right: &Source, because: &str) -> Error {
    let files = format!("{} and {}", left.path().display(), right.path().display());
    Error::argument(format!(
        "{files} {because}: one network at two epochs does not count as two; give the last epoch of every run"
    ))
}

/// The rows of the paper's table next to the paper's: one per group and settings.
#[must_use]
pub fn paper_table(networks: &[Trained], factorizations: &[Factorization]) -> Vec<TableRow> {
    let members = || networks.iter().zip(factorizations);
    let keys = members().map(|(trained, network)| (&network.group, &trained.settings));
    let mut keys: Vec<_> = keys.fold(Vec::new(), with_new);
    keys.sort_by_key(|(group, _)| (group.order(), group.moduli().to_vec()));
    let row = |&(group, settings): &(&Group, &Settings)| {
        let same = members().filter(|(trained, network)| &network.group == group && &trained.settings == settings);
        let of_group = keys.iter().filter(|key| key.0 == group).map(|key| key.1.clone()).collect_vec();
        let summary = summarize(same.map(|(_, network)| network));
        TableRow { settings: settings.distinction(&of_group), row: compare_with_paper(&summary[0]) }
    };
    keys.iter().map(row).collect()
}

/// The histograms of the orders: one per group, weight decay and other settings.
#[must_use]
pub fn order_panels(networks: &[Trained], factorizations: &[Factorization]) -> Vec<OrderPanel> {
    const DECAY: &str = "weight_decay";
    let members = || networks.iter().zip(factorizations);
    let keys = members().map(|(trained, network)| (&network.group, &trained.settings));
    let keys: Vec<_> = keys.fold(Vec::new(), with_new);
    let panel = |&(group, settings): &(&Group, &Settings)| {
        let same = members().filter(|(trained, network)| &network.group == group && &trained.settings == settings);
        let same = same.map(|(_, network)| network);
        let similar = keys.iter().filter(|key| key.0 == group && key.1.number(DECAY) == settings.number(DECAY));
        let similar = similar.map(|key| key.1.clone()).collect_vec();
        let shares = same.clone().filter_map(share_of_high_orders).collect_vec();
        OrderPanel {
            group: group.clone(),
            weight_decay: settings.number(DECAY),
            settings: settings.distinction(&similar),
            histogram: order_histogram(same),
            rest: MeanAndError::of(&shares).filter(|share| share.mean > 0.0),
        }
    };
    let mut panels = keys.iter().map(panel).collect_vec();
    panels.sort_by(|x, y| {
        let key = |panel: &OrderPanel| (panel.group.order(), panel.weight_decay.map_or(-1.0, |decay| decay));
        key(x).partial_cmp(&key(y)).unwrap_or(std::cmp::Ordering::Equal).then(x.settings.cmp(&y.settings))
    });
    panels
}

fn with_new<T: PartialEq>(mut all: Vec<T>, next: T) -> Vec<T> {
    if !all.contains(&next) {
        all.push(next);
    }
    all
}

/// The percentage of frequencies whose order is at least [`LAST_ORDER`]; `None` without frequencies.
fn share_of_high_orders(network: &Factorization) -> Option<f64> {
    let high = network.frequencies.iter().filter(|frequency| frequency.order >= LAST_ORDER).count();
    let all = network.frequencies.len();
    (all > 0).then(|| 100.0 * high as f64 / all as f64)
}
