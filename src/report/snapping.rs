//! What `factor --snap` says, for people.

use std::collections::BTreeMap;

use super::factorization::table;
use super::words::degrees;
use crate::factor::{
    Basis, Closing, IrrepBasis, IrrepSnapping, Parameter, SnappedFrequency, SnappedIrrep, SnappedNetwork, Snapping,
};

/// Weights that move by more than this share of their norm are said to be far away.
const FAR: f64 = 0.5;
/// Nodes of an irrep that move by more than this are said not to be near.
const NEAR: f64 = 0.2;

/// The snapping as a table of frequencies, and what is proved.
#[must_use]
pub fn text(snapping: &Snapping) -> String {
    let head = ["k", "nodes", "exact form", "parameters", "phases a, b", "moved", "moved, with hats"];
    let mut lines: Vec<String> = hat(snapping).into_iter().collect();
    lines.extend(snapping.whole.obstacles.iter().cloned());
    lines.push(verdict(snapping));
    lines.extend(measured(&snapping.whole));
    below(&table(&head, snapping.frequencies.iter().map(row), &[0, 1, 5, 6]), &lines)
}

/// The snapping as a table of irreps, and what is proved.
#[must_use]
pub fn irreps(snapping: &IrrepSnapping) -> String {
    let head = ["irrep", "nodes", "exact form", "moved", "moved, with hats"];
    let IrrepSnapping { whole, irreps, closing, corrections, .. } = snapping;
    let mut lines = Vec::new();
    match closing {
        Closing::Nothing => {}
        Closing::Hat { irrep } => {
            lines.push(format!("what the hats of the blocks leave is closed on the nodes of irrep {irrep}"));
        }
        Closing::ConstantNode { node } => lines.push(format!("the constants are closed by the constant node {node}")),
    }
    if *corrections > 0 {
        lines.push(format!("{corrections} small nodes make the refined irreps exact"));
    }
    lines.extend(whole.obstacles.iter().cloned());
    for SnappedIrrep { irrep, moved, .. } in irreps {
        if let Some(moved) = moved.filter(|moved| *moved > NEAR) {
            lines.push(format!("irrep {irrep}: not near the trained nodes, which moved by {:.0} %", 100.0 * moved));
        }
    }
    lines.push(if whole.proved {
        format!("proved: {} nodes, loss exactly 0", whole.live_nodes)
    } else {
        "the whole is not proved".to_owned()
    });
    lines.extend(measured(whole));
    below(&table(&head, irreps.iter().map(row_of_irrep), &[1, 3, 4]), &lines)
}

/// Lines below a table.
fn below(table: &str, lines: &[String]) -> String {
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("\n{table}\n\n{lines}")
}

fn row_of_irrep(irrep: &SnappedIrrep) -> Vec<String> {
    let form = match &irrep.basis {
        IrrepBasis::FrameDesign { .. } if irrep.degree == 1 => "real".to_owned(),
        IrrepBasis::FrameDesign { frames, simplex_error } => {
            let simplex = simplex_error.map(|error| format!(", {error:.2} from the closed simplex"));
            format!("{frames} frames × design{}", simplex.unwrap_or_default())
        }
        IrrepBasis::Product { form } => form.to_string(),
        IrrepBasis::Refined { .. } => "refined".to_owned(),
        IrrepBasis::Unchanged { .. } => "none".to_owned(),
        IrrepBasis::Unused => "-".to_owned(),
    };
    let name = format!("{}: {}{}", irrep.irrep, irrep.kind, irrep.degree);
    vec![name, irrep.nodes.len().to_string(), form, share(irrep.moved), share(irrep.moved_weights)]
}

fn share(moved: Option<f64>) -> String {
    moved.map_or_else(|| "-".to_owned(), |moved| format!("{:.2} %", 100.0 * moved))
}

/// How good the weights are, and how far they are from those that were read.
fn measured(whole: &SnappedNetwork) -> Vec<String> {
    let trained = whole.trained_loss;
    let (Some(loss), Some(accuracy), Some(moved)) = (whole.loss, whole.accuracy, whole.moved) else {
        return Vec::new();
    };
    let accuracy = 100.0 * accuracy;
    let mut lines = vec![
        format!("loss {trained:.3e} → {loss:.3e} in double precision, accuracy {accuracy:.2} %"),
        format!("weights moved by {:.2} % of their norm", 100.0 * moved),
    ];
    lines.extend(if !whole.is_kept() {
        Some("the snapped weights are not kept, for their loss is larger than the trained one".to_owned())
    } else {
        (moved > FAR).then(|| "so far from the weights that were read, the solution says little about them".to_owned())
    });
    lines
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
        _ if snapping.whole.proved => {
            let mut text = format!("proved: {} nodes, loss exactly 0", snapping.whole.live_nodes);
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
