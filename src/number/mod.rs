//! Divisors and multiples, what roots of unity and fractions need of number theory; numbers as they are typed and written.

mod list;
mod normal;
pub(crate) mod wide;

pub(crate) use list::{LONGEST, List, outside_brackets};
pub(crate) use normal::normal;

/// The greatest common divisor, by halving.
pub(crate) fn gcd(x: u64, y: u64) -> u64 {
    if x == 0 || y == 0 {
        return x | y;
    }
    let shift = (x | y).trailing_zeros();
    let (mut x, mut y) = (x >> x.trailing_zeros(), y >> y.trailing_zeros());
    while x != y {
        if x < y {
            std::mem::swap(&mut x, &mut y);
        }
        x -= y;
        x >>= x.trailing_zeros();
    }
    x << shift
}

/// The least common multiple, or `None` when it exceeds `limit`.
#[inline]
pub(crate) fn lcm(x: u64, y: u64, limit: u64) -> Option<u64> {
    if x == y || y == 1 {
        return (x <= limit).then_some(x);
    }
    (x / gcd(x, y)).checked_mul(y).filter(|&lcm| lcm <= limit)
}

/// The prime powers p^a of n as pairs (p, p^a), p increasing.
pub(crate) fn prime_powers(n: u32) -> Vec<(u32, u32)> {
    let (mut rest, mut powers) = (n, Vec::new());
    let mut p = 2u32;
    while u64::from(p) * u64::from(p) <= u64::from(rest) {
        let mut power = 1;
        while rest.is_multiple_of(p) {
            rest /= p;
            power *= p;
        }
        if power > 1 {
            powers.push((p, power));
        }
        p += if p == 2 { 1 } else { 2 };
    }
    if rest > 1 {
        powers.push((rest, rest));
    }
    powers
}

/// Euler's φ(n).
pub(crate) fn totient(n: u32) -> u32 {
    prime_powers(n).into_iter().map(|(p, power)| power / p * (p - 1)).product()
}

/// What stands before a term of a sum that is written out.
pub(crate) fn sign_between(is_first: bool, is_negative: bool) -> &'static str {
    match (is_first, is_negative) {
        (true, false) => "",
        (true, true) => "-",
        (false, false) => " + ",
        (false, true) => " - ",
    }
}
