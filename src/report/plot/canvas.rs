//! A drawing as a list of shapes, in points (1/72 inch), y downwards. Drawn once, written as SVG, as PDF and as PNG.

use super::color::{Color, INK};
use super::font;
use crate::named::named;

/// A point of the drawing.
pub type Point = (f64, f64);

/// A rectangle of the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Frame {
    /// The rectangle with the given upper left corner and size.
    #[must_use]
    pub fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Frame { x, y, width, height }
    }

    /// The right edge.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The lower edge.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The corners, from the upper left one clockwise.
    #[must_use]
    pub fn corners(&self) -> Vec<Point> {
        let Frame { x, y, .. } = *self;
        vec![(x, y), (self.right(), y), (self.right(), self.bottom()), (x, self.bottom())]
    }
}

/// Which end of a text its position fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The position is the start of the text.
    Start,
    /// The position is the middle of the text.
    Middle,
    /// The position is the end of the text.
    End,
}

/// A line of text; `position` is on its baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// What is written; `_{…}` is a subscript, `^{…}` a superscript.
    pub content: String,
    /// Where, on the baseline.
    pub position: Point,
    /// Font size in points.
    pub size: f64,
    /// Colour.
    pub color: Color,
    /// What of the text is at `position`.
    pub anchor: Anchor,
    /// Whether it runs upwards, turned by 90° about `position`.
    pub upwards: bool,
}

impl Text {
    /// Where the line starts, along its direction from `position`.
    pub(super) fn start(&self) -> f64 {
        let width = Canvas::text_width(&self.content, self.size);
        match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => -width / 2.0,
            Anchor::End => -width,
        }
    }
}

/// What a drawing is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A polyline.
    Line {
        /// Its corners.
        points: Vec<Point>,
        /// Its colour.
        color: Color,
        /// Its width in points.
        width: f64,
        /// The opacity, in (0, 1].
        opacity: f64,
        /// The lengths of dashes and gaps in points; solid when empty.
        dashes: Vec<f64>,
    },
    /// A filled polygon.
    Area {
        /// Its corners.
        points: Vec<Point>,
        /// Its colour.
        color: Color,
        /// The opacity, in (0, 1].
        opacity: f64,
    },
    /// A filled disc.
    Disc {
        /// Its centre.
        center: Point,
        /// Its radius in points.
        radius: f64,
        /// Its colour.
        color: Color,
    },
    /// A text.
    Text(Text),
    /// A rectangle divided into equal cells of one colour each.
    Cells {
        /// The rectangle.
        frame: Frame,
        /// The number of columns.
        columns: usize,
        /// The colours, row by row from the top; their number is a multiple of `columns`.
        colors: Vec<Color>,
    },
}

/// A drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Canvas {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// What the drawing shows, for readers who cannot see it.
    pub description: String,
    /// The shapes, the first one at the back.
    pub shapes: Vec<Shape>,
}

named! {
    /// How wide a figure is made, so that it is set in a paper without being scaled.
    pub enum Width {
        /// The text of a page: 7 inches
        Page,
        /// A column of a two-column paper: 3.3 inches
        Column,
    }
}

impl Width {
    /// The width in points.
    #[must_use]
    pub fn points(self) -> f64 {
        match self {
            Width::Column => 3.3 * 72.0,
            Width::Page => 7.0 * 72.0,
        }
    }
}

impl Canvas {
    /// An empty drawing of the given size in points.
    #[must_use]
    pub fn new(width: f64, height: f64, description: impl Into<String>) -> Self {
        Canvas { width, height, description: description.into(), shapes: Vec::new() }
    }

    /// Adds a solid polyline.
    pub fn line(&mut self, points: Vec<Point>, color: Color, width: f64) {
        self.shapes.push(Shape::Line { points, color, width, opacity: 1.0, dashes: Vec::new() });
    }

    /// Adds a filled rectangle.
    pub fn rectangle(&mut self, frame: Frame, color: Color) {
        self.shapes.push(Shape::Area { points: frame.corners(), color, opacity: 1.0 });
    }

    /// Adds a text.
    pub fn text(&mut self, content: impl Into<String>, position: Point, size: f64, anchor: Anchor) {
        let content = content.into();
        self.shapes.push(Shape::Text(Text { content, position, size, color: INK, anchor, upwards: false }));
    }

    /// Adds a text that runs upwards, centred on `position`.
    pub fn text_upwards(&mut self, content: impl Into<String>, position: Point, size: f64) {
        let (content, anchor) = (content.into(), Anchor::Middle);
        self.shapes.push(Shape::Text(Text { content, position, size, color: INK, anchor, upwards: true }));
    }

    /// The width of `text` in points.
    #[must_use]
    pub fn text_width(text: &str, size: f64) -> f64 {
        size * font::width(text)
    }
}
