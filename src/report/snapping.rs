//! What `factor --snap` says, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table, presets};

use super::words::degrees;
use crate::factor::{Basis, Parameter, SnappedFrequency, Snapping};

/// Weights that move by more than this share of their norm are said to be far away.
const FAR: f64 = 0.5;

/// The snapping as a table of frequencies, and what is proved.
#[must_use]
pub fn text(snapping: &Snapping) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["k", "nodes", "exact form", "parameters", "phases a, b", "moved", "moved, with hats"]);
    for frequency in &snapping.frequencies {
        table.add_row(row(frequency));
    }
    for column in [0, 1, 5, 6] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = format!("\n{}\n\n", table.trim_fmt());
    let mut line = |line: String| writeln!(text, "  {line}").expect("writing to a string cannot fail");
    if let Some(hat) = hat(snapping) {
        line(hat);
    }
    for obstacle in &snapping.obstacles {
        line(obstacle.clone());
    }
    line(verdict(snapping));
    if let (Some(loss), Some(accuracy), Some(moved)) = (snapping.loss, snapping.accuracy, snapping.moved) {
        line(format!(
            "loss {:.3e} → {loss:.3e} in double precision, accuracy {:.2} %",
            snapping.trained_loss,
            100.0 * accuracy
        ));
        line(format!("weights moved by {:.2} % of their norm", 100.0 * moved));
    }
    if let Some(caution) = caution(snapping) {
        line(caution.to_owned());
    }
    text
}

fn row(frequency: &SnappedFrequency) -> Vec<String> {
    let (form, parameters, phases) = match &frequency.basis {
        Basis::Exact { form, parameters, .. } => {
            let (phases, others) =
                parameters.iter().partition::<Vec<(&String, &Parameter)>, _>(|(name, _)| name.starts_with("phase_"));
            (form.to_string(), named(&others), angles(&phases))
        }
        Basis::Certified { radius, hat_closes_r_n, .. } => {
            let what = if *hat_closes_r_n { "certified but for R_n" } else { "certified" };
            (what.to_owned(), format!("within {radius:.0e}"), String::new())
        }
        Basis::Solved { residual, .. } => {
            ("shared nodes".to_owned(), format!("solved to {residual:.0e}"), String::new())
        }
        Basis::Unchanged { .. } => ("none".to_owned(), String::new(), String::new()),
        Basis::Unused => ("-".to_owned(), String::new(), String::new()),
    };
    let share = |moved: Option<f64>| moved.map_or_else(|| "-".to_owned(), |moved| format!("{:.2} %", 100.0 * moved));
    vec![
        frequency.k.to_string(),
        frequency.nodes.len().to_string(),
        form,
        parameters,
        phases,
        share(frequency.moved),
        share(frequency.moved_weights),
    ]
}

/// `ν = 67.8°, …`: the symbol is the part of the name before the frequency.
fn named(parameters: &[(&String, &Parameter)]) -> String {
    let symbols = BTreeMap::from([("nu", "ν"), ("xi", "ξ"), ("alpha", "α"), ("beta", "β")]);
    let one = |(name, value): &(&String, &Parameter)| {
        let stem = name.split('_').next().unwrap_or_default();
        format!("{} = {}", symbols.get(stem).unwrap_or(&stem), degrees(value.degrees()))
    };
    parameters.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn angles(parameters: &[(&String, &Parameter)]) -> String {
    parameters.iter().map(|(_, value)| degrees(value.degrees())).collect::<Vec<_>>().join(", ")
}

fn hat(snapping: &Snapping) -> Option<String> {
    if let Some(node) = snapping.hat.constant_node {
        return Some(format!("R_n is closed by the constant node {node}"));
    }
    let hosts: Vec<String> =
        snapping.hat.hosts.iter().map(|(k, share)| format!("{k} ({:.1} %)", 100.0 * share)).collect();
    (!hosts.is_empty()).then(|| format!("R_n is closed by a hat on the nodes of k = {}", hosts.join(", ")))
}

fn verdict(snapping: &Snapping) -> String {
    let certified =
        snapping.frequencies.iter().filter(|frequency| matches!(frequency.basis, Basis::Certified { .. })).count();
    match &snapping.proof {
        _ if snapping.proved => {
            let mut text = format!("proved: {} nodes, loss exactly 0", snapping.live_nodes);
            if !snapping.assignment.is_empty() {
                text += ", for all values of the parameters";
            }
            if certified > 0 {
                let frequencies = if certified == 1 { "frequency" } else { "frequencies" };
                text += &format!("; {certified} {frequencies} by a certificate that an exact solution exists");
            }
            text
        }
        Some(proof) => format!("not proved: the exact loss is {}", proof.loss),
        None => "the whole is not proved".to_owned(),
    }
}

/// What to make of weights that are not those of a solution, or not near the trained ones.
fn caution(snapping: &Snapping) -> Option<&'static str> {
    if snapping.loss.is_some() && snapping.network.is_none() {
        return Some("the snapped weights are not kept, for their loss is larger than the trained one");
    }
    let is_far = snapping.moved.is_some_and(|moved| moved > FAR);
    is_far.then_some("so far from the weights that were read, the solution says little about them")
}
