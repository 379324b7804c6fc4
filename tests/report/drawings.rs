//! Drawings: what figures say is there, legible, and not covered by anything else.

use std::path::Path;

use cogring::dynamics::{PotentialTrajectory, frequency_maps};
use cogring::experiment::{
    Curve, CurveClass, Evolution, OrderPanel, decoupling, factored, find_sources, order_panels, parameter_panels,
};
use cogring::factor::{Decomposition, MeanAndError, Method, order_histogram};
use cogring::format::{ReadOptions, read_network};
use cogring::network::Liveness;
use cogring::report::figures::{
    CurveFigure, DecouplingFigure, EvolutionFigure, Figure, FrequencyFigure, OrderFigure, ParameterFigure,
    PotentialFigure, RESOLUTION, write_figure,
};
use cogring::report::plot::{Anchor, Canvas, Color, Frame, GRID, Shape, Text, Width, heatmap, to_png, to_svg};
use cogring::{Group, Network, PairMask, Target};
use nalgebra::DMatrix;

use super::{SEEDS, bundled, network, records, trajectory};

/// The figures of networks over groups that are given by their tables.
fn of_irreps(check: &impl Fn(&dyn Figure, &[&str])) {
    let path = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/groups/{name}.npz"));
    let names = ["S4_s1_f0.9", "Q8_s1_f1.0", "SL23_s1_f0.9"];
    for name in names {
        let network = read_network(&path(name), &ReadOptions::default()).expect("a network");
        let snapshots = [(100, network.clone()), (9900, network)];
        let maps = frequency_maps(&snapshots, Liveness::GaugeFree);
        check(&FrequencyFigure { maps: &maps }, &["epoch 100", "irrep", "0: R1"]);
        let evolution = Evolution::of_snapshots(&snapshots, Method::Paper);
        check(&EvolutionFigure { evolution: &evolution }, &["irreps with live nodes", "order at the end"]);
        let orders = Decomposition::of(&snapshots[1].1, Method::Paper).orders();
        let trajectory = PotentialTrajectory::of_snapshots(&snapshots, orders).expect("snapshots");
        check(&PotentialFigure { trajectory: &trajectory }, &["by irrep", "off-diagonal"]);
    }
    let sources = find_sources(&[names[0], names[1]].map(path)).expect("files");
    let panels = order_panels(&factored(&sources, &ReadOptions::default(), Method::Paper).expect("networks"));
    check(&OrderFigure { panels: &panels }, &["S4, R3", "Q8, H2", "% of irreps", "30"]);
}

/// Every figure, from the bundled networks.
fn with_figures(check: impl Fn(&dyn Figure, &[&str])) {
    let networks = [network(0), network(1)];
    let sources = find_sources(&SEEDS.map(bundled)).expect("files");
    let taken_apart = factored(&sources, &ReadOptions::default(), Method::Paper).expect("networks");
    let snapshots: Vec<(usize, Network)> = networks.iter().cloned().zip([100, 9900]).map(|(n, e)| (e, n)).collect();

    let maps = frequency_maps(&snapshots, Liveness::Paper);
    check(&FrequencyFigure { maps: &maps }, &["epoch 100", "epoch 9900", "frequency k", "58 hidden nodes"]);
    let mut histogram = order_histogram(taken_apart.iter().filter_map(|network| network.factorization.frequencies()));
    histogram.rest = MeanAndError::of(&[3.0, 5.0]);
    let panel = |decay: f64| OrderPanel {
        group: networks[0].group().clone(),
        irreps: None,
        method: Some(Method::Paper),
        weight_decay: Some(decay),
        settings: String::new(),
        histogram: histogram.clone(),
    };
    let panels = [panel(5e-5), panel(1e-4), panel(2e-4)];
    check(
        &OrderFigure { panels: &panels },
        &["weight decay", "5×10⁻⁵", "10⁻⁴", "% of frequencies", "d = 23", "≥10", "0: unused"],
    );
    // The grid of the paper has eight columns.
    let decays = [5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3];
    let wide = ["23", "71", "2x4"]
        .into_iter()
        .flat_map(|group| decays.map(|decay| OrderPanel { group: group.parse().expect("a group"), ..panel(decay) }));
    let wide: Vec<OrderPanel> = wide.chain([OrderPanel { settings: "epochs 300".to_owned(), ..panel(1e-4) }]).collect();
    check(&OrderFigure { panels: &wide }, &["5×10⁻⁶", "d = 71", "Z2×Z4", "≥10", "10⁻⁴ a", "a epochs 300"]);
    of_irreps(&check);
    let panels = parameter_panels(&taken_apart).expect("frequencies");
    check(&ParameterFigure { panels: &panels }, &["−180°", "angle", "n = 9", "syn,αβ"]);
    let trajectory = trajectory(&snapshots);
    check(&PotentialFigure { trajectory: &trajectory }, &["epoch", "10³", "order 4 (4 k)", "off-diagonal", "range"]);
    let split = PairMask::new(networks[0].group(), (0..529).map(|pair| pair % 10 != 0).collect()).expect("529 pairs");
    let curves = [Curve::of_snapshots("one".into(), &snapshots, Some(&split), Target::ZeroMean)];
    let class = |settings: &str, runs: usize| {
        let curves = std::iter::repeat_n(curves[0].clone(), runs).collect();
        CurveClass::new(networks[0].group().clone(), settings.to_owned(), curves)
    };
    let classes = [class("", 1)];
    check(&CurveFigure { classes: &classes }, &["loss", "accuracy (%)", "training pairs", "held-out pairs"]);
    let classes = [class("width 64", 3), class("width 512", 1)];
    check(
        &CurveFigure { classes: &classes },
        &["Z23, width 64, 3 runs: median and range", "training pairs", "Z23, width 512, 1 run"],
    );
    let evolution = Evolution::of_snapshots(&snapshots, Method::Paper);
    check(
        &EvolutionFigure { evolution: &evolution },
        &["epoch", "frequency k", "syn,αβ", "live nodes and forms by the paper"],
    );
    let group: Group = "5".parse().expect("a group");
    let decoupling = decoupling(&group, &[16, 32, 64, 128, 256], 3, 0).expect("ratios");
    check(&DecouplingFigure { decoupling: &decoupling }, &["kernel of Z5", "16", "256", "0.02", "width q"]);
}

#[test]
fn every_figure_is_written_as_svg_png_and_csv() {
    let directory = tempfile::tempdir().expect("a directory");
    with_figures(|figure, labels| {
        for width in [Width::Column, Width::Page] {
            let [svg, pdf, png, csv] = write_figure(figure, width, RESOLUTION, directory.path()).expect("a figure");
            let name = figure.name();

            let text = std::fs::read_to_string(svg).expect("SVG");
            let visible: Vec<&str> =
                text.split("aria-label=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
            let visible = visible.join("\n");
            for label in labels {
                assert!(visible.contains(label), "{name}.svg does not say `{label}`: {visible}");
            }
            // No viewer needs a font, or may smooth the cells of an image.
            assert!(!text.contains("<text") && !text.contains("<image") && !text.contains("font-family"), "{name}.svg");
            assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"), "{name}.svg");
            assert!(!text.contains("NaN") && !text.contains("inf"), "{name}.svg has a coordinate that is no number");
            for address in text.split("http").skip(1) {
                assert!(address.starts_with("://www.w3.org/2000/svg\""), "{name}.svg names an address");
            }

            assert_pdf(&std::fs::read(pdf).expect("PDF"));
            let picture = tiny_skia::Pixmap::load_png(&png).expect("PNG");
            let canvas = figure.draw(width);
            assert_eq!(canvas.width, width.points());
            assert!(canvas.height <= 8.5 * 72.0, "{name} fits on a page");
            let pixels = |points: f64| (points / 72.0 * 300.0).round() as u32;
            assert_eq!(
                (picture.width(), picture.height()),
                (pixels(canvas.width), pixels(canvas.height)),
                "{name}.png"
            );
            let inked = |x: std::ops::Range<u32>, y: std::ops::Range<u32>| {
                y.flat_map(|y| x.clone().map(move |x| (x, y)))
                    .filter(|&(x, y)| picture.pixel(x, y).is_some_and(|pixel| pixel.red() < 250))
                    .count()
            };
            let (width, height) = (picture.width(), picture.height());
            let ink = inked(0..width, 0..height) as f64 / f64::from(width * height);
            assert!((0.01..0.7).contains(&ink), "{name}.png: {ink} of the pixels are not background");
            // Nothing is cut off at an edge.
            for edge in [
                inked(0..width, 0..2),
                inked(0..width, height - 2..height),
                inked(0..2, 0..height),
                inked(width - 2..width, 0..height),
            ] {
                assert_eq!(edge, 0, "{name}.png has ink at its edge");
            }

            let (head, rows) = records(&std::fs::read(csv).expect("CSV"));
            assert!(!rows.is_empty() && rows.iter().all(|row| row.len() == head.len()), "{name}.csv");
        }
    });
}

/// The table of a PDF document says where its objects are, and its page can be inflated and draws something.
fn assert_pdf(file: &[u8]) {
    assert!(file.starts_with(b"%PDF-1.4\n") && file.ends_with(b"%%EOF\n"));
    let text: String = file.iter().map(|&byte| char::from(byte)).collect();
    let (_, start) = text.rsplit_once("startxref\n").expect("where the table is");
    let table: usize = start.lines().next().and_then(|line| line.parse().ok()).expect("a number");
    let mut entries = text[text.char_indices().nth(table).expect("inside").0..].lines().skip(3);
    for number in 1..=5 {
        let offset: usize = entries.next().and_then(|line| line.get(..10)?.parse().ok()).expect("an offset");
        assert!(file[offset..].starts_with(format!("{number} 0 obj\n").as_bytes()), "object {number}");
    }
    let find = |needle: &[u8]| file.windows(needle.len()).position(|window| window == needle).expect("a stream");
    let (from, to) = (find(b">>\nstream\n") + 10, find(b"\nendstream"));
    let mut content = String::new();
    let mut decoder = flate2::read::ZlibDecoder::new(&file[from..to]);
    std::io::Read::read_to_string(&mut decoder, &mut content).expect("drawing commands");
    assert_eq!(content.matches("q /G").count(), content.lines().filter(|line| *line == "Q").count());
    assert!(content.lines().filter(|line| line.ends_with(" c")).count() > 100, "texts are outlines");
    assert!(!content.contains("NaN") && !content.contains("inf"));
}

/// The rectangle that a text takes up.
fn extent(text: &Text) -> Frame {
    let width = Canvas::text_width(&text.content, text.size);
    let start = match text.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => -width / 2.0,
        Anchor::End => -width,
    };
    let ((x, y), up, down) = (text.position, 0.74 * text.size, 0.2 * text.size);
    if text.upwards {
        Frame::new(x - up, y - start - width, up + down, width)
    } else {
        Frame::new(x + start, y - up, width, up + down)
    }
}

fn overlap(x: &Frame, y: &Frame) -> bool {
    x.x < y.right() && y.x < x.right() && x.y < y.bottom() && y.y < x.bottom()
}

#[test]
fn texts_are_legible_and_touch_neither_each_other_nor_the_grid() {
    with_figures(|figure, _| {
        for width in [Width::Column, Width::Page] {
            let canvas = figure.draw(width);
            let texts = canvas.shapes.iter().filter_map(|shape| match shape {
                Shape::Text(text) if !text.content.trim().is_empty() => Some((text, extent(text))),
                _ => None,
            });
            let texts: Vec<(&Text, Frame)> = texts.collect();
            let mut faults = Vec::new();
            for (at, (text, place)) in texts.iter().enumerate() {
                if text.size < 6.0 {
                    faults.push(format!("`{}` at {} pt", text.content, text.size));
                }
                let inside = place.x >= 0.0 && place.right() <= canvas.width;
                if !(inside && place.y >= 0.0 && place.bottom() <= canvas.height) {
                    faults.push(format!("`{}` leaves the drawing", text.content));
                }
                let touched = texts[at + 1..].iter().filter(|(_, taken)| overlap(place, taken));
                faults.extend(touched.map(|(other, _)| format!("`{}` touches `{}`", text.content, other.content)));
            }
            for shape in &canvas.shapes {
                let Shape::Line { points, color: GRID, .. } = shape else { continue };
                let line = Frame::new(points[0].0, points[0].1, points[1].0 - points[0].0, 0.1);
                let crossed = texts.iter().filter(|(_, place)| overlap(place, &line));
                faults.extend(crossed.map(|(text, _)| format!("a grid line crosses `{}`", text.content)));
            }
            assert!(faults.is_empty(), "{} at {width:?}: {faults:#?}", figure.name());
        }
    });
}

#[test]
fn cells_are_rectangles_of_the_colours_given() {
    let mut canvas = Canvas::new(40.0, 20.0, "cells");
    heatmap(&mut canvas, Frame::new(0.0, 0.0, 40.0, 20.0), 4, &[0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0], 1.0);
    let svg = to_svg(&canvas);
    let Shape::Cells { colors, .. } = &canvas.shapes[0] else { panic!("{:?}", canvas.shapes[0]) };
    let path = |color: Color, path: &str| format!("<path fill=\"{}\" d=\"{path}\"/>", color.hex());
    assert!(svg.contains(&path(colors[0], "M0 0h2v1h-2zM3 0h1v1h-1z")), "{svg}");
    assert!(svg.contains(&path(colors[2], "M2 0h1v1h-1zM0 1h4v1h-4z")), "{svg}");
    assert!(svg.contains("crispEdges") && svg.contains("scale(10 10)"), "{svg}");
}

#[test]
fn pictures_state_their_resolution() {
    let png = to_png(&Canvas::new(72.0, 72.0, "an inch"), 300.0).expect("PNG");
    // 11811 pixels per metre; length, name, two numbers, the unit, and the checksum that other programs compute.
    let chunk = b"\0\0\0\x09pHYs\0\0\x2e\x23\0\0\x2e\x23\x01\x78\xa5\x3f\x76";
    assert_eq!(&png[33..33 + chunk.len()], chunk);
    let picture = tiny_skia::Pixmap::decode_png(&png).expect("PNG");
    assert_eq!((picture.width(), picture.height()), (300, 300));
}

#[test]
fn the_first_epoch_is_drawn() {
    let snapshots: Vec<(usize, Network)> = [(0, network(1)), (100, network(0)), (9900, network(1))].into();
    let curves = [Curve::of_snapshots("one".into(), &snapshots, None, Target::ZeroMean)];
    let trajectory = trajectory(&snapshots);
    let classes = [CurveClass::new(snapshots[0].1.group().clone(), String::new(), curves.into())];
    for figure in [&CurveFigure { classes: &classes } as &dyn Figure, &PotentialFigure { trajectory: &trajectory }] {
        let canvas = figure.draw(Width::Page);
        let data = canvas.shapes.iter().filter_map(|shape| match shape {
            Shape::Line { points, width, .. } if *width > 1.0 && points.len() > 2 => Some(points.len()),
            _ => None,
        });
        let lengths: Vec<usize> = data.collect();
        assert!(lengths.len() >= 2 && lengths.iter().all(|&length| length == 3), "{}: {lengths:?}", figure.name());
    }
}

#[test]
fn a_single_epoch_is_a_mark() {
    let snapshots = [(9900, network(0))];
    let curves = vec![Curve::of_snapshots("one".into(), &snapshots, None, Target::ZeroMean)];
    let classes = [CurveClass::new(snapshots[0].1.group().clone(), String::new(), curves)];
    let trajectory = trajectory(&snapshots);
    for figure in [&CurveFigure { classes: &classes } as &dyn Figure, &PotentialFigure { trajectory: &trajectory }] {
        let canvas = figure.draw(Width::Page);
        let discs = canvas.shapes.iter().filter(|shape| matches!(shape, Shape::Disc { .. })).count();
        assert!(discs >= 2, "{}: {discs} marks", figure.name());
    }
}

#[test]
fn weights_below_every_normal_number_are_drawn() {
    let tiny = |rows, columns| DMatrix::from_element(rows, columns, 5e-324);
    let group = Group::cyclic(5).expect("Z5");
    let network = Network::new(&group, tiny(3, 5), tiny(3, 5), tiny(5, 3)).expect("shapes");
    let maps = frequency_maps(&[(0, network)], Liveness::Paper);
    let svg = to_svg(&FrequencyFigure { maps: &maps }.draw(Width::Page));
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
}

#[test]
fn many_panels_fit_on_a_page() {
    let map = |epoch| frequency_maps(&[(epoch, network(0))], Liveness::Paper).remove(0);
    let maps: Vec<_> = (0..60).map(map).collect();
    for width in [Width::Column, Width::Page] {
        assert!(FrequencyFigure { maps: &maps[..40] }.draw(width).height <= 11.0 * 72.0);
        assert!(FrequencyFigure { maps: &maps[..16] }.draw(width).height <= 8.5 * 72.0);
    }
}

#[test]
fn empty_and_extreme_results_are_drawn_without_harm() {
    let empty = [
        &FrequencyFigure { maps: &[] } as &dyn Figure,
        &OrderFigure { panels: &[] },
        &ParameterFigure { panels: &[] },
        &CurveFigure { classes: &[] },
    ];
    for figure in empty {
        let canvas = figure.draw(Width::Column);
        assert!(to_svg(&canvas).contains("<svg ") && to_png(&canvas, 72.0).is_ok(), "{}", figure.name());
    }
    let zero =
        Network::new(&Group::cyclic(3).expect("Z3"), DMatrix::zeros(1, 3), DMatrix::zeros(1, 3), DMatrix::zeros(3, 1));
    let snapshots = [(0, zero.expect("shapes"))];
    let maps = frequency_maps(&snapshots, Liveness::Paper);
    let trajectory = trajectory(&snapshots);
    for figure in [&FrequencyFigure { maps: &maps } as &dyn Figure, &PotentialFigure { trajectory: &trajectory }] {
        let svg = to_svg(&figure.draw(Width::Page));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", figure.name());
    }
}
