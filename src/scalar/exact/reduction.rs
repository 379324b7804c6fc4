//! The zero test, and a normal form: sums of roots of unity modulo the relations Σ_{r<p} ζ_p^r = 0.
//!
//! Small orders are looked up in a table of x^e mod Φ_n. In general, with n = p^a·m, ζ_n^e is a product of a power x of
//! ζ_{p^a} and an element of Q(ζ_m). Writing x = t + r·p^{a−1}, the numbers with fixed t form one vector (v_0, …, v_{p−1})
//! over Q(ζ_m), indexed by r, and the only relation is that vectors may be shifted by a constant. So a sum is 0 when all
//! v_r are equal, for every t. Shifting the most frequent v_r to 0 (of several, the one with the largest r) makes a
//! normal form that stays short: time and memory follow the number of terms, not the order of the roots.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dashu_ratio::RBig;
use smallvec::SmallVec;

use super::cyclotomic::{TABLED, Table};
use super::parameter::{Monomial, name_of};
use super::rational::Rational;
use super::root::Root;
use super::term::Term;
use super::{Exact, Repr};
use crate::number::{lcm, prime_powers};
use crate::scalar::{Cyclotomic, Scalar};

/// One summand of the normal form of an [`Exact`]: coefficient · exp(2πi·exponent/order) · Π parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormalTerm {
    /// A rational number, not 0.
    pub coefficient: RBig,
    /// Numerator of the turn.
    pub exponent: u32,
    /// Denominator of the turn, in lowest terms.
    pub order: u32,
    /// Parameters by name with their exponents, which are not 0.
    pub parameters: BTreeMap<String, i32>,
}

impl Exact {
    /// The summands of the normal form, the same for equal numbers: `None` when the number overflowed.
    #[must_use]
    pub fn normal_terms(&self) -> Option<Vec<NormalTerm>> {
        let public = |term: Term| {
            let (exponent, order) = term.root.parts();
            let powers = term.monomial.powers().into_iter();
            NormalTerm {
                coefficient: term.coefficient.to_big(),
                exponent,
                order,
                parameters: powers.map(|(id, exponent)| (name_of(id).to_string(), exponent)).collect(),
            }
        };
        Some(self.normal_form()?.into_iter().map(public).collect())
    }

    /// The number with a single summand.
    #[must_use]
    pub fn from_normal_term(term: &NormalTerm) -> Self {
        let mut product = Exact::from_rational(term.coefficient.clone())
            * &Exact::root_of_unity(i64::from(term.exponent), u64::from(term.order.max(1)));
        for (name, &power) in &term.parameters {
            let base = Exact::parameter(name);
            let base = if power < 0 { base.conj() } else { base };
            product = product * &base.power(u64::from(power.unsigned_abs()));
        }
        product
    }

    /// The normal form with roots in lowest terms: constant first, then by monomial and by turn.
    pub(super) fn normal_form(&self) -> Option<Vec<Term>> {
        if matches!(self.0, Repr::Overflow) {
            return None;
        }
        let mut result = Vec::new();
        for group in by_monomial(self.terms()) {
            if let [term] = group[..] {
                result.push(term.reduced());
                continue;
            }
            let monomial = &group[0].monomial;
            let reduction = Reduction::new(&group);
            for (exponents, coefficient) in reduction.normal_form() {
                let mut term = Term { coefficient, root: Root::ONE, monomial: monomial.clone() };
                for (&exponent, &(_, power)) in exponents.iter().zip(&reduction.primes) {
                    let part = Term::signed_root(Root::from_turn(i64::from(exponent), u64::from(power))?);
                    term = term.times(&part)?;
                }
                result.push(term.reduced());
            }
        }
        let by_name = |monomial: &Monomial| {
            let mut powers: Vec<_> = monomial.powers().into_iter().map(|(id, power)| (name_of(id), power)).collect();
            powers.sort();
            // Positive powers before negative ones.
            powers.into_iter().map(|(name, power)| (name, power < 0, power.unsigned_abs())).collect::<Vec<_>>()
        };
        result.sort_by_cached_key(|term| by_name(&term.monomial));
        result.chunk_by_mut(|x, y| x.monomial == y.monomial).for_each(|run| run.sort_by(|x, y| x.root.compare(y.root)));
        Some(result)
    }
}

/// Terms with the same monomial.
type Like<'a> = SmallVec<[&'a Term; 8]>;

/// The terms of each monomial.
fn by_monomial(terms: &[Term]) -> Vec<Like<'_>> {
    let mut groups: Vec<Like<'_>> = Vec::new();
    if terms.len() <= 16 {
        for term in terms {
            match groups.iter_mut().find(|group| group[0].monomial == term.monomial) {
                Some(group) => group.push(term),
                None => groups.push(SmallVec::from_slice(&[term])),
            }
        }
        return groups;
    }
    let mut index: HashMap<&Monomial, usize> = HashMap::new();
    for term in terms {
        let at = *index.entry(&term.monomial).or_insert(groups.len());
        if at == groups.len() {
            groups.push(Like::new());
        }
        groups[at].push(term);
    }
    groups
}

/// Whether the terms, none of which has coefficient 0, add up to 0.
pub(super) fn is_zero(terms: &[Term]) -> bool {
    match terms {
        [] => true,
        [_] => false,
        [first, rest @ ..] if rest.iter().all(|term| term.monomial == first.monomial) => vanishes(terms.iter()),
        _ => by_monomial(terms).iter().all(|group| group.len() > 1 && vanishes(group.iter().copied())),
    }
}

/// Whether terms with the same monomial add up to 0.
fn vanishes<'a>(terms: impl Iterator<Item = &'a Term> + Clone) -> bool {
    if let Some(answer) = vanishes_by_table(terms.clone()) {
        return answer;
    }
    Reduction::new(&terms.collect::<Like<'_>>()).normal_form().is_empty()
}

/// As [`vanishes`], for orders with a table and coefficients that fit into machine integers.
fn vanishes_by_table<'a>(terms: impl Iterator<Item = &'a Term> + Clone) -> Option<bool> {
    let (mut order, mut denominator) = (1u64, 1i64);
    for term in terms.clone() {
        order = lcm(order, u64::from(term.root.order()), TABLED as u64)?;
        let (_, own) = term.coefficient.as_small()?;
        if own != denominator {
            denominator = lcm(denominator as u64, own as u64, 1 << 40)? as i64;
        }
    }
    let table = Table::get(order as usize);
    for column in 0..table.degree() {
        let mut sum = 0i128;
        for term in terms.clone() {
            let (numerator, own) = term.coefficient.as_small()?;
            let (exponent, written) = term.root.parts();
            let row = table.power(exponent as usize * (order as usize / written as usize));
            // Below 2⁶³ · 2⁴⁰ · 2¹⁰ in absolute value.
            let scaled = i128::from(numerator) * i128::from(denominator / own) * i128::from(row[column]);
            sum = sum.checked_add(scaled)?;
        }
        if sum != 0 {
            return Some(false);
        }
    }
    Some(true)
}

/// A root of unity as its exponents in the components ζ_{p^a}, one for each prime.
type Exponents = SmallVec<[u32; 4]>;

/// Terms with the same monomial, their roots split into components.
struct Reduction {
    /// The primes p with their highest powers p^a.
    primes: Vec<(u32, u32)>,
    terms: Vec<(Exponents, Rational)>,
}

impl Reduction {
    fn new(terms: &[&Term]) -> Self {
        let reduced: Vec<Term> = terms.iter().map(|term| term.reduced()).collect();
        let orders: BTreeSet<u32> = reduced.iter().map(|term| term.root.order()).collect();
        let mut highest: BTreeMap<u32, u32> = BTreeMap::new();
        for (p, power) in orders.into_iter().flat_map(prime_powers) {
            let entry = highest.entry(p).or_insert(power);
            *entry = power.max(*entry);
        }
        let primes: Vec<(u32, u32)> = highest.into_iter().collect();
        let terms = reduced.into_iter().map(|term| (split(term.root, &primes), term.coefficient)).collect();
        Reduction { primes, terms }
    }

    /// Sorted, without zeros; empty exactly when the sum is 0.
    fn normal_form(&self) -> Vec<(Exponents, Rational)> {
        normal_form(self.terms.clone(), &self.primes, 0)
    }
}

/// The exponents of a root in the components ζ_{p^a}: e/n = Σ x_p / p^a modulo 1.
fn split(root: Root, primes: &[(u32, u32)]) -> Exponents {
    let (exponent, order) = root.parts();
    let exponents = primes.iter().map(|&(p, highest)| {
        let mut power = 1u32;
        while (order / power).is_multiple_of(p) {
            power *= p;
        }
        if power == 1 {
            return 0;
        }
        // x·(n/p^a) = e modulo p^a.
        let inverse = inverse_modulo(u64::from(order / power), u64::from(power));
        let own = u64::from(exponent) % u64::from(power) * inverse % u64::from(power);
        own as u32 * (highest / power)
    });
    exponents.collect()
}

/// The inverse of a unit x modulo m.
fn inverse_modulo(x: u64, m: u64) -> u64 {
    let (mut r, mut next) = (m as i64, (x % m) as i64);
    let (mut s, mut following) = (0i64, 1i64);
    while next != 0 {
        let quotient = r / next;
        (r, next) = (next, r - quotient * next);
        (s, following) = (following, s - quotient * following);
    }
    s.rem_euclid(m as i64) as u64
}

type Value = Vec<(Exponents, Rational)>;

fn normal_form(terms: Value, primes: &[(u32, u32)], level: usize) -> Value {
    if terms.is_empty() {
        return terms;
    }
    let Some(&(p, power)) = primes.get(level) else {
        let sum = terms.iter().fold(Rational::ZERO, |sum, (_, coefficient)| sum.plus(coefficient));
        let (exponents, _) = terms.into_iter().next().expect("not empty");
        return if sum.is_zero() { Vec::new() } else { vec![(exponents, sum)] };
    };
    let stride = power / p;
    let mut classes: BTreeMap<(u32, u32), Value> = BTreeMap::new();
    for (mut exponents, coefficient) in terms {
        let x = std::mem::take(&mut exponents[level]);
        classes.entry((x % stride, x / stride)).or_default().push((exponents, coefficient));
    }
    let mut result = Value::new();
    let classes: Vec<((u32, u32), Value)> =
        classes.into_iter().map(|(class, terms)| (class, normal_form(terms, primes, level + 1))).collect();
    for vector in classes.chunk_by(|x, y| x.0.0 == y.0.0) {
        let t = vector[0].0.0;
        let nonzero: Vec<(u32, &Value)> =
            vector.iter().filter(|(_, value)| !value.is_empty()).map(|((_, r), value)| (*r, value)).collect();
        let mut place = |r: u32, value: Value| {
            result.extend(value.into_iter().map(|(mut exponents, coefficient)| {
                exponents[level] = t + r * stride;
                (exponents, coefficient)
            }));
        };
        match most_frequent(&nonzero, p) {
            None => nonzero.into_iter().for_each(|(r, value)| place(r, value.clone())),
            Some(shift) => {
                let mut values = nonzero.into_iter().peekable();
                for r in 0..p {
                    let value = values.next_if(|(own, _)| *own == r).map_or(&[][..], |(_, value)| value);
                    // The difference of two normal forms need not be one.
                    place(r, normal_form(difference(value, shift), primes, level + 1));
                }
            }
        }
    }
    result.sort_by(|x, y| x.0.cmp(&y.0));
    result
}

/// The most frequent value among p classes (of several, the one in the last class), `None` when it is 0.
fn most_frequent<'a>(nonzero: &[(u32, &'a Value)], p: u32) -> Option<&'a Value> {
    let zeros = p as usize - nonzero.len();
    if zeros > nonzero.len() {
        return None;
    }
    // The last class that holds no value; classes are sorted.
    let last_zero = (0..p).rev().zip(nonzero.iter().rev().map(|(r, _)| Some(*r)).chain(std::iter::repeat(None)));
    let last_zero = last_zero.into_iter().find(|(r, taken)| *taken != Some(*r)).map_or(0, |(r, _)| r);
    let mut best = (zeros, last_zero, None);
    let mut seen: Vec<&Value> = Vec::new();
    for &(_, value) in nonzero {
        if seen.contains(&value) {
            continue;
        }
        seen.push(value);
        let holders = nonzero.iter().filter(|(_, other)| *other == value);
        let last = holders.clone().map(|(r, _)| *r).max().unwrap_or(0);
        let candidate = (holders.count(), last);
        if candidate > (best.0, best.1) {
            best = (candidate.0, candidate.1, Some(value));
        }
    }
    best.2
}

/// x − y for sorted values.
fn difference(x: &[(Exponents, Rational)], y: &[(Exponents, Rational)]) -> Value {
    let (mut x, mut y) = (x.iter().peekable(), y.iter().peekable());
    let mut result = Value::new();
    loop {
        let next = match (x.peek(), y.peek()) {
            (None, None) => return result,
            (Some(left), Some(right)) if left.0 == right.0 => {
                let next = (left.0.clone(), left.1.plus(&right.1.clone().negated()));
                x.next();
                y.next();
                next
            }
            (Some(left), right) if right.is_none_or(|right| left.0 < right.0) => {
                let next = (*left).clone();
                x.next();
                next
            }
            (_, Some(right)) => {
                let next = (right.0.clone(), right.1.clone().negated());
                y.next();
                next
            }
            (Some(_), None) => unreachable!("covered by the guard above"),
        };
        if !next.1.is_zero() {
            result.push(next);
        }
    }
}
