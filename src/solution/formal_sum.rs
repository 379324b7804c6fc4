//! Formal sums of nodes: the monoid algebra in which all solutions live.

use crate::scalar::Scalar;
use crate::{Error, Result};

/// What a hidden node must be able to do: multiply entry by entry.
pub trait NodeMonoid<S: Scalar>: Clone + PartialEq {
    /// The entrywise product.
    #[must_use]
    fn multiply(&self, other: &Self) -> Self;

    /// The node with every entry multiplied by the real number `t`.
    ///
    /// Its sum potentials of degree 3 are t³ times those of the node.
    #[must_use]
    fn scale_entries(&self, t: &S) -> Self;

    /// Whether all entries agree within `tolerance` (exactly, for exact scalars).
    fn is_close(&self, other: &Self, tolerance: f64) -> bool;
}

/// One summand: a real coefficient times a node.
///
/// A coefficient m stands for scaling the node by cbrt(m), which is how m·node is realized as weights: every sum
/// potential of degree 3 is multiplied by m. Coefficient −1 is the node (a, b, −c).
#[derive(Debug, Clone, PartialEq)]
pub struct Term<M, S> {
    /// The coefficient; a real number.
    pub coefficient: S,
    /// The node.
    pub node: M,
}

/// A formal sum Σ_j m_j · u_j of nodes u_j with real coefficients m_j.
///
/// `+` concatenates, `*` multiplies every node of one with every node of the other. Up to the order of the
/// terms this is a commutative semiring; coefficients make it an algebra over the real numbers.
/// Terms are never merged or dropped, so that the number of terms is the number of hidden nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct FormalSum<M, S> {
    terms: Vec<Term<M, S>>,
}

impl<M, S> Default for FormalSum<M, S> {
    fn default() -> Self {
        FormalSum { terms: Vec::new() }
    }
}

/// Products with more nodes than this are refused: they would not fit in memory.
pub(crate) const MAX_NODES: usize = 1 << 26;

/// # Construction
impl<M: NodeMonoid<S>, S: Scalar> FormalSum<M, S> {
    /// The empty sum 0: a network without hidden nodes.
    #[must_use]
    pub fn zero() -> Self {
        Self::default()
    }

    /// The sum of the given nodes, each with coefficient 1.
    #[must_use]
    pub fn from_nodes(nodes: impl IntoIterator<Item = M>) -> Self {
        let terms = nodes.into_iter().map(|node| Term { coefficient: S::one(), node }).collect();
        FormalSum { terms }
    }

    /// The sum of the given terms.
    ///
    /// # Panics
    /// When a coefficient is not real: the network would not be.
    #[must_use]
    pub fn from_terms(terms: Vec<Term<M, S>>) -> Self {
        for term in &terms {
            assert!(term.coefficient.is_real(), "coefficient {} of a node is not real", term.coefficient);
        }
        FormalSum { terms }
    }
}

/// # Reading
impl<M: NodeMonoid<S>, S: Scalar> FormalSum<M, S> {
    /// The order: the number of hidden nodes.
    #[must_use]
    pub fn order(&self) -> usize {
        self.terms.len()
    }

    /// The terms, in the order in which they were built.
    #[must_use]
    pub fn terms(&self) -> &[Term<M, S>] {
        &self.terms
    }

    /// The terms, by value.
    #[must_use]
    pub fn into_terms(self) -> Vec<Term<M, S>> {
        self.terms
    }
}

/// # Semiring operations
impl<M: NodeMonoid<S>, S: Scalar> FormalSum<M, S> {
    /// x + y: the hidden nodes of both.
    #[must_use]
    pub fn plus(mut self, other: Self) -> Self {
        self.terms.extend(other.terms);
        self
    }

    /// x * y: every node of x times every node of y; the order is the product of the orders.
    ///
    /// Time and memory O(ord(x)·ord(y)). See [`crate::expr::Lazy`] for products that are too large to build.
    ///
    /// # Errors
    /// When the product would have more than 2²⁶ nodes.
    pub fn try_times(&self, other: &Self) -> Result<Self> {
        let order = self.order().checked_mul(other.order()).filter(|&order| order <= MAX_NODES).ok_or_else(|| {
            Error::unsupported(format!(
                "a product of orders {} and {} has more than {MAX_NODES} hidden nodes; evaluate it lazily instead",
                self.order(),
                other.order()
            ))
        })?;
        let mut terms = Vec::with_capacity(order);
        for x in &self.terms {
            terms.extend(
                other.terms.iter().map(|y| Term {
                    coefficient: x.coefficient.clone() * &y.coefficient,
                    node: x.node.multiply(&y.node),
                }),
            );
        }
        Ok(FormalSum { terms })
    }

    /// x * y, as [`FormalSum::try_times`].
    ///
    /// # Panics
    /// When the product would have more than 2²⁶ nodes.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.try_times(other).expect("the caller keeps products small")
    }

    /// m·x: every coefficient multiplied by the real number `m`.
    ///
    /// # Panics
    /// When `m` is not real.
    #[must_use]
    pub fn scaled(mut self, m: &S) -> Self {
        assert!(m.is_real(), "coefficient {m} is not real");
        for term in &mut self.terms {
            term.coefficient = term.coefficient.clone() * m;
        }
        self
    }

    /// x * x * … * x with `exponent` ≥ 1 factors; the zeroth power is the unit of the node type, which callers know.
    ///
    /// # Errors
    /// When `exponent` is 0, or the power would have more than 2²⁶ nodes.
    pub fn try_power(&self, exponent: u64) -> Result<Self> {
        if exponent == 0 {
            return Err(Error::argument("the zeroth power needs the unit of the node type"));
        }
        if self.order() <= 1 && exponent > 64 {
            // Order 0 and 1 never grow: repeated squaring keeps this cheap for every exponent.
            let (mut result, mut base, mut rest) = (None::<Self>, self.clone(), exponent);
            while rest > 0 {
                if rest & 1 == 1 {
                    result = Some(result.map_or(base.clone(), |result| result.times(&base)));
                }
                rest >>= 1;
                base = base.times(&base);
            }
            return Ok(result.expect("exponent is positive"));
        }
        let mut result = self.clone();
        for _ in 1..exponent {
            result = result.try_times(self)?;
        }
        Ok(result)
    }
}

/// # Equality
impl<M: NodeMonoid<S>, S: Scalar> FormalSum<M, S> {
    /// Whether the two are equal up to a permutation of hidden nodes: entries and coefficients within `tolerance` for
    /// floats, exactly for exact scalars. Time O(order²).
    #[must_use]
    pub fn equals_up_to_permutation(&self, other: &Self, tolerance: f64) -> bool {
        self.matches(other, |x, y| {
            x.coefficient.is_close(&y.coefficient, tolerance) && x.node.is_close(&y.node, tolerance)
        })
    }

    /// Whether a bijection between the terms exists under which `same` holds. Greedy, hence exact when `same` is an
    /// equivalence.
    pub(crate) fn matches(&self, other: &Self, same: impl Fn(&Term<M, S>, &Term<M, S>) -> bool) -> bool {
        if self.order() != other.order() {
            return false;
        }
        let mut free: Vec<&Term<M, S>> = other.terms.iter().collect();
        self.terms.iter().all(|x| match free.iter().position(|y| same(x, y)) {
            Some(at) => {
                free.swap_remove(at);
                true
            }
            None => false,
        })
    }

    /// Every coefficient moved into its node by `cube_root`, so that all coefficients become 1: what weights need.
    #[must_use]
    pub fn realized(&self, cube_root: impl Fn(&S) -> S) -> Self {
        let terms = self
            .terms
            .iter()
            .map(|term| Term { coefficient: S::one(), node: term.node.scale_entries(&cube_root(&term.coefficient)) });
        FormalSum { terms: terms.collect() }
    }

    /// Σ_j m_j f(u_j).
    pub fn sum_over_nodes(&self, f: impl Fn(&M) -> S) -> S {
        let mut sum = S::zero();
        for term in &self.terms {
            let value = f(&term.node);
            if !value.is_zero() {
                sum += &(if term.coefficient.is_one() { value } else { value * &term.coefficient });
            }
        }
        sum
    }
}
