//! What `landscape` says, for people.

use super::words::{aligned, counted};
use crate::features::{Landscape, LandscapeRow};

/// The maxima that were found, irrep by irrep.
#[must_use]
pub fn text(landscape: &Landscape) -> String {
    let Landscape { group, options, samples, irreps, mixed, unconverged, .. } = landscape;
    let mut lines = vec![format!(
        "{group}: order {}, {} of {} pairs, activation {}, {} from random starts",
        group.order(),
        samples,
        group.order().pow(2),
        options.activation,
        counted(options.starts, "filter")
    )];
    let heads = ["irrep", "type", "D", "M/(2D)", "filters", "energy", "flat directions"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(irreps.iter().map(|row| cells(row, landscape))).collect();
    lines.extend(aligned(&rows).into_iter().map(|line| format!("  {line}")));
    if let (true, Some([low, high])) = (*mixed > 0, landscape.mixed_energies) {
        lines.push(format!(
            "  {} on no single irrep, energies {} to {}",
            counted(*mixed, "filter"),
            number(low),
            number(high)
        ));
    }
    if *unconverged > 0 {
        lines.push(format!("  {} had not arrived after the most steps", counted(*unconverged, "filter")));
    }
    if let Some(deviation) = landscape.deviation {
        lines.push(format!("  largest |E − M/(2D)| of the filters on one irrep: {deviation:.1e}"));
    }
    lines.join("\n") + "\n"
}

fn cells(row: &LandscapeRow, landscape: &Landscape) -> Vec<String> {
    let energy = row.energies.map_or_else(String::new, |[low, high]| match (number(low), number(high)) {
        (low, high) if low == high => low,
        (low, high) => format!("{low} to {high}"),
    });
    let flat = match (row.found_flat, row.found_rising, landscape.is_closed_form) {
        (None, ..) => String::new(),
        (Some(flat), Some(0) | None, true) => format!("{flat} ({} by theorem)", row.flat_directions),
        (Some(flat), Some(0) | None, false) => flat.to_string(),
        (Some(flat), Some(rising), _) => format!("{flat}, rising in {rising}"),
    };
    vec![
        if row.is_learned { format!("{} (learned)", row.irrep) } else { row.irrep.clone() },
        format!("{}{}", row.kind, row.degree),
        row.dimension.to_string(),
        number(row.maximum),
        row.hits.to_string(),
        energy,
        flat,
    ]
}

/// Six digits at most.
pub(super) fn number(x: f64) -> String {
    let text = format!("{x:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
