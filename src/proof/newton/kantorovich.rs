//! The test, in rational arithmetic.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::approximate::channel_index;
use super::certified::Certified;
use super::gaussian::{GaussianRational, Total, absolute};
use super::{Refusal, exact};
use crate::potential::{BlockPotential, Factor};
use crate::semiring::{Channel, Triple};

/// Rational Newton steps round the pivots to multiples of 2⁻¹²⁸.
const PRECISION: usize = 128;
/// Floating-point derivatives gain about 15 digits a step.
const MAX_STEPS: usize = 8;

/// Shrinks the residual by rational Newton steps, and sets the smallest radius for which the test holds.
pub(super) fn prove(mut certificate: Certified) -> Result<Certified, Refusal> {
    let inverse: Vec<RBig> = certificate.inverse.iter().map(|&entry| exact(entry)).collect();
    let size = certificate.pivots.len();
    let apply = |vector: &[RBig]| -> Vec<RBig> {
        inverse.chunks_exact(size).map(|row| row.iter().zip(vector).map(|(a, v)| a * v).total()).collect()
    };
    let mut step = apply(&residual(&certificate));
    for _ in 0..MAX_STEPS {
        let before = largest(&step);
        let mut next = certificate.clone();
        for (&pivot, change) in certificate.pivots.iter().zip(&step) {
            let unknown = unknown_mut(&mut next.center, pivot);
            *unknown = rounded(&(&*unknown - change));
        }
        let next_step = apply(&residual(&next));
        if largest(&next_step) >= before {
            break;
        }
        (certificate, step) = (next, next_step);
    }
    let y = largest(&step);
    let z0 = derivative_defect(&certificate, &inverse);
    // Y + Z₀r + ½Z₂r² ≤ r with room to spare for r = 2Y when Z₀ and Z₂Y are small; a power of two reads better.
    let radius = power_of_two_above(&(&y + &y));
    let z2 = curvature(&certificate, &inverse, &radius);
    let half = RBig::from_parts(IBig::ONE, UBig::from(2u8));
    let into_itself = &y + &z0 * &radius + half * &z2 * &radius * &radius <= radius;
    let contracts = &z0 + &z2 * &radius < RBig::ONE;
    if into_itself && contracts {
        certificate.radius = radius;
        return Ok(certificate);
    }
    let float = |x: &RBig| x.to_f64().value();
    Err(Refusal::Inconclusive { step: float(&y), defect: float(&z0), curvature: float(&z2) })
}

fn unknown_mut(center: &mut [Triple<GaussianRational>], index: usize) -> &mut RBig {
    let node = &mut center[index / 6];
    let entry = match index % 6 / 2 {
        0 => &mut node.a,
        1 => &mut node.b,
        _ => &mut node.c,
    };
    if index.is_multiple_of(2) { &mut entry.re } else { &mut entry.im }
}

fn rounded(x: &RBig) -> RBig {
    let scale = UBig::ONE << PRECISION;
    RBig::from_parts((x * RBig::from(scale.clone())).round(), scale)
}

fn power_of_two_above(x: &RBig) -> RBig {
    let mut power = RBig::from_parts(IBig::ONE, UBig::ONE << PRECISION);
    while power < *x {
        power = &power + &power;
    }
    power
}

fn largest(vector: &[RBig]) -> RBig {
    vector.iter().map(absolute).max().unwrap_or(RBig::ZERO)
}

fn entry(node: &Triple<GaussianRational>, factor: Factor) -> GaussianRational {
    let entry = match factor.channel {
        Channel::A => &node.a,
        Channel::B => &node.b,
        Channel::C => &node.c,
    };
    if factor.conjugated { entry.conj() } else { entry.clone() }
}

/// G(x): real and imaginary part of each required potential, minus 1 for abc.
fn residual(certificate: &Certified) -> Vec<RBig> {
    let value = |potential: BlockPotential| {
        let [first, second, third] = potential.factors();
        let mut sum = GaussianRational::ZERO;
        for node in &certificate.center {
            sum = sum.plus(&entry(node, first).times(&entry(node, second)).times(&entry(node, third)));
        }
        if potential == BlockPotential::ABC {
            sum.re -= RBig::ONE;
        }
        [sum.re, sum.im]
    };
    certificate.required.iter().flat_map(value).collect()
}

/// Z₀ = ‖1 − A·G'(x)‖.
fn derivative_defect(certificate: &Certified, inverse: &[RBig]) -> RBig {
    let size = certificate.pivots.len();
    let columns: Vec<Vec<RBig>> = certificate.pivots.iter().map(|&pivot| slopes(certificate, pivot)).collect();
    let rows = inverse.chunks_exact(size).enumerate().map(|(i, row)| {
        let entries = columns.iter().enumerate().map(|(j, column)| {
            let product: RBig = row.iter().zip(column).map(|(a, g)| a * g).total();
            absolute(&(if i == j { product - RBig::ONE } else { product }))
        });
        entries.total()
    });
    rows.max().unwrap_or(RBig::ZERO)
}

/// The derivatives of all equations by one unknown, by the product rule.
fn slopes(certificate: &Certified, unknown: usize) -> Vec<RBig> {
    let node = &certificate.center[unknown / 6];
    let imaginary = !unknown.is_multiple_of(2);
    let slope = |potential: BlockPotential| {
        let factors = potential.factors();
        let mut sum = GaussianRational::ZERO;
        for (at, factor) in factors.iter().enumerate() {
            if channel_index(factor.channel) != unknown % 6 / 2 {
                continue;
            }
            let others = entry(node, factors[(at + 1) % 3]).times(&entry(node, factors[(at + 2) % 3]));
            sum = sum.plus(&match (imaginary, factor.conjugated) {
                (false, _) => others,
                (true, false) => others.turned(),
                (true, true) => others.turned().turned().turned(),
            });
        }
        [sum.re, sum.im]
    };
    certificate.required.iter().flat_map(slope).collect()
}

/// Z₂ ≥ ‖A·G''(x')‖ for all x' within `radius` of x.
///
/// A product pqs of entries has the second derivative p'q's + p'qs' + pq's' (twice, by symmetry); a change of the pivots by
/// at most 1 changes an entry by at most 0, 1 or √2 < 3/2, as 0, 1 or 2 of its parts are pivots.
fn curvature(certificate: &Certified, inverse: &[RBig], radius: &RBig) -> RBig {
    let freedom = |j: usize, channel: Channel| {
        let parts = (0..2).filter(|part| certificate.pivots.contains(&(6 * j + 2 * channel_index(channel) + part)));
        match parts.count() {
            0 => RBig::ZERO,
            1 => RBig::ONE,
            _ => RBig::from_parts(IBig::from(3), UBig::from(2u8)),
        }
    };
    let two = RBig::from(2);
    let bound = |potential: BlockPotential| {
        let mut sum = RBig::ZERO;
        for (j, node) in certificate.center.iter().enumerate() {
            let changes = potential.factors().map(|factor| freedom(j, factor.channel));
            let sizes = potential.factors().map(|factor| entry(node, factor).size());
            for at in 0..3 {
                let (next, last) = ((at + 1) % 3, (at + 2) % 3);
                sum += &two * &changes[at] * &changes[next] * (&sizes[last] + &changes[last] * radius);
            }
        }
        sum
    };
    let bounds: Vec<RBig> =
        certificate.required.iter().flat_map(|potential| [bound(potential), bound(potential)]).collect();
    let rows =
        inverse.chunks_exact(bounds.len()).map(|row| row.iter().zip(&bounds).map(|(a, b)| absolute(a) * b).total());
    rows.max().unwrap_or(RBig::ZERO)
}
