//! What is known of runs and networks, ready to be shown.

use serde::{Deserialize, Serialize};

use super::curve::Curve;
use super::evolution::Evolution;
use super::series::{Series, Training};
use super::stages::Stages;
use crate::dynamics::{FrequencyMap, frequency_maps};
use crate::factor::{Decomposition, FrequencyReadout, IrrepReadout, Method, read_out, read_out_irreps};
use crate::network::{Evaluation, PairMask};
use crate::{Error, Result};

/// A run or a single network: its factorization at the end, and what is known of its training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunPage {
    /// The name of the run, or of the last file.
    pub name: String,
    /// How it was trained.
    pub training: Training,
    /// Loss and accuracy over epochs, where they are known.
    pub curve: Option<Curve>,
    /// When it memorized, learned its irreps and generalized, where it was logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stages: Option<Stages>,
    /// Loss and accuracy of the last network on all pairs, outputs compared with what it was trained for.
    pub evaluation: Evaluation,
    /// |z_a| at one or more epochs; at least one.
    pub maps: Vec<FrequencyMap>,
    /// Orders and forms at every epoch that was kept.
    pub evolution: Evolution,
    /// The last network taken apart.
    pub factorization: Decomposition,
    /// What each of its frequencies computes, in the same order; empty where it is taken apart by irreps.
    pub readouts: Vec<FrequencyReadout>,
    /// How alike the outputs of each irrep's nodes are, in the same order; empty where it is taken apart by frequencies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub irrep_readouts: Vec<IrrepReadout>,
}

/// More magnitudes than this are not shown on one page.
const MOST: usize = 1 << 24;

/// What is known of each of `runs`, their networks taken apart by the given method, or irrep by irrep.
///
/// # Errors
/// When there would be more than 2²⁴ magnitudes to show.
pub fn run_pages(runs: Vec<Series>, method: Method) -> Result<Vec<RunPage>> {
    let shown = runs.iter().map(|run| Ok(run.at_epochs(&[])?.len() * run.last().width() * run.group().order()));
    let shown = shown.sum::<Result<usize>>()?;
    if shown > MOST {
        return Err(Error::unsupported(format!("a page of {shown} magnitudes |z_ak|; at most {MOST} fit on one")));
    }
    runs.into_iter().map(|run| run_page(run, method)).collect()
}

fn run_page(series: Series, method: Method) -> Result<RunPage> {
    let network = series.last().clone();
    let group = network.group().clone();
    let snapshots = series.at_epochs(&[])?;
    let target = series.training.settings.target();
    let factorization = Decomposition::of(&network, method);
    Ok(RunPage {
        stages: Stages::of(&series),
        evaluation: network.evaluate(target, &PairMask::all(&group)),
        maps: frequency_maps(&snapshots, method.liveness(&group)),
        evolution: Evolution::of_snapshots(&series.snapshots, method),
        irrep_readouts: factorization.irreps().map_or_else(Vec::new, |found| read_out_irreps(&network, found)),
        readouts: factorization.frequencies().map_or_else(Vec::new, |found| read_out(&network, found)),
        factorization,
        name: series.name,
        training: series.training,
        curve: series.log,
    })
}
