//! The font of the figures, bundled so that no system font is needed.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, OutlineCurve, Point};
use tiny_skia::{Path, PathBuilder};

static FONT: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    FontRef::try_from_slice(include_bytes!("../../../assets/fonts/DejaVuSans.ttf")).expect("the bundled font is valid")
});

/// The width of `text` at a font size of 1 (one em).
#[must_use]
pub(super) fn width(text: &str) -> f64 {
    glyphs(text).last().map_or(0.0, |glyph| glyph.end)
}

/// The outline of `text` at font size `size`, starting at `x` on the baseline `y`; y grows downwards. `None` when
/// nothing would be visible.
pub(super) fn outline(text: &str, x: f64, y: f64, size: f64) -> Option<Path> {
    let mut path = PathBuilder::new();
    let em = f64::from(FONT.units_per_em().unwrap_or(1000.0));
    for glyph in glyphs(text) {
        let Some(outline) = FONT.outline(glyph.id) else { continue };
        let place = |p: Point| {
            let along = x + size * (glyph.start + f64::from(p.x) / em);
            (along as f32, (y - size * f64::from(p.y) / em) as f32)
        };
        let mut pen = None;
        for curve in outline.curves {
            let (start, end) = match curve {
                OutlineCurve::Line(start, end)
                | OutlineCurve::Quad(start, _, end)
                | OutlineCurve::Cubic(start, .., end) => (start, end),
            };
            if pen != Some(start) {
                let (x, y) = place(start);
                path.move_to(x, y);
            }
            let (x, y) = place(end);
            match curve {
                OutlineCurve::Line(..) => path.line_to(x, y),
                OutlineCurve::Quad(_, control, _) => {
                    let (x1, y1) = place(control);
                    path.quad_to(x1, y1, x, y);
                }
                OutlineCurve::Cubic(_, first, second, _) => {
                    let ((x1, y1), (x2, y2)) = (place(first), place(second));
                    path.cubic_to(x1, y1, x2, y2, x, y);
                }
            }
            pen = Some(end);
        }
    }
    path.finish()
}

/// A glyph of a line of text, with the positions of its pen in em.
struct PlacedGlyph {
    id: ab_glyph::GlyphId,
    start: f64,
    end: f64,
}

fn glyphs(text: &str) -> impl Iterator<Item = PlacedGlyph> + '_ {
    let em = FONT.units_per_em().unwrap_or(1000.0);
    let (mut pen, mut previous) = (0.0, None);
    text.chars().map(move |c| {
        let id = FONT.glyph_id(c);
        if let Some(previous) = previous.replace(id) {
            pen += f64::from(FONT.kern_unscaled(previous, id) / em);
        }
        let start = pen;
        pen += f64::from(FONT.h_advance_unscaled(id) / em);
        PlacedGlyph { id, start, end: pen }
    })
}
