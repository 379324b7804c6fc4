//! Numbers for parameters.

use std::collections::BTreeMap;

use num_complex::Complex64;
use num_traits::{One, Zero};

use super::parameter::{intern, name_of};
use super::term::Term;
use super::{Exact, Repr};
use crate::scalar::{Cyclotomic, Scalar};
use crate::{Error, Result};

impl Exact {
    /// The floating-point value, with each parameter replaced by its value in `values`, which should have modulus 1.
    ///
    /// # Errors
    /// When a parameter that the number depends on has no value, or the number overflowed.
    pub fn evaluate(&self, values: &BTreeMap<String, Complex64>) -> Result<Complex64> {
        if self.is_overflow() {
            return Err(Error::unsupported("a number too large to be computed has no value"));
        }
        match self.sum(self.terms(), values) {
            Ok(value) => Ok(value),
            // A parameter may be written but cancel.
            Err(error) => self.normal_form().map_or(Err(error), |terms| self.sum(&terms, values)),
        }
    }

    fn sum(&self, terms: &[Term], values: &BTreeMap<String, Complex64>) -> Result<Complex64> {
        let mut sum = Complex64::ZERO;
        for term in terms {
            let (exponent, order) = term.root.parts();
            let mut value = Complex64::root_of_unity(i64::from(exponent), u64::from(order));
            for (id, power) in term.monomial.powers() {
                let name = name_of(id);
                let parameter =
                    values.get(&*name).ok_or_else(|| Error::argument(format!("the parameter {name} has no value")))?;
                value *= parameter.powi(power);
            }
            sum += value * term.coefficient.to_f64();
        }
        Ok(sum)
    }

    /// The number with the parameter `name` replaced by `value`, which must have modulus 1.
    ///
    /// # Errors
    /// When `value` does not have modulus 1.
    pub fn substitute(&self, name: &str, value: &Exact) -> Result<Exact> {
        if !value.norm_squared().is_one() {
            return Err(Error::argument(format!("{name} = {value} does not have modulus 1")));
        }
        let Some(id) = intern(name) else { return Ok(self.clone()) };
        if self.is_overflow() {
            return Ok(Exact(Repr::Overflow));
        }
        let conjugate = value.conj();
        let mut result = Exact::zero();
        for term in self.terms() {
            let (power, monomial) = term.monomial.split(id);
            let base = if power < 0 { &conjugate } else { value };
            let rest = Exact::from_term(Term { monomial, ..term.clone() });
            result.add_product(&rest, &base.power(u64::from(power.unsigned_abs())));
        }
        Ok(result)
    }
}
