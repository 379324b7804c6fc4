//! Learned filters with their energies.

use serde::Serialize;

use super::Figure;
use crate::experiment::{Energies, RunEnergies, ShownFilter};
use crate::features::{FilterKind, FilterReading};
use crate::report::plot::{Axes, BLUE, Canvas, Grid, LegendEntry, Mark, Scale, Spacing, VERMILLION, Width};

/// A row of panels for each run: its heaviest filters, and their energies.
#[derive(Debug, Clone, Copy)]
pub struct EnergyFigure<'a> {
    /// The runs.
    pub energies: &'a Energies,
}

/// Every live filter.
#[derive(Serialize)]
struct Row<'a> {
    run: &'a str,
    train_fraction: f64,
    learning_rate: f64,
    weight_decay: f64,
    seed: u64,
    test_accuracy: f64,
    node: usize,
    weight: f64,
    energy: Option<f64>,
    irrep: &'a str,
    purity: f64,
    kind: FilterKind,
}

impl EnergyFigure<'_> {
    fn panel(&self, canvas: &mut Canvas, axes: &Axes, filter: &ShownFilter) {
        axes.draw(canvas);
        for (half, color) in filter.halves.iter().zip([BLUE, VERMILLION]) {
            axes.line(canvas, half.iter().enumerate().map(|(g, w)| (g as f64, *w)), color, 1.0);
        }
        let FilterReading { energy, kind, irrep, .. } = &filter.reading;
        let what = if *kind == FilterKind::Fourier { format!("irrep {irrep}") } else { kind.to_string() };
        let energy = energy.map_or_else(String::new, |energy| format!("E = {energy:.2}, "));
        axes.title(canvas, &format!("{energy}{what}"));
    }

    fn title(run: &RunEnergies) -> String {
        format!("learning rate {}: test accuracy {:.2}", run.variation.learning_rate, run.end.accuracy)
    }
}

impl Figure for EnergyFigure<'_> {
    fn name(&self) -> &'static str {
        "energies"
    }

    fn draw(&self, width: Width) -> Canvas {
        let runs = &self.energies.runs;
        let shown = runs.iter().map(|run| run.shown.len()).max().unwrap_or(1).max(1);
        let columns = if width == Width::Page { shown } else { shown.min(2) };
        let spacing =
            Spacing { left: 46.0, right: 12.0, top: 44.0, bottom: 30.0, between_columns: 26.0, between_rows: 52.0 };
        let rows = shown.div_ceil(columns);
        let grid = Grid::new(columns * rows * runs.len().max(1), columns, width, 66.0, spacing);
        let mut canvas = grid.canvas("Filters that several learning rates learn, and their energies");
        let entries = runs.iter().flat_map(|run| &run.shown).flat_map(|filter| filter.halves.iter().flatten());
        let most = entries.fold(0.0_f64, |most, w| most.max(w.abs()));
        let elements = (self.energies.group.order() - 1) as f64;
        for (at, run) in runs.iter().enumerate() {
            for (column, filter) in run.shown.iter().enumerate() {
                let frame = grid.frame(columns * rows * at + column);
                let axes = Axes::new(frame, Scale::linear(0.0, elements), Scale::linear(-most, most));
                self.panel(&mut canvas, &axes, filter);
                if column == 0 {
                    axes.label(&mut canvas, "element", "w/‖w‖", 30.0);
                    let place = (frame.x, frame.y - 17.0);
                    canvas.text(
                        Self::title(run),
                        place,
                        crate::report::plot::NORMAL,
                        crate::report::plot::Anchor::Start,
                    );
                }
                if column == 1 && at == 0 {
                    let raised = Axes::new(
                        crate::report::plot::Frame::new(frame.right(), frame.y - 11.0, frame.width, 10.0),
                        axes.x,
                        axes.y,
                    );
                    let halves = [("first input", BLUE), ("second input", VERMILLION)];
                    raised
                        .legend(&mut canvas, &halves.map(|(label, color)| LegendEntry::new(label, color, Mark::Line)));
                }
            }
        }
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for run in &self.energies.runs {
            for FilterReading { node, weight, energy, irrep, purity, kind } in &run.filters {
                rows.serialize(Row {
                    run: &run.run,
                    train_fraction: run.train_fraction,
                    learning_rate: run.variation.learning_rate,
                    weight_decay: run.variation.weight_decay,
                    seed: run.variation.seed,
                    test_accuracy: run.end.accuracy,
                    node: *node,
                    weight: *weight,
                    energy: *energy,
                    irrep,
                    purity: *purity,
                    kind: *kind,
                })?;
            }
        }
        Ok(())
    }
}
