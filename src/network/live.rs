//! Which hidden nodes matter, and which frequencies each of them serves: the one definition of it.

use serde::{Deserialize, Serialize};

use super::convert::DenseSpectrum;
use super::weights::Network;
use crate::group::Group;

/// What makes a hidden node live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Liveness {
    /// Its strength (‖a‖² + ‖b‖²)·‖c‖, the size of what it adds to the outputs, stands above the widest gap.
    ///
    /// The strength is the same in every gauge, and for any split of scale between the layers. Frequency 0 enters through
    /// a_0 + b_0 alone, and c_0 not at all, because nothing else of them matters to the function. The threshold is put into
    /// the widest gap between strengths, on a logarithmic scale, from 10⁻⁴ to 10⁻¹ of the strongest: trained networks leave
    /// a gap of many orders of magnitude.
    #[default]
    GaugeFree,
    /// The paper's: some |z_{akj}| exceeds 0.05, in the gauge and at the scale in which the weights are stored (CoGS, §6).
    Paper,
}

/// A live hidden node with the frequencies that its inputs carry.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveNode {
    /// Its index j.
    pub node: usize,
    /// The representatives of the pairs ±k that it serves, 0 included, with their shares of the energy |a_k|² + |b_k|² of its
    /// inputs: all of at least 10 %, and always the largest, which comes first. The paper's criterion looks at the largest
    /// |z_{akj}| only, and gives it all.
    pub served: Vec<(usize, f64)>,
}

/// Nodes above this fraction of the strongest are live, whatever the others are.
const SURELY_LIVE: f64 = 0.1;
/// Nodes below this fraction of the strongest are dead, whatever the others are.
const SURELY_DEAD: f64 = 1e-4;
/// A node serves the frequencies from this share on.
const SERVED: f64 = 0.1;
/// A node whose inputs have at least this share of their energy on one pair ±k is pure.
const PURE: f64 = 0.9;
/// The paper's threshold.
const PAPER: f64 = 0.05;

impl LiveNode {
    /// The frequency of the largest share.
    #[must_use]
    pub fn frequency(&self) -> usize {
        self.served[0].0
    }

    /// Whether less than 90 % of its inputs' energy is at one frequency.
    #[must_use]
    pub fn is_mixed(&self) -> bool {
        self.served[0].1 < PURE
    }

    /// Whether it carries the pair of k, by at least a tenth of its inputs or more than any other.
    #[must_use]
    pub fn serves(&self, k: usize) -> bool {
        self.served.iter().any(|(served, _)| *served == k)
    }
}

/// The nodes that can add to an output at all: neither all their input weights nor all their output weights are zero.
#[must_use]
pub fn nonzero_nodes(network: &Network) -> Vec<usize> {
    let is_nonzero = |value: &f64| *value != 0.0;
    let counts = |&j: &usize| {
        let (a, b, c) = (network.w_a().row(j), network.w_b().row(j), network.w_c().column(j));
        c.iter().any(is_nonzero) && a.iter().chain(b.iter()).any(is_nonzero)
    };
    (0..network.width()).filter(counts).collect()
}

impl Liveness {
    /// The live nodes of `network`, whose spectrum is given, in increasing order of the index. Time O(q d).
    #[must_use]
    pub fn live_nodes(self, network: &Network, spectrum: &DenseSpectrum) -> Vec<LiveNode> {
        let pairs = Pairs::new(network.group());
        match self {
            Liveness::GaugeFree => gauge_free(network.width(), spectrum, &pairs),
            Liveness::Paper => (0..network.width()).filter_map(|j| as_in_the_paper(spectrum, &pairs, j)).collect(),
        }
    }
}

/// The representatives, 0 first, with what |a_k|² and |c_k|² add to ‖a‖²/d and ‖c‖²/d: m_k ν_k and m_k / ν_k, m_k the number
/// of indices in the pair and ν_k the mean of |e_k|².
struct Pairs(Vec<Pair>);

#[derive(Clone, Copy)]
struct Pair {
    k: usize,
    input: f64,
    output: f64,
}

impl Pairs {
    fn new(group: &Group) -> Self {
        let dual = group.dual();
        let pair = |k: usize| {
            let (size, norm) = (dual.multiplicity(k) as f64, dual.norm(k));
            Pair { k, input: size * norm, output: size / norm }
        };
        Pairs(std::iter::once(0).chain(dual.representatives()).map(pair).collect())
    }
}

fn as_in_the_paper(spectrum: &DenseSpectrum, pairs: &Pairs, node: usize) -> Option<LiveNode> {
    let sizes = pairs.0.iter().map(|&Pair { k, .. }| (k, spectrum.a[(k, node)].norm()));
    let (k, size) = sizes.fold((0, f64::NEG_INFINITY), |best, next| if next.1 > best.1 { next } else { best });
    (size > PAPER).then(|| LiveNode { node, served: vec![(k, 1.0)] })
}

fn gauge_free(width: usize, spectrum: &DenseSpectrum, pairs: &Pairs) -> Vec<LiveNode> {
    let strengths: Vec<f64> = (0..width).map(|j| strength(spectrum, pairs, j)).collect();
    let strongest = strengths.iter().copied().fold(0.0, f64::max);
    if strongest == 0.0 {
        return Vec::new();
    }
    let threshold = threshold(&strengths, strongest) * strongest;
    let live = (0..width).filter(|&j| strengths[j] > threshold);
    live.map(|node| LiveNode { node, served: served(spectrum, pairs, node) }).collect()
}

/// The energy of node j's inputs at a pair: |a_k|² + |b_k|², and (a_0 + b_0)²/2 at k = 0, the least that the gauge allows.
fn input_energy(spectrum: &DenseSpectrum, Pair { k, input, .. }: Pair, j: usize) -> f64 {
    let (a, b) = (spectrum.a[(k, j)], spectrum.b[(k, j)]);
    input * if k == 0 { (a + b).norm_sqr() / 2.0 } else { a.norm_sqr() + b.norm_sqr() }
}

fn strength(spectrum: &DenseSpectrum, pairs: &Pairs, j: usize) -> f64 {
    let inputs: f64 = pairs.0.iter().map(|&pair| input_energy(spectrum, pair, j)).sum();
    let output: f64 = pairs.0[1..].iter().map(|pair| pair.output * spectrum.c[(pair.k, j)].norm_sqr()).sum();
    inputs * output.sqrt()
}

/// The widest gap of log-strengths within the window decides; its middle is the threshold.
fn threshold(strengths: &[f64], strongest: f64) -> f64 {
    let (low, high) = (SURELY_DEAD.ln(), SURELY_LIVE.ln());
    let mut marks: Vec<f64> =
        strengths.iter().map(|s| (s / strongest).ln()).filter(|s| (low..high).contains(s)).collect();
    marks.extend([low, high]);
    marks.sort_by(f64::total_cmp);
    let widest = marks.windows(2).max_by(|u, v| (u[1] - u[0]).total_cmp(&(v[1] - v[0])));
    widest.map_or(SURELY_DEAD, |gap| ((gap[0] + gap[1]) / 2.0).exp())
}

fn served(spectrum: &DenseSpectrum, pairs: &Pairs, j: usize) -> Vec<(usize, f64)> {
    let energies: Vec<(usize, f64)> = pairs.0.iter().map(|&pair| (pair.k, input_energy(spectrum, pair, j))).collect();
    let total: f64 = energies.iter().map(|(_, energy)| energy).sum();
    // Of equals the first one is the largest.
    let largest = energies.iter().fold((0, 0.0), |best, next| if next.1 > best.1 { *next } else { best });
    let others = energies.into_iter().filter(|(k, energy)| *k != largest.0 && *energy >= SERVED * total);
    let mut served: Vec<(usize, f64)> = std::iter::once(largest).chain(others).map(|(k, e)| (k, e / total)).collect();
    served[1..].sort_by(|u, v| v.1.total_cmp(&u.1));
    served
}
