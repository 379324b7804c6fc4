//! What `construct` says, for people.

use std::fmt::Write as _;

use crate::experiment::ConstructionReport;
use crate::loss::Problem;

/// A line for each thing that is known.
#[must_use]
pub fn text(report: &ConstructionReport) -> String {
    let ConstructionReport { name, problem: Problem { group, width, target }, .. } = report;
    let mut text = format!("{name} over {group}: {width} hidden nodes\n");
    let mut line = |label: &str, value: String| {
        let _ = writeln!(text, "  {label:<14}{value}");
    };
    let kind = if report.exact { "a solution for" } else { "no solution, compared with" };
    line("target", format!("{kind} the {target} target"));
    let losses = [("closed form", report.closed_form_loss), ("direct", report.direct.map(|direct| direct.loss))];
    let losses: Vec<String> =
        losses.iter().filter_map(|(how, loss)| Some(format!("{:.1e} ({how})", (*loss)?))).collect();
    if !losses.is_empty() {
        line("loss", losses.join(", "));
    }
    if let Some(direct) = report.direct {
        line("accuracy", format!("{:.2} %", 100.0 * direct.accuracy));
    }
    line("squared norm", format!("{:.4}", report.squared_norm));
    if let Some(path) = &report.output {
        line("written to", path.clone());
    }
    text
}
