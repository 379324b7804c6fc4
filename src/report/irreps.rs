//! Networks taken apart irrep by irrep, as text.

use std::fmt::Write as _;

use itertools::Itertools;

use super::factorization::{header, history_row, history_table, list, number, table};
use super::words::counted;
use crate::construct::IrrepOrders;
use crate::experiment::{IrrepReport, OfFile};
use crate::factor::{FactoredIrrep, Frames, IrrepFactorization, IrrepForm, MeasuredIrreps, OtherNodes};

/// Irreps whose potentials miss those of matrix multiplication by more than this are said not to be computed.
const COMPUTED: f64 = 0.1;

/// The networks, each with a table of its irreps.
#[must_use]
pub fn text(report: &IrrepReport) -> String {
    report.networks.iter().map(network).collect()
}

/// A history: a line per network, with how many irreps have which form.
#[must_use]
pub fn history(report: &IrrepReport) -> String {
    let row = |OfFile { path, result, .. }: &OfFile<MeasuredIrreps>| {
        let MeasuredIrreps { loss, accuracy, factorization, .. } = result;
        let used = factorization.irreps.iter().filter(|irrep| irrep.form != IrrepForm::Unused).map(form);
        history_row(path, (*loss, *accuracy, factorization.live_nodes), used)
    };
    history_table(report.networks.iter().map(row), report.networks.first().map(|network| &network.reading))
}

fn network(OfFile { path, reading, result, .. }: &OfFile<MeasuredIrreps>) -> String {
    let MeasuredIrreps { loss, one_hot_loss, accuracy, factorization } = result;
    let sizes = (&factorization.group, factorization.width, factorization.live_nodes);
    let mut text = header(path, sizes, [*loss, *one_hot_loss, *accuracy], Some(reading));
    let head = ["irrep", "order", "open, closed", "form", "‖A‖‖B‖‖C‖ / bound", "error", "overlap", "hat"];
    let rows = factorization.irreps.iter().map(|irrep| row(irrep).to_vec());
    let _ = writeln!(text, "\n{}\n", table(&head, rows, &[1, 2, 4, 5, 6, 7]));
    let remarks = factorization.irreps.iter().filter_map(remarks).chain(whole(factorization));
    remarks.for_each(|line| _ = writeln!(text, "  {line}"));
    text.push('\n');
    text
}

/// The tables for LaTeX: a `tabular` per network, with the columns of the table for people.
#[must_use]
pub fn latex(report: &IrrepReport) -> String {
    report.networks.iter().map(|network| latex_table(&network.result.factorization)).join("\n")
}

fn latex_table(factorization: &IrrepFactorization) -> String {
    let line = |irrep: &FactoredIrrep| {
        let [name, order, known, form, weight, error, overlap, hat] = row(irrep);
        let form = form.replace('×', "$\\times$");
        let hat = hat.replace('%', "\\%");
        let error = latex_number(&error);
        format!("{name} & {order} & {known} & {form} & {weight} & {error} & {overlap} & {hat} \\\\\n")
    };
    let lines: String = factorization.irreps.iter().map(line).collect();
    format!(
        "\\begin{{tabular}}{{lrllrrrr}}\n\\hline\nirrep & order & open, closed & form & $\\sum\\|A\\|\\|B\\|\\|C\\|$ / bound & error & \
         overlap & hat \\\\\n\\hline\n{lines}\\hline\n\\end{{tabular}}\n"
    )
}

/// `7.0e-4` as 7.0 · 10⁻⁴.
fn latex_number(text: &str) -> String {
    text.split_once('e').map_or_else(|| text.to_owned(), |(x, power)| format!("${x} \\cdot 10^{{{power}}}$"))
}

fn row(irrep: &FactoredIrrep) -> [String; 8] {
    let IrrepOrders { open, closed } = irrep.known_orders;
    [
        format!("{}: {}{}", irrep.irrep, irrep.kind, irrep.degree),
        irrep.order().to_string(),
        format!("{open}, {closed}"),
        form(irrep),
        format!("{:.3} / {:.3}", irrep.product.weight, irrep.product.weight_bound),
        number(Some(irrep.product.multiplication_error)),
        irrep.alignment.map_or("-".to_owned(), |alignment| format!("{:.4}", alignment.overlap)),
        format!("{:.2} %", 100.0 * irrep.hats.share),
    ]
}

/// The form, with what the design is.
fn form(irrep: &FactoredIrrep) -> String {
    match &irrep.frames {
        Some(Frames { is_closed_simplex: true, .. }) => "frame × closed simplex".to_owned(),
        _ => irrep.form.to_string(),
    }
}

/// What the table does not say of an irrep, and what is not explained.
fn remarks(irrep: &FactoredIrrep) -> Option<String> {
    let mut parts: Vec<String> = what(irrep).into_iter().collect();
    if irrep.form != IrrepForm::Unused && irrep.product.multiplication_error > COMPUTED {
        parts.push(format!("its part of the label is missed by {:.2}", irrep.product.multiplication_error));
    }
    if irrep.form != IrrepForm::Other && !irrep.unaligned_nodes.is_empty() {
        let nodes = &irrep.unaligned_nodes;
        parts.push(format!("{} not aligned: {}", counted(nodes.len(), "node"), list(nodes)));
    }
    if !irrep.hats.irreps.is_empty() {
        let hats = irrep.hats.irreps.iter().map(|hat| format!("{} ({:.1} %)", hat.irrep, 100.0 * hat.share)).join(", ");
        parts.push(format!("hats at irrep {hats}"));
    }
    (!parts.is_empty()).then(|| format!("irrep {}: {}", irrep.irrep, parts.join("; ")))
}

fn what(irrep: &FactoredIrrep) -> Option<String> {
    match (&irrep.frames, irrep.form) {
        (_, IrrepForm::Unused) => Some("no nodes: its part of the label is missing".to_owned()),
        (_, IrrepForm::Other) => Some(unaligned(irrep)),
        (Some(frames), _) if irrep.degree > 1 => Some(framed(frames, irrep.degree)),
        (None, IrrepForm::RankOne) if irrep.degree > 1 => {
            Some("aligned, and no product of smaller elements is known that they would be".to_owned())
        }
        _ => None,
    }
}

fn unaligned(irrep: &FactoredIrrep) -> String {
    let Some(alignment) = irrep.alignment else { return "nodes without outputs at it".to_owned() };
    let defect = alignment.rank1_defect.zip(alignment.misalignment);
    let how = match defect {
        Some((defect, misalignment)) => format!("rank-1 defect {defect:.2}, misalignment {misalignment:.2}"),
        None => format!("overlap {:.2}", alignment.overlap),
    };
    format!("no form is known of nodes that are not aligned ({how})")
}

fn framed(frames: &Frames, degree: usize) -> String {
    let Frames { groups, frame_error, design_error, constant, .. } = frames;
    let simplex = frames.simplex_error.map(|error| format!(", {error:.2} from the closed simplex"));
    let errors = format!("design error {design_error:.3}, constant {constant:.3}{}", simplex.unwrap_or_default());
    if frames.are_frames {
        return format!("{} of {degree} nodes, frame error {frame_error:.3}, {errors}", counted(groups.len(), "frame"));
    }
    let sizes = groups.iter().map(Vec::len).dedup_with_count();
    let sizes = sizes.map(|(count, size)| format!("{count} of {size}")).join(", ");
    format!("aligned, but not frames of {degree}: groups {sizes}; {errors}")
}

/// What is said of the network as a whole.
fn whole(factorization: &IrrepFactorization) -> Vec<String> {
    let IrrepFactorization {
        purity,
        agreement,
        norm,
        norm_bound,
        others: OtherNodes { constant_nodes, mixed_nodes },
        ..
    } = factorization;
    let mut lines = Vec::new();
    if let Some(ratio) = factorization.norm_ratio {
        lines.push(format!("Σ‖a‖‖b‖‖c‖ = {norm:.3}, {ratio:.4} times the bound {norm_bound:.3} of exact networks"));
    }
    let [a, b] = purity.map(|purity| format!("{:.4} (least {:.3})", purity.median, purity.least));
    lines.push(format!("on one irrep: a {a}, b {b}; a and b on the same for {:.1} % of the nodes", 100.0 * agreement));
    if !constant_nodes.is_empty() {
        lines.push(format!("{} constant: {}", counted(constant_nodes.len(), "node"), list(constant_nodes)));
    }
    if !mixed_nodes.is_empty() {
        let nodes: Vec<usize> = mixed_nodes.iter().map(|mixed| mixed.node).collect();
        lines.push(format!("{} on several irreps, not explained: {}", counted(nodes.len(), "node"), list(&nodes)));
    }
    lines
}
