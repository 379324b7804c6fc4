//! One network at several epochs of its training.

use std::path::Path;

use itertools::Itertools as _;
use serde::{Deserialize, Serialize};

use super::curve::{Curve, CurvePoint};
use super::settings::Settings;
use super::snapshot::Snapshot;
use super::source::{Source, refuse_copies, runs_and_files};
use crate::dynamics::PotentialTrajectory;
use crate::factor::{Decomposition, Method};
use crate::format::{Part, ReadOptions, parts, read_arrays, read_network_arrays};
use crate::group::Group;
use crate::loss::Target;
use crate::network::{Activation, Evaluation, Network, PairMask, Task};
use crate::train::{LogRecord, RunDirectory};
use crate::{Error, Result};

/// A training run at several epochs.
#[derive(Debug, Clone)]
pub struct Series {
    /// The name of the run, or of the last file.
    pub name: String,
    /// (epoch, network), by epoch.
    pub snapshots: Vec<(usize, Network)>,
    /// Loss and accuracy as they were logged during training.
    pub log: Option<Curve>,
    /// How it was trained, as far as that is known.
    pub training: Training,
}

/// How a network was trained, as far as that is known.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Training {
    /// The epoch of the last network.
    pub epoch: usize,
    /// The number of pairs that it was trained on.
    pub pairs: Option<usize>,
    /// The seed.
    pub seed: Option<f64>,
    /// All else.
    pub settings: Settings,
}

impl Series {
    /// The group.
    #[must_use]
    pub fn group(&self) -> &Group {
        self.last().group()
    }

    /// The last network.
    #[must_use]
    pub fn last(&self) -> &Network {
        &self.snapshots.last().expect("a series has snapshots").1
    }

    /// Loss and accuracy: as logged, or else those of the snapshots, on the pairs of `split` and on the others.
    #[must_use]
    pub fn curve(self, split: Option<&PairMask>, target: Target) -> Curve {
        match self.log {
            Some(log) => log,
            None => Curve::of_snapshots(self.name, &self.snapshots, split, target),
        }
    }

    /// For each of `epochs` the last snapshot that is not later; without `epochs`, up to four: the first, the last, and
    /// two between (of 10 000 epochs at 100 and 1000).
    ///
    /// # Errors
    /// When there is no snapshot so early.
    pub fn at_epochs(&self, epochs: &[usize]) -> Result<Vec<(usize, Network)>> {
        let mut chosen: Vec<usize> = if epochs.is_empty() {
            self.spread()
        } else {
            let first = self.snapshots[0].0;
            let at = |&epoch: &usize| {
                self.snapshots.iter().rposition(|snapshot| snapshot.0 <= epoch).ok_or_else(|| {
                    Error::argument(format!("no snapshot at epoch {epoch} or before; the first is at epoch {first}"))
                })
            };
            epochs.iter().map(at).collect::<Result<_>>()?
        };
        chosen.sort_unstable();
        chosen.dedup();
        Ok(chosen.into_iter().map(|at| self.snapshots[at].clone()).collect())
    }

    fn spread(&self) -> Vec<usize> {
        let last = self.snapshots.len() - 1;
        if last < 4 {
            return (0..=last).collect();
        }
        // Half and three quarters of the way on a logarithmic scale: what forms does so late.
        let late = self.snapshots[last].0.max(1) as f64;
        let between = [0.5, 0.75].map(|share| late.powf(share));
        let nearest = |epoch: f64| {
            let distance = |at: &usize| (self.snapshots[*at].0.max(1) as f64 / epoch).ln().abs();
            (1..last).min_by(|x, y| distance(x).total_cmp(&distance(y))).expect("there are snapshots between")
        };
        vec![0, nearest(between[0]), nearest(between[1]), last]
    }
}

/// The runs of `sources`: each run directory is one, and all files together are the snapshots of one.
///
/// The epoch of a file is its scalar array `epoch`, or else the number that follows `epoch` or `step` in its name.
///
/// # Errors
/// When a network cannot be read, two files do not belong to the same group, an epoch is unknown or occurs twice, or a run is
/// there twice.
pub fn series(sources: &[Source], options: &ReadOptions) -> Result<Vec<Series>> {
    // who says that weights are read as squares has runs of other activations read so, too
    let of_run = if options.activation.is_some() { networks_read_as_squares } else { networks_of_run };
    series_by(sources, options, of_run)
}

/// (epoch, network) of everything that a run has kept.
type Snapshots = Vec<(usize, Network)>;

fn series_by(
    sources: &[Source],
    options: &ReadOptions,
    of_run: fn(&RunDirectory) -> Result<Snapshots>,
) -> Result<Vec<Series>> {
    let (runs, files) = runs_and_files(sources)?;
    let read = |run: &&Source| from_run(run.name(), &RunDirectory::open(run.path())?, of_run);
    let mut all = runs.iter().map(read).collect::<Result<Vec<_>>>()?;
    if !files.is_empty() {
        all.push(from_files(&files, options)?);
    }
    refuse_copies(runs.into_iter(), &all, |x, y| (x.snapshots == y.snapshots).then_some("hold the same weights"))?;
    Ok(all)
}

/// The only run of `sources`.
///
/// # Errors
/// As [`series`], and when there are several runs.
pub fn one_series(sources: &[Source], options: &ReadOptions) -> Result<Series> {
    one(sources)?;
    Ok(series(sources, options)?.swap_remove(0))
}

/// The only run of `sources` for its weights alone, which those of any activation and of tasks that are no group's have.
///
/// # Errors
/// As [`one_series`], but for activations and tasks; those of units modulo a prime have weights in other numbers.
pub fn one_series_of_weights(sources: &[Source], options: &ReadOptions) -> Result<Series> {
    one(sources)?;
    Ok(series_by(sources, options, weights_of_run)?.swap_remove(0))
}

fn one(sources: &[Source]) -> Result<()> {
    let runs = sources.iter().filter(|source| matches!(source, Source::Run(_))).count();
    let files = sources.len() - runs;
    if runs + usize::from(files > 0) != 1 {
        let found = format!("{runs} run directories and {files} network files");
        return Err(Error::argument(format!("{found}, but one run is required: one directory, or files of one run")));
    }
    Ok(())
}

/// The sum potentials of a run over its epochs, with the orders that its last network has by `method`, or irrep by irrep.
#[must_use]
pub fn potential_trajectory(run: &Series, method: Method) -> PotentialTrajectory {
    let orders = Decomposition::of(run.last(), method).orders();
    PotentialTrajectory::of_snapshots(&run.snapshots, orders).expect("a series has snapshots")
}

/// The networks that a run has kept, as elements of the semiring.
fn networks_of_run(run: &RunDirectory) -> Result<Snapshots> {
    kept(run, RunDirectory::network_at, RunDirectory::final_network)
}

/// The same, where networks of another activation that multiply are read as squares.
fn networks_read_as_squares(run: &RunDirectory) -> Result<Snapshots> {
    match run.config().protocol.task.is_product() && run.config().protocol.activation != Activation::Square {
        true => kept(run, RunDirectory::weights_at, RunDirectory::final_weights),
        false => networks_of_run(run),
    }
}

/// The weights of the networks that a run has kept, as they were trained where they are of no element of the semiring.
pub(super) fn weights_of_run(run: &RunDirectory) -> Result<Snapshots> {
    let protocol = &run.config().protocol;
    let is_element = protocol.activation == Activation::Square
        && (protocol.task.is_product() || protocol.task.labelling(&run.config().group)?.is_some());
    match is_element || matches!(protocol.task, Task::Units(_)) {
        true => networks_of_run(run),
        false => kept(run, RunDirectory::weights_at, RunDirectory::final_weights),
    }
}

fn kept(
    run: &RunDirectory,
    at: impl Fn(&RunDirectory, usize) -> Result<Network>,
    last: impl Fn(&RunDirectory) -> Result<Network>,
) -> Result<Snapshots> {
    let last_epoch = if run.is_finished() { Some(run.last_epoch()?) } else { None };
    let mut snapshots = Vec::new();
    for (epoch, _) in run.checkpoints() {
        snapshots.push((epoch, at(run, epoch)?));
    }
    if let Some(epoch) = last_epoch.filter(|last| snapshots.last().is_none_or(|(epoch, _)| epoch < last)) {
        snapshots.push((epoch, last(run)?));
    }
    match snapshots.is_empty() {
        true => Err(Error::argument("the run has no checkpoint yet").at_path(run.path())),
        false => Ok(snapshots),
    }
}

fn from_run(name: String, run: &RunDirectory, read: fn(&RunDirectory) -> Result<Snapshots>) -> Result<Series> {
    let snapshots = read(run)?;
    let log = Some(logged(name.clone(), run)?);
    let epoch = snapshots.last().map_or(0, |snapshot| snapshot.0);
    Ok(Series { name, snapshots, log, training: training_of_run(run, epoch) })
}

/// Loss and accuracy of a run as they were logged.
pub(super) fn logged(name: String, run: &RunDirectory) -> Result<Curve> {
    let records = run.log()?;
    if records.is_empty() {
        return Err(Error::argument("the run has no log").at_path(run.path()));
    }
    let point = |record: &LogRecord| CurvePoint {
        epoch: record.epoch,
        train: Evaluation { loss: record.train_loss, accuracy: record.train_accuracy },
        test: (!record.test_loss.is_nan())
            .then_some(Evaluation { loss: record.test_loss, accuracy: record.test_accuracy }),
    };
    Ok(Curve { name, points: records.iter().map(point).collect() })
}

fn training_of_run(run: &RunDirectory, epoch: usize) -> Training {
    let config = run.config();
    Training {
        epoch,
        pairs: run.training_pairs().ok().map(|pairs| pairs.len()),
        seed: Some(config.seed as f64),
        settings: Settings::of_run(config),
    }
}

/// The snapshots of one run that files are.
pub(super) fn from_files(files: &[&Path], options: &ReadOptions) -> Result<Series> {
    let mut snapshots = Vec::new();
    for path in files {
        snapshots.extend(snapshots_of(path, options)?);
    }
    if let [only] = &mut snapshots[..] {
        only.epoch = only.epoch.or(Some(0));
    }
    if let Some(lost) = snapshots.iter().find(|snapshot| snapshot.epoch.is_none()) {
        let wanted = "no scalar array `epoch` in the file and no number after `epoch` or `step` in its name";
        let lost = format!("{}: {wanted}, so its place among the other files is unknown", lost.name);
        return Err(Error::argument(lost));
    }
    snapshots.sort_by_key(|snapshot| snapshot.epoch);
    check_one_run(&snapshots)?;
    let Some(last) = snapshots.last() else { return Err(Error::argument("no network files")) };
    let (epoch, settings) = (last.epoch.unwrap_or(0), last.settings.clone());
    let training = Training { epoch, seed: last.seed, settings, ..Training::default() };
    let name = last.name.clone();
    let snapshots = snapshots.into_iter().map(|snapshot| (snapshot.epoch.unwrap_or(0), snapshot.network)).collect();
    Ok(Series { name, snapshots, log: None, training })
}

/// Whether networks, sorted by epoch, can be those of one run.
fn check_one_run(snapshots: &[Snapshot]) -> Result<()> {
    for (one, next) in snapshots.iter().tuple_windows() {
        let (epoch, later) = (one.epoch.unwrap_or(0), next.epoch.unwrap_or(0));
        if epoch == later {
            return Err(Error::argument(format!("two files hold epoch {epoch}; give the files of one run")));
        }
        let (group, other) = (one.network.group(), next.network.group());
        if group != other {
            let groups = format!("{group} at epoch {epoch} and {other} at epoch {later}");
            return Err(Error::argument(format!("the group is {groups}; give the files of one run")));
        }
    }
    Ok(())
}

/// The network of a file, or all networks of a history.
fn snapshots_of(path: &Path, options: &ReadOptions) -> Result<Vec<Snapshot>> {
    let (_, part) = Part::of_path(path);
    let label = part.map(|part| part.to_string());
    let one = read_network_arrays(path, options)
        .and_then(|arrays| Snapshot::of_file(&arrays, path, label.as_deref(), options));
    match one {
        Ok(one) => Ok(vec![one]),
        Err(error) if label.is_some() || !path.is_file() => Err(error),
        Err(error) => {
            let Ok(arrays) = read_arrays(path) else { return Err(error) };
            let parts = parts(&arrays);
            if parts.is_empty() {
                return Err(error);
            }
            let of_part =
                |part: &Part| Snapshot::of_file(&part.select(&arrays)?, path, Some(&part.to_string()), options);
            parts.iter().map(of_part).collect()
        }
    }
}
