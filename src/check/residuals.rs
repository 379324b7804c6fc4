//! Twice the Fourier coefficients of what nodes add to the output, over any ring.

use std::collections::BTreeMap;

use super::arithmetic::Ring;
use super::characters::Characters;

/// The entries of a node's three vectors, conjugate partners included; a coefficient is part of c.
pub(super) type Vectors<V> = [Vec<(i64, V)>; 3];

/// The output frequency and the two input frequencies.
pub(super) type Place = (i64, (i64, i64));

/// 2 r_{k1 k2 k} for k1, k2 ≠ 0; 2 r_{m0k} + S_a(m,k); 2 r_{0mk} + S_b(m,k); 2 r_{00k} + S_a(0,k) + S_b(0,k), with
/// S_p(m,k) = Σ_k' r_{p,k',m−k',k}: at the representatives k ≠ 0, as far as the nodes reach them.
pub(super) fn residuals<R: Ring>(
    ring: &R,
    characters: &Characters,
    nodes: &[Vectors<R::Value>],
) -> BTreeMap<Place, R::Value> {
    let mut sums: BTreeMap<Place, R::Value> = BTreeMap::new();
    let two = ring.integer(2);
    for [a, b, c] in nodes {
        let mut inputs: BTreeMap<(i64, i64), R::Value> = BTreeMap::new();
        let mut add = |place, value: &R::Value| ring.add(inputs.entry(place).or_insert_with(|| ring.integer(0)), value);
        for (k1, x) in a {
            for (k2, y) in b {
                add((*k1, *k2), &ring.times(&two, &ring.times(x, y)));
            }
            for (k2, y) in a {
                add((characters.sum(*k1, *k2), 0), &ring.times(x, y));
            }
        }
        for (k1, x) in b {
            for (k2, y) in b {
                add((0, characters.sum(*k1, *k2)), &ring.times(x, y));
            }
        }
        for (k, z) in c.iter().filter(|(k, _)| *k != 0 && characters.is_representative(*k)) {
            for (place, value) in &inputs {
                let sum = sums.entry((*k, *place)).or_insert_with(|| ring.integer(0));
                ring.add(sum, &ring.times(value, z));
            }
        }
    }
    sums
}

/// The same minus twice the target, r_kkk = 1 at the given frequencies; without the constants, R_n, if a hat closes them.
pub(super) fn minus_target<R: Ring>(
    ring: &R,
    characters: &Characters,
    nodes: &[Vectors<R::Value>],
    frequencies: &[i64],
    hat_closes_r_n: bool,
) -> BTreeMap<Place, R::Value> {
    let mut sums = residuals(ring, characters, nodes);
    for &k in frequencies {
        let sum = sums.entry((k, (k, k))).or_insert_with(|| ring.integer(0));
        ring.add(sum, &ring.integer(-2));
    }
    if hat_closes_r_n {
        sums.retain(|(k, place), _| *place != (0, 0) || !frequencies.contains(k));
    }
    sums
}
