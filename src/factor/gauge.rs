//! Nodes of one frequency up to their gauge (a, b, c) → (t a, t b, t⁻² c), t real.

use num_complex::Complex64;

use super::rank_one::{self, RankOne};
use crate::network::DenseSpectrum;
use crate::semiring::{Channel, PerChannel, Triple};

/// The entries (a, b, c) of a node at one frequency.
pub(super) type Entries = Triple<Complex64>;

pub(super) const ONE: Entries = Triple::new(Complex64::ONE, Complex64::ONE, Complex64::ONE);

/// The entries of the given nodes at character k, raw (s = 1).
pub(super) fn entries_at(spectrum: &DenseSpectrum, k: usize, nodes: &[usize]) -> Vec<Entries> {
    nodes.iter().map(|&j| spectrum.map(|_, matrix| matrix[(k, j)])).collect()
}

/// The same at the theory's scale s = 1/(2d).
pub(super) fn theory_entries_at(spectrum: &DenseSpectrum, k: usize, nodes: &[usize]) -> Vec<Entries> {
    let scale = (2.0 * spectrum.a.nrows() as f64).cbrt();
    entries_at(spectrum, k, nodes).iter().map(|node| node.map(|_, entry| entry * scale)).collect()
}

/// Entries below this share of the largest one of other nodes are zero to rounding.
const VANISHING: f64 = 1e-15;

/// Entries below this share of their channel's root mean square are rounding errors of a Fourier transform.
const NEGLIGIBLE: f64 = 1e-12;

/// The square of a divisor must not underflow.
const LEAST_DIVISOR: f64 = 1e-150;

/// The entrywise product.
pub(super) fn times(u: &Entries, v: &Entries) -> Entries {
    u.map(|channel, entry| entry * v[channel])
}

/// The entrywise quotient; not finite where `v` vanishes.
pub(super) fn over(u: &Entries, v: &Entries) -> Entries {
    u.map(|channel, entry| entry / v[channel])
}

/// Whether no entry is infinite or NaN.
pub(super) fn is_finite(u: &Entries) -> bool {
    u.each().into_iter().all(|entry| entry.is_finite())
}

/// Nodes as base · (nodes with first one (1, 1, 1)). The base is the first node, but where an entry of that vanishes beside
/// the other nodes' it is the largest of these, or 1 when all vanish.
pub(super) fn normalized(nodes: &[Entries]) -> (Entries, Vec<Entries>) {
    let base = Entries::from_fn(|at| {
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
    u.each().into_iter().map(Complex64::norm_sqr).sum()
}

/// The node with (a, b) negated: the same node, by the gauge t = −1.
pub(super) fn flipped(u: &Entries) -> Entries {
    Triple::new(-u.a, -u.b, u.c)
}

/// Re⟨(a, b) of u, (a, b) of v⟩: positive when the signs of the two agree.
pub(super) fn agreement(u: &Entries, v: &Entries) -> f64 {
    [Channel::A, Channel::B].into_iter().map(|at| u[at].re * v[at].re + u[at].im * v[at].im).sum()
}

/// The squared distance of two nodes, the sign of (a, b) being free.
pub(super) fn distance_squared(u: &Entries, v: &Entries) -> f64 {
    let sign = if agreement(u, v) < 0.0 { -1.0 } else { 1.0 };
    (u.a - v.a * sign).norm_sqr() + (u.b - v.b * sign).norm_sqr() + (u.c - v.c).norm_sqr()
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
    pub scale: PerChannel<f64>,
}

impl GaugedBlock {
    /// The nodes in their common gauge, or `None` when all vanish.
    pub fn new(nodes: &[Entries]) -> Option<Self> {
        let gauged: Vec<Entries> = nodes.iter().map(in_balanced_gauge).collect();
        let scale = PerChannel::from_fn(|channel| root_mean_square(gauged.iter().map(|node| node[channel])));
        if scale == PerChannel::default() {
            return None;
        }
        // A channel that vanishes stays as it is.
        let scale = scale.map(|_, &size| if size == 0.0 { 1.0 } else { size });
        let nodes = gauged.iter().map(|node| node.map(|channel, entry| entry / scale[channel])).collect();
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
    let t = (node.c.norm() / (node.a.norm() * node.b.norm()).sqrt()).cbrt();
    if t.is_normal() { Triple::new(node.a * t, node.b * t, node.c / (t * t)) } else { *node }
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
        let channels: PerChannel<RankOne> = PerChannel::from_fn(|channel| {
            let matrix: Vec<Complex64> = table.iter().map(|node| node[channel]).collect();
            rank_one::approximate(&matrix, p)
        });
        let first = channels.map(|_, channel| channel.right[0]);
        let x = (0..p).map(|l| first.map(|channel, first| channels[channel].right[l] / first));
        let y = (0..m).map(|i| first.map(|channel, first| channels[channel].left[i] * first));
        let missed: f64 = channels.iter().map(|(_, channel)| channel.missed).sum();
        let total: f64 = table.iter().map(norm_squared).sum();
        let (x, y): (Vec<Entries>, Vec<Entries>) = (x.collect(), y.collect());
        let shares = table.iter().enumerate().flat_map(|(at, node)| {
            let product = times(&x[at % p], &y[at / p]);
            Channel::ALL.map(|channel| share_missed(node[channel], product[channel]))
        });
        let worst = shares.fold(0.0, |worst, share| if share <= worst { worst } else { share });
        let fit = ProductFit { x, y, residual: (missed / total).sqrt(), worst };
        let finite = fit.x.iter().chain(&fit.y).all(is_finite);
        (finite && fit.residual.is_finite()).then_some(fit)
    }
}
