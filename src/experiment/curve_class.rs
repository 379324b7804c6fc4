//! The curves of runs with the same settings, and what is typical of them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::curve::{Curve, CurvePoint};
use super::series::{from_files, logged};
use super::settings::{Settings, classes};
use super::source::{Source, refuse_copies, runs_and_files};
use crate::format::ReadOptions;
use crate::group::Group;
use crate::loss::Target;
use crate::network::Evaluation;
use crate::train::{RunDirectory, read_split};
use crate::{Error, Result};

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

/// The curve of one run, and what it is of.
struct RunCurve {
    group: Group,
    settings: Settings,
    curve: Curve,
}

/// The curves of runs and of files by group and settings; different settings are never pooled. Of run directories they are as
/// they were logged, whatever the activation, the task and the number of operands; files are snapshots of one run, evaluated on the pairs
/// of the file `split` and on the others.
///
/// # Errors
/// When a log, a network or the split cannot be read, files are not those of one run, or a run is there twice.
pub fn curve_classes(
    sources: &[Source],
    options: &ReadOptions,
    split: Option<&Path>,
    target: Target,
) -> Result<Vec<CurveClass>> {
    let (runs, files) = runs_and_files(sources)?;
    if files.is_empty() && split.is_some() {
        return Err(Error::argument(
            "a split beside run directories, whose curves are as they were logged: it is for network files",
        ));
    }
    let mut curves = runs.iter().map(|run| RunCurve::logged(run)).collect::<Result<Vec<_>>>()?;
    let is_same = |x: &RunCurve, y: &RunCurve| x.group == y.group && x.curve.points == y.curve.points;
    refuse_copies(runs.into_iter(), &curves, |x, y| is_same(x, y).then_some("have the same log"))?;
    if !files.is_empty() {
        let series = from_files(&files, options)?;
        let (group, settings) = (series.group().clone(), series.training.settings.clone());
        let split = split.map(|path| read_split(path, &group)).transpose()?;
        curves.push(RunCurve { curve: series.curve(split.as_ref(), target), group, settings });
    }
    let classes = classes(curves, |run| (&run.group, &run.settings));
    let all: Vec<Settings> = classes.iter().map(|class| class[0].settings.clone()).collect();
    let class = |class: Vec<RunCurve>| {
        let (group, settings) = (class[0].group.clone(), class[0].settings.distinction(&all));
        CurveClass::new(group, settings, class.into_iter().map(|run| run.curve).collect())
    };
    Ok(classes.into_iter().map(class).collect())
}

impl RunCurve {
    fn logged(source: &Source) -> Result<Self> {
        let run = RunDirectory::open(source.path())?;
        let (group, settings) = (run.config().group.clone(), Settings::of_run(run.config()));
        Ok(RunCurve { group, settings, curve: logged(source.name(), &run)? })
    }
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
