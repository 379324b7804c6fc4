//! How often every order occurs.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use itertools::Itertools as _;
use serde::{Deserialize, Serialize};

use super::analysis::Factorization;
use super::summary::MeanAndError;

/// The share of frequencies, or of irreps, of each order, over several networks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderHistogram {
    /// The number of networks.
    pub networks: usize,
    /// For every order that occurs: the percentage of frequencies of that order, per network, then averaged.
    pub percentages: BTreeMap<usize, MeanAndError>,
    /// The same of all orders from [`LAST_ORDER`] on together, where one occurs.
    pub rest: Option<MeanAndError>,
}

/// Orders from this one on are counted together too.
pub const LAST_ORDER: usize = 10;

/// The histogram of the orders of `networks`; networks without frequencies are left out.
#[must_use]
pub fn order_histogram<'a>(networks: impl IntoIterator<Item = &'a Factorization>) -> OrderHistogram {
    OrderHistogram::of(networks.into_iter().map(|network| network.frequencies.iter().map(|f| f.order())))
}

impl OrderHistogram {
    /// The histogram of the orders that several networks have each; networks without any are left out.
    #[must_use]
    pub fn of(networks: impl IntoIterator<Item: IntoIterator<Item = usize>>) -> Self {
        histogram(networks.into_iter().map(|orders| orders.into_iter().counts()))
    }
}

fn histogram(networks: impl Iterator<Item = HashMap<usize, usize>>) -> OrderHistogram {
    let counts = networks.filter(|counts| !counts.is_empty()).collect_vec();
    let orders = counts.iter().flat_map(|counts| counts.keys().copied()).sorted().dedup();
    let percentage = |orders: RangeInclusive<usize>| {
        let shares = counts.iter().map(|counts| {
            let counted: usize =
                counts.iter().filter(|(order, _)| orders.contains(order)).map(|(_, count)| count).sum();
            100.0 * counted as f64 / counts.values().sum::<usize>() as f64
        });
        MeanAndError::of(&shares.collect_vec()).filter(|share| share.mean > 0.0)
    };
    OrderHistogram {
        networks: counts.len(),
        percentages: orders.filter_map(|order| Some((order, percentage(order..=order)?))).collect(),
        rest: percentage(LAST_ORDER..=usize::MAX),
    }
}
