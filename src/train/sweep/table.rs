//! The table of a sweep: a line for every run.

use std::collections::HashMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::shard::Shard;
use crate::format::write_atomically;
use crate::group::Group;
use crate::train::config::RunConfig;
use crate::train::record::LogRecord;
use crate::train::run::{Observer, train_run};
use crate::{Error, Result};

/// One line of a sweep's table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepRow {
    /// The run's directory inside the sweep's.
    pub run: String,
    /// The group.
    pub group: Group,
    /// q.
    pub width: usize,
    /// The step size.
    pub learning_rate: f64,
    /// The weight decay.
    pub weight_decay: f64,
    /// The seed.
    pub seed: u64,
    /// The steps taken.
    pub epoch: usize,
    /// Whether all of them.
    pub finished: bool,
    /// The last training loss.
    pub train_loss: Option<f64>,
    /// The last test loss.
    pub test_loss: Option<f64>,
    /// The last training accuracy.
    pub train_accuracy: Option<f64>,
    /// The last test accuracy.
    pub test_accuracy: Option<f64>,
    /// The last number of live nodes.
    pub live_nodes: Option<usize>,
    /// Why the run failed.
    pub error: Option<String>,
}

impl SweepRow {
    /// Trains one run of a sweep into its own directory inside `path`, as [`train_run`]; what goes wrong is in the row.
    pub fn train(name: &str, config: &RunConfig, path: &Path, observer: &mut dyn Observer) -> Self {
        let outcome = train_run(config, &path.join(name), observer);
        let last: Option<LogRecord> = outcome.as_ref().ok().and_then(|outcome| outcome.last);
        let finite = |value: f64| Some(value).filter(|value| value.is_finite());
        SweepRow {
            run: name.to_string(),
            group: config.group.clone(),
            width: config.width,
            learning_rate: config.learning_rate,
            weight_decay: config.weight_decay,
            seed: config.seed,
            epoch: outcome.as_ref().map_or(0, |outcome| outcome.epoch),
            finished: outcome.as_ref().is_ok_and(|outcome| outcome.finished),
            train_loss: last.and_then(|last| finite(last.train_loss)),
            test_loss: last.and_then(|last| finite(last.test_loss)),
            train_accuracy: last.and_then(|last| finite(last.train_accuracy)),
            test_accuracy: last.and_then(|last| finite(last.test_accuracy)),
            live_nodes: last.map(|last| last.live_nodes),
            error: outcome.err().map(|error| error.to_string()),
        }
    }

    /// Writes rows as the table `sweep.csv` of the sweep in `path`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_all(rows: &[Self], path: &Path) -> Result<()> {
        write_table(&path.join("sweep.csv"), rows)
    }
}

pub(super) fn write_table(path: &Path, rows: &[SweepRow]) -> Result<()> {
    write_records(path, rows.iter(), |table, row| table.serialize(row))
}

fn write_records<R>(
    path: &Path,
    mut records: impl Iterator<Item = R>,
    write: impl Fn(&mut csv::Writer<Vec<u8>>, R) -> csv::Result<()>,
) -> Result<()> {
    let mut table = csv::Writer::from_writer(Vec::new());
    records.try_for_each(|row| write(&mut table, row)).map_err(|error| Error::io("cannot be written", error.into()))?;
    write_atomically(path, &table.into_inner().map_err(|error| Error::format(error.to_string()))?)
}

/// Puts the tables of shards together, in the order of the runs. Who writes the last of them finds all the others.
pub(super) fn merge(runs: &[(String, RunConfig)], count: usize, path: &Path) -> Result<()> {
    let lock = path.join("sweep.lock");
    let file = std::fs::File::create(&lock).map_err(|error| Error::io("cannot be written", error).at_path(&lock))?;
    file.lock().map_err(|error| Error::io("cannot be locked", error).at_path(&lock))?;
    let place: HashMap<&str, usize> = runs.iter().enumerate().map(|(at, (name, _))| (name.as_str(), at)).collect();
    let (mut header, mut rows) = (None, Vec::new());
    for index in 0..count {
        let table = path.join(Shard { index, count }.file(index));
        let Ok(mut reader) = csv::Reader::from_path(&table) else { continue };
        let unread = |error: csv::Error| Error::format(error.to_string()).at_path(&table);
        header = Some(reader.headers().map_err(unread)?.clone()).filter(|header| !header.is_empty()).or(header);
        for row in reader.records() {
            let row = row.map_err(unread)?;
            rows.extend(row.get(0).and_then(|name| place.get(name)).map(|&at| (at, row.clone())));
        }
    }
    rows.sort_by_key(|(at, _)| *at);
    let records = header.iter().chain(rows.iter().map(|(_, row)| row));
    write_records(&path.join("sweep.csv"), records, |table, row| table.write_record(row))
}
