//! The potential kernel against width.

use serde::Serialize;

use super::Figure;
use crate::factor::MeanAndError;
use crate::report::plot::{Axes, BLUE, COLUMN, Canvas, Frame, LegendEntry, MUTED, Scale};

/// The ratio of off-diagonal to diagonal at one width.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DecouplingPoint {
    /// The number q of hidden nodes.
    pub width: usize,
    /// Mean and standard error over random networks.
    pub ratio: MeanAndError,
}

/// Mean off-diagonal over mean diagonal of the potential kernel against width, with the line ∝ 1/√q.
#[derive(Debug, Clone, Copy)]
pub struct DecouplingFigure<'a> {
    /// The widths, increasing.
    pub points: &'a [DecouplingPoint],
}

#[derive(Serialize)]
struct Row {
    width: usize,
    ratio: f64,
    standard_error: f64,
}

impl Figure for DecouplingFigure<'_> {
    fn name(&self) -> &'static str {
        "decoupling"
    }

    fn draw(&self) -> Canvas {
        let mut canvas = Canvas::new(COLUMN, 140.0, "Off-diagonal over diagonal of the potential kernel against width");
        let width = |point: &DecouplingPoint| point.width as f64;
        let ratios = self.points.iter().map(|point| point.ratio.mean);
        let frame = Frame::new(46.0, 8.0, COLUMN - 58.0, 100.0);
        let widths = Scale::logarithmic_around(self.points.iter().map(width));
        let axes = Axes::new(frame, widths, Scale::logarithmic_around(ratios));
        axes.draw(&mut canvas);
        if let Some(first) = self.points.first() {
            let reference = |point: &DecouplingPoint| first.ratio.mean * (width(first) / width(point)).sqrt();
            axes.dashed_line(&mut canvas, self.points.iter().map(|point| (width(point), reference(point))), MUTED);
        }
        axes.line(&mut canvas, self.points.iter().map(|point| (width(point), point.ratio.mean)), BLUE, 1.0);
        axes.discs(&mut canvas, self.points.iter().map(|point| (width(point), point.ratio.mean)), BLUE);
        for point in self.points {
            let MeanAndError { mean, standard_error } = point.ratio;
            axes.error_bar(&mut canvas, width(point), mean - standard_error, mean + standard_error);
        }
        axes.label(&mut canvas, "width q", "off-diagonal / diagonal", 34.0);
        let slope = LegendEntry { dashed: true, ..LegendEntry::new("∝ 1/√q", MUTED) };
        axes.legend(&mut canvas, &[LegendEntry::new("potential kernel", BLUE), slope], true);
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        self.points.iter().try_for_each(|point| {
            let MeanAndError { mean: ratio, standard_error } = point.ratio;
            rows.serialize(Row { width: point.width, ratio, standard_error })
        })
    }
}
