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
mod options;
mod piece;
mod realize;
mod shared;
mod whole;

pub use analysis::{Basis, SnappedFrequency, SnappedHat, SnappedNodes, SnappedPart, Snapping};
pub use irreps::{Closing, IrrepBasis, IrrepSnapping, SnappedIrrep, snap_irreps};
pub use options::SnapOptions;
pub use whole::SnappedNetwork;

use std::collections::BTreeMap;

use num_complex::Complex64;

use self::assembly::{Hosts, SHARES};
use self::frequency::Outcome;
use self::piece::Piece;
use self::realize::Transformed;
use self::whole::Known;
use super::Factorization;
use super::engine::{self, Options};
use crate::Result;
use crate::loss::Target;
use crate::network::{DenseSpectrum, Network};
use crate::proof::SolutionProof;
use crate::scalar::Exact;
use crate::semiring::Solution;

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
    let hosts = hosts::choose(network, !factorization.others.constant_nodes.is_empty(), &spectrum, &pieces, &values);

    let mut slots: Vec<Vec<usize>> = pieces.iter().map(Piece::slots).collect();
    let mut constant_slot = None;
    if hosts == Hosts::ConstantNode {
        let dead = || (0..network.width()).find(|j| !slots.concat().contains(j)).unwrap_or(network.width());
        let slot = factorization.others.constant_nodes.first().copied().unwrap_or_else(dead);
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
