//! What the readout of random features sends back to them.

use serde::Serialize;

use super::decoupling::powers_of_two;
use super::{Figure, group_name};
use crate::experiment::{RegimePoint, Regimes};
use crate::report::plot::{Axes, Canvas, Grid, LegendEntry, MUTED, Mark, PALETTE, Scale, Spacing, Width};

/// ‖G_F‖ against width, with a line for each weight decay.
#[derive(Debug, Clone, Copy)]
pub struct RegimeFigure<'a> {
    /// The points.
    pub regimes: &'a Regimes,
}

#[derive(Serialize)]
struct Row {
    group: String,
    samples: usize,
    width: usize,
    weight_decay: f64,
    feature_gradient: f64,
}

/// Smaller numbers are roundings.
const LEAST: f64 = 1e-10;

impl Figure for RegimeFigure<'_> {
    fn name(&self) -> &'static str {
        "regimes"
    }

    fn draw(&self, width: Width) -> Canvas {
        let Regimes { options, samples, points } = self.regimes;
        let spacing = Spacing { left: 52.0, right: 14.0, top: 34.0, bottom: 30.0, ..Spacing::default() };
        let grid = Grid::new(1, 1, width, 150.0, spacing);
        let mut canvas = grid.canvas("The gradient of the features at the readout, over width and weight decay");
        let shown = points.iter().map(|point| point.gradient).filter(|gradient| *gradient > LEAST);
        let widths = Scale::logarithmic_around(points.iter().map(|point| point.width as f64));
        let axes = Axes::new(grid.frame(0), widths, Scale::logarithmic_around(shown));
        let count = (axes.frame.width / 26.0) as usize;
        axes.draw_with(&mut canvas, &powers_of_two(&widths, count), &axes.y.ticks(7));
        let mut entries = vec![LegendEntry::new(format!("K = n = {samples}"), MUTED, Mark::Dashed)];
        let ends = axes.y.ticks(7);
        if let (Some(low), Some(high)) = (ends.first(), ends.last()) {
            let n = *samples as f64;
            axes.dashed_line(&mut canvas, [(n, low.value), (n, high.value)], MUTED);
        }
        for (at, decay) in options.decays.iter().enumerate() {
            let color = PALETTE[at % PALETTE.len()];
            let of_decay = |point: &&RegimePoint| point.decay == *decay;
            let place = |point: &RegimePoint| (point.width as f64, point.gradient.max(LEAST));
            axes.line(&mut canvas, points.iter().filter(of_decay).map(place), color, 1.0);
            entries.push(LegendEntry::new(format!("η = {decay:e}").replace("e0", ""), color, Mark::Line));
        }
        axes.label(&mut canvas, "width K", "‖G_F‖", 40.0);
        axes.title_over_legend(&mut canvas, &format!("{}, random features", group_name(&options.group)));
        axes.legend(&mut canvas, &entries);
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        let Regimes { options, samples, points } = self.regimes;
        points.iter().try_for_each(|point| {
            rows.serialize(Row {
                group: options.group.to_string(),
                samples: *samples,
                width: point.width,
                weight_decay: point.decay,
                feature_gradient: point.gradient,
            })
        })
    }
}
