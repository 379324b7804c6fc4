//! Figures, from the JSON of what they show.

use std::path::PathBuf;

use cogring::report::figures::{
    BoundaryFigure, CurveFigure, DecouplingFigure, EnergyFigure, EvolutionFigure, Figure, FrequencyFigure,
    GrokkingFigure, ModulationFigure, OrderFigure, ParameterFigure, PotentialFigure, RatesFigure, RegimeFigure,
    write_figure,
};
use cogring::report::json::{Schema, to_json};
use cogring::report::plot::{Width, to_svg};
use cogring::{Error, Result};
use pyo3::prelude::*;
use serde::Serialize;

use crate::compute::compute;
use crate::text::result;

/// A result and the figure that shows it: what the command `reproduce` says.
pub fn experiment(figure: &dyn Figure, result: &impl Serialize) -> Result<String> {
    to_json(Schema::Experiment, &serde_json::json!({ "figure": figure.name(), "result": result }))
}

/// Does something with the figure of a name that shows a result.
fn with_figure<T>(name: &str, json: &str, using: impl FnOnce(&dyn Figure) -> Result<T>) -> Result<T> {
    match name {
        "orders" => using(&OrderFigure { panels: &result::<Vec<_>>(json)? }),
        "parameters" => using(&ParameterFigure { panels: &result::<Vec<_>>(json)? }),
        "frequencies" => using(&FrequencyFigure { maps: &result::<Vec<_>>(json)? }),
        "potentials" => using(&PotentialFigure { trajectory: &result(json)? }),
        "evolution" => using(&EvolutionFigure { evolution: &result(json)? }),
        "curves" => using(&CurveFigure { classes: &result::<Vec<_>>(json)? }),
        "boundary" => using(&BoundaryFigure { boundary: &result(json)? }),
        "grokking" => using(&GrokkingFigure { grokking: &result(json)? }),
        "rates" => using(&RatesFigure { rates: &result(json)? }),
        "energies" => using(&EnergyFigure { energies: &result(json)? }),
        "modulation" => using(&ModulationFigure { modulation: &result(json)? }),
        "regimes" => using(&RegimeFigure { regimes: &result(json)? }),
        "decoupling" => using(&DecouplingFigure { decoupling: &result(json)? }),
        other => Err(Error::argument(format!("`{other}` is no figure"))),
    }
}

/// The figure of an experiment as SVG.
#[pyfunction]
pub fn svg(py: Python<'_>, figure: String, json: String, width: String) -> PyResult<String> {
    compute(py, move || {
        let width: Width = width.parse()?;
        with_figure(&figure, &json, |figure| Ok(to_svg(&figure.draw(width))))
    })
}

/// Writes it as SVG, PDF and PNG, with the numbers behind it as CSV, and returns the paths.
#[pyfunction]
pub fn figure_files(
    py: Python<'_>,
    figure: String,
    json: String,
    width: String,
    dpi: u16,
    directory: PathBuf,
) -> PyResult<Vec<PathBuf>> {
    compute(py, move || {
        if !(30..=2400).contains(&dpi) {
            return Err(Error::argument(format!("{dpi} pixels per inch; 30 to 2400 are drawn")));
        }
        let width: Width = width.parse()?;
        with_figure(&figure, &json, |figure| Ok(write_figure(figure, width, f64::from(dpi), &directory)?.to_vec()))
    })
}
