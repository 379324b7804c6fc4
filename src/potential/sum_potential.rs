//! The sum potentials r_{k1 k2 k} and r_{p k1 k2 k} of solutions over a group.

use std::fmt;

use super::homomorphism::Homomorphism;
use crate::group::Group;
use crate::scalar::Scalar;
use crate::solution::{Channel, Node, Solution};

/// A monomial in the entries of a node: Π z_{p k} over the listed (p, k).
///
/// Every monomial is multiplicative on nodes, so its sum over hidden nodes is a ring homomorphism.
#[derive(Debug, Clone, PartialEq)]
pub struct Monomial {
    group: Group,
    factors: Vec<(Channel, usize)>,
}

impl Monomial {
    /// The monomial Π z_{p k}.
    ///
    /// # Panics
    /// When a k is not a character of the group.
    #[must_use]
    pub fn new(group: &Group, factors: Vec<(Channel, usize)>) -> Self {
        for &(_, k) in &factors {
            assert!(k < group.order(), "character {k} of a group of order {}", group.order());
        }
        Monomial { group: group.clone(), factors }
    }
}

impl<S: Scalar> Homomorphism<Node<S>, S> for Monomial {
    fn on_node(&self, node: &Node<S>) -> S {
        let mut product = S::one();
        for &(channel, k) in &self.factors {
            product = product * &node.channel(channel).get(&self.group, k);
        }
        product
    }
}

/// A sum potential of degree 3: Σ_j z_{p k1 j} z_{p' k2 j} z_{c k j}.
///
/// `p` = a, `p'` = b is r_{k1 k2 k}; `p = p'` is r_{p k1 k2 k}.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SumPotential {
    /// The input of the first factor.
    pub first: Channel,
    /// The input of the second factor.
    pub second: Channel,
    /// The frequency of the first factor.
    pub k1: usize,
    /// The frequency of the second factor.
    pub k2: usize,
    /// The frequency of the output.
    pub k: usize,
}

impl SumPotential {
    /// r_{k1 k2 k}.
    #[must_use]
    pub fn ab(k1: usize, k2: usize, k: usize) -> Self {
        SumPotential { first: Channel::A, second: Channel::B, k1, k2, k }
    }

    /// r_{p k1 k2 k} for p ∈ {a, b}.
    ///
    /// # Panics
    /// When `input` is the output channel.
    #[must_use]
    pub fn squared(input: Channel, k1: usize, k2: usize, k: usize) -> Self {
        assert!(input != Channel::C, "r_{{p k1 k2 k}} is defined for the inputs p = a, b");
        SumPotential { first: input, second: input, k1, k2, k }
    }

    /// As a monomial over `group`.
    #[must_use]
    pub fn monomial(&self, group: &Group) -> Monomial {
        Monomial::new(group, vec![(self.first, self.k1), (self.second, self.k2), (Channel::C, self.k)])
    }

    /// The value r(z).
    #[must_use]
    pub fn of<S: Scalar>(&self, solution: &Solution<S>) -> S {
        self.monomial(solution.group()).evaluate(solution.sum())
    }

    /// The name with frequencies written as in `group`: `r_{1 2 3}` or `r_{a 1 2 3}`.
    #[must_use]
    pub fn label(&self, group: &Group) -> String {
        let frequencies = [self.k1, self.k2, self.k].map(|k| group.label(k)).join(" ");
        if self.first == self.second {
            format!("r_{{{} {frequencies}}}", self.first)
        } else {
            format!("r_{{{frequencies}}}")
        }
    }
}

impl fmt::Display for SumPotential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SumPotential { first, second, k1, k2, k } = self;
        if first == second { write!(f, "r_{{{first} {k1} {k2} {k}}}") } else { write!(f, "r_{{{k1} {k2} {k}}}") }
    }
}
