//! From hundreds of digits to numbers of one field: continued fractions, and integer relations.

use dashu_int::ops::{BitTest, DivEuclid};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use rayon::prelude::*;

use crate::scalar::algebraic::{Algebraic, NumberField, Polynomial, factor, integer_relation};

/// The degrees at which minimal polynomials are looked for.
const DEGREES: [usize; 10] = [2, 3, 4, 6, 8, 10, 12, 16, 20, 24];
/// How many irrational coordinates are tried for a generator.
const GENERATORS: usize = 4;
/// How often the field is made larger.
const EXTENSIONS: usize = 4;
/// Bits that are not relied on: refinement leaves some sixty wrong.
const SLACK: usize = 80;

/// Real numbers known as multiples of 2^(−bits).
pub(super) struct Digits {
    pub numbers: Vec<IBig>,
    pub bits: usize,
}

/// Numbers of one field.
pub(super) struct Recognised {
    pub field: NumberField,
    pub numbers: Vec<Algebraic>,
}

impl Digits {
    /// The numbers as elements of one field, of degree up to `largest`; `None` when their digits are not those of any.
    pub fn recognise(&self, largest: usize) -> Option<Recognised> {
        let rational: Vec<Option<RBig>> = self.numbers.par_iter().map(|x| self.rational(x)).collect();
        let irrational: Vec<usize> = (0..rational.len()).filter(|&i| rational[i].is_none()).collect();
        if irrational.is_empty() {
            let numbers = rational.into_iter().flatten().map(Algebraic::rational).collect();
            return Some(Recognised { field: NumberField::rationals(), numbers });
        }
        let candidates: Vec<Option<Polynomial>> = irrational[..GENERATORS.min(irrational.len())]
            .par_iter()
            .map(|&i| self.minimal_polynomial(&self.numbers[i], 2, largest))
            .collect();
        let known = irrational.iter().zip(candidates).filter_map(|(&i, q)| q.map(|q| (i, q)));
        let best = known.min_by_key(|(i, q)| (std::cmp::Reverse(q.degree()), q.height(), *i))?;
        let (mut generator, mut minimal) = (self.numbers[best.0].clone(), best.1);
        for extension in 0..EXTENSIONS {
            match self.in_field(&generator, &minimal, &rational) {
                Ok(recognised) => return recognised,
                Err(stranger) => {
                    generator += &self.numbers[stranger] * IBig::from(1 + extension % 3);
                    minimal = self.minimal_polynomial(&generator, minimal.degree() + 1, largest)?;
                }
            }
        }
        None
    }

    /// All numbers over Q(α), or the first that is not in it.
    fn in_field(
        &self,
        generator: &IBig,
        minimal: &Polynomial,
        rational: &[Option<RBig>],
    ) -> Result<Option<Recognised>, usize> {
        let approximation = RBig::from_parts(generator.clone(), UBig::ONE << self.bits).to_f64().value();
        let Ok(field) = NumberField::near(minimal, approximation) else { return Ok(None) };
        let powers = self.powers(generator, minimal.degree());
        let number = |(i, rational): (usize, &Option<RBig>)| match rational {
            Some(rational) => Ok(Algebraic::rational(rational.clone())),
            None => self.element(&field, &powers, &self.numbers[i]).ok_or(i),
        };
        let numbers: Vec<Result<Algebraic, usize>> = rational.par_iter().enumerate().map(number).collect();
        let numbers: Result<Vec<Algebraic>, usize> = numbers.into_iter().collect();
        Ok(Some(Recognised { field, numbers: numbers? }))
    }

    /// The convergent of the continued fraction that equals the number to all digits, with a denominator of at most a quarter
    /// of the bits.
    fn rational(&self, x: &IBig) -> Option<RBig> {
        let one = IBig::ONE << self.bits;
        let (mut remainders, mut numerators, mut denominators) =
            ([x.clone(), one.clone()], [IBig::ZERO, IBig::ONE], [IBig::ONE, IBig::ZERO]);
        while denominators[1].bit_len() <= self.bits / 4 && remainders[1] != IBig::ZERO {
            let [last, next] = &remainders;
            // the quotient is rounded down, so that remainders are not negative
            let quotient = last.div_euclid(next);
            let rest = last - &quotient * next;
            numerators = [numerators[1].clone(), &quotient * &numerators[1] + &numerators[0]];
            denominators = [denominators[1].clone(), &quotient * &denominators[1] + &denominators[0]];
            remainders = [next.clone(), rest];
            let error = x * &denominators[1] - &numerators[1] * &one;
            if error.bit_len() <= SLACK {
                return Some(RBig::from_parts_signed(numerators[1].clone(), denominators[1].clone()));
            }
        }
        None
    }

    /// 1, a, …, a^(n−1).
    fn powers(&self, a: &IBig, n: usize) -> Vec<IBig> {
        let mut powers = vec![IBig::ONE << self.bits];
        (1..n).for_each(|i| powers.push((&powers[i - 1] * a) >> self.bits));
        powers
    }

    /// The minimal polynomial, of a degree in the given range. Its coefficients must be far fewer bits than chance needs.
    fn minimal_polynomial(&self, a: &IBig, least: usize, largest: usize) -> Option<Polynomial> {
        let degrees = DEGREES.into_iter().filter(|degree| (least..=largest).contains(degree));
        degrees.into_iter().find_map(|degree| {
            let most = 55 * (self.bits - SLACK) / (100 * (degree + 1));
            let relation = integer_relation(&self.powers(a, degree + 1), self.bits, SLACK, most)?;
            let factors = factor(&Polynomial::new(relation));
            let size = |q: &Polynomial| self.value(q, a).bit_len();
            let nearest = factors.into_iter().map(|(q, _)| q).min_by_key(size)?;
            (nearest.degree() > 1).then_some(nearest)
        })
    }

    /// 2ᵇⁱᵗˢ q(a).
    fn value(&self, q: &Polynomial, a: &IBig) -> IBig {
        q.coefficients().iter().rev().fold(IBig::ZERO, |value, c| ((value * a) >> self.bits) + (c << self.bits))
    }

    /// A number as a polynomial in α.
    fn element(&self, field: &NumberField, powers: &[IBig], y: &IBig) -> Option<Algebraic> {
        let numbers: Vec<IBig> = powers.iter().cloned().chain([-y]).collect();
        let most = 75 * (self.bits - SLACK) / (100 * (numbers.len() + 1));
        let relation = integer_relation(&numbers, self.bits, SLACK, most)?;
        let (denominator, coefficients) = relation.split_last()?;
        if *denominator == IBig::ZERO {
            return None;
        }
        let ratios = coefficients.iter().map(|c| RBig::from_parts_signed(c.clone(), denominator.clone()));
        Algebraic::new(field, ratios.collect()).ok()
    }
}
