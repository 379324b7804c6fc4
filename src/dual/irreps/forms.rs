//! Normal forms of irreps in floating-point numbers: real where the type is R, quaternionic where it is H.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use num_complex::Complex64;

use super::split::{Raw, phase};
use super::{Irrep, IrrepType};
use crate::group::Group;

/// The irrep in the form of its type; unitary.
pub(super) fn normal(group: &Group, raw: &Raw) -> Irrep {
    let n = raw.degree;
    let values = match raw.kind {
        IrrepType::Complex => raw.values.clone(),
        IrrepType::Real => {
            let mut values = in_basis(raw, &real_basis(&invariant_form(group, raw, 1.0)));
            values.iter_mut().for_each(|value| value.im = 0.0);
            values
        }
        IrrepType::Quaternionic => in_basis(raw, &quaternionic_basis(&invariant_form(group, raw, -1.0))),
    };
    Irrep { degree: n, kind: raw.kind, partner: 0, values, metric: vec![1.0; n], exact: None }
}

fn matrix(raw: &Raw, g: usize) -> DMatrix<Complex64> {
    let n = raw.degree;
    DMatrix::from_row_slice(n, n, &raw.values[g * n * n..][..n * n])
}

/// The unitary S with ρ(g) S ρ(g)ᵀ = S and Sᵀ = `sign`·S.
fn invariant_form(group: &Group, raw: &Raw, sign: f64) -> DMatrix<Complex64> {
    let n = raw.degree;
    let seed = DMatrix::from_fn(n, n, |i, j| phase(i * n + j, 7));
    let mean = (0..group.order()).fold(DMatrix::zeros(n, n), |sum: DMatrix<Complex64>, g| {
        let rho = matrix(raw, g);
        sum + &rho * &seed * rho.transpose()
    });
    let form = &mean + mean.transpose() * Complex64::from(sign);
    let size = form.norm() / (n as f64).sqrt();
    form / Complex64::from(size)
}

/// Orthonormal vectors Q with Q Qᵀ = S: in this basis ρ is real.
fn real_basis(form: &DMatrix<Complex64>) -> DMatrix<Complex64> {
    let n = form.nrows();
    let real = DMatrix::from_fn(2 * n, 2 * n, |i, j| match (i < n, j < n) {
        (true, true) => form[(i, j)].re,
        (false, false) => -form[(i - n, j - n)].re,
        (true, false) => form[(i, j - n)].im,
        (false, true) => form[(i - n, j)].im,
    });
    let eigen = SymmetricEigen::new(real);
    let mut order: Vec<usize> = (0..2 * n).collect();
    order.sort_by(|&x, &y| eigen.eigenvalues[y].total_cmp(&eigen.eigenvalues[x]));
    DMatrix::from_fn(n, n, |i, j| {
        let column = eigen.eigenvectors.column(order[j]);
        Complex64::new(column[i], column[n + i])
    })
}

/// Orthonormal vectors v_1, …, v_m, S v̄_1, …, S v̄_m: in this basis ρ = [[α, −β̄], [β, ᾱ]].
fn quaternionic_basis(form: &DMatrix<Complex64>) -> DMatrix<Complex64> {
    let n = form.nrows();
    let mut pairs: Vec<[DVector<Complex64>; 2]> = Vec::new();
    for at in 0..n / 2 {
        let mut v = DVector::from_fn(n, |i, _| phase(i + n * at, 11));
        for _ in 0..2 {
            for b in pairs.iter().flatten() {
                let overlap = b.dotc(&v);
                v -= b * overlap;
            }
        }
        let size = v.norm();
        v /= Complex64::from(size);
        let twin = form * v.conjugate();
        pairs.push([v, twin]);
    }
    let columns: Vec<DVector<Complex64>> =
        (0..2).flat_map(|side| pairs.iter().map(move |pair| pair[side].clone())).collect();
    DMatrix::from_columns(&columns)
}

/// Q* ρ(g) Q for all g.
fn in_basis(raw: &Raw, basis: &DMatrix<Complex64>) -> Vec<Complex64> {
    let n = raw.degree;
    let adjoint = basis.adjoint();
    let one = |g: usize| {
        let moved = &adjoint * matrix(raw, g) * basis;
        (0..n * n).map(move |at| moved[(at / n, at % n)])
    };
    (0..raw.character.len()).flat_map(one).collect()
}
