//! Snapping: a trained network replaced by the exact solution that it approximates, and zero loss proved.
//!
//! ```text
//! Network ─ factor ─▶ forms ─ fit ─▶ parameters ─┬─ symbolic ─▶ Solution<Exact> ─▶ proof that the loss is 0
//!                      └─ certify (no form) ─────┴─ values ───▶ nearest gauge ───▶ Network
//! ```
//!
//! Both branches run through the same assembly. Parameters are symbols in the proof, which therefore holds for every
//! value of modulus 1, the fitted ones among them.

mod analysis;
mod assembly;
mod fit;
mod frequency;
mod hosts;
mod realize;
mod shape;

pub use analysis::{Basis, SnappedFrequency, SnappedHat, Snapping};

use std::collections::BTreeMap;

use num_complex::Complex64;

use self::assembly::{Hosts, Placed, SHARES, assemble};
use self::frequency::{Outcome, block_of};
use self::realize::Transformed;
use self::shape::Shape;
use super::engine::{self, Options};
use super::form::Parameter;
use super::gauge::{Entries, entries_at};
use super::{FrequencyFactorization, FrequencyLabel};
use crate::Result;
use crate::construct::Sign;
use crate::group::Group;
use crate::loss::Target;
use crate::network::{Network, PairMask};
use crate::proof::SolutionProof;
use crate::scalar::Exact;

/// How to snap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SnapOptions {
    /// How far the nodes of one frequency may move, relative to their norm.
    pub max_move: f64,
}

impl Default for SnapOptions {
    fn default() -> Self {
        SnapOptions { max_move: 0.2 }
    }
}

/// One frequency on its way.
struct Entry<'a> {
    k: usize,
    frequency: &'a FrequencyFactorization,
    self_conjugate: bool,
    /// At the theory's scale.
    nodes: Vec<Entries>,
    outcome: Outcome,
}

/// Replaces every frequency of a trained network by its exact form with fitted parameters, closes R_n by a hat, and
/// proves that the loss is 0.
///
/// - A named form becomes its exact block times the unit factor (α, β, conj(αβ)), parameters fitted by least squares.
/// - Nodes without a name are moved onto the equations of one frequency by Newton's method, and an exact solution near
///   them is certified; see [`proof::newton`](crate::proof::newton).
/// - R_n is closed by a hat on the named frequencies of order 6, shared as the trained network shares it; without such a
///   frequency by the constant node that the network has, else on the two real nodes of a self-conjugate character, else
///   by a new constant node.
/// - Every node stays in its place, in the gauge (ta, tb, t⁻²c) and with the sign nearest to the trained weights; dead
///   nodes become zero.
///
/// Where neither an exact form nor a certificate is found, the nodes stay as they are at their frequency and the answer
/// says that the whole is not proved; weights with a larger loss than the trained ones are then not given.
///
/// ```
/// use cogring::construct::optimizers;
/// use cogring::factor::{SnapOptions, snap};
/// use cogring::{Group, Network};
/// use num_complex::Complex64;
/// let solution = optimizers::order6(&Group::cyclic(7)?, |k| Complex64::cis(1.0 + 0.1 * k as f64))?;
/// let snapping = snap(&Network::from_solution(&solution)?, &SnapOptions::default())?;
/// assert!(snapping.proved && snapping.moved.unwrap() < 1e-9);
/// # Ok::<(), cogring::Error>(())
/// ```
///
/// # Errors
/// When a number is too large to be computed.
pub fn snap(network: &Network, options: &SnapOptions) -> Result<Snapping> {
    let group = network.group();
    let factorization = engine::factor(network, &Options::default());
    let spectrum = network.spectrum();
    let to_theory = (2.0 * group.order() as f64).cbrt();
    let entries: Vec<Entry<'_>> = group
        .dual()
        .representatives()
        .zip(&factorization.frequencies)
        .map(|(k, frequency)| {
            let nodes: Vec<Entries> = entries_at(&spectrum, k, &frequency.nodes)
                .into_iter()
                .map(|node| node.map(|entry| entry * to_theory))
                .collect();
            let self_conjugate = group.dual().is_self_conjugate(k);
            let outcome = Outcome::of(frequency, &nodes, self_conjugate, options);
            Entry { k, frequency, self_conjugate, nodes, outcome }
        })
        .collect();
    let placed: Vec<Placed<Complex64>> = entries.iter().map(Entry::values).collect();
    let hosts = hosts::choose(network, !factorization.constant_nodes.is_empty(), &spectrum, &entries, &placed);

    let obstacles: Vec<String> = entries.iter().filter_map(|entry| entry.obstacle(group)).collect();
    let exact = obstacles.is_empty().then(|| {
        let symbols: Vec<Placed<Exact>> = entries.iter().map(|entry| entry.symbols(group)).collect();
        assemble(group, &symbols, &hosts)
    });
    let proof = exact.as_ref().map(|exact| SolutionProof::new(exact, Target::ZeroMean)).transpose()?;
    let proved = proof.as_ref().is_some_and(|proof| proof.proved);

    let mut slots: Vec<usize> = entries.iter().flat_map(Entry::slots).collect();
    let mut constant_node = None;
    if hosts == Hosts::ConstantNode {
        let dead = || (0..network.width()).find(|j| !slots.contains(j)).unwrap_or(network.width());
        let slot = factorization.constant_nodes.first().copied().unwrap_or_else(dead);
        slots.push(slot);
        constant_node = Some(slot);
    }
    let snapped = entries.iter().any(|entry| matches!(entry.outcome, Outcome::Exact(_) | Outcome::Certified { .. }));
    let trained = Transformed { network, spectrum: &spectrum };
    let weights =
        if snapped { Some(realize::realize(&trained, &assemble(group, &placed, &hosts), &slots)?) } else { None };
    let moved_spectrum = weights.as_ref().map(Network::spectrum);
    let moved =
        weights.as_ref().zip(moved_spectrum.as_ref()).map(|(network, spectrum)| Transformed { network, spectrum });
    let evaluate = |network: &Network| network.evaluate(Target::ZeroMean, &PairMask::all(group));
    let (trained_loss, evaluation) = (evaluate(network).loss, weights.as_ref().map(evaluate));
    let worth_keeping = proved || evaluation.as_ref().is_some_and(|evaluation| evaluation.loss <= trained_loss);
    Ok(Snapping {
        group: group.clone(),
        frequencies: entries.iter().map(|entry| entry.report(&trained, moved.as_ref())).collect(),
        hat: SnappedHat {
            hosts: match &hosts {
                Hosts::Blocks(shares) => shares
                    .iter()
                    .map(|&(at, share)| (entries[at].frequency.k.clone(), share as f64 / SHARES as f64))
                    .collect(),
                Hosts::Nobody | Hosts::ConstantNode => Vec::new(),
            },
            constant_node,
        },
        proof,
        proved,
        obstacles,
        trained_loss,
        loss: evaluation.as_ref().map(|evaluation| evaluation.loss),
        accuracy: evaluation.map(|evaluation| evaluation.accuracy),
        moved: weights.as_ref().map(|weights| realize::moved_altogether(network, weights)),
        live_nodes: slots.len(),
        network: weights.filter(|_| worth_keeping),
        exact,
        assignment: entries.iter().flat_map(|entry| entry.assignment(group)).collect(),
    })
}

impl Entry<'_> {
    /// The block with the values of its parameters, nodes in the order of [`Entry::slots`].
    fn values(&self) -> Placed<Complex64> {
        let (block, leaves_r_n) = match &self.outcome {
            Outcome::Exact(fit) => (fit.block(), fit.shape.leaves_r_n()),
            Outcome::Certified { certified, leaves_r_n } => (certified.block(), *leaves_r_n),
            // The hat closes what they leave, as far as a hat can.
            Outcome::Unchanged { .. } | Outcome::Unused => {
                (block_of(&self.nodes), !self.nodes.is_empty() && !self.self_conjugate)
            }
        };
        Placed { k: self.k, block, leaves_r_n }
    }

    /// The block with symbolic parameters, or the representative of a certified one; see [`Snapping::proof`].
    fn symbols(&self, group: &Group) -> Placed<Exact> {
        let (shape, prefix) = match &self.outcome {
            Outcome::Exact(fit) => (fit.shape, ""),
            Outcome::Certified { leaves_r_n: false, .. } => (Shape::NuSyn, "any_"),
            _ => (Shape::NuIXi(Sign::Plus), "any_"),
        };
        let symbol = |name: &&str| Exact::parameter(&Shape::symbol(&format!("{prefix}{name}"), group, self.k));
        let values: Vec<Exact> = shape.parameters().iter().map(symbol).collect();
        Placed { k: self.k, block: shape.block(&values), leaves_r_n: shape.leaves_r_n() }
    }

    /// The trained node that each node of the block replaces.
    fn slots(&self) -> Vec<usize> {
        match &self.outcome {
            Outcome::Exact(fit) => fit.places.iter().map(|&at| self.frequency.nodes[at]).collect(),
            _ => self.frequency.nodes.clone(),
        }
    }

    fn assignment(&self, group: &Group) -> BTreeMap<String, Complex64> {
        let Outcome::Exact(fit) = &self.outcome else { return BTreeMap::new() };
        let names = fit.shape.parameters().iter().map(|name| Shape::symbol(name, group, self.k));
        names.zip(fit.angles.iter().map(|&angle| Complex64::cis(angle))).collect()
    }

    fn obstacle(&self, group: &Group) -> Option<String> {
        let label = FrequencyLabel::new(group, self.k);
        match &self.outcome {
            Outcome::Exact(_) | Outcome::Certified { .. } => None,
            Outcome::Unchanged { reason } => Some(format!("k = {label} has no exact form: {reason}")),
            Outcome::Unused => Some(format!("k = {label} is not used")),
        }
    }

    fn report(&self, trained: &Transformed<'_>, snapped: Option<&Transformed<'_>>) -> SnappedFrequency {
        let nodes = self.slots();
        let group = trained.network.group();
        let basis = match &self.outcome {
            Outcome::Exact(fit) => Basis::Exact {
                form: fit.shape.name(),
                expression: fit.shape.expression(group, self.k),
                parameters: self
                    .assignment(group)
                    .into_iter()
                    .map(|(name, value)| (name, Parameter(value)))
                    .collect::<BTreeMap<_, _>>(),
            },
            Outcome::Certified { certified, leaves_r_n } => Basis::Certified {
                hat_closes_r_n: *leaves_r_n,
                radius: certified.radius_f64(),
                certificate: certified.clone(),
            },
            Outcome::Unchanged { reason } => Basis::Unchanged { reason: reason.clone() },
            Outcome::Unused => Basis::Unused,
        };
        let moved =
            snapped.filter(|_| !nodes.is_empty()).map(|snapped| realize::moved(trained, snapped, self.k, &nodes));
        SnappedFrequency {
            k: self.frequency.k.clone(),
            nodes,
            basis,
            moved: moved.as_ref().map(|moved| moved.own),
            moved_weights: moved.as_ref().map(|moved| moved.weights),
        }
    }
}
