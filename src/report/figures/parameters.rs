//! Histograms of the angles of the fitted parameters.

use serde::Serialize;

use super::Figure;
use crate::factor::{Form, ParameterAngles};
use crate::report::plot::{Anchor, Axes, COLUMN, Canvas, Frame, NORMAL, PALETTE, Scale, Tick};

/// The angles of ξ, ν, α and β, a histogram each.
#[derive(Debug, Clone, Copy)]
pub struct ParameterFigure<'a> {
    /// The angles, by parameter.
    pub parameters: &'a [ParameterAngles],
}

#[derive(Serialize)]
struct Row {
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

    fn draw(&self) -> Canvas {
        const LEFT: f64 = 30.0;
        const TOP: f64 = 18.0;
        const WIDTH: f64 = 86.0;
        const HEIGHT: f64 = 58.0;
        let columns = 2;
        let rows = self.parameters.len().div_ceil(columns).max(1);
        let total = TOP + rows as f64 * (HEIGHT + 30.0) - 1.0;
        let mut canvas = Canvas::new(COLUMN, total, "Histograms of the angles of the fitted parameters");
        for (at, angles) in self.parameters.iter().enumerate() {
            let (row, column) = (at / columns, at % columns);
            let frame =
                Frame::new(LEFT + column as f64 * (WIDTH + 32.0), TOP + row as f64 * (HEIGHT + 30.0), WIDTH, HEIGHT);
            let counts = histogram(&angles.degrees);
            let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
            let axes = Axes::new(frame, Scale::linear(-180.0, 180.0), Scale::linear(0.0, most * 1.08));
            let along: Vec<Tick> = [(-180.0, "−180°"), (-90.0, ""), (0.0, "0°"), (90.0, ""), (180.0, "180°")]
                .map(|(value, label)| Tick { value, label: label.to_owned() })
                .into();
            let step = (most / 3.0).ceil();
            let up = (0..=(most / step) as usize).map(|i| i as f64 * step);
            let up: Vec<Tick> = up.map(|value| Tick { value, label: value.to_string() }).collect();
            axes.draw_with(&mut canvas, &along, &up);
            let width = 360.0 / BINS as f64;
            for (bin, &count) in counts.iter().enumerate() {
                let from = -180.0 + bin as f64 * width;
                axes.bar(&mut canvas, from + 1.0, from + width - 1.0, count as f64, PALETTE[at % PALETTE.len()]);
            }
            axes.title(&mut canvas, &title(angles));
            if column == 0 {
                canvas.text_upwards("frequencies", (frame.x - 20.0, frame.y + HEIGHT / 2.0), NORMAL);
            }
        }
        canvas.text("angle", (COLUMN / 2.0 + 8.0, total - 3.0), NORMAL, Anchor::Middle);
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for angles in self.parameters {
            for &angle_degrees in &angles.degrees {
                rows.serialize(Row { parameter: angles.name, form: angles.form.name(), angle_degrees })?;
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
    format!("{parameter} in {form} (n = {})", angles.degrees.len())
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
