//! Which node carries which frequency or irrep: |z_{akj}| at several epochs.

use nalgebra::DMatrix;
use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::group::Group;
use crate::network::{LiveNode, Liveness, Network};

/// The magnitudes |z_{akj}| of the first input at one epoch, in raw weights (s = 1); of the matrix coefficients of irreps
/// times the root mean square of the coefficient, so that no scale of the matrices matters and Σ_k |z|² = ‖a_j‖²/d.
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
/// by size at the same frequency), or by the irrep with most of a and the largest of its coefficients, dead nodes at the end;
/// above 64 nodes the dead ones are left out. Each |z_{akj}| is symmetric under k → −k because weights are real.
#[must_use]
pub fn frequency_maps(snapshots: &[(usize, Network)], liveness: Liveness) -> Vec<FrequencyMap> {
    let Some((_, last)) = snapshots.last() else { return Vec::new() };
    let nodes = sorted_nodes(last, liveness);
    let map = |(epoch, network): &(usize, Network)| {
        let magnitudes = Magnitudes::of(network);
        let row = |k: usize| nodes.iter().map(move |&j| (k, j));
        let cells = (0..network.group().order()).flat_map(row);
        FrequencyMap {
            group: network.group().clone(),
            epoch: *epoch,
            nodes: nodes.clone(),
            magnitudes: cells.map(|(k, j)| magnitudes.at(k, j)).collect(),
        }
    };
    snapshots.iter().map(map).collect()
}

/// The spectrum of the first input, and the root mean squares of what it is about.
struct Magnitudes {
    a: DMatrix<Complex64>,
    scales: Vec<f64>,
}

impl Magnitudes {
    fn of(network: &Network) -> Self {
        let dual = network.group().dual();
        Magnitudes { a: network.spectrum().a, scales: (0..dual.len()).map(|k| dual.norm(k).sqrt()).collect() }
    }

    fn at(&self, k: usize, j: usize) -> f64 {
        self.a[(k, j)].norm() * self.scales[k]
    }

    /// The irrep with most of a node, and the largest of its coefficients.
    fn site(&self, group: &Group, j: usize) -> (usize, usize) {
        let dual = group.dual();
        let most = dual.strongest_irrep(|k| self.at(k, j).powi(2));
        let coefficients = (0..dual.len()).filter(|&k| dual.place(k).is_some_and(|(irrep, ..)| irrep == most));
        (most, coefficients.max_by(|&x, &y| self.at(x, j).total_cmp(&self.at(y, j))).unwrap_or(0))
    }
}

fn sorted_nodes(network: &Network, liveness: Liveness) -> Vec<usize> {
    let (group, magnitudes) = (network.group(), Magnitudes::of(network));
    let live = liveness.live_nodes(network, &network.spectrum());
    let site = |node: &LiveNode| match group.moduli() {
        Some(_) => (node.frequency(), node.frequency()),
        None => magnitudes.site(group, node.node),
    };
    let mut live: Vec<((usize, usize), usize)> = live.iter().map(|node| (site(node), node.node)).collect();
    let size = |&((_, k), node): &((usize, usize), usize)| magnitudes.at(k, node);
    live.sort_by(|x, y| x.0.cmp(&y.0).then(size(y).total_cmp(&size(x))));
    let live: Vec<usize> = live.into_iter().map(|(_, node)| node).collect();
    if network.width() > SHOWN_IN_FULL && !live.is_empty() {
        return live;
    }
    let dead = (0..network.width()).filter(|j| !live.contains(j));
    live.iter().copied().chain(dead).collect()
}
