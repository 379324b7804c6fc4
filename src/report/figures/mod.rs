//! The figures: each draws one kind of result, and writes the numbers behind it.

mod boundary;
mod curves;
mod decoupling;
mod energies;
mod evolution;
mod features;
mod frequencies;
mod grokking;
mod modulation;
mod orders;
mod parameters;
mod potentials;
mod rates;
mod regimes;

use std::path::{Path, PathBuf};

pub use boundary::BoundaryFigure;
pub use curves::CurveFigure;
pub use decoupling::DecouplingFigure;
pub use energies::EnergyFigure;
pub use evolution::EvolutionFigure;
pub(super) use evolution::FORMS;
pub use features::FeatureFigure;
pub use frequencies::FrequencyFigure;
pub(super) use frequencies::irrep_rows;
pub use grokking::GrokkingFigure;
pub use modulation::ModulationFigure;
pub use orders::OrderFigure;
pub use parameters::ParameterFigure;
pub use potentials::PotentialFigure;
pub use rates::RatesFigure;
pub use regimes::RegimeFigure;

use super::plot::{Canvas, Width, to_pdf, to_png, to_svg};
use crate::factor::Method;
use crate::format::{make_directory, write_atomically};
use crate::group::Group;
use crate::{Error, Result};

/// Pixels per inch of PNG files that journals ask for.
pub const RESOLUTION: f64 = 300.0;

/// A picture of a result, and the numbers that it shows.
pub trait Figure {
    /// The name of its files, without extension.
    fn name(&self) -> &'static str;

    /// The picture, readable when it is set at the given width.
    fn draw(&self, width: Width) -> Canvas;

    /// The numbers, one record per drawn thing, after a header.
    ///
    /// # Errors
    /// When `rows` cannot be written to.
    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()>;
}

/// Writes `name.svg`, `name.pdf`, `name.png` (with `resolution` pixels per inch) and `name.csv` into `directory`, which is
/// made if needed, and returns their paths.
///
/// # Errors
/// When the picture would have no pixels, or more than 2²⁸, or a file cannot be written.
pub fn write_figure(figure: &dyn Figure, width: Width, resolution: f64, directory: &Path) -> Result<[PathBuf; 4]> {
    make_directory(directory)?;
    let canvas = figure.draw(width);
    let contents = [to_svg(&canvas).into_bytes(), to_pdf(&canvas)?, to_png(&canvas, resolution)?, to_csv(figure)?];
    let paths = ["svg", "pdf", "png", "csv"].map(|extension| directory.join(figure.name()).with_extension(extension));
    for (path, bytes) in paths.iter().zip(contents) {
        write_atomically(path, &bytes)?;
    }
    Ok(paths)
}

/// The numbers of a figure as CSV.
///
/// # Errors
/// When a record cannot be serialized.
pub fn to_csv(figure: &dyn Figure) -> Result<Vec<u8>> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    let failed = |error: String| Error::format(format!("the numbers of `{}`: {error}", figure.name()));
    figure.write_rows(&mut rows).map_err(|error| failed(error.to_string()))?;
    rows.into_inner().map_err(|error| failed(error.to_string()))
}

/// A group as it is written: Z_n1×Z_n2, with subscripts.
fn group_name(group: &Group) -> String {
    let Some(moduli) = group.moduli() else { return group.to_string() };
    moduli.iter().map(|n| format!("Z_{{{n}}}")).collect::<Vec<_>>().join("×")
}

/// Which analysis took networks apart, in words.
fn by(method: Option<Method>) -> &'static str {
    match method {
        Some(Method::Translations) => "the search over translations",
        Some(Method::Paper) => "the paper's analysis",
        None => "irrep",
    }
}
