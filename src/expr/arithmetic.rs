//! Arithmetic over any kind of leaf: the common shape of elements and of the numbers in them.

use std::fmt;

use dashu_int::UBig;
use dashu_ratio::RBig;

use crate::number::sign_between;
use crate::scalar::Sign;

/// A formula in `+`, `-`, `*`, `^` and fractions over leaves of type `L`.
///
/// The operators `+ - *` and the constructors of this type keep it canonical, in that reading what it prints as gives the
/// same tree: a [`Sum`](Self::Sum) has at least two terms or one that is subtracted, a [`Product`](Self::Product) at
/// least two factors. Nesting is as deep as the parentheses that are needed to write it.
#[derive(Debug, Clone, PartialEq)]
pub enum Arithmetic<L> {
    /// What the formula is about.
    Leaf(L),
    /// A non-negative fraction.
    Number(RBig),
    /// Signed terms.
    Sum(Vec<(Sign, Arithmetic<L>)>),
    /// Factors.
    Product(Vec<Arithmetic<L>>),
    /// A power; negative exponents are for numbers only.
    Power(Box<Arithmetic<L>>, i64),
}

/// # Construction
impl<L> Arithmetic<L> {
    /// The number 0.
    #[must_use]
    pub fn zero() -> Self {
        Arithmetic::Number(RBig::ZERO)
    }

    /// The number 1; as an element of the semiring, the unit.
    #[must_use]
    pub fn one() -> Self {
        Arithmetic::Number(RBig::ONE)
    }

    /// The fraction `numerator` / `denominator`.
    ///
    /// # Panics
    /// When `denominator` is 0.
    #[must_use]
    pub fn ratio(numerator: i64, denominator: u64) -> Self {
        assert!(denominator > 0, "a fraction with denominator 0");
        Self::rational(RBig::from_parts(numerator.into(), UBig::from(denominator)))
    }

    /// A rational number.
    #[must_use]
    pub fn rational(value: RBig) -> Self {
        if value < RBig::ZERO { -Arithmetic::Number(-value) } else { Arithmetic::Number(value) }
    }

    /// The power with the given exponent.
    #[must_use]
    pub fn power(self, exponent: i64) -> Self {
        Arithmetic::Power(Box::new(self), exponent)
    }
}

/// # Reading
impl<L> Arithmetic<L> {
    /// Calls `visit` with every leaf.
    pub(super) fn for_each_leaf<'a>(&'a self, visit: &mut impl FnMut(&'a L)) {
        match self {
            Arithmetic::Leaf(leaf) => visit(leaf),
            Arithmetic::Number(_) => {}
            Arithmetic::Sum(terms) => terms.iter().for_each(|(_, term)| term.for_each_leaf(visit)),
            Arithmetic::Product(factors) => factors.iter().for_each(|factor| factor.for_each_leaf(visit)),
            Arithmetic::Power(base, _) => base.for_each_leaf(visit),
        }
    }

    /// The formula with every leaf replaced by `f` of it.
    pub(super) fn map_leaves(&self, f: &impl Fn(&L) -> Self) -> Self {
        match self {
            Arithmetic::Leaf(leaf) => f(leaf),
            Arithmetic::Number(number) => Arithmetic::Number(number.clone()),
            Arithmetic::Sum(terms) => {
                Arithmetic::Sum(terms.iter().map(|(sign, term)| (*sign, term.map_leaves(f))).collect())
            }
            Arithmetic::Product(factors) => {
                Arithmetic::Product(factors.iter().map(|factor| factor.map_leaves(f)).collect())
            }
            Arithmetic::Power(base, exponent) => Arithmetic::Power(Box::new(base.map_leaves(f)), *exponent),
        }
    }

    /// Whether `test` holds for every leaf.
    pub(super) fn all_leaves(&self, test: &impl Fn(&L) -> bool) -> bool {
        let mut all = true;
        self.for_each_leaf(&mut |leaf| all = all && test(leaf));
        all
    }
}

impl<L> std::ops::Neg for Arithmetic<L> {
    type Output = Self;

    fn neg(self) -> Self {
        match self {
            // Two signs are none: nesting stays as deep as the meaning.
            Arithmetic::Sum(mut terms) if matches!(terms[..], [(Sign::Minus, _)]) => terms.remove(0).1,
            other => Arithmetic::Sum(vec![(Sign::Minus, other)]),
        }
    }
}

impl<L> Arithmetic<L> {
    fn append(self, sign: Sign, term: Self) -> Self {
        let mut terms = match self {
            Arithmetic::Sum(terms) => terms,
            other => vec![(Sign::Plus, other)],
        };
        terms.push((sign, term));
        Arithmetic::Sum(terms)
    }
}

impl<L> std::ops::Add for Arithmetic<L> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.append(Sign::Plus, other)
    }
}

impl<L> std::ops::Sub for Arithmetic<L> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.append(Sign::Minus, other)
    }
}

impl<L> std::ops::Mul for Arithmetic<L> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let mut factors = match self {
            Arithmetic::Product(factors) => factors,
            other => vec![other],
        };
        factors.push(other);
        Arithmetic::Product(factors)
    }
}

/// How tightly a formula binds when it is printed, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binding {
    Sum,
    Placement,
    Product,
    Power,
    Atom,
}

/// A leaf that knows how it is written.
pub trait PrintLeaf: fmt::Display {
    /// How tightly the written form binds.
    fn binding(&self) -> Binding {
        Binding::Atom
    }
}

impl<L: PrintLeaf> Arithmetic<L> {
    pub(crate) fn binding(&self) -> Binding {
        match self {
            Arithmetic::Leaf(leaf) => leaf.binding(),
            Arithmetic::Number(number) if !number.is_int() => Binding::Product,
            Arithmetic::Number(_) => Binding::Atom,
            Arithmetic::Sum(_) => Binding::Sum,
            Arithmetic::Product(_) => Binding::Product,
            Arithmetic::Power(..) => Binding::Power,
        }
    }

    /// Writes the formula, in parentheses when it binds less tightly than `context` requires.
    pub(super) fn fmt_within(&self, context: Binding, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.binding() < context { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

impl<L: PrintLeaf> fmt::Display for Arithmetic<L> {
    /// Writes the form that `FromStr` reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Arithmetic::Leaf(leaf) => write!(f, "{leaf}"),
            Arithmetic::Number(number) => write!(f, "{number}"),
            Arithmetic::Sum(terms) => {
                for (at, (sign, term)) in terms.iter().enumerate() {
                    f.write_str(sign_between(at == 0, *sign == Sign::Minus))?;
                    term.fmt_within(Binding::Placement, f)?;
                }
                Ok(())
            }
            Arithmetic::Product(factors) => {
                for (at, factor) in factors.iter().enumerate() {
                    if at > 0 {
                        f.write_str("*")?;
                    }
                    // A fraction may stand bare: `/` divides the number just before it.
                    let bare = matches!(factor, Arithmetic::Number(_));
                    factor.fmt_within(if bare { Binding::Product } else { Binding::Power }, f)?;
                }
                Ok(())
            }
            Arithmetic::Power(base, exponent) => {
                base.fmt_within(Binding::Atom, f)?;
                write!(f, "^{exponent}")
            }
        }
    }
}
