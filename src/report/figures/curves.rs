//! Loss and accuracy over epochs.

use serde::Serialize;

use super::{Figure, group_name};
use crate::experiment::{Curve, CurveClass, CurvePoint};
use crate::network::Evaluation;
use crate::report::plot::{Axes, BLUE, Canvas, Color, Grid, LegendEntry, Mark, Scale, Spacing, VERMILLION, Width};
use crate::report::words::counted;

/// Loss and accuracy over epochs on training and held-out pairs: two panels for each class of runs, with the median and the
/// range where it has several.
#[derive(Debug, Clone, Copy)]
pub struct CurveFigure<'a> {
    /// The runs.
    pub classes: &'a [CurveClass],
}

/// An epoch of a run.
#[derive(Serialize)]
pub(super) struct At<'a> {
    pub group: String,
    pub settings: &'a str,
    pub run: &'a str,
    pub epoch: usize,
}

impl<'a> At<'a> {
    pub fn new(class: &'a CurveClass, run: &'a str, epoch: usize) -> Self {
        At { group: class.group.to_string(), settings: &class.settings, run, epoch }
    }
}

#[derive(Serialize)]
struct Row {
    train_loss: f64,
    test_loss: Option<f64>,
    train_accuracy: f64,
    test_accuracy: Option<f64>,
}

/// One of the two quantities, in the numbers of its axis.
pub(super) struct Quantity {
    pub title: &'static str,
    of: fn(&Evaluation) -> f64,
    /// What the axis cannot show is at its lower end.
    lowest: f64,
}

const LOSS: Quantity = Quantity { title: "loss", of: |on| on.loss, lowest: f64::MIN_POSITIVE };
pub(super) const ACCURACY: Quantity = Quantity { title: "accuracy (%)", of: |on| 100.0 * on.accuracy, lowest: 0.0 };

/// The pairs that a line is about.
type Pairs = fn(&CurvePoint) -> Option<Evaluation>;

const LINES: [(Pairs, Color); 2] = [(|point| Some(point.train), BLUE), (|point| point.test, VERMILLION)];

impl Quantity {
    pub fn draw(&self, canvas: &mut Canvas, axes: &Axes, class: &CurveClass) {
        for (pairs, color) in LINES {
            let points = |curve: &Curve, lowest: f64| -> Vec<(f64, f64)> {
                let points =
                    curve.points.iter().filter_map(|point| Some((point.epoch as f64, (self.of)(&pairs(point)?))));
                points.map(|(epoch, value)| (epoch, if value < lowest { lowest } else { value })).collect()
            };
            if let [curve] = &class.curves[..] {
                axes.line(canvas, points(curve, f64::NEG_INFINITY), color, 1.0);
                continue;
            }
            let [median, least, largest] = class.typical.each_ref().map(|curve| points(curve, self.lowest));
            let range = least.iter().zip(&largest).map(|(least, largest)| (least.0, least.1, largest.1));
            axes.band(canvas, &range.collect::<Vec<_>>(), color);
            axes.line(canvas, median, color, 1.0);
        }
    }
}

impl CurveFigure<'_> {
    fn points(&self) -> impl Iterator<Item = &CurvePoint> + Clone {
        self.classes.iter().flat_map(|class| &class.curves).flat_map(|curve| &curve.points)
    }

    /// Which runs a row of panels is about; empty where that is clear.
    fn title(&self, class: &CurveClass) -> String {
        let spread = if class.curves.len() > 1 { ": median and range" } else { "" };
        let runs = format!("{}{spread}", counted(class.curves.len(), "run"));
        let parts = [group_name(&class.group), class.settings.clone(), runs];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if self.classes.len() > 1 || class.curves.len() > 1 { parts.join(", ") } else { String::new() }
    }
}

impl Figure for CurveFigure<'_> {
    fn name(&self) -> &'static str {
        "curves"
    }

    fn draw(&self, width: Width) -> Canvas {
        let grid = two_panels_each(self.classes.len(), width);
        let mut canvas = grid.canvas("Loss and accuracy over the course of training");
        let epochs = Scale::epochs(self.points().map(|point| point.epoch));
        let losses = self.points().flat_map(|point| [Some(point.train.loss), point.test.map(|test| test.loss)]);
        let losses = Scale::logarithmic_around(losses.flatten());
        let panels = [(LOSS, losses), (ACCURACY, Scale::linear(0.0, 103.0))];
        for (row, class) in self.classes.iter().enumerate() {
            for (column, (quantity, scale)) in panels.iter().enumerate() {
                let axes = Axes::new(grid.frame(2 * row + column), epochs, *scale);
                axes.draw(&mut canvas);
                quantity.draw(&mut canvas, &axes, class);
                axes.label(&mut canvas, "epoch", quantity.title, 30.0);
                if column == 0 {
                    axes.title_over_legend(&mut canvas, &self.title(class));
                    axes.legend(&mut canvas, &entries(class));
                }
            }
        }
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for class in self.classes {
            let typical = class.typical.iter().filter(|_| class.curves.len() > 1);
            for curve in class.curves.iter().chain(typical) {
                for CurvePoint { epoch, train, test } in &curve.points {
                    let row = Row {
                        train_loss: train.loss,
                        test_loss: test.map(|test| test.loss),
                        train_accuracy: train.accuracy,
                        test_accuracy: test.map(|test| test.accuracy),
                    };
                    rows.serialize((At::new(class, &curve.name, *epoch), row))?;
                }
            }
        }
        Ok(())
    }
}

/// Two panels for each of so many classes of runs, side by side on a page.
pub(super) fn two_panels_each(classes: usize, width: Width) -> Grid {
    let spacing =
        Spacing { left: 46.0, right: 12.0, top: 31.0, bottom: 30.0, between_columns: 50.0, between_rows: 58.0 };
    Grid::side_by_side([2, classes.max(1)], width, 100.0, spacing)
}

pub(super) fn entries(class: &CurveClass) -> Vec<LegendEntry> {
    let split = class.curves.iter().flat_map(|curve| &curve.points).any(|point| point.test.is_some());
    let pairs = [("training pairs", BLUE), ("held-out pairs", VERMILLION)];
    let pairs = if split { &pairs[..] } else { &[("all pairs", BLUE)] };
    pairs.iter().map(|&(label, color)| LegendEntry::new(label, color, Mark::Line)).collect()
}
