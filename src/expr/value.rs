//! The numbers in expressions: parameters of generators and entries of nodes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use num_complex::Complex64;

use super::arithmetic::{Arithmetic, PrintLeaf};
use crate::scalar::Sign;
use crate::scalar::{Cyclotomic, Exact};
use crate::{Error, Result};

/// An indivisible number of the expression language.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// exp(2πi/n), n ≥ 1; written `i` for n = 4, `w3` for n = 3, `zeta(n)` otherwise.
    RootOfUnity(u64),
    /// A named unit parameter, such as `nu`.
    Symbol(String),
    /// exp(i·θ) for a floating-point angle θ: only for numeric evaluation.
    Phase(f64),
    /// The complex conjugate of a number.
    Conjugate(Box<Value>),
}

/// A number of the expression language: `nu`, `-i`, `w3*alpha^-2`, `1/2 + zeta(5)`, `exp(0.3i)`.
///
/// ```
/// use cogring::expr::{Assignment, Value};
/// use num_complex::Complex64;
/// let value: Value = "i^3 * nu".parse()?;
/// let nu = "nu=i".parse::<Assignment>()?;
/// assert_eq!(value.evaluate::<Complex64>(&nu)?, Complex64::ONE);
/// # Ok::<(), cogring::Error>(())
/// ```
pub type Value = Arithmetic<Atom>;

impl Value {
    /// The named unit parameter.
    #[must_use]
    pub fn symbol(name: impl Into<String>) -> Self {
        Arithmetic::Leaf(Atom::Symbol(name.into()))
    }

    /// exp(2πi/n).
    ///
    /// # Panics
    /// When n is 0.
    #[must_use]
    pub fn root_of_unity(n: u64) -> Self {
        assert!(n > 0, "root of unity of order 0");
        Arithmetic::Leaf(Atom::RootOfUnity(n))
    }

    /// exp(i·θ).
    #[must_use]
    pub fn phase(theta: f64) -> Self {
        Arithmetic::Leaf(Atom::Phase(theta))
    }

    /// The complex conjugate.
    #[must_use]
    pub fn conjugate(self) -> Self {
        Arithmetic::Leaf(Atom::Conjugate(Box::new(self)))
    }

    /// The number with the parameters that have values replaced by these.
    #[must_use]
    pub fn substituted(&self, assignment: &Assignment) -> Self {
        self.map_leaves(&|atom| match atom {
            Atom::Symbol(name) => assignment.get(name).cloned().unwrap_or_else(|| Arithmetic::Leaf(atom.clone())),
            Atom::Conjugate(value) => value.substituted(assignment).conjugate(),
            Atom::RootOfUnity(_) | Atom::Phase(_) => Arithmetic::Leaf(atom.clone()),
        })
    }

    /// Whether the number has no floating-point angles `exp(…i)`.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.all_leaves(&|atom| match atom {
            Atom::RootOfUnity(_) | Atom::Symbol(_) => true,
            Atom::Phase(_) => false,
            Atom::Conjugate(value) => value.is_exact(),
        })
    }

    /// Adds the names of the parameters that the number is written with.
    pub(super) fn add_symbols<'a>(&'a self, names: &mut BTreeSet<&'a str>) {
        self.for_each_leaf(&mut |atom| match atom {
            Atom::Symbol(name) => _ = names.insert(name),
            Atom::Conjugate(value) => value.add_symbols(names),
            Atom::RootOfUnity(_) | Atom::Phase(_) => {}
        });
    }

    /// The number, with symbols replaced by their assigned values; others stay symbolic where `S` has symbols.
    ///
    /// # Errors
    /// When a symbol is neither assigned nor expressible in `S`, an angle is not, or a negative power is taken of what
    /// has no inverse.
    pub fn evaluate<S: Symbolic>(&self, assignment: &Assignment) -> Result<S> {
        self.evaluate_with(&|name| match assignment.get(name) {
            Some(value) => value.evaluate(&Assignment::default()),
            None => S::symbol(name),
        })
    }

    /// The number, with the meaning of symbols given by `symbol`.
    pub(crate) fn evaluate_with<S: Symbolic>(&self, symbol: &impl Fn(&str) -> Result<S>) -> Result<S> {
        match self {
            Arithmetic::Leaf(Atom::RootOfUnity(n)) => Ok(S::root_of_unity(1, *n)),
            Arithmetic::Leaf(Atom::Symbol(name)) => symbol(name),
            Arithmetic::Leaf(Atom::Phase(theta)) => S::phase(*theta),
            Arithmetic::Leaf(Atom::Conjugate(value)) => Ok(value.evaluate_with(symbol)?.conj()),
            Arithmetic::Number(number) => Ok(S::from_rational(number.clone())),
            Arithmetic::Sum(terms) => terms.iter().try_fold(S::zero(), |sum, (sign, term)| {
                let term = term.evaluate_with(symbol)?;
                Ok(if *sign == Sign::Plus { sum + term } else { sum - term })
            }),
            Arithmetic::Product(factors) => {
                factors.iter().try_fold(S::one(), |product, factor| Ok(product * &factor.evaluate_with(symbol)?))
            }
            Arithmetic::Power(base, exponent) => {
                let base = match &**base {
                    Arithmetic::Leaf(Atom::RootOfUnity(n)) => {
                        let turns = i128::from(*exponent).rem_euclid(i128::from(*n));
                        return Ok(S::root_of_unity(i64::try_from(turns).expect("reduced modulo n"), *n));
                    }
                    base => base.evaluate_with(symbol)?,
                };
                if *exponent >= 0 {
                    return Ok(base.power(exponent.unsigned_abs()));
                }
                // The inverse of the base first: that of a power has longer coefficients on the way.
                let inverse = S::one().checked_div(&base).ok_or_else(|| {
                    let reason = if base.is_zero() { "division by zero" } else { "no inverse can be expressed" };
                    Error::argument(format!("`{self}`: {reason}"))
                })?;
                Ok(inverse.power(exponent.unsigned_abs()))
            }
        }
    }
}

/// Scalars in which the language's parameters may have a meaning.
pub trait Symbolic: Cyclotomic {
    /// Whether the numbers are exact.
    const EXACT: bool;

    /// Whether the number is too large to be computed exactly; floats never are.
    fn is_too_large(&self) -> bool {
        false
    }

    /// The free unit parameter with this name.
    ///
    /// # Errors
    /// When this type has no free parameters.
    fn symbol(name: &str) -> Result<Self>;

    /// exp(i·θ) for a floating-point angle θ.
    ///
    /// # Errors
    /// When this type is exact.
    fn phase(theta: f64) -> Result<Self>;
}

impl Symbolic for Complex64 {
    const EXACT: bool = false;

    fn symbol(name: &str) -> Result<Self> {
        Err(Error::argument(format!(
            "parameter `{name}` has no value; assign one, as in {name}=exp(0.3i) or {name}=w3"
        )))
    }

    fn phase(theta: f64) -> Result<Self> {
        Ok(Complex64::cis(theta))
    }
}

impl Symbolic for Exact {
    const EXACT: bool = true;

    fn is_too_large(&self) -> bool {
        self.is_overflow()
    }

    fn symbol(name: &str) -> Result<Self> {
        Ok(Exact::parameter(name))
    }

    fn phase(theta: f64) -> Result<Self> {
        Err(Error::argument(format!(
            "exp({theta:?}i) is a floating-point number; exact evaluation needs a root of unity"
        )))
    }
}

/// Values for named parameters, such as `nu=exp(0.3i)`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Assignment {
    values: BTreeMap<String, Value>,
}

impl Assignment {
    /// Gives a parameter a value; an earlier value is replaced.
    pub fn set(&mut self, name: impl Into<String>, value: Value) {
        self.values.insert(name.into(), value);
    }

    /// The value of a parameter, if it has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// The names and values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: Self) {
        self.values.extend(other.values);
    }
}

impl FromStr for Assignment {
    type Err = Error;

    /// Reads one assignment, `NAME=VALUE`.
    fn from_str(text: &str) -> Result<Self> {
        let (name, value) = text.split_once('=').ok_or_else(|| {
            Error::parse(format!("`{text}` is not an assignment; write NAME=VALUE, as in nu=exp(0.3i)"))
        })?;
        let symbol: Value = name.parse()?;
        let Arithmetic::Leaf(Atom::Symbol(name)) = symbol else {
            return Err(Error::parse(format!("`{}` is not the name of a parameter", name.trim())));
        };
        let mut assignment = Assignment::default();
        assignment.set(name, value.parse()?);
        Ok(assignment)
    }
}

impl PrintLeaf for Atom {}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Atom::RootOfUnity(4) => f.write_str("i"),
            Atom::RootOfUnity(3) => f.write_str("w3"),
            Atom::RootOfUnity(n) => write!(f, "zeta({n})"),
            Atom::Symbol(name) => f.write_str(name),
            Atom::Phase(theta) => write!(f, "exp({theta:?}i)"),
            Atom::Conjugate(value) => write!(f, "conj({value})"),
        }
    }
}
