//! Histograms of the angles of the fitted parameters.

use serde::Serialize;

use super::Figure;
use crate::factor::{Factorization, Form, ParameterAngles, parameter_angles};
use crate::report::plot::{Anchor, Axes, Canvas, Grid, NORMAL, PALETTE, SMALL, Scale, Spacing, Tick, Width};

/// The angles of ξ, ν, α and β, a histogram each for those that occur.
#[derive(Debug, Clone, Copy)]
pub struct ParameterFigure<'a> {
    /// The names of the networks.
    pub names: &'a [String],
    /// The networks, taken apart.
    pub factorizations: &'a [Factorization],
}

#[derive(Serialize)]
struct Row<'a> {
    network: &'a str,
    k: String,
    parameter: &'static str,
    form: &'static str,
    angle_degrees: f64,
}

/// Bins of 15°.
const BINS: usize = 24;

impl Figure for ParameterFigure<'_> {
    fn name(&self) -> &'static str {
        "parameters"
    }

    fn draw(&self, width: Width) -> Canvas {
        let mut panels = parameter_angles(self.factorizations);
        let colors: Vec<_> = panels.iter().map(|angles| angles.name).zip(PALETTE).collect();
        panels.retain(|angles| !angles.degrees.is_empty());
        let columns = if width == Width::Page { 4 } else { 2 };
        let spacing =
            Spacing { left: 32.0, right: 14.0, top: 29.0, bottom: 26.0, between_columns: 28.0, between_rows: 48.0 };
        let grid = Grid::new(panels.len(), columns, width, 58.0, spacing);
        let mut canvas = grid.canvas("Histograms of the angles of the fitted parameters");
        for (at, angles) in panels.iter().enumerate() {
            let counts = histogram(&angles.degrees);
            let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
            let axes = Axes::new(grid.frame(at), Scale::linear(-180.0, 180.0), Scale::linear(0.0, most * 1.08));
            let along = [(-180.0, "−180°"), (-90.0, ""), (0.0, "0°"), (90.0, ""), (180.0, "180°")];
            let step = (most / 3.0).ceil();
            let up = (0..=(most / step) as usize).map(|i| i as f64 * step);
            let up: Vec<Tick> = up.map(|value| Tick::new(value, value.to_string())).collect();
            axes.draw_with(&mut canvas, &along.map(|(value, label)| Tick::new(value, label)), &up);
            let color = colors.iter().find(|(name, _)| *name == angles.name).map_or(PALETTE[0], |found| found.1);
            let width = 360.0 / BINS as f64;
            for (bin, &count) in counts.iter().enumerate() {
                let from = -180.0 + bin as f64 * width;
                axes.bar(&mut canvas, from + 1.0, from + width - 1.0, count as f64, color);
            }
            axes.title_over_legend(&mut canvas, &title(angles));
            let middle = axes.frame.x + axes.frame.width / 2.0;
            let count = format!("n = {}", angles.degrees.len());
            canvas.text(count, (middle, axes.frame.y - 4.0), SMALL, Anchor::Middle);
            axes.label(&mut canvas, "angle", if at % columns == 0 { "frequencies" } else { "" }, 22.0);
        }
        if panels.is_empty() {
            let frame = grid.frame(0);
            let middle = (canvas.width / 2.0, frame.y + frame.height / 2.0);
            canvas.text("no frequency has a form with parameters", middle, NORMAL, Anchor::Middle);
        }
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for (network, factorization) in self.names.iter().zip(self.factorizations) {
            for angles in parameter_angles([factorization]) {
                let of_form = factorization.frequencies.iter().filter(|frequency| frequency.form == angles.form);
                let frequencies = of_form.filter(|frequency| frequency.parameters.contains_key(angles.name));
                for (frequency, &angle_degrees) in frequencies.zip(&angles.degrees) {
                    let (k, parameter, form) = (frequency.k.to_string(), angles.name, angles.form.name());
                    rows.serialize(Row { network, k, parameter, form, angle_degrees })?;
                }
            }
        }
        Ok(())
    }
}

/// The parameter and the form that has it, as they are written.
fn title(angles: &ParameterAngles) -> String {
    let parameter = match angles.name {
        "xi" => "ξ",
        "nu" => "ν",
        "alpha" => "α",
        "beta" => "β",
        name => name,
    };
    let form = match angles.form {
        Form::NuIXi => "z_{ν=i}∗z_{ξ}",
        Form::NuISynAb => "z_{ν=i}∗z_{syn,αβ}",
        Form::NuSyn => "z_{ν}∗z_{syn}",
        Form::Other | Form::Nonfactorable => angles.form.name(),
    };
    format!("{parameter} in {form}")
}

/// How many angles in (−180°, 180°] fall into each bin.
fn histogram(degrees: &[f64]) -> [usize; BINS] {
    let mut counts = [0; BINS];
    for angle in degrees {
        let bin = ((angle + 180.0) / 360.0 * BINS as f64).floor();
        counts[(bin.max(0.0) as usize).min(BINS - 1)] += 1;
    }
    counts
}
