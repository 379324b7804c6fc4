//! Sum potentials over the course of training.

use std::collections::BTreeMap;

use nalgebra::DMatrix;
use num_complex::Complex64;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::product::product;
use crate::group::Group;
use crate::network::{Network, nonzero_nodes};

/// The potentials of one checkpoint, at the theory's scale s = 1/(2d): 2d times those of the raw weights. Potentials
/// with a frequency 0 are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PotentialPoint {
    /// The epoch.
    pub epoch: usize,
    /// Re r_kkk for every representative k of a pair ±k; R_g asks for 1.
    pub diagonal: Vec<f64>,
    /// Σ |r_{k1 k2 k}| over all k1, k2, k ≠ 0 that are not all equal, divided by d − 1; R_c asks for 0.
    pub off_diagonal: f64,
    /// Σ |r_{k1 k2 k}|² over the same, divided by d − 1: what the loss contains.
    pub off_diagonal_squares: f64,
    /// |r_{a,k,−k,k}| for every representative k; R_n asks for 0.
    pub negation: Vec<f64>,
}

/// The potentials of a training run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PotentialTrajectory {
    /// The group.
    pub group: Group,
    /// The order at the end of the run at every representative k that `diagonal` and `negation` of a point are about.
    pub orders: BTreeMap<usize, usize>,
    /// The checkpoints, by epoch.
    pub points: Vec<PotentialPoint>,
}

/// Mean, least and largest of a potential over some frequencies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The least.
    pub least: f64,
    /// The largest.
    pub largest: f64,
}

impl Spread {
    /// That of `values`; `None` when there are none.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64> + Clone) -> Option<Self> {
        let (sum, count) = values.clone().into_iter().fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
        let least = values.clone().into_iter().reduce(f64::min)?;
        let largest = values.into_iter().reduce(f64::max)?;
        Some(Spread { mean: sum / f64::from(count), least, largest })
    }
}

impl PotentialTrajectory {
    /// The potentials of `snapshots`, (epoch, network) of one run, whose last network has the given `orders`. `None`
    /// without snapshots.
    #[must_use]
    pub fn of_snapshots(snapshots: &[(usize, Network)], orders: Vec<usize>) -> Option<Self> {
        let group = snapshots.last()?.1.group();
        Some(PotentialTrajectory {
            group: group.clone(),
            orders: group.dual().representatives().zip(orders).collect(),
            points: snapshots.iter().map(|(epoch, network)| potential_point(*epoch, network)).collect(),
        })
    }

    /// The number of frequencies that have `order` at the end.
    #[must_use]
    pub fn count(&self, order: usize) -> usize {
        self.orders.values().filter(|&&of| of == order).count()
    }

    /// |r_{a,k,−k,k}| of a point over the frequencies that have `order` at the end.
    #[must_use]
    pub fn negation(&self, point: &PotentialPoint, order: usize) -> Option<Spread> {
        let values = point.negation.iter().zip(self.orders.values()).filter(|&(_, &of)| of == order);
        Spread::of(values.map(|(&value, _)| value))
    }
}

/// The potentials of `network`.
///
/// # Complexity
/// O(q' d³) for q' nodes with non-zero weights, as matrix products, on all threads; O(d²) memory per thread.
#[must_use]
pub fn potential_point(epoch: usize, network: &Network) -> PotentialPoint {
    let group = network.group();
    let d = group.order();
    let (spectrum, kept) = (network.spectrum(), nonzero_nodes(network));
    let [a, b, c] = [&spectrum.a, &spectrum.b, &spectrum.c].map(|channel| channel.select_columns(&kept));
    let scale = 2.0 * d as f64;
    let frequencies: Vec<usize> = group.dual().representatives().collect();
    let sum = |term: &dyn Fn(usize) -> Complex64| (0..kept.len()).map(term).sum::<Complex64>() * scale;
    let diagonal = frequencies.iter().map(|&k| sum(&|j| a[(k, j)] * b[(k, j)] * c[(k, j)]).re).collect();
    let negation = frequencies.iter().map(|&k| sum(&|j| a[(k, j)].norm_sqr() * c[(k, j)]).norm()).collect();
    let second = b.transpose();
    let sums = frequencies.par_iter().map(|&k| {
        let weighted = DMatrix::from_fn(d, a.ncols(), |k1, j| a[(k1, j)] * c[(k, j)] * scale);
        let r = product(&weighted, &second);
        let pairs = (1..d).flat_map(|k1| (1..d).map(move |k2| (k1, k2))).filter(|&pair| pair != (k, k));
        let sizes = pairs.map(|at| r[at].norm_sqr());
        let (absolute, squares) = sizes.fold((0.0, 0.0), |(sum, squares), size| (sum + size.sqrt(), squares + size));
        // r_{−k1,−k2,−k} is the conjugate of r_{k1,k2,k}.
        let multiplicity = if group.dual().is_self_conjugate(k) { 1.0 } else { 2.0 };
        (multiplicity * absolute, multiplicity * squares)
    });
    let sums: Vec<(f64, f64)> = sums.collect();
    let share = 1.0 / (d.max(2) - 1) as f64;
    PotentialPoint {
        epoch,
        diagonal,
        off_diagonal: share * sums.iter().map(|sum| sum.0).sum::<f64>(),
        off_diagonal_squares: share * sums.iter().map(|sum| sum.1).sum::<f64>(),
        negation,
    }
}
