//! Networks at the end of their training, and what is computed over many of them.

use itertools::Itertools as _;
use rayon::prelude::*;

use super::source::Source;
use crate::Result;
use crate::factor::{ComparedRow, Factorization, compare_with_paper, order_histogram, summarize};
use crate::format::{ReadOptions, network_from_arrays, read_network_arrays};
use crate::network::Network;
use crate::report::figures::OrderPanel;
use crate::train::RunDirectory;

/// A network at the end of its training.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The name of the run or file.
    pub name: String,
    /// The weight decay that it was trained with, where that is known.
    pub weight_decay: Option<f64>,
    /// The network.
    pub network: Network,
}

/// The networks of `sources`: the final ones of run directories, and those of files.
///
/// The weight decay of a file is its scalar array `weight_decay` or `wd`, if there is one.
///
/// # Errors
/// When a network cannot be read.
pub fn trained(sources: &[Source], options: &ReadOptions) -> Result<Vec<Trained>> {
    sources.par_iter().map(|source| one(source, options)).collect()
}

fn one(source: &Source, options: &ReadOptions) -> Result<Trained> {
    match source {
        Source::File(path) => {
            let arrays = read_network_arrays(path, options)?;
            let (network, _) = network_from_arrays(&arrays, options).map_err(|error| error.at_path(path))?;
            let weight_decay = ["weight_decay", "wd"].iter().find_map(|name| arrays.get(*name)?.as_scalar());
            Ok(Trained { name: source.name(), weight_decay, network })
        }
        Source::Run(path) => {
            let run = RunDirectory::open(path)?;
            let weight_decay = Some(run.config().weight_decay);
            Ok(Trained { name: source.name(), weight_decay, network: run.final_network()? })
        }
    }
}

/// The rows of the paper's table, one per group, next to the paper's.
#[must_use]
pub fn paper_table(factorizations: &[Factorization]) -> Vec<ComparedRow> {
    let mut rows: Vec<ComparedRow> = summarize(factorizations).iter().map(compare_with_paper).collect();
    rows.sort_by_key(|row| row.group.order());
    rows
}

/// The histograms of the orders, one per group and weight decay; `factorizations` belong to `networks` one by one.
#[must_use]
pub fn order_panels(networks: &[Trained], factorizations: &[Factorization]) -> Vec<OrderPanel> {
    let members = networks.iter().zip(factorizations);
    let keys = members.clone().map(|(trained, network)| (&network.group, trained.weight_decay));
    let keys: Vec<_> = keys.fold(Vec::new(), |mut keys, key| {
        if !keys.contains(&key) {
            keys.push(key);
        }
        keys
    });
    let panel = |(group, weight_decay): (&crate::group::Group, Option<f64>)| {
        let same = members
            .clone()
            .filter(|(trained, network)| &network.group == group && trained.weight_decay == weight_decay);
        let histogram = order_histogram(same.map(|(_, network)| network));
        OrderPanel { group: group.clone(), weight_decay, histogram }
    };
    let by_size = |panel: &OrderPanel| (panel.group.order(), panel.weight_decay.map_or(-1.0, |decay| decay));
    keys.into_iter()
        .map(panel)
        .sorted_by(|x, y| by_size(x).partial_cmp(&by_size(y)).unwrap_or(std::cmp::Ordering::Equal))
        .collect()
}
