//! How alike two networks are, up to everything that does not matter: the order of the nodes, their gauge, and the
//! symmetries of the task.

mod matching;
mod nodes;
mod symmetries;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::weights::Network;
use crate::group::Group;
use crate::{Error, Result};
use matching::Matching;
use nodes::Nodes;

/// A symmetry of the task g1·g2: with the inputs exchanged or not, a'\[g\] = a\[α(g)·s\], b'\[g\] = b\[s⁻¹·α(g)·s·t\] and
/// c'\[h\] = c\[α(h)·s·t\], as α(g)s · s⁻¹α(h)st = α(gh)st. In an Abelian group b'\[g\] = b\[α(g) + t\]; in another one all three
/// translations (u g w⁻¹, w g v⁻¹, u h v⁻¹) are of this form, with an inner automorphism α.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskSymmetry {
    /// α(g) for every element g.
    pub automorphism: Vec<usize>,
    /// s and t.
    pub translations: [usize; 2],
    /// Whether a and b are exchanged first; in a group that is given by its table and does not commute everything is, moreover,
    /// taken at the inverse: b\[g⁻¹\], a\[g⁻¹\] and c\[h⁻¹\], as (gh)⁻¹ = h⁻¹g⁻¹.
    pub swapped: bool,
}

/// Two networks, and the symmetry and the pairs of nodes by which they are most alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The group of both.
    pub group: Group,
    /// The numbers of live nodes, which alone are compared: of the left and of the right network.
    pub live_nodes: [usize; 2],
    /// What is done to the right network.
    pub symmetry: TaskSymmetry,
    /// √(Σ‖x_i − y_j‖² over matched nodes + Σ‖rest‖²) / √(‖x‖² + ‖y‖²) in the gauge ‖a‖² + ‖b‖² = 2‖c‖², ā = b̄ of every
    /// node: 0 for networks that are one and the same, 1 for networks without anything in common.
    pub distance: f64,
    /// The same without a symmetry of the task: nodes in the best order and gauge alone.
    pub distance_without_symmetry: f64,
    /// The nodes that belong together, by the left index.
    pub matched: Vec<MatchedNodes>,
}

/// A node of the left network and the one of the right network that it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MatchedNodes {
    /// Its index on the left.
    pub left: usize,
    /// Its index on the right.
    pub right: usize,
    /// Whether a and b have the opposite sign.
    pub flipped: bool,
    /// ‖x − y‖ / √(‖x‖² + ‖y‖²).
    pub distance: f64,
}

/// Pairs of nodes whose comparison takes more multiplications than this are not compared.
const MOST_WORK: usize = 1 << 30;

impl Comparison {
    /// Compares two networks. Symmetries are found from the node of the left network that pins them down best, and those
    /// under which its frequency agrees best are tried on all nodes; so networks that are equal up to noise are found to
    /// be, and of unlike ones the distance is an upper bound. A group may be given by its factors on one side and by its table
    /// on the other, as long as the elements are in one order.
    ///
    /// # Errors
    /// When the groups differ, or comparing every pair of nodes takes more than 2³⁰ multiplications.
    pub fn new(left: &Network, right: &Network) -> Result<Self> {
        let group = left.group();
        if !group.multiplies_like(right.group()) {
            return Err(Error::argument(format!(
                "networks over the groups {} and {}",
                group.symbol(),
                right.group().symbol()
            )));
        }
        let right = Network::new(group, right.w_a().clone(), right.w_b().clone(), right.w_c().clone())?;
        let (x, y) = (Nodes::of(left), Nodes::of(&right));
        let work = x.0.len().saturating_mul(y.0.len()).saturating_mul(3 * group.order());
        if work > MOST_WORK {
            let found = format!("{} and {} live nodes over the group {}", x.0.len(), y.0.len(), group.symbol());
            return Err(Error::unsupported(format!(
                "{found} take {work} multiplications to compare; at most {MOST_WORK}"
            )));
        }
        let identity = TaskSymmetry::identity(group);
        let plain = Matching::of(&x, &y);
        let candidates = symmetries::candidates(group, &x, &y);
        let tried = candidates.into_par_iter().map(|symmetry| (Matching::of(&x, &y.moved(group, &symmetry)), symmetry));
        let best = tried.max_by(|(x, _), (y, _)| x.gain.total_cmp(&y.gain));
        let distance_without_symmetry = plain.distance(&x, &y);
        // A symmetry that explains nothing is not worth naming.
        let better = best.filter(|(matching, _)| matching.distance(&x, &y) < distance_without_symmetry - 1e-9);
        let (matching, symmetry) = better.unwrap_or((plain, identity));
        Ok(Comparison {
            group: group.clone(),
            live_nodes: [x.0.len(), y.0.len()],
            distance: matching.distance(&x, &y),
            distance_without_symmetry,
            matched: matching.nodes(&x, &y.moved(group, &symmetry)),
            symmetry,
        })
    }
}

impl TaskSymmetry {
    /// The symmetry that changes nothing.
    #[must_use]
    pub fn identity(group: &Group) -> Self {
        let one = group.identity();
        TaskSymmetry { automorphism: (0..group.order()).collect(), translations: [one, one], swapped: false }
    }
}
