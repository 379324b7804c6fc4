//! Polynomials of two numbers, as tasks are written.

use std::fmt;
use std::str::FromStr;

use crate::number::sign_between;
use crate::{Error, Result};

/// Σ c xᵐ yⁿ with whole coefficients and, modulo a prime, exponents of any sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polynomial(Vec<Term>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Term {
    coefficient: i64,
    x: i32,
    y: i32,
}

/// More terms are not read.
const MOST_TERMS: usize = 64;
/// Nor larger exponents and coefficients.
const LARGEST: i64 = 1_000_000;

impl Polynomial {
    /// The value modulo n, from 0 to n − 1; for negative exponents n is prime and x, y are not 0.
    pub(super) fn value(&self, x: u64, y: u64, n: u64) -> u64 {
        let modulo = |value: i128| value.rem_euclid(i128::from(n)) as u64;
        let product = |a: u64, b: u64| modulo(i128::from(a) * i128::from(b));
        let power = |base: u64, exponent: i32| {
            // Modulo a prime the order of every unit divides n − 1.
            let mut left = if exponent >= 0 { exponent as u64 } else { modulo_of(exponent, n - 1) };
            let (mut base, mut result) = (base % n, 1 % n);
            while left > 0 {
                if left % 2 == 1 {
                    result = product(result, base);
                }
                (base, left) = (product(base, base), left / 2);
            }
            result
        };
        let term = |term: &Term| {
            let coefficient = modulo(i128::from(term.coefficient));
            product(coefficient, product(power(x, term.x), power(y, term.y)))
        };
        self.0.iter().fold(0, |sum, one| modulo(i128::from(sum) + i128::from(term(one))))
    }

    pub(super) fn require_no_inverses(&self) -> Result<()> {
        match self.0.iter().any(|term| term.x < 0 || term.y < 0) {
            true => Err(Error::argument(format!(
                "{self} divides by numbers that may have no inverse: write `units: {self}`"
            ))),
            false => Ok(()),
        }
    }
}

fn modulo_of(exponent: i32, n: u64) -> u64 {
    i128::from(exponent).rem_euclid(i128::from(n.max(1))) as u64
}

impl FromStr for Polynomial {
    type Err = Error;

    /// Reads `x^2 + 3x*y - y^2 + 1`, and `x / y`.
    fn from_str(text: &str) -> Result<Self> {
        let compact: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        let mut reader = Reader { text, rest: &compact };
        let mut terms = vec![reader.term(true)?];
        while !reader.rest.is_empty() && terms.len() < MOST_TERMS {
            terms.push(reader.term(false)?);
        }
        if !reader.rest.is_empty() {
            return Err(reader.refused(&format!("at most {MOST_TERMS} terms are read")));
        }
        Ok(Polynomial(terms))
    }
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a [char],
}

impl Reader<'_> {
    fn refused(&self, why: &str) -> Error {
        let at = self.rest.iter().collect::<String>();
        let place = if at.is_empty() { "the end".to_owned() } else { format!("`{at}`") };
        Error::parse(format!("`{}` is no polynomial of x and y such as x^2 + x*y + y^2: at {place}, {why}", self.text))
    }

    fn next_if(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let (&first, rest) = self.rest.split_first()?;
        wanted(first).then(|| {
            self.rest = rest;
            first
        })
    }

    /// `+ 3 x^2 y`.
    fn term(&mut self, is_first: bool) -> Result<Term> {
        let sign = match (self.next_if(|c| c == '+' || c == '-'), is_first) {
            (Some('-'), _) => -1,
            (Some(_), _) | (None, true) => 1,
            (None, false) => return Err(self.refused("a sign is required")),
        };
        let mut term = Term { coefficient: sign, x: 0, y: 0 };
        let mut divides = false;
        loop {
            self.factor(&mut term, divides)?;
            divides = match self.next_if(|c| c == '*' || c == '/') {
                Some(operation) => operation == '/',
                None if self.rest.first().is_some_and(|c| matches!(c, 'x' | 'y')) => false,
                None => return Ok(term),
            };
        }
    }

    /// `3`, `x` or `y^2`, or one over it.
    fn factor(&mut self, term: &mut Term, divides: bool) -> Result<()> {
        if let Some(variable) = self.next_if(|c| c == 'x' || c == 'y') {
            let exponent = match self.next_if(|c| c == '^') {
                Some(_) => {
                    let sign = if self.next_if(|c| c == '-').is_some() { -1 } else { 1 };
                    sign * self.number()?
                }
                None => 1,
            };
            let exponent = if divides { -exponent } else { exponent };
            let of = if variable == 'x' { &mut term.x } else { &mut term.y };
            let sum = i64::from(*of) + exponent;
            if sum.abs() > LARGEST {
                return Err(self.refused(&format!("exponents are read up to {LARGEST}")));
            }
            *of = sum as i32;
            return Ok(());
        }
        if divides || !self.rest.first().is_some_and(char::is_ascii_digit) {
            return Err(self.refused(if divides { "x or y is required" } else { "a number, x or y is required" }));
        }
        let product = term.coefficient.checked_mul(self.number()?).filter(|product| product.abs() <= LARGEST);
        term.coefficient = product.ok_or_else(|| self.refused(&format!("coefficients are read up to {LARGEST}")))?;
        Ok(())
    }

    fn number(&mut self) -> Result<i64> {
        let mut digits = String::new();
        while let Some(digit) = self.next_if(|c| c.is_ascii_digit()) {
            digits.push(digit);
        }
        let number = digits.parse().ok().filter(|&number: &i64| number <= LARGEST);
        number.ok_or_else(|| self.refused(&format!("a number up to {LARGEST} is required")))
    }
}

impl fmt::Display for Polynomial {
    /// `x^2 + x*y + y^2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Term { coefficient, x, y }) in self.0.iter().enumerate() {
            let sign = sign_between(at == 0, *coefficient < 0);
            let power = |name: &str, exponent: i32| match exponent {
                0 => None,
                1 => Some(name.to_owned()),
                _ => Some(format!("{name}^{exponent}")),
            };
            let size = coefficient.unsigned_abs();
            let powers: Vec<String> = [power("x", *x), power("y", *y)].into_iter().flatten().collect();
            let number = (size != 1 || powers.is_empty()).then(|| size.to_string());
            write!(f, "{sign}{}", number.into_iter().chain(powers).collect::<Vec<_>>().join("*"))?;
        }
        Ok(())
    }
}
