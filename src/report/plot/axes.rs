//! A panel: a frame with two scales, and what is drawn into it.

use super::canvas::{Anchor, Canvas, Frame, Point, Shape};
use super::color::{Color, GRID, INK};
use super::scale::{Scale, Tick};

/// Font size of tick labels and legends, in points.
pub const SMALL: f64 = 6.5;
/// Font size of axis labels and panel titles, in points.
pub const NORMAL: f64 = 7.5;

/// Which number lies where in a frame.
#[derive(Debug, Clone, Copy)]
pub struct Axes {
    /// The rectangle that is drawn into.
    pub frame: Frame,
    /// The horizontal scale.
    pub x: Scale,
    /// The vertical scale.
    pub y: Scale,
}

/// One line of a legend.
#[derive(Debug, Clone)]
pub struct LegendEntry {
    /// What the colour means.
    pub label: String,
    /// The colour.
    pub color: Color,
    /// Whether the line is dashed.
    pub dashed: bool,
}

impl LegendEntry {
    /// The entry of a solid line.
    #[must_use]
    pub fn new(label: impl Into<String>, color: Color) -> Self {
        LegendEntry { label: label.into(), color, dashed: false }
    }
}

/// # The frame
impl Axes {
    /// The panel `frame` with the given scales.
    #[must_use]
    pub fn new(frame: Frame, x: Scale, y: Scale) -> Self {
        Axes { frame, x, y }
    }

    /// The position of (x, y) in the drawing; not finite when a scale cannot show it.
    #[must_use]
    pub fn place(&self, x: f64, y: f64) -> Point {
        let Frame { x: left, width, height, .. } = self.frame;
        (left + width * self.x.position(x), self.frame.bottom() - height * self.y.position(y))
    }

    /// Draws grid lines, both axes, and the usual number of ticks for the size of the frame.
    pub fn draw(&self, canvas: &mut Canvas) {
        let along = self.x.ticks((self.frame.width / 32.0).round() as usize);
        let up = self.y.ticks((self.frame.height / 20.0).round() as usize);
        self.draw_with(canvas, &along, &up);
    }

    /// Draws horizontal grid lines, both axes and the given ticks.
    pub fn draw_with(&self, canvas: &mut Canvas, along: &[Tick], up: &[Tick]) {
        let Frame { x: left, y: top, .. } = self.frame;
        let (right, bottom) = (self.frame.right(), self.frame.bottom());
        for tick in up.iter().filter(|tick| !tick.label.is_empty()) {
            let (_, y) = self.place(f64::NAN, tick.value);
            canvas.line(vec![(left, y), (right, y)], GRID, 0.5);
        }
        canvas.line(vec![(left, top), (left, bottom), (right, bottom)], INK, 0.6);
        for tick in along {
            let (x, _) = self.place(tick.value, f64::NAN);
            let length = if tick.label.is_empty() { 1.5 } else { 2.5 };
            canvas.line(vec![(x, bottom), (x, bottom + length)], INK, 0.6);
            canvas.text(&tick.label, (x, bottom + 3.5 + SMALL * 0.8), SMALL, Anchor::Middle);
        }
        for tick in up {
            let (_, y) = self.place(f64::NAN, tick.value);
            let length = if tick.label.is_empty() { 1.5 } else { 2.5 };
            canvas.line(vec![(left, y), (left - length, y)], INK, 0.6);
            canvas.text(&tick.label, (left - 4.0, y + SMALL * 0.36), SMALL, Anchor::End);
        }
    }

    /// Writes what the axes measure; the vertical label stands `distance` points left of the frame.
    pub fn label(&self, canvas: &mut Canvas, x: &str, y: &str, distance: f64) {
        let middle = self.frame.x + self.frame.width / 2.0;
        canvas.text(x, (middle, self.frame.bottom() + 21.0), NORMAL, Anchor::Middle);
        let center = self.frame.y + self.frame.height / 2.0;
        canvas.text_upwards(y, (self.frame.x - distance, center), NORMAL);
    }

    /// Writes a title above the frame.
    pub fn title(&self, canvas: &mut Canvas, title: &str) {
        let middle = self.frame.x + self.frame.width / 2.0;
        canvas.text(title, (middle, self.frame.y - 4.5), NORMAL, Anchor::Middle);
    }

    /// Writes a legend into the frame, below its upper edge; at its right edge or at its left one.
    pub fn legend(&self, canvas: &mut Canvas, entries: &[LegendEntry], at_right: bool) {
        const SWATCH: f64 = 12.0;
        let widest = entries.iter().map(|entry| Canvas::text_width(&entry.label, SMALL)).fold(0.0, f64::max);
        let left = if at_right { self.frame.right() - widest - SWATCH - 6.0 } else { self.frame.x + 5.0 };
        for (at, entry) in entries.iter().enumerate() {
            let y = self.frame.y + 6.5 + 9.0 * at as f64;
            let dashes = if entry.dashed { vec![3.0, 2.0] } else { Vec::new() };
            let points = vec![(left, y), (left + SWATCH, y)];
            canvas.shapes.push(Shape::Line { points, color: entry.color, width: 1.5, opacity: 1.0, dashes });
            canvas.text(&entry.label, (left + SWATCH + 3.0, y + SMALL * 0.36), SMALL, Anchor::Start);
        }
    }
}

/// # Data
impl Axes {
    /// Draws a line through `points`, leaving out those that the scales cannot show.
    pub fn line(&self, canvas: &mut Canvas, points: impl IntoIterator<Item = Point>, color: Color, opacity: f64) {
        let points = self.visible(points);
        canvas.shapes.push(Shape::Line { points, color, width: 1.1, opacity, dashes: Vec::new() });
    }

    /// Draws a dashed line through `points`, leaving out those that the scales cannot show.
    pub fn dashed_line(&self, canvas: &mut Canvas, points: impl IntoIterator<Item = Point>, color: Color) {
        let points = self.visible(points);
        canvas.shapes.push(Shape::Line { points, color, width: 0.9, opacity: 1.0, dashes: vec![3.0, 2.0] });
    }

    /// Fills the region between two lines over the same x: points are (x, lower, upper).
    pub fn band(&self, canvas: &mut Canvas, points: &[(f64, f64, f64)], color: Color) {
        let upper = points.iter().map(|&(x, _, upper)| (x, upper));
        let lower = points.iter().rev().map(|&(x, lower, _)| (x, lower));
        let points = self.visible(upper.chain(lower));
        canvas.shapes.push(Shape::Area { points, color, opacity: 0.22 });
    }

    /// Draws a disc at each of `points` that the scales can show.
    pub fn discs(&self, canvas: &mut Canvas, points: impl IntoIterator<Item = Point>, color: Color) {
        for center in self.visible(points) {
            canvas.shapes.push(Shape::Disc { center, radius: 1.8, color });
        }
    }

    /// Draws a bar from the horizontal axis up to `height` over `from..to`.
    pub fn bar(&self, canvas: &mut Canvas, from: f64, to: f64, height: f64, color: Color) {
        let ((left, top), (right, _)) = (self.place(from, height), self.place(to, height));
        let bottom = self.frame.bottom();
        if top < bottom - 1e-9 {
            canvas.rectangle(Frame::new(left, top, right - left, bottom - top), color);
        }
    }

    /// Draws a vertical line from `low` to `high` with short ends: the standard error of a bar or disc.
    pub fn error_bar(&self, canvas: &mut Canvas, x: f64, low: f64, high: f64) {
        let ((x, bottom), (_, top)) = (self.place(x, low), self.place(x, high));
        if bottom.is_finite() && top.is_finite() {
            canvas.line(vec![(x, bottom), (x, top)], INK, 0.6);
            canvas.line(vec![(x - 1.5, bottom), (x + 1.5, bottom)], INK, 0.6);
            canvas.line(vec![(x - 1.5, top), (x + 1.5, top)], INK, 0.6);
        }
    }

    fn visible(&self, points: impl IntoIterator<Item = Point>) -> Vec<Point> {
        let clamp = |value: f64, low: f64, high: f64| if value.is_nan() { value } else { value.clamp(low, high) };
        let placed = points.into_iter().map(|(x, y)| self.place(x, y));
        let inside = placed
            .map(|(x, y)| (clamp(x, self.frame.x, self.frame.right()), clamp(y, self.frame.y, self.frame.bottom())));
        inside.filter(|(x, y)| x.is_finite() && y.is_finite()).collect()
    }
}
