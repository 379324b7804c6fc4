//! Searches, ranks and exact networks of files.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::discover::{Exactification, Plan, Search, SearchState, Start, Trial, Verdict};
use crate::format::{is_field_network, read_field_network, write_atomically};
use crate::loss::Target;
use crate::network::Network;
use crate::variety::{FieldNetwork, NumericalRank, RankReport, ResidualMap};
use crate::{Error, Result};

/// The starts of a search, those in a file included; they are kept there, if one is given.
///
/// # Errors
/// As [`Search::run`], and when the file cannot be read or written, or is the state of another search.
pub fn resume_search(search: &Search, state: Option<&Path>) -> Result<Vec<Start>> {
    let done = match state {
        Some(path) if path.exists() => SearchState::read(path, search)?.starts,
        _ => Vec::new(),
    };
    search.run(done, |starts| {
        let Some(path) = state else { return Ok(()) };
        let kept = SearchState { search: search.clone(), starts: starts.to_vec() };
        let text = serde_json::to_string(&kept).map_err(|error| Error::format(format!("JSON: {error}")))?;
        write_atomically(path, &text)
    })
}

/// The networks that were found, up to as many as are enough, the smallest rank first: where it is small, there is most room for
/// an exact network with small numbers.
///
/// # Errors
/// When a weight is not finite.
pub fn best_fits(search: &Search, starts: &[Start]) -> Result<Vec<Network>> {
    let map = ResidualMap::of(&search.problem);
    let mut found: Vec<(usize, Vec<f64>)> = starts
        .iter()
        .filter_map(|start| start.point.as_ref())
        .map(|x| map.gauge_minimal(x))
        .map(|x| (NumericalRank::of(map.jacobian(&x)).rank, x))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.truncate(search.enough);
    found.iter().map(|(_, x)| Network::from_point(map.group(), x)).collect()
}

/// The rank at the network of a file; over its field too, when the file holds an exact one.
///
/// # Errors
/// As [`RankReport::new`].
pub fn rank_of_file(file: &Path, network: &Network, target: Target) -> Result<RankReport> {
    let map = ResidualMap::new(network.group(), network.width(), target);
    let over_field = match is_field_network(file) {
        true => Some(read_field_network(file)?.field_rank()),
        false => None,
    };
    // of d² pairs with d outputs each, one alone can have all of the loss
    let rounding = network.rounding_loss().sqrt() * network.group().order() as f64;
    RankReport::up_to_rounding(&map, &network.to_point(), over_field, rounding)
}

/// What became of a fit in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExactifiedFile {
    /// The file.
    pub path: String,
    /// What was done with it.
    #[serde(flatten)]
    pub exactification: Exactification,
}

/// What became of several fits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExactifiedFiles {
    /// The fits that were looked at.
    pub fits: Vec<ExactifiedFile>,
    /// Which of them became the exact network of the smallest field.
    pub best: Option<usize>,
}

/// The same with that network.
#[derive(Debug, Clone, PartialEq)]
pub struct Exactified {
    /// What was done.
    pub report: ExactifiedFiles,
    /// The network.
    pub network: Option<FieldNetwork>,
}

/// Makes one fit after the other exact, until there is one over a field of a degree that is small enough.
///
/// # Errors
/// As [`Plan::exactify`].
pub fn exactify_networks(
    plan: &Plan,
    networks: &[(String, Network)],
    target: Target,
    mut progress: impl FnMut(&Trial),
) -> Result<Exactified> {
    let mut all = Exactified { report: ExactifiedFiles { fits: Vec::new(), best: None }, network: None };
    for (path, network) in networks {
        let (exactification, exact) =
            plan.exactify(network.group(), network.width(), target, &network.to_point(), &mut progress)?;
        let is_enough = matches!(exactification.verdict, Verdict::Exact { degree, .. } if degree <= plan.enough_degree);
        all.report.fits.push(ExactifiedFile { path: path.clone(), exactification });
        let size = |network: &FieldNetwork| (network.field.degree(), network.height());
        if let Some(exact) = exact
            && all.network.as_ref().is_none_or(|best| size(&exact) < size(best))
        {
            all.report.best = Some(all.report.fits.len() - 1);
            all.network = Some(exact);
        }
        if is_enough {
            break;
        }
    }
    Ok(all)
}
