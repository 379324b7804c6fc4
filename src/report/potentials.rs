//! What `potentials` says, for people.

use std::fmt::Write as _;

use super::text::abbreviated;
use crate::experiment::{ListedPotential, PotentialList};

/// A line for each potential.
#[must_use]
pub fn text(list: &PotentialList) -> String {
    let mut text = format!("{}: group {}, scale of the {}\n", list.path, list.group.symbol(), list.scale);
    let width = list.potentials.iter().map(|value| value.potential.chars().count()).max().unwrap_or(0);
    for ListedPotential { potential, exact, re, im, abs } in &list.potentials {
        let number = match (re, im, abs) {
            (Some(re), Some(im), Some(abs)) => format!("{re:+.12e} {im:+.12e} i   |r| = {abs:.6e}"),
            _ => String::new(),
        };
        let value = exact.as_deref().map_or(number, abbreviated);
        let _ = writeln!(text, "  {potential:<width$}  {value}");
    }
    text
}
