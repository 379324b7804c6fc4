//! Lazily multiplied elements.

use std::ops::{Add, Mul};

use super::order;
use crate::potential::{Homomorphism, PotentialTable};
use crate::scalar::Scalar;
use crate::semiring::{FormalSum, Node, NodeMonoid};
use crate::{Error, Result};

/// An expression in `+`, `*`, powers and real coefficients over formal sums.
///
/// A homomorphism is evaluated from its values at the leaves, in time linear in the size of the expression and
/// independent of the order of the element: order 6²⁰ costs one evaluation of order 6 and a few multiplications.
///
/// ```
/// use cogring::{Block, BlockPotential, Triple, expr::Lazy};
/// use num_complex::Complex64;
/// let z = Block::<Complex64>::from_nodes(vec![Triple::one(); 6]);
/// let power = Lazy::leaf(z).power(20);
/// assert_eq!(power.order(), Some(6u128.pow(20)));
/// assert_eq!(power.evaluate(&BlockPotential::ABC).re, 6f64.powi(20));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Lazy<M: NodeMonoid<S>, S: Scalar> {
    /// A formal sum that exists.
    Leaf(FormalSum<M, S>),
    /// The sum of the parts; at least one.
    Sum(Vec<Lazy<M, S>>),
    /// The product of the parts; at least one.
    Product(Vec<Lazy<M, S>>),
    /// A power with exponent ≥ 1.
    Power(Box<Lazy<M, S>>, u64),
    /// A real multiple.
    Scaled(S, Box<Lazy<M, S>>),
}

impl<M: NodeMonoid<S>, S: Scalar> Lazy<M, S> {
    /// The expression that is just `sum`.
    #[must_use]
    pub fn leaf(sum: FormalSum<M, S>) -> Self {
        Lazy::Leaf(sum)
    }

    /// The `exponent`-th power.
    ///
    /// # Panics
    /// When `exponent` is 0: the unit is a leaf.
    #[must_use]
    pub fn power(self, exponent: u64) -> Self {
        assert!(exponent > 0, "the zeroth power is the unit: a leaf");
        Lazy::Power(Box::new(self), exponent)
    }

    /// `m` times the expression.
    ///
    /// # Panics
    /// When `m` is not real.
    #[must_use]
    pub fn scaled(self, m: S) -> Self {
        assert!(m.is_real(), "coefficient {m} is not real");
        Lazy::Scaled(m, Box::new(self))
    }

    /// The expression with every leaf replaced by `f` of it, which must be a homomorphism for the result to mean the same.
    ///
    /// # Errors
    /// When `f` has one.
    pub fn try_map_leaves<N: NodeMonoid<S>>(
        &self,
        f: &impl Fn(&FormalSum<M, S>) -> Result<FormalSum<N, S>>,
    ) -> Result<Lazy<N, S>> {
        let all = |parts: &[Self]| parts.iter().map(|part| part.try_map_leaves(f)).collect::<Result<Vec<_>>>();
        Ok(match self {
            Lazy::Leaf(sum) => Lazy::Leaf(f(sum)?),
            Lazy::Sum(parts) => Lazy::Sum(all(parts)?),
            Lazy::Product(parts) => Lazy::Product(all(parts)?),
            Lazy::Power(base, exponent) => Lazy::Power(Box::new(base.try_map_leaves(f)?), *exponent),
            Lazy::Scaled(m, part) => Lazy::Scaled(m.clone(), Box::new(part.try_map_leaves(f)?)),
        })
    }

    /// The value of a homomorphism, from its values at the leaves.
    ///
    /// A factor that is 0 makes a product 0 even where another one is too large to be computed, and 0 and 1 are their
    /// own powers however large the exponent.
    pub fn evaluate(&self, homomorphism: &impl Homomorphism<M, S>) -> S {
        match self {
            Lazy::Leaf(sum) => homomorphism.evaluate(sum),
            Lazy::Sum(parts) => parts.iter().fold(S::zero(), |sum, part| sum + part.evaluate(homomorphism)),
            Lazy::Product(parts) => {
                let values: Vec<S> = parts.iter().map(|part| part.evaluate(homomorphism)).collect();
                if values.iter().any(S::is_zero) {
                    return S::zero();
                }
                values.iter().fold(S::one(), |product, value| product * value)
            }
            Lazy::Power(base, exponent) => power(&base.evaluate(homomorphism), *exponent),
            Lazy::Scaled(m, part) => part.evaluate(homomorphism) * m,
        }
    }

    /// The parts that the expression is a product of, powers counted once and multiples not at all: a homomorphism
    /// vanishes on the expression exactly when it does on one of them.
    #[must_use]
    pub fn factors(&self) -> Vec<&Self> {
        match self {
            Lazy::Leaf(_) | Lazy::Sum(_) => vec![self],
            Lazy::Product(parts) => parts.iter().flat_map(Lazy::factors).collect(),
            Lazy::Power(base, _) => base.factors(),
            Lazy::Scaled(_, part) => part.factors(),
        }
    }

    /// The order of the element, or `None` when it exceeds 2¹²⁸.
    #[must_use]
    pub fn order(&self) -> Option<u128> {
        match self {
            Lazy::Leaf(sum) => Some(sum.order() as u128),
            Lazy::Sum(parts) => order::sum(parts.iter().map(Lazy::order)),
            Lazy::Product(parts) => order::product(parts.iter().map(Lazy::order)),
            Lazy::Power(base, exponent) => order::power(base.order(), *exponent),
            Lazy::Scaled(_, part) => part.order(),
        }
    }

    /// The element itself, node by node.
    ///
    /// # Errors
    /// When it has more than 2²⁶ hidden nodes.
    pub fn expand(&self) -> Result<FormalSum<M, S>> {
        let limit = crate::semiring::MAX_NODES as u128;
        if self.order().is_none_or(|order| order > limit) {
            return Err(Error::unsupported(format!(
                "the element has more than {limit} hidden nodes; it can be evaluated but not built"
            )));
        }
        match self {
            Lazy::Leaf(sum) => Ok(sum.clone()),
            Lazy::Sum(parts) => {
                let (first, rest) = first_and_rest(parts)?;
                rest.iter().try_fold(first.expand()?, |sum, part| sum.try_add(part.expand()?))
            }
            Lazy::Product(parts) => {
                let (first, rest) = first_and_rest(parts)?;
                rest.iter().try_fold(first.expand()?, |product, part| product.try_mul(&part.expand()?))
            }
            Lazy::Power(base, exponent) => base.expand()?.try_pow(*exponent),
            Lazy::Scaled(m, part) => Ok(part.expand()?.scaled(m)),
        }
    }
}

fn first_and_rest<T>(parts: &[T]) -> Result<(&T, &[T])> {
    parts.split_first().ok_or_else(|| Error::argument("a sum or product of no parts"))
}

impl<M: NodeMonoid<S>, S: Scalar> Add for Lazy<M, S> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Lazy::Sum(vec![self, other])
    }
}

impl<M: NodeMonoid<S>, S: Scalar> Mul for Lazy<M, S> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Lazy::Product(vec![self, other])
    }
}

impl<S: Scalar> Lazy<Node<S>, S> {
    /// How many products of entries [`Lazy::potentials`] adds up at most.
    #[must_use]
    pub fn cost(&self) -> u128 {
        match self {
            Lazy::Leaf(sum) => PotentialTable::cost(sum.terms()),
            Lazy::Sum(parts) | Lazy::Product(parts) => parts.iter().map(Lazy::cost).sum(),
            Lazy::Power(part, _) | Lazy::Scaled(_, part) => part.cost(),
        }
    }

    /// All sum potentials of an element over a group, from those of its leaves: the element need not be built.
    ///
    /// # Errors
    /// When a sum or product has no parts.
    pub fn potentials(&self) -> Result<PotentialTable<S>> {
        Ok(match self {
            Lazy::Leaf(sum) => PotentialTable::new(sum),
            Lazy::Sum(parts) => {
                let tables = parts.iter().map(Lazy::potentials).collect::<Result<Vec<_>>>()?;
                let dual = first_and_rest(&tables)?.0.dual().clone();
                PotentialTable::sum(&dual, tables)
            }
            Lazy::Product(parts) => {
                let (first, rest) = first_and_rest(parts)?;
                rest.iter().try_fold(first.potentials()?, |product, part| Ok(product.times(&part.potentials()?)))?
            }
            Lazy::Power(base, exponent) => base.potentials()?.map(|value| power(value, *exponent)),
            Lazy::Scaled(m, part) => part.potentials()?.map(|value| value.clone() * m),
        })
    }
}

/// xⁿ; 0 and 1 are not multiplied out.
fn power<S: Scalar>(x: &S, exponent: u64) -> S {
    if x.is_zero() {
        S::zero()
    } else if *x == S::one() {
        S::one()
    } else {
        x.power(exponent)
    }
}
