//! The blocks of irreps of degree above 1: an algorithm of matrix multiplication whose squares are constant.

use itertools::Itertools;

use super::{NarrowKind, quaternion};
use crate::construct::optimizers::blocks;
use crate::dual::{Dual, IrrepType};
use crate::scalar::Cyclotomic;
use crate::semiring::{Block, Node, Solution, Spectrum, Term};

/// What the irrep is, and the number of nodes of [`block`].
pub(super) fn part(dual: &Dual, irrep: usize) -> (NarrowKind, usize) {
    let rho = &dual.irreps()[irrep];
    let n = rho.degree();
    match rho.kind() {
        IrrepType::Real => (NarrowKind::RealIrrep, n.pow(3)),
        IrrepType::Complex => (NarrowKind::ComplexIrrep, 4 * n.pow(3)),
        IrrepType::Quaternionic if quaternion::is_quaternion_group(dual, irrep) => (NarrowKind::QuaternionGroup, 8),
        IrrepType::Quaternionic => (NarrowKind::QuaternionicIrrep, 14 * (n / 2).pow(3)),
    }
}

/// An element that computes the irrep's part of the label but for constants.
pub(super) fn block<S: Cyclotomic>(dual: &Dual, irrep: usize) -> Solution<S> {
    match dual.irreps()[irrep].kind() {
        IrrepType::Real => matrix_product(dual, irrep, &Block::one()),
        IrrepType::Complex => matrix_product(dual, irrep, &blocks::fourier()),
        IrrepType::Quaternionic => quaternion::block(dual, irrep),
    }
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
