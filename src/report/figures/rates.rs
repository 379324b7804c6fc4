//! Accuracy, energy and purity against the step size.

use serde::Serialize;

use super::{Figure, group_name};
use crate::experiment::{RatePoint, Rates};
use crate::factor::MeanAndError;
use crate::report::plot::{Axes, Canvas, Grid, LegendEntry, MUTED, Mark, PALETTE, Scale, Spacing, Width};

/// Three panels for each train fraction, with a line for each weight decay.
#[derive(Debug, Clone, Copy)]
pub struct RatesFigure<'a> {
    /// The runs.
    pub rates: &'a Rates,
}

#[derive(Serialize)]
struct Row {
    group: String,
    width: usize,
    epochs: usize,
    train_fraction: f64,
    weight_decay: f64,
    learning_rate: f64,
    runs: usize,
    test_accuracy: f64,
    test_accuracy_error: Option<f64>,
    energy: f64,
    energy_error: Option<f64>,
    purity: f64,
    purity_error: Option<f64>,
}

type Quantity = fn(&RatePoint) -> MeanAndError;

const QUANTITIES: [(&str, Quantity); 3] = [
    ("test accuracy", |point| point.end.accuracy),
    ("energy of filters", |point| point.end.energy),
    ("purity of filters", |point| point.end.purity),
];

impl RatesFigure<'_> {
    /// The values of one setting, in order.
    fn values(&self, of: fn(&RatePoint) -> f64) -> Vec<f64> {
        let mut values: Vec<f64> = self.rates.points.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        values
    }

    fn panel(&self, canvas: &mut Canvas, axes: &Axes, fraction: f64, of: Quantity) {
        axes.draw(canvas);
        for (at, decay) in self.values(|point| point.weight_decay).into_iter().enumerate() {
            let color = PALETTE[at % PALETTE.len()];
            let points = self.rates.points.iter();
            let points = points.filter(|point| point.train_fraction == fraction && point.weight_decay == decay);
            let place = |point: &RatePoint| (point.learning_rate, of(point).mean);
            axes.line(canvas, points.clone().map(place), color, 1.0);
            axes.discs(canvas, points.clone().map(place), color);
            for point in points {
                if let Some((low, high)) = of(point).error_bar() {
                    axes.error_bar(canvas, point.learning_rate, low, high, f64::INFINITY);
                }
            }
        }
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let decays = self.values(|point| point.weight_decay).into_iter().enumerate();
        let entry =
            |(at, decay)| LegendEntry::new(format!("weight decay {decay}"), PALETTE[at % PALETTE.len()], Mark::Line);
        decays.map(entry).collect()
    }
}

impl Figure for RatesFigure<'_> {
    fn name(&self) -> &'static str {
        "rates"
    }

    fn draw(&self, width: Width) -> Canvas {
        let fractions = self.values(|point| point.train_fraction);
        let columns = if width == Width::Page { QUANTITIES.len() } else { 1 };
        let spacing =
            Spacing { left: 46.0, right: 12.0, top: 34.0, bottom: 30.0, between_columns: 48.0, between_rows: 58.0 };
        let grid = Grid::new(QUANTITIES.len() * fractions.len().max(1), columns, width, 100.0, spacing);
        let mut canvas = grid.canvas("Test accuracy, energy and purity of filters against the learning rate");
        let rates = Scale::logarithmic_around(self.rates.points.iter().map(|point| point.learning_rate));
        for (row, &fraction) in fractions.iter().enumerate() {
            for (column, (title, of)) in QUANTITIES.into_iter().enumerate() {
                let ends = |point: &RatePoint| of(point).error_bar().unwrap_or((of(point).mean, of(point).mean));
                let fourier = self.rates.fourier_energy(fraction).filter(|_| column == 1);
                let values = self.rates.points.iter().map(ends).flat_map(<[f64; 2]>::from).chain(fourier);
                let scale = if column == 1 { Scale::around(values) } else { Scale::linear(0.0, 1.03) };
                let axes = Axes::new(grid.frame(QUANTITIES.len() * row + column), rates, scale);
                self.panel(&mut canvas, &axes, fraction, of);
                axes.label(&mut canvas, "learning rate", title, 32.0);
                if let Some(energy) = fourier {
                    let ends = self.values(|point| point.learning_rate);
                    axes.dashed_line(&mut canvas, ends.iter().map(|&rate| (rate, energy)), MUTED);
                    axes.legend(&mut canvas, &[LegendEntry::new("Fourier filter", MUTED, Mark::Dashed)]);
                }
                if column == 0 {
                    let title = format!("{}, train fraction {fraction}", group_name(&self.rates.group));
                    axes.title_over_legend(&mut canvas, &title);
                    axes.legend(&mut canvas, &self.legend());
                }
            }
        }
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        self.rates.points.iter().try_for_each(|point| {
            rows.serialize(Row {
                group: self.rates.group.to_string(),
                width: self.rates.width,
                epochs: self.rates.epochs,
                train_fraction: point.train_fraction,
                weight_decay: point.weight_decay,
                learning_rate: point.learning_rate,
                runs: point.runs,
                test_accuracy: point.end.accuracy.mean,
                test_accuracy_error: point.end.accuracy.standard_error,
                energy: point.end.energy.mean,
                energy_error: point.end.energy.standard_error,
                purity: point.end.purity.mean,
                purity_error: point.end.purity.standard_error,
            })
        })
    }
}
