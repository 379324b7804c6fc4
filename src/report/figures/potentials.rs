//! Sum potentials over the course of training.

use serde::Serialize;

use super::Figure;
use crate::dynamics::{PotentialPoint, PotentialTrajectory};
use crate::report::plot::{Axes, BLUE, Canvas, Color, Frame, GREEN, LegendEntry, MUTED, PAGE, Scale, VERMILLION};

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
    negation_order_6: Option<f64>,
}

impl PotentialFigure<'_> {
    /// Mean, least and largest of `values` over the frequencies of the given order, or over all.
    fn spread(&self, values: &[f64], order: Option<usize>) -> Option<(f64, f64, f64)> {
        let chosen =
            values.iter().zip(&self.trajectory.orders).filter(|&(_, &of)| order.is_none_or(|order| order == of));
        let chosen: Vec<f64> = chosen.map(|(&value, _)| value).collect();
        let least = chosen.iter().copied().reduce(f64::min)?;
        let largest = chosen.iter().copied().reduce(f64::max)?;
        Some((chosen.iter().sum::<f64>() / chosen.len() as f64, least, largest))
    }

    fn row(&self, point: &PotentialPoint) -> Row {
        let (diagonal_mean, diagonal_least, diagonal_largest) =
            self.spread(&point.diagonal, None).unwrap_or((f64::NAN, f64::NAN, f64::NAN));
        let negation = |order| self.spread(&point.negation, Some(order)).map(|spread| spread.0);
        Row {
            epoch: point.epoch,
            diagonal_mean,
            diagonal_least,
            diagonal_largest,
            off_diagonal: point.off_diagonal,
            off_diagonal_squares: point.off_diagonal_squares,
            negation_order_4: negation(4),
            negation_order_6: negation(6),
        }
    }
}

impl Figure for PotentialFigure<'_> {
    fn name(&self) -> &'static str {
        "potentials"
    }

    fn draw(&self) -> Canvas {
        const TOP: f64 = 16.0;
        const WIDTH: f64 = 122.0;
        const HEIGHT: f64 = 96.0;
        let mut canvas = Canvas::new(PAGE, TOP + HEIGHT + 28.0, "Sum potentials over the course of training");
        let frame = |at: f64| Frame::new(36.0 + at * (WIDTH + 44.0), TOP, WIDTH, HEIGHT);
        let points = &self.trajectory.points;
        let rows: Vec<Row> = points.iter().map(|point| self.row(point)).collect();
        let epoch = |row: &Row| row.epoch as f64;
        let epochs = Scale::logarithmic_around(rows.iter().map(epoch));

        let range = rows.iter().flat_map(|row| [row.diagonal_least, row.diagonal_largest, 0.0, 1.0]);
        let axes = Axes::new(frame(0.0), epochs, Scale::around(range));
        axes.draw(&mut canvas);
        axes.dashed_line(&mut canvas, rows.iter().map(|row| (epoch(row), 1.0)), MUTED);
        let band: Vec<_> = rows.iter().map(|row| (epoch(row), row.diagonal_least, row.diagonal_largest)).collect();
        axes.band(&mut canvas, &band, BLUE);
        axes.line(&mut canvas, rows.iter().map(|row| (epoch(row), row.diagonal_mean)), BLUE, 1.0);
        axes.title(&mut canvas, "diagonal r_{kkk}: mean, range");
        axes.label(&mut canvas, "epoch", "Re r_{kkk}", 25.0);

        let values = rows.iter().flat_map(|row| [row.off_diagonal, row.off_diagonal_squares]);
        let axes = Axes::new(frame(1.0), epochs, Scale::logarithmic_around(values));
        axes.draw(&mut canvas);
        axes.line(&mut canvas, rows.iter().map(|row| (epoch(row), row.off_diagonal)), VERMILLION, 1.0);
        axes.line(&mut canvas, rows.iter().map(|row| (epoch(row), row.off_diagonal_squares)), GREEN, 1.0);
        axes.title(&mut canvas, "off-diagonal r_{k₁k₂k}");
        axes.label(&mut canvas, "epoch", "sum per frequency", 25.0);
        let entries = [LegendEntry::new("Σ |r_{k₁k₂k}|", VERMILLION), LegendEntry::new("Σ |r_{k₁k₂k}|²", GREEN)];
        axes.legend(&mut canvas, &entries, true);

        let classes: [(usize, Color); 2] = [(4, BLUE), (6, VERMILLION)];
        let largest = points.iter().flat_map(|point| &point.negation).copied().fold(0.0, f64::max);
        let axes = Axes::new(frame(2.0), epochs, Scale::linear(0.0, 1.05 * largest));
        axes.draw(&mut canvas);
        let mut entries = Vec::new();
        for (order, color) in classes {
            let spread = |point: &PotentialPoint| {
                let (mean, least, largest) = self.spread(&point.negation, Some(order))?;
                Some((point.epoch as f64, mean, least, largest))
            };
            let class: Vec<_> = points.iter().filter_map(spread).collect();
            if class.is_empty() {
                continue;
            }
            let band: Vec<_> = class.iter().map(|&(epoch, _, least, largest)| (epoch, least, largest)).collect();
            axes.band(&mut canvas, &band, color);
            axes.line(&mut canvas, class.iter().map(|&(epoch, mean, ..)| (epoch, mean)), color, 1.0);
            let count = self.trajectory.orders.iter().filter(|&&of| of == order).count();
            entries.push(LegendEntry::new(format!("order {order} ({count} k)"), color));
        }
        axes.legend(&mut canvas, &entries, false);
        axes.title(&mut canvas, "r_{a,k,−k,k} by order: mean, range");
        axes.label(&mut canvas, "epoch", "|r_{a,k,−k,k}|", 25.0);
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        self.trajectory.points.iter().try_for_each(|point| rows.serialize(self.row(point)))
    }
}
