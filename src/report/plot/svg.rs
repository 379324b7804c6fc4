//! A drawing as SVG.

use std::fmt::Write as _;

use super::canvas::{Anchor, Canvas, Point, Shape, Text};
use super::{font, png};
use crate::Result;

/// The drawing as an SVG document with its size in points.
///
/// Texts stay texts, in the viewer's sans-serif font when it does not have the font of the layout; cells are embedded as
/// one small image.
///
/// # Errors
/// When a block of cells is too large for an image.
pub fn to_svg(canvas: &Canvas) -> Result<String> {
    let (width, height) = (number(canvas.width), number(canvas.height));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" font-family=\"DejaVu Sans, Verdana, sans-serif\">\n<title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
        escape(&canvas.description)
    );
    for shape in &canvas.shapes {
        write_shape(&mut svg, shape)?;
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn write_shape(svg: &mut String, shape: &Shape) -> Result<()> {
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
        Shape::Cells { frame, columns, colors } => add(
            svg,
            format_args!(
                "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
                 style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{}\"/>\n",
                number(frame.x),
                number(frame.y),
                number(frame.width),
                number(frame.height),
                base64(&png::cells_to_png(*columns, colors)?)
            ),
        ),
    }
    Ok(())
}

fn write_text(svg: &mut String, text: &Text) {
    let (x, y) = (number(text.position.0), number(text.position.1));
    let anchor = match text.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let turn = if text.upwards { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
    add(
        svg,
        format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" text-anchor=\"{anchor}\" fill=\"{}\"{turn}>{}</text>\n",
            number(text.size),
            text.color.hex(),
            runs_of(text)
        ),
    );
}

/// The content of a text, with subscripts and superscripts as shifted spans.
fn runs_of(text: &Text) -> String {
    let (mut content, mut height) = (String::new(), 0.0);
    for run in font::runs(&text.content) {
        let shift = text.size * (height - run.rise);
        height = run.rise;
        if shift == 0.0 {
            content.push_str(&escape(run.content));
        } else {
            let (shift, size) = (number(shift), number(text.size * run.size));
            add(
                &mut content,
                format_args!("<tspan dy=\"{shift}\" font-size=\"{size}\">{}</tspan>", escape(run.content)),
            );
        }
    }
    content
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

/// Bytes in base 64 (RFC 4648, with padding).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, &byte| (bits << 8) | u32::from(byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}
