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
    lines.push(match features.energy {
        Some(energy) => {
            format!("  purity {:.3}, energy {}, both weighted by ‖w‖‖c‖", features.purity, number(energy))
        }
        None => format!(
            "  purity {:.3} over all {} operands jointly, weighted by ‖w‖‖c‖; energies are of two operands",
            features.purity, features.operands
        ),
    });
    // The largest energy is a theorem on squares.
    let has_maxima = features.activation == Activation::Square && features.energy.is_some();
    let heads = ["irrep", "filters", "share"].into_iter().chain(has_maxima.then_some("M/(2D)"));
    let heads = heads.map(str::to_owned).collect();
    let rows = features.irreps.iter().map(|irrep| {
        let cells = [irrep.irrep.clone(), irrep.filters.to_string(), format!("{:.3}", irrep.share)];
        cells.into_iter().chain(irrep.maximum.filter(|_| has_maxima).map(number)).collect()
    });
    lines.extend(
        aligned(&std::iter::once(heads).chain(rows).collect::<Vec<_>>()).iter().map(|line| format!("  {line}")),
    );
    if filters {
        let heads = ["node", "weight", "irrep", "purity"].into_iter().chain(features.energy.map(|_| "energy"));
        let heads = heads.chain(["kind"]).map(str::to_owned).collect();
        let rows = features.filters.iter().map(|filter| {
            let purity = format!("{:.3}", filter.purity);
            let cells = [filter.node.to_string(), format!("{:.3e}", filter.weight), filter.irrep.clone(), purity];
            cells.into_iter().chain(filter.energy.map(number)).chain([filter.kind.to_string()]).collect()
        });
        lines.extend(
            aligned(&std::iter::once(heads).chain(rows).collect::<Vec<_>>()).iter().map(|line| format!("  {line}")),
        );
    }
    lines.join("\n") + "\n"
}
