//! Factored networks as text: a header and a table per network, and the rows of the paper's table.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table, presets};
use itertools::Itertools;

use super::words::degrees;
use crate::factor::{FrequencyFactorization, MeanAndError, Method, NetworkReport, Parameters, Report, SummaryRow};
use crate::format::Reading;

/// The whole report.
#[must_use]
pub fn report(report: &Report) -> String {
    let mut text: String = report.networks.iter().map(network).collect();
    if report.networks.len() > 1 {
        text += &summary(&report.table);
    }
    text
}

/// One network: header, a line per frequency, and remarks on those without a name.
#[must_use]
pub fn network(network: &NetworkReport) -> String {
    let NetworkReport { path, loss, one_hot_loss, accuracy, factorization, reading } = network;
    let mut text = format!(
        "{path}\n  group {} of order {}, {} hidden nodes, {} live\n  loss {loss:.3e} (zero-mean), {one_hot_loss:.3e} \
         (one-hot), accuracy {:.2} %\n",
        factorization.group,
        factorization.group.order(),
        factorization.width,
        factorization.live_nodes,
        100.0 * accuracy
    );
    if let Some(reading) = reading {
        let _ = writeln!(text, "  read as {}", reading.arrays());
    }
    for remark in reading.iter().flat_map(Reading::remarks) {
        let _ = writeln!(text, "  {remark}");
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let mut header = vec!["k", "order", "form", "parameters", "error"];
    if factorization.method == Method::Translations {
        header.extend(["phases a, b", "distance"]);
    }
    table.set_header(header);
    for frequency in &factorization.frequencies {
        table.add_row(row(frequency, factorization.method));
    }
    align_right(&mut table, &[0, 1, 4, 6]);
    let _ = writeln!(text, "\n{}\n", table.trim_fmt());
    for frequency in factorization.frequencies.iter().filter(|f| f.order > 0) {
        let detail = frequency.detail.as_ref();
        if let Some(detail) = detail.filter(|detail| !frequency.form.is_named() || !detail.faint_nodes.is_empty()) {
            let _ = writeln!(text, "  k = {}: {}", frequency.k, detail.reading);
        }
    }
    if !factorization.constant_nodes.is_empty() {
        let _ = writeln!(
            text,
            "  {} constant (bias or hat): {}",
            nodes(factorization.constant_nodes.len()),
            list(&factorization.constant_nodes)
        );
    }
    if !factorization.mixed_nodes.is_empty() {
        let _ = writeln!(text, "  {} with several frequencies", nodes(factorization.mixed_nodes.len()));
    }
    text.push('\n');
    text
}

/// A history: a line per network, with how many frequencies have which form.
#[must_use]
pub fn history(report: &Report) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["network", "loss", "accuracy", "live", "forms"]);
    for NetworkReport { path, loss, accuracy, factorization, .. } in &report.networks {
        let named = factorization.frequencies.iter().filter(|frequency| frequency.order > 0);
        let forms = named.map(|frequency| frequency.form.to_string()).counts();
        let forms = forms.iter().sorted().map(|(form, count)| format!("{count} {form}")).join(", ");
        let accuracy = format!("{:.2} %", 100.0 * accuracy);
        table.add_row([path.clone(), format!("{loss:.3e}"), accuracy, factorization.live_nodes.to_string(), forms]);
    }
    align_right(&mut table, &[1, 2, 3]);
    let mut text = format!("{}\n", table.trim_fmt());
    if let Some(reading) = report.networks.first().and_then(|network| network.reading.as_ref()) {
        let _ = writeln!(text, "\n  each read as {}", reading.arrays());
    }
    text
}

fn nodes(count: usize) -> String {
    if count == 1 { "1 node".to_owned() } else { format!("{count} nodes") }
}

fn list(indices: &[usize]) -> String {
    let shown: Vec<String> = indices.iter().take(12).map(usize::to_string).collect();
    let more = if indices.len() > shown.len() { ", …" } else { "" };
    shown.join(", ") + more
}

fn row(frequency: &FrequencyFactorization, method: Method) -> Vec<String> {
    let mut cells = vec![
        frequency.k.to_string(),
        frequency.order.to_string(),
        if frequency.order == 0 { "-".to_owned() } else { frequency.form.to_string() },
        parameters(&frequency.parameters),
        number(frequency.error),
    ];
    if method == Method::Translations {
        let phase = |name| frequency.parameters.get(name).map(|parameter| degrees(parameter.degrees()));
        cells.push(phase("phase_a").zip(phase("phase_b")).map(|(a, b)| format!("{a}, {b}")).unwrap_or_default());
        cells.push(number(frequency.detail.as_ref().and_then(|detail| detail.distance)));
    }
    cells
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(
        || "-".to_owned(),
        |value| if value >= 1e-3 { format!("{value:.4}") } else { format!("{value:.1e}") },
    )
}

/// `ν = 67.8°`; the sign σ only where it is −1.
fn parameters(parameters: &Parameters) -> String {
    let symbols = [("nu", "ν"), ("xi", "ξ"), ("alpha", "α"), ("beta", "β")];
    let mut parts: Vec<String> = symbols
        .iter()
        .filter_map(|(name, symbol)| Some(format!("{symbol} = {}", degrees(parameters.get(name)?.degrees()))))
        .collect();
    if parameters.get("sigma").is_some_and(|sigma| sigma.0.re < 0.0) {
        parts.push("σ = -1".to_owned());
    }
    parts.join(", ")
}

/// The rows of the paper's table.
#[must_use]
pub fn summary(rows: &[SummaryRow]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header([
        "group",
        "networks",
        "not order\n4/6 %",
        "nonfactorable\norder 4 %",
        "nonfactorable\norder 6 %",
        "error·100\norder 4",
        "error·100\norder 6",
        "nu=i*xi %",
        "nu=i*syn_ab %",
        "nu*syn %",
        "others %",
    ]);
    for row in rows {
        let values = [
            row.not_order_4_or_6,
            row.nonfactorable_order_4,
            row.nonfactorable_order_6,
            row.error_order_4,
            row.error_order_6,
            row.nu_i_xi,
            row.nu_i_syn_ab,
            row.nu_syn,
            row.others,
        ];
        table.add_row([row.group.to_string(), row.networks.to_string()].into_iter().chain(values.map(mean_and_error)));
    }
    align_right(&mut table, &(1..11).collect::<Vec<_>>());
    format!("Mean ± standard error over networks\n\n{}\n", table.trim_fmt())
}

fn mean_and_error(value: Option<MeanAndError>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn align_right(table: &mut Table, columns: &[usize]) {
    for &column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}
