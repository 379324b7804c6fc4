//! The experiments of the paper.

use std::path::PathBuf;

use cogring::dynamics::frequency_maps;
use cogring::experiment::{
    Boundary, Energies, Evolution, Experiment, Grokking, Modulation, Rates, RegimeOptions, Regimes, Source,
    agree_with_paper, curve_classes, decoupling, factored, find_sources, one_series, one_series_of_weights,
    order_panels, paper_table, parameter_panels, potential_trajectory,
};
use cogring::factor::Method;
use cogring::features::{Landscape, LandscapeOptions};
use cogring::format::ReadOptions;
use cogring::report::figures::{
    BoundaryFigure, CurveFigure, DecouplingFigure, EnergyFigure, EvolutionFigure, Figure, FrequencyFigure,
    GrokkingFigure, ModulationFigure, OrderFigure, ParameterFigure, PotentialFigure, RatesFigure, RegimeFigure,
};
use cogring::report::json::{Schema, to_json};
use cogring::train::RunDirectory;
use cogring::{Error, Result, Target};
use pyo3::prelude::*;

use crate::compute::compute;
use crate::figures::experiment;
use crate::group::Group;
use crate::reading::Options;

/// What the command `reproduce table` says, and whether every number is within `limit` of the paper's.
#[pyfunction]
pub fn reproduced_table(
    py: Python<'_>,
    inputs: Vec<PathBuf>,
    options: Options,
    method: String,
    limit: Option<f64>,
) -> PyResult<(String, Option<bool>)> {
    compute(py, move || {
        let rows = paper_table(&factored(&find_sources(&inputs)?, &options.read()?, method.parse()?)?)?;
        let agrees = limit.map(|limit| agree_with_paper(&rows, limit)).transpose()?;
        Ok((to_json(Schema::Table, &serde_json::json!({ "rows": rows }))?, agrees))
    })
}

/// What the command `reproduce` says of networks or runs: `orders`, `parameters`, `frequencies`, `potentials`, `evolution`,
/// `boundary`, `grokking`.
#[pyfunction]
pub fn reproduced(
    py: Python<'_>,
    what: String,
    inputs: Vec<PathBuf>,
    options: Options,
    method: String,
    epochs: Vec<usize>,
) -> PyResult<String> {
    compute(py, move || {
        let (sources, options, method): (_, ReadOptions, Method) =
            (find_sources(&inputs)?, options.read()?, method.parse()?);
        match &*what {
            "orders" => {
                let panels = order_panels(&factored(&sources, &options, method)?);
                experiment(&OrderFigure { panels: &panels }, &panels)
            }
            "parameters" => {
                let panels = parameter_panels(&factored(&sources, &options, method)?)?;
                experiment(&ParameterFigure { panels: &panels }, &panels)
            }
            "frequencies" => {
                let run = one_series_of_weights(&sources, &options)?;
                let maps = frequency_maps(&run.at_epochs(&epochs)?, method.liveness(run.group()));
                experiment(&FrequencyFigure { maps: &maps }, &maps)
            }
            "potentials" => {
                let trajectory = potential_trajectory(&one_series(&sources, &options)?, method);
                experiment(&PotentialFigure { trajectory: &trajectory }, &trajectory)
            }
            "evolution" => {
                let evolution = Evolution::of_snapshots(&one_series(&sources, &options)?.snapshots, method);
                experiment(&EvolutionFigure { evolution: &evolution }, &evolution)
            }
            "boundary" => {
                let runs =
                    sources.iter().map(|source| RunDirectory::open(source.path())).collect::<Result<Vec<_>>>()?;
                let boundary = Boundary::of_runs(&runs)?;
                experiment(&BoundaryFigure { boundary: &boundary }, &boundary)
            }
            "grokking" => of_runs::<Grokking>(&sources, |grokking| Box::new(GrokkingFigure { grokking })),
            "rates" => of_runs::<Rates>(&sources, |rates| Box::new(RatesFigure { rates })),
            "energies" => of_runs::<Energies>(&sources, |energies| Box::new(EnergyFigure { energies })),
            "modulation" => of_runs::<Modulation>(&sources, |modulation| Box::new(ModulationFigure { modulation })),
            other => Err(Error::argument(format!("`{other}` is no experiment"))),
        }
    })
}

/// What runs show, with its figure.
fn of_runs<E: Experiment>(
    sources: &[Source],
    figure: impl for<'a> Fn(&'a E) -> Box<dyn Figure + 'a>,
) -> Result<String> {
    let found = E::of_runs(sources)?;
    experiment(&*figure(&found), &found)
}

/// What the command `reproduce curves` says.
#[pyfunction]
pub fn reproduced_curves(
    py: Python<'_>,
    inputs: Vec<PathBuf>,
    options: Options,
    split: Option<PathBuf>,
    target: String,
) -> PyResult<String> {
    compute(py, move || {
        let target: Target = target.parse()?;
        let classes = curve_classes(&find_sources(&inputs)?, &options.read()?, split.as_deref(), target)?;
        experiment(&CurveFigure { classes: &classes }, &classes)
    })
}

/// What the command `reproduce regimes` says.
#[pyfunction]
pub fn reproduced_regimes(
    py: Python<'_>,
    group: &Group,
    activation: String,
    train_fraction: Option<f64>,
    widths: Option<Vec<usize>>,
    decays: Option<Vec<f64>>,
    seed: u64,
) -> PyResult<String> {
    let group = group.inner.clone();
    compute(py, move || {
        let usual = RegimeOptions::default();
        let regimes = Regimes::new(&RegimeOptions {
            group,
            activation: activation.parse()?,
            train_fraction: train_fraction.unwrap_or(usual.train_fraction),
            widths: widths.unwrap_or(usual.widths),
            decays: decays.unwrap_or(usual.decays),
            seed,
        })?;
        experiment(&RegimeFigure { regimes: &regimes }, &regimes)
    })
}

/// What the command `reproduce decoupling` says.
#[pyfunction]
pub fn reproduced_decoupling(
    py: Python<'_>,
    group: &Group,
    widths: Vec<usize>,
    samples: usize,
    seed: u64,
) -> PyResult<String> {
    let group = group.inner.clone();
    compute(py, move || {
        let found = decoupling(&group, &widths, samples, seed)?;
        experiment(&DecouplingFigure { decoupling: &found }, &found)
    })
}

/// What the command `landscape` says.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn landscape(
    py: Python<'_>,
    group: &Group,
    activation: String,
    centring: String,
    train_fraction: f64,
    learned: Vec<String>,
    starts: usize,
    seed: u64,
) -> PyResult<String> {
    let group = group.inner.clone();
    compute(py, move || {
        let (activation, centring) = (activation.parse()?, centring.parse()?);
        let options = LandscapeOptions { activation, centring, train_fraction, learned, starts, seed };
        to_json(Schema::Landscape, &Landscape::explore(&group, &options)?)
    })
}
