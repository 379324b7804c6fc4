//! Checkers for the laws of the algebra, usable on your own types, operations and samples.
//!
//! A checker returns the first broken law with the whole equation in it. Each works on operations that are passed in,
//! so that a wrong operation can be shown to be caught.

use std::fmt;

use crate::group::Group;
use crate::scalar::Scalar;
use crate::semiring::Solution;

/// A law that does not hold, and for which values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The law, as it is written in mathematics.
    pub law: &'static str,
    /// The values of both sides.
    pub equation: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is broken: {}", self.law, self.equation)
    }
}

impl std::error::Error for Broken {}

/// What a law-checker returns.
pub type Verdict = Result<(), Broken>;

/// A semiring as a structure: its constants, operations and equality.
pub struct Semiring<'a, T> {
    /// Neutral element of addition.
    pub zero: T,
    /// Neutral element of multiplication.
    pub one: T,
    /// Addition.
    pub plus: &'a dyn Fn(&T, &T) -> T,
    /// Multiplication.
    pub times: &'a dyn Fn(&T, &T) -> T,
    /// Equality.
    pub same: &'a dyn Fn(&T, &T) -> bool,
}

impl<'a, S: Scalar> Semiring<'a, Solution<S>> {
    /// The semiring of solutions over `group`, with the equality `same`.
    pub fn of_solutions(group: &Group, same: &'a dyn Fn(&Solution<S>, &Solution<S>) -> bool) -> Self {
        Semiring {
            zero: Solution::zero(group),
            one: Solution::one(group),
            plus: &|x, y| x + y,
            times: &|x, y| x * y,
            same,
        }
    }
}

/// Checks that the structure is a commutative semiring on all triples of `samples`.
///
/// Every law is checked as it is written: 0 + x is compared with x itself.
///
/// Source: CoGS, §4 (the weight space is a commutative semiring).
///
/// # Errors
/// The first law that is broken, with its operands and both sides.
pub fn commutative_semiring<T: fmt::Debug>(ring: &Semiring<'_, T>, samples: &[T]) -> Verdict {
    let Semiring { zero, one, plus, times, same } = ring;
    let check = |law: &'static str, operands: &[&T], left: &T, right: &T| {
        if same(left, right) {
            return Ok(());
        }
        let named: Vec<String> =
            ["x", "y", "z"].iter().zip(operands).map(|(name, value)| format!("{name} = {value:?}")).collect();
        Err(Broken { law, equation: format!("{left:?} ≠ {right:?} for {}", named.join(", ")) })
    };
    for x in samples {
        check("x = x", &[x], x, x)?;
        check("0 + x = x", &[x], &plus(zero, x), x)?;
        check("x + 0 = x", &[x], &plus(x, zero), x)?;
        check("1 * x = x", &[x], &times(one, x), x)?;
        check("x * 1 = x", &[x], &times(x, one), x)?;
        check("0 * x = 0", &[x], &times(zero, x), zero)?;
        check("x * 0 = 0", &[x], &times(x, zero), zero)?;
        for y in samples {
            let xy = [x, y];
            check("x + y = y + x", &xy, &plus(x, y), &plus(y, x))?;
            check("x * y = y * x", &xy, &times(x, y), &times(y, x))?;
            for z in samples {
                let xyz = [x, y, z];
                check("(x + y) + z = x + (y + z)", &xyz, &plus(&plus(x, y), z), &plus(x, &plus(y, z)))?;
                check("(x * y) * z = x * (y * z)", &xyz, &times(&times(x, y), z), &times(x, &times(y, z)))?;
                check("x * (y + z) = x * y + x * z", &xyz, &times(x, &plus(y, z)), &plus(&times(x, y), &times(x, z)))?;
                check("(x + y) * z = x * z + y * z", &xyz, &times(&plus(x, y), z), &plus(&times(x, z), &times(y, z)))?;
            }
        }
    }
    Ok(())
}

/// Checks that `r` is a homomorphism from the semiring to the numbers, on all pairs of `samples`.
///
/// Values are compared within `tolerance` relative to the size of the two sides.
///
/// Source: CoGS, §4 (sum potentials are ring homomorphisms).
///
/// # Errors
/// The first law that is broken, with its operands and both sides.
pub fn homomorphism<T: fmt::Debug, S: Scalar>(
    ring: &Semiring<'_, T>,
    r: &dyn Fn(&T) -> S,
    samples: &[T],
    tolerance: f64,
) -> Verdict {
    equal("r(0) = 0", &r(&ring.zero), &S::zero(), tolerance)?;
    equal("r(1) = 1", &r(&ring.one), &S::one(), tolerance)?;
    for x in samples {
        for y in samples {
            let with_operands = |mut broken: Broken| {
                broken.equation += &format!(" for x = {x:?}, y = {y:?}");
                broken
            };
            let (sum, product) = (r(&(ring.plus)(x, y)), r(&(ring.times)(x, y)));
            equal("r(x + y) = r(x) + r(y)", &sum, &(r(x) + r(y)), tolerance).map_err(with_operands)?;
            equal("r(x * y) = r(x) r(y)", &product, &(r(x) * &r(y)), tolerance).map_err(with_operands)?;
        }
    }
    Ok(())
}

/// Checks that the two scalars are equal: exactly for exact types, within `tolerance` relative to their size for floats.
///
/// # Errors
/// The law, with both values.
pub fn equal<S: Scalar>(law: &'static str, left: &S, right: &S, tolerance: f64) -> Verdict {
    let size = |value: &S| value.to_complex().map_or(1.0, |value| value.norm());
    if left.is_close(right, tolerance * (1.0 + size(left).max(size(right)))) {
        return Ok(());
    }
    Err(Broken { law, equation: format!("{left} ≠ {right}") })
}

/// Checks that the two numbers agree within `tolerance`, relative to the larger one or to 1.
///
/// # Errors
/// The law, with both values.
pub fn equal_numbers(law: &'static str, left: f64, right: f64, tolerance: f64) -> Verdict {
    if (left - right).abs() <= tolerance * left.abs().max(right.abs()).max(1.0) {
        return Ok(());
    }
    Err(Broken { law, equation: format!("{left:e} ≠ {right:e}") })
}
