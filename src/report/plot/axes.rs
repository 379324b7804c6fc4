//! A panel: a frame with two scales, and what is drawn into it.

use super::canvas::{Anchor, Canvas, Frame, Point, Shape};
use super::color::{Color, GRID, INK};
use super::scale::{Scale, Tick};

/// Font size of tick labels and legends, in points.
pub const SMALL: f64 = 7.0;
/// Font size of axis labels and panel titles, in points.
pub const NORMAL: f64 = 8.0;

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

/// One entry of a legend.
#[derive(Debug, Clone)]
pub struct LegendEntry {
    /// What the mark means.
    pub label: String,
    /// The colour of the mark.
    pub color: Color,
    /// The mark.
    pub mark: Mark,
}

/// How data are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A line.
    Line,
    /// A dashed line.
    Dashed,
    /// A filled band.
    Band,
    /// Discs with error bars.
    Disc,
    /// A filled square.
    Block,
}

impl LegendEntry {
    /// What a mark means.
    #[must_use]
    pub fn new(label: impl Into<String>, color: Color, mark: Mark) -> Self {
        LegendEntry { label: label.into(), color, mark }
    }
}

/// The height of the line of a legend, in points.
const LINE: f64 = 11.0;

/// Dashes and gaps of a dashed line, in points.
const DASHES: [f64; 2] = [3.0, 2.0];
/// The radius of a disc in points.
const RADIUS: f64 = 1.6;
/// Half the length of the ends of an error bar in points: they stand out beside a disc.
const END: f64 = 2.2;
/// The opacity of a band.
const BAND: f64 = 0.22;

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
        let along = self.x.ticks((self.frame.width / 24.0).round() as usize);
        self.draw_with(canvas, &along, &self.usual_ticks());
    }

    fn usual_ticks(&self) -> Vec<Tick> {
        self.y.ticks((self.frame.height / 20.0).round() as usize)
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
        // From the right, leaving out the numbers that would touch the one before.
        let mut free = f64::INFINITY;
        for tick in along.iter().rev() {
            let (x, _) = self.place(tick.value, f64::NAN);
            let length = if tick.label.is_empty() { 1.5 } else { 2.5 };
            canvas.line(vec![(x, bottom), (x, bottom + length)], INK, 0.6);
            let half = Canvas::text_width(&tick.label, SMALL) / 2.0;
            if !tick.label.is_empty() && x + half + 1.5 <= free {
                free = x - half;
                canvas.text(&tick.label, (x, bottom + 4.5 + SMALL * 0.8), SMALL, Anchor::Middle);
            }
        }
        for tick in up {
            let (_, y) = self.place(f64::NAN, tick.value);
            let length = if tick.label.is_empty() { 1.5 } else { 2.5 };
            canvas.line(vec![(left, y), (left - length, y)], INK, 0.6);
            canvas.text(&tick.label, (left - 4.0, y + SMALL * 0.36), SMALL, Anchor::End);
        }
    }

    /// Writes what the axes measure; the vertical label stands `distance` points left of the frame, or further where the
    /// usual ticks take more room.
    pub fn label(&self, canvas: &mut Canvas, x: &str, y: &str, distance: f64) {
        let middle = self.frame.x + self.frame.width / 2.0;
        canvas.text(x, (middle, self.frame.bottom() + 21.0), NORMAL, Anchor::Middle);
        let center = self.frame.y + self.frame.height / 2.0;
        let ticks = self.usual_ticks();
        let widest = ticks.iter().map(|tick| Canvas::text_width(&tick.label, SMALL)).fold(0.0, f64::max);
        canvas.text_upwards(y, (self.frame.x - distance.max(widest + 8.0), center), NORMAL);
    }

    /// Writes a title above the frame.
    pub fn title(&self, canvas: &mut Canvas, title: &str) {
        self.write_above(canvas, title, 5.0);
    }

    /// Writes a title above the frame and the legend over it.
    pub fn title_over_legend(&self, canvas: &mut Canvas, title: &str) {
        self.write_above(canvas, title, 5.0 + LINE);
    }

    fn write_above(&self, canvas: &mut Canvas, title: &str, distance: f64) {
        let middle = self.frame.x + self.frame.width / 2.0;
        canvas.text(title, (middle, self.frame.y - distance), NORMAL, Anchor::Middle);
    }

    /// Writes a legend in one line above the frame, where it covers no data.
    pub fn legend(&self, canvas: &mut Canvas, entries: &[LegendEntry]) {
        const SWATCH: f64 = 11.0;
        const SPACE: f64 = 3.0;
        const GAP: f64 = 9.0;
        let width = |entry: &LegendEntry| SWATCH + SPACE + Canvas::text_width(&entry.label, SMALL);
        let total = entries.iter().map(width).sum::<f64>() + GAP * entries.len().saturating_sub(1) as f64;
        let mut left = self.frame.x + (self.frame.width - total) / 2.0;
        let y = self.frame.y - 7.0;
        for entry in entries {
            let points = vec![(left, y), (left + SWATCH, y)];
            let (color, opacity) = (entry.color, 1.0);
            match entry.mark {
                Mark::Line => {
                    canvas.shapes.push(Shape::Line { points, color, width: 1.5, opacity, dashes: Vec::new() });
                }
                Mark::Dashed => {
                    canvas.shapes.push(Shape::Line { points, color, width: 1.0, opacity, dashes: DASHES.into() });
                }
                Mark::Band => {
                    let points = Frame::new(left, y - 2.5, SWATCH, 5.0).corners();
                    canvas.shapes.push(Shape::Area { points, color, opacity: 2.0 * BAND });
                }
                Mark::Block => canvas.rectangle(Frame::new(left + 2.0, y - 3.5, 7.0, 7.0), color),
                Mark::Disc => {
                    let x = left + SWATCH / 2.0;
                    canvas.shapes.push(Shape::Disc { center: (x, y), radius: RADIUS, color });
                    error_bar(canvas, x, y + 3.5, y - 3.5, END);
                }
            }
            canvas.text(&entry.label, (left + SWATCH + SPACE, y + SMALL * 0.36), SMALL, Anchor::Start);
            left += width(entry) + GAP;
        }
    }
}

/// # Data
impl Axes {
    /// Draws a line through `points`, leaving out those that the scales cannot show; a disc where only one is left.
    pub fn line(&self, canvas: &mut Canvas, points: impl IntoIterator<Item = Point>, color: Color, opacity: f64) {
        let points = self.visible(points);
        if let [center] = points[..] {
            canvas.shapes.push(Shape::Disc { center, radius: RADIUS, color });
        }
        canvas.shapes.push(Shape::Line { points, color, width: 1.1, opacity, dashes: Vec::new() });
    }

    /// Draws a dashed line through `points`, leaving out those that the scales cannot show.
    pub fn dashed_line(&self, canvas: &mut Canvas, points: impl IntoIterator<Item = Point>, color: Color) {
        let points = self.visible(points);
        canvas.shapes.push(Shape::Line { points, color, width: 0.9, opacity: 1.0, dashes: DASHES.into() });
    }

    /// Fills the region between two lines over the same x: points are (x, lower, upper); an upright line where there is one.
    pub fn band(&self, canvas: &mut Canvas, points: &[(f64, f64, f64)], color: Color) {
        let upper = points.iter().map(|&(x, _, upper)| (x, upper));
        let lower = points.iter().rev().map(|&(x, lower, _)| (x, lower));
        let points = self.visible(upper.chain(lower));
        canvas.shapes.push(match points.len() {
            2 => Shape::Line { points, color, width: 2.2, opacity: 2.0 * BAND, dashes: Vec::new() },
            _ => Shape::Area { points, color, opacity: BAND },
        });
    }

    /// Draws a disc at each of `points` that the scales can show.
    pub fn discs(&self, canvas: &mut Canvas, points: impl IntoIterator<Item = Point>, color: Color) {
        for center in self.visible(points) {
            canvas.shapes.push(Shape::Disc { center, radius: RADIUS, color });
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

    /// Draws a vertical line from `low` to `high` with short ends, which reach from `x` to at most `x + most`: the standard
    /// error of a bar or disc.
    pub fn error_bar(&self, canvas: &mut Canvas, x: f64, low: f64, high: f64, most: f64) {
        let ((center, bottom), (end, top)) = (self.place(x, low), self.place(x + most, high));
        if bottom.is_finite() && top.is_finite() {
            error_bar(canvas, center, bottom, top, END.min(end - center));
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

/// A vertical line with ends of the given half length.
fn error_bar(canvas: &mut Canvas, x: f64, bottom: f64, top: f64, end: f64) {
    canvas.line(vec![(x, bottom), (x, top)], INK, 0.6);
    canvas.line(vec![(x - end, bottom), (x + end, bottom)], INK, 0.6);
    canvas.line(vec![(x - end, top), (x + end, top)], INK, 0.6);
}
