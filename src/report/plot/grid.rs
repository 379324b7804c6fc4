//! Panels of equal size in rows and columns.

use super::canvas::{Canvas, Frame, Width};

/// The space around panels and between them, in points.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spacing {
    /// Left of the first column.
    pub left: f64,
    /// Right of the last column.
    pub right: f64,
    /// Above the first row.
    pub top: f64,
    /// Below the last row.
    pub bottom: f64,
    /// Between columns.
    pub between_columns: f64,
    /// Between rows.
    pub between_rows: f64,
}

/// The height of the text of a page with room for a caption: 8.5 inches.
const PAGE_HEIGHT: f64 = 8.5 * 72.0;
/// Panels are not made lower than this.
const LEAST_HEIGHT: f64 = 18.0;

/// Where panels lie, and the size of the drawing that holds them.
#[derive(Debug, Clone, Copy)]
pub struct Grid {
    columns: usize,
    rows: usize,
    width: f64,
    panel: (f64, f64),
    spacing: Spacing,
}

impl Grid {
    /// At least one panel of the given height, in rows of `columns` that fill a drawing of `width`; lower where the drawing
    /// would not fit on a page.
    #[must_use]
    pub fn new(panels: usize, columns: usize, width: Width, height: f64, spacing: Spacing) -> Self {
        let (columns, width) = (columns.max(1), width.points());
        let room = width - spacing.left - spacing.right - spacing.between_columns * (columns - 1) as f64;
        let rows = panels.div_ceil(columns).max(1);
        let between = spacing.between_rows * (rows - 1) as f64;
        let most = (PAGE_HEIGHT - spacing.top - spacing.bottom - between) / rows as f64;
        let panel = (room / columns as f64, height.min(most.max(LEAST_HEIGHT)));
        Grid { columns, rows, width, panel, spacing }
    }

    /// Panels in so many columns and rows on a page, and one below the other in a column of it.
    #[must_use]
    pub fn side_by_side([columns, rows]: [usize; 2], width: Width, height: f64, spacing: Spacing) -> Self {
        Grid::new(columns * rows, if width == Width::Page { columns } else { 1 }, width, height, spacing)
    }

    /// The drawing that holds the panels.
    #[must_use]
    pub fn canvas(&self, description: &str) -> Canvas {
        let panels = self.frame(self.columns * self.rows - 1).bottom();
        Canvas::new(self.width, panels + self.spacing.bottom, description)
    }

    /// The frame of a panel, counted row by row.
    #[must_use]
    pub fn frame(&self, at: usize) -> Frame {
        let (row, column) = ((at / self.columns) as f64, (at % self.columns) as f64);
        let (width, height) = self.panel;
        let Spacing { left, top, between_columns, between_rows, .. } = self.spacing;
        Frame::new(left + column * (width + between_columns), top + row * (height + between_rows), width, height)
    }
}
