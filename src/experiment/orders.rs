//! How often every order occurs, by group and settings.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::factored::Factored;
use super::settings::{Settings, classes};
use crate::construct::IrrepOrders;
use crate::dual::IrrepType;
use crate::factor::{FactoredIrrep, Method, OrderHistogram, order_histogram};
use crate::group::Group;

/// The histogram of one group, weight decay and other settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderPanel {
    /// The group.
    pub group: Group,
    /// The irreps whose orders are counted, of a group that is given by its table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub irreps: Option<IrrepKind>,
    /// The analysis by which nodes were counted; `None` irrep by irrep.
    pub method: Option<Method>,
    /// The weight decay; `None` for networks of which it is not known.
    pub weight_decay: Option<f64>,
    /// The settings in which the networks differ from those of other panels of the same group and weight decay; empty when
    /// there is no such panel.
    pub settings: String,
    /// The shares of the orders.
    pub histogram: OrderHistogram,
}

/// Irreps of one type and degree, of which the same orders are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IrrepKind {
    /// n.
    pub degree: usize,
    /// The type.
    pub kind: IrrepType,
    /// The orders that known exact networks have.
    pub known_orders: IrrepOrders,
}

impl IrrepKind {
    fn of(irrep: &FactoredIrrep) -> Self {
        IrrepKind { degree: irrep.degree, kind: irrep.kind, known_orders: irrep.known_orders }
    }

    /// What kinds are sorted by.
    fn key(self) -> (usize, IrrepType, usize) {
        (self.degree, self.kind, self.known_orders.open)
    }
}

impl fmt::Display for IrrepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind, self.degree)
    }
}

/// The histograms of the orders: one per group, weight decay and other settings; of a group that is given by its table one for
/// each type and degree of irreps.
#[must_use]
pub fn order_panels(networks: &[Factored]) -> Vec<OrderPanel> {
    let classes = classes(networks, |network| network.class());
    let panel = |class: &Vec<&Factored>| {
        let first = class[0];
        let similar = classes.iter().map(|class| class[0]).filter(|other| is_similar(first, other));
        let similar: Vec<Settings> = similar.map(|other| other.settings.clone()).collect();
        let panel = |(irreps, histogram)| OrderPanel {
            group: first.factorization.group().clone(),
            irreps,
            method: first.factorization.method(),
            weight_decay: weight_decay(first),
            settings: first.settings.distinction(&similar),
            histogram,
        };
        histograms(class).into_iter().map(panel).collect::<Vec<_>>()
    };
    let mut panels: Vec<OrderPanel> = classes.iter().flat_map(panel).collect();
    let decay = |panel: &OrderPanel| panel.weight_decay.unwrap_or(-1.0);
    panels.sort_by(|x, y| {
        let orders = x.group.order().cmp(&y.group.order());
        let kinds = x.irreps.map(IrrepKind::key).cmp(&y.irreps.map(IrrepKind::key));
        orders.then(decay(x).total_cmp(&decay(y))).then(x.settings.cmp(&y.settings)).then(kinds)
    });
    panels
}

/// The histogram of networks of one group, or those of each kind of irreps.
fn histograms(class: &[&Factored]) -> Vec<(Option<IrrepKind>, OrderHistogram)> {
    let frequencies: Option<Vec<_>> = class.iter().map(|network| network.factorization.frequencies()).collect();
    if let Some(frequencies) = frequencies {
        return vec![(None, order_histogram(frequencies))];
    }
    let irreps = || class.iter().filter_map(|network| Some(&network.factorization.irreps()?.irreps));
    let kinds: BTreeMap<_, IrrepKind> = irreps().flatten().map(IrrepKind::of).map(|kind| (kind.key(), kind)).collect();
    let histogram = |kind: IrrepKind| {
        let orders = irreps().map(|irreps| irreps.iter().filter(move |of| IrrepKind::of(of) == kind));
        (Some(kind), OrderHistogram::of(orders.map(|irreps| irreps.map(FactoredIrrep::order))))
    };
    kinds.into_values().map(histogram).collect()
}

fn weight_decay(network: &Factored) -> Option<f64> {
    network.settings.number("weight_decay")
}

fn is_similar(x: &Factored, y: &Factored) -> bool {
    x.factorization.group() == y.factorization.group() && weight_decay(x) == weight_decay(y)
}
