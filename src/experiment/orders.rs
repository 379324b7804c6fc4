//! How often every order occurs, by group and settings.

use serde::{Deserialize, Serialize};

use super::factored::Factored;
use super::settings::{Settings, classes};
use crate::factor::{Method, OrderHistogram, order_histogram};
use crate::group::Group;

/// The histogram of one group, weight decay and other settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderPanel {
    /// The group.
    pub group: Group,
    /// The analysis by which nodes were counted.
    pub method: Method,
    /// The weight decay; `None` for networks of which it is not known.
    pub weight_decay: Option<f64>,
    /// The settings in which the networks differ from those of other panels of the same group and weight decay; empty when
    /// there is no such panel.
    pub settings: String,
    /// The shares of the orders.
    pub histogram: OrderHistogram,
}

/// The histograms of the orders: one per group, weight decay and other settings.
#[must_use]
pub fn order_panels(networks: &[Factored]) -> Vec<OrderPanel> {
    let classes = classes(networks, |network| network.class());
    let panel = |class: &Vec<&Factored>| {
        let first = class[0];
        let similar = classes.iter().map(|class| class[0]).filter(|other| is_similar(first, other));
        let similar: Vec<Settings> = similar.map(|other| other.settings.clone()).collect();
        OrderPanel {
            group: first.factorization.group.clone(),
            method: first.factorization.method,
            weight_decay: weight_decay(first),
            settings: first.settings.distinction(&similar),
            histogram: order_histogram(class.iter().map(|network| &network.factorization)),
        }
    };
    let mut panels: Vec<OrderPanel> = classes.iter().map(panel).collect();
    let decay = |panel: &OrderPanel| panel.weight_decay.unwrap_or(-1.0);
    panels.sort_by(|x, y| {
        let orders = x.group.order().cmp(&y.group.order());
        orders.then(decay(x).total_cmp(&decay(y))).then(x.settings.cmp(&y.settings))
    });
    panels
}

fn weight_decay(network: &Factored) -> Option<f64> {
    network.settings.number("weight_decay")
}

fn is_similar(x: &Factored, y: &Factored) -> bool {
    x.factorization.group == y.factorization.group && weight_decay(x) == weight_decay(y)
}
