//! How often every order occurs.

use std::collections::BTreeMap;

use itertools::Itertools as _;
use serde::Serialize;

use super::analysis::Factorization;
use super::summary::MeanAndError;

/// The share of frequencies of each order, over several networks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrderHistogram {
    /// The number of networks.
    pub networks: usize,
    /// For every order that occurs: the percentage of frequencies of that order, per network, then averaged.
    pub percentages: BTreeMap<usize, MeanAndError>,
}

/// The histogram of the orders of `networks`; networks without frequencies are left out.
#[must_use]
pub fn order_histogram<'a>(networks: impl IntoIterator<Item = &'a Factorization>) -> OrderHistogram {
    let counts = networks.into_iter().map(|network| network.frequencies.iter().map(|f| f.order()).counts());
    let counts = counts.filter(|counts| !counts.is_empty()).collect_vec();
    let orders = counts.iter().flat_map(|counts| counts.keys().copied()).sorted().dedup();
    let percentage = |order: usize| {
        let shares = counts.iter().map(|counts| {
            100.0 * counts.get(&order).copied().unwrap_or(0) as f64 / counts.values().sum::<usize>() as f64
        });
        MeanAndError::of(&shares.collect_vec()).expect("an order occurs in some network")
    };
    OrderHistogram { networks: counts.len(), percentages: orders.map(|order| (order, percentage(order))).collect() }
}
