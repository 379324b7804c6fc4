//! Exact numbers: sums of rational × root of unity × integer powers of unit parameters.

mod arithmetic;
mod cyclotomic;
mod display;
mod division;
mod evaluate;
mod parameter;
mod rational;
mod reduction;
mod root;
mod square_root;
mod term;

pub use reduction::NormalTerm;

use std::collections::BTreeMap;

use dashu_ratio::RBig;
use num_complex::Complex64;
use smallvec::SmallVec;

use super::{Constant, Cyclotomic, Scalar};
use parameter::Monomial;
use rational::Rational;
use root::Root;
use term::Term;

/// An element of Q(ζ_1, ζ_2, …)\[ν^±1, ξ^±1, …\]: a finite sum of rational numbers times roots of unity times integer
/// powers of named parameters of modulus 1 (conjugation inverts roots and parameters).
///
/// `==` and [`is_zero`](num_traits::Zero::is_zero) decide mathematical equality for all values of the parameters:
/// sums of roots of unity are reduced by the relations Σ_{r<p} ζ_p^r = 0 of the cyclotomic polynomials, one parameter
/// monomial at a time.
///
/// Numbers that would not fit into memory, or into the machine integers that hold orders and exponents, become a
/// value that equals nothing, itself included ([`Exact::is_overflow`]): like NaN, it never passes for a proof of
/// anything.
///
/// ```
/// use cogring::{Cyclotomic, Scalar, scalar::Exact};
/// use num_traits::Zero;
/// let omega = Exact::root_of_unity(1, 3);
/// let nu = Exact::parameter("nu");
/// let one = Exact::from_ratio(1, 1);
/// assert!((one.clone() + omega.clone() + omega.squared()).is_zero());
/// assert_eq!((one + nu.conj().squared()).to_string(), "1 + nu^-2");
/// assert_eq!(nu.norm_squared().to_string(), "1");
/// assert_ne!(nu, omega);
/// ```
#[derive(Clone)]
pub struct Exact(Repr);

#[derive(Clone)]
enum Repr {
    /// One summand, or 0.
    Term(Term),
    /// Several summands, not necessarily unlike.
    Sum(Box<Sum>),
    /// Too large to be represented.
    Overflow,
}

/// Summands that are added up as they come: like terms are merged while there are few, and once the list has doubled.
#[derive(Clone)]
struct Sum {
    terms: SmallVec<[Term; 2]>,
    compact_at: usize,
}

/// # Construction
impl Exact {
    /// The unit parameter called `name`: an unknown number of modulus 1, the same for every use of the name.
    ///
    /// Overflows when 2³² − 1 other names are in use.
    #[must_use]
    pub fn parameter(name: &str) -> Self {
        match parameter::intern(name) {
            Some(id) => Self::from_term(Term::parameter(Monomial::parameter(id))),
            None => Exact(Repr::Overflow),
        }
    }

    /// i.
    #[must_use]
    pub fn i() -> Self {
        Self::root_of_unity(1, 4)
    }

    fn from_term(term: Term) -> Self {
        Exact(Repr::Term(term))
    }

    fn from_coefficient(coefficient: Rational) -> Self {
        Self::from_term(Term::rational(coefficient))
    }
}

/// # Reading
impl Exact {
    /// Whether the number was too large to be computed. Such a value equals nothing, not even itself.
    #[must_use]
    pub fn is_overflow(&self) -> bool {
        matches!(self.0, Repr::Overflow)
    }

    /// The rational number that this is, if it is one.
    #[must_use]
    pub fn to_rational(&self) -> Option<RBig> {
        match &self.normal_form()?[..] {
            [] => Some(RBig::ZERO),
            [term] if term.root.is_one() && term.monomial.is_one() => Some(term.coefficient.to_big()),
            _ => None,
        }
    }

    /// The names of the parameters that the number depends on, sorted.
    #[must_use]
    pub fn parameters(&self) -> Vec<String> {
        let terms = self.normal_form().unwrap_or_default();
        let ids = terms.iter().flat_map(|term| term.monomial.powers());
        let names = ids.map(|(id, _)| parameter::name_of(id).to_string());
        names.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }

    /// The summands as they are stored.
    fn terms(&self) -> &[Term] {
        match &self.0 {
            Repr::Term(term) if term.coefficient.is_zero() => &[],
            Repr::Term(term) => std::slice::from_ref(term),
            Repr::Sum(sum) => &sum.terms,
            Repr::Overflow => &[],
        }
    }
}

impl Scalar for Exact {
    fn conj(&self) -> Self {
        match &self.0 {
            Repr::Term(term) => Self::from_term(term.conj()),
            Repr::Sum(sum) => {
                let terms = sum.terms.iter().map(Term::conj).collect();
                Exact(Repr::Sum(Box::new(Sum { terms, compact_at: sum.compact_at })))
            }
            Repr::Overflow => Exact(Repr::Overflow),
        }
    }

    fn from_ratio(numerator: i64, denominator: u64) -> Self {
        assert!(denominator > 0, "a fraction with denominator 0");
        Self::from_coefficient(Rational::new(numerator, denominator))
    }

    fn from_rational(value: RBig) -> Self {
        Self::from_coefficient(Rational::shortest(value))
    }

    fn is_exact() -> bool {
        true
    }

    fn shortened(self) -> Self {
        match self.normal_terms() {
            Some(terms) => {
                terms.iter().map(Exact::from_normal_term).fold(Self::from_ratio(0, 1), |sum, term| sum + term)
            }
            None => self,
        }
    }

    fn from_constant(constant: &Constant) -> Self {
        constant.exact().cloned().unwrap_or(Exact(Repr::Overflow))
    }

    fn checked_div(&self, divisor: &Self) -> Option<Self> {
        Some(self.clone() * &division::inverse(divisor)?)
    }

    fn to_complex(&self) -> Option<Complex64> {
        self.evaluate(&BTreeMap::new()).ok()
    }

    fn is_close(&self, other: &Self, _tolerance: f64) -> bool {
        self == other
    }

    fn is_identical(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Overflow, _) | (_, Repr::Overflow) => false,
            _ => {
                let (own, others) = (self.terms(), other.terms());
                let same = |(x, y): (&Term, &Term)| x.coefficient == y.coefficient && x.is_like(y);
                own.len() == others.len() && own.iter().zip(others).all(same)
            }
        }
    }

    fn is_real(&self) -> bool {
        match &self.0 {
            Repr::Term(term) if term.root.is_one() && term.monomial.is_one() => true,
            _ => *self == self.conj(),
        }
    }

    fn add_product(&mut self, x: &Self, y: &Self) {
        match (&x.0, &y.0) {
            (Repr::Term(x), Repr::Term(y)) => match x.times(y) {
                Some(product) => self.add_term(product),
                None => *self = Exact(Repr::Overflow),
            },
            _ => *self += &(x.clone() * y),
        }
    }
}

impl Cyclotomic for Exact {
    /// As the trait says; overflows when the order exceeds 2³² − 1.
    fn root_of_unity(numerator: i64, denominator: u64) -> Self {
        match Root::from_turn(numerator, denominator) {
            Some(root) => Self::from_term(Term::signed_root(root)),
            None => Exact(Repr::Overflow),
        }
    }
}
