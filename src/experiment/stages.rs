//! When a run memorized, learned its irreps, and generalized.

use serde::{Deserialize, Serialize};

use super::curve::CurvePoint;
use super::modulation::LearnedIrrep;
use super::series::Series;
use crate::features::{RealIrreps, learned_shares};
use crate::network::Activation;

/// The stages of a run.
///
/// Source: Li₂, whose three stages they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stages {
    /// The epoch from which on at least 99 % of the training pairs are right.
    pub memorized_at: Option<usize>,
    /// The epoch from which on at least 99 % of the held-out pairs are right.
    pub generalized_at: Option<usize>,
    /// When every irrep was learned, among the networks that were kept and looked at.
    pub irreps: Vec<LearnedIrrep>,
}

/// From this accuracy on pairs count as known.
const KNOWN: f64 = 0.99;
/// About so many multiplications are spent on the irreps of a run, …
const WORK: usize = 1 << 32;
/// … on at most so many of its networks.
const MOST_NETWORKS: usize = 40;

impl Stages {
    /// The stages of a run that was logged; `None` of networks without a log.
    #[must_use]
    pub fn of(series: &Series) -> Option<Self> {
        let log = series.log.as_ref()?;
        let (d, q) = (series.group().order(), series.last().width());
        let affordable = WORK / (d * d * d * q).max(1);
        let irreps = RealIrreps::new(series.group());
        let chosen = spread(series.snapshots.len(), affordable.min(MOST_NETWORKS));
        let shares: Vec<(usize, Vec<f64>)> = chosen
            .into_iter()
            .map(|at| {
                let (epoch, network) = &series.snapshots[at];
                (*epoch, learned_shares(&irreps, network, Activation::Square))
            })
            .collect();
        let shares: Vec<(usize, &[f64])> = shares.iter().map(|(epoch, shares)| (*epoch, &shares[..])).collect();
        Some(Stages {
            memorized_at: known_from(&log.points, |point| Some(point.train.accuracy)),
            generalized_at: known_from(&log.points, |point| Some(point.test?.accuracy)),
            irreps: if shares.len() < 2 { Vec::new() } else { LearnedIrrep::all(&irreps, &shares) },
        })
    }

    /// The epochs at which irreps were learned, in order, with the irreps of each.
    #[must_use]
    pub fn by_epoch(&self) -> Vec<(usize, Vec<&LearnedIrrep>)> {
        let mut learned: Vec<&LearnedIrrep> = self.irreps.iter().filter(|irrep| irrep.learned_at.is_some()).collect();
        learned.sort_by_key(|irrep| irrep.learned_at);
        let together = learned.chunk_by(|x, y| x.learned_at == y.learned_at);
        together.map(|irreps| (irreps[0].learned_at.unwrap_or_default(), irreps.to_vec())).collect()
    }
}

/// The epoch from which on an accuracy stays above 99 %.
fn known_from(points: &[CurvePoint], accuracy: impl Fn(&CurvePoint) -> Option<f64>) -> Option<usize> {
    let from_here = points.iter().rev().take_while(|point| accuracy(point).is_some_and(|share| share >= KNOWN));
    from_here.last().map(|point| point.epoch)
}

/// At most `most` of 0, …, count − 1, the first and the last among them; none where fewer than two are allowed.
fn spread(count: usize, most: usize) -> Vec<usize> {
    match (count, most) {
        (count, most) if count <= most => (0..count).collect(),
        (_, 0 | 1) => Vec::new(),
        (count, most) => (0..most).map(|at| at * (count - 1) / (most - 1)).collect(),
    }
}
