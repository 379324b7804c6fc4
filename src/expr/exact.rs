//! Exact numbers and elements as they are written: what `Display` prints of one is read back as the same.

use std::str::FromStr;

use dashu_ratio::RBig;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::arithmetic::Arithmetic;
use super::expression::Expression;
use super::value::{Assignment, Value};
use crate::scalar::{Exact, NormalTerm, Sign};
use crate::{Error, Result};

impl TryFrom<&Exact> for Value {
    type Error = Error;

    /// The number as a formula.
    ///
    /// # Errors
    /// When it is too large to be computed.
    fn try_from(number: &Exact) -> Result<Self> {
        let terms = number.normal_terms().ok_or_else(|| Error::unsupported("a number too large to be computed"))?;
        let mut summands: Vec<(Sign, Value)> = terms.iter().map(summand).collect();
        Ok(match summands.pop() {
            None => Value::zero(),
            Some((Sign::Plus, only)) if summands.is_empty() => only,
            last => {
                summands.extend(last);
                Arithmetic::Sum(summands)
            }
        })
    }
}

/// ± |coefficient| · root · Π parameters.
fn summand(term: &NormalTerm) -> (Sign, Value) {
    let powered = |base: Value, exponent: i64| if exponent == 1 { base } else { base.power(exponent) };
    let root =
        (term.exponent > 0).then(|| powered(Value::root_of_unity(u64::from(term.order)), i64::from(term.exponent)));
    let parameters = term.parameters.iter().map(|(name, &power)| powered(Value::symbol(name), i64::from(power)));
    let mut factors: Vec<Value> = root.into_iter().chain(parameters).collect();
    let negative = term.coefficient < RBig::ZERO;
    let size = if negative { -term.coefficient.clone() } else { term.coefficient.clone() };
    if size != RBig::ONE || factors.is_empty() {
        factors.insert(0, Value::rational(size));
    }
    let product = if factors.len() == 1 { factors.remove(0) } else { Arithmetic::Product(factors) };
    (if negative { Sign::Minus } else { Sign::Plus }, product)
}

impl FromStr for Exact {
    type Err = Error;

    /// Reads a number of the expression language, names as unit parameters: `-1/6*w3*nu^2`.
    ///
    /// # Errors
    /// When it is no number, has a floating-point angle, or is too large to be computed.
    fn from_str(text: &str) -> Result<Self> {
        let number: Exact = text.parse::<Value>()?.evaluate(&Assignment::default())?;
        if number.is_overflow() {
            return Err(Error::unsupported("a number too large to be computed"));
        }
        Ok(number)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
