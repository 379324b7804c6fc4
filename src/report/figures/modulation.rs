//! Which irreps are learned when.

use serde::Serialize;

use super::{Figure, group_name};
use crate::experiment::{Modulation, ModulationPoint, RunModulation};
use crate::report::plot::{
    Axes, BLUE, Canvas, Color, Grid, LegendEntry, Mark, PALETTE, Scale, Spacing, VERMILLION, Width,
};

/// Three panels for each run: how much of every irrep the outputs have learned, how much of it the filters have, and the energy
/// that the filters have with and without what is learned.
#[derive(Debug, Clone, Copy)]
pub struct ModulationFigure<'a> {
    /// The runs.
    pub modulation: &'a Modulation,
}

#[derive(Serialize)]
struct Row<'a> {
    run: &'a str,
    group: String,
    epoch: usize,
    irrep: &'a str,
    degree: usize,
    learned: f64,
    share_of_filters: f64,
    energy: f64,
    energy_left: f64,
}

/// A number for every irrep.
type OfEveryIrrep = fn(&ModulationPoint) -> &[f64];

/// Legends of more irreps than this would not fit.
const NAMED: usize = 7;
const PANELS: usize = 3;

fn color(irrep: usize) -> Color {
    PALETTE[irrep % PALETTE.len()]
}

impl ModulationFigure<'_> {
    fn row(&self, canvas: &mut Canvas, frames: [Axes; PANELS], run: &RunModulation) {
        let [outputs, filters, energies] = frames;
        let lines: [(Axes, &str, OfEveryIrrep); 2] = [
            (outputs, "learned by the outputs", |point| &point.learned),
            (filters, "share of the filters", |point| &point.shares),
        ];
        for (axes, title, of) in lines {
            axes.draw(canvas);
            for irrep in 0..run.irreps.len() {
                let points = run.points.iter().map(|point| (point.epoch as f64, of(point)[irrep]));
                axes.line(canvas, points, color(irrep), 1.0);
            }
            axes.label(canvas, "epoch", title, 32.0);
        }
        if run.irreps.len() <= NAMED {
            let entry = |(at, irrep): (usize, &crate::experiment::LearnedIrrep)| {
                LegendEntry::new(irrep.irrep.clone(), color(at), Mark::Line)
            };
            outputs.legend(canvas, &run.irreps.iter().enumerate().map(entry).collect::<Vec<_>>());
        }
        outputs.title_over_legend(canvas, &format!("irreps of {}", group_name(&run.group)));
        energies.draw(canvas);
        let energy = |of: fn(&ModulationPoint) -> f64| {
            run.points.iter().map(move |point| (point.epoch as f64, of(point))).collect::<Vec<_>>()
        };
        energies.line(canvas, energy(|point| point.energy), BLUE, 1.0);
        energies.line(canvas, energy(|point| point.energy_left), VERMILLION, 1.0);
        energies.label(canvas, "epoch", "energy of filters", 32.0);
        let entries = [("all irreps", BLUE), ("not learned", VERMILLION)];
        energies.legend(canvas, &entries.map(|(label, color)| LegendEntry::new(label, color, Mark::Line)));
    }
}

impl Figure for ModulationFigure<'_> {
    fn name(&self) -> &'static str {
        "modulation"
    }

    fn draw(&self, width: Width) -> Canvas {
        let runs = &self.modulation.runs;
        let columns = if width == Width::Page { PANELS } else { 1 };
        let spacing =
            Spacing { left: 46.0, right: 12.0, top: 34.0, bottom: 30.0, between_columns: 48.0, between_rows: 58.0 };
        let grid = Grid::new(PANELS * runs.len().max(1), columns, width, 100.0, spacing);
        let mut canvas = grid.canvas("Which irreps are learned when, and the energy that is left");
        let points = || runs.iter().flat_map(|run| &run.points);
        let epochs = Scale::epochs(points().map(|point| point.epoch));
        let most = points().map(|point| point.energy).fold(0.0, f64::max);
        let learned = points().flat_map(|point| point.learned.iter().copied()).fold(1.0, f64::max);
        let shares = points().flat_map(|point| point.shares.iter().copied()).fold(0.1, f64::max);
        let scales = [(0.0, 1.03 * learned), (0.0, 1.03 * shares), (0.0, 1.05 * most)];
        for (row, run) in runs.iter().enumerate() {
            let frame =
                |at: usize| Axes::new(grid.frame(PANELS * row + at), epochs, Scale::linear(scales[at].0, scales[at].1));
            self.row(&mut canvas, [frame(0), frame(1), frame(2)], run);
        }
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for run in &self.modulation.runs {
            for point in &run.points {
                for (at, irrep) in run.irreps.iter().enumerate() {
                    rows.serialize(Row {
                        run: &run.run,
                        group: run.group.to_string(),
                        epoch: point.epoch,
                        irrep: &irrep.irrep,
                        degree: irrep.degree,
                        learned: point.learned[at],
                        share_of_filters: point.shares[at],
                        energy: point.energy,
                        energy_left: point.energy_left,
                    })?;
                }
            }
        }
        Ok(())
    }
}
