//! The table of a network's answers, and which operation it is.

use super::isotope::Isotope;
use super::operation::{Operation, affine, named};
use super::{AGREEMENT, Labelling, OldNumbers, Verdict, inverse};
use crate::group::Group;

/// The answers of all pairs of 0, 1, …, d − 1.
pub(super) struct Answers {
    pub order: usize,
    pub answers: Vec<usize>,
}

impl Answers {
    pub fn at(&self, x: usize, y: usize) -> usize {
        self.answers[x * self.order + y]
    }

    /// The share of the pairs for which `is_right(x, y, answer)`.
    fn share(&self, is_right: impl Fn(usize, usize, usize) -> bool) -> f64 {
        let d = self.order;
        let right = (0..d * d).filter(|&at| is_right(at / d, at % d, self.answers[at])).count();
        right as f64 / (d * d) as f64
    }

    /// α and β with T(x, y) = α(x) + β(y) for as many pairs as possible, α(0) = 0, by majority: O(d²).
    fn summands(&self, group: &Group) -> (Vec<usize>, Vec<usize>) {
        let d = self.order;
        let first: Vec<usize> =
            (0..d).map(|x| most_frequent(d, (0..d).map(|y| difference(group, self.at(x, y), self.at(0, y))))).collect();
        let second =
            (0..d).map(|y| most_frequent(d, (0..d).map(|x| difference(group, self.at(x, y), first[x])))).collect();
        (first, second)
    }

    /// T(x, y) = α(x) + β(y) with bijections α and β, outputs as they are.
    pub fn shifted(&self, group: &Group) -> Option<Labelling> {
        let (first, second) = self.summands(group);
        let is_sum = self.share(|x, y, answer| group.multiply(first[x], second[y]) == answer) >= AGREEMENT;
        let (alpha, beta) = (inverse(&first)?, inverse(&second)?);
        is_sum.then(|| Labelling {
            operation: named(group, &first, &second),
            group: group.clone(),
            apart: None,
            old: OldNumbers { first: alpha, second: beta, output: (0..self.order).collect() },
        })
    }

    /// c₁ x + c₂ y + c₀ modulo d where c₁ or c₂ has no inverse.
    pub fn not_invertible(&self) -> Option<Verdict> {
        let group = Group::cyclic(self.order).ok()?;
        let (first, second) = self.summands(&group);
        let operation = affine(&group, &first, &second)?;
        let is_sum = self.share(|x, y, answer| group.multiply(first[x], second[y]) == answer) >= AGREEMENT;
        let varies = first.iter().any(|&x| x != 0) && second.iter().any(|&y| y != second[0]);
        (is_sum && varies).then_some(Verdict::NotInvertible(operation))
    }

    /// c xᵐ yⁿ modulo a prime on what is not 0, by discrete logarithms.
    pub fn multiplication(&self) -> Option<Labelling> {
        let prime = self.order;
        let powers = powers_of_a_generator(prime)?;
        let logarithm = inverse_of_powers(&powers, prime);
        let inner = self.without(0)?;
        let n = prime - 1;
        let in_logarithms = Answers {
            order: n,
            answers: (0..n * n)
                .map(|at| Some(logarithm[inner.at(powers[at / n] - 1, powers[at % n] - 1) + 1]))
                .collect::<Option<_>>()?,
        };
        let mut labelling = in_logarithms.shifted(&Group::cyclic(n).ok()?)?;
        if let Operation::Affine { x, y, constant, .. } = labelling.operation {
            let exponent = |c: usize| if 2 * c > n { c as i64 - n as i64 } else { c as i64 };
            let coefficient = powers[constant];
            labelling.operation = Operation::Monomial { prime, coefficient, x: exponent(x), y: exponent(y) };
        }
        let old = labelling.old.map(|place| powers[place]);
        Some(Labelling { apart: Some(0), old, ..labelling })
    }

    /// The table without an element that answers none of the other pairs.
    pub fn without(&self, apart: usize) -> Option<Answers> {
        let d = self.order;
        if d < 3 {
            return None;
        }
        let others = || (0..d).filter(|&x| x != apart);
        let pairs = others().flat_map(|x| others().map(move |y| (x, y)));
        let answers: Vec<usize> = pairs.map(|(x, y)| self.at(x, y)).collect();
        let inside = answers.iter().filter(|&&answer| answer != apart).count();
        let down = |answer: usize| answer.saturating_sub(usize::from(answer > apart));
        (inside as f64 >= AGREEMENT * answers.len() as f64)
            .then(|| Answers { order: d - 1, answers: answers.into_iter().map(down).collect() })
    }

    /// A group whose elements have other names, as both operands and as outputs.
    pub fn renamed(&self, wanted: Option<&Group>) -> Option<Verdict> {
        const BASES: usize = 8;
        let d = self.order;
        (0..d.min(BASES)).find_map(|at| self.renamed_from(at * d / d.min(BASES), at, wanted))
    }

    /// The same with the neutral element at (x₀, y₀).
    fn renamed_from(&self, x0: usize, y0: usize, wanted: Option<&Group>) -> Option<Verdict> {
        let d = self.order;
        let first: Vec<usize> = (0..d).map(|x| self.at(x, y0)).collect();
        let second: Vec<usize> = (0..d).map(|y| self.at(x0, y)).collect();
        let (alpha, beta) = (inverse(&first)?, inverse(&second)?);
        let isotope = Isotope { order: d, neutral: self.at(x0, y0), table: self, alpha: &alpha, beta: &beta };
        if !isotope.is_associative() {
            return None;
        }
        let (group, elements) = if isotope.is_commutative() {
            let (moduli, elements) = isotope.basis(wanted.and_then(Group::moduli))?;
            (Group::new(&moduli).ok()?, elements)
        } else {
            match isotope.group(wanted) {
                Some(found) => found,
                None => return Some(Verdict::NotCommutative),
            }
        };
        let number = inverse(&elements)?;
        let is_right =
            |x: usize, y: usize, answer: usize| group.multiply(number[first[x]], number[second[y]]) == number[answer];
        let of = |places: &[usize]| elements.iter().map(|&element| places[element]).collect();
        (self.share(is_right) >= AGREEMENT).then(|| {
            Verdict::Labelling(Labelling {
                operation: Operation::Renamed,
                old: OldNumbers { first: of(&alpha), second: of(&beta), output: elements.clone() },
                apart: None,
                group,
            })
        })
    }
}

/// g − h.
fn difference(group: &Group, g: usize, h: usize) -> usize {
    group.multiply(g, group.inverse(h))
}

/// The smallest of the most frequent numbers below d.
fn most_frequent(d: usize, numbers: impl Iterator<Item = usize>) -> usize {
    let mut counts = vec![0usize; d];
    numbers.for_each(|number| counts[number] += 1);
    (0..d).rev().max_by_key(|&number| counts[number]).unwrap_or(0)
}

/// 1, g, g², … for the smallest generator g of the numbers 1 … p − 1 modulo p; `None` where there is none that reaches all.
fn powers_of_a_generator(p: usize) -> Option<Vec<usize>> {
    if !(3..=1 << 16).contains(&p) || (2..p).take_while(|n| n * n <= p).any(|n| p.is_multiple_of(n)) {
        return None;
    }
    let powers = |g: usize| -> Vec<usize> {
        let mut powers = vec![1];
        let mut power = g % p;
        while power != 1 {
            powers.push(power);
            power = power * g % p;
        }
        powers
    };
    (2..=p.max(3) - 1).map(powers).find(|powers| powers.len() == p - 1)
}

/// The exponent of every power, by the power.
fn inverse_of_powers(powers: &[usize], prime: usize) -> Vec<usize> {
    let mut logarithm = vec![0; prime];
    powers.iter().enumerate().for_each(|(exponent, &power)| logarithm[power] = exponent);
    logarithm
}
