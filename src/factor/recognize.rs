//! Named forms: the generators that factors are, their parameters, and the distance of nodes from the named product.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_3, TAU};

use num_complex::Complex64;

use super::form::{FactorKind, Parameter, Parameters};
use super::gauge::{Entries, agreement, distance_squared, flipped, is_finite, norm_squared, over, times};
use crate::construct::{Family, Sign};
use crate::expr::generators::{z_nu, z_nu_i, z_syn, z_syn_ab, z_xi};
use crate::semiring::{Block, Triple};

/// Nodes are called by a name when their distance from the named product is at most this: the paper's tolerance.
pub(super) const NAMED: f64 = 0.1;

/// A named product near which nodes lie.
#[derive(Debug, Clone)]
pub(super) struct Recognition {
    pub family: Family,
    /// In their canonical range.
    pub parameters: Parameters,
    /// The order-1 element that the product is multiplied by.
    pub base: Entries,
    /// ‖nodes − base · product‖ / ‖nodes‖, the sign of every (a, b) being free.
    pub distance: f64,
}

/// The named products that nodes with the given two factors may be, nearest first.
pub(super) fn named_products(nodes: &[Entries], factors: &[Vec<Entries>]) -> Vec<Recognition> {
    let [x, y] = factors else { return Vec::new() };
    let xi =
        |factor: &[Entries]| Some(xi_parameters(&unit(&factor[1])?)).map(|(xi, sign)| vec![canonical_xi(xi, sign)]);
    let nu = |factor: &[Entries]| Some(vec![canonical_nu(nu_parameter(&unit(&factor[1])?))]);
    let syn_ab = |factor: &[Entries]| alpha_beta(factor).and_then(canonical_alpha_beta);
    let candidates = match (x.len(), y.len()) {
        (2, 2) => vec![(Family::NuIXi, xi(x)), (Family::NuIXi, xi(y))],
        (2, 3) => vec![(Family::NuSyn, nu(x)), (Family::NuISynAb, syn_ab(y))],
        _ => Vec::new(),
    };
    let placed = candidates.into_iter().filter_map(|(family, values)| placed(family, &values?, nodes));
    let mut found: Vec<Recognition> = placed.collect();
    found.sort_by(|u, v| u.distance.total_cmp(&v.distance));
    found
}

/// The two real nodes of a self-conjugate character.
pub(super) fn real(nodes: &[Entries]) -> Option<Recognition> {
    (nodes.len() == Family::Real.order()).then(|| placed(Family::Real, &[], nodes))?
}

impl Recognition {
    /// The nodes as a product with the given parameters, which are moved into their canonical range; `None` when one is
    /// missing.
    pub fn of(family: Family, parameters: &Parameters, nodes: &[Entries]) -> Option<Self> {
        let value = |name: &str| parameters.get(name).map(|parameter| parameter.0);
        let minus = value("sigma").is_some_and(|sigma| sigma.re < 0.0);
        let values = match family {
            Family::NuIXi => vec![canonical_xi(value("xi")?, if minus { Sign::Minus } else { Sign::Plus })],
            Family::NuSyn => vec![canonical_nu(value("nu")?)],
            // Of the two factors that are called by it the paper's z_syn is the case α = β = 1.
            Family::NuISynAb => canonical_alpha_beta((
                value("alpha").unwrap_or(Complex64::ONE),
                value("beta").unwrap_or(Complex64::ONE),
            ))?,
            Family::Real => Vec::new(),
        };
        placed(family, &values, nodes)
    }
}

// A product has several parameters that describe it equally well, because factors may be translated within it. The ranges in
// which each describes one product are as follows.

/// z_{ν=i} * z_ξ is the same for ξ → −ξ, iξ, and (ξ, σ) → (ξ̄, −σ): σ = 1, arg ξ ∈ \[0°, 90°).
fn canonical_xi(xi: Complex64, sign: Sign) -> Complex64 {
    let angle = if sign == Sign::Minus { -xi.arg() } else { xi.arg() };
    Complex64::cis(reduced(angle, FRAC_PI_2))
}

/// z_ν * z_syn is the same for ν → −ν, ν̄, ων: arg ν ∈ \[60°, 90°\].
fn canonical_nu(nu: Complex64) -> Complex64 {
    let turn = reduced(nu.arg(), FRAC_PI_3);
    Complex64::cis(FRAC_PI_3 + turn.min(FRAC_PI_3 - turn))
}

/// z_{ν=i} * z_{syn,αβ} is the same for α → −α, iα, likewise β, and (α, β) → (βᾱ, ᾱ): arg α, arg β ∈ (−45°, 45°\], of three
/// such pairs the one with the smallest sum of squares.
fn canonical_alpha_beta((alpha, beta): (Complex64, Complex64)) -> Option<Vec<Complex64>> {
    let nearest = |angle: f64| angle - FRAC_PI_2 * (angle / FRAC_PI_2).round();
    let mut pair = (alpha.arg(), beta.arg());
    let pairs: [(f64, f64); 3] = std::array::from_fn(|_| {
        let here = (nearest(pair.0), nearest(pair.1));
        pair = (pair.1 - pair.0, -pair.0);
        here
    });
    let size = |(alpha, beta): &(f64, f64)| alpha * alpha + beta * beta;
    let (alpha, beta) = pairs.iter().min_by(|u, v| size(u).total_cmp(&size(v)))?;
    Some(vec![Complex64::cis(*alpha), Complex64::cis(*beta)])
}

/// The generator that a factor (first node (1, 1, 1)) is, within the tolerance of names.
pub(super) fn kind_of(factor: &[Entries]) -> FactorKind {
    let near = |model: Block<Complex64>| match_nodes(&entries(&model), factor).is_some_and(|fit| fit.distance <= NAMED);
    match factor {
        [_, second] => {
            let Some(second) = unit(second) else { return FactorKind::Unnamed };
            let (xi, sign) = xi_parameters(&second);
            if near(z_xi(&xi, sign)) {
                FactorKind::Xi
            } else if near(z_nu_i()) {
                FactorKind::NuI
            } else if near(z_nu(&nu_parameter(&second))) {
                FactorKind::Nu
            } else {
                FactorKind::Unnamed
            }
        }
        [_, _, _] if near(z_syn()) => FactorKind::Syn,
        [_, _, _] if alpha_beta(factor).is_some_and(|(alpha, beta)| near(z_syn_ab(&alpha, &beta))) => FactorKind::SynAb,
        _ => FactorKind::Unnamed,
    }
}

/// The node divided by the principal cube root of a·b·c.
fn unit(node: &Entries) -> Option<Entries> {
    let root = (node.a * node.b * node.c).cbrt();
    let node = node.map(|_, entry| entry / root);
    is_finite(&node).then_some(node)
}

/// ν of the node (ν, −ν, −ν̄²) that is nearest: by phases, least squares.
fn nu_parameter(Triple { a, b, c }: &Entries) -> Complex64 {
    let start = phase(a - b);
    let error = (a / start).arg() + (-b / start).arg() - 2.0 * (-c * start * start).arg();
    start * Complex64::cis(error / 6.0)
}

/// ξ and σ of the node (ξ, −σiξ̄, σi) that is nearest.
fn xi_parameters(Triple { a, b, c }: &Entries) -> (Complex64, Sign) {
    let sign = if c.im < 0.0 { Sign::Minus } else { Sign::Plus };
    (phase(a + (b * sign.times(Complex64::I)).conj()), sign)
}

/// α and β of the nodes (ωα, ωᾱ, ω), (ω²β, ω²β̄, ω²) that are nearest.
fn alpha_beta(factor: &[Entries]) -> Option<(Complex64, Complex64)> {
    let omega = Complex64::cis(TAU / 3.0);
    let (mut second, mut third) = (unit(&factor[1])?, unit(&factor[2])?);
    if (second.c - third.c).im < 0.0 {
        std::mem::swap(&mut second, &mut third);
    }
    let twist = |node: &Entries, root: Complex64| phase(node.a / root + (node.b / root).conj());
    Some((twist(&second, omega), twist(&third, omega.conj())))
}

/// The angle modulo `period`, in \[0, period) up to rounding: what is a rounding error below the period is 0.
fn reduced(angle: f64, period: f64) -> f64 {
    let rest = angle.rem_euclid(period);
    if period - rest < 1e-9 || rest < 1e-12 { 0.0 } else { rest }
}

fn phase(x: Complex64) -> Complex64 {
    if x.norm() > 0.0 { x / x.norm() } else { Complex64::ONE }
}

fn entries(block: &Block<Complex64>) -> Vec<Entries> {
    block.terms().iter().map(|term| term.node).collect()
}

fn placed(family: Family, values: &[Complex64], nodes: &[Entries]) -> Option<Recognition> {
    let names = family.entry().parameters.iter().map(|parameter| parameter.name.to_owned());
    let parameters = names.zip(values.iter().copied().map(Parameter)).collect();
    let Match { base, distance } = match_nodes(&entries(&family.block(values)), nodes)?;
    // Nodes without one of the three entries have no name.
    let is_whole = base.each().into_iter().all(|entry| entry.norm().is_normal());
    is_whole.then_some(Recognition { family, parameters, base, distance })
}

struct Match {
    base: Entries,
    distance: f64,
}

/// The order-1 element for which base · model is nearest to the nodes, up to their order and signs.
///
/// Every node is tried in the place of the model's first one; the rest is matched greedily, and the base is then fitted
/// to all nodes by least squares.
fn match_nodes(model: &[Entries], nodes: &[Entries]) -> Option<Match> {
    let candidates = nodes.iter().filter_map(|node| {
        let mut base = over(node, &model[0]);
        let mut pairs = Vec::with_capacity(model.len());
        let mut free: Vec<&Entries> = nodes.iter().collect();
        for w in model {
            let expected = times(&base, w);
            let near = |u: &&Entries| distance_squared(&expected, u);
            let at = (0..free.len()).min_by(|&u, &v| near(&free[u]).total_cmp(&near(&free[v])))?;
            let u = free.swap_remove(at);
            pairs.push((w, if agreement(&expected, u) < 0.0 { flipped(u) } else { *u }));
        }
        base = Entries::from_fn(|channel| {
            let sum: Complex64 = pairs.iter().map(|(w, u)| w[channel].conj() * u[channel]).sum();
            sum / pairs.iter().map(|(w, _)| w[channel].norm_sqr()).sum::<f64>()
        });
        let missed: f64 = pairs.iter().map(|(w, u)| distance_squared(&times(&base, w), u)).sum();
        let distance = (missed / nodes.iter().map(norm_squared).sum::<f64>()).sqrt();
        distance.is_finite().then_some(Match { base, distance })
    });
    // Models that are translates of themselves fit at several places equally well; the smallest phases are then taken, and
    // of the two signs of (a, b) the one with the smaller phase of a.
    let candidates: Vec<Match> = candidates.collect();
    let least = candidates.iter().map(|fit| fit.distance).fold(f64::INFINITY, f64::min);
    let ties = candidates.into_iter().filter(|fit| fit.distance <= least * (1.0 + 1e-9) + 1e-12);
    let signed = ties.flat_map(|Match { base, distance }| [base, flipped(&base)].map(|base| Match { base, distance }));
    let phases = |fit: &Match| fit.base.a.arg().abs() + fit.base.b.arg().abs();
    signed.min_by(|u, v| phases(u).total_cmp(&phases(v)))
}
