//! Histograms of the order per frequency, by group and weight decay.

use serde::Serialize;

use super::Figure;
use crate::factor::OrderHistogram;
use crate::group::Group;
use crate::report::plot::{
    Anchor, Axes, BLUE, COLUMN, Canvas, Color, Frame, GREEN, MUTED, NORMAL, PAGE, SMALL, Scale, Tick, VERMILLION, short,
};

/// The histogram of one group and weight decay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrderPanel {
    /// The group.
    pub group: Group,
    /// The weight decay; `None` for networks of which it is not known.
    pub weight_decay: Option<f64>,
    /// The shares of the orders.
    pub histogram: OrderHistogram,
}

/// A grid of histograms: a row per group, a column per weight decay.
#[derive(Debug, Clone, Copy)]
pub struct OrderFigure<'a> {
    /// The histograms, in any order.
    pub panels: &'a [OrderPanel],
}

#[derive(Serialize)]
struct Row {
    group: String,
    weight_decay: Option<f64>,
    networks: usize,
    order: usize,
    percent: f64,
    standard_error: f64,
}

/// Orders from this one on share the last bar.
const LAST: usize = 10;

impl OrderFigure<'_> {
    fn groups(&self) -> Vec<&Group> {
        let mut groups: Vec<&Group> = self.panels.iter().map(|panel| &panel.group).collect();
        groups.sort_by_key(|group| (group.order(), group.moduli().to_vec()));
        groups.dedup();
        groups
    }

    fn weight_decays(&self) -> Vec<Option<f64>> {
        let mut decays: Vec<Option<f64>> = self.panels.iter().map(|panel| panel.weight_decay).collect();
        decays.sort_by(|x, y| x.partial_cmp(y).unwrap_or(std::cmp::Ordering::Equal));
        decays.dedup();
        decays
    }
}

impl Figure for OrderFigure<'_> {
    fn name(&self) -> &'static str {
        "orders"
    }

    fn draw(&self) -> Canvas {
        const LEFT: f64 = 38.0;
        const TOP: f64 = 18.0;
        const HEIGHT: f64 = 58.0;
        const GAP: f64 = 10.0;
        let (groups, decays) = (self.groups(), self.weight_decays());
        let columns = decays.len().max(1);
        let width = if columns <= 2 { COLUMN } else { PAGE };
        let panel = (width - LEFT - 16.0 - GAP * (columns - 1) as f64) / columns as f64;
        let total = TOP + groups.len().max(1) as f64 * (HEIGHT + GAP) + 18.0;
        let mut canvas = Canvas::new(width, total, "Histograms of the order per frequency by weight decay");
        for (row, group) in groups.iter().enumerate() {
            for (column, decay) in decays.iter().enumerate() {
                let frame =
                    Frame::new(LEFT + column as f64 * (panel + GAP), TOP + row as f64 * (HEIGHT + GAP), panel, HEIGHT);
                let axes = Axes::new(frame, Scale::linear(-0.6, LAST as f64 + 0.6), Scale::linear(0.0, 105.0));
                let last_row = row + 1 == groups.len();
                let along = (0..=LAST).step_by(2).map(|order| Tick {
                    value: order as f64,
                    label: match (last_row, order) {
                        (false, _) => String::new(),
                        (true, LAST) => format!("≥{LAST}"),
                        (true, _) => order.to_string(),
                    },
                });
                let up = [0.0, 50.0, 100.0]
                    .map(|value| Tick { value, label: if column == 0 { format!("{value}") } else { " ".to_owned() } });
                axes.draw_with(&mut canvas, &along.collect::<Vec<_>>(), &up);
                let matching = self.panels.iter().find(|p| &p.group == *group && p.weight_decay == *decay);
                match matching {
                    Some(panel) => bars(&mut canvas, &axes, panel),
                    None => {
                        let center = (frame.x + panel / 2.0, frame.y + HEIGHT / 2.0);
                        canvas.text("no runs", center, SMALL, Anchor::Middle);
                    }
                }
                if row == 0 {
                    let title = decay.map_or("weight decay unknown".to_owned(), |decay| {
                        let name = if column == 0 { "weight decay " } else { "" };
                        format!("{name}{}", short(decay))
                    });
                    axes.title(&mut canvas, &title);
                }
                if column + 1 == columns {
                    let text = if group.is_cyclic_presentation() { format!("d = {group}") } else { group.to_string() };
                    canvas.text_upwards(text, (width - 5.0, frame.y + HEIGHT / 2.0), NORMAL);
                }
            }
        }
        let rows_middle = TOP + (groups.len().max(1) as f64 * (HEIGHT + GAP) - GAP) / 2.0;
        canvas.text_upwards("% of frequencies", (12.0, rows_middle), NORMAL);
        let middle = LEFT + (width - LEFT - 16.0) / 2.0;
        canvas.text("order (live nodes at the frequency)", (middle, total - 4.0), NORMAL, Anchor::Middle);
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for panel in self.panels {
            for (&order, share) in &panel.histogram.percentages {
                rows.serialize(Row {
                    group: panel.group.to_string(),
                    weight_decay: panel.weight_decay,
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

fn bars(canvas: &mut Canvas, axes: &Axes, panel: &OrderPanel) {
    for order in 0..LAST {
        let Some(share) = panel.histogram.percentages.get(&order) else { continue };
        let x = order as f64;
        axes.bar(canvas, x - 0.38, x + 0.38, share.mean, color_of(order));
        if share.standard_error > 0.0 {
            let high = (share.mean + share.standard_error).min(105.0);
            axes.error_bar(canvas, x, (share.mean - share.standard_error).max(0.0), high);
        }
    }
    let rest: f64 = panel.histogram.percentages.range(LAST..).map(|(_, share)| share.mean).sum();
    axes.bar(canvas, LAST as f64 - 0.38, LAST as f64 + 0.38, rest, color_of(LAST));
}

fn color_of(order: usize) -> Color {
    match order {
        4 => BLUE,
        6 => VERMILLION,
        0 => GREEN,
        _ => MUTED,
    }
}
