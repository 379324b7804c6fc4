//! A drawing as PDF.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use tiny_skia::{Path, PathSegment};

use super::canvas::{Canvas, Frame, Point, Shape, Text};
use super::color::Color;
use super::font;
use crate::{Error, Result};

/// The drawing as a PDF document of one page of its size. Texts are outlines, so that no reader needs a font.
///
/// # Errors
/// When its content cannot be compressed.
pub fn to_pdf(canvas: &Canvas) -> Result<Vec<u8>> {
    let mut page = Page::default();
    page.command(format_args!("1 0 0 -1 0 {} cm", number(canvas.height)));
    for shape in &canvas.shapes {
        page.draw(shape);
    }
    let content = compressed(page.content.as_bytes())?;
    let size = format!("0 0 {} {}", number(canvas.width), number(canvas.height));
    let resources = page.resources();
    Ok(document(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [{size}] /Contents 4 0 R /Resources {resources} >>")
            .into_bytes(),
        stream(&content),
        format!("<< /Title <{}> /Producer (cogring) >>", utf16(&canvas.description)).into_bytes(),
    ]))
}

/// The file that holds `objects`, of which the first is the catalogue and the last tells what the document is.
fn document(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend(format!("{} 0 obj\n", at + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let (size, start) = (objects.len() + 1, file.len());
    let end = format!("<< /Size {size} /Root 1 0 R /Info {} 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len());
    file.extend(format!("xref\n0 {size}\n{table}trailer\n{end}").bytes());
    file
}

fn stream(content: &[u8]) -> Vec<u8> {
    let head = format!("<< /Length {} /Filter /FlateDecode >>\nstream\n", content.len());
    [head.as_bytes(), content, b"\nendstream"].concat()
}

fn compressed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_err(|error| Error::io("the drawing cannot be compressed", error))
}

fn utf16(text: &str) -> String {
    std::iter::once(0xfeff).chain(text.encode_utf16()).map(|unit| format!("{unit:04X}")).collect()
}

/// What is drawn, and the opacities that it uses.
#[derive(Default)]
struct Page {
    content: String,
    opacities: Vec<String>,
}

impl Page {
    fn resources(&self) -> String {
        let states = self.opacities.iter().enumerate();
        let states = states.map(|(at, opacity)| format!("/G{at} << /ca {opacity} /CA {opacity} >>"));
        format!("<< /ExtGState << {} >> >>", states.collect::<Vec<_>>().join(" "))
    }

    fn command(&mut self, command: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.content, "{command}");
    }

    /// Draws with the graphics state of its own that `draw` sets.
    fn apart(&mut self, opacity: f64, draw: impl FnOnce(&mut Self)) {
        let opacity = number(opacity);
        let at = self.opacities.iter().position(|other| *other == opacity).unwrap_or_else(|| {
            self.opacities.push(opacity);
            self.opacities.len() - 1
        });
        self.command(format_args!("q /G{at} gs"));
        draw(self);
        self.command(format_args!("Q"));
    }

    fn draw(&mut self, shape: &Shape) {
        match shape {
            Shape::Line { points, color, width, opacity, dashes } => self.apart(*opacity, |page| {
                let dashes: Vec<String> = dashes.iter().map(|&length| number(length)).collect();
                page.command(format_args!("{} RG {} w 1 j [{}] 0 d", rgb(*color), number(*width), dashes.join(" ")));
                page.corners(points);
                page.command(format_args!("S"));
            }),
            Shape::Area { points, color, opacity } => self.apart(*opacity, |page| {
                page.command(format_args!("{} rg", rgb(*color)));
                page.corners(points);
                page.command(format_args!("h f"));
            }),
            Shape::Disc { center, radius, color } => self.apart(1.0, |page| {
                page.command(format_args!("{} rg", rgb(*color)));
                page.circle(*center, *radius);
                page.command(format_args!("f"));
            }),
            Shape::Text(text) => self.apart(1.0, |page| page.text(text)),
            Shape::Cells { frame, columns, colors } => self.apart(1.0, |page| page.cells(*frame, *columns, colors)),
        }
    }

    fn corners(&mut self, points: &[Point]) {
        for (at, &(x, y)) in points.iter().enumerate() {
            self.command(format_args!("{} {} {}", number(x), number(y), if at == 0 { "m" } else { "l" }));
        }
    }

    /// Four Bézier curves, the usual approximation of a circle.
    fn circle(&mut self, (x, y): Point, radius: f64) {
        const HANDLE: f64 = 0.552_284_75;
        let at = |(along, up): (f64, f64)| format!("{} {}", number(x + radius * along), number(y + radius * up));
        self.command(format_args!("{} m", at((1.0, 0.0))));
        for (cos, sin) in [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)] {
            let first = at((cos - HANDLE * sin, sin + HANDLE * cos));
            let second = at((-sin + HANDLE * cos, cos + HANDLE * sin));
            self.command(format_args!("{first} {second} {} c", at((-sin, cos))));
        }
    }

    fn text(&mut self, text: &Text) {
        let Some(outline) = font::outline(&text.content, text.size) else { return };
        let (start, (x, y)) = (text.start(), text.position);
        let turned = if text.upwards { "0 -1 1 0" } else { "1 0 0 1" };
        let (x, y) = if text.upwards { (x, y - start) } else { (x + start, y) };
        self.command(format_args!("{turned} {} {} cm {} rg", number(x), number(y), rgb(text.color)));
        self.outline(&outline);
        self.command(format_args!("f"));
    }

    fn outline(&mut self, outline: &Path) {
        let mut pen = (0.0, 0.0);
        let point = |point: tiny_skia::Point| (f64::from(point.x), f64::from(point.y));
        let written = |(x, y): Point| format!("{x:.3} {y:.3}");
        for segment in outline.segments() {
            match segment {
                PathSegment::MoveTo(to) => self.command(format_args!("{} m", written(point(to)))),
                PathSegment::LineTo(to) => self.command(format_args!("{} l", written(point(to)))),
                PathSegment::QuadTo(control, to) => {
                    // The cubic curve that is the quadratic one: its handles lie two thirds of the way to the control.
                    let (control, to) = (point(control), point(to));
                    let handle =
                        |from: Point| (from.0 + (control.0 - from.0) / 1.5, from.1 + (control.1 - from.1) / 1.5);
                    let handles = [written(handle(pen)), written(handle(to))];
                    self.command(format_args!("{} {} c", handles.join(" "), written(to)));
                }
                PathSegment::CubicTo(first, second, to) => {
                    let points = [first, second, to].map(|at| written(point(at)));
                    self.command(format_args!("{} c", points.join(" ")));
                }
                PathSegment::Close => self.command(format_args!("h")),
            }
            pen = match segment {
                PathSegment::MoveTo(to)
                | PathSegment::LineTo(to)
                | PathSegment::QuadTo(_, to)
                | PathSegment::CubicTo(.., to) => point(to),
                PathSegment::Close => pen,
            };
        }
    }

    /// A rectangle for every run of cells in a row. Each reaches a little under its right and lower neighbours, which are
    /// drawn over it, so that no viewer shows a seam.
    fn cells(&mut self, frame: Frame, columns: usize, colors: &[Color]) {
        const UNDER: f64 = 0.1;
        let rows = colors.len().checked_div(columns).unwrap_or(0);
        let (across, down) = (frame.width / columns as f64, frame.height / rows as f64);
        let outer = [frame.x, frame.y, frame.width, frame.height].map(number);
        self.command(format_args!("{} re W n", outer.join(" ")));
        for (row, cells) in colors.chunks(columns.max(1)).enumerate() {
            let mut column = 0;
            for run in cells.chunk_by(|left, right| left == right) {
                let (x, y) = (frame.x + column as f64 * across, frame.y + row as f64 * down);
                let sizes = [x, y, run.len() as f64 * across + UNDER, down + UNDER].map(number);
                self.command(format_args!("{} rg {} re f", rgb(run[0]), sizes.join(" ")));
                column += run.len();
            }
        }
    }
}

fn rgb(color: Color) -> String {
    [color.red, color.green, color.blue].map(|part| number(f64::from(part) / 255.0)).join(" ")
}

/// A number to a thousandth, without trailing zeros.
fn number(x: f64) -> String {
    let text = format!("{x:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
