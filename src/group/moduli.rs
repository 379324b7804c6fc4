//! Arithmetic of coordinates modulo n_1, …, n_m.

use crate::number;

/// The coordinates of the element with the given index, first coordinate slowest.
pub(super) fn coordinates(moduli: &[usize], g: usize) -> Vec<usize> {
    let mut rest = g;
    let mut coordinates: Vec<usize> = moduli
        .iter()
        .rev()
        .map(|&n| {
            let x = rest % n;
            rest /= n;
            x
        })
        .collect();
    coordinates.reverse();
    coordinates
}

/// The element whose every coordinate is `op`(n, x, y) of those of g and h.
pub(super) fn combine(moduli: &[usize], g: usize, h: usize, op: impl Fn(usize, usize, usize) -> usize) -> usize {
    let (mut g, mut h, mut stride, mut result) = (g, h, 1, 0);
    for &n in moduli.iter().rev() {
        result += stride * op(n, g % n, h % n);
        g /= n;
        h /= n;
        stride *= n;
    }
    result
}

/// g + h.
pub(super) fn add(moduli: &[usize], g: usize, h: usize) -> usize {
    match moduli {
        &[n] => (g + h) % n,
        moduli => combine(moduli, g, h, |n, x, y| (x + y) % n),
    }
}

/// −g.
pub(super) fn negate(moduli: &[usize], g: usize) -> usize {
    match moduli {
        &[n] => (n - g) % n,
        moduli => combine(moduli, g, 0, |n, x, _| (n - x) % n),
    }
}

/// t·g.
pub(super) fn times(moduli: &[usize], g: usize, t: i64) -> usize {
    combine(moduli, g, 0, |n, x, _| {
        let n = n as i128;
        (i128::from(t) * x as i128).rem_euclid(n) as usize
    })
}

pub(super) fn gcd(a: usize, b: usize) -> usize {
    number::gcd(a as u64, b as u64) as usize
}

/// The least common multiple of two divisors of a group's order.
pub(super) fn lcm(a: usize, b: usize) -> usize {
    a / gcd(a, b) * b
}
