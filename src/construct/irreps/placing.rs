//! Elements on one irrep, placed on an irrep of a group.

use itertools::Itertools;

use crate::dual::{Dual, IrrepType};
use crate::scalar::Scalar;
use crate::semiring::{MatrixBlock, Node, Solution, Spectrum, Term};
use crate::{Error, Result};

/// The network whose nodes are those of `block` on an irrep, in an orthonormal basis of it: entries at ρ_ij are multiplied by
/// √(D_i/D_j) on the inputs and by √(D_j/D_i) on the output, D the metric of the form that the dual has.
///
/// # Errors
/// When there is no such irrep, its degree is another one, it is not of type R where the element is and of type C where it is
/// not, or the square root of an entry of the metric has no exact form.
pub fn place<S: Scalar>(dual: &Dual, irrep: usize, block: &MatrixBlock<S>) -> Result<Solution<S>> {
    let space = block.space();
    let Some(rho) = dual.irreps().get(irrep) else {
        let (group, count) = (dual.group(), dual.irreps().len());
        return Err(Error::argument(format!(
            "irrep {irrep} of {group}, which has {count} as a group given by its table"
        )));
    };
    let required = if space.is_real { IrrepType::Real } else { IrrepType::Complex };
    if rho.degree() != space.degree || rho.kind() != required {
        return Err(Error::argument(format!(
            "an element of type {required} and degree {} at irrep {irrep} of {}, which has type {} and degree {}",
            space.degree,
            dual.group(),
            rho.kind(),
            rho.degree()
        )));
    }
    let n = space.degree;
    let start = dual.at(irrep, 0, 0).unwrap_or_default();
    let root = |i: usize| {
        let root = S::from_constant(&rho.metric_constant(i).square_root());
        // What has no exact form equals nothing.
        let is_known = root == root.clone();
        is_known.then_some(root).ok_or_else(|| {
            Error::unsupported(format!("the square root of {} in the metric of irrep {irrep}", rho.metric(i)))
        })
    };
    let roots: Vec<S> = (0..n).map(root).collect::<Result<_>>()?;
    let inverses = (0..n).map(|i| S::from_constant(&rho.metric_constant(i).square_root().inverse())).collect_vec();
    let spectrum = |entries: &[S], is_output: bool| {
        let entries = (0..n).cartesian_product(0..n).zip(entries).map(|((i, j), entry)| {
            let (up, down) = if is_output { (j, i) } else { (i, j) };
            (start + i * n + j, entry.clone() * &roots[up] * &inverses[down])
        });
        Spectrum::from_pairs(dual, entries)
    };
    let terms = block.terms().iter().map(|term| Term {
        coefficient: term.coefficient.clone(),
        node: Node {
            a: spectrum(&term.node.a, false),
            b: spectrum(&term.node.b, false),
            c: spectrum(&term.node.c, true),
        },
    });
    Solution::new(dual, terms.collect())
}
