//! How much data it takes: the boundary between memorizing and generalizing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grid::require_alike;
use crate::factor::MeanAndError;
use crate::group::Group;
use crate::named::named;
use crate::train::{Protocol, RunConfig, RunDirectory};
use crate::{Error, Result};

/// Which runs show the boundary: every group at train fractions p = c ln M / M around it.
///
/// Source: Li₂, Theorem 4 and its experiment; of a group with irreps of degree above 2 the fractions are larger by half the
/// largest degree. The epochs grow with the order: near the boundary a network takes the longer the larger it is, and with one
/// budget for all the boundary would seem to move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundaryOptions {
    /// The groups.
    pub groups: Vec<Group>,
    /// The values of c.
    pub constants: Vec<f64>,
    /// The seeds.
    pub seeds: Vec<u64>,
    /// The number of hidden nodes.
    pub width: usize,
    /// The step size.
    pub learning_rate: f64,
    /// The weight decay.
    pub weight_decay: f64,
    /// The number of epochs, per element of the group.
    pub epochs_per_element: usize,
}

impl Default for BoundaryOptions {
    fn default() -> Self {
        BoundaryOptions {
            groups: Vec::new(),
            constants: vec![2.0, 2.5, 2.75, 3.0, 3.5],
            seeds: vec![0, 1, 2],
            width: 512,
            learning_rate: 1e-3,
            weight_decay: 2e-4,
            epochs_per_element: 100,
        }
    }
}

impl BoundaryOptions {
    /// Every run with a name for its directory. Constants whose fraction is all pairs of a group are left out there.
    ///
    /// # Errors
    /// When a group has fewer than 3 elements, a constant is not positive, or nothing is described or left.
    pub fn runs(&self) -> Result<Vec<(String, RunConfig)>> {
        if let Some(group) = self.groups.iter().find(|group| group.order() < 3) {
            return Err(Error::argument(format!(
                "{group} of order {}: the boundary is that of orders 3 and more",
                group.order()
            )));
        }
        if let Some(c) = self.constants.iter().find(|c| !(**c > 0.0 && c.is_finite())) {
            return Err(Error::argument(format!("a constant of {c}; p = c ln M / M must be positive")));
        }
        if self.groups.is_empty() || self.constants.is_empty() || self.seeds.is_empty() {
            return Err(Error::argument("no runs: groups, constants and seeds are needed"));
        }
        let combinations = itertools::iproduct!(&self.groups, &self.constants, &self.seeds);
        let runs = combinations.map(|(group, &c, &seed)| self.run(group, c, seed));
        let runs: Vec<_> = runs.filter(|(_, run)| run.protocol.train_fraction < 1.0).collect();
        match runs.is_empty() {
            true => Err(Error::argument("no runs: with these constants all pairs are trained on")),
            false => Ok(runs),
        }
    }

    fn run(&self, group: &Group, constant: f64, seed: u64) -> (String, RunConfig) {
        // Four digits name the fraction, and are all that there is of it.
        let fraction = ((constant / constant_of(group, 1.0)).min(1.0) * 1e4).round() / 1e4;
        let BoundaryOptions { width, learning_rate, weight_decay, .. } = *self;
        let protocol = Protocol {
            train_fraction: fraction,
            epochs: self.epochs_per_element.saturating_mul(group.order()),
            checkpoint_every: 0,
            checkpoints: Vec::new(),
            ..Protocol::default()
        };
        let name = format!("{group}_q{width}_lr{learning_rate}_wd{weight_decay}_p{fraction}_seed{seed}");
        let config = RunConfig { width, seed, learning_rate, weight_decay, protocol, ..RunConfig::new(group.clone()) };
        (name, config)
    }
}

/// c of p = c ln M / M · max(1, D/2), D the largest degree of an irrep.
fn constant_of(group: &Group, fraction: f64) -> f64 {
    let order = group.order() as f64;
    let degree = group.dual().irreps().iter().map(|rho| rho.degree()).max().unwrap_or(1);
    fraction * order / order.ln() / (degree as f64 / 2.0).max(1.0)
}

named! {
    /// The kinds of groups that have a panel of their own.
    pub enum Family {
        /// Z_p, p prime
        Prime = "prime order",
        /// Z_n, n composite
        Composite = "composite order",
        /// Z_n × Z_m × …
        Product = "products",
        /// The others
        NonAbelian = "non-Abelian",
    }
}

impl Family {
    /// The family of a group.
    #[must_use]
    pub fn of(group: &Group) -> Self {
        let n = group.order();
        match group.moduli() {
            _ if !group.is_abelian() => Family::NonAbelian,
            Some([_]) if (2..n).take_while(|m| m * m <= n).all(|m| !n.is_multiple_of(m)) => Family::Prime,
            Some([_]) => Family::Composite,
            _ => Family::Product,
        }
    }
}

/// The runs of one group and train fraction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundaryPoint {
    /// The group.
    pub group: Group,
    /// The train fraction p.
    pub fraction: f64,
    /// c of p = c ln M / M.
    pub constant: f64,
    /// The number of runs.
    pub runs: usize,
    /// The number of epochs.
    pub epochs: usize,
    /// The accuracy on the held-out pairs after them.
    pub accuracy: MeanAndError,
    /// The least accuracy on the training pairs.
    pub train_accuracy: f64,
}

/// Where half of the held-out pairs are right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crossing {
    /// The group.
    pub group: Group,
    /// The train fraction, by linear interpolation between the two around it.
    pub fraction: f64,
    /// c of p = c ln M / M.
    pub constant: f64,
}

/// The crossings of one family, and what they have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundaryFit {
    /// The family.
    pub family: Family,
    /// The crossings, by order.
    pub crossings: Vec<Crossing>,
    /// Groups whose fractions all lie on one side.
    pub open: Vec<Group>,
    /// The mean of c.
    pub constant: Option<MeanAndError>,
    /// The slope of c against ln M, which is 0 when the law holds; of two orders and more.
    pub trend: Option<f64>,
    /// The slope of ln p against ln M: that of ln M / M lies between −1 and −½.
    pub slope: Option<f64>,
}

/// Test accuracy over groups and train fractions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Boundary {
    /// The number of hidden nodes.
    pub width: usize,
    /// The step size.
    pub learning_rate: f64,
    /// The weight decay.
    pub weight_decay: f64,
    /// The points, by order and fraction.
    pub points: Vec<BoundaryPoint>,
    /// The fits, by family.
    pub fits: Vec<BoundaryFit>,
}

impl Boundary {
    /// The boundary that finished runs show.
    ///
    /// # Errors
    /// When there are none, one is not finished or has no held-out pairs, or they differ in other settings than group, fraction,
    /// seed and epochs, or in the epochs of one group: different settings are never pooled.
    pub fn of_runs(runs: &[RunDirectory]) -> Result<Self> {
        require_alike(runs, "group, train fraction, seed and epochs", |config| {
            let group = Group::cyclic(1).expect("1 is an order");
            let protocol = Protocol { train_fraction: 0.0, epochs: 0, ..config.protocol.clone() };
            RunConfig { group, seed: 0, protocol, ..config.clone() }
        })?;
        let mut points: BTreeMap<(usize, String, u64), Vec<&RunDirectory>> = BTreeMap::new();
        for run in runs {
            let config = run.config();
            let place = (config.group.order(), config.group.to_string(), config.protocol.train_fraction.to_bits());
            points.entry(place).or_default().push(run);
        }
        let points = points.into_values().map(|runs| BoundaryPoint::of(&runs)).collect::<Result<Vec<_>>>()?;
        let families = Family::ALL.into_iter().map(|family| BoundaryFit::of(family, &points));
        let config = runs[0].config();
        Ok(Boundary {
            width: config.width,
            learning_rate: config.learning_rate,
            weight_decay: config.weight_decay,
            fits: families.filter(|fit| !fit.crossings.is_empty() || !fit.open.is_empty()).collect(),
            points,
        })
    }
}

impl BoundaryPoint {
    fn of(runs: &[&RunDirectory]) -> Result<Self> {
        let config = runs[0].config();
        let (mut test, mut train) = (Vec::new(), f64::INFINITY);
        for run in runs {
            let found = run.config().protocol.epochs;
            if found != config.protocol.epochs {
                let expected = config.protocol.epochs;
                return Err(Error::argument(format!(
                    "{found} epochs where another run of {} has {expected}",
                    config.group
                ))
                .at_path(run.path()));
            }
            let last = run.log()?.last().copied().filter(|_| run.is_finished());
            let last = last.ok_or_else(|| Error::argument("the run is not finished").at_path(run.path()))?;
            if last.test_accuracy.is_nan() {
                return Err(Error::argument("the run has no held-out pairs").at_path(run.path()));
            }
            test.push(last.test_accuracy);
            train = train.min(last.train_accuracy);
        }
        let fraction = config.protocol.train_fraction;
        Ok(BoundaryPoint {
            group: config.group.clone(),
            fraction,
            constant: constant_of(&config.group, fraction),
            runs: runs.len(),
            epochs: config.protocol.epochs,
            accuracy: MeanAndError::of(&test).expect("there are runs"),
            train_accuracy: train,
        })
    }
}

impl BoundaryFit {
    fn of(family: Family, points: &[BoundaryPoint]) -> Self {
        let of_family = points.iter().filter(|point| Family::of(&point.group) == family);
        let mut groups: Vec<Vec<&BoundaryPoint>> = Vec::new();
        for point in of_family {
            match groups.last_mut().filter(|group| group[0].group == point.group) {
                Some(group) => group.push(point),
                None => groups.push(vec![point]),
            }
        }
        let (mut crossings, mut open) = (Vec::new(), Vec::new());
        for group in groups {
            match crossing(&group) {
                Some(crossing) => crossings.push(crossing),
                None => open.push(group[0].group.clone()),
            }
        }
        let constants: Vec<f64> = crossings.iter().map(|crossing| crossing.constant).collect();
        let logarithm = |crossing: &Crossing| (crossing.group.order() as f64).ln();
        BoundaryFit {
            family,
            constant: MeanAndError::of(&constants),
            trend: slope(&crossings.iter().map(|c| (logarithm(c), c.constant)).collect::<Vec<_>>()),
            slope: slope(&crossings.iter().map(|c| (logarithm(c), c.fraction.ln())).collect::<Vec<_>>()),
            crossings,
            open,
        }
    }
}

/// Where the accuracy first rises through ½, over points sorted by their fraction.
fn crossing(points: &[&BoundaryPoint]) -> Option<Crossing> {
    let (low, high) = points.windows(2).find_map(|pair| {
        let is_crossed = pair[0].accuracy.mean < 0.5 && pair[1].accuracy.mean >= 0.5;
        is_crossed.then_some((pair[0], pair[1]))
    })?;
    let share = (0.5 - low.accuracy.mean) / (high.accuracy.mean - low.accuracy.mean);
    let fraction = low.fraction + share * (high.fraction - low.fraction);
    Some(Crossing { group: low.group.clone(), fraction, constant: constant_of(&low.group, fraction) })
}

/// The slope of the least-squares line; `None` where all x are the same.
fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let n = points.len() as f64;
    let (x, y) = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
    let spread: f64 = points.iter().map(|p| (p.0 - x).powi(2)).sum();
    (spread > 0.0).then(|| points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(order: usize, constant: f64, accuracy: f64) -> BoundaryPoint {
        let group = Group::cyclic(order).unwrap();
        let fraction = constant / constant_of(&group, 1.0);
        let accuracy = MeanAndError::of(&[accuracy]).unwrap();
        BoundaryPoint { group, fraction, constant, runs: 1, epochs: 1, accuracy, train_accuracy: 1.0 }
    }

    #[test]
    fn crossings_of_a_logarithmic_law_have_one_constant_and_no_trend() {
        let of_order = |order| [point(order, 2.5, 0.0), point(order, 3.0, 1.0), point(order, 3.5, 0.4)];
        let points: Vec<_> = [17, 29, 61].into_iter().flat_map(of_order).collect();
        let fit = BoundaryFit::of(Family::Prime, &points);
        assert_eq!(fit.crossings.len(), 3);
        assert!((fit.constant.unwrap().mean - 2.75).abs() < 1e-12 && fit.trend.unwrap().abs() < 1e-12);
        assert!((-0.8..-0.6).contains(&fit.slope.unwrap()));
    }

    #[test]
    fn a_drifting_law_has_a_trend_and_points_on_one_side_are_open() {
        let of_order = |order: usize| {
            let c = (order as f64).ln();
            [point(order, c - 0.5, 0.0), point(order, c + 0.5, 1.0)]
        };
        let mut points: Vec<_> = [17, 29, 61].into_iter().flat_map(of_order).collect();
        points.extend([point(71, 2.0, 0.9), point(71, 3.0, 1.0)]);
        let fit = BoundaryFit::of(Family::Prime, &points);
        assert!((fit.trend.unwrap() - 1.0).abs() < 1e-9);
        assert_eq!(fit.open, [Group::cyclic(71).unwrap()]);
        assert_eq!(Family::of(&"S4".parse().unwrap()), Family::NonAbelian);
        assert_eq!(Family::of(&"4x7".parse().unwrap()), Family::Product);
        assert_eq!(Family::of(&"Z15".parse().unwrap()), Family::Composite);
    }
}
