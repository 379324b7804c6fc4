//! Loss and accuracy over the course of training.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::series::Series;
use super::settings::Settings;
use crate::group::Group;
use crate::loss::Target;
use crate::network::{Evaluation, Network, PairMask};

/// Loss and accuracy of one run at several epochs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// The name of the run.
    pub name: String,
    /// The points, by epoch.
    pub points: Vec<CurvePoint>,
}

/// Loss and accuracy at one epoch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The epoch.
    pub epoch: usize,
    /// On the training pairs; on all pairs where no split is known.
    pub train: Evaluation,
    /// On the other pairs; `None` where there are none, or no split is known.
    pub test: Option<Evaluation>,
}

/// The runs of one group and the same settings, and what is typical of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurveClass {
    /// The group.
    pub group: Group,
    /// The settings in which the runs differ from those of other classes; empty when there are none.
    pub settings: String,
    /// The runs.
    pub curves: Vec<Curve>,
    /// The epochs at which every run is known.
    pub typical: Vec<TypicalPoint>,
}

/// Several runs at one epoch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TypicalPoint {
    /// The epoch.
    pub epoch: usize,
    /// The loss on the training pairs.
    pub train_loss: Band,
    /// The accuracy on the training pairs.
    pub train_accuracy: Band,
    /// The loss on the other pairs, where every run has it.
    pub test_loss: Option<Band>,
    /// The accuracy on the other pairs, where every run has it.
    pub test_accuracy: Option<Band>,
}

/// Median and range over runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// The median; of an even number of runs the mean of the middle two.
    pub median: f64,
    /// The least.
    pub least: f64,
    /// The largest.
    pub largest: f64,
}

impl Band {
    /// Median and range of `values`; `None` when there are none.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (least, largest) = (*sorted.first()?, *sorted.last()?);
        let median = (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0;
        Some(Band { median, least, largest })
    }
}

impl Curve {
    /// Evaluates `snapshots`, (epoch, network), by the definition, on the pairs of `split` and on the others; without a
    /// split, on all pairs. O(d² q) work per pair of inputs and snapshot.
    #[must_use]
    pub fn of_snapshots(
        name: String,
        snapshots: &[(usize, Network)],
        split: Option<&PairMask>,
        target: Target,
    ) -> Self {
        let point = |(epoch, network): &(usize, Network)| {
            let held_out = split.map(PairMask::complement).filter(|pairs| !pairs.is_empty());
            let train = match split {
                Some(pairs) => network.evaluate(target, pairs),
                None => network.evaluate(target, &PairMask::all(network.group())),
            };
            CurvePoint { epoch: *epoch, train, test: held_out.map(|pairs| network.evaluate(target, &pairs)) }
        };
        Curve { name, points: snapshots.iter().map(point).collect() }
    }
}

impl CurveClass {
    /// Runs of one group with the same settings, which `settings` tells from those of other classes.
    #[must_use]
    pub fn new(group: Group, settings: String, curves: Vec<Curve>) -> Self {
        CurveClass { typical: typical(&curves), group, settings, curves }
    }
}

/// The curves of `runs` by group and settings, as they were logged, or else evaluated on the pairs of `split` and on the
/// others; different settings are never pooled.
#[must_use]
pub fn curve_classes(runs: Vec<Series>, split: Option<&PairMask>, target: Target) -> Vec<CurveClass> {
    let mut classes: Vec<(Group, Settings, Vec<Curve>)> = Vec::new();
    for run in runs {
        let (group, settings) = (run.group().clone(), run.training.settings.clone());
        let curve = run.curve(split, target);
        match classes.iter_mut().find(|class| class.0 == group && class.1 == settings) {
            Some(class) => class.2.push(curve),
            None => classes.push((group, settings, vec![curve])),
        }
    }
    let all: Vec<Settings> = classes.iter().map(|class| class.1.clone()).collect();
    let class = |(group, settings, curves): (Group, Settings, Vec<Curve>)| {
        CurveClass::new(group, settings.distinction(&all), curves)
    };
    classes.into_iter().map(class).collect()
}

fn typical(curves: &[Curve]) -> Vec<TypicalPoint> {
    let mut by_epoch: BTreeMap<usize, Vec<&CurvePoint>> = BTreeMap::new();
    for point in curves.iter().flat_map(|curve| &curve.points) {
        by_epoch.entry(point.epoch).or_default().push(point);
    }
    let complete = by_epoch.into_iter().filter(|(_, points)| points.len() == curves.len());
    complete.filter_map(|(epoch, points)| typical_point(epoch, &points)).collect()
}

fn typical_point(epoch: usize, points: &[&CurvePoint]) -> Option<TypicalPoint> {
    let band = |on: &[Evaluation], value: fn(&Evaluation) -> f64| {
        Band::of(&on.iter().map(value).collect::<Vec<f64>>()).filter(|_| on.len() == points.len())
    };
    let train: Vec<Evaluation> = points.iter().map(|point| point.train).collect();
    let test: Vec<Evaluation> = points.iter().filter_map(|point| point.test).collect();
    Some(TypicalPoint {
        epoch,
        train_loss: band(&train, |on| on.loss)?,
        train_accuracy: band(&train, |on| on.accuracy)?,
        test_loss: band(&test, |on| on.loss),
        test_accuracy: band(&test, |on| on.accuracy),
    })
}
