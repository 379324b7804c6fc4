//! What became of a fit: every trial, and the end.

use serde::{Deserialize, Serialize};

use super::strategy::{Origin, Strategy};
use crate::loss::Problem;

/// What one strategy in one basis came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Attempt {
    /// Exact numbers that fulfil every identity.
    Exact {
        /// The degree of the field.
        degree: usize,
        /// The digits of the longest numerator or denominator.
        height: usize,
        /// The precision at which they were recognised.
        bits: usize,
    },
    /// The walk did not start: Newton's iteration leaves the point.
    NotAPoint,
    /// The walk ended before the point was isolated.
    Stuck {
        /// The dimension that is left.
        dimension: usize,
    },
    /// The equations are not consistent there.
    Inconsistent {
        /// To how many bits they are.
        bits: usize,
    },
    /// The point is isolated, and its numbers are not recognised.
    NotRecognised {
        /// To how many bits the equations are fulfilled.
        bits: usize,
    },
    /// The numbers that were recognised do not fulfil the identities.
    Refuted {
        /// The degree of their field.
        degree: usize,
    },
}

/// One strategy in one basis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// Where it began.
    pub origin: Origin,
    /// The basis.
    pub basis: String,
    /// The strategy.
    pub strategy: Strategy,
    /// The number of the round: the seed of its beginning, and of the order in which conditions of like cost are tried.
    pub seed: u64,
    /// How many conditions were tried, and how many hold.
    pub conditions: [usize; 2],
    /// What it came to.
    pub attempt: Attempt,
}

/// What is known of a fit in the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Verdict {
    /// An exact network was found, and proved.
    Exact {
        /// The degree of its field.
        degree: usize,
        /// The minimal polynomial of the generator.
        minimal_polynomial: String,
        /// The generator, to double precision.
        root: f64,
        /// The digits of the longest numerator or denominator.
        height: usize,
        /// Which trial found it.
        trial: usize,
    },
    /// The fit is consistent to so many bits, and no exact network is known: nothing is proved.
    NotCertified {
        /// The bits.
        bits: usize,
        /// The rank of the Jacobian.
        rank: usize,
    },
    /// On the way to a zero of the residual the norm runs away.
    BorderLike {
        /// The largest |F| at the start and where it was given up.
        residual: [f64; 2],
        /// The norms there.
        norm: [f64; 2],
    },
    /// There is no zero of the residual near by.
    NotConsistent {
        /// The largest |F| at the start and at the end.
        residual: [f64; 2],
    },
}

/// Everything that was done with a fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exactification {
    /// The network, and what it is compared with.
    #[serde(flatten)]
    pub problem: Problem,
    /// Nodes that the fit does not need: dead ones, and second ones with the inputs of another. Their weights are 0 in the
    /// exact network.
    pub idle: Vec<usize>,
    /// The rank of the Jacobian at the fit without these nodes, and the dimension of the tangent space without gauges.
    pub rank: usize,
    /// See there.
    pub dimension: usize,
    /// All trials.
    pub trials: Vec<Trial>,
    /// Whether the search was ended by its limit of time.
    pub out_of_time: bool,
    /// The end.
    pub verdict: Verdict,
}
