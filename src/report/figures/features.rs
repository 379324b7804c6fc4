//! What the filters of one network are: irreps, purity, energy.

use serde::Serialize;

use super::Figure;
use crate::features::{FeatureReading, FilterKind, FilterReading};
use crate::network::Activation;
use crate::report::plot::{
    Axes, BLUE, Canvas, Color, GREEN, Grid, LegendEntry, MUTED, Mark, Scale, Spacing, Tick, VERMILLION, Width,
};

/// The shares of the irreps as bars, and every live filter by its energy and its purity; for squares the energies M/(2D) of the
/// maxima as dashed lines. Where there are no energies, the filters stand by ‖w‖‖c‖.
#[derive(Debug, Clone, Copy)]
pub struct FeatureFigure<'a> {
    /// The reading of one network.
    pub features: &'a FeatureReading,
}

/// Every live filter.
#[derive(Serialize)]
struct Row<'a> {
    node: usize,
    weight: f64,
    irrep: &'a str,
    purity: f64,
    energy: Option<f64>,
    kind: FilterKind,
}

fn color(kind: FilterKind) -> Color {
    match kind {
        FilterKind::Fourier => BLUE,
        FilterKind::Memorizing => VERMILLION,
        FilterKind::Mixed => MUTED,
    }
}

impl FeatureFigure<'_> {
    fn shares(&self, canvas: &mut Canvas, mut axes: Axes) {
        let irreps = &self.features.irreps;
        let most = irreps.iter().map(|irrep| irrep.share).fold(0.0, f64::max);
        axes.y = Scale::linear(0.0, 1.08 * most);
        axes.x = Scale::linear(-0.7, irreps.len() as f64 - 0.3);
        let widest = irreps.iter().map(|irrep| Canvas::text_width(&irrep.irrep, crate::report::plot::SMALL));
        let room = axes.frame.width / irreps.len().max(1) as f64;
        let stride = ((widest.fold(0.0, f64::max) + 4.0) / room).ceil().max(1.0) as usize;
        let named = irreps.iter().enumerate().step_by(stride);
        let along: Vec<Tick> = named.map(|(at, irrep)| Tick::new(at as f64, &irrep.irrep)).collect();
        axes.draw_with(canvas, &along, &axes.y.ticks((axes.frame.height / 20.0).round() as usize));
        for (at, irrep) in irreps.iter().enumerate() {
            axes.bar(canvas, at as f64 - 0.38, at as f64 + 0.38, irrep.share, GREEN);
        }
        axes.label(canvas, "irrep", "share of the features", 30.0);
    }

    fn filters(&self, canvas: &mut Canvas, mut axes: Axes) {
        let FeatureReading { filters, irreps, activation, .. } = self.features;
        let mut maxima: Vec<f64> = match activation {
            Activation::Square => {
                irreps.iter().filter(|irrep| irrep.filters > 0).filter_map(|irrep| irrep.maximum).collect()
            }
            _ => Vec::new(),
        };
        maxima.sort_by(f64::total_cmp);
        maxima.dedup();
        let along = |filter: &FilterReading| filter.energy.unwrap_or(filter.weight);
        let most = filters.iter().map(along).chain(maxima.iter().copied()).fold(0.0, f64::max);
        axes.x = Scale::linear(0.0, if most > 0.0 { 1.06 * most } else { 1.0 });
        axes.y = Scale::linear(0.0, 1.03);
        axes.draw(canvas);
        for maximum in maxima {
            axes.dashed_line(canvas, [(maximum, 0.0), (maximum, 1.03)], MUTED);
        }
        let kinds = [FilterKind::Mixed, FilterKind::Memorizing, FilterKind::Fourier];
        for kind in kinds {
            let of_kind = filters.iter().filter(|filter| filter.kind == kind);
            axes.discs(canvas, of_kind.map(|filter| (along(filter), filter.purity)), color(kind));
        }
        let entries = kinds.map(|kind| LegendEntry::new(kind.name(), color(kind), Mark::Block));
        axes.legend(canvas, &entries);
        let name = if self.features.energy.is_some() { "energy of the filter, norm 1" } else { "‖w‖‖c‖" };
        axes.label(canvas, name, "purity", 24.0);
    }
}

impl Figure for FeatureFigure<'_> {
    fn name(&self) -> &'static str {
        "features"
    }

    fn draw(&self, width: Width) -> Canvas {
        let spacing =
            Spacing { left: 44.0, right: 10.0, top: 18.0, bottom: 28.0, between_columns: 48.0, between_rows: 48.0 };
        let grid = Grid::side_by_side([2, 1], width, 130.0, spacing);
        let mut canvas = grid.canvas("Shares of the irreps, and the filters by energy and purity");
        let axes = |at: usize| Axes::new(grid.frame(at), Scale::linear(0.0, 1.0), Scale::linear(0.0, 1.0));
        self.shares(&mut canvas, axes(0));
        self.filters(&mut canvas, axes(1));
        canvas
    }

    fn write_rows(&self, rows: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        for FilterReading { node, weight, irrep, purity, energy, kind } in &self.features.filters {
            let (node, weight, purity, energy, kind) = (*node, *weight, *purity, *energy, *kind);
            rows.serialize(Row { node, weight, irrep, purity, energy, kind })?;
        }
        Ok(())
    }
}
