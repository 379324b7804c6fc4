//! The paper's table, and how far a row of ours is from it.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use crate::factor::{COLUMNS, MeanAndError, SummaryRow};
use crate::group::Group;

/// Mean and standard error over the paper's five seeds, by d and column.
const PAPER: [(usize, [(f64, f64); 9]); 3] = [
    (
        23,
        [
            (0.0, 0.0),
            (0.00, 0.00),
            (5.71, 5.71),
            (0.05, 0.01),
            (4.80, 0.96),
            (47.07, 1.88),
            (11.31, 1.76),
            (39.80, 2.11),
            (1.82, 1.82),
        ],
    ),
    (
        71,
        [
            (0.0, 0.0),
            (0.00, 0.00),
            (0.00, 0.00),
            (0.03, 0.00),
            (5.02, 0.25),
            (72.57, 0.70),
            (4.00, 1.14),
            (21.14, 2.14),
            (2.29, 1.07),
        ],
    ),
    (
        127,
        [
            (0.0, 0.0),
            (1.50, 0.92),
            (0.00, 0.00),
            (0.26, 0.14),
            (0.93, 0.18),
            (82.96, 0.39),
            (2.25, 0.64),
            (14.13, 0.87),
            (0.66, 0.66),
        ],
    ),
];

/// A row of the table next to the paper's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparedRow {
    /// The group.
    pub group: Group,
    /// The number of networks of our row.
    pub networks: usize,
    /// The columns, as in [`COLUMNS`].
    pub cells: Vec<ComparedCell>,
}

/// A number of the table next to the paper's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparedCell {
    /// The head of the column.
    pub column: Cow<'static, str>,
    /// Our number; `None` when no network has frequencies that it is about.
    pub ours: Option<MeanAndError>,
    /// The paper's number; `None` for a group that it does not report.
    pub paper: Option<MeanAndError>,
    /// (ours − paper) / √(sum of both squared standard errors); 0 for equal means, and `None` when only one of both is
    /// known, ours has no standard error, or they differ although both standard errors are 0.
    pub deviation: Option<f64>,
}

/// Puts a row of the table next to the paper's row for the same cyclic group (CoGS, the table of §6).
#[must_use]
pub fn compare_with_paper(row: &SummaryRow) -> ComparedRow {
    let cyclic = row.group.is_cyclic_presentation();
    let paper = PAPER.iter().find(|(d, _)| cyclic && *d == row.group.order());
    let cell = |(at, ours): (usize, Option<MeanAndError>)| {
        let paper = paper.map(|(_, columns)| columns[at]);
        let paper = paper.map(|(mean, standard_error)| MeanAndError { mean, standard_error: Some(standard_error) });
        let deviation = ours.zip(paper).and_then(|(ours, paper)| deviation(ours, paper));
        ComparedCell { column: COLUMNS[at].into(), ours, paper, deviation }
    };
    let cells = row.columns.into_iter().enumerate().map(cell).collect();
    ComparedRow { group: row.group.clone(), networks: row.networks, cells }
}

fn deviation(ours: MeanAndError, paper: MeanAndError) -> Option<f64> {
    let combined = ours.standard_error?.hypot(paper.standard_error?);
    let difference = ours.mean - paper.mean;
    if difference == 0.0 {
        return Some(0.0);
    }
    (combined > 0.0).then(|| difference / combined)
}
