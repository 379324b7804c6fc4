//! Every construction by its name and parameters, for programs that let people choose.

use std::fmt;

use super::generators::Sign;
use super::literature::{fourier, max_margin, phase_grid, random_phase, rational, single_index, tied_phase};
use super::narrow::narrow;
use super::optimizers::{memorization, order4, order4_bias, order6, order6_ab};
use super::parameter::Parameter;
use crate::expr::Symbolic;
use crate::group::Group;
use crate::loss::Target;
use crate::solution::Solution;
use crate::{Error, Result};

/// A construction with its parameters, not yet built over a group.
///
/// ```
/// use cogring::construct::{Construction, Parameter};
/// use cogring::{Group, Solution, expr::Value};
/// use num_complex::Complex64;
/// let construction = Construction::Order6 { nu: Parameter::from("w3".parse::<Value>()?) };
/// let z: Solution<Complex64> = construction.build(&"2x9".parse::<Group>()?)?;
/// assert_eq!((construction.name(), z.order()), ("order6", 6 * 8 + 2));
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Construction {
    /// [`order6`].
    Order6 {
        /// ν.
        nu: Parameter,
    },
    /// [`order6_ab`].
    Order6Ab {
        /// α.
        alpha: Parameter,
        /// β.
        beta: Parameter,
    },
    /// [`order4`].
    Order4 {
        /// ν of the pair that carries the hat.
        nu: Parameter,
        /// ξ of the others.
        xi: Parameter,
        /// σ.
        sign: Sign,
    },
    /// [`order4_bias`].
    Order4Bias {
        /// ξ.
        xi: Parameter,
        /// σ.
        sign: Sign,
    },
    /// [`memorization`].
    Memorization,
    /// [`fourier`].
    Fourier,
    /// [`max_margin`].
    MaxMargin,
    /// [`random_phase`].
    RandomPhase {
        /// The number of hidden nodes.
        width: usize,
        /// The seed of the phases.
        seed: u64,
    },
    /// [`tied_phase`].
    TiedPhase {
        /// L.
        phases: u64,
    },
    /// [`phase_grid`].
    PhaseGrid {
        /// L.
        phases: u64,
    },
    /// [`single_index`].
    SingleIndex {
        /// L.
        phases: u64,
        /// The speed of the first input.
        r1: i64,
        /// The speed of the second input.
        r2: i64,
    },
    /// [`narrow`].
    Narrow,
    /// [`rational`].
    Rational {
        /// The target.
        target: Target,
    },
}

impl Construction {
    /// The name on the command line.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Construction::Order6 { .. } => "order6",
            Construction::Order6Ab { .. } => "order6-ab",
            Construction::Order4 { .. } => "order4",
            Construction::Order4Bias { .. } => "order4-bias",
            Construction::Memorization => "memorization",
            Construction::Fourier => "fourier",
            Construction::MaxMargin => "max-margin",
            Construction::RandomPhase { .. } => "random-phase",
            Construction::TiedPhase { .. } => "tied-phase",
            Construction::PhaseGrid { .. } => "phase-grid",
            Construction::SingleIndex { .. } => "single-index",
            Construction::Narrow => "narrow",
            Construction::Rational { .. } => "rational",
        }
    }

    /// The strongest target of which the construction has loss 0 (exact for one-hot is exact for zero-mean), or `None`
    /// when it is not a solution.
    #[must_use]
    pub fn target(&self) -> Option<Target> {
        match self {
            Construction::Order6 { .. }
            | Construction::Order6Ab { .. }
            | Construction::Order4 { .. }
            | Construction::Memorization
            | Construction::MaxMargin
            | Construction::PhaseGrid { .. }
            | Construction::SingleIndex { .. } => Some(Target::ZeroMean),
            Construction::Order4Bias { .. } | Construction::Fourier | Construction::Narrow => Some(Target::OneHot),
            Construction::Rational { target } => Some(*target),
            Construction::RandomPhase { .. } | Construction::TiedPhase { .. } => None,
        }
    }

    /// The element over `group`.
    ///
    /// # Errors
    /// Those of the function that it names; a parameter that `S` cannot express.
    pub fn build<S: Symbolic>(&self, group: &Group) -> Result<Solution<S>> {
        match self {
            Construction::Order6 { nu } => {
                let nu = nu.values(group)?;
                order6(group, |k| nu.at(k))
            }
            Construction::Order6Ab { alpha, beta } => {
                let (alpha, beta) = (alpha.values(group)?, beta.values(group)?);
                order6_ab(group, |k| (alpha.at(k), beta.at(k)))
            }
            Construction::Order4 { nu, xi, sign } => {
                let host = group.complex_pairs().next().unwrap_or(0);
                let (nu, xi) = (nu.values::<S>(group)?, xi.values(group)?);
                order4(group, &nu.at(host), |k| (xi.at(k), *sign))
            }
            Construction::Order4Bias { xi, sign } => {
                let xi = xi.values(group)?;
                order4_bias(group, |k| (xi.at(k), *sign))
            }
            Construction::Memorization => memorization(group),
            Construction::Fourier => fourier(group),
            Construction::MaxMargin => max_margin(group),
            Construction::RandomPhase { width, seed } => random_phase(group, *width, *seed),
            Construction::TiedPhase { phases } => tied_phase(group, *phases),
            Construction::PhaseGrid { phases } => phase_grid(group, *phases),
            Construction::SingleIndex { phases, r1, r2 } => single_index(group, *phases, *r1, *r2),
            Construction::Narrow => Ok(narrow(group)),
            Construction::Rational { target } => {
                if group.moduli() != [3] {
                    return Err(Error::argument(format!("the rational network is one over Z_3, not over {group}")));
                }
                Ok(rational(*target))
            }
        }
    }
}

impl fmt::Display for Construction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
