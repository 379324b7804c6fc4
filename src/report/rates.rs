//! What `reproduce rates`, `energies` and `modulation` say, for people.

use super::landscape::number;
use super::words::{aligned, counted};
use crate::experiment::{Energies, Modulation, Rates, RunModulation};
use crate::factor::MeanAndError;
use crate::features::FilterKind;

/// A table of step sizes.
#[must_use]
pub fn rates_text(rates: &Rates) -> String {
    let heads = ["p", "weight decay", "learning rate", "runs", "test accuracy", "energy", "purity"];
    let rows = rates.points.iter().map(|point| {
        let mean = |value: MeanAndError| format!("{:.2}", value.mean);
        vec![
            point.train_fraction.to_string(),
            point.weight_decay.to_string(),
            point.learning_rate.to_string(),
            point.runs.to_string(),
            mean(point.end.accuracy),
            mean(point.end.energy),
            mean(point.end.purity),
        ]
    });
    let head = format!("{}, {} hidden nodes, {} epochs", rates.group, rates.width, rates.epochs);
    lines(head, &heads, rows)
}

/// A table of runs.
#[must_use]
pub fn energies_text(energies: &Energies) -> String {
    let heads = ["learning rate", "weight decay", "p", "seed", "test accuracy", "energy", "purity", "filters"];
    let rows = energies.runs.iter().map(|run| {
        let of_kind = |kind: FilterKind| {
            let count = run.filters.iter().filter(|filter| filter.kind == kind).count();
            format!("{count} {kind}")
        };
        vec![
            run.variation.learning_rate.to_string(),
            run.variation.weight_decay.to_string(),
            run.train_fraction.to_string(),
            run.variation.seed.to_string(),
            format!("{:.2}", run.end.accuracy),
            number(run.end.energy),
            format!("{:.2}", run.end.purity),
            FilterKind::ALL.map(of_kind).join(", "),
        ]
    });
    lines(energies.group.to_string(), &heads, rows)
}

/// When every irrep was learned, run by run.
#[must_use]
pub fn modulation_text(modulation: &Modulation) -> String {
    modulation.runs.iter().map(of_run).collect()
}

fn of_run(run: &RunModulation) -> String {
    let heads = ["irrep", "degree", "M/(2D)", "learned from epoch"];
    let rows = run.irreps.iter().map(|irrep| {
        let epoch = irrep.learned_at.map_or_else(|| "never".to_owned(), |epoch| epoch.to_string());
        vec![irrep.irrep.clone(), irrep.degree.to_string(), number(irrep.maximum), epoch]
    });
    let head = format!("{}: {}, {} kept", run.run, run.group, counted(run.points.len(), "network"));
    lines(head, &heads, rows)
}

fn lines(head: String, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let heads = heads.iter().map(|&head| head.to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    let rows = aligned(&rows).into_iter().map(|row| format!("  {row}"));
    std::iter::once(head).chain(rows).collect::<Vec<_>>().join("\n") + "\n"
}
