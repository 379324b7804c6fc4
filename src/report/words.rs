//! Words that several reports use.

/// An angle in degrees, as it is written.
#[cfg(feature = "cli")]
pub(super) fn degrees(angle: f64) -> String {
    // Adding zero turns −0.0 into 0.0.
    format!("{:.1}°", (10.0 * angle).round() / 10.0 + 0.0)
}

/// The rows of a table as lines: columns as wide as their widest cell, the first to the left and the others to the right.
pub(super) fn aligned(rows: &[Vec<String>]) -> Vec<String> {
    let length = |text: &str| text.chars().count();
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> =
        (0..columns).map(|at| rows.iter().map(|row| length(&row[at])).max().unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (text, width))| {
            let space = " ".repeat(width - length(text));
            if at == 0 { format!("{text}{space}") } else { format!("{space}{text}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// `3 networks`.
pub(super) fn counted(count: usize, of: &str) -> String {
    if count == 1 { format!("1 {of}") } else { format!("{count} {of}s") }
}
