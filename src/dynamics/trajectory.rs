//! Sum potentials over the course of training.

use std::collections::BTreeMap;

use nalgebra::DMatrix;
use num_complex::Complex64;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::product::product;
use crate::dual::Dual;
use crate::group::Group;
use crate::network::{Network, nonzero_nodes};

/// The potentials of one checkpoint, at the theory's scale s = 1/(2d): 2d times those of the raw weights. Potentials
/// with a frequency 0 are left out. Those of irreps are weighted as in the loss, by √(ν_{k1} ν_{k2} / ν_k), where ν_k is the mean
/// of |e_k|² and 1 for characters; n is the degree, 1 for characters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PotentialPoint {
    /// The epoch.
    pub epoch: usize,
    /// Re r_kkk for every representative k of a pair ±k; R_g asks for 1. Of an irrep, where k = (i, j): the mean of
    /// Re r_{il, lj, ij} over l.
    pub diagonal: Vec<f64>,
    /// Σ |r_{k1 k2 k}| over all k1, k2, k ≠ 0 at which the label asks for 0, divided by d − 1; R_c asks for 0.
    pub off_diagonal: f64,
    /// Σ |r_{k1 k2 k}|² over the same, divided by d − 1: what the loss contains.
    pub off_diagonal_squares: f64,
    /// |r_{a,k,−k,k}| for every representative k; R_n asks for 0. Of an irrep |Σ_l r_{a,l,l̄,k}| over its coefficients l, weighted
    /// by ν_l, in a unitary form: 1 in the open order n³.
    pub negation: Vec<f64>,
}

/// The potentials of a training run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PotentialTrajectory {
    /// The group.
    pub group: Group,
    /// The order at the end of the run at every representative k that `diagonal` and `negation` of a point are about; of
    /// every coefficient of an irrep that of the irrep.
    pub orders: BTreeMap<usize, usize>,
    /// The checkpoints, by epoch.
    pub points: Vec<PotentialPoint>,
}

/// Frequencies, or matrix coefficients of irreps, that are looked at together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PotentialClass {
    /// `order 4`, or the type and degree of irreps.
    pub name: String,
    /// The representatives k.
    pub members: Vec<usize>,
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

    /// What [`PotentialPoint::negation`] is averaged over: the frequencies of order 4 and those of order 6, or the used
    /// irreps of every type and degree.
    #[must_use]
    pub fn classes(&self) -> Vec<PotentialClass> {
        let dual = self.group.dual();
        if dual.irreps().is_empty() {
            let of = |order: usize| self.orders.iter().filter(move |&(_, &of)| of == order).map(|(&k, _)| k).collect();
            return [4, 6].map(|order| PotentialClass { name: format!("order {order}"), members: of(order) }).into();
        }
        let mut kinds: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (&k, _) in self.orders.iter().filter(|&(_, &order)| order > 0) {
            kinds.entry((dual.degree(k), dual.kind(k))).or_default().push(k);
        }
        let class = |((degree, kind), members)| PotentialClass { name: format!("{kind}{degree}"), members };
        kinds.into_iter().map(class).collect()
    }

    /// [`PotentialPoint::negation`] over the members of a class.
    #[must_use]
    pub fn negation(&self, point: &PotentialPoint, class: &PotentialClass) -> Option<Spread> {
        let values = self.orders.keys().zip(&point.negation).filter(|(k, _)| class.members.contains(k));
        Spread::of(values.map(|(_, &value)| value))
    }
}

/// The coefficients of the irrep that k belongs to; k itself of a character.
fn siblings(dual: &Dual, k: usize) -> impl Iterator<Item = usize> + use<> {
    let (start, n) =
        dual.place(k).and_then(|(irrep, ..)| dual.at(irrep, 0, 0)).map_or((k, 1), |at| (at, dual.degree(k)));
    start..start + n * n
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
    let dual = group.dual();
    let frequencies: Vec<usize> = dual.representatives().collect();
    let norms: Vec<f64> = (0..d).map(|k| dual.norm(k)).collect();
    let sum = |term: &dyn Fn(usize) -> Complex64| (0..kept.len()).map(term).sum::<Complex64>() * scale;
    let goals: Vec<(usize, usize, usize)> = dual.goals().collect();
    let goals_of = |k: usize| goals.iter().filter(move |goal| goal.2 == k).map(|&(k1, k2, _)| (k1, k2));
    let mean = |k: usize| goals_of(k).map(|(k1, k2)| sum(&|j| a[(k1, j)] * b[(k2, j)] * c[(k, j)]).re).sum::<f64>();
    let diagonal = frequencies.iter().map(|&k| mean(k) / dual.degree(k) as f64).collect();
    // √(n ν_k) takes the entries of c to a unitary form.
    let unitary = |k: usize| (dual.degree(k) as f64 * norms[k]).sqrt();
    let square = |k: usize, j: usize| siblings(&dual, k).map(|l| norms[l] * a[(l, j)].norm_sqr()).sum::<f64>();
    let negation = frequencies.iter().map(|&k| sum(&|j| square(k, j) * c[(k, j)]).norm() / unitary(k)).collect();
    let second = b.transpose();
    let sums = frequencies.par_iter().map(|&k| {
        let weighted = DMatrix::from_fn(d, a.ncols(), |k1, j| a[(k1, j)] * c[(k, j)] * scale);
        let r = product(&weighted, &second);
        let asked: Vec<(usize, usize)> = goals_of(k).collect();
        let pairs = (1..d).flat_map(|k1| (1..d).map(move |k2| (k1, k2))).filter(|pair| !asked.contains(pair));
        let sizes = pairs.map(|at| r[at].norm_sqr() * (norms[at.0] * norms[at.1] / norms[k]));
        let (absolute, squares) = sizes.fold((0.0, 0.0), |(sum, squares), size| (sum + size.sqrt(), squares + size));
        // r_{−k1,−k2,−k} is the conjugate of r_{k1,k2,k}.
        let multiplicity = dual.multiplicity(k) as f64;
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
