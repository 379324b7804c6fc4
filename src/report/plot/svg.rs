//! A drawing as SVG.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tiny_skia::{Path, PathSegment};

use super::canvas::{Canvas, Frame, Point, Shape, Text};
use super::color::Color;
use super::font;

/// The drawing as an SVG document with its size in points.
///
/// Texts are outlines, so that every viewer shows them as they were laid out, and carry what they say as `aria-label`;
/// cells are rectangles, so that no viewer smooths them.
#[must_use]
pub fn to_svg(canvas: &Canvas) -> String {
    let (width, height) = (number(canvas.width), number(canvas.height));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" viewBox=\"0 0 {width} {height}\" \
         role=\"graphics-document document\">\n<title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
        escape(&canvas.description)
    );
    for shape in &canvas.shapes {
        write_shape(&mut svg, shape);
    }
    svg.push_str("</svg>\n");
    svg
}

fn write_shape(svg: &mut String, shape: &Shape) {
    match shape {
        Shape::Line { points, color, width, opacity, dashes } => {
            let dashes: Vec<String> = dashes.iter().map(|&length| number(length)).collect();
            let dashes =
                if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{}\"", dashes.join(" ")) };
            add(
                svg,
                format_args!(
                    "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{dashes}{}/>\n",
                    corners(points),
                    color.hex(),
                    number(*width),
                    transparency("stroke", *opacity)
                ),
            );
        }
        Shape::Area { points, color, opacity } => add(
            svg,
            format_args!(
                "<polygon points=\"{}\" fill=\"{}\"{}/>\n",
                corners(points),
                color.hex(),
                transparency("fill", *opacity)
            ),
        ),
        Shape::Disc { center: (x, y), radius, color } => add(
            svg,
            format_args!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"/>\n",
                number(*x),
                number(*y),
                number(*radius),
                color.hex()
            ),
        ),
        Shape::Text(text) => write_text(svg, text),
        Shape::Cells { frame, columns, colors } => write_cells(svg, *frame, *columns, colors),
    }
}

fn write_text(svg: &mut String, text: &Text) {
    let Some(outline) = font::outline(&text.content, 1.0) else { return };
    let start = text.start();
    let (x, y) = text.position;
    let (x, y, turn) = if text.upwards { (x, y - start, " rotate(-90)") } else { (x + start, y, "") };
    add(
        svg,
        format_args!(
            "<path role=\"img\" aria-label=\"{}\" fill=\"{}\" transform=\"translate({} {}){turn} scale({})\" d=\"{}\"/>\n",
            escape(&font::plain(&text.content)),
            text.color.hex(),
            number(x),
            number(y),
            text.size / OUTLINE_UNITS,
            commands(&outline)
        ),
    );
}

/// Outlines are written in whole multiples of an em divided by this.
const OUTLINE_UNITS: f64 = 1000.0;

/// The drawing commands of an outline.
fn commands(outline: &Path) -> String {
    let unit = |x: f32| (f64::from(x) * OUTLINE_UNITS).round() as i64;
    let mut data = String::new();
    for segment in outline.segments() {
        let (command, points) = match segment {
            PathSegment::MoveTo(to) => ('M', vec![to]),
            PathSegment::LineTo(to) => ('L', vec![to]),
            PathSegment::QuadTo(control, to) => ('Q', vec![control, to]),
            PathSegment::CubicTo(first, second, to) => ('C', vec![first, second, to]),
            PathSegment::Close => ('Z', Vec::new()),
        };
        data.push(command);
        let points: Vec<String> = points.iter().map(|point| format!("{} {}", unit(point.x), unit(point.y))).collect();
        data.push_str(&points.join(" "));
    }
    data
}

/// One path per colour, of a rectangle for every run of cells in a row.
fn write_cells(svg: &mut String, frame: Frame, columns: usize, colors: &[Color]) {
    let rows = colors.len().checked_div(columns).unwrap_or(0);
    if rows == 0 {
        return;
    }
    let mut paths: BTreeMap<String, String> = BTreeMap::new();
    for (row, cells) in colors.chunks(columns).enumerate() {
        let mut column = 0;
        for run in cells.chunk_by(|left, right| left == right) {
            let length = run.len();
            let path = paths.entry(run[0].hex()).or_default();
            add(path, format_args!("M{column} {row}h{length}v1h-{length}z"));
            column += length;
        }
    }
    add(
        svg,
        format_args!(
            "<g shape-rendering=\"crispEdges\" transform=\"translate({} {}) scale({} {})\">\n",
            number(frame.x),
            number(frame.y),
            frame.width / columns as f64,
            frame.height / rows as f64
        ),
    );
    for (color, path) in paths {
        add(svg, format_args!("<path fill=\"{color}\" d=\"{path}\"/>\n"));
    }
    svg.push_str("</g>\n");
}

fn add(svg: &mut String, arguments: std::fmt::Arguments<'_>) {
    svg.write_fmt(arguments).expect("writing to a String does not fail");
}

fn corners(points: &[Point]) -> String {
    let corners: Vec<String> = points.iter().map(|&(x, y)| format!("{},{}", number(x), number(y))).collect();
    corners.join(" ")
}

fn transparency(of: &str, opacity: f64) -> String {
    if opacity < 1.0 { format!(" {of}-opacity=\"{}\"", number(opacity)) } else { String::new() }
}

/// A number to 1/100 point, without trailing zeros.
fn number(x: f64) -> String {
    let text = format!("{x:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Text as it may stand between tags and in attributes of XML and HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() && !c.is_whitespace() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
