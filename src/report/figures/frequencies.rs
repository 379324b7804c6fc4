//! |z_a| of every frequency, or of every irrep and matrix coefficient, and node, at several epochs.

use serde::Serialize;

use super::Figure;
use crate::dual::Irrep;
use crate::dynamics::FrequencyMap;
use crate::group::Group;
use crate::report::plot::{
    Anchor, Axes, Canvas, Frame, Grid, INK, MUTED, NORMAL, SMALL, Scale, Spacing, Tick, Width, color_bar, heatmap,
};

/// The heatmap |z_{akj}|, frequency × hidden node: one panel per epoch, one colour scale for all. Of a group that is given by its
/// table the rows are the coefficients of the irreps, which lines part.
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
            let irreps = irrep_rows(&map.group);
            for &(start, _) in irreps.iter().skip(1) {
                let (_, y) = axes.place(f64::NAN, start as f64 - 0.5);
                canvas.line(vec![(frame.x, y), (frame.right(), y)], MUTED, 0.4);
            }
            if at % columns == 0 {
                let ticks = match &irreps[..] {
                    [] => frequency_ticks(map, (frame.height / 20.0) as usize),
                    irreps => irrep_ticks(irreps, SMALL * d as f64 / frame.height),
                };
                for tick in ticks {
                    let (_, y) = axes.place(f64::NAN, tick.value);
                    canvas.line(vec![(frame.x, y), (frame.x - 2.5, y)], INK, 0.6);
                    canvas.text(tick.label, (frame.x - 4.0, y + SMALL * 0.36), SMALL, Anchor::End);
                }
                let (rows, left) =
                    if irreps.is_empty() { ("frequency k", frame.x - 24.0) } else { ("irrep", frame.x - 28.0) };
                canvas.text_upwards(rows, (left, frame.y + frame.height / 2.0), NORMAL);
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
            let dual = map.group.dual();
            for k in 0..dual.len() {
                for (column, &node) in map.nodes.iter().enumerate() {
                    let (frequency, magnitude) = (dual.label(k), map.magnitude(k, column));
                    rows.serialize(Row { epoch: map.epoch, frequency, node, magnitude })?;
                }
            }
        }
        Ok(())
    }
}

/// The first row of every irrep, and its name; none of a group that is given by its factors.
pub(in crate::report) fn irrep_rows(group: &Group) -> Vec<(usize, String)> {
    let dual = group.dual();
    let named =
        |(at, rho): (usize, &Irrep)| (dual.at(at, 0, 0).unwrap_or(0), format!("{at}: {}{}", rho.kind(), rho.degree()));
    dual.irreps().iter().enumerate().map(named).collect()
}

/// A name beside the first row of every irrep that is at least `room` rows above the one before.
fn irrep_ticks(irreps: &[(usize, String)], room: f64) -> Vec<Tick> {
    let mut ticks: Vec<Tick> = Vec::new();
    for (start, name) in irreps {
        if ticks.last().is_none_or(|last| *start as f64 >= last.value + room) {
            ticks.push(Tick::new(*start as f64, name.clone()));
        }
    }
    ticks
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
