//! Sums of roots of unity: when they are 0, and which of the equal ones is the written one.
//!
//! With p^a the highest power of p in N, ζ_N^e is a product of a power x of ζ_{p^a}, for every p. Writing
//! x = t + r·p^{a−1}, the terms with the same t and the same other components form a vector (v_0, …, v_{p−1}), and
//! Σ_r ζ_p^r = 0 is the only relation: a constant can be added to all v_r. So a sum is 0 when the v_r are all equal, for
//! every p in turn. Written is the sum in which the most frequent v_r is 0 (of several, the one with the largest r), the
//! v_r being sums over the larger primes in the same form; ζ_N^{N/2} = −1 is a sign. No division by Φ_N, whose degree may
//! be thousands, is needed for either.

use std::collections::BTreeMap;

use dashu_ratio::RBig;

use super::prime::{multiply, power, prime_factors};

/// The N-th roots of unity.
pub(super) struct Roots {
    order: u64,
    primes: Vec<Prime>,
}

/// A prime of N with its highest power.
struct Prime {
    p: u64,
    highest: u64,
    /// (N / p^a)⁻¹ modulo p^a.
    inverse: u64,
}

/// A power of ζ_N by its components, and a coefficient.
type Term = (Vec<u64>, RBig);

impl Roots {
    /// The roots of unity of order `order` ≥ 1.
    pub fn new(order: u64) -> Self {
        let primes = prime_factors(order).into_iter().map(|p| {
            let mut highest = p;
            while (order / highest).is_multiple_of(p) {
                highest *= p;
            }
            // The group of units has φ(p^a) elements.
            let units = highest / p * (p - 1);
            let inverse = power(order / highest, units - 1, highest);
            Prime { p, highest, inverse }
        });
        Roots { order, primes: primes.collect() }
    }

    /// Whether Σ coefficient · ζ_N^exponent is 0.
    pub fn vanishes<'a>(&self, terms: impl IntoIterator<Item = (u64, &'a RBig)>) -> bool {
        vanishes(self.split(terms), &self.primes)
    }

    /// Whether the sum, of unlike roots, is written as certificates do.
    pub fn is_written_form<'a>(&self, terms: impl IntoIterator<Item = (u64, &'a RBig)>) -> bool {
        is_written_form(self.split(terms), &self.primes)
    }

    /// The terms by components, sorted, the sign −1 = ζ_N^{N/2} taken into the coefficients.
    fn split<'a>(&self, terms: impl IntoIterator<Item = (u64, &'a RBig)>) -> Vec<Term> {
        let mut sum: BTreeMap<Vec<u64>, RBig> = BTreeMap::new();
        for (exponent, coefficient) in terms {
            let component = |prime: &Prime| multiply(exponent % prime.highest, prime.inverse, prime.highest);
            let mut components: Vec<u64> = self.primes.iter().map(component).collect();
            let mut negative = false;
            if self.order.is_multiple_of(2) && components[0] >= self.primes[0].highest / 2 {
                components[0] -= self.primes[0].highest / 2;
                negative = true;
            }
            let entry = sum.entry(components).or_default();
            *entry += if negative { -coefficient.clone() } else { coefficient.clone() };
        }
        sum.into_iter().filter(|(_, coefficient)| !coefficient.is_zero()).collect()
    }
}

/// The vectors of v_r ≠ 0 by r, one for each t. Terms stay sorted.
fn vectors(terms: Vec<Term>, prime: &Prime, level: usize) -> impl Iterator<Item = BTreeMap<u64, Vec<Term>>> {
    let stride = prime.highest / prime.p;
    let mut vectors: BTreeMap<u64, BTreeMap<u64, Vec<Term>>> = BTreeMap::new();
    for (mut components, coefficient) in terms {
        let x = std::mem::take(&mut components[level]);
        let vector = vectors.entry(x % stride).or_default();
        vector.entry(x / stride).or_default().push((components, coefficient));
    }
    vectors.into_values()
}

/// `primes` are those that are left.
fn vanishes(terms: Vec<Term>, primes: &[Prime]) -> bool {
    let Some((prime, rest)) = primes.split_first() else {
        return terms.into_iter().fold(RBig::ZERO, |sum, (_, coefficient)| sum + coefficient).is_zero();
    };
    let Some(level) = terms.first().map(|(components, _)| components.len() - primes.len()) else { return true };
    vectors(terms, prime, level).all(|vector| {
        if (vector.len() as u64) < prime.p {
            return vector.into_values().all(|value| vanishes(value, rest));
        }
        let values: Vec<Vec<Term>> = vector.into_values().collect();
        values.windows(2).all(|pair| {
            let negated = pair[1].iter().map(|(components, coefficient)| (components.clone(), -coefficient.clone()));
            vanishes(pair[0].iter().cloned().chain(negated).collect(), rest)
        })
    })
}

fn is_written_form(terms: Vec<Term>, primes: &[Prime]) -> bool {
    let Some((prime, rest)) = primes.split_first() else { return true };
    let Some(level) = terms.first().map(|(components, _)| components.len() - primes.len()) else { return true };
    vectors(terms, prime, level).all(|vector| {
        let zeros = prime.p - vector.len() as u64;
        let last_zero = (0..prime.p).rev().find(|r| !vector.contains_key(r));
        // Equal sums in written form have equal terms.
        let mut others: BTreeMap<&[Term], (u64, u64)> = BTreeMap::new();
        for (r, value) in &vector {
            let (count, last) = others.entry(value).or_default();
            (*count, *last) = (*count + 1, *r);
        }
        let zero_wins = last_zero.is_some_and(|last_zero| others.values().all(|other| *other < (zeros, last_zero)));
        zero_wins && vector.into_values().all(|value| is_written_form(value, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(exponents: &[(u64, i64)]) -> Vec<(u64, RBig)> {
        exponents.iter().map(|&(exponent, coefficient)| (exponent, RBig::from(coefficient))).collect()
    }

    fn vanishes(order: u64, exponents: &[(u64, i64)]) -> bool {
        Roots::new(order).vanishes(terms(exponents).iter().map(|(exponent, coefficient)| (*exponent, coefficient)))
    }

    fn is_written(order: u64, exponents: &[(u64, i64)]) -> bool {
        let terms = terms(exponents);
        Roots::new(order).is_written_form(terms.iter().map(|(exponent, coefficient)| (*exponent, coefficient)))
    }

    /// By the values in floating point, at all conjugates of which one is as good as all.
    #[test]
    fn sums_of_roots_vanish_when_their_values_do() {
        let mut seed = 1u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for order in [1, 2, 3, 4, 5, 8, 9, 12, 15, 30, 36, 60, 105] {
            let primes = prime_factors(order);
            for _ in 0..200 {
                // Relations, and now and then something else.
                let mut sum: Vec<(u64, i64)> = Vec::new();
                for _ in 0..1 + random(3) {
                    let (shift, factor) = (random(order), random(5) as i64 - 2);
                    if let Some(p) = primes.get(random(3) as usize) {
                        sum.extend((0..*p).map(|r| ((shift + r * order / p) % order, factor)));
                    }
                }
                if random(2) == 0 {
                    sum.push((random(order), 1));
                }
                let (mut re, mut im) = (0.0, 0.0);
                for (exponent, coefficient) in &sum {
                    let angle = std::f64::consts::TAU * *exponent as f64 / order as f64;
                    re += *coefficient as f64 * angle.cos();
                    im += *coefficient as f64 * angle.sin();
                }
                assert_eq!(vanishes(order, &sum), re.hypot(im) < 1e-9, "{order}: {sum:?}");
            }
        }
    }

    #[test]
    fn one_of_equal_sums_is_written() {
        for exponent in 0..12 {
            assert!(is_written(12, &[(exponent, 1)]), "a single root is itself");
        }
        assert!(is_written(12, &[]) && !is_written(3, &[(0, 1), (1, 1), (2, 1)]), "0 is the empty sum");
        assert!(!is_written(3, &[(1, -1), (2, -1)]), "1 = −ω − ω²");
        // ω − ω² = 1 + 2ω = −1 − 2ω²: of values that are equally frequent the last is 0.
        assert!(is_written(3, &[(0, 1), (1, 2)]));
        assert!(!is_written(3, &[(1, 1), (2, -1)]) && !is_written(3, &[(0, -1), (2, -2)]));
        // i·ω is the negative of ζ_12^{10}.
        assert!(vanishes(12, &[(7, 1), (1, 1)]) && is_written(12, &[(7, 1)]) && is_written(12, &[(1, -1)]));
        assert!(!is_written(15, &[(5, -1), (10, -1)]) && is_written(15, &[(0, 1)]));
    }
}
