//! A frame times a simplex: the narrowest closed blocks of type R that are known, for degrees up to 3.
//!
//! With columns y_l of an orthonormal frame and unit vectors x_j, z_j whose products x_j z_jᵀ are the n² + 1 corners of a
//! regular simplex in R^{n×n}, the nodes (x_j y_lᵀ, y_l z_jᵀ, x_j z_jᵀ) with coefficients n²/(n² + 1) are an algorithm of matrix
//! multiplication; the squares leave a multiple of Σ_j x_j z_jᵀ, which is 0.

use itertools::Itertools;

use crate::dual::Dual;
use crate::scalar::Cyclotomic;
use crate::semiring::{Node, Solution, Spectrum, Term};
use crate::{Error, Result};

/// Simplices of larger degree are not known.
pub(super) const LARGEST: usize = 3;

/// A pair of unit vectors.
type Corner<S> = (Vec<S>, Vec<S>);

/// cos and sin of 2π · numerator / 5.
fn circle<S: Cyclotomic>(numerator: i64) -> (S, S) {
    let (root, conjugate) = (S::root_of_unity(numerator, 5), S::root_of_unity(-numerator, 5));
    let half = S::from_ratio(1, 2);
    ((root.clone() + conjugate.clone()) * &half, (root - conjugate) * &half * &S::root_of_unity(-1, 4))
}

/// The corners for n = 1, 2, 3. n = 1: ±1. n = 2: x at the angle 3t/2, z at −t/2, t = 2πj/5, up to turns by π. n = 3:
/// (√2 cos t, √2 sin t, 1)/√3 and (√2 cos 2t, √2 sin 2t, 1)/√3, and both with the last entry, or the others, negated.
fn corners<S: Cyclotomic>(n: usize) -> Vec<Corner<S>> {
    let sqrt = |p: i64| {
        let conjugates =
            |numerator: i64, order: u64| S::root_of_unity(numerator, order) + S::root_of_unity(-numerator, order);
        if p == 2 { conjugates(1, 8) } else { conjugates(1, 12) }
    };
    match n {
        1 => vec![(vec![S::one()], vec![S::one()]), (vec![S::one()], vec![-S::one()])],
        2 => (0..5)
            .map(|j| {
                // modulo π, up to the sign of both vectors, t/2 is 3t
                let ((xc, xs), (zc, zs)) = (circle::<S>(4 * j), circle::<S>(2 * j));
                (vec![xc, xs], vec![zc, zs])
            })
            .collect(),
        _ => (0..5)
            .flat_map(|j| {
                let third = sqrt(3) * &S::from_ratio(1, 3);
                let vector = |times: i64| {
                    let (c, s) = circle::<S>(times * j);
                    [c * &sqrt(2), s * &sqrt(2), S::one()].map(|x| x * &third)
                };
                let ([x0, x1, x2], [z0, z1, z2]) = (vector(1), vector(2));
                let first = (vec![x0.clone(), x1.clone(), x2.clone()], vec![z0.clone(), z1.clone(), z2.clone()]);
                let second = (vec![x0, x1, -x2], vec![-z0, -z1, z2]);
                [first, second]
            })
            .collect(),
    }
}

/// The block of an irrep of type R and degree at most 3.
///
/// # Errors
/// When the square root of a quotient of two entries of the metric has no exact form.
pub(super) fn block<S: Cyclotomic>(dual: &Dual, irrep: usize) -> Result<Solution<S>> {
    let rho = &dual.irreps()[irrep];
    let n = rho.degree();
    let start = dual.at(irrep, 0, 0).unwrap_or_default();
    // ρ in an orthonormal basis is √(D_i / D_j) ρ_ij
    let root = |i: usize| {
        let root = S::from_constant(&rho.metric_constant(i).square_root());
        let is_known = root == root.clone();
        is_known.then_some(root).ok_or_else(|| {
            Error::unsupported(format!("the square root of {} in the metric of irrep {irrep}", rho.metric(i)))
        })
    };
    let roots: Vec<S> = (0..n).map(root).collect::<Result<_>>()?;
    let inverses: Vec<S> = (0..n).map(|i| S::from_constant(&rho.metric_constant(i).square_root().inverse())).collect();
    let product = |x: &[S], y: &[S], is_output: bool| {
        let entries = (0..n).cartesian_product(0..n).map(|(i, j)| {
            let scale = if is_output { roots[j].clone() * &inverses[i] } else { roots[i].clone() * &inverses[j] };
            (start + i * n + j, x[i].clone() * &y[j] * &scale)
        });
        Spectrum::from_pairs(dual, entries)
    };
    let coefficient = S::from_ratio((n * n) as i64, (n * n + 1) as u64);
    let mut terms = Vec::with_capacity(n * (n * n + 1));
    for ((x, z), l) in corners::<S>(n).into_iter().cartesian_product(0..n) {
        let y: Vec<S> = (0..n).map(|i| if i == l { S::one() } else { S::zero() }).collect();
        let node = Node { a: product(&x, &y, false), b: product(&y, &z, false), c: product(&x, &z, true) };
        terms.push(Term { coefficient: coefficient.clone(), node });
    }
    Ok(Solution::from_terms(dual.group(), terms))
}
