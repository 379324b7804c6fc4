//! Groups by their Cayley table in a file: JSON, CSV or any container of arrays.

use std::path::Path;

use super::container::{Array, Part, read_arrays, read_text};
use crate::group::Group;
use crate::{Error, Result};

/// The group whose Cayley table, d × d integers, is in a file: a JSON list of rows, a CSV file without a head, or an array
/// `table` (or the only square one) in a .npz, .safetensors, .pt or .json file. Numbers from 0, or all from 1.
///
/// # Errors
/// When the file cannot be read, holds no such table, or the table is none of a group of order at most 512.
pub fn read_group(path: &Path) -> Result<Group> {
    let (file, _) = Part::of_path(path);
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_lowercase();
    let rows = match extension.as_str() {
        "csv" | "txt" => read_text(path).and_then(|text| rows_of_csv(&text).map_err(|error| error.at_path(path))),
        "json" => match read_text(path).map(|text| serde_json::from_str::<Vec<Vec<i64>>>(&text)) {
            Ok(Ok(rows)) => Ok(rows),
            _ => rows_of_arrays(path),
        },
        _ => rows_of_arrays(path),
    }?;
    group(rows).map_err(|error| error.at_path(path))
}

/// The group with a Cayley table of numbers from 0, or all from 1.
pub(super) fn group(rows: Vec<Vec<i64>>) -> Result<Group> {
    let least = rows.iter().flatten().min().copied().unwrap_or(0);
    let shift = i64::from(least == 1);
    let number = |(g, h, x): (usize, usize, i64)| {
        let bad =
            |_| Error::argument(format!("no Cayley table: entry ({g}, {h}) is {x}; elements are numbered from 0 or 1"));
        usize::try_from(x - shift).map_err(bad)
    };
    let row = |(g, row): (usize, Vec<i64>)| row.into_iter().enumerate().map(|(h, x)| number((g, h, x))).collect();
    let rows = rows.into_iter().enumerate().map(row).collect::<Result<Vec<Vec<_>>>>()?;
    let counted = |error: Error| if shift == 1 { error.context("numbered from 0 instead of 1") } else { error };
    Group::from_table(&rows).map_err(counted)
}

fn rows_of_csv(text: &str) -> Result<Vec<Vec<i64>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
    let rows = reader.records().enumerate().map(|(at, record)| {
        let record = record.map_err(|error| Error::format(format!("CSV: {error}")))?;
        let number = |word: &str| {
            let bad = |_| Error::format(format!("row {at}: `{word}` is not a whole number"));
            word.parse::<i64>().map_err(bad)
        };
        record.iter().map(number).collect()
    });
    rows.collect()
}

fn rows_of_arrays(path: &Path) -> Result<Vec<Vec<i64>>> {
    let arrays = read_arrays(path)?;
    let is_table =
        |array: &Array| matches!(array.shape[..], [d, n] if d == n && d > 0) && array.as_integers().is_some();
    let named = arrays.iter().find(|(name, _)| name.eq_ignore_ascii_case("table")).map(|(_, array)| array);
    let mut squares = arrays.values().filter(|array| is_table(array));
    let only = squares.next().filter(|_| squares.next().is_none());
    let Some(array) = named.filter(|array| is_table(array)).or(only) else {
        let found: Vec<String> = arrays.iter().map(|(name, array)| format!("{name} {:?}", array.shape)).collect();
        return Err(Error::shape(format!(
            "no Cayley table: an array `table` of d × d integers is required; found {}",
            found.join(", ")
        ))
        .at_path(path));
    };
    Ok(array.as_integers().unwrap_or_default().chunks(array.shape[1]).map(<[i64]>::to_vec).collect())
}
