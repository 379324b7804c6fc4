//! `+`, `-` and `*` of formal sums, by value and by reference, and with scalars.

use std::ops::{Add, Mul, Neg, Sub};

use num_complex::Complex64;

use super::formal_sum::{FormalSum, NodeMonoid};
use crate::scalar::{Exact, Scalar};

/// The operator for values and references, from what it does to references.
macro_rules! for_values_and_references {
    ($operator:ident, $method:ident, $left:ident, $right:ident, $value:expr) => {
        impl<M: NodeMonoid<S>, S: Scalar> $operator<&FormalSum<M, S>> for &FormalSum<M, S> {
            type Output = FormalSum<M, S>;

            fn $method(self, other: &FormalSum<M, S>) -> FormalSum<M, S> {
                let ($left, $right) = (self, other);
                $value.unwrap_or_else(|error| panic!("{error}"))
            }
        }

        impl<M: NodeMonoid<S>, S: Scalar> $operator for FormalSum<M, S> {
            type Output = Self;

            fn $method(self, other: Self) -> Self {
                $operator::$method(&self, &other)
            }
        }

        impl<M: NodeMonoid<S>, S: Scalar> $operator<&FormalSum<M, S>> for FormalSum<M, S> {
            type Output = Self;

            fn $method(self, other: &Self) -> Self {
                $operator::$method(&self, other)
            }
        }

        impl<M: NodeMonoid<S>, S: Scalar> $operator<FormalSum<M, S>> for &FormalSum<M, S> {
            type Output = FormalSum<M, S>;

            fn $method(self, other: FormalSum<M, S>) -> FormalSum<M, S> {
                $operator::$method(self, &other)
            }
        }
    };
}

for_values_and_references!(Sub, sub, x, y, x.clone().try_add(-y));
for_values_and_references!(Mul, mul, x, y, x.try_mul(y));

impl<M: NodeMonoid<S>, S: Scalar> Add for FormalSum<M, S> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.try_add(other).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl<M: NodeMonoid<S>, S: Scalar> Add<&FormalSum<M, S>> for FormalSum<M, S> {
    type Output = Self;

    fn add(self, other: &Self) -> Self {
        self + other.clone()
    }
}

impl<M: NodeMonoid<S>, S: Scalar> Add<FormalSum<M, S>> for &FormalSum<M, S> {
    type Output = FormalSum<M, S>;

    fn add(self, other: FormalSum<M, S>) -> FormalSum<M, S> {
        self.clone() + other
    }
}

impl<M: NodeMonoid<S>, S: Scalar> Add<&FormalSum<M, S>> for &FormalSum<M, S> {
    type Output = FormalSum<M, S>;

    fn add(self, other: &FormalSum<M, S>) -> FormalSum<M, S> {
        self.clone() + other.clone()
    }
}

impl<M: NodeMonoid<S>, S: Scalar> Neg for FormalSum<M, S> {
    type Output = Self;

    fn neg(self) -> Self {
        self.scaled(&-S::one())
    }
}

impl<M: NodeMonoid<S>, S: Scalar> Neg for &FormalSum<M, S> {
    type Output = FormalSum<M, S>;

    fn neg(self) -> FormalSum<M, S> {
        -self.clone()
    }
}

impl<M: NodeMonoid<S>, S: Scalar> Mul<S> for FormalSum<M, S> {
    type Output = Self;

    fn mul(self, m: S) -> Self {
        self.scaled(&m)
    }
}

impl<M: NodeMonoid<S>, S: Scalar> Mul<S> for &FormalSum<M, S> {
    type Output = FormalSum<M, S>;

    fn mul(self, m: S) -> FormalSum<M, S> {
        self.clone().scaled(&m)
    }
}

macro_rules! scalar_on_the_left {
    ($scalar:ty) => {
        impl<M: NodeMonoid<$scalar>> Mul<FormalSum<M, $scalar>> for $scalar {
            type Output = FormalSum<M, $scalar>;

            fn mul(self, z: FormalSum<M, $scalar>) -> FormalSum<M, $scalar> {
                z.scaled(&self)
            }
        }

        impl<M: NodeMonoid<$scalar>> Mul<&FormalSum<M, $scalar>> for $scalar {
            type Output = FormalSum<M, $scalar>;

            fn mul(self, z: &FormalSum<M, $scalar>) -> FormalSum<M, $scalar> {
                z.clone().scaled(&self)
            }
        }
    };
}

scalar_on_the_left!(Complex64);
scalar_on_the_left!(Exact);
