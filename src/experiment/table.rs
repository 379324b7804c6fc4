//! The paper's table: one row per group and settings, next to the paper's.

use serde::{Deserialize, Serialize};

use super::comparison::{ComparedRow, compare_with_paper};
use super::factored::Factored;
use super::settings::{Settings, classes};
use crate::factor::{Method, summarize};
use crate::train::RunConfig;
use crate::{Error, Result};

/// What the table is of.
const PAPERS_TABLE: &str = "the paper's table counts named products of characters, which irreps have not (their orders are drawn by \
                            `reproduce orders`); one";

/// A row of the table, and what tells its networks from those of other rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableRow {
    /// The settings in which the networks differ from those of other rows of the group; empty when there are none.
    pub settings: String,
    /// The analysis of the networks.
    pub method: Method,
    /// How the networks were trained, against how the paper's were.
    pub protocol: PaperProtocol,
    /// The numbers.
    #[serde(flatten)]
    pub row: ComparedRow,
}

/// Whether networks were trained as the paper trained its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperProtocol {
    /// The settings that differ, as "width 64, not 512".
    pub different: Vec<String>,
    /// The names of the settings that are not known.
    pub unknown: Vec<String>,
}

impl PaperProtocol {
    /// Whether every setting is known to be the paper's.
    #[must_use]
    pub fn is_the_papers(&self) -> bool {
        self.different.is_empty() && self.unknown.is_empty()
    }
}

/// The rows of the paper's table next to the paper's: one per group and settings.
///
/// # Errors
/// When a group is given by its table: the columns are about products at frequencies.
pub fn paper_table(networks: &[Factored]) -> Result<Vec<TableRow>> {
    let mut classes = classes(networks, |network| network.class());
    classes.sort_by_key(|class| {
        let group = class[0].factorization.group();
        (group.order(), group.ranges().to_vec())
    });
    classes.iter().map(|class| row(class, &classes)).collect()
}

/// Whether every number is at most `limit` combined standard errors from the paper's.
///
/// # Errors
/// When networks were trained otherwise than the paper's, or a number has no standard error.
pub fn agree_with_paper(rows: &[TableRow], limit: f64) -> Result<bool> {
    let mut agree = true;
    for TableRow { row, protocol, .. } in rows {
        if !protocol.different.is_empty() && row.cells.iter().any(|cell| cell.paper.is_some()) {
            let found = format!("the networks of group {} have {}", row.group, protocol.different.join(", "));
            return Err(Error::argument(format!("{found}; only networks trained as the paper's are compared")));
        }
        for cell in &row.cells {
            let Some((ours, _)) = cell.ours.zip(cell.paper) else { continue };
            if ours.standard_error.is_none() {
                let found = format!("`{}` of group {} is a number of one network", cell.column, row.group);
                return Err(Error::argument(format!("{found}, without a standard error; two or more are needed")));
            }
            agree &= cell.deviation.is_some_and(|deviation| deviation.abs() <= limit);
        }
    }
    Ok(agree)
}

fn row(class: &[&Factored], all: &[Vec<&Factored>]) -> Result<TableRow> {
    let (settings, group) = (&class[0].settings, class[0].factorization.group());
    let found = class.iter().map(|network| network.frequencies(PAPERS_TABLE)).collect::<Result<Vec<_>>>()?;
    let of_group = all.iter().map(|class| class[0]).filter(|other| other.factorization.group() == group);
    let of_group: Vec<Settings> = of_group.map(|other| other.settings.clone()).collect();
    let paper = Settings::of_run(&RunConfig::new(group.clone()));
    let summary = summarize(found.iter().copied());
    Ok(TableRow {
        settings: settings.distinction(&of_group),
        method: found[0].method,
        protocol: PaperProtocol { different: settings.departures(&paper), unknown: settings.missing(&paper) },
        row: compare_with_paper(&summary[0]),
    })
}
