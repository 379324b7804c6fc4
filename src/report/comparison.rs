//! What `compare` says, for people.

use std::fmt::Write as _;

use crate::network::{Comparison, TaskSymmetry};

/// Nodes that are listed; the others are counted.
const LISTED: usize = 12;

/// The distance, the symmetry, and the nodes that belong together, the most unlike ones first.
#[must_use]
pub fn text(comparison: &Comparison) -> String {
    let Comparison { group, live_nodes: [left, right], distance, distance_without_symmetry, matched, .. } = comparison;
    let mut text = format!("group {group}, {left} and {right} live nodes, of which {} are matched\n", matched.len());
    let _ = writeln!(text, "  distance                    {distance:.3e}  (0: one network, 1: nothing in common)");
    let _ = writeln!(text, "  by order and gauge alone    {distance_without_symmetry:.3e}");
    let _ = writeln!(text, "  symmetry of the second      {}", symmetry(comparison));
    let mut nodes: Vec<_> = matched.iter().collect();
    nodes.sort_by(|x, y| y.distance.total_cmp(&x.distance));
    for node in nodes.iter().take(LISTED) {
        let sign = if node.flipped { ", with a and b negated" } else { "" };
        let _ = writeln!(text, "  node {:>4} is node {:>4}     {:.3e}{sign}", node.left, node.right, node.distance);
    }
    if nodes.len() > LISTED {
        let _ = writeln!(text, "  … and {} nodes that are more alike (--json lists all)", nodes.len() - LISTED);
    }
    text
}

fn symmetry(comparison: &Comparison) -> String {
    let (group, TaskSymmetry { automorphism, translations: [s, t], swapped }) =
        (&comparison.group, &comparison.symmetry);
    let is_identity = automorphism.iter().enumerate().all(|(g, &image)| g == image);
    let mut parts = Vec::new();
    if *swapped {
        let inverse = if group.is_abelian() { "" } else { " at the inverse" };
        parts.push(format!("inputs exchanged{inverse}"));
    }
    if !is_identity {
        parts.push(format!("g → {}", images(comparison)));
    }
    if (*s, *t) != (group.identity(), group.identity()) {
        parts.push(format!("translated by {} and {}", group.label(*s), group.label(*t)));
    }
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

/// `5g` for a cyclic group, or the images of the generators.
fn images(comparison: &Comparison) -> String {
    let (group, automorphism) = (&comparison.group, &comparison.symmetry.automorphism);
    let images =
        group.generators().into_iter().map(|generator| (group.label(generator), group.label(automorphism[generator])));
    if group.moduli().is_some() && group.is_cyclic_presentation() {
        return images.map(|(_, factor)| format!("{factor}g")).collect();
    }
    images.map(|(from, to)| format!("{from} ↦ {to}")).collect::<Vec<_>>().join(", ")
}
