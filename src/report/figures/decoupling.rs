//! The potential kernel against width.

use serde::Serialize;

use super::{Figure, group_name};
use crate::experiment::{Decoupling, DecouplingPoint};
use crate::factor::MeanAndError;
use crate::report::plot::{Axes, BLUE, Canvas, Grid, LegendEntry, MUTED, Mark, Scale, Spacing, Tick, Width};

/// Mean off-diagonal over mean diagonal of the potential kernel against width, with the line ∝ 1/√q.
#[derive(Debug, Clone, Copy)]
pub struct DecouplingFigure<'a> {
    /// The kernels.
    pub decoupling: &'a Decoupling,
}

#[derive(Serialize)]
struct Row {
    group: String,
    width: usize,
    ratio: f64,
    standard_error: Option<f64>,
}

impl Figure for DecouplingFigure<'_> {
    fn name(&self) -> &'static str {
        "decoupling"
    }

    fn draw(&self, width: Width) -> Canvas {
        let spacing = Spacing { left: 46.0, right: 14.0, top: 20.0, bottom: 28.0, ..Spacing::default() };
        let grid = Grid::new(1, 1, width, 120.0, spacing);
        let mut canvas = grid.canvas("Off-diagonal over diagonal of the potential kernel against width");
        let width = |point: &DecouplingPoint| point.width as f64;
        let ends = |point: &DecouplingPoint| point.ratio.error_bar().unwrap_or((point.ratio.mean, point.ratio.mean));
        let widths = Scale::logarithmic_around(self.decoupling.points.iter().map(width));
        let axes = Axes::new(
            grid.frame(0),
            widths,
            Scale::logarithmic_around(self.decoupling.points.iter().map(ends).flat_map(<[f64; 2]>::from)),
        );
        axes.draw_with(&mut canvas, &powers_of_two(&widths, (axes.frame.width / 22.0) as usize), &axes.y.ticks(6));
        if let Some(first) = self.decoupling.points.first() {
            let reference = |point: &DecouplingPoint| first.ratio.mean * (width(first) / width(point)).sqrt();
            axes.dashed_line(
                &mut canvas,
                self.decoupling.points.iter().map(|point| (width(point), reference(point))),
                MUTED,
            );
        }
        axes.discs(&mut canvas, self.decoupling.points.iter().map(|point| (width(point), point.ratio.mean)), BLUE);
        for point in &self.decoupling.points {
            if let Some((low, high)) = point.ratio.error_bar() {
                axes.error_bar(&mut canvas, width(point), low, high, f64::INFINITY);
            }
        }
        axes.label(&mut canvas, "width q", "off-diagonal / diagonal", 34.0);
        let kernel = {
            let Decoupling { group, samples, .. } = self.decoupling;
            format!("kernel of {}, mean ± s.e. (n = {samples})", group_name(group))
        };
        let entries = [LegendEntry::new(kernel, BLUE, Mark::Disc), LegendEntry::new("∝ 1/√q", MUTED, Mark::Dashed)];
        axes.legend(&mut canvas, &entries);
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        self.decoupling.points.iter().try_for_each(|point| {
            let MeanAndError { mean: ratio, standard_error } = point.ratio;
            rows.serialize(Row { group: self.decoupling.group.to_string(), width: point.width, ratio, standard_error })
        })
    }
}

/// The powers of two on a scale, at most about `count` of them with their number.
pub(super) fn powers_of_two(scale: &Scale, count: usize) -> Vec<Tick> {
    let inside = |value: &f64| (0.0..=1.0).contains(&scale.position(*value));
    let powers: Vec<f64> = (0..53).map(|exponent| (1u64 << exponent) as f64).filter(inside).collect();
    let stride = powers.len().div_ceil(count.max(1)).max(1);
    let tick = |(at, &value): (usize, &f64)| {
        Tick::new(value, if at % stride == 0 { value.to_string() } else { String::new() })
    };
    powers.iter().enumerate().map(tick).collect()
}
