//! The blocks of irreps: algorithms of matrix multiplication as elements of the semiring.

mod algorithm;
mod placing;
mod quaternion;
mod simplex;

use itertools::Itertools;
use serde::{Deserialize, Serialize};

use super::optimizers::{blocks, order6};
use crate::Result;
use crate::dual::{Dual, IrrepType};
use crate::group::Group;
use crate::scalar::Cyclotomic;
use crate::semiring::{Block, Node, Solution, Spectrum, Term};

pub(super) use quaternion::is_quaternion_group;

/// Elements on one irrep, for every group that has such an irrep.
pub mod matrix {
    pub use super::algorithm::{MatrixAlgorithm, frames, laderman, standard, strassen};
    pub use super::placing::place;
    pub use super::quaternion::{QuaternionProduct, fourteen_squares};
    pub use super::simplex::simplex;
}

/// The irreps but for the trivial one, one of each pair of type C.
pub(super) fn representatives(dual: &Dual) -> impl Iterator<Item = usize> + '_ {
    let irreps = dual.irreps().iter().enumerate().skip(1);
    irreps.filter(|(at, rho)| rho.kind() != IrrepType::Complex || rho.partner() > *at).map(|(at, _)| at)
}

/// How many nodes the elements that are known have at an irrep, or pair of type C, of degree n.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IrrepOrders {
    /// Where constants remain: n³ for type R, 4n³ for C, 14 (n/2)³ for H, or 8 where the image is the quaternion group.
    pub open: usize,
    /// Where none remains: for type R n³ + n when n ≤ 3 and else 2n³, 6n³ for C, 16 (n/2)³ for H.
    pub closed: usize,
}

impl IrrepOrders {
    /// The orders at the irrep that the basis function k belongs to.
    #[must_use]
    pub fn of(dual: &Dual, k: usize) -> Self {
        let n = dual.degree(k);
        let (cube, half_cube) = (n.pow(3), (n / 2).pow(3));
        let is_quaternion_group = || dual.place(k).is_some_and(|(irrep, ..)| is_quaternion_group(dual, irrep));
        let (open, closed) = match dual.kind(k) {
            IrrepType::Real if n <= simplex::LARGEST => (cube, cube + n),
            IrrepType::Real => (cube, 2 * cube),
            IrrepType::Complex => (4 * cube, 6 * cube),
            IrrepType::Quaternionic if is_quaternion_group() => (8, 16 * half_cube),
            IrrepType::Quaternionic => (14 * half_cube, 16 * half_cube),
        };
        IrrepOrders { open, closed }
    }
}

/// The orders of [`open_block`] and [`closed_block`].
pub(super) fn orders(dual: &Dual, irrep: usize) -> IrrepOrders {
    IrrepOrders::of(dual, dual.at(irrep, 0, 0).unwrap_or_default())
}

/// An element that computes the irrep's part of the label but for constants.
pub(super) fn open_block<S: Cyclotomic>(dual: &Dual, irrep: usize) -> Solution<S> {
    match dual.irreps()[irrep].kind() {
        IrrepType::Real => matrix_product(dual, irrep, &Block::one()),
        IrrepType::Complex => matrix_product(dual, irrep, &blocks::fourier()),
        IrrepType::Quaternionic => quaternion::block(dual, irrep, &quaternion::with_constant_squares(dual, irrep)),
    }
}

/// An element that computes the irrep's part of the label and leaves no constant.
fn closed_block<S: Cyclotomic>(dual: &Dual, irrep: usize) -> Result<Solution<S>> {
    let rho = &dual.irreps()[irrep];
    Ok(match rho.kind() {
        IrrepType::Real if rho.degree() <= simplex::LARGEST => {
            placing::place(dual, irrep, &simplex::simplex(rho.degree()))?
        }
        IrrepType::Real => matrix_product(dual, irrep, &blocks::self_conjugate()),
        IrrepType::Complex => matrix_product(dual, irrep, &blocks::order6(&S::one())),
        IrrepType::Quaternionic => quaternion::block(dual, irrep, &quaternion::doubled()),
    })
}

/// A network over any finite group with loss zero for the zero-mean target and no constant node: for an irrep of degree n
/// of type R n³ + n nodes when n ≤ 3, a frame times a simplex, else 2n³; for a pair of type C 6n³; for type H 16 (n/2)³.
/// Over Z_n1 × … × Z_nm this is [`order6`](super::optimizers::order6) at ν = 1.
///
/// # Errors
/// When a number has no exact form.
pub(super) fn closed<S: Cyclotomic>(group: &Group) -> Result<Solution<S>> {
    if group.moduli().is_some() {
        return order6(group, |_| S::one());
    }
    let dual = group.dual();
    let blocks = representatives(&dual).map(|irrep| closed_block(&dual, irrep)).collect::<Result<Vec<_>>>()?;
    Ok(Solution::sum_over(group, blocks))
}

/// The width of [`closed`] over a group that is given by its table.
pub(super) fn width_of_closed(group: &Group) -> Option<usize> {
    let dual = group.dual();
    group.moduli().is_none().then(|| representatives(&dual).map(|irrep| orders(&dual, irrep).closed).sum())
}

/// Σ over (i, l, j): ρ_il(x) ρ_lj(y) at the output ρ_ij, times every node of `scalars`: coefficient D_l, the inputs
/// ρ_il / D_l and ρ_lj. As ρ D⁻¹ ρ* = D⁻¹ and ρ* D ρ = D, the squares add up to constants.
fn matrix_product<S: Cyclotomic>(dual: &Dual, irrep: usize, scalars: &Block<S>) -> Solution<S> {
    let rho = &dual.irreps()[irrep];
    let n = rho.degree();
    let start = dual.at(irrep, 0, 0).unwrap_or_default();
    let mut terms = Vec::with_capacity(n.pow(3) * scalars.order());
    for ((i, l), j) in (0..n).cartesian_product(0..n).cartesian_product(0..n) {
        let metric = S::from_constant(&rho.metric_constant(l));
        let inverse = S::from_constant(&rho.metric_constant(l).inverse());
        for scalar in scalars.terms() {
            let at = |row: usize, column: usize, value: S| Spectrum::single(dual, start + row * n + column, value);
            let node = Node {
                a: at(i, l, scalar.node.a.clone() * &inverse),
                b: at(l, j, scalar.node.b.clone()),
                c: at(i, j, scalar.node.c.clone()),
            };
            terms.push(Term { coefficient: scalar.coefficient.clone() * &metric, node });
        }
    }
    Solution::from_terms(dual.group(), terms)
}
