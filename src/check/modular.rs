//! Evaluation modulo a prime p ≡ 1 mod N: ζ_N becomes a root of unity of 𝔽_p, every parameter a random unit.

use dashu_int::{Sign, UBig};
use dashu_ratio::RBig;
use rand::RngExt;

use super::arithmetic::{Arithmetic, Ring, Sum};
use super::prime::{add, multiply, power, prime_factors, prime_with_roots};

/// A prime field with a root of unity of order N and a value for each parameter.
pub(super) struct Modular {
    p: u64,
    order: u64,
    root: u64,
    parameters: Vec<u64>,
}

impl Modular {
    /// A random prime of 62 bits with a random root of order `order` and random values of `parameters` parameters.
    pub fn random(order: u64, parameters: usize, rng: &mut impl RngExt) -> Self {
        let p = prime_with_roots(order, (1 << 61) + (rng.random::<u64>() >> 3));
        let unit = |rng: &mut dyn FnMut() -> u64| 1 + rng() % (p - 1);
        let mut next = || rng.random::<u64>();
        let root = loop {
            let candidate = power(unit(&mut next), (p - 1) / order, p);
            if prime_factors(order).iter().all(|q| power(candidate, order / q, p) != 1) {
                break candidate;
            }
        };
        let parameters = (0..parameters).map(|_| unit(&mut next)).collect();
        Modular { p, order, root, parameters }
    }

    /// p.
    pub fn prime(&self) -> u64 {
        self.p
    }

    /// Whether p does not divide the number.
    pub fn is_unit(&self, number: &UBig) -> bool {
        number % self.p != 0
    }

    /// Σ x_j y_j.
    pub fn dot(&self, x: &[u64], y: &[u64]) -> u64 {
        let p = u128::from(self.p);
        // p is little more than 2⁶² at most: eight products and a remainder fit.
        let sum = x
            .chunks(8)
            .zip(y.chunks(8))
            .fold(0, |sum, (x, y)| x.iter().zip(y).fold(sum, |sum, (x, y)| sum + u128::from(*x) * u128::from(*y)) % p);
        sum as u64
    }

    fn rational(&self, value: &RBig) -> u64 {
        let (sign, magnitude) = value.numerator().clone().into_parts();
        let residue = |number: &UBig| number % self.p;
        let numerator = residue(&magnitude);
        let numerator = if sign == Sign::Negative { (self.p - numerator) % self.p } else { numerator };
        // A denominator that p divides is as good as impossible; it makes the number 0 and the check fail.
        multiply(numerator, power(residue(value.denominator()), self.p - 2, self.p), self.p)
    }
}

impl Ring for Modular {
    type Value = u64;

    fn integer(&self, n: i64) -> u64 {
        n.rem_euclid(self.p as i64) as u64
    }

    fn add(&self, to: &mut u64, value: &u64) {
        *to = add(*to, *value, self.p);
    }

    fn times(&self, x: &u64, y: &u64) -> u64 {
        multiply(*x, *y, self.p)
    }
}

impl Arithmetic for Modular {
    fn read(&self, sum: &Sum, conjugated: bool) -> u64 {
        let p = self.p;
        sum.iter().fold(0, |total, term| {
            let exponent = if conjugated { self.order - term.exponent } else { term.exponent };
            let mut value = multiply(self.rational(&term.coefficient), power(self.root, exponent, p), p);
            for &(parameter, exponent) in &term.powers {
                let exponent = if conjugated { -exponent } else { exponent };
                let exponent = exponent.rem_euclid(p as i64 - 1) as u64;
                value = multiply(value, power(self.parameters[parameter], exponent, p), p);
            }
            add(total, value, p)
        })
    }

    fn is_zero(&self, value: &u64) -> bool {
        *value == 0
    }

    fn name(&self) -> String {
        format!("modulo the prime {}", self.p)
    }
}
