//! Which nodes carry the hat, and in which shares.

use num_complex::Complex64;

use super::Piece;
use super::assembly::{Hosts, Part, SHARES};
use super::frequency::Outcome;
use super::shape::Shape;
use crate::network::{DenseSpectrum, Network};

/// The named frequencies of order 6, shared as the trained network shares its own hat; without one the constant node
/// that the network has, else the first self-conjugate character, else a new constant node.
pub(super) fn choose(
    network: &Network,
    has_constant_node: bool,
    spectrum: &DenseSpectrum,
    pieces: &[Piece<'_>],
    parts: &[Part<Complex64>],
) -> Hosts {
    let group = network.group();
    let residuals: Vec<(usize, Complex64)> = parts.iter().flat_map(|part| part.left_open(group)).collect();
    if residuals.is_empty() {
        return Hosts::Nobody;
    }
    let at = |wanted: fn(Shape) -> bool| -> Vec<usize> {
        let is_host = |piece: &Piece<'_>| matches!(&piece.outcome, Outcome::Exact(fit) if wanted(fit.shape));
        (0..pieces.len()).filter(|&at| is_host(&pieces[at])).collect()
    };
    let hosts = at(|shape| shape.carries_hat() && shape != Shape::Real);
    if hosts.is_empty() {
        return match at(|shape| shape == Shape::Real)[..] {
            [first, ..] if !has_constant_node => Hosts::Parts(vec![(first, SHARES)]),
            _ => Hosts::ConstantNode,
        };
    }
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
