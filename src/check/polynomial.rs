//! Polynomials in real unknowns with Gaussian integers as coefficients.

use std::collections::BTreeMap;

use super::arithmetic::Ring;

/// The product of unknowns, sorted.
pub(super) type Monomial = Vec<usize>;

/// Real and imaginary part of each coefficient.
pub(super) type Polynomial = BTreeMap<Monomial, (i64, i64)>;

/// The ring of these polynomials.
pub(super) struct Polynomials;

impl Ring for Polynomials {
    type Value = Polynomial;

    fn integer(&self, n: i64) -> Polynomial {
        if n == 0 { Polynomial::new() } else { Polynomial::from([(Vec::new(), (n, 0))]) }
    }

    fn add(&self, to: &mut Polynomial, value: &Polynomial) {
        for (monomial, (re, im)) in value {
            let own = to.entry(monomial.clone()).or_default();
            *own = (own.0 + re, own.1 + im);
        }
        to.retain(|_, coefficient| *coefficient != (0, 0));
    }

    fn times(&self, x: &Polynomial, y: &Polynomial) -> Polynomial {
        let mut product = Polynomial::new();
        for (u, (a, b)) in x {
            for (v, (c, d)) in y {
                let mut monomial = [&u[..], &v[..]].concat();
                monomial.sort_unstable();
                let own = product.entry(monomial).or_default();
                *own = (own.0 + a * c - b * d, own.1 + a * d + b * c);
            }
        }
        product.retain(|_, coefficient| *coefficient != (0, 0));
        product
    }
}

/// A real equation: Σ coefficient · Π unknowns = 0.
pub(super) type Equation = Vec<(i64, Monomial)>;

/// The real and the imaginary part of a polynomial as equations.
pub(super) fn parts(polynomial: &Polynomial) -> [Equation; 2] {
    let part = |pick: fn(&(i64, i64)) -> i64| {
        let terms = polynomial.iter().map(|(monomial, coefficient)| (pick(coefficient), monomial.clone()));
        terms.filter(|(coefficient, _)| *coefficient != 0).collect()
    };
    [part(|coefficient| coefficient.0), part(|coefficient| coefficient.1)]
}
