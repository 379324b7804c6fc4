//! Certified solutions without a closed form: Newton's method onto the ten equations, and a proof that it arrives.
//!
//! A trained frequency of order 6 need not be a product of named generators: the solutions of
//!
//! ```text
//! Σ abc = 1,   Σ ābc = Σ ab̄c = Σ abc̄ = Σ |a|²c = Σ |b|²c = Σ a²c = Σ ā²c = Σ b²c = Σ b̄²c = 0
//! ```
//!
//! form a variety of dimension 6q − 20 over the real numbers (q nodes, 6q real unknowns, 20 real equations). [`certify`]
//! moves an approximate solution onto it and proves, in rational arithmetic, that an exact solution lies within a
//! stated radius of the rational point that it returns:
//!
//! 1. minimum-norm Newton steps in floating point bring the residual to rounding;
//! 2. as many *pivot* unknowns as there are equations are chosen by orthogonalization with pivoting, so that the square
//!    system in them is well conditioned; the other unknowns are frozen at their rational values;
//! 3. Newton steps in rational arithmetic shrink the residual to about 2⁻¹⁰⁰;
//! 4. with A ≈ G'(x)⁻¹ (floating-point numbers, taken as the rationals that they are), exact
//!    Y = ‖A·G(x)‖, Z₀ = ‖1 − A·G'(x)‖ and Z₂ ≥ ‖A·G''‖ on the ball (explicit, since G is cubic), the map
//!    x ↦ x − A·G(x) is a contraction of the ball of radius r into itself when Y + Z₀r + ½Z₂r² ≤ r and Z₀ + Z₂r < 1
//!    (Newton–Kantorovich), and its fixed point is a solution. All norms are maximum norms.
//!
//! Products of order 4 cannot be certified this way: they are singular points of the variety even without R_n. They have
//! an exact form and need no certificate.
//!
//! [`Certified::check`] proves the same from the certificate alone by another route: it expands every equation into
//! its tensor of third derivatives instead of differentiating products.

mod approximate;
mod certified;
mod check;
mod gaussian;
mod kantorovich;

pub use certified::Certified;
pub use gaussian::GaussianRational;

use std::fmt;

use dashu_ratio::RBig;
use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::potential::PotentialSet;
use crate::semiring::{Block, Triple};

/// What is asked of [`certify`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NewtonOptions {
    /// The potentials that must be as zero loss requires; abc = 1 is always among them.
    pub required: PotentialSet,
    /// How far the nodes may move, relative to their norm: ‖moved‖ / ‖block‖, Frobenius norms.
    ///
    /// The variety is so large that Newton's method arrives from almost everywhere; a solution far away says nothing
    /// about the block.
    pub max_move: f64,
}

impl Default for NewtonOptions {
    fn default() -> Self {
        NewtonOptions { required: PotentialSet::ALL, max_move: 0.2 }
    }
}

/// Why a block is not certified.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Refusal {
    /// There are fewer real unknowns than real equations.
    TooFewNodes {
        /// The number of nodes.
        order: usize,
        /// The number of nodes that is needed for as many unknowns as equations.
        needed: usize,
    },
    /// An entry is not a finite number, or there are more nodes than can be handled.
    NotAnInput,
    /// Newton's method did not converge: as far as it can tell there is no solution nearby.
    NoConvergence {
        /// The largest |residual| that was reached.
        residual: f64,
    },
    /// A solution was found, but far from the block.
    TooFar {
        /// ‖moved‖ / ‖block‖.
        moved: f64,
        /// The largest that was allowed.
        allowed: f64,
    },
    /// The equations are dependent at the solution, so that no choice of pivots makes the system regular.
    Singular,
    /// The Newton–Kantorovich test fails.
    Inconclusive {
        /// ‖A·G(x)‖.
        step: f64,
        /// ‖1 − A·G'(x)‖.
        defect: f64,
        /// The bound of ‖A·G''‖.
        curvature: f64,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooFewNodes { order, needed } => {
                write!(f, "{order} nodes have fewer unknowns than there are equations; {needed} nodes are needed")
            }
            Refusal::NotAnInput => write!(f, "entries that are not finite, or more than {MAX_NODES} nodes"),
            Refusal::NoConvergence { residual } => {
                write!(f, "Newton's method found no solution nearby: the residual stays at {residual:.1e}")
            }
            Refusal::TooFar { moved, allowed } => {
                write!(f, "the solution found is {moved:.3} of the block's norm away, more than {allowed}")
            }
            Refusal::Singular => write!(f, "the equations are dependent at the solution"),
            Refusal::Inconclusive { step, defect, curvature } => write!(
                f,
                "the Newton–Kantorovich test is inconclusive: step {step:.1e}, defect {defect:.1e}, curvature {curvature:.1e}"
            ),
        }
    }
}

impl std::error::Error for Refusal {}

/// Most nodes that are handled; time grows with their number.
const MAX_NODES: usize = 1 << 10;

/// Proves that an exact solution lies near a floating-point block; see the [module](self).
///
/// Coefficients of the block are taken into c: the certified solution has coefficients 1.
///
/// ```
/// use cogring::expr::{Assignment, Expression};
/// use cogring::proof::newton::{NewtonOptions, certify};
/// use num_complex::Complex64;
/// let z: Expression = "1/6 * nu * syn".parse()?;
/// let near = z.to_lazy::<Complex64>(&"nu=exp(0.3i)".parse::<Assignment>()?)?.expand()?;
/// let certified = certify(&near, &NewtonOptions::default()).expect("it is a solution but for rounding");
/// assert!(certified.radius_f64() < 1e-25);
/// certified.check()?;
/// # Ok::<(), cogring::Error>(())
/// ```
///
/// # Errors
/// The reason why nothing was proved; see [`Refusal`].
pub fn certify(block: &Block<Complex64>, options: &NewtonOptions) -> Result<Certified, Refusal> {
    let required = options.required.union(PotentialSet::of(|r| r == crate::BlockPotential::ABC));
    let equations = 2 * required.len();
    let order = block.order();
    if 6 * order < equations {
        return Err(Refusal::TooFewNodes { order, needed: equations.div_ceil(6) });
    }
    let given = approximate::unknowns(block);
    if order > MAX_NODES || !given.iter().all(|x| x.is_finite()) {
        return Err(Refusal::NotAnInput);
    }
    let near = approximate::newton(&given, required)?;
    let moved = approximate::distance(&given, &near) / approximate::distance(&given, &vec![0.0; given.len()]);
    if moved.is_nan() || moved > options.max_move {
        return Err(Refusal::TooFar { moved, allowed: options.max_move });
    }
    let (pivots, inverse) = approximate::pivots(&near, required).ok_or(Refusal::Singular)?;
    let center = near
        .chunks_exact(6)
        .map(|x| {
            let entry = |re: f64, im: f64| GaussianRational { re: exact(re), im: exact(im) };
            Triple { a: entry(x[0], x[1]), b: entry(x[2], x[3]), c: entry(x[4], x[5]) }
        })
        .collect();
    let start = Certified { required, center, radius: RBig::ZERO, pivots, inverse };
    kantorovich::prove(start)
}

/// The rational number that a finite float is.
fn exact(x: f64) -> RBig {
    RBig::try_from(x).expect("the float is finite")
}
