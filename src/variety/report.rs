//! What the variety looks like at a network: ranks, smoothness, the learning coefficient.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::correction::{Tangent, correct};
use super::map::{ResidualMap, largest, square_norm};
use super::modular::FieldRank;
use super::rank::NumericalRank;
use crate::loss::Problem;
use crate::{Error, Result};

/// The largest |F| of an exact network in double precision.
const EXACT: f64 = 1e-9;
/// The most unknowns 3dH.
const MAX_UNKNOWNS: usize = 1 << 11;
/// Steps along random tangents, as shares of 0.3 ‖x‖, and how many tangents.
const STEPS: [f64; 2] = [1e-3, 1e-2];
const TANGENTS: usize = 3;
/// Curvature above this is not that of a smooth point.
const CURVATURE: f64 = 30.0;

/// The network in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankReport {
    /// The network, and what it is compared with.
    #[serde(flatten)]
    pub problem: Problem,
    /// 3dH.
    pub unknowns: usize,
    /// d³.
    pub equations: usize,
    /// The largest |F|.
    pub residual: f64,
    /// ‖F‖.
    pub residual_norm: f64,
    /// ‖x‖, smallest over the gauges.
    pub norm: f64,
    /// How far the weights were moved to a point where F is 0, where rounding explains their residual; all that follows is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<f64>,
    /// Nodes that do nothing.
    pub dead: Vec<usize>,
    /// The rank of the Jacobian in floating point.
    pub rank: NumericalRank,
    /// Over the field, of exact networks: these are theorems.
    pub over_field: Option<FieldRank>,
    /// Whether F is 0 to rounding; what follows is only asked then.
    pub is_exact: bool,
    /// Whether the variety looks smooth: random tangents integrate, with small curvature and the same rank. Where a tangent
    /// vector is obstructed over the field it is not.
    pub smooth: bool,
    /// The largest rank that was seen near by.
    pub nearby_rank: usize,
    /// Bounds of the learning coefficient λ: rank/2 where smooth; else rank/2, and half of the rank near by, or where no larger one
    /// was seen half of the number of unknowns or equations. Numerical.
    pub learning_coefficient: Option<[f64; 2]>,
}

impl RankReport {
    /// Of the network with the unknowns x, as numbered in [`ResidualMap`]; `over_field` is what is
    /// known over its field, if it is exact.
    ///
    /// # Errors
    /// When there are more than 2048 unknowns.
    pub fn new(map: &ResidualMap, x: &[f64], over_field: Option<FieldRank>) -> Result<Self> {
        Self::up_to_rounding(map, x, over_field, EXACT)
    }

    /// The same of weights whose rounding explains residuals |F| up to `rounding`: they are moved by Newton's method to where F is 0.
    ///
    /// # Errors
    /// As [`RankReport::new`].
    pub fn up_to_rounding(map: &ResidualMap, x: &[f64], over_field: Option<FieldRank>, rounding: f64) -> Result<Self> {
        let unknowns = map.unknowns();
        if unknowns > MAX_UNKNOWNS || x.len() != unknowns {
            return Err(Error::unsupported(format!(
                "a network of {unknowns} weights over {}; ranks are computed of up to {MAX_UNKNOWNS}",
                map.group().symbol()
            )));
        }
        let x = map.gauge_minimal(x);
        let residual = map.residual(&x);
        let is_rounded = (EXACT..rounding).contains(&largest(&residual));
        let corrected = is_rounded.then(|| correct(map, x.clone(), &[], None, usize::MAX, 8));
        let exact = corrected.filter(|corrected| corrected.error < EXACT).map(|corrected| corrected.x);
        let distance = |to: &Vec<f64>| x.iter().zip(to).map(|(x, to)| (x - to).powi(2)).sum::<f64>().sqrt();
        let moved = exact.as_ref().map(distance);
        let is_exact = moved.is_some() || largest(&residual) < EXACT;
        let x = exact.unwrap_or(x);
        let rank = NumericalRank::of(map.jacobian(&x));
        let (smooth, nearby_rank) = if is_exact { look_around(map, &x, rank.rank) } else { (false, rank.rank) };
        let is_obstructed = over_field.as_ref().and_then(|field| field.exact).is_some_and(|exact| exact.is_obstructed);
        let smooth = smooth && !is_obstructed;
        // Where no larger rank was seen near a point that is not smooth, only the trivial bound is left.
        let most = match (smooth, nearby_rank > rank.rank) {
            (true, _) => rank.rank,
            (false, true) => nearby_rank,
            (false, false) => unknowns.min(map.equations()),
        };
        let learning_coefficient = is_exact.then(|| [rank.rank as f64 / 2.0, most as f64 / 2.0]);
        Ok(RankReport {
            problem: map.problem().clone(),
            unknowns,
            equations: map.equations(),
            residual: largest(&residual),
            residual_norm: square_norm(&residual).sqrt(),
            norm: square_norm(&x).sqrt(),
            moved,
            dead: dead_nodes(map, &x),
            rank,
            over_field,
            is_exact,
            smooth,
            nearby_rank,
            learning_coefficient,
        })
    }
}

/// Nodes whose outputs are below 1e-12 of the largest.
fn dead_nodes(map: &ResidualMap, x: &[f64]) -> Vec<usize> {
    let (d, length) = (map.order(), map.order() * map.width());
    let size = |j: usize| {
        let part = |part: usize| &x[part * length + j * d..part * length + (j + 1) * d];
        let inputs = part(0).iter().flat_map(|u| part(1).iter().map(move |w| (u + w) * (u + w)));
        inputs.fold(0.0, f64::max) * largest(part(2))
    };
    let sizes: Vec<f64> = (0..map.width()).map(size).collect();
    let all = largest(&sizes);
    (0..map.width()).filter(|&j| sizes[j] <= 1e-12 * all).collect()
}

/// Whether the variety is smooth at x as far as random tangents tell, and the largest rank on it near by.
fn look_around(map: &ResidualMap, x: &[f64], rank: usize) -> (bool, usize) {
    let corrected = correct(map, x.to_vec(), &[], None, usize::MAX, 8).x;
    let tangent = Tangent::new(map, &corrected, &[], usize::MAX);
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let mut normal = || crate::number::normal(&mut random);
    let (mut smooth, mut nearby) = (tangent.rank() == rank, rank);
    let length = 0.3 * square_norm(&corrected).sqrt();
    for step in STEPS {
        for _ in 0..TANGENTS {
            let direction: Vec<f64> = (0..x.len()).map(|_| normal()).collect();
            let along = tangent.along(&direction);
            let norm = square_norm(&along).sqrt();
            if norm == 0.0 {
                continue;
            }
            let moved: Vec<f64> = corrected.iter().zip(&along).map(|(x, t)| x + step * length * t / norm).collect();
            let back = correct(map, moved.clone(), &[], None, usize::MAX, 25);
            let change: f64 = back.x.iter().zip(&moved).map(|(x, y)| (x - y).powi(2)).sum();
            let there = NumericalRank::of(map.jacobian(&back.x)).rank;
            let is_on = back.error < 1e-11;
            smooth &= is_on && change.sqrt() / (step * step) < CURVATURE * length.max(1.0) && there == rank;
            if is_on {
                nearby = nearby.max(there);
            }
        }
    }
    (smooth, nearby)
}
