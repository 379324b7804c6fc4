//! Histograms of the angles of the fitted parameters.

use serde::Serialize;

use super::Figure;
use crate::construct::Family;
use crate::experiment::{BINS, ParameterPanel};
use crate::report::plot::{Anchor, Axes, Canvas, Grid, NORMAL, PALETTE, SMALL, Scale, Spacing, Tick, Width};
use crate::report::words::counted;

/// The angles of ξ, ν, α and β, a histogram each for those that occur.
#[derive(Debug, Clone, Copy)]
pub struct ParameterFigure<'a> {
    /// The parameters.
    pub panels: &'a [ParameterPanel],
}

#[derive(Serialize)]
struct Row<'a> {
    network: &'a str,
    k: String,
    parameter: &'a str,
    form: &'static str,
    angle_degrees: f64,
}

impl Figure for ParameterFigure<'_> {
    fn name(&self) -> &'static str {
        "parameters"
    }

    fn draw(&self, width: Width) -> Canvas {
        let panels = self.panels.iter().zip(PALETTE).filter(|(panel, _)| !panel.angles.is_empty());
        let panels: Vec<_> = panels.collect();
        let columns = panels.len().clamp(2, if width == Width::Page { 4 } else { 2 });
        let spacing =
            Spacing { left: 32.0, right: 14.0, top: 29.0, bottom: 38.0, between_columns: 28.0, between_rows: 48.0 };
        let grid = Grid::new(panels.len(), columns, width, 58.0, spacing);
        let mut canvas = grid.canvas("Histograms of the angles of the fitted parameters");
        for (at, &(panel, color)) in panels.iter().enumerate() {
            let counts = panel.counts();
            let most = counts.into_iter().max().unwrap_or(0).max(1) as f64;
            let axes = Axes::new(grid.frame(at), Scale::linear(-180.0, 180.0), Scale::linear(0.0, most * 1.08));
            let along = [(-180.0, "−180°"), (-90.0, ""), (0.0, "0°"), (90.0, ""), (180.0, "180°")];
            let step = (most / 3.0).ceil();
            let up = (0..=(most / step) as usize).map(|i| i as f64 * step);
            let up: Vec<Tick> = up.map(|value| Tick::new(value, value.to_string())).collect();
            axes.draw_with(&mut canvas, &along.map(|(value, label)| Tick::new(value, label)), &up);
            let width = 360.0 / BINS as f64;
            for (bin, &count) in counts.iter().enumerate() {
                let from = -180.0 + bin as f64 * width;
                axes.bar(&mut canvas, from + 1.0, from + width - 1.0, count as f64, color);
            }
            axes.title_over_legend(&mut canvas, &title(panel));
            let middle = axes.frame.x + axes.frame.width / 2.0;
            let count = format!("n = {}", panel.angles.len());
            canvas.text(count, (middle, axes.frame.y - 4.0), SMALL, Anchor::Middle);
            axes.label(&mut canvas, "angle", if at % columns == 0 { "frequencies" } else { "" }, 22.0);
        }
        let networks = self.panels.first().map_or(0, |panel| panel.networks);
        let note = format!("n: frequencies of {}", counted(networks, "network"));
        canvas.text(note, (canvas.width / 2.0, canvas.height - 5.0), SMALL, Anchor::Middle);
        if panels.is_empty() {
            let frame = grid.frame(0);
            let middle = (canvas.width / 2.0, frame.y + frame.height / 2.0);
            canvas.text("no frequency has a form with parameters", middle, NORMAL, Anchor::Middle);
        }
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for panel in self.panels {
            for angle in &panel.angles {
                let (network, k, form) = (angle.network.as_str(), angle.k.to_string(), panel.form.name());
                rows.serialize(Row { network, k, parameter: &panel.parameter, form, angle_degrees: angle.degrees })?;
            }
        }
        Ok(())
    }
}

/// The parameter and the form that has it, as they are written.
fn title(panel: &ParameterPanel) -> String {
    let Some(entry) = panel.form.family().map(Family::entry) else { return panel.parameter.to_string() };
    let parameter = entry.parameters.iter().find(|parameter| parameter.name == panel.parameter);
    format!("{} in {}", parameter.map_or(&*panel.parameter, |parameter| parameter.symbol), entry.symbol)
}
