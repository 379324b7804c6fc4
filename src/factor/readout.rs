//! What the nodes of each frequency compute: their ten potentials.

use num_complex::Complex64;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use super::analysis::Factorization;
use crate::network::Network;
use crate::potential::{BlockPotential, Homomorphism};
use crate::semiring::{Block, Triple};

/// The nodes of one pair of characters ±k, and the potentials that they have there.
///
/// At ±k they answer with the wave (2/d)·|r|·cos(2πk(g1 + g2 − h)/d + arg r) with r = Σ abc (half of it when k = −k);
/// r = 1 is exact, and every other potential is a term that an exact network does not have (CoGS, §5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrequencyReadout {
    /// The representative of the pair.
    pub k: usize,
    /// Whether k ≠ −k.
    pub is_pair: bool,
    /// The live nodes at the frequency.
    pub nodes: Vec<NodeReadout>,
    /// The potentials in the order of [`BlockPotential::ALL`], Σ abc first, at the theory's scale s = 1/(2d). When k = −k
    /// the entries are real, and only Σ abc, Σ a²c and Σ b²c are there: every other one equals one of these.
    pub potentials: Vec<PotentialReadout>,
}

/// The Fourier coefficients z_{pkj} of one node at the frequency, raw (s = 1), as \[re, im\].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NodeReadout {
    /// The index j.
    pub index: usize,
    /// Of the first input.
    pub a: [f64; 2],
    /// Of the second input.
    pub b: [f64; 2],
    /// Of the output.
    pub c: [f64; 2],
}

/// The value of a potential, as \[re, im\].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PotentialReadout {
    /// The monomial as it is written.
    pub name: Cow<'static, str>,
    /// Its sum over the nodes.
    pub value: [f64; 2],
}

/// The potentials that differ from each other where entries are real.
const REAL: [BlockPotential; 3] = [BlockPotential::ABC, BlockPotential::AAC, BlockPotential::BBC];

/// What the nodes of each frequency of `factorization`, which is one of `network`, compute.
///
/// # Panics
/// When the factorization is one of a wider network or of another group.
#[must_use]
pub fn read_out(network: &Network, factorization: &Factorization) -> Vec<FrequencyReadout> {
    let group = network.group();
    let spectrum = network.spectrum();
    let parts = |value: Complex64| [value.re, value.im];
    let readout = |(k, nodes): (usize, &Vec<usize>)| {
        let (a, b, c) = (spectrum.a.row(k), spectrum.b.row(k), spectrum.c.row(k));
        let block = Block::from_nodes(nodes.iter().map(|&j| Triple::new(a[j], b[j], c[j])));
        let scale = 2.0 * group.order() as f64;
        let potential = |potential: BlockPotential| PotentialReadout {
            name: potential.name().into(),
            value: parts(potential.evaluate(&block) * scale),
        };
        let is_pair = !group.dual().is_self_conjugate(k);
        let potentials = if is_pair { &BlockPotential::ALL[..] } else { &REAL[..] };
        let node = |&j: &usize| NodeReadout { index: j, a: parts(a[j]), b: parts(b[j]), c: parts(c[j]) };
        FrequencyReadout {
            k,
            is_pair,
            nodes: nodes.iter().map(node).collect(),
            potentials: potentials.iter().copied().map(potential).collect(),
        }
    };
    group
        .dual()
        .representatives()
        .zip(factorization.frequencies.iter().map(|frequency| &frequency.nodes))
        .map(readout)
        .collect()
}
