//! Which node carries which frequency: |z_{akj}| at several epochs.

use serde::Serialize;

use crate::group::Group;
use crate::network::Network;

/// The magnitudes |z_{akj}| of the first input at one epoch, in raw weights (s = 1).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrequencyMap {
    /// The group.
    pub group: Group,
    /// The epoch.
    pub epoch: usize,
    /// The nodes j that are shown, in the order of the columns.
    pub nodes: Vec<usize>,
    /// Row by row, |z_{akj}| for k = 0, …, d−1 and j in `nodes`.
    pub magnitudes: Vec<f64>,
}

impl FrequencyMap {
    /// |z_{akj}| of the node in the given column.
    ///
    /// # Panics
    /// When there is no such column or frequency.
    #[must_use]
    pub fn magnitude(&self, k: usize, column: usize) -> f64 {
        assert!(column < self.nodes.len(), "column {column} of {}", self.nodes.len());
        self.magnitudes[k * self.nodes.len() + column]
    }
}

/// Up to this width every node is shown, also the dead ones.
const SHOWN_IN_FULL: usize = 64;
/// A node is dead when no |z_{akj}| exceeds this (CoGS, §6).
const DEAD: f64 = 0.05;

/// The maps of `snapshots`, (epoch, network) of one training run in increasing order.
///
/// Every map has the same nodes in the same columns: sorted by the frequency that is largest in the last snapshot (and
/// by size at the same frequency), dead nodes at the end; above 64 nodes the dead ones are left out. Each |z_{akj}| is
/// symmetric under k → −k because weights are real.
#[must_use]
pub fn frequency_maps(snapshots: &[(usize, Network)]) -> Vec<FrequencyMap> {
    let Some((_, last)) = snapshots.last() else { return Vec::new() };
    let nodes = sorted_nodes(last);
    let map = |(epoch, network): &(usize, Network)| {
        let a = network.spectrum().a;
        let row = |k: usize| nodes.iter().map(move |&j| (k, j));
        let cells = (0..network.group().order()).flat_map(row);
        FrequencyMap {
            group: network.group().clone(),
            epoch: *epoch,
            nodes: nodes.clone(),
            magnitudes: cells.map(|(k, j)| a[(k, j)].norm()).collect(),
        }
    };
    snapshots.iter().map(map).collect()
}

fn sorted_nodes(network: &Network) -> Vec<usize> {
    let group = network.group();
    let a = network.spectrum().a;
    let mut nodes: Vec<(bool, usize, f64, usize)> = (0..network.width())
        .map(|j| {
            let sizes = std::iter::once(0).chain(group.dual().representatives()).map(|k| (k, a[(k, j)].norm()));
            let (k, size) = sizes.fold((0, 0.0), |best, next| if next.1 > best.1 { next } else { best });
            (size <= DEAD, k, -size, j)
        })
        .collect();
    nodes.sort_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)).then(x.3.cmp(&y.3)));
    let live = nodes.iter().filter(|node| !node.0).count();
    let shown = if network.width() <= SHOWN_IN_FULL || live == 0 { nodes.len() } else { live };
    nodes.into_iter().take(shown).map(|node| node.3).collect()
}
