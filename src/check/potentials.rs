//! Which potentials a list of nodes can make non-zero, and their values.

use std::collections::HashMap;

use super::FalseClaim;
use super::arithmetic::Arithmetic;
use super::characters::Characters;
use super::reading::{Claims, Node, Potential};
use crate::certificate::Inputs;
use crate::{Error, Result};

/// The most products of summands that are formed.
const MAX_PRODUCTS: u64 = 1 << 24;

/// Where each potential stands in the certificate.
pub(super) type Places = HashMap<Potential, usize>;

impl Potential {
    /// `r_{1 2 3}` or `r_{a 1 2 3}`.
    pub fn label(&self, characters: &Characters) -> String {
        let [k1, k2, k] = [self.k1, self.k2, self.k].map(|k| characters.label(k));
        match self.inputs {
            Inputs::AA => format!("r_{{a {k1} {k2} {k}}}"),
            Inputs::AB => format!("r_{{{k1} {k2} {k}}}"),
            Inputs::BB => format!("r_{{b {k1} {k2} {k}}}"),
        }
    }
}

/// The potentials of the nodes against those that are listed: none missing, none listed twice, none made up.
///
/// # Errors
/// When there are more products of summands than are checked.
pub(super) fn complete(claims: &Claims) -> Result<std::result::Result<Places, FalseClaim>> {
    let products = claims.nodes.iter().fold(squared_outputs(claims), |sum, node| sum.saturating_add(products(node)));
    if products > MAX_PRODUCTS {
        return Err(Error::unsupported(format!(
            "the certificate has {products} products of summands; {MAX_PRODUCTS} are checked"
        )));
    }
    let label = |potential: &Potential| potential.label(&claims.characters);
    let refused = |identity: String, reason: &str| Ok(Err(FalseClaim::new(identity, reason)));
    let mut places = Places::with_capacity(claims.identities.len());
    for (place, (potential, _)) in claims.identities.iter().enumerate() {
        if places.insert(*potential, place).is_some() {
            return refused(label(potential), "is listed twice");
        }
    }
    let mut reached = vec![false; places.len()];
    let mut first_missing: Option<Potential> = None;
    for node in &claims.nodes {
        let supports = [0, 1, 2].map(|channel| {
            let full = node.vectors[channel].iter().flat_map(|(k, _)| [*k, claims.characters.negative(*k)]);
            let mut support: Vec<i64> = full.collect();
            support.sort_unstable();
            support.dedup();
            support
        });
        for_each_potential(&claims.characters, &supports, |potential, _, _, _| match places.get(&potential) {
            Some(&place) => reached[place] = true,
            None => first_missing = Some(first_missing.map_or(potential, |first| first.min(potential))),
        });
    }
    if let Some(potential) = first_missing {
        return refused(label(&potential), "can be non-zero but is not listed");
    }
    if let Some(place) = reached.iter().position(|reached| !reached) {
        return refused(label(&claims.identities[place].0), "is listed, but the nodes have no such frequencies");
    }
    Ok(Ok(places))
}

/// How many products of summands the potentials of one node take, at output frequencies that represent their pair ±k.
fn products(node: &Node) -> u64 {
    let lengths = |channel: usize| node.vectors[channel].iter().map(|(_, sum)| sum.len() as u64);
    let [a, b] = [0, 1].map(|channel| 2 * lengths(channel).sum::<u64>());
    // Of pairs from one input only k1 ≤ k2 are formed.
    let half = |total: u64, channel: usize| {
        let squares = lengths(channel).fold(0u64, |sum, length| sum.saturating_add(length.saturating_mul(length)));
        (total.saturating_mul(total) / 2).saturating_add(squares)
    };
    let inputs = half(a, 0).saturating_add(a.saturating_mul(b)).saturating_add(half(b, 1));
    inputs.saturating_mul(lengths(2).sum()).saturating_mul(node.coefficient.len() as u64)
}

/// How many products of summands |output|² at k = 0 takes, a term of the one-hot loss.
fn squared_outputs(claims: &Claims) -> u64 {
    let claimed = claims.identities.iter().filter(|(potential, _)| potential.k == 0);
    let summands = claimed.fold(0u64, |total, (_, sum)| total + sum.len() as u64);
    summands.saturating_mul(summands)
}

/// Calls `f` with every potential of one node's frequencies, and the places of the three factors in `supports`.
fn for_each_potential(
    characters: &Characters,
    supports: &[Vec<i64>; 3],
    mut f: impl FnMut(Potential, usize, usize, usize),
) {
    let [a, b, c] = supports;
    for (at, &k) in c.iter().enumerate().filter(|(_, k)| characters.is_representative(**k)) {
        for (inputs, first, second) in [(Inputs::AA, a, a), (Inputs::AB, a, b), (Inputs::BB, b, b)] {
            for (at1, &k1) in first.iter().enumerate() {
                for (at2, &k2) in second.iter().enumerate() {
                    if inputs == Inputs::AB || k1 <= k2 {
                        f(Potential { k, inputs, k1, k2 }, at1, at2, at);
                    }
                }
            }
        }
    }
}

/// The value of every listed potential, in the order of the list.
pub(super) fn values<A: Arithmetic>(claims: &Claims, places: &Places, arithmetic: &A) -> Vec<A::Value> {
    let mut sums = vec![arithmetic.zero(); places.len()];
    for node in &claims.nodes {
        let coefficient = arithmetic.read(&node.coefficient, false);
        let mut vectors = node.values(&claims.characters, |sum, conjugated| arithmetic.read(sum, conjugated));
        vectors.iter_mut().for_each(|entries| entries.sort_by_key(|entry| entry.0));
        let weighted: Vec<A::Value> =
            vectors[2].iter().map(|(_, value)| arithmetic.times(value, &coefficient)).collect();
        let supports = [0, 1, 2].map(|channel| vectors[channel].iter().map(|(k, _)| *k).collect());
        for_each_potential(&claims.characters, &supports, |potential, at1, at2, at| {
            let (first, second) = match potential.inputs {
                Inputs::AA => (&vectors[0], &vectors[0]),
                Inputs::AB => (&vectors[0], &vectors[1]),
                Inputs::BB => (&vectors[1], &vectors[1]),
            };
            let inputs = arithmetic.times(&first[at1].1, &second[at2].1);
            arithmetic.add(&mut sums[places[&potential]], &arithmetic.times(&inputs, &weighted[at]));
        });
    }
    sums
}
