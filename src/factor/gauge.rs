//! Nodes of one frequency up to their gauge (a, b, c) → (t a, t b, t⁻² c), t real.

use num_complex::Complex64;

use super::rank_one::{self, RankOne};
use crate::network::DenseSpectrum;

/// The entries (a, b, c) of a node at one frequency.
pub(super) type Entries = [Complex64; 3];

pub(super) const ONE: Entries = [Complex64::ONE; 3];

/// The entries of the given nodes at character k, raw (s = 1).
pub(super) fn entries_at(spectrum: &DenseSpectrum, k: usize, nodes: &[usize]) -> Vec<Entries> {
    nodes.iter().map(|&j| [spectrum.a[(k, j)], spectrum.b[(k, j)], spectrum.c[(k, j)]]).collect()
}

/// Entries below this share of the largest one of other nodes are zero to rounding.
const VANISHING: f64 = 1e-15;

/// Entries below this share of their channel's root mean square are rounding errors of a Fourier transform.
const NEGLIGIBLE: f64 = 1e-12;

/// The square of a divisor must not underflow.
const LEAST_DIVISOR: f64 = 1e-150;

/// The entrywise product.
pub(super) fn times(u: &Entries, v: &Entries) -> Entries {
    std::array::from_fn(|at| u[at] * v[at])
}

/// The entrywise quotient; not finite where `v` vanishes.
pub(super) fn over(u: &Entries, v: &Entries) -> Entries {
    std::array::from_fn(|at| u[at] / v[at])
}

/// Nodes as base · (nodes with first one (1, 1, 1)). The base is the first node, but where an entry of that vanishes beside
/// the other nodes' it is the largest of these, or 1 when all vanish.
pub(super) fn normalized(nodes: &[Entries]) -> (Entries, Vec<Entries>) {
    let base: Entries = std::array::from_fn(|at| {
        let first = nodes[0][at];
        let largest = nodes.iter().map(|node| node[at]).fold(first, |x, y| if y.norm() > x.norm() { y } else { x });
        let candidates = [first, largest, Complex64::ONE];
        let usable = |entry: &Complex64| entry.norm() > (VANISHING * largest.norm()).max(LEAST_DIVISOR);
        candidates.into_iter().find(usable).unwrap_or(Complex64::ONE)
    });
    (base, nodes.iter().map(|node| over(node, &base)).collect())
}

/// |a|² + |b|² + |c|².
pub(super) fn norm_squared(u: &Entries) -> f64 {
    u.iter().map(|entry| entry.norm_sqr()).sum()
}

/// The node with (a, b) negated: the same node, by the gauge t = −1.
pub(super) fn flipped(u: &Entries) -> Entries {
    [-u[0], -u[1], u[2]]
}

/// Re⟨(a, b) of u, (a, b) of v⟩: positive when the signs of the two agree.
pub(super) fn agreement(u: &Entries, v: &Entries) -> f64 {
    (0..2).map(|at| u[at].re * v[at].re + u[at].im * v[at].im).sum()
}

/// The squared distance of two nodes, the sign of (a, b) being free.
pub(super) fn distance_squared(u: &Entries, v: &Entries) -> f64 {
    let sign = if agreement(u, v) < 0.0 { -1.0 } else { 1.0 };
    (0..2).map(|at| (u[at] - v[at] * sign).norm_sqr()).sum::<f64>() + (u[2] - v[2]).norm_sqr()
}

/// The nodes of one frequency in the gauge |c|² = |a||b|, with the entries of a, of b and of c each divided by their root
/// mean square.
///
/// The condition on the gauge is multiplicative, so a product of elements in this gauge is in this gauge: noise aside,
/// nodes factor as they stand. What is left of the gauge is the sign of (a, b). The divisors are an element of order 1, so
/// they change no product either; without them a channel much smaller than the others would weigh nothing in a fit.
#[derive(Debug, Clone)]
pub(super) struct GaugedBlock {
    pub nodes: Vec<Entries>,
    /// What a, b and c were divided by.
    pub scale: [f64; 3],
}

impl GaugedBlock {
    /// The nodes in their common gauge, or `None` when all vanish.
    pub fn new(nodes: &[Entries]) -> Option<Self> {
        let gauged: Vec<Entries> = nodes.iter().map(in_balanced_gauge).collect();
        let scale = std::array::from_fn(|channel| root_mean_square(gauged.iter().map(|node| node[channel])));
        if scale.iter().all(|size| *size == 0.0) {
            return None;
        }
        // A channel that vanishes stays as it is.
        let scale = scale.map(|size: f64| if size == 0.0 { 1.0 } else { size });
        let nodes = gauged.iter().map(|node| std::array::from_fn(|channel| node[channel] / scale[channel])).collect();
        Some(GaugedBlock { nodes, scale })
    }
}

/// The root mean square of the moduli, by way of the largest, so that no square leaves the range of a double; 0 when all
/// are 0 to the precision of one.
fn root_mean_square(entries: impl Iterator<Item = Complex64> + Clone) -> f64 {
    let largest = entries.clone().map(Complex64::norm).fold(0.0, f64::max);
    if !largest.is_normal() {
        return 0.0;
    }
    let (sum, count) =
        entries.fold((0.0, 0), |(sum, count), entry| (sum + (entry.norm() / largest).powi(2), count + 1));
    largest * (sum / f64::from(count)).sqrt()
}

/// The node in the gauge |c|² = |a||b|; a node with a vanishing entry has no such gauge and stays as it is.
pub(super) fn in_balanced_gauge(node: &Entries) -> Entries {
    let t = (node[2].norm() / (node[0].norm() * node[1].norm()).sqrt()).cbrt();
    if t.is_normal() { [node[0] * t, node[1] * t, node[2] / (t * t)] } else { *node }
}

/// |entry − fitted| / |entry|; 0 where both are zero to rounding, in a channel of root mean square about 1.
fn share_missed(entry: Complex64, fitted: Complex64) -> f64 {
    if entry.norm().max(fitted.norm()) < NEGLIGIBLE { 0.0 } else { (entry - fitted).norm() / entry.norm() }
}

/// A factorization x * y of nodes laid out in a grid, fitted by least squares.
#[derive(Debug, Clone)]
pub(super) struct ProductFit {
    /// The first factor, normalized to x_0 = (1, 1, 1).
    pub x: Vec<Entries>,
    /// The second factor.
    pub y: Vec<Entries>,
    /// ‖nodes − x*y‖ / ‖nodes‖, over all entries.
    pub residual: f64,
    /// The largest |entry − that of x_l y_i| / |entry|: entries much smaller than the others weigh nothing in `residual`.
    pub worst: f64,
}

impl ProductFit {
    /// Fits x_l y_i to the node `grid[i * p + l]`, l < p: a rank-one approximation of an m × p matrix for each of a, b, c,
    /// after the signs of (a, b) have been aligned.
    pub fn new(nodes: &[Entries], grid: &[usize], p: usize) -> Option<Self> {
        let mut table: Vec<Entries> = grid.iter().map(|&at| nodes[at]).collect();
        let m = table.len() / p;
        let corner = table[0];
        for i in 1..m {
            for l in 1..p {
                let expected = over(&times(&table[i * p], &table[l]), &corner);
                if agreement(&expected, &table[i * p + l]) < 0.0 {
                    table[i * p + l] = flipped(&table[i * p + l]);
                }
            }
        }
        let channels: [RankOne; 3] = std::array::from_fn(|channel| {
            let matrix: Vec<Complex64> = table.iter().map(|node| node[channel]).collect();
            rank_one::approximate(&matrix, p)
        });
        let first: Entries = std::array::from_fn(|channel| channels[channel].right[0]);
        let x = (0..p).map(|l| std::array::from_fn(|channel| channels[channel].right[l] / first[channel]));
        let y = (0..m).map(|i| std::array::from_fn(|channel| channels[channel].left[i] * first[channel]));
        let missed: f64 = channels.iter().map(|channel| channel.missed).sum();
        let total: f64 = table.iter().map(norm_squared).sum();
        let (x, y): (Vec<Entries>, Vec<Entries>) = (x.collect(), y.collect());
        let shares = table.iter().enumerate().flat_map(|(at, node)| {
            let product = times(&x[at % p], &y[at / p]);
            std::array::from_fn::<f64, 3, _>(|channel| share_missed(node[channel], product[channel]))
        });
        let worst = shares.fold(0.0, |worst, share| if share <= worst { worst } else { share });
        let fit = ProductFit { x, y, residual: (missed / total).sqrt(), worst };
        let finite = fit.x.iter().chain(&fit.y).flatten().all(|entry| entry.is_finite());
        (finite && fit.residual.is_finite()).then_some(fit)
    }
}
