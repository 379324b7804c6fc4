//! Which hidden nodes matter, and at which frequency each one sits.

use serde::Serialize;

use super::label::FrequencyLabel;
use crate::group::Group;
use crate::network::{DenseSpectrum, Network};

/// A node whose inputs have at least this share of their energy on one pair ±k is pure.
const PURE: f64 = 0.9;
/// Frequencies of a mixed node are listed from this share on.
const LISTED: f64 = 0.1;
/// Nodes above this fraction of the strongest are live, whatever the others are.
const SURELY_LIVE: f64 = 0.1;
/// Nodes below this fraction of the strongest are dead, whatever the others are.
const SURELY_DEAD: f64 = 1e-4;

/// A live node whose inputs are spread over several frequencies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MixedNode {
    /// Its index.
    pub node: usize,
    /// Its frequencies with at least 10 % of the inputs' energy, largest share first.
    pub frequencies: Vec<FrequencyShare>,
}

/// A frequency with its share of the energy of a node's inputs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrequencyShare {
    /// The representative of the pair ±k, 0 included.
    pub k: FrequencyLabel,
    /// The share, in \[0, 1\].
    pub share: f64,
}

/// The hidden nodes of a network, sorted by frequency.
#[derive(Debug, Clone)]
pub(super) struct LiveNodes {
    pub count: usize,
    /// Live nodes by the representative with the largest share of their inputs; index 0 holds the constant nodes.
    pub at: Vec<Vec<usize>>,
    pub mixed: Vec<MixedNode>,
}

impl LiveNodes {
    /// Finds live nodes and their frequencies.
    ///
    /// The strength of a node is (‖a‖² + ‖b‖²)·‖c‖, the size of what it adds to the outputs: the same in every gauge, and
    /// for any split of scale between the layers. Frequency 0 enters through a_0 + b_0 alone, and c_0 not at all, because
    /// nothing else of them matters to the function. The threshold is put into the widest gap between strengths, on a
    /// logarithmic scale, from 10⁻⁴ to 10⁻¹ of the strongest: trained networks leave a gap of many orders of magnitude.
    pub fn find(network: &Network, spectrum: &DenseSpectrum) -> Self {
        let group = network.group();
        let representatives: Vec<(usize, f64)> = std::iter::once((0, 1.0))
            .chain(group.representatives().map(|k| (k, if group.is_self_conjugate(k) { 1.0 } else { 2.0 })))
            .collect();
        let nodes: Vec<Energies> = (0..network.width()).map(|j| Energies::of(spectrum, &representatives, j)).collect();
        let strengths: Vec<f64> = nodes.iter().map(|node| node.strength).collect();
        let strongest = strengths.iter().copied().fold(0.0, f64::max);
        let threshold = threshold(&strengths, strongest) * strongest;
        let mut live = LiveNodes { count: 0, at: vec![Vec::new(); group.order()], mixed: Vec::new() };
        if strongest == 0.0 {
            return live;
        }
        for (j, node) in nodes.iter().enumerate().filter(|(_, node)| node.strength > threshold) {
            live.count += 1;
            live.at[node.dominant].push(j);
            if node.dominant_share < PURE {
                live.mixed.push(mixed(group, spectrum, &representatives, j));
            }
        }
        live
    }
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

struct Energies {
    strength: f64,
    dominant: usize,
    dominant_share: f64,
}

/// The energy of node j's inputs at a pair: |a_k|² + |b_k|², and (a_0 + b_0)²/2 at k = 0, the least that the gauge allows.
fn input_energy(spectrum: &DenseSpectrum, k: usize, j: usize) -> f64 {
    let (a, b) = (spectrum.a[(k, j)], spectrum.b[(k, j)]);
    if k == 0 { (a + b).norm_sqr() / 2.0 } else { a.norm_sqr() + b.norm_sqr() }
}

impl Energies {
    fn of(spectrum: &DenseSpectrum, representatives: &[(usize, f64)], j: usize) -> Self {
        let (mut inputs, mut output) = (0.0, 0.0);
        let (mut dominant, mut largest) = (0, 0.0);
        for &(k, multiplicity) in representatives {
            let energy = multiplicity * input_energy(spectrum, k, j);
            inputs += energy;
            if energy > largest {
                (dominant, largest) = (k, energy);
            }
            if k != 0 {
                output += multiplicity * spectrum.c[(k, j)].norm_sqr();
            }
        }
        Energies { strength: inputs * output.sqrt(), dominant, dominant_share: largest / inputs }
    }
}

fn mixed(group: &Group, spectrum: &DenseSpectrum, representatives: &[(usize, f64)], j: usize) -> MixedNode {
    let energies: Vec<(usize, f64)> =
        representatives.iter().map(|&(k, multiplicity)| (k, multiplicity * input_energy(spectrum, k, j))).collect();
    let total: f64 = energies.iter().map(|(_, energy)| energy).sum();
    let mut listed: Vec<(usize, f64)> =
        energies.into_iter().map(|(k, energy)| (k, energy / total)).filter(|(_, share)| *share >= LISTED).collect();
    listed.sort_by(|u, v| v.1.total_cmp(&u.1));
    let frequencies = listed.into_iter().map(|(k, share)| FrequencyShare { k: FrequencyLabel::new(group, k), share });
    MixedNode { node: j, frequencies: frequencies.collect() }
}
