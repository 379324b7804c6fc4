//! A frame times a simplex: the narrowest closed blocks of type R that are known, for degrees up to 3.
//!
//! With columns y_l of an orthonormal frame and unit vectors x_j, z_j whose products x_j z_jᵀ are the n² + 1 corners of a
//! regular simplex in R^{n×n}, the nodes (x_j y_lᵀ, y_l z_jᵀ, x_j z_jᵀ) with coefficients n²/(n² + 1) are an algorithm of matrix
//! multiplication; the squares leave a multiple of Σ_j x_j z_jᵀ, which is 0.

use itertools::Itertools;

use crate::scalar::Cyclotomic;
use crate::semiring::{MatrixBlock, MatrixNode, MatrixSpace, Term};

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

/// The element of an irrep of type R and degree at most 3: n³ + n nodes, and no constant remains.
///
/// # Panics
/// When the degree is 0 or above 3.
#[must_use]
pub fn simplex<S: Cyclotomic>(degree: usize) -> MatrixBlock<S> {
    assert!((1..=LARGEST).contains(&degree), "the simplex of degree {degree}; up to degree {LARGEST} they are known");
    let n = degree;
    let product = |x: &[S], y: &[S]| x.iter().cartesian_product(y).map(|(x, y)| x.clone() * y).collect_vec();
    let coefficient = S::from_ratio((n * n) as i64, (n * n + 1) as u64);
    let unit = |l: usize| (0..n).map(|i| if i == l { S::one() } else { S::zero() }).collect_vec();
    let term = |((x, z), l): (Corner<S>, usize)| {
        let y = unit(l);
        let node = MatrixNode { a: product(&x, &y), b: product(&y, &z), c: product(&x, &z) };
        Term { coefficient: coefficient.clone(), node }
    };
    let terms = corners::<S>(n).into_iter().cartesian_product(0..n).map(term).collect();
    MatrixBlock::new(&MatrixSpace { degree, is_real: true }, terms).expect("real numbers, n² of them")
}
