//! Which nodes carry the hat, and in which shares.

use num_complex::Complex64;

use super::Piece;
use super::assembly::{Hosts, SHARES};
use super::frequency::Outcome;
use crate::construct::FamilyEntry;
use crate::loss::Target;
use crate::network::{DenseSpectrum, Network};
use crate::semiring::Solution;

/// The named frequencies of order 6, shared as the trained network shares its own hat; without one the constant node
/// that the network has, else the first self-conjugate character, else a new constant node.
pub(super) fn choose(
    network: &Network,
    has_constant_node: bool,
    spectrum: &DenseSpectrum,
    pieces: &[Piece<'_>],
    parts: &[Solution<Complex64>],
) -> Hosts {
    let group = network.group();
    if !pieces.iter().any(Piece::leaves_r_n) {
        return Hosts::Nobody;
    }
    let at = |wanted: fn(&FamilyEntry) -> bool| -> Vec<usize> {
        let is_host = |piece: &Piece<'_>| matches!(&piece.outcome, Outcome::Exact(fit) if wanted(fit.family.entry()));
        (0..pieces.len()).filter(|&at| is_host(&pieces[at])).collect()
    };
    let hosts = at(|form| !form.leaves_r_n && !form.is_real);
    if hosts.is_empty() {
        return match at(|form| form.is_real)[..] {
            [first, ..] if !has_constant_node => Hosts::Parts(vec![(first, SHARES)]),
            _ => Hosts::ConstantNode,
        };
    }
    let residuals = Solution::sum_over(group, parts.iter().cloned()).constants(Target::ZeroMean);
    let total: f64 = residuals.iter().map(|(_, residual)| residual.norm_sqr()).sum();
    let worn = hosts.iter().map(|&at| {
        let Piece { frequencies, nodes, .. } = &pieces[at];
        let k = frequencies[0];
        let closed = residuals.iter().map(|(l, residual)| {
            let weighted = nodes.iter().map(|&j| {
                let weight = 2.0 * (spectrum.a[(k, j)].norm_sqr() + spectrum.b[(k, j)].norm_sqr());
                spectrum.c[(*l, j)] * weight
            });
            -(residual.conj() * weighted.sum::<Complex64>()).re
        });
        (2.0 * group.order() as f64 * closed.sum::<f64>() / total).max(0.0)
    });
    Hosts::Parts(shares(&hosts, &worn.collect::<Vec<f64>>()))
}

/// Multiples of 1/[`SHARES`] that add up to 1, in proportion to `worn`; rounding goes to the largest.
fn shares(hosts: &[usize], worn: &[f64]) -> Vec<(usize, u64)> {
    let total: f64 = worn.iter().sum();
    let largest = (0..worn.len()).max_by(|&x, &y| worn[x].total_cmp(&worn[y])).unwrap_or(0);
    if !total.is_normal() {
        return vec![(hosts[largest], SHARES)];
    }
    let mut shares: Vec<u64> = worn.iter().map(|worn| (SHARES as f64 * worn / total).floor() as u64).collect();
    shares[largest] += SHARES - shares.iter().sum::<u64>();
    hosts.iter().copied().zip(shares).filter(|(_, share)| *share > 0).collect()
}
