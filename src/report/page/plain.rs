//! The page for readers without JavaScript: words, tables and figures that stand still.

use super::words::{Fact, facts, summary};
use crate::construct::IrrepOrders;
use crate::experiment::{CurveClass, RunPage};
use crate::factor::{Decomposition, FactoredIrrep, IrrepFactorization};
use crate::report::figures::{CurveFigure, EvolutionFigure, Figure, FrequencyFigure};
use crate::report::plot::{Width, escape, to_svg};

/// One run after the other.
pub(super) fn plain(runs: &[RunPage]) -> String {
    runs.iter().map(run).collect()
}

fn run(run: &RunPage) -> String {
    let summary: String = summary(run).iter().map(|part| scripts(&escape(&part.text))).collect();
    let facts: String = facts(run).iter().map(fact).collect();
    let name = escape(&run.name);
    format!("<section><h2>{name}</h2><p>{summary}</p><dl>{facts}</dl></section>\n{}{}", figures(run), table(run))
}

/// A name and its value.
pub(super) fn fact(Fact { name, value }: &Fact) -> String {
    format!("<div><dt>{}</dt><dd>{}</dd></div>", escape(name), escape(value))
}

fn figures(run: &RunPage) -> String {
    let group = run.factorization.group().clone();
    let class = run.curve.iter().map(|curve| CurveClass::new(group.clone(), String::new(), vec![curve.clone()]));
    let classes: Vec<CurveClass> = class.collect();
    let maps = &run.maps[run.maps.len().saturating_sub(1)..];
    let svg = |figure: &dyn Figure| to_svg(&figure.draw(Width::Page));
    let mut drawn = Vec::new();
    if !classes.is_empty() {
        drawn.push(svg(&CurveFigure { classes: &classes }));
    }
    drawn.push(svg(&FrequencyFigure { maps }));
    if run.evolution.points.len() > 1 {
        drawn.push(svg(&EvolutionFigure { evolution: &run.evolution }));
    }
    drawn.iter().map(|svg| format!("<section>{svg}</section>\n")).collect()
}

fn table(run: &RunPage) -> String {
    match &run.factorization {
        Decomposition::Frequencies(_) => frequencies(run),
        Decomposition::Irreps(found) => irreps(found),
    }
}

fn irreps(found: &IrrepFactorization) -> String {
    let row = |of: &FactoredIrrep| {
        let IrrepOrders { open, closed } = of.known_orders;
        let size = format!("{:.3} / {:.3}", of.product.weight, of.product.weight_bound);
        let name = format!("{}: {}{}", of.irrep, of.kind, of.degree);
        [name, of.order().to_string(), format!("{open}, {closed}"), of.form.to_string(), size]
    };
    rows("Factorization", ["irrep", "order", "open, closed", "form", "‖A‖‖B‖‖C‖ / bound"], found.irreps.iter().map(row))
}

fn frequencies(run: &RunPage) -> String {
    let forms = run.evolution.points.last().map(|point| point.forms.as_slice()).unwrap_or_default();
    let cells = run.evolution.frequencies.iter().zip(forms).zip(&run.readouts);
    let cells = cells.map(|((k, of), readout)| {
        let [re, im] = readout.potentials.first().map_or([0.0; 2], |potential| potential.value);
        let form = if of.order == 0 { "unused" } else { of.form.name() };
        [k.to_string(), of.order.to_string(), form.to_owned(), format!("{:.4}", re.hypot(im))]
    });
    rows("Factorization", ["k", "order", "form", "|r<sub>kkk</sub>|"], cells)
}

/// A table under a title; the heads are HTML.
pub(super) fn rows<const N: usize>(title: &str, head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let head = head.map(|name| format!("<th scope=\"col\">{name}</th>")).concat();
    let rows =
        rows.map(|cells| format!("<tr>{}</tr>", cells.map(|cell| format!("<td>{}</td>", escape(&cell))).concat()));
    format!(
        "<section><h2>{title}</h2><div class=\"scroll\"><table><thead><tr>{head}</tr></thead><tbody>{}</tbody></table>\
         </div></section>\n",
        rows.collect::<String>()
    )
}

/// Text with `_{…}` as subscripts.
pub(super) fn scripts(text: &str) -> String {
    let mut parts = text.split("_{");
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((script, rest)) => written.push_str(&format!("<sub>{script}</sub>{rest}")),
            None => written.push_str(part),
        }
    }
    written
}
