//! Every construction by its name and parameters, for programs that let people choose.

use std::fmt;

use super::literature::{fourier, max_margin, phase_grid, random_phase, rational, single_index, tied_phase};
use super::narrow::narrow;
use super::optimizers::{memorization, order4, order4_bias, order6, order6_ab};
use super::parameter::Parameter;
use crate::expr::{Symbolic, Value};
use crate::group::Group;
use crate::loss::Target;
use crate::scalar::Sign;
use crate::semiring::Solution;
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
    /// The construction of that name with its parameters free, different ones at every pair ±k: `nu_3` is ν at k = 3.
    /// The signs σ are 1 and the numbers of phases those that the command line takes when none is given.
    ///
    /// `None` for other names, and for `random-phase`, whose width has no default.
    ///
    /// ```
    /// use cogring::{Exact, Group, SumPotential, construct::Construction};
    /// let z = Construction::with_free_parameters("order4-bias").expect("a name").build::<Exact>(&Group::cyclic(5)?)?;
    /// assert_eq!(z.terms()[1].node.a.get(z.dual(), 1).to_string(), "xi_1");
    /// # Ok::<(), cogring::Error>(())
    /// ```
    #[must_use]
    pub fn with_free_parameters(name: &str) -> Option<Self> {
        let free = |name: &str| Parameter::from(Value::symbol(format!("{name}_k")));
        let sign = Sign::Plus;
        Some(match name {
            "order6" => Construction::Order6 { nu: free("nu") },
            "order6-ab" => Construction::Order6Ab { alpha: free("alpha"), beta: free("beta") },
            "order4" => Construction::Order4 { nu: free("nu"), xi: free("xi"), sign },
            "order4-bias" => Construction::Order4Bias { xi: free("xi"), sign },
            "memorization" => Construction::Memorization,
            "fourier" => Construction::Fourier,
            "max-margin" => Construction::MaxMargin,
            "tied-phase" => Construction::TiedPhase { phases: 3 },
            "phase-grid" => Construction::PhaseGrid { phases: 3 },
            "single-index" => Construction::SingleIndex { phases: 6, r1: 1, r2: 4 },
            "narrow" => Construction::Narrow,
            "rational" => Construction::Rational { target: Target::default() },
            _ => return None,
        })
    }

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
                let host = group.dual().complex_pairs().next().unwrap_or(0);
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
