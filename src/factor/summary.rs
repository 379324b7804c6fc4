//! The rows of the paper's table: percentages and mean errors over several networks of one group.

use std::fmt;

use itertools::Itertools;
use serde::Serialize;

use super::analysis::{Factorization, FrequencyFactorization, Method};
use super::form::Form;
use crate::construct::Family;
use crate::group::Group;

/// A mean over networks with its standard error (n − 1 in the variance), printed as `1.00 ± 0.10`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MeanAndError {
    /// The mean.
    pub mean: f64,
    /// The standard error of the mean; `None` for a single network, of which nobody knows how far the next one would be.
    pub standard_error: Option<f64>,
}

impl MeanAndError {
    /// Mean and standard error of `values`, or `None` when there are none.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        Some(MeanAndError { mean, standard_error: (n >= 2.0).then(|| (variance / n).sqrt()) })
    }

    /// The ends of the error bar: one standard error below and above the mean.
    #[must_use]
    pub fn error_bar(&self) -> Option<(f64, f64)> {
        self.standard_error.map(|error| (self.mean - error, self.mean + error))
    }
}

impl fmt::Display for MeanAndError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.standard_error {
            Some(error) => write!(f, "{:.2} ± {error:.2}", self.mean),
            None => write!(f, "{:.2} ± –", self.mean),
        }
    }
}

/// One row of the paper's table: the networks of one group.
///
/// Every number is computed per network and then averaged; a network without the frequencies that a number is about
/// (without any of order 4, say) is left out of its average, and the number is `None` when all are.
/// Percentages are of the frequencies named in the field's text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SummaryRow {
    /// The group.
    pub group: Group,
    /// Its order d.
    pub order_of_group: usize,
    /// The analysis that was run.
    pub method: Method,
    /// The number of networks.
    pub networks: usize,
    /// Frequencies whose order is neither 4 nor 6, % of all.
    pub not_order_4_or_6: Option<MeanAndError>,
    /// Frequencies of order 4 that do not factor, % of those of order 4.
    pub nonfactorable_order_4: Option<MeanAndError>,
    /// Frequencies of order 6 that do not factor, % of those of order 6.
    pub nonfactorable_order_6: Option<MeanAndError>,
    /// Mean of the paper's error, or by the search over translations of the distance, of the frequencies of order 4 that
    /// factor, × 10⁻².
    pub error_order_4: Option<MeanAndError>,
    /// The same of order 6.
    pub error_order_6: Option<MeanAndError>,
    /// z_{ν=i} * z_ξ, % of the frequencies that factor.
    pub nu_i_xi: Option<MeanAndError>,
    /// z_{ν=i} * z_{syn,αβ}, % of the frequencies that factor.
    pub nu_i_syn_ab: Option<MeanAndError>,
    /// z_ν * z_syn, % of the frequencies that factor.
    pub nu_syn: Option<MeanAndError>,
    /// Other products, % of the frequencies that factor.
    pub others: Option<MeanAndError>,
}

/// The rows of the paper's table, one per group and method, in order of first appearance.
#[must_use]
pub fn summarize<'a>(networks: impl IntoIterator<Item = &'a Factorization>) -> Vec<SummaryRow> {
    let networks: Vec<&Factorization> = networks.into_iter().collect();
    let keys = networks.iter().map(|network| (&network.group, network.method)).unique();
    keys.map(|(group, method)| {
        let members: Vec<&Factorization> =
            networks.iter().copied().filter(|network| &network.group == group && network.method == method).collect();
        row(group, method, &members)
    })
    .collect()
}

fn row(group: &Group, method: Method, networks: &[&Factorization]) -> SummaryRow {
    type Frequency = FrequencyFactorization;
    let share = |of: fn(&Frequency) -> bool, that: fn(&Frequency) -> bool| {
        let shares = networks.iter().filter_map(|network| {
            let total = network.frequencies.iter().filter(|f| of(f)).count();
            let count = network.frequencies.iter().filter(|f| of(f) && that(f)).count();
            (total > 0).then(|| 100.0 * count as f64 / total as f64)
        });
        MeanAndError::of(&shares.collect_vec())
    };
    let mean_error = |order: usize| {
        let means = networks.iter().filter_map(|network| {
            let of_order = network.frequencies.iter().filter(|f| f.order() == order && f.is_factorable());
            let errors =
                of_order.filter_map(|f| if method == Method::Paper { f.paper.error } else { f.distance }).collect_vec();
            (!errors.is_empty()).then(|| 100.0 * errors.iter().sum::<f64>() / errors.len() as f64)
        });
        MeanAndError::of(&means.collect_vec())
    };
    SummaryRow {
        group: group.clone(),
        order_of_group: group.order(),
        method,
        networks: networks.len(),
        not_order_4_or_6: share(|_| true, |f| f.order() != 4 && f.order() != 6),
        nonfactorable_order_4: share(|f| f.order() == 4, |f| !f.is_factorable()),
        nonfactorable_order_6: share(|f| f.order() == 6, |f| !f.is_factorable()),
        error_order_4: mean_error(4),
        error_order_6: mean_error(6),
        nu_i_xi: share(Frequency::is_factorable, |f| f.form() == Form::Named(Family::NuIXi)),
        nu_i_syn_ab: share(Frequency::is_factorable, |f| f.form() == Form::Named(Family::NuISynAb)),
        nu_syn: share(Frequency::is_factorable, |f| f.form() == Form::Named(Family::NuSyn)),
        others: share(Frequency::is_factorable, |f| f.form() == Form::Other),
    }
}
