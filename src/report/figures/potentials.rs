//! Sum potentials over the course of training.

use serde::Serialize;

use super::Figure;
use crate::dynamics::{PotentialPoint, PotentialTrajectory, Spread};
use crate::report::plot::{
    Anchor, Axes, BLUE, Canvas, Color, GREEN, Grid, LegendEntry, MUTED, Mark, NORMAL, Scale, Spacing, VERMILLION, Width,
};

/// Three panels over epochs: the diagonal potentials r_kkk, the off-diagonal r_{k1 k2 k}, and r_{a,k,−k,k} by order.
#[derive(Debug, Clone, Copy)]
pub struct PotentialFigure<'a> {
    /// The potentials of one run.
    pub trajectory: &'a PotentialTrajectory,
}

#[derive(Serialize)]
struct Row {
    epoch: usize,
    diagonal_mean: f64,
    diagonal_least: f64,
    diagonal_largest: f64,
    off_diagonal: f64,
    off_diagonal_squares: f64,
    negation_order_4: Option<f64>,
    negation_order_4_least: Option<f64>,
    negation_order_4_largest: Option<f64>,
    negation_order_6: Option<f64>,
    negation_order_6_least: Option<f64>,
    negation_order_6_largest: Option<f64>,
}

impl PotentialFigure<'_> {
    fn row(&self, point: &PotentialPoint) -> Row {
        let diagonal = Spread::of(point.diagonal.iter().copied());
        let Spread { mean: diagonal_mean, least: diagonal_least, largest: diagonal_largest } =
            diagonal.unwrap_or(Spread { mean: f64::NAN, least: f64::NAN, largest: f64::NAN });
        let (order_4, order_6) = (self.trajectory.negation(point, 4), self.trajectory.negation(point, 6));
        Row {
            epoch: point.epoch,
            diagonal_mean,
            diagonal_least,
            diagonal_largest,
            off_diagonal: point.off_diagonal,
            off_diagonal_squares: point.off_diagonal_squares,
            negation_order_4: order_4.map(|spread| spread.mean),
            negation_order_4_least: order_4.map(|spread| spread.least),
            negation_order_4_largest: order_4.map(|spread| spread.largest),
            negation_order_6: order_6.map(|spread| spread.mean),
            negation_order_6_least: order_6.map(|spread| spread.least),
            negation_order_6_largest: order_6.map(|spread| spread.largest),
        }
    }
}

/// # The three panels
impl PotentialFigure<'_> {
    fn draw_diagonal(&self, canvas: &mut Canvas, rows: &[Row], axes: impl Fn(Scale) -> Axes) {
        let epoch = |row: &Row| row.epoch as f64;
        let axes = axes(Scale::around(rows.iter().flat_map(|row| [row.diagonal_least, row.diagonal_largest, 1.0])));
        axes.draw(canvas);
        axes.dashed_line(canvas, rows.iter().map(|row| (epoch(row), 1.0)), MUTED);
        let band: Vec<_> = rows.iter().map(|row| (epoch(row), row.diagonal_least, row.diagonal_largest)).collect();
        axes.band(canvas, &band, BLUE);
        axes.line(canvas, rows.iter().map(|row| (epoch(row), row.diagonal_mean)), BLUE, 1.0);
        axes.title_over_legend(canvas, "diagonal r_{kkk}");
        axes.label(canvas, "epoch", "Re r_{kkk}", 31.0);
        let entries = [
            LegendEntry::new("mean", BLUE, Mark::Line),
            LegendEntry::new("range", BLUE, Mark::Band),
            LegendEntry::new("exact", MUTED, Mark::Dashed),
        ];
        axes.legend(canvas, &entries);
    }

    fn draw_off_diagonal(&self, canvas: &mut Canvas, rows: &[Row], axes: impl Fn(Scale) -> Axes) {
        let epoch = |row: &Row| row.epoch as f64;
        let values = rows.iter().flat_map(|row| [row.off_diagonal, row.off_diagonal_squares]);
        let axes = axes(Scale::logarithmic_around(values));
        axes.draw(canvas);
        axes.line(canvas, rows.iter().map(|row| (epoch(row), row.off_diagonal)), VERMILLION, 1.0);
        axes.line(canvas, rows.iter().map(|row| (epoch(row), row.off_diagonal_squares)), GREEN, 1.0);
        axes.title_over_legend(canvas, "off-diagonal r_{k₁k₂k}");
        axes.label(canvas, "epoch", "sum per frequency", 31.0);
        let entries = [
            LegendEntry::new("Σ |r_{k₁k₂k}|", VERMILLION, Mark::Line),
            LegendEntry::new("Σ |r_{k₁k₂k}|²", GREEN, Mark::Line),
        ];
        axes.legend(canvas, &entries);
    }

    fn draw_negation(&self, canvas: &mut Canvas, axes: impl Fn(Scale) -> Axes) {
        let classes: [(usize, Color); 2] = [(4, BLUE), (6, VERMILLION)];
        let spreads = classes.map(|(order, color)| {
            let spread = |point: &PotentialPoint| {
                let Spread { mean, least, largest } = self.trajectory.negation(point, order)?;
                Some((point.epoch as f64, mean, least, largest))
            };
            (order, color, self.trajectory.points.iter().filter_map(spread).collect::<Vec<_>>())
        });
        let largest = spreads.iter().flat_map(|class| &class.2).map(|spread| spread.3).fold(0.0, f64::max);
        let axes = axes(Scale::linear(0.0, 1.05 * largest));
        let mut entries = Vec::new();
        if spreads.iter().all(|class| class.2.is_empty()) {
            let middle = (axes.frame.x + axes.frame.width / 2.0, axes.frame.y + axes.frame.height / 2.0);
            canvas.text("no frequency of order 4 or 6", middle, NORMAL, Anchor::Middle);
            return;
        }
        axes.draw(canvas);
        for (order, color, class) in spreads.iter().filter(|class| !class.2.is_empty()) {
            let band: Vec<_> = class.iter().map(|&(epoch, _, least, largest)| (epoch, least, largest)).collect();
            axes.band(canvas, &band, *color);
            axes.line(canvas, class.iter().map(|&(epoch, mean, ..)| (epoch, mean)), *color, 1.0);
            let count = self.trajectory.count(*order);
            entries.push(LegendEntry::new(format!("order {order} ({count} k)"), *color, Mark::Line));
        }
        axes.legend(canvas, &entries);
        axes.title_over_legend(canvas, "r_{a,k,−k,k} by order: mean, range");
        axes.label(canvas, "epoch", "|r_{a,k,−k,k}|", 31.0);
    }
}

impl Figure for PotentialFigure<'_> {
    fn name(&self) -> &'static str {
        "potentials"
    }

    fn draw(&self, width: Width) -> Canvas {
        let columns = if width == Width::Page { 3 } else { 1 };
        let spacing =
            Spacing { left: 41.0, right: 11.0, top: 29.0, bottom: 28.0, between_columns: 50.0, between_rows: 58.0 };
        let grid = Grid::new(3, columns, width, 100.0, spacing);
        let mut canvas = grid.canvas("Sum potentials over the course of training");
        let epochs = Scale::epochs(self.trajectory.points.iter().map(|point| point.epoch));
        let rows: Vec<Row> = self.trajectory.points.iter().map(|point| self.row(point)).collect();
        self.draw_diagonal(&mut canvas, &rows, |y| Axes::new(grid.frame(0), epochs, y));
        self.draw_off_diagonal(&mut canvas, &rows, |y| Axes::new(grid.frame(1), epochs, y));
        self.draw_negation(&mut canvas, |y| Axes::new(grid.frame(2), epochs, y));
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        self.trajectory.points.iter().try_for_each(|point| rows.serialize(self.row(point)))
    }
}
