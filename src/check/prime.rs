//! Prime fields with roots of unity.

/// x·y modulo p.
pub(super) fn multiply(x: u64, y: u64, p: u64) -> u64 {
    (u128::from(x) * u128::from(y) % u128::from(p)) as u64
}

/// x + y modulo p, for x, y < p < 2⁶³.
pub(super) fn add(x: u64, y: u64, p: u64) -> u64 {
    (x + y) % p
}

/// xⁿ modulo p.
pub(super) fn power(x: u64, n: u64, p: u64) -> u64 {
    let (mut result, mut base, mut rest) = (1 % p, x % p, n);
    while rest > 0 {
        if rest & 1 == 1 {
            result = multiply(result, base, p);
        }
        base = multiply(base, base, p);
        rest >>= 1;
    }
    result
}

/// Whether n is prime: Miller–Rabin with the bases that decide every 64-bit number.
pub(super) fn is_prime(n: u64) -> bool {
    const BASES: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if n < 2 {
        return false;
    }
    if let Some(&p) = BASES.iter().find(|&&p| n.is_multiple_of(p)) {
        return n == p;
    }
    let twos = (n - 1).trailing_zeros();
    let odd = (n - 1) >> twos;
    BASES.iter().all(|&base| {
        let mut x = power(base, odd, n);
        let mut passes = x == 1 || x == n - 1;
        for _ in 1..twos {
            x = multiply(x, x, n);
            passes |= x == n - 1;
        }
        passes
    })
}

/// The first prime p ≡ 1 mod n from `start` on, for n < 2³² and `start` < 2⁶².
pub(super) fn prime_with_roots(n: u64, start: u64) -> u64 {
    let mut candidate = start - start % n + 1;
    while !is_prime(candidate) {
        candidate += n;
    }
    candidate
}

/// The distinct prime factors of n.
pub(super) fn prime_factors(n: u64) -> Vec<u64> {
    let (mut rest, mut p, mut factors) = (n, 2, Vec::new());
    while p * p <= rest {
        if rest.is_multiple_of(p) {
            factors.push(p);
            while rest.is_multiple_of(p) {
                rest /= p;
            }
        }
        p += 1;
    }
    if rest > 1 {
        factors.push(rest);
    }
    factors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primes_agree_with_trial_division() {
        let by_division = |n: u64| n > 1 && prime_factors(n) == [n];
        assert!((0..5000).all(|n| is_prime(n) == by_division(n)));
        assert!(is_prime((1 << 61) - 1) && !is_prime(((1 << 31) - 1) * ((1 << 29) - 3)));
    }
}
