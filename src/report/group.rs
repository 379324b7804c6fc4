//! What `group` says, for people.

use super::words::aligned;
use crate::experiment::{CharacterTable, GroupReport, IrrepRow};

/// The group as lines of text: order, classes, irreps with their characters.
#[must_use]
pub fn text(report: &GroupReport) -> String {
    let GroupReport { group, order, exponent, is_abelian, .. } = report;
    let mut lines =
        vec![format!("{group}: order {order}, exponent {exponent}{}", if *is_abelian { ", Abelian" } else { "" })];
    if let (Some([order, number]), Some(structure)) = (report.catalogue, &report.structure) {
        lines.push(format!("  up to relabelling small({order},{number}), {structure}"));
    }
    lines.push(match report.automorphisms {
        Some(count) => format!("  {count} automorphisms"),
        None => "  automorphisms not counted: too many".to_owned(),
    });
    let CharacterTable { classes, irreps } = &report.table;
    if classes.is_empty() {
        lines.push(format!("  {order} characters, one for every element"));
        return lines.join("\n") + "\n";
    }
    lines.push(format!("  {} conjugacy classes, {} irreps", classes.len(), irreps.len()));
    let head = |name: &str, value: &dyn Fn(usize) -> usize| {
        std::iter::once(name.to_owned()).chain((0..classes.len()).map(|at| value(at).to_string())).collect::<Vec<_>>()
    };
    let mut rows = vec![
        head("class of element", &|at| classes[at].representative),
        head("size", &|at| classes[at].size),
        head("order", &|at| classes[at].element_order),
    ];
    rows.extend(irreps.iter().map(row));
    lines.extend(aligned(&rows).iter().map(|line| format!("  {line}")));
    if let Some(row) = irreps.iter().find(|row| !row.is_exact) {
        lines.push(format!("  irrep {} is known numerically only: nothing is proved with it", row.irrep));
    }
    lines.join("\n") + "\n"
}

fn row(irrep: &IrrepRow) -> Vec<String> {
    let partner = if irrep.partner == irrep.irrep { String::new() } else { format!(", conjugate {}", irrep.partner) };
    let name = format!("irrep {}: {}{}{partner}", irrep.irrep, irrep.kind, irrep.degree);
    std::iter::once(name).chain(irrep.character.iter().map(|value| number(*value))).collect()
}

/// A complex number to three digits.
fn number([re, im]: [f64; 2]) -> String {
    let short = |x: f64| {
        let text = format!("{x:.3}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let clean = |x: f64| if x.abs() < 5e-4 { 0.0 } else { x };
    match (clean(re), clean(im)) {
        (re, 0.0) => short(re),
        (0.0, im) => format!("{}i", short(im)),
        (re, im) if im < 0.0 => format!("{}{}i", short(re), short(im)),
        (re, im) => format!("{}+{}i", short(re), short(im)),
    }
}
