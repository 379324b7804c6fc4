//! The real equations that the nodes of a part must solve.

use std::collections::BTreeMap;

use num_complex::Complex64;

use super::{Part, PartNode};

/// A real equation: Σ coefficient · x_i x_j x_k = target.
pub(super) struct Equation {
    pub terms: Vec<(f64, [usize; 3])>,
    pub target: f64,
}

/// Equations in real unknowns, in the order of [`Enclosure`](crate::certificate::Enclosure).
pub(super) struct System {
    pub unknowns: usize,
    pub equations: Vec<Equation>,
}

/// An entry as a number of the unknowns: real part, imaginary part, and whether it is conjugated.
#[derive(Clone, Copy)]
struct Entry {
    k: usize,
    re: usize,
    im: Option<(usize, f64)>,
}

/// Output frequency and input frequencies.
type Place = (usize, (usize, usize));

/// Real and imaginary part as polynomials.
type Sums = BTreeMap<Place, [BTreeMap<[usize; 3], i64>; 2]>;

impl System {
    /// Twice output minus target vanishes wherever the nodes reach, but for R_n where a hat closes it.
    pub fn of(part: &Part) -> Self {
        let dual = part.group.dual();
        let mut unknowns = 0;
        let mut sums: Sums = part.frequencies.iter().map(|&k| ((k, (k, k)), Default::default())).collect();
        for node in &part.nodes {
            let [a, b, c] = node.channels().map(|entries| both(part, entries, &mut unknowns));
            for z in c.iter().filter(|z| z.k != 0 && dual.representative(z.k) == z.k) {
                for x in &a {
                    b.iter().for_each(|y| add(&mut sums, (z.k, (x.k, y.k)), 2, [x, y, z]));
                    for y in &a {
                        let m = dual.single_product(x.k, y.k).unwrap_or_default();
                        add(&mut sums, (z.k, (m, 0)), 1, [x, y, z]);
                    }
                }
                for x in &b {
                    for y in &b {
                        let m = dual.single_product(x.k, y.k).unwrap_or_default();
                        add(&mut sums, (z.k, (0, m)), 1, [x, y, z]);
                    }
                }
            }
        }
        let is_goal = |(k, place): Place| place == (k, k) && part.frequencies.contains(&k);
        let mut equations = Vec::new();
        for (place, sum) in sums {
            let (k, (k1, k2)) = place;
            let repeated = dual.is_self_conjugate(k) && (k1, k2) > (dual.conjugate(k1), dual.conjugate(k2));
            let closed_by_hat = part.hat_closes_r_n && (k1, k2) == (0, 0) && part.frequencies.contains(&k);
            if repeated || closed_by_hat {
                continue;
            }
            for (target, terms) in [if is_goal(place) { 2.0 } else { 0.0 }, 0.0].into_iter().zip(sum) {
                let terms: Vec<(f64, [usize; 3])> =
                    terms.into_iter().filter(|(_, c)| *c != 0).map(|(at, c)| (c as f64, at)).collect();
                if !terms.is_empty() || target != 0.0 {
                    equations.push(Equation { terms, target });
                }
            }
        }
        System { unknowns, equations }
    }
}

/// The entries of a vector and their conjugate partners; their parts are the next unknowns.
fn both(part: &Part, entries: &[(usize, Complex64)], unknowns: &mut usize) -> Vec<Entry> {
    let mut all = Vec::with_capacity(2 * entries.len());
    for &(k, _) in entries {
        let re = *unknowns;
        if part.group.dual().is_self_conjugate(k) {
            *unknowns += 1;
            all.push(Entry { k, re, im: None });
        } else {
            *unknowns += 2;
            all.push(Entry { k, re, im: Some((re + 1, 1.0)) });
            all.push(Entry { k: part.group.dual().conjugate(k), re, im: Some((re + 1, -1.0)) });
        }
    }
    all
}

/// Adds `weight` times the product of three entries.
fn add(sums: &mut Sums, place: Place, weight: i64, entries: [&Entry; 3]) {
    let sum = sums.entry(place).or_default();
    for choice in 0..8 {
        let (mut at, mut sign, mut turns) = ([0; 3], weight, 0);
        let mut exists = true;
        for (bit, entry) in entries.iter().enumerate() {
            match (choice >> bit & 1, entry.im) {
                (0, _) => at[bit] = entry.re,
                (_, Some((im, own_sign))) => {
                    at[bit] = im;
                    turns += 1;
                    sign *= own_sign as i64;
                }
                (_, None) => exists = false,
            }
        }
        if exists {
            at.sort_unstable();
            // iⁿ is 1, i, −1, −i.
            let sign = if turns >= 2 { -sign } else { sign };
            *sum[turns % 2].entry(at).or_default() += sign;
        }
    }
}

/// The parts of all entries, in the order of the unknowns.
pub(super) fn unknowns(part: &Part) -> Vec<f64> {
    let entries = part.nodes.iter().flat_map(|node| node.channels().into_iter().flatten());
    let parts = entries.flat_map(|&(k, value)| {
        let im = (!part.group.dual().is_self_conjugate(k)).then_some(value.im);
        std::iter::once(value.re).chain(im)
    });
    parts.collect()
}

/// The same nodes with the numbers `x` as the parts of their entries.
pub(super) fn with_unknowns<T: Clone>(part: &Part, x: &[T], zero: &T) -> Vec<[Vec<(usize, T, T)>; 3]> {
    let mut rest = x.iter();
    let mut next = || rest.next().unwrap_or(zero).clone();
    let mut vector = |entries: &[(usize, Complex64)]| {
        let mut vector = Vec::with_capacity(entries.len());
        for &(k, _) in entries {
            let re = next();
            let im = if part.group.dual().is_self_conjugate(k) { zero.clone() } else { next() };
            vector.push((k, re, im));
        }
        vector
    };
    part.nodes.iter().map(|node| node.channels().map(&mut vector)).collect()
}

impl PartNode {
    fn channels(&self) -> [&[(usize, Complex64)]; 3] {
        [&self.a, &self.b, &self.c]
    }
}
