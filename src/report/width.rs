//! What `width` says: for people, for documents and for programs.

use crate::construct::Width;
use crate::named::{Named, named};

named! {
    /// How a table of widths is written.
    pub enum WidthFormat {
        /// for people
        Text,
        /// comma-separated values
        Csv,
        /// a LaTeX table, with the rules of the package booktabs
        Latex,
    }
}

/// The widths of one group as lines of text.
#[must_use]
pub fn text(width: &Width) -> String {
    let mut lines = vec![format!("{}: order {}, irreps {}", width.group, width.group.order(), width.irreps)];
    lines.push(format!(
        "  width {:<4} exact one-hot network, `cogring construct narrow --group '{}'`",
        width.width, width.group
    ));
    for part in &width.parts {
        lines.push(format!(
            "    {:>4} = {} × {}",
            part.count * part.nodes,
            part.count,
            counted(part.kind.name(), part.nodes)
        ));
    }
    lines.push(format!("  bound {:<4} theorem {}: {}", width.lower_bound, width.theorem, width.theorem.meaning()));
    lines.push(if width.is_minimal {
        format!("  the least width is {}", width.width)
    } else {
        format!("  the least width lies from {} to {}", width.lower_bound, width.width)
    });
    lines.join("\n") + "\n"
}

fn counted(what: &str, nodes: usize) -> String {
    format!("{what} ({nodes} node{})", if nodes == 1 { "" } else { "s" })
}

const HEADS: [&str; 6] = ["id", "group", "irreps", "width", "lower bound", "theorem"];

fn cells(width: &Width) -> [String; 6] {
    let id =
        width.catalogue.map_or_else(|| width.group.order().to_string(), |[order, number]| format!("{order}.{number}"));
    let least = if width.is_minimal { format!("{} (least)", width.width) } else { width.width.to_string() };
    [id, width.group.to_string(), width.irreps.clone(), least, width.lower_bound.to_string(), width.theorem.to_string()]
}

/// The widths of many groups as a table.
#[must_use]
pub fn table(widths: &[Width], format: WidthFormat) -> String {
    let rows: Vec<[String; 6]> = widths.iter().map(cells).collect();
    match format {
        WidthFormat::Text => {
            let heads = HEADS.map(str::to_owned);
            let lines: Vec<&[String; 6]> = std::iter::once(&heads).chain(&rows).collect();
            let length = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
            let line = |line: &[String; 6]| {
                let padded =
                    (0..6).map(|at| format!("{}{}", line[at], " ".repeat(length(at) - line[at].chars().count())));
                padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
            };
            lines.iter().copied().map(line).collect()
        }
        WidthFormat::Csv => {
            let quoted = |cell: &String| if cell.contains(',') { format!("\"{cell}\"") } else { cell.clone() };
            let exact = |width: &Width| {
                let mut cells = cells(width);
                cells[3] = width.width.to_string();
                cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n"
            };
            HEADS.join(",").replace(' ', "_") + "\n" + &widths.iter().map(exact).collect::<String>()
        }
        WidthFormat::Latex => {
            let body: String = rows.iter().map(|row| row.join(" & ").replace('_', "\\_") + " \\\\\n").collect();
            let head = HEADS.join(" & ");
            format!(
                "\\begin{{tabular}}{{llllll}}\n\\toprule\n{head} \\\\\n\\midrule\n{body}\\bottomrule\n\\end{{tabular}}\n"
            )
        }
    }
}
