//! Loss and accuracy over epochs.

use serde::Serialize;

use super::Figure;
use crate::dynamics::{Curve, CurvePoint};
use crate::network::Evaluation;
use crate::report::plot::{Axes, BLUE, COLUMN, Canvas, Frame, LegendEntry, Scale, VERMILLION};

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

    fn draw(&self) -> Canvas {
        const LEFT: f64 = 42.0;
        const TOP: f64 = 8.0;
        const HEIGHT: f64 = 92.0;
        let width = COLUMN - LEFT - 10.0;
        let mut canvas =
            Canvas::new(COLUMN, TOP + 2.0 * HEIGHT + 42.0, "Loss and accuracy over the course of training");
        let epochs = Scale::logarithmic_around(self.points().map(|point| point.epoch as f64));

        let losses = self.points().flat_map(|point| [Some(point.train.loss), point.test.map(|test| test.loss)]);
        let frame = Frame::new(LEFT, TOP, width, HEIGHT);
        let axes = Axes::new(frame, epochs, Scale::logarithmic_around(losses.flatten()));
        let mut along = epochs.ticks((width / 32.0).round() as usize);
        let up = axes.y.ticks(5);
        along.iter_mut().for_each(|tick| tick.label.clear());
        axes.draw_with(&mut canvas, &along, &up);
        self.lines(&mut canvas, &axes, |on| on.loss);
        axes.label(&mut canvas, "", "loss", 30.0);

        let frame = Frame::new(LEFT, TOP + HEIGHT + 14.0, width, HEIGHT);
        let percent = Scale::linear(0.0, 103.0);
        let axes = Axes::new(frame, epochs, percent);
        axes.draw(&mut canvas);
        self.lines(&mut canvas, &axes, |on| 100.0 * on.accuracy);
        axes.label(&mut canvas, "epoch", "accuracy (%)", 30.0);
        let split = self.points().any(|point| point.test.is_some());
        let mut entries = vec![LegendEntry::new(if split { "training pairs" } else { "all pairs" }, BLUE)];
        if split {
            entries.push(LegendEntry::new("held-out pairs", VERMILLION));
        }
        Axes::new(Frame::new(LEFT, TOP, width, HEIGHT), epochs, percent).legend(&mut canvas, &entries, true);
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
