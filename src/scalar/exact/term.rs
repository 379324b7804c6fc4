//! One summand: rational × root of unity × parameters.

use super::parameter::Monomial;
use super::rational::Rational;
use super::root::{Root, SignedRoot};

/// Numbers with more bits than this are given up.
const MAX_BITS: usize = 1 << 22;

/// coefficient · root · monomial.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    pub coefficient: Rational,
    pub root: Root,
    pub monomial: Monomial,
}

impl Term {
    pub const ZERO: Self = Self::rational(Rational::ZERO);
    pub const ONE: Self = Self::rational(Rational::ONE);

    pub const fn rational(coefficient: Rational) -> Self {
        Term { coefficient, root: Root::ONE, monomial: Monomial::ONE }
    }

    pub fn signed_root(root: SignedRoot) -> Self {
        let coefficient = Rational::integer(if root.negative { -1 } else { 1 });
        Term { coefficient, root: root.root, monomial: Monomial::ONE }
    }

    pub fn parameter(monomial: Monomial) -> Self {
        Term { coefficient: Rational::ONE, root: Root::ONE, monomial }
    }

    /// Whether the two differ at most by their coefficients, as they are written.
    #[inline]
    pub fn is_like(&self, other: &Self) -> bool {
        self.root.same(other.root) && self.monomial == other.monomial
    }

    /// The product, or `None` when it is too large.
    #[inline]
    pub fn times(&self, other: &Self) -> Option<Self> {
        let root = self.root.times(other.root)?;
        let monomial = self.monomial.times(&other.monomial)?;
        let coefficient = self.coefficient.times(&other.coefficient);
        if coefficient.bits() > MAX_BITS {
            return None;
        }
        Some(Term { coefficient, root: root.root, monomial }.with_sign(root.negative))
    }

    #[inline]
    pub fn conj(&self) -> Self {
        let root = self.root.conj();
        let term = Term { coefficient: self.coefficient.clone(), root: root.root, monomial: self.monomial.conj() };
        term.with_sign(root.negative)
    }

    /// The term or its negative.
    #[inline]
    pub fn with_sign(self, negative: bool) -> Self {
        if negative { Term { coefficient: self.coefficient.negated(), ..self } } else { self }
    }

    /// The same number with its root in lowest terms.
    pub fn reduced(&self) -> Self {
        let root = self.root.reduced();
        Term { root: root.root, ..self.clone() }.with_sign(root.negative)
    }
}
