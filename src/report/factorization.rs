//! Factored networks as text: a header and a table per network, and the rows of the paper's table.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table, presets};
use itertools::Itertools;

use super::words::{counted, degrees};
use crate::construct::FamilyParameter;
use crate::factor::{
    Factor, FactorKind, Factorization, FrequencyEquations, FrequencyFactorization, MAX_ORDER, MeanAndError, Method,
    Nearest, NetworkReport, Outcome, Report, SummaryRow, UnnamedBlock,
};
use crate::format::Reading;
use crate::group::Group;
use crate::potential::ZeroSet;

/// Names at most at this distance are mentioned.
const IN_SIGHT: f64 = 0.2;

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
    let sizes = (&factorization.group, factorization.width, factorization.live_nodes);
    let mut text = header(path, sizes, [*loss, *one_hot_loss, *accuracy], reading.as_ref());
    let measure: &[&str] = match factorization.method {
        Method::Paper => &["error"],
        Method::Translations => &["phases a, b", "distance"],
    };
    let head = [&["k", "order", "form", "parameters"], measure].concat();
    let rows = factorization.frequencies.iter().map(|frequency| row(frequency, factorization.method));
    let _ = writeln!(text, "\n{}\n", table(&head, rows, &[0, 1, 3 + measure.len()]));
    for frequency in factorization.frequencies.iter().filter(|frequency| needs_words(frequency, factorization.method)) {
        let _ = writeln!(text, "  k = {}: {}", frequency.label, words(factorization, frequency));
    }
    if !factorization.others.constant_nodes.is_empty() {
        let _ = writeln!(
            text,
            "  {} constant (bias or hat): {}",
            counted(factorization.others.constant_nodes.len(), "node"),
            list(&factorization.others.constant_nodes)
        );
    }
    if !factorization.others.mixed_nodes.is_empty() {
        let _ =
            writeln!(text, "  {} with several frequencies", counted(factorization.others.mixed_nodes.len(), "node"));
    }
    text.push('\n');
    text
}

/// Where a network came from and how it was read; its group, width and live nodes; its losses and its accuracy.
pub(super) fn header(
    path: &str,
    (group, width, live): (&Group, usize, usize),
    [loss, one_hot_loss, accuracy]: [f64; 3],
    reading: Option<&Reading>,
) -> String {
    // A table without a name is called by its order.
    let order = if group.is_named() { format!(" of order {}", group.order()) } else { String::new() };
    let mut text = format!(
        "{path}\n  group {group}{order}, {width} hidden nodes, {live} live\n  loss {loss:.3e} (zero-mean), \
         {one_hot_loss:.3e} (one-hot), accuracy {:.2} %\n",
        100.0 * accuracy
    );
    if let Some(reading) = reading {
        let _ = writeln!(text, "  read as {}", reading.arrays);
    }
    for remark in reading.iter().flat_map(|reading| reading.remarks()) {
        let _ = writeln!(text, "  {remark}");
    }
    text
}

/// A history: a line per network, with how many frequencies have which form.
#[must_use]
pub fn history(report: &Report) -> String {
    let row = |NetworkReport { path, loss, accuracy, factorization, .. }: &NetworkReport| {
        let named = factorization.frequencies.iter().filter(|frequency| frequency.order() > 0);
        let forms = named.map(|frequency| frequency.form().to_string());
        history_row(path, (*loss, *accuracy, factorization.live_nodes), forms)
    };
    let reading = report.networks.first().and_then(|network| network.reading.as_ref());
    history_table(report.networks.iter().map(row), reading)
}

/// A line of a history.
pub(super) fn history_row(
    path: &str,
    (loss, accuracy, live): (f64, f64, usize),
    forms: impl Iterator<Item = String>,
) -> Vec<String> {
    let forms = forms.counts();
    let forms = forms.iter().sorted().map(|(form, count)| format!("{count} {form}")).join(", ");
    vec![path.to_owned(), format!("{loss:.3e}"), format!("{:.2} %", 100.0 * accuracy), live.to_string(), forms]
}

/// The lines of a history, under their heads.
pub(super) fn history_table(rows: impl Iterator<Item = Vec<String>>, reading: Option<&Reading>) -> String {
    let head = ["network", "loss", "accuracy", "live", "forms"];
    let mut text = format!("{}\n", table(&head, rows, &[1, 2, 3]));
    if let Some(reading) = reading {
        let _ = writeln!(text, "\n  each read as {}", reading.arrays);
    }
    text
}

/// Some of the indices, for people.
pub(super) fn list(indices: &[usize]) -> String {
    let shown: Vec<String> = indices.iter().take(12).map(usize::to_string).collect();
    let more = if indices.len() > shown.len() { ", …" } else { "" };
    shown.join(", ") + more
}

fn row(frequency: &FrequencyFactorization, method: Method) -> Vec<String> {
    let mut cells = vec![
        frequency.label.to_string(),
        frequency.order().to_string(),
        if frequency.order() == 0 { "-".to_owned() } else { frequency.form().to_string() },
        parameters(frequency, |of, angle| format!("{} = {angle}", of.symbol)),
    ];
    let phase = |name| frequency.parameters().get(name).map(|parameter| degrees(parameter.degrees()));
    match method {
        Method::Paper => cells.push(number(frequency.paper.error)),
        Method::Translations => {
            cells.push(phase("phase_a").zip(phase("phase_b")).map(|(a, b)| format!("{a}, {b}")).unwrap_or_default());
            cells.push(number(frequency.distance));
        }
    }
    cells
}

/// Whether a frequency has something to say that the table does not.
fn needs_words(frequency: &FrequencyFactorization, method: Method) -> bool {
    let plain = frequency.form().is_named() && frequency.faint_nodes.is_empty() && frequency.equations.are_solved();
    method == Method::Translations && frequency.order() > 0 && !plain
}

/// What the nodes of a frequency of `factorization` are, in words.
#[must_use]
pub fn words(factorization: &Factorization, frequency: &FrequencyFactorization) -> String {
    let mut parts = match &frequency.outcome {
        Outcome::Unused if frequency.order() == 0 => vec!["not used".to_owned()],
        Outcome::Unused => vec!["the nodes have no output at their own frequency".to_owned()],
        Outcome::Named(named) => {
            vec![format!("{}, distance {:.1e}", named.family, frequency.distance.unwrap_or_default())]
        }
        Outcome::Product(product) => {
            [Some(product_of(&product.factors)), near(frequency, product)].into_iter().flatten().collect()
        }
        Outcome::Irreducible(whole) => {
            [Some(irreducible(frequency, whole)), near(frequency, whole)].into_iter().flatten().collect()
        }
    };
    if frequency.order() > 0 {
        parts.push(solved(frequency));
        parts.extend(shared(factorization, frequency));
    }
    if !frequency.faint_nodes.is_empty() {
        parts.push(format!("faint nodes besides: {}", frequency.faint_nodes.len()));
    }
    parts.join("; ")
}

fn product_of(factors: &[Factor]) -> String {
    let name = |factor: &Factor| match factor.kind {
        FactorKind::Unnamed => format!("(order {})", factor.order),
        kind => format!("z_{{{kind}}}"),
    };
    factors.iter().map(name).collect::<Vec<_>>().join(" * ")
}

fn irreducible(frequency: &FrequencyFactorization, whole: &UnnamedBlock) -> String {
    let order = frequency.order();
    match (order, whole.factors.first().map(|factor| factor.kind)) {
        (1, _) => "a single node".to_owned(),
        (_, Some(kind)) if kind != FactorKind::Unnamed => format!("z_{{{kind}}}, irreducible"),
        (2 | 3 | 5 | 7, _) => format!("{order} nodes, a prime order"),
        _ if order > MAX_ORDER => format!("{order} nodes, too many to search"),
        _ => match frequency.distance {
            Some(distance) => format!("not a product (nearest one at distance {distance:.2})"),
            None => "not a product, nor near one".to_owned(),
        },
    }
}

/// The nearest name, where one is in sight.
fn near(frequency: &FrequencyFactorization, unnamed: &UnnamedBlock) -> Option<String> {
    let nearest = unnamed.nearest.as_ref().filter(|nearest| nearest.distance <= IN_SIGHT)?;
    let Nearest { form, nodes, distance, rest } = nearest;
    Some(if nodes.len() == frequency.order() {
        format!("nearest name {form} at distance {distance:.2}")
    } else {
        let (count, rest) = (nodes.len(), 100.0 * rest);
        format!("{form} on the {count} strongest nodes at distance {distance:.2}, the others carry {rest:.0} %")
    })
}

/// What the nodes make of the equations of their frequency.
fn solved(frequency: &FrequencyFactorization) -> String {
    let equations = &frequency.equations;
    let worst = ZeroSet::ALL.into_iter().max_by(|x, y| equations.worst(*x).total_cmp(&equations.worst(*y)));
    if let Some(worst) = worst.filter(|_| !equations.are_solved()) {
        return format!("does not solve its equations: {} misses by {:.2}", worst.name(), equations.worst(worst));
    }
    let with = if equations.are_solved_alone() {
        ""
    } else if equations.are_solved_alone_but_for_r_n() {
        ", R_n with the hats of others"
    } else {
        " together with other nodes"
    };
    format!("solves the equations of its frequency{with}")
}

/// The other frequencies that nodes of this one serve, and which nodes these are.
fn shared(factorization: &Factorization, frequency: &FrequencyFactorization) -> Option<String> {
    let FrequencyEquations { shares_nodes_with, nodes, .. } = &frequency.equations;
    let labels = factorization.frequencies.iter().filter(|other| shares_nodes_with.contains(&other.k));
    let labels: Vec<String> = labels.map(|other| other.label.to_string()).collect();
    let mixed = factorization.others.mixed_nodes.iter().map(|mixed| mixed.node).filter(|node| nodes.contains(node));
    let mixed: Vec<usize> = mixed.collect();
    (!labels.is_empty()).then(|| format!("shares nodes with k = {}: {}", labels.join(", "), list(&mixed)))
}

pub(super) fn number(value: Option<f64>) -> String {
    value.map_or_else(
        || "-".to_owned(),
        |value| if value >= 1e-3 { format!("{value:.4}") } else { format!("{value:.1e}") },
    )
}

/// The parameters that the form of a frequency has, each with its angle, as they are written.
fn parameters(frequency: &FrequencyFactorization, write: impl Fn(&FamilyParameter, String) -> String) -> String {
    let of_form = frequency.form().family().map_or(&[][..], |family| family.entry().parameters);
    let written = |of: &FamilyParameter| Some(write(of, degrees(frequency.parameters().get(of.name)?.degrees())));
    of_form.iter().filter_map(written).join(", ")
}

/// The tables of the report for LaTeX: a `tabular` per network, with the columns of the table for people.
#[must_use]
pub fn latex(report: &Report) -> String {
    report.networks.iter().map(|network| latex_table(&network.factorization)).collect::<Vec<_>>().join("\n")
}

fn latex_table(factorization: &Factorization) -> String {
    let (head, measure): (_, fn(&FrequencyFactorization) -> Option<f64>) = match factorization.method {
        Method::Paper => ("error", |frequency| frequency.paper.error),
        Method::Translations => ("distance", |frequency| frequency.distance),
    };
    let lines = factorization.frequencies.iter().map(|frequency| {
        let (k, order) = (&frequency.label, frequency.order());
        let form = match frequency.form().family() {
            Some(family) => format!("${}$", family.entry().latex),
            None if order == 0 => "--".to_owned(),
            None => frequency.form().to_string(),
        };
        let parameters =
            parameters(frequency, |of, angle| format!("${} = {}^\\circ$", of.latex, angle.trim_end_matches('°')));
        let measure = measure(frequency).map_or("--".to_owned(), |value| format!("{value:.4}"));
        format!("${k}$ & {order} & {form} & {parameters} & {measure} \\\\\n")
    });
    let lines: String = lines.collect();
    format!(
        "\\begin{{tabular}}{{rrllr}}\n\\hline\n$k$ & order & form & parameters & {head} \\\\\n\\hline\n{lines}\\hline\n\\end{{tabular}}\n"
    )
}

/// The rows of the paper's table.
#[must_use]
pub fn summary(rows: &[SummaryRow]) -> String {
    let head = [
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
    ];
    let row = |row: &SummaryRow| {
        [row.group.to_string(), row.networks.to_string()].into_iter().chain(row.columns.map(mean_and_error)).collect()
    };
    let table = table(&head, rows.iter().map(row), &(1..head.len()).collect::<Vec<_>>());
    format!("Mean ± standard error over networks\n\n{table}\n")
}

fn mean_and_error(value: Option<MeanAndError>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// A table without lines, the columns of some places aligned to the right.
pub(super) fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>, right: &[usize]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(head);
    table.add_rows(rows);
    for column in table.column_iter_mut().enumerate().filter(|(at, _)| right.contains(at)).map(|(_, column)| column) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}
