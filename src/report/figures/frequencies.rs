//! |z_a| of every frequency and node, at several epochs.

use serde::Serialize;

use super::Figure;
use crate::dynamics::FrequencyMap;
use crate::report::plot::{
    Anchor, Axes, Canvas, Frame, Grid, INK, NORMAL, SMALL, Scale, Spacing, Tick, Width, color_bar, heatmap,
};

/// The heatmap |z_{akj}|, frequency × hidden node: one panel per epoch, one colour scale for all.
#[derive(Debug, Clone, Copy)]
pub struct FrequencyFigure<'a> {
    /// The maps of one run, by epoch.
    pub maps: &'a [FrequencyMap],
}

#[derive(Serialize)]
struct Row {
    epoch: usize,
    frequency: String,
    node: usize,
    magnitude: f64,
}

impl Figure for FrequencyFigure<'_> {
    fn name(&self) -> &'static str {
        "frequencies"
    }

    fn draw(&self, width: Width) -> Canvas {
        const RIGHT: f64 = 50.0;
        let panels = self.maps.len().max(1);
        let columns = panels.min(if width == Width::Page { 4 } else { 2 });
        let spacing =
            Spacing { left: 36.0, right: RIGHT, top: 17.0, bottom: 16.0, between_columns: 10.0, between_rows: 20.0 };
        let across = Grid::new(panels, columns, width, 0.0, spacing).frame(0).width;
        let grid = Grid::new(panels, columns, width, across.clamp(90.0, 150.0), spacing);
        let mut canvas = grid.canvas("Magnitude of the Fourier coefficients of every hidden node");
        let largest = self.maps.iter().flat_map(|map| &map.magnitudes).copied().fold(0.0, f64::max);
        for (at, map) in self.maps.iter().enumerate() {
            let frame = grid.frame(at);
            let (d, q) = (map.group.order(), map.nodes.len());
            // Frequency 0 at the bottom, as on an axis.
            let values: Vec<f64> =
                (0..d).rev().flat_map(|k| (0..q).map(move |j| (k, j))).map(|(k, j)| map.magnitude(k, j)).collect();
            heatmap(&mut canvas, frame, q, &values, largest);
            let axes = Axes::new(frame, Scale::linear(-0.5, q as f64 - 0.5), Scale::linear(-0.5, d as f64 - 0.5));
            axes.title(&mut canvas, &format!("epoch {}", map.epoch));
            if at % columns == 0 {
                for tick in frequency_ticks(map, (frame.height / 20.0) as usize) {
                    let (_, y) = axes.place(f64::NAN, tick.value);
                    canvas.line(vec![(frame.x, y), (frame.x - 2.5, y)], INK, 0.6);
                    canvas.text(tick.label, (frame.x - 4.0, y + SMALL * 0.36), SMALL, Anchor::End);
                }
                canvas.text_upwards("frequency k", (frame.x - 24.0, frame.y + frame.height / 2.0), NORMAL);
            }
            if at + columns >= panels {
                let below = (frame.x + frame.width / 2.0, frame.bottom() + 11.0);
                canvas.text(format!("{q} hidden nodes"), below, NORMAL, Anchor::Middle);
            }
            if at == 0 {
                let bar = Frame::new(canvas.width - RIGHT + 6.0, frame.y, 7.0, frame.height);
                color_bar(&mut canvas, bar, largest, "|z_{ak}|");
            }
        }
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for map in self.maps {
            for k in 0..map.group.order() {
                for (column, &node) in map.nodes.iter().enumerate() {
                    let (frequency, magnitude) = (map.group.label(k), map.magnitude(k, column));
                    rows.serialize(Row { epoch: map.epoch, frequency, node, magnitude })?;
                }
            }
        }
        Ok(())
    }
}

/// Round numbers for a cyclic group, some of the labels for a product.
fn frequency_ticks(map: &FrequencyMap, count: usize) -> Vec<Tick> {
    let d = map.group.order();
    if map.group.is_cyclic_presentation() {
        let ticks = Scale::linear(0.0, (d - 1) as f64).ticks(count);
        return ticks.into_iter().filter(|tick| tick.value.fract() == 0.0).collect();
    }
    let stride = d.div_ceil(count.max(1)).max(1);
    (0..d).step_by(stride).map(|k| Tick::new(k as f64, map.group.label(k))).collect()
}
