//! The symmetries of the task that may take one network to the other.

use itertools::Itertools as _;
use rayon::prelude::*;

use super::TaskSymmetry;
use super::matching::Matching;
use super::nodes::{Nodes, Standard};
use crate::group::{Automorphism, Group};

/// More symmetries than this are not searched.
const MOST_AUTOMORPHISMS: usize = 1 << 12;
/// This many symmetries are tried on all nodes; the others on the nodes of one frequency alone.
const TRIED: usize = 64;
/// Over a table this many are tried on the nodes of irreps of one type and degree; the others on one node.
const TRIED_BESIDE: usize = 256;
/// This many shifts are tried for each input of a pair of nodes.
const SHIFTS: usize = 3;
/// And at most this many, where several are as good.
const MOST_SHIFTS: usize = 64;

/// The symmetries that are worth trying on all nodes.
pub(super) fn candidates(group: &Group, x: &Nodes, y: &Nodes) -> Vec<TaskSymmetry> {
    let Some(anchor) = x.anchor(group) else { return Vec::new() };
    let dual = group.dual();
    let found: Vec<_> = match dual.characters("symmetries of the task") {
        Ok(characters) => {
            let beside = x.filtered(|k| k == anchor.frequency);
            let of_automorphism = |automorphism: &Automorphism| {
                let partner = dual.representative(characters.moved(anchor.frequency, automorphism));
                of_automorphism((group, anchor), [&beside, &y.filtered(|k| k == partner)], automorphism)
            };
            automorphisms(group).par_iter().flat_map_iter(of_automorphism).collect()
        }
        Err(_) => {
            let (kind, degree) = (dual.kind(anchor.frequency), dual.degree(anchor.frequency));
            let alike = |k: usize| dual.kind(k) == kind && dual.degree(k) == degree;
            let (beside, partners) = (x.filtered(alike), y.filtered(alike));
            let of_automorphism =
                |automorphism: &Automorphism| of_table_automorphism((group, anchor), &partners, automorphism);
            let all: Vec<_> = table_automorphisms(group).par_iter().flat_map_iter(of_automorphism).collect();
            // First by the anchor alone, then by all nodes at such irreps.
            let all = best(all, TRIED_BESIDE).into_par_iter();
            all.map(|(_, symmetry)| (Matching::of(&beside, &partners.moved(group, &symmetry)).gain, symmetry)).collect()
        }
    };
    best(found, TRIED).into_iter().map(|(_, symmetry)| symmetry).collect()
}

/// Where an automorphism takes the elements.
fn images(group: &Group, automorphism: &Automorphism) -> Vec<usize> {
    (0..group.order()).map(|g| automorphism.apply(g)).collect()
}

/// The symmetries with one automorphism that take nodes of a frequency to those beside the anchor.
fn of_automorphism(
    (group, anchor): (&Group, &Standard),
    [beside, partners]: [&Nodes; 2],
    automorphism: &Automorphism,
) -> Vec<(f64, TaskSymmetry)> {
    let automorphism = images(group, automorphism);
    let mut found = Vec::new();
    for swapped in [false, true] {
        let still = TaskSymmetry { automorphism: automorphism.clone(), translations: [0, 0], swapped };
        let moved = partners.moved(group, &still);
        let shifts = moved.0.iter().flat_map(|node| shifts(group, anchor, node));
        for [u, v] in shifts.sorted_unstable().dedup() {
            let translations = [automorphism[u], automorphism[v]];
            let symmetry = TaskSymmetry { translations, ..still.clone() };
            found.push((Matching::of(beside, &partners.moved(group, &symmetry)).gain, symmetry));
        }
    }
    best(found, TRIED)
}

/// The symmetries with one automorphism that take a node to the anchor, by how alike these two become.
fn of_table_automorphism(
    (group, anchor): (&Group, &Standard),
    partners: &Nodes,
    automorphism: &Automorphism,
) -> Vec<(f64, TaskSymmetry)> {
    let automorphism = images(group, automorphism);
    let (d, one) = (group.order(), group.identity());
    let mut found = Vec::new();
    for (swapped, node) in [false, true].into_iter().cartesian_product(&partners.0) {
        let still = TaskSymmetry { automorphism: automorphism.clone(), translations: [one, one], swapped };
        // α(g)s = α(gu) with s = α(u), and s⁻¹α(g)st = α(u⁻¹gv) with st = α(v).
        let moved = node.moved(group, &still);
        let likeness = |start: usize, left: usize, right: usize| -> f64 {
            let at = |g: usize| group.multiply(group.multiply(left, g), right);
            (0..d).map(|g| anchor.weights[start + g] * moved.weights[start + at(g)]).sum()
        };
        let of_a: Vec<f64> = (0..d).map(|u| likeness(0, one, u)).collect();
        for u in largest(&of_a, 1.0).into_iter().chain(largest(&of_a, -1.0)) {
            let of_b: Vec<f64> = (0..d).map(|v| likeness(d, group.inverse(u), v)).collect();
            for v in largest(&of_b, of_a[u].signum()) {
                let both = automorphism[v];
                let translations = [automorphism[u], group.multiply(group.inverse(automorphism[u]), both)];
                let gain = 2.0 * (of_a[u] + of_b[v]).abs() + 2.0 * likeness(2 * d, one, v);
                found.push((gain, TaskSymmetry { translations, ..still.clone() }));
            }
        }
    }
    best(found, TRIED_BESIDE)
}

/// Those of the largest gains.
fn best(mut found: Vec<(f64, TaskSymmetry)>, count: usize) -> Vec<(f64, TaskSymmetry)> {
    found.sort_by(|x, y| y.0.total_cmp(&x.0));
    found.truncate(count);
    found
}

/// The pairs (u, v) for which a\[g + u\] and b\[g + v\] of `node` are most like the anchor's, for either sign of both.
fn shifts(group: &Group, anchor: &Standard, node: &Standard) -> Vec<[usize; 2]> {
    let d = group.order();
    let likeness = |start: usize, u: usize| -> f64 {
        (0..d).map(|g| anchor.weights[start + g] * node.weights[start + group.multiply(g, u)]).sum()
    };
    let of_channel = |start: usize| (0..d).map(|u| likeness(start, u)).collect::<Vec<f64>>();
    let (a, b) = (of_channel(0), of_channel(d));
    let pairs = |sign: f64| largest(&a, sign).into_iter().cartesian_product(largest(&b, sign));
    pairs(1.0).chain(pairs(-1.0)).map(|(u, v)| [u, v]).collect()
}

/// Where `sign`·value is largest, and wherever it is as large but for a thousandth.
fn largest(values: &[f64], sign: f64) -> Vec<usize> {
    let falling = (0..values.len()).sorted_by(|&u, &v| (sign * values[v]).total_cmp(&(sign * values[u])));
    let most = values.iter().map(|value| sign * value).fold(0.0, f64::max);
    let chosen = falling.enumerate().take_while(|&(at, u)| at < SHIFTS || sign * values[u] >= 0.999 * most);
    chosen.map(|(_, u)| u).take(MOST_SHIFTS).collect()
}

/// All automorphisms of a group that is given by its table, or where there are too many the inner ones.
fn table_automorphisms(group: &Group) -> Vec<Automorphism> {
    Automorphism::all(group, MOST_AUTOMORPHISMS).unwrap_or_else(|| Automorphism::inner(group))
}

/// All automorphisms, or where there are too many the multiplications.
fn automorphisms(group: &Group) -> Vec<Automorphism> {
    let of_order = |n: usize| (0..group.order()).filter(move |&g| n.is_multiple_of(group.element_order(g)));
    let images: Vec<Vec<usize>> = group.ranges().iter().map(|&n| of_order(n).collect()).collect();
    let count = images.iter().try_fold(1usize, |count, images| count.checked_mul(images.len()));
    if count.is_some_and(|count| count <= MOST_AUTOMORPHISMS) {
        let all = images.into_iter().multi_cartesian_product();
        return all.filter_map(|images| Automorphism::new(group, &images).ok()).collect();
    }
    let factors = (1..group.exponent() as i64).take(MOST_AUTOMORPHISMS);
    factors.filter_map(|factor| Automorphism::multiplication(group, factor).ok()).collect()
}
