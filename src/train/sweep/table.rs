//! The table of a sweep: a line for every run.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::shard::Shard;
use super::variation::Variation;
use crate::format::write_atomically;
use crate::group::Group;
use crate::train::config::RunConfig;
use crate::train::record::LogRecord;
use crate::train::run::{Observer, train_run};
use crate::{Error, Result};

/// The last record of a log; `None` for what is not finite, and for all of it where nothing was logged.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct LastRecord {
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
}

impl From<LogRecord> for LastRecord {
    fn from(record: LogRecord) -> Self {
        let finite = |value: f64| Some(value).filter(|value| value.is_finite());
        LastRecord {
            train_loss: finite(record.train_loss),
            test_loss: finite(record.test_loss),
            train_accuracy: finite(record.train_accuracy),
            test_accuracy: finite(record.test_accuracy),
            live_nodes: Some(record.live_nodes),
        }
    }
}

/// One line of a sweep's table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepRow {
    /// The run's directory inside the sweep's.
    pub run: String,
    /// The group.
    pub group: Group,
    /// q.
    pub width: usize,
    /// Step size, weight decay and seed.
    #[serde(flatten)]
    pub variation: Variation,
    /// The steps taken.
    pub epoch: usize,
    /// Whether all of them.
    pub finished: bool,
    /// What was logged last.
    #[serde(flatten)]
    pub last: LastRecord,
    /// Why the run failed.
    pub error: Option<String>,
}

impl SweepRow {
    /// Trains one run of a sweep into its own directory inside `path`, as [`train_run`]; what goes wrong is in the row.
    pub fn train(name: &str, config: &RunConfig, path: &Path, observer: &mut dyn Observer) -> Self {
        let outcome = train_run(config, &path.join(name), observer);
        let last: Option<LogRecord> = outcome.as_ref().ok().and_then(|outcome| outcome.last);
        SweepRow {
            run: name.to_string(),
            group: config.group.clone(),
            width: config.width,
            variation: Variation::of(config),
            epoch: outcome.as_ref().map_or(0, |outcome| outcome.epoch),
            finished: outcome.as_ref().is_ok_and(|outcome| outcome.finished),
            last: last.map(LastRecord::from).unwrap_or_default(),
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
    let rows: Vec<Columns> = rows.iter().map(Columns::of).collect::<Result<_>>()?;
    let head = rows.first().map(|row| row.0.iter().map(|(name, _)| name).collect::<Vec<_>>());
    let rows = rows.iter().map(|row| row.0.iter().map(|(_, text)| text).collect());
    write_records(path, head.into_iter().chain(rows), |table, row| table.write_record(row))
}

/// The columns of a row with their names: the members of its JSON, in order.
struct Columns(Vec<(String, String)>);

impl Columns {
    fn of(row: &SweepRow) -> Result<Self> {
        let unwritten = |error: serde_json::Error| Error::format(error.to_string());
        serde_json::from_str(&serde_json::to_string(row).map_err(unwritten)?).map_err(unwritten)
    }
}

impl<'de> Deserialize<'de> for Columns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

/// The members of an object, one after the other.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Columns;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<Columns, A::Error> {
        let mut columns = Vec::new();
        while let Some((name, value)) = members.next_entry::<String, Value>()? {
            let text = match value {
                Value::Null => String::new(),
                Value::String(text) => text,
                other => other.to_string(),
            };
            columns.push((name, text));
        }
        Ok(Columns(columns))
    }
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
