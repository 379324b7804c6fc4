//! The operations that networks answer, by their usual names.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::group::Group;
use crate::number::sign_between;

/// What a network answers about x and y.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// c₁ x + c₂ y + c₀ in Z_d, all three from 0 to d − 1.
    Affine {
        /// d.
        order: usize,
        /// c₁.
        x: usize,
        /// c₂.
        y: usize,
        /// c₀.
        constant: usize,
    },
    /// x − y in a product of cyclic groups.
    Difference,
    /// c xᵐ yⁿ modulo a prime, exponents from −(p − 1)/2 to (p − 1)/2.
    Monomial {
        /// p.
        prime: usize,
        /// c.
        coefficient: usize,
        /// m.
        x: i64,
        /// n.
        y: i64,
    },
    /// The operation of the group, up to names of the elements.
    Renamed,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Operation::Affine { order, x, y, constant } => {
                let signed = |c: usize| if 2 * c > order { c as i64 - order as i64 } else { c as i64 };
                write_sum(f, &[(signed(x), "x"), (signed(y), "y"), (signed(constant), "")])?;
                write!(f, " mod {order}")
            }
            Operation::Difference => f.write_str("x - y"),
            Operation::Monomial { prime, coefficient, x, y } => {
                let power = |name: &str, exponent: i64| match exponent {
                    1 => name.to_owned(),
                    _ => format!("{name}^{exponent}"),
                };
                let product = match (coefficient, x, y) {
                    (1, 1, -1) => "x / y".to_owned(),
                    (1, ..) => format!("{} * {}", power("x", x), power("y", y)),
                    _ => format!("{coefficient} * {} * {}", power("x", x), power("y", y)),
                };
                write!(f, "{product} mod {prime}")
            }
            Operation::Renamed => f.write_str("a renumbered sum"),
        }
    }
}

/// Writes `2x - y + 1`.
fn write_sum(f: &mut fmt::Formatter<'_>, terms: &[(i64, &str)]) -> fmt::Result {
    let mut is_first = true;
    for &(coefficient, name) in terms.iter().filter(|(coefficient, _)| *coefficient != 0) {
        let sign = sign_between(is_first, coefficient < 0);
        let size = coefficient.unsigned_abs();
        let number = if size == 1 && !name.is_empty() { String::new() } else { size.to_string() };
        write!(f, "{sign}{number}{name}")?;
        is_first = false;
    }
    Ok(())
}

/// The operation α(x) + β(y) by its usual name.
pub(super) fn named(group: &Group, first: &[usize], second: &[usize]) -> Operation {
    let is_difference = || {
        first.iter().enumerate().all(|(x, &a)| a == x) && second.iter().enumerate().all(|(y, &b)| b == group.inverse(y))
    };
    match affine(group, first, second) {
        Some(operation) => operation,
        None if is_difference() => Operation::Difference,
        None => Operation::Renamed,
    }
}

/// c₁ x + c₂ y + c₀ in a cyclic group.
pub(super) fn affine(group: &Group, first: &[usize], second: &[usize]) -> Option<Operation> {
    let &[order] = group.moduli()? else { return None };
    let (x, constant) = (first.get(1).copied().unwrap_or(0), second[0]);
    let y = (second.get(1).copied().unwrap_or(constant) + order - constant) % order;
    let is_affine = (0..order).all(|at| first[at] == x * at % order && second[at] == (y * at + constant) % order);
    is_affine.then_some(Operation::Affine { order, x, y, constant })
}
