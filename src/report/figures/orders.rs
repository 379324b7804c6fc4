//! Histograms of the order per frequency or irrep, by group and weight decay.

use serde::Serialize;

use super::{Figure, by, group_name};
use crate::construct::IrrepOrders;
use crate::experiment::{IrrepKind, OrderPanel};
use crate::factor::{LAST_ORDER, Method};
use crate::report::plot::{
    Anchor, Axes, BLUE, Canvas, Color, GREEN, Grid, MUTED, NORMAL, SMALL, Scale, Spacing, Tick, VERMILLION, Width,
    short,
};

/// A grid of histograms: a row per group, or per type and degree of its irreps, and a column per weight decay; in a narrow
/// figure with many weight decays the other way round. Orders of irreps are coloured where exact networks of that order are
/// known.
#[derive(Debug, Clone, Copy)]
pub struct OrderFigure<'a> {
    /// The histograms, in any order.
    pub panels: &'a [OrderPanel],
}

#[derive(Serialize)]
struct Row<'a> {
    group: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    irreps: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<usize>,
    weight_decay: Option<f64>,
    settings: &'a str,
    networks: usize,
    order: usize,
    percent: f64,
    standard_error: Option<f64>,
}

impl OrderFigure<'_> {
    /// The names of the groups, or of the kinds of their irreps.
    fn rows(&self) -> Vec<String> {
        let key = |panel: &OrderPanel| {
            let kind = panel.irreps.map(|of| (of.degree, of.kind.name(), of.known_orders.open));
            (panel.group.order(), panel.group.ranges().to_vec(), kind)
        };
        let mut rows: Vec<_> = self.panels.iter().map(|panel| (key(panel), name(panel))).collect();
        rows.sort();
        rows.dedup();
        rows.into_iter().map(|(_, name)| name).collect()
    }

    /// The last order on the axis of a panel: of irreps that of all panels of the same kind.
    fn last_order(&self, panel: &OrderPanel) -> usize {
        let Some(kind) = panel.irreps else { return LAST_ORDER };
        let same = self.panels.iter().filter(|other| other.group == panel.group && other.irreps == panel.irreps);
        same.filter_map(|other| other.histogram.percentages.keys().copied().max())
            .fold(kind.known_orders.closed, usize::max)
    }

    fn protocols(&self) -> Vec<Protocol<'_>> {
        let mut protocols: Vec<Protocol<'_>> = self.panels.iter().map(protocol).collect();
        protocols.sort_by(|x, y| x.partial_cmp(y).unwrap_or(std::cmp::Ordering::Equal));
        protocols.dedup();
        protocols
    }

    /// The other settings that panels differ in, each to be told once.
    fn notes(&self) -> Vec<&str> {
        let mut notes: Vec<&str> = self.panels.iter().map(|panel| panel.settings.as_str()).collect();
        notes.retain(|note| !note.is_empty());
        notes.sort_unstable();
        notes.dedup();
        notes
    }
}

/// Weight decay and other settings.
type Protocol<'a> = (Option<f64>, &'a str);

fn protocol(panel: &OrderPanel) -> Protocol<'_> {
    (panel.weight_decay, &panel.settings)
}

impl Figure for OrderFigure<'_> {
    fn name(&self) -> &'static str {
        "orders"
    }

    fn draw(&self, width: Width) -> Canvas {
        const LEFT: f64 = 38.0;
        const RIGHT: f64 = 32.0;
        const NOTE: f64 = 10.0;
        let groups = self.rows();
        let notes = self.notes();
        let protocols: Vec<String> =
            self.protocols().into_iter().map(|protocol| protocol_name(protocol, &notes)).collect();
        let turned = width == Width::Column && protocols.len() > 3 && protocols.len() > groups.len();
        let [across, down] = if turned { [groups, protocols] } else { [protocols, groups] };
        let [across_is, down_is] = if turned { ["group", "weight decay"] } else { ["weight decay", "group"] };
        let is_about_irreps = self.panels.iter().any(|panel| panel.irreps.is_some());
        let lines = 1 + usize::from(is_about_irreps) + notes.len();
        let spacing = Spacing {
            left: LEFT,
            right: RIGHT,
            top: 28.0,
            bottom: 26.0 + NOTE * lines as f64,
            between_columns: 10.0,
            between_rows: 18.0,
        };
        let grid = Grid::new(across.len() * down.len(), across.len(), width, 58.0, spacing);
        let mut canvas =
            grid.canvas("Histograms of the order per frequency by weight decay, orders counted as the paper does");
        let place = |panel: &OrderPanel| {
            let names = [protocol_name(protocol(panel), &notes), name(panel)];
            let [x, y] = if turned { [&names[1], &names[0]] } else { [&names[0], &names[1]] };
            let among = |all: &[String], one: &String| all.iter().position(|other| other == one).unwrap_or(0);
            (among(&down, y), among(&across, x))
        };
        let places: Vec<(usize, usize)> = self.panels.iter().map(place).collect();
        for (panel, &(row, column)) in self.panels.iter().zip(&places) {
            let is_first = places.iter().all(|other| other.0 != row || other.1 >= column);
            let frame = grid.frame(row * across.len() + column);
            let last = self.last_order(panel);
            let axes = Axes::new(frame, Scale::linear(-0.6, last as f64 + 0.6), Scale::linear(0.0, 105.0));
            let along = order_ticks(panel, last);
            let up =
                [0.0, 50.0, 100.0].map(|value| Tick::new(value, if is_first { value.to_string() } else { " ".into() }));
            axes.draw_with(&mut canvas, &along, &up);
            bars(&mut canvas, &axes, panel);
            let count = format!("n = {}", panel.histogram.networks);
            // Where the bars rarely are: irreps are used, and have the order of an exact network.
            let (x, anchor) = if panel.irreps.is_some() {
                (frame.x + 4.0, Anchor::Start)
            } else {
                (frame.right() - 2.0, Anchor::End)
            };
            canvas.text(count, (x, frame.y + SMALL + 3.0), SMALL, anchor);
        }
        for (column, title) in across.iter().enumerate() {
            Axes::new(grid.frame(column), Scale::linear(0.0, 1.0), Scale::linear(0.0, 1.0)).title(&mut canvas, title);
        }
        let (first, last) = (grid.frame(0), grid.frame((across.len() * down.len()).max(1) - 1));
        for (row, title) in down.iter().enumerate() {
            let frame = grid.frame(row * across.len());
            canvas.text_upwards(title, (last.right() + 12.0, frame.y + frame.height / 2.0), NORMAL);
        }
        let middle = ((first.x + last.right()) / 2.0, (first.y + last.bottom()) / 2.0);
        canvas.text(across_is, (middle.0, 9.0), NORMAL, Anchor::Middle);
        canvas.text_upwards(down_is, (canvas.width - 4.0, middle.1), NORMAL);
        canvas.text_upwards(if is_about_irreps { "% of irreps" } else { "% of frequencies" }, (12.0, middle.1), NORMAL);
        let below = (middle.0, last.bottom() + 22.0);
        let method = self.panels.first().map_or(Some(Method::default()), |panel| panel.method);
        let counted = format!("order (live nodes by {}; 0: unused)", by(method));
        canvas.text(counted, below, NORMAL, Anchor::Middle);
        let bars = "mean over n networks; error bars: ± 1 s.e.".to_owned();
        let colors = is_about_irreps.then(|| "blue: open, red: closed order of exact networks".to_owned());
        let settings = notes.iter().enumerate().map(|(at, note)| format!("^{{{}}} {note}", letter(at)));
        for (at, text) in std::iter::once(bars).chain(colors).chain(settings).enumerate() {
            canvas.text(text, (LEFT, below.1 + NOTE * (at + 1) as f64), SMALL, Anchor::Start);
        }
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for panel in self.panels {
            for (&order, share) in &panel.histogram.percentages {
                rows.serialize(Row {
                    group: panel.group.to_string(),
                    irreps: panel.irreps.map(|of| of.to_string()),
                    open: panel.irreps.map(|of| of.known_orders.open),
                    closed: panel.irreps.map(|of| of.known_orders.closed),
                    weight_decay: panel.weight_decay,
                    settings: &panel.settings,
                    networks: panel.histogram.networks,
                    order,
                    percent: share.mean,
                    standard_error: share.standard_error,
                })?;
            }
        }
        Ok(())
    }
}

fn name(OrderPanel { group, irreps, .. }: &OrderPanel) -> String {
    match irreps {
        Some(kind) => format!("{group}, {kind}"),
        None if group.is_cyclic_presentation() => format!("d = {group}"),
        None => group_name(group),
    }
}

/// The orders that are written below a panel: even ones, or those that are known of an irrep.
fn order_ticks(panel: &OrderPanel, last: usize) -> Vec<Tick> {
    let Some(kind) = panel.irreps else {
        let text = |order: usize| if order == LAST_ORDER { format!("≥{order}") } else { order.to_string() };
        return (0..=LAST_ORDER).step_by(2).map(|order| Tick::new(order as f64, text(order))).collect();
    };
    let IrrepOrders { open, closed } = kind.known_orders;
    // Names that would touch are left out.
    let apart = |order: usize| closed.abs_diff(order) * 12 > last;
    let others = [0, open].into_iter().filter(|&order| apart(order));
    others.chain([closed]).map(|order| Tick::new(order as f64, order.to_string())).collect()
}

/// The weight decay, with the letter of the note that tells the other settings.
fn protocol_name((weight_decay, settings): Protocol<'_>, notes: &[&str]) -> String {
    let decay = weight_decay.map_or_else(|| "unknown".to_owned(), short);
    match notes.iter().position(|note| *note == settings) {
        Some(at) => format!("{decay} ^{{{}}}", letter(at)),
        None => decay,
    }
}

fn letter(at: usize) -> char {
    (b'a'..=b'z').map(char::from).nth(at).unwrap_or('*')
}

fn bars(canvas: &mut Canvas, axes: &Axes, panel: &OrderPanel) {
    let end = if panel.irreps.is_some() { usize::MAX } else { LAST_ORDER };
    let single = panel.histogram.percentages.range(..end).map(|(&order, &share)| (order, share));
    let rest = panel.histogram.rest.filter(|_| panel.irreps.is_none());
    for (order, share) in single.chain(rest.map(|share| (LAST_ORDER, share))) {
        let x = order as f64;
        axes.bar(canvas, x - 0.38, x + 0.38, share.mean, color_of(order, panel.irreps));
        if let Some((low, high)) = share.error_bar().filter(|(low, high)| low < high) {
            axes.error_bar(canvas, x, low.max(0.0), high.min(105.0), 0.3);
        }
    }
}

/// The orders of exact networks stand out, which are 4 and 6 at a frequency; 0 is unused.
fn color_of(order: usize, irreps: Option<IrrepKind>) -> Color {
    let IrrepOrders { open, closed } = irreps.map_or(IrrepOrders { open: 4, closed: 6 }, |kind| kind.known_orders);
    match order {
        0 => GREEN,
        _ if order == open => BLUE,
        _ if order == closed => VERMILLION,
        _ => MUTED,
    }
}
