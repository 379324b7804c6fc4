//! Which irreps are learned when, and what is left to climb.

use serde::{Deserialize, Serialize};

use super::grid::{Experiment, RunGrid, finished_runs};
use super::source::Source;
use crate::Result;
use crate::dual::IrrepType;
use crate::features::{FeatureReading, RealIrrep, RealIrreps, learned_shares, modulated_energy};
use crate::group::Group;
use crate::train::{RunDirectory, Variations};

/// An irrep counts as learned from this share of the target on.
const LEARNED: f64 = 0.9;

/// A network at one epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModulationPoint {
    /// The epoch.
    pub epoch: usize,
    /// The share r_k of the target that the outputs have on every irrep.
    pub learned: Vec<f64>,
    /// The share of the filters' mass that every irrep has, weighted by ‖w‖‖c‖.
    pub shares: Vec<f64>,
    /// The energy of the filters on the training pairs, ‖w‖ = 1, weighted likewise.
    pub energy: f64,
    /// E_S: the same without the irreps that are learned, r_k ≥ 0.9.
    pub energy_left: f64,
}

/// An irrep, and when it was learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearnedIrrep {
    /// How it is written.
    pub irrep: String,
    /// The degree of the complex irrep.
    pub degree: usize,
    /// The type.
    pub kind: IrrepType,
    /// M/(2D), the energy of its maxima.
    pub maximum: f64,
    /// The first epoch of those kept from which on it is learned, r_k ≥ 0.9.
    pub learned_at: Option<usize>,
}

/// One run, irrep by irrep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunModulation {
    /// The directory.
    pub run: String,
    /// The group.
    pub group: Group,
    /// The irreps.
    pub irreps: Vec<LearnedIrrep>,
    /// The networks that were kept, by epoch.
    pub points: Vec<ModulationPoint>,
}

/// Which irreps runs learn when. What is learned no longer pulls: the filters that are left climb E_S.
///
/// Source: Li₂, Theorem 7.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Modulation {
    /// The runs.
    pub runs: Vec<RunModulation>,
}

impl Experiment for Modulation {
    const NAME: &'static str = "modulation";

    /// S4, whose irreps have maxima of three heights, with few hidden nodes and 80 % of the pairs.
    fn runs() -> RunGrid {
        RunGrid {
            width: 256,
            train_fractions: vec![0.8],
            variations: Variations { learning_rates: vec![2e-3], seeds: vec![0], ..RunGrid::usual() },
            ..RunGrid::keeping_networks("S4".parse().expect("a name of a group"), 600)
        }
    }

    fn of_runs(sources: &[Source]) -> Result<Self> {
        Ok(Modulation { runs: finished_runs(sources)?.iter().map(RunModulation::of).collect::<Result<_>>()? })
    }
}

impl RunModulation {
    fn of(run: &RunDirectory) -> Result<Self> {
        run.require_product("irreps are learned from the multiplication of a group")?;
        let group = &run.config().group;
        let irreps = RealIrreps::new(group);
        let epochs = run.checkpoints().into_iter().map(|(epoch, _)| epoch);
        let points: Vec<ModulationPoint> =
            epochs.map(|epoch| ModulationPoint::of(run, &irreps, epoch)).collect::<Result<_>>()?;
        let shares: Vec<(usize, &[f64])> = points.iter().map(|point| (point.epoch, &point.learned[..])).collect();
        let (run, irreps) = (Source::Run(run.path().to_owned()).name(), LearnedIrrep::all(&irreps, &shares));
        Ok(RunModulation { run, group: group.clone(), irreps, points })
    }
}

impl LearnedIrrep {
    /// Every irrep, from its shares r_k at several epochs in order.
    pub(super) fn all(irreps: &RealIrreps, shares: &[(usize, &[f64])]) -> Vec<Self> {
        let learned_at = |at: usize| {
            let from_here = shares.iter().rev().take_while(|(_, learned)| learned[at] >= LEARNED);
            from_here.last().map(|(epoch, _)| *epoch)
        };
        let order = irreps.group().order();
        let of = |(at, irrep): (usize, &RealIrrep)| LearnedIrrep {
            irrep: irrep.label.clone(),
            degree: irrep.degree,
            kind: irrep.kind,
            maximum: irrep.maximum(order),
            learned_at: learned_at(at),
        };
        irreps.list().iter().enumerate().map(of).collect()
    }
}

impl ModulationPoint {
    fn of(run: &RunDirectory, irreps: &RealIrreps, epoch: usize) -> Result<Self> {
        let activation = run.config().protocol.activation;
        let (network, mask) = (run.weights_at(epoch)?, run.training_pairs()?);
        let learned = learned_shares(irreps, &network, activation);
        let known: Vec<usize> = (0..learned.len()).filter(|&at| learned[at] >= LEARNED).collect();
        let [energy, energy_left] = modulated_energy(irreps, &network, activation, &mask, &known)?;
        let features = FeatureReading::new(&network, activation, &mask)?;
        let shares = features.irreps.iter().map(|irrep| irrep.share).collect();
        Ok(ModulationPoint { epoch, learned, shares, energy, energy_left })
    }
}
