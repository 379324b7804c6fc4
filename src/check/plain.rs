//! Evaluation in Q(ζ_N), one polynomial in ζ_N per monomial of parameters.

use std::collections::BTreeMap;

use dashu_ratio::RBig;

use super::arithmetic::{Arithmetic, Powers, Ring, Sum, constant};
use super::roots::Roots;

/// Polynomials in ζ_N with rational coefficients, reduced by ζ^N = 1 as they are computed and by Σ_r ζ_p^r = 0 for
/// every prime p of N when compared.
pub(super) struct Plain {
    order: u64,
    roots: Roots,
}

impl Plain {
    pub fn new(order: u64) -> Self {
        Plain { order, roots: Roots::new(order) }
    }
}

impl Ring for Plain {
    type Value = BTreeMap<Powers, BTreeMap<u64, RBig>>;

    fn integer(&self, n: i64) -> Self::Value {
        self.read(&constant(RBig::from(n)), false)
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
}

impl Arithmetic for Plain {
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

    fn is_zero(&self, value: &Self::Value) -> bool {
        let vanishes = |polynomial: &BTreeMap<u64, RBig>| {
            self.roots.vanishes(polynomial.iter().map(|(exponent, coefficient)| (*exponent, coefficient)))
        };
        value.values().all(vanishes)
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
