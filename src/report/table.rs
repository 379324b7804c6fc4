//! The paper's table: for people, for documents and for programs.

use std::fmt;
use std::path::Path;

use serde::Serialize;

use super::words::counted;
use crate::experiment::{ComparedCell, TableRow};
use crate::factor::{COLUMNS, MeanAndError, Method};
use crate::format::{make_directory, write_atomically};
use crate::{Error, Result};

/// The table, printed as Markdown: per group our row, the paper's row, and the difference in combined standard errors; then
/// notes on what the numbers are of.
#[derive(Debug, Clone, Copy)]
pub struct PaperTable<'a>(pub &'a [TableRow]);

impl fmt::Display for PaperTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.lines();
        let length = |text: &str| text.chars().count();
        let widths: Vec<usize> =
            (0..COLUMNS.len() + 2).map(|at| lines.iter().map(|line| length(&line[at])).max().unwrap_or(0)).collect();
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
        writeln!(f, "\n{}", self.notes().join("\n"))
    }
}

/// The heads of the columns in LaTeX.
const LATEX: [&str; 9] = [
    "not order 4/6 \\%",
    "order 4 non-factorable \\%",
    "order 6 non-factorable \\%",
    "order 4 error $\\times 10^{-2}$",
    "order 6 error $\\times 10^{-2}$",
    "$z_{\\nu=i}*z_\\xi$ \\%",
    "$z_{\\nu=i}*z_{\\mathrm{syn},\\alpha\\beta}$ \\%",
    "$z_\\nu*z_{\\mathrm{syn}}$ \\%",
    "others \\%",
];

impl PaperTable<'_> {
    /// The table in LaTeX, with the rules of the package booktabs and the notes as comments.
    #[must_use]
    pub fn to_latex(&self) -> String {
        let notes: String = self.notes().iter().map(|note| format!("% {note}\n")).collect();
        let head = ["$d$", ""].into_iter().chain(LATEX).collect::<Vec<_>>().join(" & ");
        let rows: Vec<String> = self.lines()[1..].iter().map(|line| latex_row(line)).collect();
        let columns = "r".repeat(LATEX.len());
        format!(
            "{notes}\\begin{{tabular}}{{ll{columns}}}\n\\toprule\n{head} \\\\\n\\midrule\n{}\\bottomrule\n\\end{{tabular}}\n",
            rows.concat()
        )
    }

    fn lines(&self) -> Vec<Vec<String>> {
        let head = ["d", ""].into_iter().chain(COLUMNS).map(str::to_owned).collect();
        std::iter::once(head).chain(self.0.iter().flat_map(row_lines)).collect()
    }

    /// What the numbers are of, and where networks were not trained or analyzed as the paper's.
    fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "Mean ± standard error over networks. Percentages: not order 4/6 of all frequencies, non-factorable of those of the \
             order, forms of the frequencies that factor."
                .to_owned(),
        ];
        let method = self.0.first().map(|row| row.method).unwrap_or_default();
        notes.push(match method {
            Method::Paper => "Orders, forms and errors by the paper's analysis.".to_owned(),
            Method::Translations => {
                "Orders and forms by the search over translations, errors ‖nodes − product‖ / ‖nodes‖: not the paper's analysis."
                    .to_owned()
            }
        });
        notes.extend(self.0.iter().filter(|row| is_compared(row)).filter_map(other_protocol));
        notes
    }
}

fn is_compared(row: &TableRow) -> bool {
    row.row.cells.iter().any(|cell| cell.paper.is_some())
}

/// How the networks of a row were trained otherwise than the paper's.
fn other_protocol(TableRow { protocol, row, .. }: &TableRow) -> Option<String> {
    if protocol.is_the_papers() {
        return None;
    }
    let different = (!protocol.different.is_empty()).then(|| protocol.different.join(", "));
    let unknown = (!protocol.unknown.is_empty()).then(|| format!("unknown {}", protocol.unknown.join(", ")));
    let parts: Vec<String> = different.into_iter().chain(unknown).collect();
    Some(format!("d = {}: not known to be the paper's protocol: {}.", row.group, parts.join("; ")))
}

fn latex_row(line: &[String]) -> String {
    let cells: Vec<String> = line.iter().map(|text| latex(text)).collect();
    let rule = if line[1] == DIFFERENCE { "\\addlinespace\n" } else { "" };
    format!("{} \\\\\n{rule}", cells.join(" & "))
}

fn latex(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        match c {
            '±' => written.push_str("$\\pm$"),
            '−' => written.push_str("$-$"),
            '–' => written.push_str("--"),
            '∞' => written.push_str("$\\infty$"),
            '\\' => written.push_str("\\textbackslash{}"),
            '~' | '^' => written.extend(['\\', c, '{', '}']),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => written.extend(['\\', c]),
            c => written.push(c),
        }
    }
    written
}

const DIFFERENCE: &str = "difference / s.e.";

fn row_lines(all: &TableRow) -> Vec<Vec<String>> {
    let TableRow { settings, row, protocol, .. } = all;
    let line = |head: [String; 2], cell: &dyn Fn(&ComparedCell) -> String| {
        head.into_iter().chain(row.cells.iter().map(cell)).collect::<Vec<String>>()
    };
    let mut networks = counted(row.networks, "network");
    if !settings.is_empty() {
        networks = format!("{networks}, {settings}");
    }
    let mut lines = vec![line([row.group.to_string(), networks], &|cell| mean(cell.ours))];
    if is_compared(all) {
        let paper = if protocol.different.is_empty() { "paper" } else { "paper, other protocol" };
        lines.push(line([String::new(), paper.to_owned()], &|cell| mean(cell.paper)));
        let difference = |cell: &ComparedCell| match (cell.deviation, cell.ours, cell.paper) {
            (Some(deviation), ..) => format!("{deviation:+.1}").replace('-', "−"),
            (None, Some(MeanAndError { standard_error: Some(_), .. }), Some(_)) => "∞".to_owned(),
            _ => "–".to_owned(),
        };
        lines.push(line([String::new(), DIFFERENCE.to_owned()], &difference));
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
    other_than_the_papers: String,
}

/// Writes `table.md`, `table.tex` and `table.csv` (one record per number) into `directory`, which is made if needed.
///
/// # Errors
/// When a file cannot be written.
pub fn write_table(rows: &[TableRow], directory: &Path) -> Result<()> {
    make_directory(directory)?;
    let table = PaperTable(rows);
    let contents = [
        ("table.md", table.to_string().into_bytes()),
        ("table.tex", table.to_latex().into_bytes()),
        ("table.csv", to_csv(rows)?),
    ];
    for (name, bytes) in contents {
        write_atomically(&directory.join(name), &bytes)?;
    }
    Ok(())
}

fn to_csv(rows: &[TableRow]) -> Result<Vec<u8>> {
    let failed = |error: String| Error::format(format!("the table: {error}"));
    let mut records = csv::Writer::from_writer(Vec::new());
    for TableRow { settings, row, protocol, .. } in rows {
        for cell in &row.cells {
            let record = Record {
                group: row.group.to_string(),
                settings,
                networks: row.networks,
                column: &cell.column,
                mean: cell.ours.map(|ours| ours.mean),
                standard_error: cell.ours.and_then(|ours| ours.standard_error),
                paper_mean: cell.paper.map(|paper| paper.mean),
                paper_standard_error: cell.paper.and_then(|paper| paper.standard_error),
                deviation_in_standard_errors: cell.deviation,
                other_than_the_papers: protocol.different.join(", "),
            };
            records.serialize(record).map_err(|error| failed(error.to_string()))?;
        }
    }
    records.into_inner().map_err(|error| failed(error.to_string()))
}
