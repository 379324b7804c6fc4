//! Which form every frequency, or every irrep, has over epochs.

use serde::Serialize;

use super::{Figure, by};
use crate::construct::Family;
use crate::experiment::{Evolution, EvolutionPoint};
use crate::factor::{DecomposedSite, Form, FrequencyLabel, IrrepForm, SiteForm};
use crate::report::plot::{
    Anchor, Axes, BLUE, Canvas, Color, Frame, GREEN, Grid, INK, LegendEntry, Mark, NORMAL, PALETTE, SKY, SMALL, Scale,
    Spacing, Tick, VERMILLION, Width,
};

/// Two panels over epochs: the form of every frequency or irrep as a colour, and how many have each form.
#[derive(Debug, Clone, Copy)]
pub struct EvolutionFigure<'a> {
    /// The forms of one run.
    pub evolution: &'a Evolution,
}

#[derive(Serialize)]
struct Row {
    epoch: usize,
    live_nodes: usize,
    k: String,
    order: usize,
    form: &'static str,
    error: Option<f64>,
    distance: Option<f64>,
}

/// The forms, as they are written and coloured.
pub(in crate::report) const FORMS: [(SiteForm, &str, Color); 10] = [
    (SiteForm::Frequency(Form::Named(Family::NuIXi)), Family::NuIXi.entry().symbol, BLUE),
    (SiteForm::Frequency(Form::Named(Family::NuSyn)), Family::NuSyn.entry().symbol, VERMILLION),
    (SiteForm::Frequency(Form::Named(Family::NuISynAb)), Family::NuISynAb.entry().symbol, GREEN),
    (SiteForm::Frequency(Form::Named(Family::Real)), Family::Real.entry().symbol, PALETTE[4]),
    (SiteForm::Frequency(Form::Other), "other product", SKY),
    (SiteForm::Frequency(Form::Nonfactorable), "no product", PALE),
    (SiteForm::Irrep(IrrepForm::FrameDesign), IrrepForm::FrameDesign.name(), BLUE),
    (SiteForm::Irrep(IrrepForm::RankOne), IrrepForm::RankOne.name(), VERMILLION),
    (SiteForm::Irrep(IrrepForm::Quaternion), IrrepForm::Quaternion.name(), GREEN),
    (SiteForm::Irrep(IrrepForm::Other), IrrepForm::Other.name(), PALE),
];

/// Grey that leaves the eye to the others.
const PALE: Color = Color::new(0xbd, 0xbd, 0xbd);

/// Above this height of a row its order is written into the last column.
const READABLE: f64 = 7.0;

fn color(of: &DecomposedSite) -> Option<Color> {
    let color = FORMS.iter().find(|(form, ..)| *form == of.form)?.2;
    (of.order > 0).then_some(color)
}

impl Figure for EvolutionFigure<'_> {
    fn name(&self) -> &'static str {
        "evolution"
    }

    fn draw(&self, width: Width) -> Canvas {
        let spacing =
            Spacing { left: 40.0, right: 22.0, top: 32.0, bottom: 38.0, between_rows: 40.0, ..Spacing::default() };
        let rows = self.evolution.frequencies.len().max(1) as f64;
        let grid = Grid::new(2, 1, width, (9.0 * rows).clamp(90.0, 230.0), spacing);
        let title = format!("The form of every {} over the course of training", self.noun());
        let mut canvas = grid.canvas(&title);
        let epochs = Scale::epochs(self.evolution.points.iter().map(|point| point.epoch));
        self.draw_forms(&mut canvas, &Axes::new(grid.frame(0), epochs, Scale::linear(rows, 0.0)));
        self.draw_counts(&mut canvas, &Axes::new(grid.frame(1), epochs, Scale::linear(0.0, 1.04 * rows)));
        let below = (canvas.width / 2.0, canvas.height - 5.0);
        let note = format!("live nodes and forms by {}", by(self.evolution.method));
        canvas.text(note, below, SMALL, Anchor::Middle);
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for EvolutionPoint { epoch, live_nodes, forms } in &self.evolution.points {
            for (k, of) in self.evolution.frequencies.iter().zip(forms) {
                let form = if of.order == 0 { "unused" } else { of.form.name() };
                let (epoch, live_nodes, k) = (*epoch, *live_nodes, k.to_string());
                rows.serialize(Row {
                    epoch,
                    live_nodes,
                    k,
                    order: of.order,
                    form,
                    error: of.error,
                    distance: of.distance,
                })?;
            }
        }
        Ok(())
    }
}

/// # The panels
impl EvolutionFigure<'_> {
    /// What has forms.
    fn noun(&self) -> &'static str {
        if self.is_about_irreps() { "irrep" } else { "frequency" }
    }

    fn is_about_irreps(&self) -> bool {
        self.evolution.frequencies.iter().any(|label| matches!(label, FrequencyLabel::Irrep { .. }))
    }

    /// From where to where on the epoch axis each point reaches: half way to its neighbours.
    fn spans(&self, axes: &Axes) -> Vec<(f64, f64)> {
        let at: Vec<f64> =
            self.evolution.points.iter().map(|point| axes.place(point.epoch as f64, f64::NAN).0).collect();
        let (first, last) = (axes.frame.x, axes.frame.right());
        let edge = |left: usize| at.get(left).zip(at.get(left + 1)).map(|(x, y)| (x + y) / 2.0);
        let span = |of: usize| (of.checked_sub(1).and_then(edge).unwrap_or(first), edge(of).unwrap_or(last));
        (0..at.len()).map(span).collect()
    }

    /// The colours of a frequency, each with where it begins and ends.
    fn runs(&self, axes: &Axes, row: usize) -> Vec<(Color, f64, f64)> {
        let cells =
            self.evolution.points.iter().map(|point| point.forms.get(row).and_then(color)).zip(self.spans(axes));
        let cells: Vec<_> = cells.filter_map(|(color, (from, to))| Some((color?, from, to))).collect();
        let runs = cells.chunk_by(|(left, _, end), (right, start, _)| left == right && end == start);
        runs.filter_map(|run| Some((run.first()?.0, run.first()?.1, run.last()?.2))).collect()
    }

    fn draw_forms(&self, canvas: &mut Canvas, axes: &Axes) {
        let (frame, count) = (axes.frame, self.evolution.frequencies.len());
        let height = frame.height / count.max(1) as f64;
        for row in 0..count {
            let y = frame.y + row as f64 * height;
            for (color, from, to) in self.runs(axes, row) {
                canvas.rectangle(Frame::new(from, y + 0.4, to - from, height - 0.8), color);
            }
        }
        let last = self.evolution.points.last().map(|point| point.forms.as_slice()).unwrap_or_default();
        for (row, of) in last.iter().enumerate().filter(|_| height >= READABLE) {
            let y = frame.y + (row as f64 + 0.5) * height + SMALL * 0.36;
            canvas.text(of.order.to_string(), (frame.right() + 3.0, y), SMALL, Anchor::Start);
        }
        let stride = (10.0 / height).ceil().max(1.0) as usize;
        for (row, k) in self.evolution.frequencies.iter().enumerate().step_by(stride) {
            let y = frame.y + (row as f64 + 0.5) * height + SMALL * 0.36;
            canvas.text(k.to_string(), (frame.x - 4.0, y), SMALL, Anchor::End);
        }
        let along = axes.x.ticks((frame.width / 24.0).round() as usize);
        axes.draw_with(canvas, &along, &[] as &[Tick]);
        let rows = if self.is_about_irreps() { "irrep" } else { "frequency k" };
        let left = if self.is_about_irreps() { 32.0 } else { 26.0 };
        canvas.text_upwards(rows, (frame.x - left, frame.y + frame.height / 2.0), NORMAL);
        if height >= READABLE {
            canvas.text_upwards("order at the end", (frame.right() + 18.0, frame.y + frame.height / 2.0), SMALL);
        }
        let used = FORMS.iter().filter(|(form, ..)| {
            self.evolution.points.iter().flat_map(|point| &point.forms).any(|of| of.order > 0 && of.form == *form)
        });
        let entries: Vec<LegendEntry> =
            used.map(|(_, name, color)| LegendEntry::new(*name, *color, Mark::Block)).collect();
        axes.legend(canvas, &entries);
    }

    fn draw_counts(&self, canvas: &mut Canvas, axes: &Axes) {
        axes.draw(canvas);
        for (form, _, color) in FORMS {
            let counts = self.evolution.points.iter().map(|point| {
                let count = point.forms.iter().filter(|of| of.order > 0 && of.form == form).count();
                (point.epoch as f64, count as f64)
            });
            let counts: Vec<(f64, f64)> = counts.collect();
            if counts.iter().any(|(_, count)| *count > 0.0) {
                axes.line(canvas, counts, color, 1.0);
            }
        }
        let used = self
            .evolution
            .points
            .iter()
            .map(|point| (point.epoch as f64, point.forms.iter().filter(|of| of.order > 0).count() as f64));
        axes.dashed_line(canvas, used, INK);
        let all = if self.is_about_irreps() { "irreps" } else { "frequencies" };
        axes.legend(canvas, &[LegendEntry::new(format!("{all} with live nodes"), INK, Mark::Dashed)]);
        axes.label(canvas, "epoch", all, 26.0);
    }
}
