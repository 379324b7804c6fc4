//! Evaluation in Q[x]/Φ_N, one polynomial per monomial of parameters, by long division.

use std::collections::BTreeMap;

use dashu_int::IBig;
use dashu_ratio::RBig;

use super::arithmetic::{Arithmetic, Powers, Sum};
use super::prime::prime_factors;

/// Polynomials in ζ_N with rational coefficients, reduced by ζ^N = 1 as they are computed and by Φ_N when compared.
pub(super) struct Plain {
    order: u64,
    /// Φ_N, constant term first.
    modulus: Vec<i64>,
}

impl Plain {
    pub fn new(order: u64) -> Self {
        Plain { order, modulus: cyclotomic(order) }
    }
}

/// Φ_N, constant term first: Π_{m | N} (1 − x^m)^{μ(N/m)} as a power series, for N > 1.
fn cyclotomic(order: u64) -> Vec<i64> {
    if order == 1 {
        return vec![-1, 1];
    }
    let primes = prime_factors(order);
    let degree = primes.iter().fold(order, |phi, p| phi / p * (p - 1)) as usize;
    let mut series = vec![0; degree + 1];
    series[0] = 1;
    for subset in 0..1u32 << primes.len() {
        let chosen = primes.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1);
        let m = chosen.fold(order, |m, (_, p)| m / p) as usize;
        if subset.count_ones().is_multiple_of(2) {
            (m..=degree).rev().for_each(|i| series[i] -= series[i - m]);
        } else {
            (m..=degree).for_each(|i| series[i] += series[i - m]);
        }
    }
    series
}

impl Arithmetic for Plain {
    type Value = BTreeMap<Powers, BTreeMap<u64, RBig>>;

    fn read(&self, sum: &Sum, conjugated: bool) -> Self::Value {
        let mut value = Self::Value::new();
        for term in sum {
            let mut powers = term.powers.clone();
            let mut exponent = term.exponent;
            if conjugated {
                powers.iter_mut().for_each(|(_, power)| *power = -*power);
                exponent = (self.order - exponent) % self.order;
            }
            *value.entry(powers).or_default().entry(exponent).or_default() += &term.coefficient;
        }
        value
    }

    fn zero(&self) -> Self::Value {
        Self::Value::new()
    }

    fn add(&self, to: &mut Self::Value, value: &Self::Value) {
        for (powers, polynomial) in value {
            let own = to.entry(powers.clone()).or_default();
            for (exponent, coefficient) in polynomial {
                *own.entry(*exponent).or_default() += coefficient;
            }
            own.retain(|_, coefficient| !coefficient.is_zero());
        }
        to.retain(|_, polynomial| !polynomial.is_empty());
    }

    fn times(&self, x: &Self::Value, y: &Self::Value) -> Self::Value {
        let mut product = Self::Value::new();
        for (powers, polynomial) in x {
            for (more, other) in y {
                let own = product.entry(multiplied(powers, more)).or_default();
                for (e, coefficient) in polynomial {
                    for (f, factor) in other {
                        *own.entry((e + f) % self.order).or_default() += coefficient * factor;
                    }
                }
            }
        }
        product
    }

    fn is_zero(&self, value: &Self::Value) -> bool {
        value.values().all(|polynomial| {
            let mut remainder = vec![RBig::ZERO; self.order as usize];
            for (exponent, coefficient) in polynomial {
                remainder[*exponent as usize] = coefficient.clone();
            }
            let degree = self.modulus.len() - 1;
            for top in (degree..remainder.len()).rev() {
                let lead = std::mem::take(&mut remainder[top]);
                if lead.is_zero() {
                    continue;
                }
                for (i, &coefficient) in self.modulus[..degree].iter().enumerate().filter(|(_, c)| **c != 0) {
                    remainder[top - degree + i] -= &lead * IBig::from(coefficient);
                }
            }
            remainder.iter().all(RBig::is_zero)
        })
    }

    fn name(&self) -> String {
        "exactly".to_owned()
    }
}

/// The product of two monomials.
fn multiplied(x: &Powers, y: &Powers) -> Powers {
    let mut powers: BTreeMap<usize, i64> = x.iter().copied().collect();
    for &(parameter, power) in y {
        *powers.entry(parameter).or_default() += power;
    }
    powers.into_iter().filter(|(_, power)| *power != 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_cyclotomic_polynomials_are_the_known_ones() {
        for (n, known) in [
            (1, &[-1, 1][..]),
            (2, &[1, 1]),
            (4, &[1, 0, 1]),
            (6, &[1, -1, 1]),
            (9, &[1, 0, 0, 1, 0, 0, 1]),
            (12, &[1, 0, -1, 0, 1]),
        ] {
            assert_eq!(cyclotomic(n), known, "{n}");
        }
        // Φ_105 is the first with a coefficient that is not 0 or ±1.
        assert_eq!(cyclotomic(105)[7], -2);
    }
}
