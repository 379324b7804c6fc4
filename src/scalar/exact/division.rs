//! Inverses.

use super::cyclotomic::cyclotomic_polynomial;
use super::rational::Rational;
use super::root::Root;
use super::term::Term;
use super::{Exact, Repr};
use crate::number::{lcm, totient};

/// Fields Q(ζ_n) of larger degree are not divided in.
const MAX_DEGREE: u32 = 256;
/// Nor are numbers of so many bits in a field of so large a degree that bits · degree² exceeds this: coefficients grow to
/// bits · degree on the way, and the time that they take to a few seconds.
const MAX_WORK: usize = 1 << 16;

/// 1/x for x = monomial · element of Q(ζ_n); `None` when x is 0, has several monomials, or is too large to be divided by:
/// φ(n) > 256, or φ(n)² times the bits of the longest coefficient > 2¹⁶.
pub(super) fn inverse(x: &Exact) -> Option<Exact> {
    if let Repr::Term(term) = &x.0
        && !term.coefficient.is_zero()
    {
        return Some(Exact::from_term(inverse_of_term(term)));
    }
    let terms = x.normal_form()?;
    let monomial = terms.first()?.monomial.clone();
    if terms.iter().any(|term| term.monomial != monomial) {
        return None;
    }
    if let [term] = &terms[..] {
        return Some(Exact::from_term(inverse_of_term(term)));
    }
    let multiple = |order, term: &Term| lcm(order, u64::from(term.root.order()), u64::from(u32::MAX));
    let order = terms.iter().try_fold(1, multiple)? as u32;
    let degree = totient(order);
    if degree > MAX_DEGREE || order > 8 * MAX_DEGREE {
        return None;
    }
    let bits = terms.iter().map(|term| term.coefficient.bits()).max().unwrap_or(0);
    if bits.saturating_mul(degree as usize).saturating_mul(degree as usize) > MAX_WORK {
        return None;
    }
    let mut element = vec![Rational::ZERO; order as usize];
    for term in &terms {
        let (exponent, written) = term.root.parts();
        let entry = &mut element[exponent as usize * (order / written) as usize];
        *entry = entry.plus(&term.coefficient);
    }
    let inverse = inverse_polynomial(element, order as usize)?;
    let terms = inverse.into_iter().enumerate().map(|(exponent, coefficient)| {
        let root = Root::from_turn(exponent as i64, u64::from(order))?;
        Some(Term { coefficient, root: root.root, monomial: monomial.conj() }.with_sign(root.negative))
    });
    Some(Exact::from_terms(terms.collect::<Option<Vec<_>>>()?))
}

fn inverse_of_term(term: &Term) -> Term {
    let conjugate = term.conj();
    // For |coefficient| = q the conjugate has modulus q: divide by q².
    let square = term.coefficient.times(&term.coefficient).inverse();
    Term { coefficient: conjugate.coefficient.times(&square), ..conjugate }
}

type Polynomial = Vec<Rational>;

/// The inverse modulo Φ_n of a polynomial that Φ_n does not divide: extended Euclid.
fn inverse_polynomial(element: Polynomial, n: usize) -> Option<Polynomial> {
    let modulus: Polynomial = cyclotomic_polynomial(n).iter().map(|&entry| Rational::integer(entry)).collect();
    let (mut previous, mut current) = (modulus.clone(), divide(element, &modulus).1);
    let (mut before, mut factor): (Polynomial, Polynomial) = (vec![], vec![Rational::ONE]);
    // Invariant: current = factor · element modulo Φ_n.
    while current.len() > 1 {
        let (quotient, remainder) = divide(previous, &current);
        let next = subtract_product(before, &quotient, &factor);
        (previous, current) = (current, remainder);
        (before, factor) = (factor, next);
    }
    let unit = current.first()?.inverse();
    Some(divide(factor, &modulus).1.into_iter().map(|coefficient| coefficient.times(&unit)).collect())
}

fn trim(polynomial: &mut Polynomial) {
    while polynomial.last().is_some_and(Rational::is_zero) {
        polynomial.pop();
    }
}

/// Quotient and remainder; the divisor is not 0 and has no leading zeros, and neither has the remainder.
fn divide(mut dividend: Polynomial, divisor: &[Rational]) -> (Polynomial, Polynomial) {
    trim(&mut dividend);
    let degree = divisor.len() - 1;
    if dividend.len() <= degree {
        return (vec![], dividend);
    }
    let lead = divisor[degree].inverse();
    let mut quotient = vec![Rational::ZERO; dividend.len() - degree];
    for at in (0..quotient.len()).rev() {
        let factor = dividend[at + degree].times(&lead);
        if factor.is_zero() {
            continue;
        }
        for (entry, coefficient) in dividend[at..].iter_mut().zip(divisor) {
            *entry = entry.plus(&factor.times(coefficient).negated());
        }
        quotient[at] = factor;
    }
    dividend.truncate(degree);
    trim(&mut dividend);
    (quotient, dividend)
}

/// x − q·y.
fn subtract_product(mut x: Polynomial, q: &[Rational], y: &[Rational]) -> Polynomial {
    let length = x.len().max((q.len() + y.len()).saturating_sub(1));
    x.resize(length, Rational::ZERO);
    for (i, left) in q.iter().enumerate() {
        for (j, right) in y.iter().enumerate() {
            x[i + j] = x[i + j].plus(&left.times(right).negated());
        }
    }
    trim(&mut x);
    x
}
