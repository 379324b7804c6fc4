//! The experiments of the paper, and what the command says of files.

use std::io::Write as _;
use std::path::PathBuf;

use cogring::dynamics::frequency_maps;
use cogring::experiment::OfFile;
use cogring::experiment::{
    Boundary, Conversion, Element, Energies, Evolution, Experiment, FeatureReport, Grokking, IrrepReport, Modulation,
    PotentialList, PotentialQuestion, Rates, TakenApart, agree_with_paper, curve_classes, decoupling, factored,
    find_sources, network_files, one_series, order_panels, paper_table, parameter_panels, potential_trajectory,
    run_pages, series,
};
use cogring::factor::{Method, Report};
use cogring::features::{FeatureReading, Landscape, LandscapeOptions};
use cogring::format::{
    ReadOptions, network_paths, read_network_as, read_network_to_verify, write_atomically, write_network,
};
use cogring::network::{Comparison, Verification};
use cogring::report::figures::{
    BoundaryFigure, CurveFigure, DecouplingFigure, EnergyFigure, EvolutionFigure, Figure, FrequencyFigure,
    GrokkingFigure, ModulationFigure, OrderFigure, ParameterFigure, PotentialFigure, RatesFigure,
};
use cogring::report::json::{Schema, to_json};
use cogring::report::page::to_html;
use cogring::report::plot::{Width, to_svg};
use cogring::train::{RunDirectory, read_split};
use cogring::{Error, PairMask, Result, Target};
use pyo3::prelude::*;
use serde::Serialize;

use crate::compute::compute;
use crate::group::Group;
use crate::reading::Options;
use crate::solution::{inputs, scale};
use crate::text::result;

fn experiment(figure: &dyn Figure, result: &impl Serialize) -> Result<String> {
    to_json(Schema::Experiment, &serde_json::json!({ "figure": figure.name(), "result": result }))
}

/// What the command `factor` says of files, and what went wrong with others.
#[pyfunction]
pub fn factor_files(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    options: Options,
    as_stored: Options,
    method: String,
) -> PyResult<String> {
    compute(py, move || {
        let (options, as_stored, method) = (options.read()?, as_stored.read()?, method.parse()?);
        let mut files = Vec::new();
        for path in &paths {
            for file in network_files(path)? {
                files.push(network_paths(&file, &options)?);
            }
        }
        let is_history = files.iter().any(|parts| parts.len() > 1);
        let options = if is_history { as_stored } else { options };
        let (mut networks, mut irreps) = (Vec::new(), Vec::new());
        for file in files.concat() {
            let (network, reading) = read_network_as(&file, &options)?;
            match TakenApart::new(file.display().to_string(), &network, reading, method)? {
                TakenApart::Frequencies(report) => networks.push(report),
                TakenApart::Irreps(report) => irreps.push(report),
            }
        }
        match (networks.is_empty(), irreps.is_empty()) {
            (true, false) => to_json(Schema::Irreps, &IrrepReport { networks: irreps }),
            (_, true) => to_json(Schema::Factorization, &Report::new(networks)),
            (false, false) => Err(Error::argument(
                "networks over groups that are given by their factors and by their tables: factor them apart",
            )),
        }
    })
}

/// What the command `verify` says of a file.
#[pyfunction]
pub fn verify_file(py: Python<'_>, path: PathBuf, options: Options, target: String) -> PyResult<String> {
    compute(py, move || {
        let (network, magnitudes, reading) = read_network_to_verify(&path, &options.read()?)?;
        let verification = Verification::of_stored(&network, target.parse()?, magnitudes)?;
        to_json(Schema::Verification, &OfFile::new(path.display().to_string(), reading, verification))
    })
}

/// What the command `convert` says.
#[pyfunction]
pub fn convert(py: Python<'_>, input: PathBuf, output: PathBuf, options: Options) -> PyResult<String> {
    compute(py, move || {
        let (network, reading) = read_network_as(&input, &options.read()?)?;
        write_network(&output, &network)?;
        let [input, output] = [&input, &output].map(|path| path.display().to_string());
        to_json(Schema::Conversion, &Conversion { input, output, width: network.width(), reading })
    })
}

/// What the command `compare` says of two files.
#[pyfunction]
pub fn compare_files(py: Python<'_>, left: PathBuf, right: PathBuf, options: Options) -> PyResult<String> {
    compute(py, move || {
        let options = options.read()?;
        let (left, _) = read_network_as(&left, &options)?;
        let (right, _) = read_network_as(&right, &options)?;
        to_json(Schema::Comparison, &Comparison::new(&left, &right)?)
    })
}

/// What the command `potentials` says.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn potentials(
    py: Python<'_>,
    element: String,
    group: Option<Group>,
    options: Options,
    frequencies: Vec<String>,
    input: Option<String>,
    largest: usize,
    set: Vec<String>,
    raw: bool,
) -> PyResult<String> {
    compute(py, move || {
        let (inputs, scale) = (inputs(input.as_deref())?, scale(raw));
        let asked = PotentialQuestion { frequencies, inputs, largest, set, scale };
        let of = Element::of_text(&element, &options.read()?)?;
        to_json(
            Schema::Potentials,
            &PotentialList::asked(&element, &of, group.as_ref().map(|group| &group.inner), &asked)?,
        )
    })
}

/// What the command `report` says; the page is written to `output`.
#[pyfunction]
pub fn pages(
    py: Python<'_>,
    inputs: Vec<PathBuf>,
    options: Options,
    method: String,
    title: Option<String>,
    output: Option<PathBuf>,
) -> PyResult<(String, String)> {
    compute(py, move || {
        let runs = run_pages(series(&find_sources(&inputs)?, &options.read()?)?, method.parse()?)?;
        let html = to_html(&runs, title.as_deref())?;
        if let Some(path) = output {
            write_atomically(&path, |file| {
                file.write_all(html.as_bytes()).map_err(|error| Error::io("cannot be written", error))
            })?;
        }
        Ok((to_json(Schema::Page, &serde_json::json!({ "runs": runs }))?, html))
    })
}

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
                let run = one_series(&sources, &options)?;
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
            "grokking" => {
                let grokking = Grokking::of_runs(&sources)?;
                experiment(&GrokkingFigure { grokking: &grokking }, &grokking)
            }
            "rates" => {
                let rates = Rates::of_runs(&sources)?;
                experiment(&RatesFigure { rates: &rates }, &rates)
            }
            "energies" => {
                let energies = Energies::of_runs(&sources)?;
                experiment(&EnergyFigure { energies: &energies }, &energies)
            }
            "modulation" => {
                let modulation = Modulation::of_runs(&sources)?;
                experiment(&ModulationFigure { modulation: &modulation }, &modulation)
            }
            other => Err(Error::argument(format!("`{other}` is no experiment"))),
        }
    })
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
        let runs = series(&find_sources(&inputs)?, &options.read()?)?;
        let split = split.map(|path| read_split(&path, runs[0].group())).transpose()?;
        let classes = curve_classes(runs, split.as_ref(), target);
        experiment(&CurveFigure { classes: &classes }, &classes)
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

/// The figure of an experiment as SVG, from its name and its result as JSON.
#[pyfunction]
pub fn svg(py: Python<'_>, figure: String, json: String, width: String) -> PyResult<String> {
    compute(py, move || {
        let width: Width = width.parse()?;
        let draw = |figure: &dyn Figure| to_svg(&figure.draw(width));
        Ok(match &*figure {
            "orders" => draw(&OrderFigure { panels: &result::<Vec<_>>(&json)? }),
            "parameters" => draw(&ParameterFigure { panels: &result::<Vec<_>>(&json)? }),
            "frequencies" => draw(&FrequencyFigure { maps: &result::<Vec<_>>(&json)? }),
            "potentials" => draw(&PotentialFigure { trajectory: &result(&json)? }),
            "evolution" => draw(&EvolutionFigure { evolution: &result(&json)? }),
            "curves" => draw(&CurveFigure { classes: &result::<Vec<_>>(&json)? }),
            "boundary" => draw(&BoundaryFigure { boundary: &result(&json)? }),
            "grokking" => draw(&GrokkingFigure { grokking: &result(&json)? }),
            "rates" => draw(&RatesFigure { rates: &result(&json)? }),
            "energies" => draw(&EnergyFigure { energies: &result(&json)? }),
            "modulation" => draw(&ModulationFigure { modulation: &result(&json)? }),
            "decoupling" => draw(&DecouplingFigure { decoupling: &result(&json)? }),
            other => return Err(Error::argument(format!("`{other}` is no figure"))),
        })
    })
}

/// What the command `features` says of files.
#[pyfunction]
pub fn features(py: Python<'_>, paths: Vec<PathBuf>, options: Options) -> PyResult<String> {
    compute(py, move || {
        let options = ReadOptions { any_activation: true, ..options.read()? };
        let files = paths.iter().map(|path| network_files(path)).collect::<Result<Vec<_>>>()?;
        let read = |file: &PathBuf| {
            let (network, reading) = read_network_as(file, &options)?;
            let activation = reading.network_activation();
            let task = reading.task.clone().unwrap_or_default();
            let features = FeatureReading::of_task(&network, activation, &task, &PairMask::all(network.group()))?;
            Ok(OfFile::new(file.display().to_string(), reading, features))
        };
        let networks = files.iter().flatten().map(read).collect::<Result<Vec<_>>>()?;
        to_json(Schema::Features, &FeatureReport { networks })
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
