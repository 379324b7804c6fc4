//! Loss and accuracy over epochs.

use serde::Serialize;

use super::{Figure, group_name};
use crate::experiment::{Band, CurveClass, CurvePoint, TypicalPoint};
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

#[derive(Serialize)]
struct Row<'a> {
    group: String,
    settings: &'a str,
    run: &'a str,
    epoch: usize,
    train_loss: f64,
    test_loss: Option<f64>,
    train_accuracy: f64,
    test_accuracy: Option<f64>,
}

/// One of the two quantities, in the numbers of its axis.
struct Quantity {
    title: &'static str,
    of: fn(&Evaluation) -> f64,
    train: fn(&TypicalPoint) -> Band,
    test: fn(&TypicalPoint) -> Option<Band>,
    factor: f64,
}

const LOSS: Quantity = Quantity {
    title: "loss",
    of: |on| on.loss,
    train: |point| point.train_loss,
    test: |point| point.test_loss,
    factor: 1.0,
};

const ACCURACY: Quantity = Quantity {
    title: "accuracy (%)",
    of: |on| on.accuracy,
    train: |point| point.train_accuracy,
    test: |point| point.test_accuracy,
    factor: 100.0,
};

impl Quantity {
    fn draw(&self, canvas: &mut Canvas, axes: &Axes, class: &CurveClass) {
        if let [curve] = &class.curves[..] {
            let value = |on: &Evaluation| self.factor * (self.of)(on);
            let points = || curve.points.iter().map(|point| (point.epoch as f64, point));
            axes.line(canvas, points().map(|(epoch, point)| (epoch, value(&point.train))), BLUE, 1.0);
            let test = points().filter_map(|(epoch, point)| Some((epoch, value(&point.test?))));
            axes.line(canvas, test, VERMILLION, 1.0);
            return;
        }
        let train = |point: &TypicalPoint| Some((self.train)(point));
        self.draw_band(canvas, axes, class, BLUE, &train);
        self.draw_band(canvas, axes, class, VERMILLION, &self.test);
    }

    fn draw_band(
        &self,
        canvas: &mut Canvas,
        axes: &Axes,
        class: &CurveClass,
        color: Color,
        band: &dyn Fn(&TypicalPoint) -> Option<Band>,
    ) {
        let bands = class.typical.iter().filter_map(|point| Some((point.epoch as f64, band(point)?)));
        let bands: Vec<(f64, Band)> = bands.collect();
        // What a logarithmic axis cannot show is at its lower end.
        let bottom = |value: f64| if value > 0.0 { value } else { f64::MIN_POSITIVE };
        let scaled = |value: f64| if self.factor == 1.0 { bottom(value) } else { self.factor * value };
        let range = bands.iter().map(|(epoch, band)| (*epoch, scaled(band.least), scaled(band.largest)));
        axes.band(canvas, &range.collect::<Vec<_>>(), color);
        axes.line(canvas, bands.iter().map(|(epoch, band)| (*epoch, scaled(band.median))), color, 1.0);
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
        let columns = if width == Width::Page { 2 } else { 1 };
        let spacing =
            Spacing { left: 46.0, right: 12.0, top: 31.0, bottom: 30.0, between_columns: 50.0, between_rows: 58.0 };
        let grid = Grid::new(2 * self.classes.len().max(1), columns, width, 100.0, spacing);
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
            let (group, settings) = (class.group.to_string(), class.settings.as_str());
            for curve in &class.curves {
                for CurvePoint { epoch, train, test } in &curve.points {
                    rows.serialize(Row {
                        group: group.clone(),
                        settings,
                        run: &curve.name,
                        epoch: *epoch,
                        train_loss: train.loss,
                        test_loss: test.map(|test| test.loss),
                        train_accuracy: train.accuracy,
                        test_accuracy: test.map(|test| test.accuracy),
                    })?;
                }
            }
            let several = class.typical.iter().filter(|_| class.curves.len() > 1);
            for point in several {
                let of = |name: &str, band: &Band| match name {
                    "(median)" => band.median,
                    "(least)" => band.least,
                    _ => band.largest,
                };
                for run in ["(median)", "(least)", "(largest)"] {
                    let value = |band: &Band| of(run, band);
                    rows.serialize(Row {
                        group: group.clone(),
                        settings,
                        run,
                        epoch: point.epoch,
                        train_loss: value(&point.train_loss),
                        test_loss: point.test_loss.as_ref().map(value),
                        train_accuracy: value(&point.train_accuracy),
                        test_accuracy: point.test_accuracy.as_ref().map(value),
                    })?;
                }
            }
        }
        Ok(())
    }
}

fn entries(class: &CurveClass) -> Vec<LegendEntry> {
    let split = class.curves.iter().flat_map(|curve| &curve.points).any(|point| point.test.is_some());
    let pairs = [("training pairs", BLUE), ("held-out pairs", VERMILLION)];
    let pairs = if split { &pairs[..] } else { &[("all pairs", BLUE)] };
    pairs.iter().map(|&(label, color)| LegendEntry::new(label, color, Mark::Line)).collect()
}
