//! The live nodes of a network in their standard gauge.

use super::TaskSymmetry;
use crate::group::Group;
use crate::network::live::{LiveNode, Liveness};
use crate::network::weights::Network;

/// A node in its standard gauge: a, b and c one after the other.
#[derive(Debug, Clone)]
pub(super) struct Standard {
    pub index: usize,
    /// The pair ±k where its inputs are largest; in a group that is given by its table the first
    /// coefficient of the irrep.
    pub frequency: usize,
    pub weights: Vec<f64>,
    pub norm_squared: f64,
}

impl Standard {
    pub fn moved(&self, group: &Group, symmetry: &TaskSymmetry) -> Self {
        let d = group.order();
        let TaskSymmetry { automorphism, translations: [s, t], swapped } = symmetry;
        let (a, b) = if *swapped { (d, 0) } else { (0, d) };
        let is_inverted = *swapped && !group.is_abelian();
        let place = |g: usize| if is_inverted { group.inverse(g) } else { g };
        let (both, back) = (group.multiply(*s, *t), group.inverse(*s));
        let channel = |start: usize, left: usize, right: usize| {
            let at = move |&image: &usize| group.multiply(group.multiply(left, image), right);
            automorphism.iter().map(move |image| self.weights[start + place(at(image))])
        };
        let one = group.identity();
        let weights = channel(a, one, *s).chain(channel(b, back, both)).chain(channel(2 * d, one, both));
        Standard { weights: weights.collect(), ..*self }
    }

    /// 2⟨x, y⟩ for the better sign of (a, b), at least 0: what ‖x‖² + ‖y‖² falls by when the two are compared.
    pub fn gain(&self, other: &Self) -> (f64, bool) {
        let inputs = 2 * self.weights.len() / 3;
        let product = |range: std::ops::Range<usize>| -> f64 {
            self.weights[range.clone()].iter().zip(&other.weights[range]).map(|(x, y)| x * y).sum()
        };
        let (inputs, outputs) = (product(0..inputs), product(inputs..self.weights.len()));
        ((2.0 * (inputs.abs() + outputs)).max(0.0), inputs < 0.0)
    }
}

/// The node (t(a + τ), t(b − τ), c/t²) with equal means of a and b and ‖a‖² + ‖b‖² = 2‖c‖²; `None` when it computes nothing.
fn standard(network: &Network, j: usize, frequency: usize) -> Option<Standard> {
    let (a, b, c) = (network.w_a().row(j), network.w_b().row(j), network.w_c().column(j));
    let shift = (b.mean() - a.mean()) / 2.0;
    let inputs = a.iter().map(|x| x + shift).chain(b.iter().map(|x| x - shift));
    let (of_inputs, of_outputs) = (inputs.clone().map(|x| x * x).sum::<f64>(), c.norm_squared());
    let t = (2.0 * of_outputs / of_inputs).powf(1.0 / 6.0);
    if !(of_inputs > 0.0 && of_outputs > 0.0 && t.is_normal()) {
        return None;
    }
    let weights: Vec<f64> = inputs.map(|x| t * x).chain(c.iter().map(|x| x / (t * t))).collect();
    let norm_squared = weights.iter().map(|x| x * x).sum();
    Some(Standard { index: j, frequency, weights, norm_squared })
}

/// The live nodes of a network.
pub(super) struct Nodes(pub Vec<Standard>);

impl Nodes {
    pub fn of(network: &Network) -> Self {
        let (spectrum, dual) = (network.spectrum(), network.group().dual());
        let live = Liveness::GaugeFree.live_nodes(network, &spectrum);
        let inputs =
            |k: usize, j: usize| (spectrum.a[(k, j)].norm_sqr() + spectrum.b[(k, j)].norm_sqr()) * dual.norm(k);
        let frequency = |node: &LiveNode| {
            let irrep = dual.strongest_irrep(|k| if k == 0 { 0.0 } else { inputs(k, node.node) });
            dual.at(irrep, 0, 0).unwrap_or_else(|| node.frequency())
        };
        Nodes(live.iter().filter_map(|node| standard(network, node.node, frequency(node))).collect())
    }

    pub fn filtered(&self, keep: impl Fn(usize) -> bool) -> Self {
        Nodes(self.0.iter().filter(|node| keep(node.frequency)).cloned().collect())
    }

    /// The largest node of those whose frequency tells most shifts apart.
    pub fn anchor(&self, group: &Group) -> Option<&Standard> {
        self.0.iter().max_by(|x, y| {
            let dual = group.dual();
            let degrees = dual.degree(x.frequency).cmp(&dual.degree(y.frequency));
            let orders = dual.order_of(x.frequency).cmp(&dual.order_of(y.frequency));
            degrees.then(orders).then(x.norm_squared.total_cmp(&y.norm_squared))
        })
    }

    pub fn norm_squared(&self) -> f64 {
        self.0.iter().map(|node| node.norm_squared).sum()
    }

    pub fn moved(&self, group: &Group, symmetry: &TaskSymmetry) -> Self {
        Nodes(self.0.iter().map(|node| node.moved(group, symmetry)).collect())
    }
}
