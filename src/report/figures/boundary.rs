//! The boundary between memorizing and generalizing.

use serde::Serialize;

use super::{Figure, group_name};
use crate::experiment::{Boundary, BoundaryFit, BoundaryPoint, Family};
use crate::report::plot::{Axes, Canvas, Grid, LegendEntry, MUTED, Mark, Scale, Spacing, Width, magnitude};

/// The test accuracy over order M and train fraction p, a panel for each family of groups, with the line p = c ln M / M.
#[derive(Debug, Clone, Copy)]
pub struct BoundaryFigure<'a> {
    /// The runs.
    pub boundary: &'a Boundary,
}

#[derive(Serialize)]
struct Row {
    family: Family,
    group: String,
    order: usize,
    fraction: f64,
    constant: f64,
    runs: usize,
    epochs: usize,
    test_accuracy: f64,
    standard_error: Option<f64>,
    train_accuracy: f64,
}

impl BoundaryFigure<'_> {
    fn of_family(&self, family: Family) -> impl Iterator<Item = &BoundaryPoint> + Clone {
        self.boundary.points.iter().filter(move |point| Family::of(&point.group) == family)
    }

    fn panel(&self, canvas: &mut Canvas, axes: &Axes, fit: &BoundaryFit) {
        axes.draw(canvas);
        if let Some(constant) = &fit.constant {
            let orders = self.of_family(fit.family).map(|point| point.group.order() as f64);
            let (low, high) = orders.fold((f64::INFINITY, 0.0_f64), |(low, high), m| (low.min(m), high.max(m)));
            let line = (0..=60).map(|at| low * (high / low).powf(f64::from(at) / 60.0));
            axes.dashed_line(canvas, line.map(|m| (m, (constant.mean * m.ln() / m).min(1.0))), MUTED);
        }
        for point in self.of_family(fit.family) {
            let place = (point.group.order() as f64, point.fraction);
            axes.discs(canvas, [place], magnitude(0.12 + 0.88 * point.accuracy.mean));
        }
        axes.label(canvas, "order M", "train fraction p", 34.0);
        let constant = fit.constant.map_or(String::new(), |c| format!(", c = {:.2}", c.mean));
        axes.title_over_legend(canvas, &format!("{}{constant}", fit.family));
    }
}

impl Figure for BoundaryFigure<'_> {
    fn name(&self) -> &'static str {
        "boundary"
    }

    fn draw(&self, width: Width) -> Canvas {
        let fits = &self.boundary.fits;
        let columns = if width == Width::Page && fits.len() > 1 { 2 } else { 1 };
        let spacing =
            Spacing { left: 46.0, right: 12.0, top: 34.0, bottom: 30.0, between_columns: 50.0, between_rows: 46.0 };
        let grid = Grid::new(fits.len().max(1), columns, width, 120.0, spacing);
        let mut canvas = grid.canvas("Test accuracy over group order and train fraction");
        for (at, fit) in fits.iter().enumerate() {
            let points = self.of_family(fit.family);
            let x = Scale::logarithmic_around(points.clone().map(|point| point.group.order() as f64));
            let most = points.map(|point| point.fraction).fold(0.0, f64::max);
            let axes = Axes::new(grid.frame(at), x, Scale::linear(0.0, (1.1 * most).min(1.0)));
            self.panel(&mut canvas, &axes, fit);
            if at == 0 {
                let entries = [
                    LegendEntry::new("test accuracy 0", magnitude(0.12), Mark::Block),
                    LegendEntry::new("1", magnitude(1.0), Mark::Block),
                    LegendEntry::new("c ln M / M", MUTED, Mark::Dashed),
                ];
                axes.legend(&mut canvas, &entries);
            }
        }
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        self.boundary.points.iter().try_for_each(|point| {
            rows.serialize(Row {
                family: Family::of(&point.group),
                group: group_name(&point.group),
                order: point.group.order(),
                fraction: point.fraction,
                constant: point.constant,
                runs: point.runs,
                epochs: point.epochs,
                test_accuracy: point.accuracy.mean,
                standard_error: point.accuracy.standard_error,
                train_accuracy: point.train_accuracy,
            })
        })
    }
}
