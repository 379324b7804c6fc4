//! A drawing as pixels.

use tiny_skia::{FillRule, LineJoin, Paint, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform};

use super::canvas::{Canvas, Point, Shape, Text};
use super::color::Color;
use super::font;
use crate::{Error, Result};

/// The drawing as a PNG file with `resolution` pixels per inch, which the file states.
///
/// # Errors
/// When the picture would have no pixels, or more than 2²⁸.
pub fn to_png(canvas: &Canvas, resolution: f64) -> Result<Vec<u8>> {
    let scale = resolution / 72.0;
    let (width, height) = ((canvas.width * scale).round(), (canvas.height * scale).round());
    if !(width >= 1.0 && height >= 1.0 && width * height <= f64::from(1 << 28)) {
        return Err(Error::argument(format!("a picture of {width} × {height} pixels; 1 to 2²⁸ pixels are possible")));
    }
    let mut pixmap = Pixmap::new(width as u32, height as u32).expect("the size was checked");
    pixmap.fill(tiny_skia::Color::WHITE);
    let mut painter = Painter { pixmap, transform: Transform::from_scale(scale as f32, scale as f32) };
    for shape in &canvas.shapes {
        painter.draw(shape);
    }
    let file = painter.pixmap.encode_png();
    let file = file.map_err(|error| Error::argument(format!("the picture could not be encoded: {error}")))?;
    Ok(with_resolution(file, resolution))
}

/// The file with a `pHYs` chunk, which tells LaTeX and others how large the picture is, behind the header.
fn with_resolution(mut file: Vec<u8>, resolution: f64) -> Vec<u8> {
    // The signature (8 bytes), and the chunk IHDR: length and name (8), content (13), checksum (4).
    const HEADER: usize = 8 + 8 + 13 + 4;
    let per_meter = ((resolution / 0.0254).round() as u32).to_be_bytes();
    let named: Vec<u8> = [b"pHYs", &per_meter[..], &per_meter[..], &[1]].concat();
    let chunk = [&9u32.to_be_bytes()[..], &named, &checksum(&named).to_be_bytes()].concat();
    file.splice(HEADER..HEADER, chunk);
    file
}

/// CRC-32 as PNG has it (ISO 3309).
fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), |crc, _| step(crc)))
}

struct Painter {
    pixmap: Pixmap,
    transform: Transform,
}

impl Painter {
    fn draw(&mut self, shape: &Shape) {
        match shape {
            Shape::Line { points, color, width, opacity, dashes } => {
                let Some(path) = polyline(points, false) else { return };
                let stroke = Stroke {
                    width: *width as f32,
                    line_join: LineJoin::Round,
                    dash: StrokeDash::new(dashes.iter().map(|&length| length as f32).collect(), 0.0),
                    ..Stroke::default()
                };
                self.pixmap.stroke_path(&path, &paint(*color, *opacity), &stroke, self.transform, None);
            }
            Shape::Area { points, color, opacity } => {
                if let Some(path) = polyline(points, true) {
                    self.fill(&path, *color, *opacity, self.transform);
                }
            }
            Shape::Disc { center, radius, color } => {
                if let Some(path) = PathBuilder::from_circle(center.0 as f32, center.1 as f32, *radius as f32) {
                    self.fill(&path, *color, 1.0, self.transform);
                }
            }
            Shape::Text(text) => self.text(text),
            Shape::Cells { frame, columns, colors } => {
                let (columns, rows) = (*columns, colors.len().checked_div(*columns).unwrap_or(0));
                let (width, height) = (frame.width / columns as f64, frame.height / rows as f64);
                for (at, color) in colors.iter().enumerate() {
                    let (x, y) = (frame.x + (at % columns) as f64 * width, frame.y + (at / columns) as f64 * height);
                    if let Some(cell) = Rect::from_xywh(x as f32, y as f32, width as f32, height as f32) {
                        // Without smoothing, neighbouring cells share their edge and leave no seam.
                        let paint = Paint { anti_alias: false, ..paint(*color, 1.0) };
                        self.pixmap.fill_rect(cell, &paint, self.transform, None);
                    }
                }
            }
        }
    }

    fn fill(&mut self, path: &tiny_skia::Path, color: Color, opacity: f64, transform: Transform) {
        self.pixmap.fill_path(path, &paint(color, opacity), FillRule::Winding, transform, None);
    }

    fn text(&mut self, text: &Text) {
        let start = text.start();
        let turn = if text.upwards { Transform::from_rotate(-90.0) } else { Transform::identity() };
        let (x, y) = text.position;
        let place = self.transform.pre_translate(x as f32, y as f32).pre_concat(turn).pre_translate(start as f32, 0.0);
        if let Some(path) = font::outline(&text.content, text.size) {
            self.fill(&path, text.color, 1.0, place);
        }
    }
}

fn paint(color: Color, opacity: f64) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(color.red, color.green, color.blue, (255.0 * opacity).round() as u8);
    paint
}

fn polyline(points: &[Point], closed: bool) -> Option<tiny_skia::Path> {
    let mut path = PathBuilder::new();
    for (at, &(x, y)) in points.iter().enumerate() {
        if at == 0 { path.move_to(x as f32, y as f32) } else { path.line_to(x as f32, y as f32) }
    }
    if closed {
        path.close();
    }
    path.finish()
}
