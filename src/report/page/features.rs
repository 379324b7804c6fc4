//! The page about the features of networks: words, figures and tables that stand still.

use super::words::{Fact, percent, task};
use super::{fill, frame, plain};
use crate::experiment::{FeatureReport, OfFile};
use crate::features::{FeatureReading, FilterKind, FilterReading, IrrepShare};
use crate::network::Activation;
use crate::report::figures::{FeatureFigure, Figure as _};
use crate::report::plot::{Width, escape, short, to_svg};

/// So many filters are listed, the heaviest ones.
const MOST_FILTERS: usize = 512;

/// The page as HTML, under the given title or the name of the network. It loads nothing: a content security policy in it
/// forbids every request.
#[must_use]
pub fn features_to_html(report: &FeatureReport, title: Option<&str>) -> String {
    let usual = match &report.networks[..] {
        [network] => format!("Features of {}", network.path),
        networks => format!("Features of {} networks", networks.len()),
    };
    let title = title.unwrap_or(&usual);
    let networks = report.networks.iter().map(network).collect();
    frame(title, fill(include_str!("features.html"), &[("title", escape(title)), ("networks", networks)]), None)
}

fn network(network: &OfFile<FeatureReading>) -> String {
    let OfFile { path, remarks, result: features, .. } = network;
    let remarks: String = remarks.iter().map(|remark| format!("<p>{}</p>", escape(remark))).collect();
    let facts: String = facts(features).iter().map(plain::fact).collect();
    let head =
        format!("<section><h2>{}</h2><p>{}</p>{remarks}<dl>{facts}</dl></section>\n", escape(path), words(features));
    let figure = to_svg(&FeatureFigure { features }.draw(Width::Page));
    let about = match (features.energy, features.activation) {
        (Some(_), Activation::Square) => {
            "Left, how much of all filters lies on every irrep. Right, every live filter; the dashed lines are the energies M/(2D) of the maxima, which only filters on all pairs reach."
        }
        (Some(_), _) => "Left, how much of all filters lies on every irrep. Right, every live filter.",
        (None, _) => {
            "Left, how much of all filters lies on every irrep, over all operands jointly. Right, every live filter; energies are of two operands."
        }
    };
    format!(
        "{head}<section><h2>Features</h2><p>{about}</p>{figure}</section>\n{}{}",
        irreps(features),
        filters(features)
    )
}

fn words(features: &FeatureReading) -> String {
    let count = |kind: FilterKind| features.filters.iter().filter(|filter| filter.kind == kind).count();
    let used = features.irreps.iter().filter(|irrep| irrep.filters > 0).count();
    format!(
        "A network with activation {} for {}{} and with {} hidden nodes, of which <b>{} are alive</b>: <b>{} features</b> on {used} of {} irreps, \
         {} that memorize, {} that are neither. It answers <b>{} %</b> of all {} right.",
        escape(&features.activation.to_string()),
        plain::scripts(&escape(&task(&features.group))),
        if features.operands == 2 { String::new() } else { format!(" of {} operands", features.operands) },
        features.width,
        features.filters.len(),
        count(FilterKind::Fourier),
        features.irreps.len(),
        count(FilterKind::Memorizing),
        count(FilterKind::Mixed),
        percent(features.accuracy),
        if features.operands == 2 { "pairs" } else { "tuples" }
    )
}

fn facts(features: &FeatureReading) -> Vec<Fact> {
    let fact = |name: &str, value: String| Fact { name: name.to_owned(), value };
    let facts = vec![
        fact("Group", format!("{} (order {})", features.group, features.group.order())),
        fact("Activation", features.activation.to_string()),
        fact("Hidden nodes", features.width.to_string()),
        fact("Purity, weighted by ‖w‖‖c‖", format!("{:.4}", features.purity)),
    ];
    let energy = features.energy.map(|energy| fact("Energy, weighted likewise", short(energy)));
    facts.into_iter().chain(energy).collect()
}

fn irreps(features: &FeatureReading) -> String {
    let cells = |of: &IrrepShare| [of.irrep.clone(), of.filters.to_string(), format!("{:.2} %", 100.0 * of.share)];
    if features.activation == Activation::Square && features.energy.is_some() {
        let row = |of: &IrrepShare| {
            let [irrep, filters, share] = cells(of);
            [irrep, filters, share, of.maximum.map(short).unwrap_or_default()]
        };
        let heads = ["irrep", "filters", "share", "M/(2D), the largest energy"];
        return plain::rows("Irreps", heads, features.irreps.iter().map(row));
    }
    plain::rows("Irreps", ["irrep", "filters", "share"], features.irreps.iter().map(cells))
}

fn filters(features: &FeatureReading) -> String {
    let mut heaviest: Vec<&FilterReading> = features.filters.iter().collect();
    heaviest.sort_by(|x, y| y.weight.total_cmp(&x.weight));
    let title = match heaviest.len() {
        count if count > MOST_FILTERS => format!("The {MOST_FILTERS} heaviest filters"),
        _ => "Filters, the heaviest first".to_owned(),
    };
    let cells =
        |of: &FilterReading| [of.node.to_string(), short(of.weight), of.irrep.clone(), format!("{:.3}", of.purity)];
    let heaviest = heaviest.into_iter().take(MOST_FILTERS);
    if features.energy.is_none() {
        let row = |of: &FilterReading| {
            let [node, weight, irrep, purity] = cells(of);
            [node, weight, irrep, purity, of.kind.to_string()]
        };
        return plain::rows(&title, ["node", "‖w‖‖c‖", "irrep", "purity", "kind"], heaviest.map(row));
    }
    let row = |of: &FilterReading| {
        let [node, weight, irrep, purity] = cells(of);
        [node, weight, irrep, purity, of.energy.map(short).unwrap_or_default(), of.kind.to_string()]
    };
    let heads = ["node", "‖w‖‖c‖", "irrep", "purity", "energy", "kind"];
    plain::rows(&title, heads, heaviest.map(row))
}
