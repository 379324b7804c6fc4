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
    diagonal_mean: Option<f64>,
    diagonal_least: Option<f64>,
    diagonal_largest: Option<f64>,
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
        let [order_4, order_6] = [4, 6].map(|order| self.trajectory.negation(point, order));
        Row {
            epoch: point.epoch,
            diagonal_mean: diagonal.map(|spread| spread.mean),
            diagonal_least: diagonal.map(|spread| spread.least),
            diagonal_largest: diagonal.map(|spread| spread.largest),
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

/// A number about the potentials of one epoch.
type Quantity = fn(&PotentialPoint) -> f64;

/// # The three panels
impl PotentialFigure<'_> {
    /// A quantity at the epochs that have it.
    fn spreads(&self, of: impl Fn(&PotentialPoint) -> Option<Spread>) -> Vec<(f64, Spread)> {
        self.trajectory.points.iter().filter_map(|point| Some((point.epoch as f64, of(point)?))).collect()
    }

    fn draw_diagonal(&self, canvas: &mut Canvas, axes: impl Fn(Scale) -> Axes) {
        let spreads = self.spreads(|point| Spread::of(point.diagonal.iter().copied()));
        let axes = axes(Scale::around(spreads.iter().flat_map(|(_, spread)| [spread.least, spread.largest, 1.0])));
        axes.draw(canvas);
        axes.dashed_line(canvas, spreads.iter().map(|(epoch, _)| (*epoch, 1.0)), MUTED);
        draw_spread(canvas, &axes, &spreads, BLUE);
        axes.title_over_legend(canvas, "diagonal r_{kkk}");
        axes.label(canvas, "epoch", "Re r_{kkk}", 31.0);
        let entries = [
            LegendEntry::new("mean", BLUE, Mark::Line),
            LegendEntry::new("range", BLUE, Mark::Band),
            LegendEntry::new("exact", MUTED, Mark::Dashed),
        ];
        axes.legend(canvas, &entries);
    }

    fn draw_off_diagonal(&self, canvas: &mut Canvas, axes: impl Fn(Scale) -> Axes) {
        let quantities: [(Quantity, Color); 2] =
            [(|point| point.off_diagonal, VERMILLION), (|point| point.off_diagonal_squares, GREEN)];
        let points = &self.trajectory.points;
        let axes = axes(Scale::logarithmic_around(points.iter().flat_map(|point| quantities.map(|(of, _)| of(point)))));
        axes.draw(canvas);
        for (of, color) in quantities {
            axes.line(canvas, points.iter().map(|point| (point.epoch as f64, of(point))), color, 1.0);
        }
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
        let spreads =
            classes.map(|(order, color)| (order, color, self.spreads(|point| self.trajectory.negation(point, order))));
        let largest = spreads.iter().flat_map(|class| &class.2).map(|(_, spread)| spread.largest).fold(0.0, f64::max);
        let axes = axes(Scale::linear(0.0, 1.05 * largest));
        let mut entries = Vec::new();
        if spreads.iter().all(|class| class.2.is_empty()) {
            let middle = (axes.frame.x + axes.frame.width / 2.0, axes.frame.y + axes.frame.height / 2.0);
            canvas.text("no frequency of order 4 or 6", middle, NORMAL, Anchor::Middle);
            return;
        }
        axes.draw(canvas);
        for (order, color, class) in spreads.iter().filter(|class| !class.2.is_empty()) {
            draw_spread(canvas, &axes, class, *color);
            let count = self.trajectory.count(*order);
            entries.push(LegendEntry::new(format!("order {order} ({count} k)"), *color, Mark::Line));
        }
        axes.legend(canvas, &entries);
        axes.title_over_legend(canvas, "r_{a,k,−k,k} by order: mean, range");
        axes.label(canvas, "epoch", "|r_{a,k,−k,k}|", 31.0);
    }
}

/// The range as a band and the mean as a line.
fn draw_spread(canvas: &mut Canvas, axes: &Axes, spreads: &[(f64, Spread)], color: Color) {
    let band: Vec<_> = spreads.iter().map(|(epoch, spread)| (*epoch, spread.least, spread.largest)).collect();
    axes.band(canvas, &band, color);
    axes.line(canvas, spreads.iter().map(|(epoch, spread)| (*epoch, spread.mean)), color, 1.0);
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
        self.draw_diagonal(&mut canvas, |y| Axes::new(grid.frame(0), epochs, y));
        self.draw_off_diagonal(&mut canvas, |y| Axes::new(grid.frame(1), epochs, y));
        self.draw_negation(&mut canvas, |y| Axes::new(grid.frame(2), epochs, y));
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        self.trajectory.points.iter().try_for_each(|point| rows.serialize(self.row(point)))
    }
}
