//! Solutions without a closed form: Newton's method onto the equations of some frequencies, and an enclosure of where it
//! arrives.
//!
//! A trained frequency of order 6 need not be a product of named generators: the solutions of
//!
//! ```text
//! Σ abc = 1,   Σ ābc = Σ ab̄c = Σ abc̄ = Σ (|a|² + |b|²)c = Σ a²c = Σ ā²c = Σ b²c = Σ b̄²c = 0
//! ```
//!
//! form a variety of dimension 6q − 18 over the real numbers (q nodes, 6q real unknowns, 18 real equations). Over a given
//! group these are the equations that the group makes of them: sums merge where 2k = −k or 2k = −2k, entries at k = −k
//! are real, and nodes that serve several frequencies couple these. [`enclose`] moves a [`Part`] of a network onto its
//! equations, and gives a rational point and a radius within which an exact solution lies:
//!
//! 1. Newton steps of least norm in floating point bring the residual to rounding;
//! 2. as many *pivot* unknowns as there are equations are chosen by orthogonalization with pivoting, so that the square
//!    system in them is well conditioned; the other unknowns are frozen;
//! 3. Newton steps on numbers of 128 bits shrink the residual to about 2⁻¹²⁰.
//!
//! That a solution exists is proved by [`check::enclosure`](crate::check::enclosure()), from the enclosure alone: it derives
//! the equations anew and makes the Newton–Kantorovich test in interval arithmetic.
//!
//! Products of order 4 cannot be enclosed this way: they are singular points of the variety even without R_n. They have
//! an exact form and need no enclosure.

mod approximate;
mod refine;
mod system;

use std::fmt;

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::certificate::{EnclosedEntry, EnclosedNode, Enclosure};
use crate::check;
use crate::group::Group;
use crate::semiring::Block;
use system::System;

/// Nodes that serve some frequencies of a network together, coefficients 1, at the theory's scale s = 1/(2d).
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The group.
    pub group: Group,
    /// The frequencies whose outputs they are responsible for: representatives of pairs ±k.
    pub frequencies: Vec<usize>,
    /// The nodes.
    pub nodes: Vec<PartNode>,
    /// Whether the constant parts of these outputs, R_n, are left to a hat.
    pub hat_closes_r_n: bool,
}

/// The entries of a node at representatives, increasing, each with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct PartNode {
    /// Entries of the first input.
    pub a: Vec<(usize, Complex64)>,
    /// Entries of the second input.
    pub b: Vec<(usize, Complex64)>,
    /// Entries of the output.
    pub c: Vec<(usize, Complex64)>,
}

impl Part {
    /// The nodes of a block at the pair ±k; coefficients are taken into c.
    #[must_use]
    pub fn of_block(group: &Group, k: usize, block: &Block<Complex64>, hat_closes_r_n: bool) -> Self {
        let nodes = block.terms().iter().map(|term| {
            let [a, b, c] = [term.node.a, term.node.b, term.node.c * term.coefficient].map(|value| vec![(k, value)]);
            PartNode { a, b, c }
        });
        Part { group: group.clone(), frequencies: vec![k], nodes: nodes.collect(), hat_closes_r_n }
    }

    /// The part moved onto its equations, and the largest residual that is left of them.
    #[must_use]
    pub fn solved(&self) -> (Self, f64) {
        let (near, residual) = approximate::newton(&System::of(self), &system::unknowns(self));
        (self.with(&near), residual)
    }

    /// ‖moved‖ / ‖this‖, over the real and imaginary parts of all entries.
    #[must_use]
    pub fn distance(&self, moved: &Self) -> f64 {
        let own = system::unknowns(self);
        approximate::distance(&own, &system::unknowns(moved)) / approximate::distance(&own, &vec![0.0; own.len()])
    }

    fn with(&self, unknowns: &[f64]) -> Self {
        let entries = |vector: Vec<(usize, f64, f64)>| -> Vec<(usize, Complex64)> {
            vector.into_iter().map(|(k, re, im)| (k, Complex64::new(re, im))).collect()
        };
        let nodes = system::with_unknowns(self, unknowns, &0.0).into_iter().map(|node| {
            let [a, b, c] = node.map(entries);
            PartNode { a, b, c }
        });
        Part { nodes: nodes.collect(), ..self.clone() }
    }
}

/// An exact solution near floating-point nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Enclosed {
    /// What shows that it exists.
    pub enclosure: Enclosure,
    /// The rational point of the enclosure, rounded to floats.
    pub part: Part,
    radius: f64,
}

impl Enclosed {
    /// The radius of the enclosure, rounded.
    #[must_use]
    pub fn radius(&self) -> f64 {
        self.radius
    }
}

/// Why there is no enclosure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum NoEnclosure {
    /// There are fewer real unknowns than real equations.
    TooFewNodes {
        /// The number of nodes.
        order: usize,
        /// The number of real unknowns.
        unknowns: usize,
        /// The number of real equations.
        equations: usize,
    },
    /// An entry is not a finite number, or there are more nodes or equations than can be handled.
    NotAnInput,
    /// Newton's method did not converge: as far as it can tell there is no solution nearby.
    NoConvergence {
        /// The largest |residual| that was reached.
        residual: f64,
    },
    /// A solution was found, but far from the nodes.
    TooFar {
        /// ‖moved‖ / ‖nodes‖.
        moved: f64,
        /// The largest that was allowed.
        allowed: f64,
    },
    /// The equations are dependent at the solution, so that no choice of pivots makes the system regular.
    Singular,
    /// The Newton–Kantorovich test fails.
    Inconclusive {
        /// Which inequality, and by how much.
        test: String,
    },
}

impl fmt::Display for NoEnclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoEnclosure::TooFewNodes { order, unknowns, equations } => {
                write!(f, "{order} nodes have {unknowns} real unknowns, fewer than the {equations} equations")
            }
            NoEnclosure::NotAnInput => {
                write!(f, "entries that are not finite, or more than {MAX_NODES} nodes or {MAX_EQUATIONS} equations")
            }
            NoEnclosure::NoConvergence { residual } => {
                write!(f, "Newton's method found no solution nearby: the residual stays at {residual:.1e}")
            }
            NoEnclosure::TooFar { moved, allowed } => {
                write!(f, "the solution found is {moved:.3} of the nodes' norm away, more than {allowed}")
            }
            NoEnclosure::Singular => write!(f, "the equations are dependent at the solution"),
            NoEnclosure::Inconclusive { test } => write!(f, "the Newton–Kantorovich test is inconclusive: {test}"),
        }
    }
}

impl std::error::Error for NoEnclosure {}

/// Most nodes, and most equations, that are handled; time grows with the cube of the latter.
const MAX_NODES: usize = 1 << 10;
const MAX_EQUATIONS: usize = 400;

/// An enclosure of an exact solution near floating-point nodes, as far as there is one; see the [module](self).
///
/// `max_move` is how far the nodes may move, relative to their norm: the variety of solutions is so large that Newton's
/// method arrives from almost everywhere, and a solution far away says nothing about the nodes.
///
/// ```
/// use cogring::expr::{Assignment, Expression};
/// use cogring::variety::newton::{Part, enclose};
/// use cogring::{Group, check};
/// use num_complex::Complex64;
/// let z: Expression = "1/6 * nu * syn".parse()?;
/// let near = z.to_lazy::<Complex64>(&"nu=exp(0.3i)".parse::<Assignment>()?)?.expand()?;
/// let part = Part::of_block(&Group::cyclic(23)?, 1, &near, false);
/// let enclosed = enclose(&part, 0.2).expect("it is a solution but for rounding");
/// assert!(enclosed.radius() < 1e-25);
/// check::enclosure(&[23], &enclosed.enclosure)?;
/// # Ok::<(), cogring::Error>(())
/// ```
///
/// # Errors
/// The reason why nothing is enclosed; see [`NoEnclosure`].
pub fn enclose(part: &Part, max_move: f64) -> Result<Enclosed, NoEnclosure> {
    const CONVERGED: f64 = 1e-9;
    let order = part.nodes.len();
    if order > MAX_NODES || !system::unknowns(part).iter().all(|x| x.is_finite()) {
        return Err(NoEnclosure::NotAnInput);
    }
    let system = System::of(part);
    let (unknowns, equations) = (system.unknowns, system.equations.len());
    if equations > MAX_EQUATIONS {
        return Err(NoEnclosure::NotAnInput);
    }
    if unknowns < equations {
        return Err(NoEnclosure::TooFewNodes { order, unknowns, equations });
    }
    let (near, residual) = approximate::newton(&system, &system::unknowns(part));
    if residual.is_nan() || residual >= CONVERGED {
        return Err(NoEnclosure::NoConvergence { residual });
    }
    let moved = part.distance(&part.with(&near));
    if moved.is_nan() || moved > max_move {
        return Err(NoEnclosure::TooFar { moved, allowed: max_move });
    }
    let (pivots, inverse) = approximate::pivots(&system, &near).ok_or(NoEnclosure::Singular)?;
    let refined = refine::refine(&system, &near, &pivots, &inverse);
    let coordinates = |k: usize| part.group.coordinates(k).into_iter().map(|x| x as i64).collect::<Vec<_>>();
    let zero = dashu_int::IBig::ZERO;
    let nodes = system::with_unknowns(part, &refined.point, &zero).into_iter().map(|node| {
        let [a, b, c] = node.map(|vector| {
            let entry = |(k, re, im)| EnclosedEntry {
                k: coordinates(k),
                re: refine::rational(&re).to_string(),
                im: refine::rational(&im).to_string(),
            };
            vector.into_iter().map(entry).collect()
        });
        EnclosedNode { a, b, c }
    });
    let enclosure = Enclosure {
        frequencies: part.frequencies.iter().map(|&k| coordinates(k)).collect(),
        hat_closes_r_n: part.hat_closes_r_n,
        nodes: nodes.collect(),
        pivots,
        inverse: inverse.transpose().as_slice().to_vec(),
        radius: refined.radius().to_string(),
    };
    let moduli: Vec<u32> = part.group.ranges().iter().map(|&n| n as u32).collect();
    match check::enclosure(&moduli, &enclosure) {
        Ok(()) => {
            let point: Vec<f64> = refined.point.iter().map(|x| refine::rational(x).to_f64().value()).collect();
            Ok(Enclosed { part: part.with(&point), radius: refined.radius().to_f64().value(), enclosure })
        }
        Err(error) => Err(NoEnclosure::Inconclusive { test: error.to_string() }),
    }
}
