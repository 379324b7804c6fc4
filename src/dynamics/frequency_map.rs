//! Which node carries which frequency: |z_{akj}| at several epochs.

use serde::{Deserialize, Serialize};

use crate::group::Group;
use crate::network::{LiveNode, Liveness, Network};

/// The magnitudes |z_{akj}| of the first input at one epoch, in raw weights (s = 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// The maps of `snapshots`, (epoch, network) of one training run in increasing order.
///
/// Every map has the same nodes in the same columns: sorted by the frequency that is largest in the last snapshot (and
/// by size at the same frequency), dead nodes at the end; above 64 nodes the dead ones are left out. Each |z_{akj}| is
/// symmetric under k → −k because weights are real.
#[must_use]
pub fn frequency_maps(snapshots: &[(usize, Network)], liveness: Liveness) -> Vec<FrequencyMap> {
    let Some((_, last)) = snapshots.last() else { return Vec::new() };
    let nodes = sorted_nodes(last, liveness);
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

fn sorted_nodes(network: &Network, liveness: Liveness) -> Vec<usize> {
    let spectrum = network.spectrum();
    let mut live = liveness.live_nodes(network, &spectrum);
    let size = |node: &LiveNode| spectrum.a[(node.frequency(), node.node)].norm();
    live.sort_by(|x, y| x.frequency().cmp(&y.frequency()).then(size(y).total_cmp(&size(x))));
    let live: Vec<usize> = live.iter().map(|node| node.node).collect();
    if network.width() > SHOWN_IN_FULL && !live.is_empty() {
        return live;
    }
    let dead = (0..network.width()).filter(|j| !live.contains(j));
    live.iter().copied().chain(dead).collect()
}
