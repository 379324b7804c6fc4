//! Snapping over any finite group: every irrep's nodes replaced by exact ones near them, and zero loss proved.
//!
//! ```text
//! Network ─ factor_irreps ─▶ nodes of an irrep ─┬─ R: exact frames, rational directions ─▶ outputs by linear equations ─┐
//!                                               └─ pairs of characters: named products, rational parameters ────────────┴─▶
//!     ─▶ elsewhere, and where that is far: Newton's method, rational numbers, small nodes that make them exact
//!     ─▶ constants closed exactly ─▶ nearest gauge ─▶ Solution<Exact> ─▶ certificate by values, checked
//! ```

mod analysis;
mod block;
mod character;
mod design;
mod frames;
mod number;
mod real;
mod refine;
mod rough;
mod weights;

pub use analysis::{Closing, IrrepBasis, IrrepSnapping, SnappedIrrep};

use std::collections::BTreeSet;

use num_traits::One;

use super::SnapOptions;
use super::realize::{self, Transformed};
use super::whole::Known;
use crate::Result;
use crate::certificate::ValueCertificate;
use crate::check::Check;
use crate::dual::{Dual, IrrepType};
use crate::factor::irreps::{FactoredIrrep, IrrepFactorization, IrrepNodes, Site, factor_irreps};
use crate::loss::Target;
use crate::network::Network;
use crate::scalar::{Exact, Scalar};
use crate::semiring::{Node, Solution, Spectrum, Term};
use block::{ExactBlock, ExactTerm, Trained};
use weights::Weights;

/// Exact forms whose nodes move by more than this are given up for nodes in no particular form, if these are nearer.
const NEAR: f64 = 0.05;

/// An irrep on its way.
struct Piece<'a> {
    site: &'a Site,
    found: &'a FactoredIrrep,
    basis: IrrepBasis,
    block: Option<ExactBlock>,
    /// What there is to go back to, with how far it moved.
    previous: Option<(IrrepBasis, ExactBlock, f64)>,
    is_refined: bool,
}

/// Replaces the nodes of every irrep of a trained network by exact nodes near them, closes the constants, and proves that the
/// loss is 0; over a group that is given by its table. Groups that are given by their factors have [`snap`](super::snap()).
///
/// - Type R: nodes that share x and z are found whose y are frames. The frames become exactly orthonormal, x and z rational;
///   all equations are linear in the outputs then, and are solved exactly, near the trained outputs. This covers the closed
///   simplex and every other design, of any number of frames whose directions x ⊗ z span.
/// - Pairs of characters: the named products, with parameters of rational real and imaginary part.
/// - Everywhere else, and where those are not near: Newton's method leads from the trained nodes to numbers that solve the equations
///   of the irrep, these are rounded to rationals, and what is left of the equations, which is 10⁻¹² and known exactly, is cancelled
///   by small nodes in the places of dead ones.
/// - The constants that are left are closed by a hat on the nodes of one irrep that can carry it, else by a constant node.
/// - Every node stays in its place, in the gauge (ta, tb, t⁻²c) near the trained one, t rational; dead nodes become zero.
///
/// Where none of these is near, the answer says so, the nodes stay as they are, and nothing is proved of the network.
///
/// ```
/// use cogring::construct::narrow;
/// use cogring::factor::{SnapOptions, snap_irreps};
/// use cogring::{Group, Network};
/// let network = Network::from_solution(&narrow(&"S3".parse::<Group>()?))?;
/// let snapping = snap_irreps(&network, &SnapOptions::default())?;
/// assert!(snapping.whole.proved && snapping.whole.moved.unwrap() < 1e-2);
/// # Ok::<(), cogring::Error>(())
/// ```
///
/// # Errors
/// When the group is given by its factors.
pub fn snap_irreps(network: &Network, options: &SnapOptions) -> Result<IrrepSnapping> {
    let (group, spectrum) = (network.group(), network.spectrum());
    if group.moduli().is_some() {
        return Err(crate::Error::argument(format!(
            "{group} is given by its factors: it has frequencies to be snapped"
        )));
    }
    let dual = group.dual();
    let (factorization, sites) = (factor_irreps(network), Site::all(&dual));
    let trained = Trained { dual: &dual, spectrum: &spectrum };
    let before = Transformed { network, spectrum: &spectrum };
    let of_site = |(site, found)| Piece::new(&trained, site, found);
    let mut pieces: Vec<Piece<'_>> = sites[1..].iter().zip(&factorization.irreps).map(of_site).collect();
    loop {
        let assembly = Assembly::new(&before, &trained, &factorization, &pieces)?;
        let moved = assembly.weights.as_ref().map(|weights| weights.network.spectrum());
        let after = assembly.weights.as_ref().zip(moved.as_ref());
        let after = after.map(|(weights, spectrum)| Transformed { network: &weights.network, spectrum });
        let report = |piece: &Piece<'_>| piece.report(&before, after.as_ref());
        let irreps: Vec<SnappedIrrep> = pieces.iter().map(report).collect();
        // the one that moved most is in the way first
        let far = irreps.iter().zip(&mut pieces).filter_map(|(irrep, piece)| {
            let moved = irrep.moved.map(|moved| if moved.is_nan() { f64::INFINITY } else { moved })?;
            (moved > piece.limit(options)).then_some((piece, moved))
        });
        match far.max_by(|x, y| x.1.total_cmp(&y.1)) {
            Some((piece, moved)) => piece.reconsider(&trained, moved),
            None => return assembly.finished(&before, irreps),
        }
    }
}

impl<'a> Piece<'a> {
    fn new(trained: &Trained<'_>, site: &'a Site, found: &'a FactoredIrrep) -> Self {
        let piece = |basis, block| Piece { site, found, basis, block, previous: None, is_refined: false };
        if found.nodes.is_empty() {
            return piece(IrrepBasis::Unused, None);
        }
        let result = match (site.kind, site.degree, &found.frames) {
            (IrrepType::Real, _, Some(of)) => {
                let nodes = IrrepNodes::new(trained.dual, site, trained.spectrum, &found.nodes);
                let basis = |frames| IrrepBasis::FrameDesign { frames, simplex_error: of.simplex_error };
                design::snapped(trained, site, &nodes).map(|block| (basis(block.groups), block))
            }
            (IrrepType::Real, ..) => Err("its nodes are not aligned".to_owned()),
            (IrrepType::Complex, 1, _) => {
                let product = |(form, block)| (IrrepBasis::Product { form }, block);
                character::snapped(trained, site, &found.nodes).map(product)
            }
            _ => Err("no exact form of such nodes is known".to_owned()),
        };
        match result {
            Ok((basis, block)) => piece(basis, Some(block)),
            Err(reason) => {
                let mut piece = piece(IrrepBasis::Unchanged { reason }, None);
                piece.refine(trained);
                piece
            }
        }
    }

    /// How far its nodes may move before something else is tried.
    fn limit(&self, options: &SnapOptions) -> f64 {
        match self.basis {
            IrrepBasis::Refined { .. } => {
                self.previous.as_ref().map_or(options.max_move, |(.., moved)| moved.min(options.max_move_of_irreps))
            }
            _ if self.is_refined => options.max_move_of_irreps,
            _ => NEAR,
        }
    }

    /// After its nodes moved too far: refined, if they were not yet; else as they were before, if that was something.
    fn reconsider(&mut self, trained: &Trained<'_>, moved: f64) {
        if !self.is_refined {
            self.previous = self.block.take().map(|block| (self.basis.clone(), block, moved));
            self.refine(trained);
            if self.block.is_some() {
                return;
            }
        } else if self.previous.is_none() {
            let reason = format!("the nearest exact nodes are at distance {moved:.2}");
            (self.basis, self.block) = (IrrepBasis::Unchanged { reason }, None);
        }
        if let Some((basis, block, _)) = self.previous.take() {
            (self.basis, self.block) = (basis, Some(block));
        }
    }

    fn refine(&mut self, trained: &Trained<'_>) {
        self.is_refined = true;
        match rough::snapped(trained, self.site, &self.found.nodes) {
            Ok((residual, block)) => (self.basis, self.block) = (IrrepBasis::Refined { residual }, Some(block)),
            Err(other) => {
                if let IrrepBasis::Unchanged { reason } = &mut self.basis {
                    *reason = format!("{reason}, and {other}");
                }
            }
        }
    }

    fn slots(&self) -> &[usize] {
        self.block.as_ref().map_or(&self.found.nodes, |block| &block.slots)
    }

    fn obstacle(&self) -> Option<String> {
        let FactoredIrrep { irrep, kind, degree, .. } = self.found;
        let what = format!("irrep {irrep} ({kind}{degree})");
        match &self.basis {
            IrrepBasis::Unused => Some(format!("{what} has no nodes")),
            IrrepBasis::Unchanged { reason } => {
                Some(format!("{what}: order {}, no exact form known near it: {reason}", self.found.order()))
            }
            IrrepBasis::FrameDesign { .. } | IrrepBasis::Product { .. } | IrrepBasis::Refined { .. } => None,
        }
    }

    fn report(&self, before: &Transformed<'_>, after: Option<&Transformed<'_>>) -> SnappedIrrep {
        let nodes = self.slots().to_vec();
        let places: Vec<usize> = self.site.places().collect();
        let moved = after.filter(|_| self.block.is_some()).map(|after| realize::moved(before, after, &places, &nodes));
        SnappedIrrep {
            irrep: self.found.irrep,
            kind: self.found.kind,
            degree: self.found.degree,
            known_orders: self.found.known_orders,
            basis: self.basis.clone(),
            moved: moved.as_ref().map(|moved| moved.own),
            moved_weights: moved.as_ref().map(|moved| moved.weights),
            nodes,
        }
    }
}

/// The blocks as one network.
struct Assembly {
    obstacles: Vec<String>,
    closing: Closing,
    corrections: usize,
    live_nodes: usize,
    weights: Option<Weights>,
}

impl Assembly {
    fn new(
        before: &Transformed<'_>,
        trained: &Trained<'_>,
        factorization: &IrrepFactorization,
        pieces: &[Piece<'_>],
    ) -> Result<Self> {
        let obstacles: Vec<String> = pieces.iter().filter_map(Piece::obstacle).collect();
        let blocks: Vec<&ExactBlock> = pieces.iter().filter_map(|piece| piece.block.as_ref()).collect();
        let mut slots: Vec<usize> = blocks.iter().flat_map(|block| block.slots.iter().copied()).collect();
        let mut terms: Vec<_> = blocks.iter().flat_map(|block| block.terms.iter().cloned()).collect();
        let (mut closing, mut corrections) = (Closing::Nothing, 0);
        if obstacles.is_empty() {
            // of a network that has a constant node the output is kept one-hot
            let constant_node = factorization.constant_nodes.first().copied();
            let target = if constant_node.is_some() { Target::OneHot } else { Target::ZeroMean };
            let taken = constant_node.into_iter().chain(slots.iter().copied()).collect::<BTreeSet<_>>();
            let mut free = (0..).filter(|node| !taken.contains(node));
            let hat = close_by_hat(trained.dual, pieces, &mut terms)?;
            let small = corrected(trained, pieces, &terms)?;
            corrections = small.len();
            slots.extend(free.by_ref().take(corrections));
            terms.extend(small);
            let target = if best_host(pieces).is_some() { Target::ZeroMean } else { target };
            if let Some(term) = closing_node(trained.dual, &terms, target)? {
                let node = constant_node.or_else(|| free.next()).unwrap_or_default();
                slots.push(node);
                terms.push(term);
                closing = Closing::ConstantNode { node };
            }
            if let Some(irrep) = hat {
                corrections += usize::from(closing != Closing::Nothing);
                closing = Closing::Hat { irrep };
            }
        }
        let live_nodes = if obstacles.is_empty() { slots.len() } else { factorization.live_nodes };
        let unchanged = pieces.iter().filter(|piece| piece.block.is_none());
        let keep: Vec<usize> = unchanged.flat_map(|piece| piece.slots().to_vec()).collect();
        let weights = (!terms.is_empty()).then(|| Weights::new(before, terms, &slots, &keep)).transpose()?;
        Ok(Assembly { obstacles, closing, corrections, live_nodes, weights })
    }

    fn finished(self, before: &Transformed<'_>, irreps: Vec<SnappedIrrep>) -> Result<IrrepSnapping> {
        let Assembly { mut obstacles, closing, corrections, live_nodes, weights } = self;
        let exact = weights.as_ref().filter(|_| obstacles.is_empty()).map(|weights| weights.exact.clone());
        let certificate = match exact.as_ref().map(checked).transpose() {
            Ok(certificate) => certificate,
            Err(error) => {
                obstacles.push(error.to_string());
                None
            }
        };
        let proved = certificate.is_some();
        let whole = Known { proved, obstacles, live_nodes, exact };
        let whole = whole.with_weights(before, weights.map(|weights| weights.network));
        Ok(IrrepSnapping { whole, irreps, closing, corrections, certificate })
    }
}

/// The small nodes that make the refined irreps exact, as they are among all terms.
fn corrected(trained: &Trained<'_>, pieces: &[Piece<'_>], terms: &[ExactTerm]) -> Result<Vec<ExactTerm>> {
    let (mut rest, mut rough) = (terms, Vec::new());
    for (piece, block) in pieces.iter().filter_map(|piece| Some((piece, piece.block.as_ref()?))) {
        let own;
        (own, rest) = rest.split_at(block.terms.len());
        if block.is_rough {
            rough.push((piece.site, own.to_vec()));
        }
    }
    rough::corrections(trained, &rough).ok_or_else(|| crate::Error::unsupported("a number is too large to be computed"))
}

/// Cancels the constants that are left by a hat on the nodes of an irrep that can carry it, which is returned.
fn close_by_hat(dual: &Dual, pieces: &[Piece<'_>], terms: &mut [ExactTerm]) -> Result<Option<usize>> {
    let constants = Solution::new(dual, terms.to_vec())?.constants(Target::ZeroMean);
    let Some((at, scale)) = best_host(pieces).filter(|_| !constants.is_empty()) else { return Ok(None) };
    let hat = Spectrum::from_pairs(dual, constants.into_iter().map(|(k, constant)| (k, constant * &scale)));
    let first: usize = pieces[..at].iter().filter_map(|piece| piece.block.as_ref()).map(|of| of.terms.len()).sum();
    let host = pieces[at].block.iter().flat_map(|block| &block.host);
    for (term, multiplier) in terms[first..].iter_mut().zip(host.flat_map(|host| &host.multipliers)) {
        let own = hat.map(|_, value| value.clone() * multiplier);
        term.node.c = term.node.c.plus(dual, &own).map(|_, value| value.clone().shortened());
    }
    Ok(Some(pieces[at].found.irrep))
}

/// The constant node that cancels what is left, if anything is.
fn closing_node(dual: &Dual, terms: &[ExactTerm], target: Target) -> Result<Option<ExactTerm>> {
    let constants = Solution::new(dual, terms.to_vec())?.constants(target);
    if constants.is_empty() {
        return Ok(None);
    }
    let half = Spectrum::single(dual, 0, Exact::from_ratio(1, 2));
    let c = Spectrum::from_pairs(dual, constants.into_iter().map(|(k, constant)| (k, -constant)));
    Ok(Some(Term { coefficient: Exact::one(), node: Node { a: half.clone(), b: half, c } }))
}

/// The irrep whose nodes make the most constant of the least output, by its place, and what the constants are to be multiplied
/// by.
fn best_host(pieces: &[Piece<'_>]) -> Option<(usize, Exact)> {
    let size = |x: &Exact| x.to_complex().map_or(0.0, |x| x.norm());
    let hosts = pieces.iter().enumerate().filter_map(|(at, piece)| {
        let host = piece.block.as_ref()?.host.as_ref()?;
        let outputs = host.multipliers.iter().map(|x| size(x).powi(2)).sum::<f64>().sqrt();
        let scale = Exact::from_ratio(-1, 1).checked_div(&host.constant)?.shortened();
        Some((at, scale, size(&host.constant) / outputs))
    });
    hosts.max_by(|x, y| x.2.total_cmp(&y.2)).map(|(at, scale, _)| (at, scale))
}

/// The certificate of a solution, which a check of it accepts.
fn checked(solution: &Solution<Exact>) -> Result<ValueCertificate> {
    let mut refusal = None;
    for target in [Target::ZeroMean, Target::OneHot] {
        let certificate = ValueCertificate::claiming(solution, target)?;
        let check = Check::of_values(&certificate)?;
        if check.valid {
            return Ok(certificate);
        }
        refusal = refusal.or(check.refusal);
    }
    let refusal = refusal.map_or_else(String::new, |refusal| format!(": {} {}", refusal.identity, refusal.reason));
    Err(crate::Error::unsupported(format!("the exact nodes are no solution{refusal}")))
}
