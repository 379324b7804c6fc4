//! The sum potentials r_{k1 k2 k} and r_{p k1 k2 k} of solutions over a group.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::homomorphism::Homomorphism;
use crate::dual::Dual;
use crate::scalar::Scalar;
use crate::semiring::{Channel, Node};
use crate::{Error, Result};

/// A monomial in the entries of a node: Π z_{p k} over the listed (p, k).
///
/// Every monomial is multiplicative on nodes, so its sum over hidden nodes is a ring homomorphism. Its domain are the
/// groups that have all of its frequencies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Monomial {
    factors: Vec<(Channel, usize)>,
}

impl Monomial {
    /// The monomial Π z_{p k}.
    #[must_use]
    pub fn new(factors: Vec<(Channel, usize)>) -> Self {
        Monomial { factors }
    }
}

impl<S: Scalar> Homomorphism<Node<S>, S> for Monomial {
    fn on_node(&self, dual: &Dual, node: &Node<S>) -> S {
        self.factors.iter().fold(S::one(), |product, &(channel, k)| product * &node[channel].get(dual, k))
    }

    fn require_domain(&self, dual: &Dual) -> Result<()> {
        self.factors.iter().try_for_each(|&(_, k)| require_frequency(dual, k))
    }
}

fn require_frequency(dual: &Dual, k: usize) -> Result<()> {
    if k < dual.len() {
        return Ok(());
    }
    Err(Error::argument(format!("a potential at frequency {k} of {}, which has {}", dual.group(), dual.len())))
}

/// Which two input entries a sum potential multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Inputs {
    /// a and a.
    AA,
    /// a and b.
    AB,
    /// b and b.
    BB,
}

impl Inputs {
    /// The three kinds.
    pub const ALL: [Inputs; 3] = [Inputs::AA, Inputs::AB, Inputs::BB];

    /// The channels of the two factors.
    #[must_use]
    pub fn channels(self) -> [Channel; 2] {
        match self {
            Inputs::AA => [Channel::A, Channel::A],
            Inputs::AB => [Channel::A, Channel::B],
            Inputs::BB => [Channel::B, Channel::B],
        }
    }

    /// The input that is squared, if one is.
    #[must_use]
    pub fn squared(self) -> Option<Channel> {
        match self {
            Inputs::AA => Some(Channel::A),
            Inputs::AB => None,
            Inputs::BB => Some(Channel::B),
        }
    }
}

/// A sum potential of degree 3: Σ_j z_{p k1 j} z_{p' k2 j} z_{c k j}.
///
/// `p` = a, `p'` = b is r_{k1 k2 k}; `p = p'` is r_{p k1 k2 k} = r_{p k2 k1 k}, written with k1 ≤ k2, so that a potential
/// has one address. Potentials are ordered by output frequency k, then by kind, then by k1, k2.
///
/// ```
/// use cogring::{Block, Group, Homomorphism, Solution, SumPotential};
/// use num_complex::Complex64;
/// let z = Solution::at_frequency(&Group::cyclic(5)?, 2, &Block::<Complex64>::one());
/// assert_eq!(SumPotential::ab(2, 3, 2).evaluate(&z), Complex64::ONE);
/// assert!(SumPotential::ab(2, 7, 2).try_evaluate(&z).is_err()); // no frequency of Z_5
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SumPotential {
    k: usize,
    inputs: Inputs,
    k1: usize,
    k2: usize,
}

/// # Construction
impl SumPotential {
    /// The potential with the given inputs.
    #[must_use]
    pub fn new(inputs: Inputs, k1: usize, k2: usize, k: usize) -> Self {
        let (k1, k2) = if inputs == Inputs::AB || k1 <= k2 { (k1, k2) } else { (k2, k1) };
        SumPotential { k, inputs, k1, k2 }
    }

    /// r_{k1 k2 k}.
    #[must_use]
    pub fn ab(k1: usize, k2: usize, k: usize) -> Self {
        Self::new(Inputs::AB, k1, k2, k)
    }

    /// r_{a k1 k2 k}.
    #[must_use]
    pub fn aa(k1: usize, k2: usize, k: usize) -> Self {
        Self::new(Inputs::AA, k1, k2, k)
    }

    /// r_{b k1 k2 k}.
    #[must_use]
    pub fn bb(k1: usize, k2: usize, k: usize) -> Self {
        Self::new(Inputs::BB, k1, k2, k)
    }

    /// The conjugate potential, with the entries at the conjugate frequencies: its value is the conjugate.
    #[must_use]
    pub fn conjugate(&self, dual: &Dual) -> Self {
        Self::new(self.inputs, dual.conjugate(self.k1), dual.conjugate(self.k2), dual.conjugate(self.k))
    }
}

/// # Reading
impl SumPotential {
    /// Which inputs are multiplied.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        self.inputs
    }

    /// The frequency of the first factor.
    #[must_use]
    pub fn k1(&self) -> usize {
        self.k1
    }

    /// The frequency of the second factor.
    #[must_use]
    pub fn k2(&self) -> usize {
        self.k2
    }

    /// The frequency of the output.
    #[must_use]
    pub fn k(&self) -> usize {
        self.k
    }

    /// The name with frequencies written as in `dual`: `r_{1 2 3}` or `r_{a 1 2 3}`.
    #[must_use]
    pub fn label(&self, dual: &Dual) -> String {
        self.named(|k| dual.label(k))
    }

    fn named(&self, name: impl Fn(usize) -> String) -> String {
        let frequencies = [self.k1, self.k2, self.k].map(name).join(" ");
        match self.inputs.squared() {
            Some(input) => format!("r_{{{input} {frequencies}}}"),
            None => format!("r_{{{frequencies}}}"),
        }
    }
}

impl fmt::Display for SumPotential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.named(|k| k.to_string()))
    }
}

impl<S: Scalar> Homomorphism<Node<S>, S> for SumPotential {
    fn on_node(&self, dual: &Dual, node: &Node<S>) -> S {
        let [first, second] = self.inputs.channels();
        node[first].get(dual, self.k1) * &node[second].get(dual, self.k2) * &node.c.get(dual, self.k)
    }

    fn require_domain(&self, dual: &Dual) -> Result<()> {
        [self.k1, self.k2, self.k].into_iter().try_for_each(|k| require_frequency(dual, k))
    }
}
