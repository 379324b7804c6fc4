//! The blocks of all irreps as one network, its constants closed.

use std::collections::BTreeSet;

use num_traits::One;

use super::analysis::{Closing, IrrepSnapping, SnappedIrrep};
use super::block::{ExactBlock, ExactTerm, Trained};
use super::piece::Piece;
use super::rough;
use super::weights::Weights;
use crate::certificate::ValueCertificate;
use crate::check::Check;
use crate::dual::Dual;
use crate::factor::irreps::IrrepFactorization;
use crate::factor::snap::realize::Transformed;
use crate::factor::snap::whole::Known;
use crate::loss::Target;
use crate::scalar::{Exact, Scalar};
use crate::semiring::{Node, Solution, Spectrum, Term};
use crate::{Error, Result};

/// The blocks as one network.
pub(super) struct Assembly {
    obstacles: Vec<String>,
    closing: Closing,
    corrections: usize,
    live_nodes: usize,
    pub(super) weights: Option<Weights>,
}

impl Assembly {
    pub(super) fn new(
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
            let constant_node = factorization.others.constant_nodes.first().copied();
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

    pub(super) fn finished(self, before: &Transformed<'_>, irreps: Vec<SnappedIrrep>) -> Result<IrrepSnapping> {
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
    rough::corrections(trained, &rough).ok_or_else(|| Error::unsupported("a number is too large to be computed"))
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
    Err(Error::unsupported(format!("the exact nodes are no solution{refusal}")))
}
