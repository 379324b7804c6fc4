//! Ring operations.

use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use num_traits::{One, Zero};
use smallvec::{SmallVec, smallvec};

use super::rational::Rational;
use super::term::Term;
use super::{Exact, Repr, Sum};

/// Up to this length a sum merges each like term as it comes.
const SEARCHED: usize = 12;
/// The length at which like terms of a longer sum are merged for the first time.
const FIRST_COMPACTION: usize = 48;
/// Sums of more unlike terms than this are given up.
const MAX_TERMS: usize = 1 << 20;
/// Products with more pairs of terms than this are given up.
const MAX_PAIRS: usize = 1 << 20;

impl Exact {
    /// Adds one summand.
    #[inline]
    pub(super) fn add_term(&mut self, term: Term) {
        match &mut self.0 {
            Repr::Term(own) if own.coefficient.is_zero() => *own = term,
            Repr::Term(own) if own.is_like(&term) => {
                own.coefficient = own.coefficient.plus(&term.coefficient);
                if own.coefficient.is_zero() {
                    *own = Term::ZERO;
                }
            }
            Repr::Term(_) if term.coefficient.is_zero() => {}
            Repr::Term(own) => {
                let own = std::mem::replace(own, Term::ZERO);
                let sum = Sum { terms: smallvec![own, term], compact_at: FIRST_COMPACTION };
                self.0 = Repr::Sum(Box::new(sum));
            }
            Repr::Sum(sum) => {
                sum.add_term(term);
                if sum.terms.len() > MAX_TERMS {
                    self.0 = Repr::Overflow;
                }
            }
            Repr::Overflow => {}
        }
    }

    /// The sum of the given terms.
    pub(super) fn from_terms(terms: impl IntoIterator<Item = Term>) -> Self {
        let mut result = Exact::zero();
        for term in terms {
            result.add_term(term);
        }
        result
    }
}

impl Sum {
    #[inline]
    fn add_term(&mut self, term: Term) {
        if term.coefficient.is_zero() {
            return;
        }
        if self.terms.len() <= SEARCHED
            && let Some(at) = self.terms.iter().position(|own| own.is_like(&term))
        {
            let own = &mut self.terms[at];
            own.coefficient = own.coefficient.plus(&term.coefficient);
            if own.coefficient.is_zero() {
                self.terms.swap_remove(at);
            }
            return;
        }
        self.terms.push(term);
        if self.terms.len() >= self.compact_at {
            merge_like(&mut self.terms);
            self.compact_at = FIRST_COMPACTION.max(2 * self.terms.len());
        }
    }
}

/// Adds up like terms and drops those that cancel.
fn merge_like(terms: &mut SmallVec<[Term; 2]>) {
    terms.sort_unstable_by(|x, y| x.monomial.cmp(&y.monomial).then_with(|| x.root.compare(y.root)));
    terms.dedup_by(|next, kept| {
        let like = next.is_like(kept);
        if like {
            kept.coefficient = kept.coefficient.plus(&next.coefficient);
        }
        like
    });
    terms.retain(|term| !term.coefficient.is_zero());
}

impl Zero for Exact {
    fn zero() -> Self {
        Exact::from_term(Term::ZERO)
    }

    /// Whether the number is 0 for all values of its parameters.
    fn is_zero(&self) -> bool {
        match &self.0 {
            Repr::Term(term) => term.coefficient.is_zero(),
            Repr::Sum(sum) => super::reduction::is_zero(&sum.terms),
            Repr::Overflow => false,
        }
    }
}

impl One for Exact {
    fn one() -> Self {
        Exact::from_term(Term::ONE)
    }

    fn is_one(&self) -> bool {
        match &self.0 {
            Repr::Term(term) => term.coefficient.is_one() && term.root.is_one() && term.monomial.is_one(),
            Repr::Sum(_) => *self == Exact::one(),
            Repr::Overflow => false,
        }
    }
}

impl PartialEq for Exact {
    /// Equality for all values of the parameters; false for a number that overflowed.
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Overflow, _) | (_, Repr::Overflow) => false,
            (Repr::Term(x), Repr::Term(y)) if x.is_like(y) => x.coefficient == y.coefficient,
            _ => (self.clone() - other.clone()).is_zero(),
        }
    }
}

impl AddAssign<&Exact> for Exact {
    #[inline]
    fn add_assign(&mut self, other: &Exact) {
        match &other.0 {
            Repr::Term(term) => self.add_term(term.clone()),
            Repr::Sum(sum) => sum.terms.iter().for_each(|term| self.add_term(term.clone())),
            Repr::Overflow => self.0 = Repr::Overflow,
        }
    }
}

impl Add for Exact {
    type Output = Exact;

    fn add(mut self, other: Exact) -> Exact {
        self += &other;
        self
    }
}

impl Neg for Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        let negated = |term: Term| Term { coefficient: term.coefficient.negated(), ..term };
        Exact(match self.0 {
            Repr::Term(term) => Repr::Term(negated(term)),
            Repr::Sum(mut sum) => {
                for term in &mut sum.terms {
                    let coefficient = std::mem::replace(&mut term.coefficient, Rational::ZERO);
                    term.coefficient = coefficient.negated();
                }
                Repr::Sum(sum)
            }
            Repr::Overflow => Repr::Overflow,
        })
    }
}

impl Sub for Exact {
    type Output = Exact;

    fn sub(self, other: Exact) -> Exact {
        self + -other
    }
}

impl Mul<&Exact> for Exact {
    type Output = Exact;

    #[inline]
    fn mul(self, other: &Exact) -> Exact {
        if let (Repr::Term(x), Repr::Term(y)) = (&self.0, &other.0) {
            return x.times(y).map_or(Exact(Repr::Overflow), Exact::from_term);
        }
        product(&self, other).unwrap_or(Exact(Repr::Overflow))
    }
}

/// The product of sums, or `None` when it is too large.
fn product(x: &Exact, y: &Exact) -> Option<Exact> {
    if x.is_overflow() || y.is_overflow() {
        return None;
    }
    let (left, right) = (x.terms(), y.terms());
    left.len().checked_mul(right.len()).filter(|&pairs| pairs <= MAX_PAIRS)?;
    let mut result = Exact::zero();
    for x in left {
        for y in right {
            result.add_term(x.times(y)?);
        }
    }
    Some(result)
}

impl Mul for Exact {
    type Output = Exact;

    fn mul(self, other: Exact) -> Exact {
        self * &other
    }
}
