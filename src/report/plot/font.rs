//! The font of the figures, bundled so that no system font is needed, and lines of text set in it.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, OutlineCurve, Point};
use tiny_skia::{Path, PathBuilder};

static FONT: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    FontRef::try_from_slice(include_bytes!("../../../assets/fonts/DejaVuSans.ttf")).expect("the bundled font is valid")
});

/// A piece of a line of text in one size and height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Run<'a> {
    pub content: &'a str,
    /// Font size, in that of the line.
    pub size: f64,
    /// How far the baseline is above that of the line, in font sizes of the line.
    pub rise: f64,
}

/// Takes a line of text apart: `_{…}` is a subscript, `^{…}` a superscript.
pub(super) fn runs(text: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut rest = text;
    loop {
        let next = rest.find("_{").into_iter().chain(rest.find("^{")).min();
        let script = next.and_then(|at| Some((at, at + rest[at..].find('}')?)));
        let Some((start, end)) = script else { break };
        let rise = if rest[start..].starts_with('_') { -0.22 } else { 0.36 };
        runs.push(Run { content: &rest[..start], size: 1.0, rise: 0.0 });
        runs.push(Run { content: &rest[start + 2..end], size: 0.76, rise });
        rest = &rest[end + 1..];
    }
    runs.push(Run { content: rest, size: 1.0, rise: 0.0 });
    runs.retain(|run| !run.content.is_empty());
    runs
}

/// A line of text without its marks for subscripts and superscripts.
pub(super) fn plain(text: &str) -> String {
    runs(text).iter().map(|run| run.content).collect()
}

/// The width of a line of text at a font size of 1 (one em).
pub(super) fn width(text: &str) -> f64 {
    runs(text).iter().map(|run| run.size * run_width(run.content)).sum()
}

/// The outline of a line of text at font size `size`, starting at (0, 0) on the baseline; y grows downwards. `None` when
/// nothing would be visible.
pub(super) fn outline(text: &str, size: f64) -> Option<Path> {
    let (mut path, mut x) = (PathBuilder::new(), 0.0);
    for run in runs(text) {
        add_outline(&mut path, run.content, x, -size * run.rise, size * run.size);
        x += size * run.size * run_width(run.content);
    }
    path.finish()
}

fn run_width(content: &str) -> f64 {
    glyphs(content).last().map_or(0.0, |glyph| glyph.end)
}

fn add_outline(path: &mut PathBuilder, content: &str, x: f64, y: f64, size: f64) {
    let em = f64::from(FONT.units_per_em().unwrap_or(1000.0));
    for glyph in glyphs(content) {
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
