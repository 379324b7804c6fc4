//! Exact numbers as text: `1 + nu^-2`, `-1/6*w3`, `2 + 2*i`, `zeta(9)^2`.

use std::fmt;

use super::Exact;
use super::parameter::name_of;
use super::term::Term;

use crate::number::sign_between;

impl fmt::Display for Exact {
    /// Writes the normal form, so that equal numbers look the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_overflow() {
            return f.pad("overflow");
        }
        // Without a normal form within the limits, the summands as they are.
        let terms = self.normal_form().unwrap_or_else(|| self.terms().to_vec());
        if terms.is_empty() {
            return f.pad("0");
        }
        let mut text = String::new();
        for term in &terms {
            write_term(&mut text, term);
        }
        f.pad(&text)
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Exact({self})")
    }
}

fn write_term(text: &mut String, term: &Term) {
    let (exponent, order) = term.root.parts();
    let (negative, mut factors) = root_factors(exponent, order);
    let mut powers: Vec<_> = term.monomial.powers().into_iter().map(|(id, power)| (name_of(id), power)).collect();
    powers.sort();
    for (name, power) in powers {
        factors.push(if power == 1 { name.to_string() } else { format!("{name}^{power}") });
    }
    let coefficient = term.coefficient.clone();
    let negative = negative != coefficient.is_negative();
    let magnitude = if coefficient.is_negative() { coefficient.negated() } else { coefficient };
    if !magnitude.is_one() || factors.is_empty() {
        factors.insert(0, magnitude.to_string());
    }
    text.push_str(sign_between(text.is_empty(), negative));
    text.push_str(&factors.join("*"));
}

/// exp(2πi · exponent/order) in lowest terms as ± a product of named roots: i, w3 = exp(2πi/3), zeta(n) = exp(2πi/n).
fn root_factors(exponent: u32, order: u32) -> (bool, Vec<String>) {
    let power = |name: &str, power: u32| if power == 1 { name.to_owned() } else { format!("{name}^{power}") };
    if exponent == 0 {
        return (false, vec![]);
    }
    if !12u32.is_multiple_of(order) {
        return (false, vec![power(&format!("zeta({order})"), exponent)]);
    }
    // e/12 = x/4 + y/3: 3x + 4y = e modulo 12.
    let twelfths = exponent * (12 / order);
    let (quarters, thirds) = (3 * twelfths % 4, twelfths % 3);
    let mut factors = Vec::new();
    if quarters % 2 == 1 {
        factors.push("i".to_owned());
    }
    if thirds > 0 {
        factors.push(power("w3", thirds));
    }
    (quarters >= 2, factors)
}

impl serde::Serialize for Exact {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
