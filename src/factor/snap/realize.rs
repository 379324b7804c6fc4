//! Weights of a snapped solution: each node in the gauge nearest to the trained node that it replaces.

use nalgebra::DMatrix;
use num_complex::Complex64;

use crate::Result;
use crate::group::Group;
use crate::network::{DenseSpectrum, Network};
use crate::semiring::{Channel, Node, NodeMonoid, Solution, Spectrum, Term};

/// The network of `solution` with its node j in the place `slots[j]`; the other nodes are zero. As wide as the trained
/// network, or wider by the slots beyond. Also the scale of each node: its inputs are those of the solution times this.
pub(super) fn realize(
    before: &Transformed<'_>,
    solution: &Solution<Complex64>,
    slots: &[usize],
) -> Result<(Network, Vec<f64>)> {
    let Transformed { network: trained, spectrum } = before;
    let group = trained.group();
    // The coefficient that weights at s = 1 have in the theory's scale.
    let scale = Complex64::from(2.0 * group.order() as f64);
    let width = slots.iter().map(|&slot| slot + 1).fold(trained.width(), usize::max);
    let nothing = Node { a: Spectrum::zero(), b: Spectrum::zero(), c: Spectrum::zero() };
    let mut terms: Vec<Term<Node<Complex64>, Complex64>> = vec![Term { coefficient: scale, node: nothing }; width];
    let mut scales = Vec::with_capacity(slots.len());
    for (term, &slot) in solution.terms().iter().zip(slots) {
        let own = (term.coefficient.re / scale.re).cbrt();
        let node = term.node.scale_entries(&Complex64::from(own));
        let target = (slot < trained.width()).then_some((*spectrum, slot));
        let t = nearest_gauge(group, &node, target);
        terms[slot].node = in_gauge(&node, t);
        scales.push(own * t);
    }
    Ok((Network::from_solution(&Solution::from_terms(group, terms))?, scales))
}

/// (t a, t b, t⁻² c).
fn in_gauge(node: &Node<Complex64>, t: f64) -> Node<Complex64> {
    let times = |spectrum: &Spectrum<Complex64>, factor: f64| spectrum.map(|_, value| value * factor);
    Node { a: times(&node.a, t), b: times(&node.b, t), c: times(&node.c, 1.0 / (t * t)) }
}

/// The real t ≠ 0 for which (t a, t b, t⁻² c) is nearest to the trained node; without one, of least norm.
///
/// The squared distance is A t² − 2B t + C t⁻⁴ − 2D t⁻² + const with A = ‖a‖² + ‖b‖², C = ‖c‖², and B, D the inner
/// products with the trained inputs and outputs; the sign of t is that of B. The best of a grid of ln |t| around the
/// balanced gauge is refined by golden sections, which find a minimum to half the digits, and by Newton's method for the
/// others.
pub(super) fn nearest_gauge(group: &Group, node: &Node<Complex64>, target: Option<(&DenseSpectrum, usize)>) -> f64 {
    let dual = group.dual();
    let product = |spectrum: &Spectrum<Complex64>, power: i32, target: Option<(&DMatrix<Complex64>, usize)>| {
        let (mut square, mut inner) = (0.0, 0.0);
        for (k, value) in spectrum.representatives() {
            let weight = dual.multiplicity(k) as f64 * dual.norm(k).powi(power);
            square += weight * value.norm_sqr();
            inner += target.map_or(0.0, |(matrix, j)| weight * (value.conj() * matrix[(k, j)]).re);
        }
        (square, inner)
    };
    let (a, a_inner) = product(&node.a, 1, target.map(|(spectrum, j)| (&spectrum.a, j)));
    let (b, b_inner) = product(&node.b, 1, target.map(|(spectrum, j)| (&spectrum.b, j)));
    let (c, c_inner) = product(&node.c, -1, target.map(|(spectrum, j)| (&spectrum.c, j)));
    let balanced = (2.0 * c / (a + b)).powf(1.0 / 6.0);
    if !balanced.is_normal() {
        return 1.0;
    }
    let inputs = a_inner + b_inner;
    let distance = |log: f64| {
        let t = log.exp();
        (a + b) * t * t - 2.0 * inputs.abs() * t + c / t.powi(4) - 2.0 * c_inner / (t * t)
    };
    let grid = (-40..=40).map(|at| balanced.ln() + 0.05 * f64::from(at));
    let best = grid.min_by(|x, y| distance(*x).total_cmp(&distance(*y))).unwrap_or_default();
    let mut t = golden_section(best - 0.05, best + 0.05, distance).exp();
    for _ in 0..3 {
        let slope = (a + b) * t - inputs.abs() - 2.0 * c / t.powi(5) + 2.0 * c_inner / t.powi(3);
        let curvature = (a + b) + 10.0 * c / t.powi(6) - 6.0 * c_inner / t.powi(4);
        let step = slope / curvature;
        if curvature > 0.0 && step.abs() < 1e-3 * t {
            t -= step;
        }
    }
    t * if inputs < 0.0 { -1.0 } else { 1.0 }
}

fn golden_section(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let ratio = (5.0f64.sqrt() - 1.0) / 2.0;
    for _ in 0..60 {
        let (x, y) = (high - ratio * (high - low), low + ratio * (high - low));
        if f(x) < f(y) { high = y } else { low = x }
    }
    f64::midpoint(low, high)
}

/// How far the nodes of one frequency, or irrep, moved.
pub(super) struct Moved {
    /// At their own places: ‖Δ(a, b, c)‖ / ‖(a, b, c)‖.
    pub own: f64,
    /// Of their weights altogether, hats included.
    pub weights: f64,
}

/// A network with its Fourier coefficients, which are computed once for all frequencies.
pub(super) struct Transformed<'a> {
    pub network: &'a Network,
    pub spectrum: &'a DenseSpectrum,
}

/// ‖snapped − trained‖ / ‖trained‖ over the given nodes, whose own entries are at the given places.
pub(super) fn moved(before: &Transformed<'_>, after: &Transformed<'_>, places: &[usize], nodes: &[usize]) -> Moved {
    let (trained, snapped) = (before.network, after.network);
    let (mut own, mut own_total, mut rows, mut rows_total) = (0.0, 0.0, 0.0, 0.0);
    let dual = trained.group().dual();
    for &j in nodes {
        for &k in places {
            let (x, y) = [before, after].map(|of| of.spectrum.map(|_, matrix| matrix[(k, j)])).into();
            for channel in Channel::ALL {
                let weight = dual.norm(k).powi(if channel == Channel::C { -1 } else { 1 });
                own += weight * (x[channel] - y[channel]).norm_sqr();
                own_total += weight * x[channel].norm_sqr();
            }
        }
        rows += (trained.w_a().row(j) - snapped.w_a().row(j)).norm_squared()
            + (trained.w_b().row(j) - snapped.w_b().row(j)).norm_squared()
            + (trained.w_c().column(j) - snapped.w_c().column(j)).norm_squared();
        rows_total += trained.w_a().row(j).norm_squared()
            + trained.w_b().row(j).norm_squared()
            + trained.w_c().column(j).norm_squared();
    }
    Moved { own: (own / own_total).sqrt(), weights: (rows / rows_total).sqrt() }
}

/// ‖snapped − trained‖ / ‖trained‖ of all weights; nodes beyond the trained ones count as moved from zero.
pub(super) fn moved_altogether(trained: &Network, snapped: &Network) -> f64 {
    let width = snapped.width();
    let moved = [(trained.w_a(), snapped.w_a()), (trained.w_b(), snapped.w_b())]
        .map(|(before, after)| (after - before.clone().resize_vertically(width, 0.0)).norm_squared());
    let outputs = (snapped.w_c() - trained.w_c().clone().resize_horizontally(width, 0.0)).norm_squared();
    let total = trained.w_a().norm_squared() + trained.w_b().norm_squared() + trained.w_c().norm_squared();
    ((moved.iter().sum::<f64>() + outputs) / total).sqrt()
}
