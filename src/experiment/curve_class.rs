//! The curves of runs with the same settings, and what is typical of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::curve::{Curve, CurvePoint};
use super::series::Series;
use super::settings::{Settings, classes};
use crate::group::Group;
use crate::loss::Target;
use crate::network::{Evaluation, PairMask};

/// The runs of one group and the same settings, and what is typical of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurveClass {
    /// The group.
    pub group: Group,
    /// The settings in which the runs differ from those of other classes; empty when there are none.
    pub settings: String,
    /// The runs.
    pub curves: Vec<Curve>,
    /// The median (of an even number of runs the mean of the middle two), the least and the largest value of each
    /// quantity, at the epochs at which every run is known.
    pub typical: [Curve; 3],
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
    let classes = classes(runs, |run| (run.group(), &run.training.settings));
    let all: Vec<Settings> = classes.iter().map(|class| class[0].training.settings.clone()).collect();
    let class = |class: Vec<Series>| {
        let (group, settings) = (class[0].group().clone(), class[0].training.settings.distinction(&all));
        CurveClass::new(group, settings, class.into_iter().map(|run| run.curve(split, target)).collect())
    };
    classes.into_iter().map(class).collect()
}

/// A number about sorted values.
type Statistic = fn(&[f64]) -> f64;

fn typical(curves: &[Curve]) -> [Curve; 3] {
    let mut by_epoch: BTreeMap<usize, Vec<&CurvePoint>> = BTreeMap::new();
    for point in curves.iter().flat_map(|curve| &curve.points) {
        by_epoch.entry(point.epoch).or_default().push(point);
    }
    by_epoch.retain(|_, points| points.len() == curves.len());
    let statistics: [(&str, Statistic); 3] = [
        ("(median)", |sorted| (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0),
        ("(least)", |sorted| sorted[0]),
        ("(largest)", |sorted| sorted[sorted.len() - 1]),
    ];
    statistics.map(|(name, statistic)| {
        let point = |(&epoch, points): (&usize, &Vec<&CurvePoint>)| {
            let train: Vec<Evaluation> = points.iter().map(|point| point.train).collect();
            let test: Option<Vec<Evaluation>> = points.iter().map(|point| point.test).collect();
            CurvePoint { epoch, train: of_each(&train, statistic), test: test.map(|test| of_each(&test, statistic)) }
        };
        Curve { name: name.to_owned(), points: by_epoch.iter().map(point).collect() }
    })
}

/// A statistic of sorted values, of the losses and of the accuracies.
fn of_each(on: &[Evaluation], statistic: Statistic) -> Evaluation {
    let of = |value: fn(&Evaluation) -> f64| {
        let mut values: Vec<f64> = on.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        statistic(&values)
    };
    Evaluation { loss: of(|on| on.loss), accuracy: of(|on| on.accuracy) }
}
