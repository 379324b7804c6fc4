//! What figures are drawn with: a list of shapes, scales and panels, and writers to SVG, PDF and PNG.

mod axes;
mod canvas;
mod color;
mod font;
mod grid;
mod heatmap;
mod pdf;
mod png;
mod scale;
mod svg;

pub use axes::{Axes, LegendEntry, Mark, NORMAL, SMALL};
pub use canvas::{Anchor, Canvas, Frame, Point, Shape, Text, Width};
pub use color::{BLUE, Color, GREEN, GRID, INK, MUTED, PALETTE, SKY, VERMILLION, magnitude};
pub use grid::{Grid, Spacing};
pub use heatmap::{color_bar, heatmap};
pub use pdf::to_pdf;
pub use png::to_png;
pub use scale::{Scale, Tick, short};
pub use svg::{escape, to_svg};
