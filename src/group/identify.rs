//! Isomorphisms: which group a table is, and all automorphisms.

use std::ops::ControlFlow;

use super::{Group, SmallGroup};
use crate::Result;

/// What an isomorphism keeps of an element: its order, the size of its class, and how many elements have it as their
/// square and cube.
type Fingerprint = (usize, usize, usize, usize);

fn fingerprints(group: &Group) -> Vec<Fingerprint> {
    let d = group.order();
    let mut prints = vec![(0, 0, 0, 0); d];
    for class in group.classes() {
        for &g in &class {
            (prints[g].0, prints[g].1) = (group.element_order(g), class.len());
        }
    }
    for g in 0..d {
        let square = group.multiply(g, g);
        prints[square].2 += 1;
        prints[group.multiply(square, g)].3 += 1;
    }
    prints
}

/// Calls `found` with every isomorphism from `source` to `target`, as the images of all elements, until it breaks.
pub(super) fn isomorphisms(
    source: &Group,
    target: &Group,
    mut found: impl FnMut(&[usize]) -> ControlFlow<()>,
) -> ControlFlow<()> {
    if source.order() != target.order() {
        return ControlFlow::Continue(());
    }
    let (sources, targets) = (fingerprints(source), fingerprints(target));
    let sorted = |prints: &[Fingerprint]| {
        let mut prints = prints.to_vec();
        prints.sort_unstable();
        prints
    };
    if sorted(&sources) != sorted(&targets) {
        return ControlFlow::Continue(());
    }
    let generators = few_generators(source);
    let candidates: Vec<Vec<usize>> =
        generators.iter().map(|&s| (0..target.order()).filter(|&t| targets[t] == sources[s]).collect()).collect();
    extend(source, target, &generators, &candidates, &mut Vec::new(), &mut found)
}

/// Generators, each chosen to generate the most with those before.
fn few_generators(group: &Group) -> Vec<usize> {
    let mut generators: Vec<usize> = Vec::new();
    while group.subgroup(&generators).len() < group.order() {
        let with = |g: usize| group.subgroup(&[&generators[..], &[g]].concat()).len();
        let Some(best) = (0..group.order()).rev().max_by_key(|&g| with(g)) else { break };
        generators.push(best);
    }
    generators
}

fn extend(
    source: &Group,
    target: &Group,
    generators: &[usize],
    candidates: &[Vec<usize>],
    images: &mut Vec<usize>,
    found: &mut impl FnMut(&[usize]) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Some(map) = homomorphism(source, target, &generators[..images.len()], images) else {
        return ControlFlow::Continue(());
    };
    if images.len() == generators.len() {
        return found(&map);
    }
    for &image in &candidates[images.len()] {
        images.push(image);
        extend(source, target, generators, candidates, images, found)?;
        images.pop();
    }
    ControlFlow::Continue(())
}

/// The injective homomorphism from ⟨generators⟩ that sends them to `images`, if there is one; `usize::MAX` elsewhere.
pub(super) fn homomorphism(
    source: &Group,
    target: &Group,
    generators: &[usize],
    images: &[usize],
) -> Option<Vec<usize>> {
    let mut map = vec![usize::MAX; source.order()];
    let mut taken = vec![false; target.order()];
    map[source.identity()] = target.identity();
    taken[target.identity()] = true;
    let mut queue = vec![source.identity()];
    while let Some(x) = queue.pop() {
        for (&s, &image) in generators.iter().zip(images) {
            let (y, moved) = (source.multiply(x, s), target.multiply(map[x], image));
            if map[y] == usize::MAX {
                if std::mem::replace(&mut taken[moved], true) {
                    return None;
                }
                map[y] = moved;
                queue.push(y);
            } else if map[y] != moved {
                return None;
            }
        }
    }
    Some(map)
}

impl Group {
    /// An isomorphism onto `other`, as the images of all elements, if there is one.
    #[must_use]
    pub fn isomorphism(&self, other: &Group) -> Option<Vec<usize>> {
        let mut found = None;
        let _ = isomorphisms(self, other, |map| {
            found = Some(map.to_vec());
            ControlFlow::Break(())
        });
        found
    }

    /// The group of the catalogue of orders up to 31 that this one is up to relabelling.
    ///
    /// # Errors
    /// Only when the catalogue is damaged.
    pub fn identify(&self) -> Result<Option<SmallGroup>> {
        for small in SmallGroup::all().filter(|small| small.order == self.order()) {
            if self.isomorphism(&small.group()?).is_some() {
                return Ok(Some(small));
            }
        }
        Ok(None)
    }
}
