//! Memorizing first, generalizing later.

use serde::Serialize;

use super::curves::{ACCURACY, At, entries, two_panels_each};
use super::{Figure, group_name};
use crate::experiment::{CurveClass, Grokking};
use crate::report::plot::{Axes, BLUE, Canvas, Scale, Width};
use crate::report::words::counted;

/// Accuracies, and the norm of the gradient that reaches the hidden features, over epochs: two panels for each class of runs.
#[derive(Debug, Clone, Copy)]
pub struct GrokkingFigure<'a> {
    /// The runs.
    pub grokking: &'a Grokking,
}

/// What is known at an epoch: accuracies where it was logged, ‖G_F‖ where the network was kept.
#[derive(Serialize, Default)]
struct Row {
    train_accuracy: Option<f64>,
    test_accuracy: Option<f64>,
    feature_gradient: Option<f64>,
}

fn title(class: &CurveClass) -> String {
    let runs = counted(class.curves.len(), "run");
    let parts = [group_name(&class.group), class.settings.clone(), runs];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

impl Figure for GrokkingFigure<'_> {
    fn name(&self) -> &'static str {
        "grokking"
    }

    fn draw(&self, width: Width) -> Canvas {
        let classes = &self.grokking.classes;
        let grid = two_panels_each(classes.len(), width);
        let mut canvas = grid.canvas("Accuracy and the gradient of the features over the course of training");
        let logged = classes.iter().flat_map(|class| &class.curves).flat_map(|curve| &curve.points);
        let epochs = Scale::epochs(logged.map(|point| point.epoch));
        let norms = self.grokking.signals.iter().flat_map(|signal| &signal.points).map(|point| point.1);
        let norms = Scale::logarithmic_around(norms);
        for (row, class) in classes.iter().enumerate() {
            let axes = Axes::new(grid.frame(2 * row), epochs, Scale::linear(0.0, 103.0));
            axes.draw(&mut canvas);
            ACCURACY.draw(&mut canvas, &axes, class);
            axes.label(&mut canvas, "epoch", ACCURACY.title, 30.0);
            axes.title_over_legend(&mut canvas, &title(class));
            axes.legend(&mut canvas, &entries(class));
            let axes = Axes::new(grid.frame(2 * row + 1), epochs, norms);
            axes.draw(&mut canvas);
            for signal in self.grokking.signals_of(class) {
                axes.line(&mut canvas, signal.points.iter().map(|&(epoch, norm)| (epoch as f64, norm)), BLUE, 1.0);
            }
            axes.label(&mut canvas, "epoch", "‖G_F‖", 30.0);
        }
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for class in &self.grokking.classes {
            for curve in &class.curves {
                for point in &curve.points {
                    let row = Row {
                        train_accuracy: Some(point.train.accuracy),
                        test_accuracy: point.test.map(|test| test.accuracy),
                        feature_gradient: None,
                    };
                    rows.serialize((At::new(class, &curve.name, point.epoch), row))?;
                }
            }
            for signal in self.grokking.signals_of(class) {
                for &(epoch, norm) in &signal.points {
                    let row = Row { feature_gradient: Some(norm), ..Row::default() };
                    rows.serialize((At::new(class, &signal.run, epoch), row))?;
                }
            }
        }
        Ok(())
    }
}
