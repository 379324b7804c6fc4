//! Loss and accuracy over epochs.

use serde::Serialize;

use super::Figure;
use crate::experiment::{Curve, CurvePoint};
use crate::network::Evaluation;
use crate::report::plot::{Axes, BLUE, Canvas, Grid, LegendEntry, Mark, Scale, Spacing, VERMILLION, Width};

/// Two panels over epochs: loss and accuracy on training and held-out pairs, a line per run.
#[derive(Debug, Clone, Copy)]
pub struct CurveFigure<'a> {
    /// The runs.
    pub curves: &'a [Curve],
}

#[derive(Serialize)]
struct Row<'a> {
    run: &'a str,
    epoch: usize,
    train_loss: f64,
    test_loss: Option<f64>,
    train_accuracy: f64,
    test_accuracy: Option<f64>,
}

impl CurveFigure<'_> {
    fn points(&self) -> impl Iterator<Item = &CurvePoint> + Clone {
        self.curves.iter().flat_map(|curve| &curve.points)
    }

    /// Draws `value` of every run's training pairs, and over it of the held-out pairs.
    fn lines(&self, canvas: &mut Canvas, axes: &Axes, value: fn(&Evaluation) -> f64) {
        let opacity = if self.curves.len() > 1 { 0.65 } else { 1.0 };
        for curve in self.curves {
            let train = curve.points.iter().map(|point| (point.epoch as f64, value(&point.train)));
            axes.line(canvas, train, BLUE, opacity);
        }
        for curve in self.curves {
            let test = curve.points.iter().filter_map(|point| Some((point.epoch as f64, value(&point.test?))));
            axes.line(canvas, test, VERMILLION, opacity);
        }
    }
}

impl Figure for CurveFigure<'_> {
    fn name(&self) -> &'static str {
        "curves"
    }

    fn draw(&self, width: Width) -> Canvas {
        let columns = if width == Width::Page { 2 } else { 1 };
        let spacing =
            Spacing { left: 46.0, right: 12.0, top: 20.0, bottom: 30.0, between_columns: 50.0, between_rows: 36.0 };
        let grid = Grid::new(2, columns, width, 100.0, spacing);
        let mut canvas = grid.canvas("Loss and accuracy over the course of training");
        let epochs = Scale::epochs(self.points().map(|point| point.epoch));

        let losses = self.points().flat_map(|point| [Some(point.train.loss), point.test.map(|test| test.loss)]);
        let axes = Axes::new(grid.frame(0), epochs, Scale::logarithmic_around(losses.flatten()));
        axes.draw(&mut canvas);
        self.lines(&mut canvas, &axes, |on| on.loss);
        axes.label(&mut canvas, "epoch", "loss", 30.0);
        let split = self.points().any(|point| point.test.is_some());
        let mut entries = vec![LegendEntry::new(if split { "training pairs" } else { "all pairs" }, BLUE, Mark::Line)];
        if split {
            entries.push(LegendEntry::new("held-out pairs", VERMILLION, Mark::Line));
        }
        axes.legend(&mut canvas, &entries);

        let axes = Axes::new(grid.frame(1), epochs, Scale::linear(0.0, 103.0));
        axes.draw(&mut canvas);
        self.lines(&mut canvas, &axes, |on| 100.0 * on.accuracy);
        axes.label(&mut canvas, "epoch", "accuracy (%)", 30.0);
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for curve in self.curves {
            for point in &curve.points {
                rows.serialize(Row {
                    run: &curve.name,
                    epoch: point.epoch,
                    train_loss: point.train.loss,
                    test_loss: point.test.map(|test| test.loss),
                    train_accuracy: point.train.accuracy,
                    test_accuracy: point.test.map(|test| test.accuracy),
                })?;
            }
        }
        Ok(())
    }
}
