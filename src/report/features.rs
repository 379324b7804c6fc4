//! What `features` says, for people.

use super::landscape::number;
use super::words::aligned;
use crate::experiment::{FeatureReport, OfFile};
use crate::features::{FeatureReading, FilterKind};
use crate::network::Activation;

/// The features of every network; with `filters`, each of their filters.
#[must_use]
pub fn text(report: &FeatureReport, filters: bool) -> String {
    report.networks.iter().map(|network| of_network(network, filters)).collect::<Vec<_>>().join("\n")
}

fn of_network(network: &OfFile<FeatureReading>, filters: bool) -> String {
    let OfFile { path, reading, result: features, .. } = network;
    let mut lines = vec![path.clone(), format!("  read as {}", reading.arrays)];
    lines.extend(reading.remarks().iter().map(|remark| format!("  {remark}")));
    let of_kind = |kind: FilterKind| {
        let count = features.filters.iter().filter(|filter| filter.kind == kind).count();
        format!("{count} {kind}")
    };
    lines.push(format!(
        "  {} of {} hidden nodes are live: {}; activation {}, accuracy {:.1} %",
        features.filters.len(),
        features.width,
        FilterKind::ALL.map(of_kind).join(", "),
        features.activation,
        100.0 * features.accuracy
    ));
    lines.push(format!("  purity {:.3}, energy {}, both weighted by ‖w‖‖c‖", features.purity, number(features.energy)));
    // The largest energy is a theorem on squares.
    let columns = if features.activation == Activation::Square { 4 } else { 3 };
    let heads = ["irrep", "filters", "share", "M/(2D)"][..columns].iter().map(|&head| head.to_owned()).collect();
    let rows = features.irreps.iter().map(|irrep| {
        let share = format!("{:.3}", irrep.share);
        let cells = [irrep.irrep.clone(), irrep.filters.to_string(), share, number(irrep.maximum)];
        cells.into_iter().take(columns).collect()
    });
    lines.extend(
        aligned(&std::iter::once(heads).chain(rows).collect::<Vec<_>>()).iter().map(|line| format!("  {line}")),
    );
    if filters {
        let heads = ["node", "weight", "irrep", "purity", "energy", "kind"].map(str::to_owned).to_vec();
        let rows = features.filters.iter().map(|filter| {
            vec![
                filter.node.to_string(),
                format!("{:.3e}", filter.weight),
                filter.irrep.clone(),
                format!("{:.3}", filter.purity),
                number(filter.energy),
                filter.kind.to_string(),
            ]
        });
        lines.extend(
            aligned(&std::iter::once(heads).chain(rows).collect::<Vec<_>>()).iter().map(|line| format!("  {line}")),
        );
    }
    lines.join("\n") + "\n"
}
