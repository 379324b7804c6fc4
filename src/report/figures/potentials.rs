//! Sum potentials over the course of training.

use serde::Serialize;

use super::Figure;
use crate::dynamics::{PotentialClass, PotentialPoint, PotentialTrajectory, Spread};
use crate::report::plot::{
    Anchor, Axes, BLUE, Canvas, Color, GREEN, Grid, LegendEntry, MUTED, Mark, NORMAL, PALETTE, Scale, Spacing,
    VERMILLION, Width,
};

/// Three panels over epochs: the diagonal potentials r_kkk, the off-diagonal r_{k1 k2 k}, and r_{a,k,−k,k} by order; of irreps
/// r_{il,lj,ij}, and Σ_l r_{a,l,l*,k} by type and degree.
#[derive(Debug, Clone, Copy)]
pub struct PotentialFigure<'a> {
    /// The potentials of one run.
    pub trajectory: &'a PotentialTrajectory,
}

/// A field of the numbers behind the figure.
#[derive(Serialize)]
#[serde(untagged)]
enum Cell {
    Epoch(usize),
    Value(Option<f64>),
}

fn cells(spread: Option<Spread>) -> [Cell; 3] {
    let of = |value: fn(Spread) -> f64| Cell::Value(spread.map(value));
    [of(|spread| spread.mean), of(|spread| spread.least), of(|spread| spread.largest)]
}

impl PotentialFigure<'_> {
    fn head(classes: &[PotentialClass]) -> Vec<String> {
        let fixed =
            ["epoch", "diagonal_mean", "diagonal_least", "diagonal_largest", "off_diagonal", "off_diagonal_squares"];
        let of_class = |class: &PotentialClass| {
            let name = class.name.replace(' ', "_");
            ["", "_least", "_largest"].map(|which| format!("negation_{name}{which}"))
        };
        fixed.into_iter().map(str::to_owned).chain(classes.iter().flat_map(of_class)).collect()
    }

    fn row(&self, point: &PotentialPoint, classes: &[PotentialClass]) -> Vec<Cell> {
        let diagonal = cells(Spread::of(point.diagonal.iter().copied()));
        let off_diagonal = [point.off_diagonal, point.off_diagonal_squares].map(|value| Cell::Value(Some(value)));
        let negation = classes.iter().flat_map(|class| cells(self.trajectory.negation(point, class)));
        std::iter::once(Cell::Epoch(point.epoch)).chain(diagonal).chain(off_diagonal).chain(negation).collect()
    }

    fn is_about_irreps(&self) -> bool {
        self.trajectory.group.moduli().is_none()
    }
}

/// A number about the potentials of one epoch.
type Quantity = fn(&PotentialPoint) -> f64;

/// # The three panels
impl PotentialFigure<'_> {
    /// A quantity at the epochs that have it.
    fn spreads(&self, of: impl Fn(&PotentialPoint) -> Option<Spread>) -> Vec<(f64, Spread)> {
        self.trajectory.points.iter().filter_map(|point| Some((point.epoch as f64, of(point)?))).collect()
    }

    fn draw_diagonal(&self, canvas: &mut Canvas, axes: impl Fn(Scale) -> Axes) {
        let spreads = self.spreads(|point| Spread::of(point.diagonal.iter().copied()));
        let axes = axes(Scale::around(spreads.iter().flat_map(|(_, spread)| [spread.least, spread.largest, 1.0])));
        axes.draw(canvas);
        axes.dashed_line(canvas, spreads.iter().map(|(epoch, _)| (*epoch, 1.0)), MUTED);
        draw_spread(canvas, &axes, &spreads, BLUE);
        let name = if self.is_about_irreps() { "r_{il,lj,ij}" } else { "r_{kkk}" };
        axes.title_over_legend(canvas, &format!("diagonal {name}"));
        axes.label(canvas, "epoch", &format!("Re {name}"), 31.0);
        let entries = [
            LegendEntry::new("mean", BLUE, Mark::Line),
            LegendEntry::new("range", BLUE, Mark::Band),
            LegendEntry::new("exact", MUTED, Mark::Dashed),
        ];
        axes.legend(canvas, &entries);
    }

    fn draw_off_diagonal(&self, canvas: &mut Canvas, axes: impl Fn(Scale) -> Axes) {
        let quantities: [(Quantity, Color); 2] =
            [(|point| point.off_diagonal, VERMILLION), (|point| point.off_diagonal_squares, GREEN)];
        let points = &self.trajectory.points;
        let axes = axes(Scale::logarithmic_around(points.iter().flat_map(|point| quantities.map(|(of, _)| of(point)))));
        axes.draw(canvas);
        for (of, color) in quantities {
            axes.line(canvas, points.iter().map(|point| (point.epoch as f64, of(point))), color, 1.0);
        }
        axes.title_over_legend(canvas, "off-diagonal r_{k₁k₂k}");
        axes.label(canvas, "epoch", "sum per frequency", 31.0);
        let entries = [
            LegendEntry::new("Σ |r_{k₁k₂k}|", VERMILLION, Mark::Line),
            LegendEntry::new("Σ |r_{k₁k₂k}|²", GREEN, Mark::Line),
        ];
        axes.legend(canvas, &entries);
    }

    fn draw_negation(&self, canvas: &mut Canvas, axes: impl Fn(Scale) -> Axes) {
        let classes = self.trajectory.classes();
        let spreads = classes.iter().zip(PALETTE.iter().cycle());
        let spreads =
            spreads.map(|(class, &color)| (class, color, self.spreads(|point| self.trajectory.negation(point, class))));
        let spreads: Vec<_> = spreads.collect();
        let largest = spreads.iter().flat_map(|class| &class.2).map(|(_, spread)| spread.largest).fold(0.0, f64::max);
        let axes = axes(Scale::linear(0.0, 1.05 * largest));
        let mut entries = Vec::new();
        if spreads.iter().all(|class| class.2.is_empty()) {
            let middle = (axes.frame.x + axes.frame.width / 2.0, axes.frame.y + axes.frame.height / 2.0);
            let none = if self.is_about_irreps() { "no irrep is used" } else { "no frequency of order 4 or 6" };
            canvas.text(none, middle, NORMAL, Anchor::Middle);
            return;
        }
        axes.draw(canvas);
        for (of, color, spread) in spreads.iter().filter(|class| !class.2.is_empty()) {
            draw_spread(canvas, &axes, spread, *color);
            let count = if self.is_about_irreps() { String::new() } else { format!(" ({} k)", of.members.len()) };
            entries.push(LegendEntry::new(format!("{}{count}", of.name), *color, Mark::Line));
        }
        axes.legend(canvas, &entries);
        let title = if self.is_about_irreps() {
            "Σ r_{a,l,l*,k} by irrep: mean, range"
        } else {
            "r_{a,k,−k,k} by order: mean, range"
        };
        axes.title_over_legend(canvas, title);
        axes.label(canvas, "epoch", if self.is_about_irreps() { "|Σ r_{a,l,l*,k}|" } else { "|r_{a,k,−k,k}|" }, 31.0);
    }
}

/// The range as a band and the mean as a line.
fn draw_spread(canvas: &mut Canvas, axes: &Axes, spreads: &[(f64, Spread)], color: Color) {
    let band: Vec<_> = spreads.iter().map(|(epoch, spread)| (*epoch, spread.least, spread.largest)).collect();
    axes.band(canvas, &band, color);
    axes.line(canvas, spreads.iter().map(|(epoch, spread)| (*epoch, spread.mean)), color, 1.0);
}

impl Figure for PotentialFigure<'_> {
    fn name(&self) -> &'static str {
        "potentials"
    }

    fn draw(&self, width: Width) -> Canvas {
        let spacing =
            Spacing { left: 41.0, right: 11.0, top: 29.0, bottom: 28.0, between_columns: 50.0, between_rows: 58.0 };
        let grid = Grid::side_by_side([3, 1], width, 100.0, spacing);
        let mut canvas = grid.canvas("Sum potentials over the course of training");
        let epochs = Scale::epochs(self.trajectory.points.iter().map(|point| point.epoch));
        self.draw_diagonal(&mut canvas, |y| Axes::new(grid.frame(0), epochs, y));
        self.draw_off_diagonal(&mut canvas, |y| Axes::new(grid.frame(1), epochs, y));
        self.draw_negation(&mut canvas, |y| Axes::new(grid.frame(2), epochs, y));
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        let classes = self.trajectory.classes();
        rows.write_record(Self::head(&classes))?;
        self.trajectory.points.iter().try_for_each(|point| rows.serialize(self.row(point, &classes)))
    }
}
