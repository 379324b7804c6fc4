//! The rows of the paper's table: percentages and mean errors over several networks of one group.

use std::collections::BTreeMap;
use std::fmt;

use itertools::Itertools;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::analysis::{Factorization, FrequencyFactorization, Method};
use super::form::Form;
use crate::construct::Family;
use crate::group::Group;

/// A mean over networks with its standard error (n − 1 in the variance), printed as `1.00 ± 0.10`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
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

/// The heads of the table's columns. "Not order 4/6" is of all frequencies, "non-factorable" of those of the order, and the
/// forms are of the frequencies that factor; the error is the mean of the paper's error, or by the search over
/// translations of the distance, of the frequencies of the order that factor.
pub const COLUMNS: [&str; 9] = [
    "not order 4/6 %",
    "order 4 non-factorable %",
    "order 6 non-factorable %",
    "order 4 error ×10⁻²",
    "order 6 error ×10⁻²",
    "ν=i*ξ %",
    "ν=i*syn,αβ %",
    "ν*syn %",
    "others %",
];

/// What the columns are called where they are serialized.
const FIELDS: [&str; 9] = [
    "not_order_4_or_6",
    "nonfactorable_order_4",
    "nonfactorable_order_6",
    "error_order_4",
    "error_order_6",
    "nu_i_xi",
    "nu_i_syn_ab",
    "nu_syn",
    "others",
];

/// One row of the paper's table: the networks of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SummaryRow {
    /// The group.
    pub group: Group,
    /// The analysis that was run.
    pub method: Method,
    /// The number of networks.
    pub networks: usize,
    /// The numbers of [`COLUMNS`], computed per network and then averaged; a network without the frequencies that a number
    /// is about (without any of order 4, say) is left out of its average, and the number is `None` when all are.
    #[serde(flatten, serialize_with = "fields", deserialize_with = "columns")]
    pub columns: [Option<MeanAndError>; 9],
}

fn fields<S: Serializer>(columns: &[Option<MeanAndError>; 9], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(FIELDS.iter().zip(columns))
}

fn columns<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[Option<MeanAndError>; 9], D::Error> {
    let mut values = BTreeMap::<String, Option<MeanAndError>>::deserialize(deserializer)?;
    Ok(FIELDS.map(|field| values.remove(field).flatten()))
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
    let share = |of: &dyn Fn(&Frequency) -> bool, that: &dyn Fn(&Frequency) -> bool| {
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
    let form = |form: Form| share(&Frequency::is_factorable, &move |f| f.form() == form);
    let nonfactorable = |order: usize| share(&move |f| f.order() == order, &|f| !f.is_factorable());
    let columns = [
        share(&|_| true, &|f| f.order() != 4 && f.order() != 6),
        nonfactorable(4),
        nonfactorable(6),
        mean_error(4),
        mean_error(6),
        form(Form::Named(Family::NuIXi)),
        form(Form::Named(Family::NuISynAb)),
        form(Form::Named(Family::NuSyn)),
        form(Form::Other),
    ];
    SummaryRow { group: group.clone(), method, networks: networks.len(), columns }
}
