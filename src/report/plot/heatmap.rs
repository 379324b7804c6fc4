//! Magnitudes as coloured cells, with the bar that tells which colour means what.

use super::axes::{NORMAL, SMALL};
use super::canvas::{Anchor, Canvas, Frame, Shape};
use super::color::{INK, magnitude};
use super::scale::Scale;

/// Draws `values` (row by row from the top, `columns` per row) into `frame`, coloured on [0, `largest`].
pub fn heatmap(canvas: &mut Canvas, frame: Frame, columns: usize, values: &[f64], largest: f64) {
    let largest = if largest > 0.0 { largest } else { 1.0 };
    let colors = values.iter().map(|value| magnitude(value / largest)).collect();
    canvas.shapes.push(Shape::Cells { frame, columns, colors });
    outline(canvas, frame);
}

/// Draws the colours of [0, `largest`] from the bottom to the top of `frame`, with ticks and `label` at its right.
pub fn color_bar(canvas: &mut Canvas, frame: Frame, largest: f64, label: &str) {
    const STEPS: usize = 128;
    let largest = if largest > 0.0 { largest } else { 1.0 };
    let colors = (0..STEPS).map(|step| magnitude(1.0 - (step as f64 + 0.5) / STEPS as f64)).collect();
    canvas.shapes.push(Shape::Cells { frame, columns: 1, colors });
    outline(canvas, frame);
    let scale = Scale::linear(0.0, largest);
    let mut widest = 0.0_f64;
    for tick in scale.ticks((frame.height / 22.0).round() as usize) {
        let y = frame.bottom() - frame.height * scale.position(tick.value);
        canvas.line(vec![(frame.right(), y), (frame.right() + 2.0, y)], INK, 0.6);
        widest = widest.max(Canvas::text_width(&tick.label, SMALL));
        canvas.text(tick.label, (frame.right() + 3.5, y + SMALL * 0.36), SMALL, Anchor::Start);
    }
    let x = frame.right() + 3.5 + widest + 3.0 + NORMAL * 0.8;
    canvas.text_upwards(label, (x, frame.y + frame.height / 2.0), NORMAL);
}

fn outline(canvas: &mut Canvas, frame: Frame) {
    let mut points = frame.corners();
    points.push((frame.x, frame.y));
    canvas.line(points, INK, 0.6);
}
