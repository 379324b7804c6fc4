//! The paper's table: for people, for documents and for programs.

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::experiment::TableRow;
use crate::factor::{COLUMNS, ComparedCell, MeanAndError};
use crate::format::write_atomically;
use crate::{Error, Result};

/// The table, printed as Markdown: per group our row, the paper's row, and the difference in combined standard errors.
#[derive(Debug, Clone, Copy)]
pub struct PaperTable<'a>(pub &'a [TableRow]);

impl fmt::Display for PaperTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = vec![head()];
        for row in self.0 {
            lines.extend(row_lines(row));
        }
        let columns = lines[0].len();
        let length = |text: &str| text.chars().count();
        let widths: Vec<usize> =
            (0..columns).map(|at| lines.iter().map(|line| length(&line[at])).max().unwrap_or(0)).collect();
        for (at, line) in lines.iter().enumerate() {
            let cells: Vec<String> = line
                .iter()
                .zip(&widths)
                .map(|(text, width)| format!("{text}{}", " ".repeat(width - length(text))))
                .collect();
            writeln!(f, "| {} |", cells.join(" | "))?;
            if at == 0 {
                let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                writeln!(f, "| {} |", rules.join(" | "))?;
            }
        }
        Ok(())
    }
}

fn head() -> Vec<String> {
    ["d", ""].into_iter().chain(COLUMNS).map(str::to_owned).collect()
}

fn row_lines(TableRow { settings, row, .. }: &TableRow) -> Vec<Vec<String>> {
    let line = |head: [String; 2], cell: &dyn Fn(&ComparedCell) -> String| {
        head.into_iter().chain(row.cells.iter().map(cell)).collect::<Vec<String>>()
    };
    let mut networks = if row.networks == 1 { "1 network".to_owned() } else { format!("{} networks", row.networks) };
    if !settings.is_empty() {
        networks = format!("{networks}, {settings}");
    }
    let mut lines = vec![line([row.group.to_string(), networks], &|cell| mean(cell.ours))];
    if row.cells.iter().any(|cell| cell.paper.is_some()) {
        lines.push(line([String::new(), "paper".to_owned()], &|cell| mean(cell.paper)));
        let difference = |cell: &ComparedCell| match (cell.deviation, cell.ours, cell.paper) {
            (Some(deviation), ..) => format!("{deviation:+.1}").replace('-', "−"),
            (None, Some(MeanAndError { standard_error: Some(_), .. }), Some(_)) => "∞".to_owned(),
            _ => "–".to_owned(),
        };
        lines.push(line([String::new(), "difference / s.e.".to_owned()], &difference));
    }
    lines
}

fn mean(value: Option<MeanAndError>) -> String {
    value.map_or("–".to_owned(), |value| value.to_string())
}

#[derive(Serialize)]
struct Record<'a> {
    group: String,
    settings: &'a str,
    networks: usize,
    column: &'a str,
    mean: Option<f64>,
    standard_error: Option<f64>,
    paper_mean: Option<f64>,
    paper_standard_error: Option<f64>,
    deviation_in_standard_errors: Option<f64>,
}

/// Writes `table.md` and `table.csv` (one record per number) into `directory`, which is made if needed.
///
/// # Errors
/// When a file cannot be written.
pub fn write_table(rows: &[TableRow], directory: &Path) -> Result<()> {
    std::fs::create_dir_all(directory).map_err(|error| Error::io("cannot be made", error).at_path(directory))?;
    let contents = [("table.md", PaperTable(rows).to_string().into_bytes()), ("table.csv", to_csv(rows)?)];
    for (name, bytes) in contents {
        write_atomically(&directory.join(name), |file| {
            file.write_all(&bytes).map_err(|error| Error::io("cannot be written", error))
        })?;
    }
    Ok(())
}

fn to_csv(rows: &[TableRow]) -> Result<Vec<u8>> {
    let failed = |error: String| Error::format(format!("the table: {error}"));
    let mut records = csv::Writer::from_writer(Vec::new());
    for TableRow { settings, row, .. } in rows {
        for cell in &row.cells {
            let record = Record {
                group: row.group.to_string(),
                settings,
                networks: row.networks,
                column: cell.column,
                mean: cell.ours.map(|ours| ours.mean),
                standard_error: cell.ours.and_then(|ours| ours.standard_error),
                paper_mean: cell.paper.map(|paper| paper.mean),
                paper_standard_error: cell.paper.and_then(|paper| paper.standard_error),
                deviation_in_standard_errors: cell.deviation,
            };
            records.serialize(record).map_err(|error| failed(error.to_string()))?;
        }
    }
    records.into_inner().map_err(|error| failed(error.to_string()))
}
