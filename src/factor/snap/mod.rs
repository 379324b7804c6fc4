//! Snapping: a trained network replaced by the exact solution that it approximates, and zero loss proved.
//!
//! ```text
//! Network ─ factor ─▶ forms ─ fit ─▶ parameters ─┬─ symbolic ─▶ Solution<Exact> ─▶ proof that the loss is 0
//!                      └─ enclose (no form) ─────┴─ values ───▶ nearest gauge ───▶ Network
//! ```
//!
//! Both branches run through the same assembly. Parameters are symbols in the proof, which therefore holds for every
//! value of modulus 1, the fitted ones among them.

mod analysis;
mod assembly;
mod certificate;
mod fit;
mod frequency;
mod hosts;
mod irreps;
mod realize;
mod shared;
mod whole;

pub use analysis::{Basis, SnappedFrequency, SnappedHat, SnappedNodes, SnappedPart, Snapping};
pub use irreps::{Closing, IrrepBasis, IrrepSnapping, SnappedIrrep, snap_irreps};
pub use whole::SnappedNetwork;

use std::collections::BTreeMap;

use num_complex::Complex64;

use self::assembly::{Hosts, SHARES};
use self::fit::Fit;
use self::frequency::{Outcome, block_of};
use self::realize::Transformed;
use self::whole::Known;
use super::engine::{self, Options};
use super::form::Parameter;
use super::gauge::theory_entries_at;
use super::outcome::{expression, parameters, symbol, with_unit};
use super::{Factorization, FrequencyFactorization, FrequencyLabel};
use crate::Result;
use crate::group::Group;
use crate::loss::Target;
use crate::network::{DenseSpectrum, Network};
use crate::proof::SolutionProof;
use crate::scalar::Exact;
use crate::semiring::{Node, Solution, Spectrum};
use crate::variety::newton;

/// How to snap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SnapOptions {
    /// How far the nodes of one frequency may move, relative to their norm.
    pub max_move: f64,
    /// How far those of one irrep may move: where a node stands apart from a frame that it completes, it is turned into it.
    pub max_move_of_irreps: f64,
}

impl Default for SnapOptions {
    fn default() -> Self {
        SnapOptions { max_move: 0.2, max_move_of_irreps: 0.5 }
    }
}

/// Frequencies on their way: one, or several that share nodes.
struct Piece<'a> {
    frequencies: Vec<usize>,
    readings: Vec<&'a FrequencyFactorization>,
    /// The trained nodes.
    nodes: Vec<usize>,
    /// Their entries, at the theory's scale.
    trained: newton::Part,
    outcome: Outcome,
}

/// Replaces every frequency of a trained network by its exact form with fitted parameters, closes R_n by a hat, and
/// proves that the loss is 0.
///
/// - A named form becomes its exact block times the unit factor (α, β, conj(αβ)), parameters fitted by least squares.
/// - Nodes without a name are moved onto the equations of their frequency by Newton's method, and an exact solution near
///   them is enclosed; see [`variety::newton`](crate::variety::newton). Frequencies that share nodes are solved together.
/// - R_n is closed by a hat on the named frequencies of order 6, shared as the trained network shares it; without such a
///   frequency by the constant node that the network has, else on the two real nodes of a self-conjugate character, else
///   by a new constant node.
/// - Every node stays in its place, in the gauge (ta, tb, t⁻²c) and with the sign nearest to the trained weights; dead
///   nodes become zero.
///
/// Where neither an exact form nor an enclosure is found, the nodes stay as they are at their frequency and the answer
/// says that the whole is not proved. Weights with a larger loss than the trained ones are not given.
///
/// ```
/// use cogring::construct::optimizers;
/// use cogring::factor::{SnapOptions, snap};
/// use cogring::{Group, Network};
/// use num_complex::Complex64;
/// let solution = optimizers::order6(&Group::cyclic(7)?, |k| Complex64::cis(1.0 + 0.1 * k as f64))?;
/// let snapping = snap(&Network::from_solution(&solution)?, &SnapOptions::default())?;
/// assert!(snapping.whole.proved && snapping.whole.moved.unwrap() < 1e-9);
/// # Ok::<(), cogring::Error>(())
/// ```
///
/// # Errors
/// When a number is too large to be computed.
pub fn snap(network: &Network, options: &SnapOptions) -> Result<Snapping> {
    let group = network.group();
    group.require_moduli("snapping")?;
    let spectrum = network.spectrum();
    let factorization = engine::factor_with(network, &spectrum, &Options::default());
    let pieces = pieces(network, &factorization, &spectrum, options);
    let values: Vec<Solution<Complex64>> = pieces.iter().map(|piece| piece.values(group)).collect();
    let hosts = hosts::choose(network, !factorization.constant_nodes.is_empty(), &spectrum, &pieces, &values);

    let mut slots: Vec<Vec<usize>> = pieces.iter().map(Piece::slots).collect();
    let mut constant_slot = None;
    if hosts == Hosts::ConstantNode {
        let dead = || (0..network.width()).find(|j| !slots.concat().contains(j)).unwrap_or(network.width());
        let slot = factorization.constant_nodes.first().copied().unwrap_or_else(dead);
        slots.push(vec![slot]);
        constant_slot = Some(slot);
    }
    let trained = Transformed { network, spectrum: &spectrum };
    let moved_pieces = pieces.iter().any(|piece| piece.outcome.is_solved());
    let solution = hosts.close(group, &values)?;
    let realized = if moved_pieces { Some(realize::realize(&trained, &solution, &slots.concat())?) } else { None };
    let (weights, scales) = realized.unzip();
    let moved_spectrum = weights.as_ref().map(Network::spectrum);
    let moved = weights.as_ref().zip(moved_spectrum.as_ref());
    let moved = moved.map(|(network, spectrum)| Transformed { network, spectrum });

    let obstacles: Vec<String> = pieces.iter().filter_map(|piece| piece.obstacle(group)).collect();
    let parts =
        if obstacles.is_empty() { certificate::parts(&pieces, group, &hosts, &slots, scales) } else { Vec::new() };
    let symbolic: Option<Vec<Solution<Exact>>> = pieces.iter().map(|piece| piece.symbols(group)).collect();
    let exact = symbolic.filter(|_| obstacles.is_empty()).map(|parts| hosts.close(group, &parts)).transpose()?;
    let proof = exact.as_ref().map(|exact| SolutionProof::new(exact, Target::ZeroMean)).transpose()?;
    let assignment: BTreeMap<String, Complex64> = pieces.iter().flat_map(|piece| piece.assignment(group)).collect();
    let proved = match (&proof, &weights) {
        (Some(proof), _) => proof.proved,
        (None, Some(weights)) if !parts.is_empty() => certificate::is_solution(weights, &parts, &assignment)?,
        (None, _) => false,
    };

    let shares = |hosts: &Hosts| match hosts {
        Hosts::Parts(shares) => shares
            .iter()
            .map(|&(at, share)| (pieces[at].readings[0].label.clone(), share as f64 / SHARES as f64))
            .collect(),
        Hosts::Nobody | Hosts::ConstantNode => Vec::new(),
    };
    let mut frequencies: Vec<(usize, SnappedFrequency)> =
        pieces.iter().flat_map(|piece| piece.report(&trained, moved.as_ref())).collect();
    frequencies.sort_by_key(|(k, _)| *k);
    let whole = Known { proved, obstacles, live_nodes: slots.iter().map(Vec::len).sum(), exact };
    Ok(Snapping {
        whole: whole.with_weights(&trained, weights),
        frequencies: frequencies.into_iter().map(|(_, frequency)| frequency).collect(),
        hat: SnappedHat { hosts: shares(&hosts), constant_node: constant_slot },
        proof,
        parts,
        assignment,
    })
}

/// One piece for every frequency, but one for all that share nodes, where these do not have forms of their own.
fn pieces<'a>(
    network: &Network,
    factorization: &'a Factorization,
    spectrum: &DenseSpectrum,
    options: &SnapOptions,
) -> Vec<Piece<'a>> {
    let group = network.group();
    let representatives: Vec<usize> = group.dual().representatives().collect();
    let mut pieces: Vec<Option<Piece<'a>>> = representatives
        .iter()
        .zip(&factorization.frequencies)
        .map(|(&k, frequency)| Some(Piece::of_frequency(network, spectrum, (k, frequency), options)))
        .collect();
    for class in shared::classes(factorization, &representatives) {
        let stands_alone = |&place: &usize| match pieces[place].as_ref().map(|piece| &piece.outcome) {
            Some(Outcome::Exact(_) | Outcome::Unused) => true,
            Some(Outcome::Enclosed(_)) => !class.is_mixed,
            _ => false,
        };
        if class.places.iter().all(stands_alone) {
            continue;
        }
        let trained = class.part(group, spectrum, &representatives);
        let alone = class.places.iter().all(|&place| factorization.frequencies[place].equations.are_solved_alone());
        let outcome = shared::solve(&trained, class.is_mixed || alone, options);
        let alone_is_better = |&place: &usize| pieces[place].as_ref().is_some_and(|piece| piece.outcome.is_solved());
        if !outcome.is_solved() && class.places.iter().all(alone_is_better) {
            continue;
        }
        class.places.iter().for_each(|&place| pieces[place] = None);
        let readings = class.places.iter().map(|&place| &factorization.frequencies[place]).collect();
        let frequencies = trained.frequencies.clone();
        pieces[class.places[0]] = Some(Piece { frequencies, readings, nodes: class.nodes, trained, outcome });
    }
    pieces.into_iter().flatten().collect()
}

impl<'a> Piece<'a> {
    fn of_frequency(
        network: &Network,
        spectrum: &DenseSpectrum,
        (k, frequency): (usize, &'a FrequencyFactorization),
        options: &SnapOptions,
    ) -> Self {
        let group = network.group();
        let entries = theory_entries_at(spectrum, k, &frequency.nodes);
        Piece {
            frequencies: vec![k],
            readings: vec![frequency],
            nodes: frequency.nodes.clone(),
            outcome: Outcome::of(frequency, &entries, (group, k), options),
            // The hat closes what unchanged nodes leave, as far as a hat can.
            trained: newton::Part::of_block(group, k, &block_of(&entries), !group.dual().is_self_conjugate(k)),
        }
    }

    /// The nodes with the values of their parameters, in the order of [`Piece::slots`].
    fn values(&self, group: &Group) -> Solution<Complex64> {
        match &self.outcome {
            Outcome::Exact(fit) => Solution::at_frequency(group, self.frequencies[0], &fit.block()),
            Outcome::Enclosed(enclosed) => numbers(&enclosed.part),
            Outcome::Solved { part, .. } => numbers(part),
            Outcome::Unchanged { .. } | Outcome::Unused => numbers(&self.trained),
        }
    }

    /// Whether R_n is left to the hat.
    fn leaves_r_n(&self) -> bool {
        match &self.outcome {
            Outcome::Exact(fit) => fit.family.entry().leaves_r_n,
            Outcome::Enclosed(enclosed) => enclosed.part.hat_closes_r_n,
            Outcome::Solved { part, .. } => part.hat_closes_r_n,
            Outcome::Unchanged { .. } | Outcome::Unused => self.trained.hat_closes_r_n,
        }
    }

    /// The exact form with symbolic parameters, if that is what the nodes are.
    fn symbols(&self, group: &Group) -> Option<Solution<Exact>> {
        let Outcome::Exact(Fit { family, .. }) = &self.outcome else { return None };
        let k = self.frequencies[0];
        let values: Vec<Exact> = parameters(*family).map(|name| Exact::parameter(&symbol(name, group, k))).collect();
        Some(Solution::at_frequency(group, k, &with_unit(*family, &values)))
    }

    /// The trained node that each node replaces.
    fn slots(&self) -> Vec<usize> {
        match &self.outcome {
            Outcome::Exact(fit) => fit.places.iter().map(|&at| self.nodes[at]).collect(),
            _ => self.nodes.clone(),
        }
    }

    fn assignment(&self, group: &Group) -> BTreeMap<String, Complex64> {
        let Outcome::Exact(fit) = &self.outcome else { return BTreeMap::new() };
        let names = parameters(fit.family).map(|name| symbol(name, group, self.frequencies[0]));
        names.zip(fit.angles.iter().map(|&angle| Complex64::cis(angle))).collect()
    }

    fn label(&self) -> String {
        let labels: Vec<String> = self.readings.iter().map(|reading| reading.label.to_string()).collect();
        labels.join(", ")
    }

    fn obstacle(&self, group: &Group) -> Option<String> {
        let serves_several = self.readings.len() > 1 || self.readings.iter().any(|k| !k.mixed_nodes.is_empty());
        let label = self.label();
        let what = if serves_several {
            format!("the nodes of k = {label} serve several frequencies")
        } else {
            format!("k = {label} has no exact form")
        };
        match &self.outcome {
            Outcome::Exact(_) | Outcome::Enclosed(_) => None,
            Outcome::Solved { reason, residual, .. } => {
                Some(format!("{what}: solved to {residual:.0e} in double precision, but not proved: {reason}"))
            }
            Outcome::Unchanged { reason } => Some(format!("{what}: {reason}")),
            Outcome::Unused => {
                let label = FrequencyLabel::new(group, self.frequencies[0]);
                Some(format!("k = {label} is not used"))
            }
        }
    }

    fn basis(&self, group: &Group) -> Basis {
        let with = || self.readings.iter().map(|reading| reading.label.clone()).collect::<Vec<_>>();
        match &self.outcome {
            Outcome::Exact(fit) => Basis::Exact {
                form: fit.family,
                expression: expression(fit.family, group, self.frequencies[0]),
                parameters: self
                    .assignment(group)
                    .into_iter()
                    .map(|(name, value)| (name, Parameter(value)))
                    .collect::<BTreeMap<_, _>>(),
            },
            Outcome::Enclosed(enclosed) => Basis::Certified {
                together: with(),
                hat_closes_r_n: enclosed.part.hat_closes_r_n,
                radius: enclosed.radius(),
            },
            Outcome::Solved { residual, reason, .. } => {
                Basis::Solved { together: with(), residual: *residual, reason: reason.clone() }
            }
            Outcome::Unchanged { reason } => Basis::Unchanged { reason: reason.clone() },
            Outcome::Unused => Basis::Unused,
        }
    }

    fn report(&self, trained: &Transformed<'_>, snapped: Option<&Transformed<'_>>) -> Vec<(usize, SnappedFrequency)> {
        let slots = self.slots();
        let one = |(&k, reading): (&usize, &&FrequencyFactorization)| {
            let nodes = if self.readings.len() == 1 { slots.clone() } else { reading.nodes.clone() };
            let moved =
                snapped.filter(|_| !nodes.is_empty()).map(|snapped| realize::moved(trained, snapped, &[k], &nodes));
            let frequency = SnappedFrequency {
                k: reading.label.clone(),
                nodes,
                basis: self.basis(trained.network.group()),
                moved: moved.as_ref().map(|moved| moved.own),
                moved_weights: moved.as_ref().map(|moved| moved.weights),
            };
            (k, frequency)
        };
        self.frequencies.iter().zip(&self.readings).map(one).collect()
    }
}

/// The nodes as terms with coefficient 1.
fn numbers(part: &newton::Part) -> Solution<Complex64> {
    let dual = part.group.dual();
    let nodes = part.nodes.iter().map(|node| {
        let [a, b, c] = [&node.a, &node.b, &node.c].map(|entries| {
            let real = |&(k, value): &(usize, Complex64)| {
                (k, if dual.is_self_conjugate(k) { Complex64::from(value.re) } else { value })
            };
            Spectrum::from_pairs(&dual, entries.iter().map(real))
        });
        Node { a, b, c }
    });
    Solution::from_nodes(&part.group, nodes)
}
