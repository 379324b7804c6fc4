//! The blocks of irreps: algorithms of matrix multiplication as elements of the semiring.

mod quaternion;
mod simplex;

use itertools::Itertools;

use super::optimizers::{blocks, order6};
use crate::Result;
use crate::dual::{Dual, IrrepType};
use crate::group::Group;
use crate::scalar::Cyclotomic;
use crate::semiring::{Block, Node, Solution, Spectrum, Term};

pub(super) use quaternion::is_quaternion_group;

/// The irreps but for the trivial one, one of each pair of type C.
pub(super) fn representatives(dual: &Dual) -> impl Iterator<Item = usize> + '_ {
    let irreps = dual.irreps().iter().enumerate().skip(1);
    irreps.filter(|(at, rho)| rho.kind() != IrrepType::Complex || rho.partner() > *at).map(|(at, _)| at)
}

/// The number of nodes of [`open_block`].
pub(super) fn open_width(dual: &Dual, irrep: usize) -> usize {
    let rho = &dual.irreps()[irrep];
    let n = rho.degree();
    match rho.kind() {
        IrrepType::Real => n.pow(3),
        IrrepType::Complex => 4 * n.pow(3),
        IrrepType::Quaternionic if is_quaternion_group(dual, irrep) => 8,
        IrrepType::Quaternionic => 14 * (n / 2).pow(3),
    }
}

/// An element that computes the irrep's part of the label but for constants: n³ nodes for type R, 4n³ for C, for H
/// 14 (n/2)³, or 8 where the image is the quaternion group.
pub(super) fn open_block<S: Cyclotomic>(dual: &Dual, irrep: usize) -> Solution<S> {
    match dual.irreps()[irrep].kind() {
        IrrepType::Real => matrix_product(dual, irrep, &Block::one()),
        IrrepType::Complex => matrix_product(dual, irrep, &blocks::fourier()),
        IrrepType::Quaternionic => quaternion::block(dual, irrep, &quaternion::with_constant_squares(dual, irrep)),
    }
}

/// The number of nodes of [`closed_block`].
fn closed_width(dual: &Dual, irrep: usize) -> usize {
    let rho = &dual.irreps()[irrep];
    let n = rho.degree();
    match rho.kind() {
        IrrepType::Real if n <= simplex::LARGEST => n.pow(3) + n,
        IrrepType::Real => 2 * n.pow(3),
        IrrepType::Complex => 6 * n.pow(3),
        IrrepType::Quaternionic => 16 * (n / 2).pow(3),
    }
}

/// An element that computes the irrep's part of the label and leaves no constant.
fn closed_block<S: Cyclotomic>(dual: &Dual, irrep: usize) -> Result<Solution<S>> {
    let rho = &dual.irreps()[irrep];
    Ok(match rho.kind() {
        IrrepType::Real if rho.degree() <= simplex::LARGEST => simplex::block(dual, irrep)?,
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
    group.moduli().is_none().then(|| representatives(&dual).map(|irrep| closed_width(&dual, irrep)).sum())
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
