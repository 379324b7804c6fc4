//! Which form every frequency, or every irrep, has over the course of training.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::factor::{DecomposedSite, Decomposition, FrequencyLabel, Method};
use crate::network::Network;

/// Orders and forms of one run over its epochs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evolution {
    /// The analysis of every network; `None` irrep by irrep.
    pub method: Option<Method>,
    /// The representatives k of the pairs ±k, or the irreps.
    pub frequencies: Vec<FrequencyLabel>,
    /// The epochs that were kept, increasing.
    pub points: Vec<EvolutionPoint>,
}

/// The frequencies or irreps at one epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvolutionPoint {
    /// The epoch.
    pub epoch: usize,
    /// The number of live nodes.
    pub live_nodes: usize,
    /// One for each of the frequencies.
    pub forms: Vec<DecomposedSite>,
}

impl Evolution {
    /// The forms of `snapshots`, (epoch, network) of one run, each taken apart by `method`, or irrep by irrep.
    #[must_use]
    pub fn of_snapshots(snapshots: &[(usize, Network)], method: Method) -> Self {
        let apart = |(epoch, network): &(usize, Network)| (*epoch, Decomposition::of(network, method));
        let apart: Vec<(usize, Decomposition)> = snapshots.par_iter().map(apart).collect();
        let first = apart.first().map(|(_, first)| first);
        Evolution {
            method: first.map_or(Some(method), Decomposition::method),
            frequencies: first.map(Decomposition::sites).into_iter().flatten().map(|(label, _)| label).collect(),
            points: apart.iter().map(|(epoch, of)| point(*epoch, of)).collect(),
        }
    }
}

fn point(epoch: usize, of: &Decomposition) -> EvolutionPoint {
    let forms = of.sites().into_iter().map(|(_, site)| site).collect();
    EvolutionPoint { epoch, live_nodes: of.live_nodes(), forms }
}
