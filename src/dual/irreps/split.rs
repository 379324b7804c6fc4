//! The irreps in floating-point numbers: the regular representation, split by an element that commutes with it.

use nalgebra::{DMatrix, SymmetricEigen};
use num_complex::Complex64;

use super::IrrepType;
use crate::group::Group;

/// A unitary irrep in no particular form.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    pub degree: usize,
    pub kind: IrrepType,
    /// ρ_ij(g) at (g·n + i)·n + j.
    pub values: Vec<Complex64>,
    /// χ(g).
    pub character: Vec<Complex64>,
}

impl Raw {
    pub fn is_conjugate_of(&self, other: &Raw) -> bool {
        inner(&self.character, &conjugates(&other.character)) > 0.5
    }
}

fn conjugates(character: &[Complex64]) -> Vec<Complex64> {
    character.iter().map(Complex64::conj).collect()
}

/// |⟨χ, χ'⟩|: 1 for equivalent irreps, 0 for others.
fn inner(x: &[Complex64], y: &[Complex64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x.conj() * y).sum::<Complex64>().norm() / x.len() as f64
}

/// Numbers that repeat nowhere, of modulus 1.
pub(super) fn phase(at: usize, attempt: usize) -> Complex64 {
    let (x, t) = (at as f64 + 1.0, attempt as f64 + 1.0);
    let turns = x * x * std::f64::consts::SQRT_2 + x * t * 3f64.sqrt() + x * (0.1 * x).sin() + t * 5f64.sqrt();
    Complex64::cis(std::f64::consts::TAU * turns.fract())
}

/// One irrep of every class, sorted: the trivial one first, then by degree, type and character.
///
/// # Panics
/// When every one of many attempts has eigenvalues that nearly meet.
pub(super) fn irreps(group: &Group) -> Vec<Raw> {
    const ATTEMPTS: usize = 64;
    let found = (0..ATTEMPTS).find_map(|attempt| attempt_split(group, attempt));
    let mut irreps = found.expect("the regular representation splits into irreps for almost every element");
    irreps.sort_by(|x, y| {
        let key = |raw: &Raw| (raw.character.iter().any(|z| (z - 1.0).norm() > 1e-6), raw.degree, raw.kind);
        let values = |raw: &Raw| raw.character.iter().flat_map(|z| [-z.re, -z.im]).collect::<Vec<_>>();
        key(x).cmp(&key(y)).then_with(|| {
            let differ = values(x).into_iter().zip(values(y)).find(|(a, b)| (a - b).abs() > 1e-6);
            differ.map_or(std::cmp::Ordering::Equal, |(a, b)| a.total_cmp(&b))
        })
    });
    irreps
}

fn attempt_split(group: &Group, attempt: usize) -> Option<Vec<Raw>> {
    let d = group.order();
    // x ↦ Σ_g w_g x·g⁻¹ with w_{g⁻¹} = conj w_g: Hermitian, and commutes with multiplication from the left
    let weight = |g: usize| phase(g, attempt) + phase(group.inverse(g), attempt).conj();
    let mut mixed = DMatrix::<Complex64>::zeros(d, d);
    for g in 0..d {
        let (w, inverse) = (weight(g), group.inverse(g));
        for x in 0..d {
            mixed[(group.multiply(x, inverse), x)] += w;
        }
    }
    let eigen = SymmetricEigen::try_new(mixed, 1e-14, 0)?;
    let mut order: Vec<usize> = (0..d).collect();
    order.sort_by(|&x, &y| eigen.eigenvalues[x].total_cmp(&eigen.eigenvalues[y]));
    let range = eigen.eigenvalues.iter().fold(0.0f64, |most, x| most.max(x.abs())).max(1.0);
    let mut spaces: Vec<Vec<usize>> = Vec::new();
    for (at, &column) in order.iter().enumerate() {
        let gap = if at == 0 { f64::INFINITY } else { eigen.eigenvalues[column] - eigen.eigenvalues[order[at - 1]] };
        match spaces.last_mut() {
            Some(space) if gap <= 1e-8 * range => space.push(column),
            _ if at > 0 && gap < 1e-4 * range / d as f64 => return None,
            _ => spaces.push(vec![column]),
        }
    }
    let mut found: Vec<Raw> = Vec::new();
    for space in spaces {
        let basis = eigen.eigenvectors.select_columns(&space);
        let character: Vec<Complex64> = (0..d).map(|g| trace(group, &basis, g)).collect();
        if found.iter().all(|raw| inner(&raw.character, &character) < 0.5) {
            found.push(restricted(group, &basis, character));
        }
    }
    (found.iter().map(|raw| raw.degree * raw.degree).sum::<usize>() == d).then_some(found)
}

/// The trace of the left multiplication by g on the space with the given orthonormal basis.
fn trace(group: &Group, basis: &DMatrix<Complex64>, g: usize) -> Complex64 {
    let moved: Vec<usize> = (0..group.order()).map(|h| group.multiply(g, h)).collect();
    basis
        .column_iter()
        .map(|b| moved.iter().zip(b.iter()).map(|(&gh, value)| b[gh].conj() * value).sum::<Complex64>())
        .sum()
}

/// The left multiplications in the given orthonormal basis.
fn restricted(group: &Group, basis: &DMatrix<Complex64>, character: Vec<Complex64>) -> Raw {
    let (d, n) = basis.shape();
    let mut values = Vec::with_capacity(d * n * n);
    let adjoint = basis.adjoint();
    for g in 0..d {
        let from: Vec<usize> = (0..d).map(|x| group.multiply(group.inverse(g), x)).collect();
        let matrix = &adjoint * basis.select_rows(&from);
        values.extend((0..n * n).map(|at| matrix[(at / n, at % n)]));
    }
    let indicator = (0..d).map(|g| character[group.multiply(g, g)].re).sum::<f64>() / d as f64;
    let kind = match indicator.round() as i64 {
        1 => IrrepType::Real,
        -1 => IrrepType::Quaternionic,
        _ => IrrepType::Complex,
    };
    Raw { degree: n, kind, values, character }
}
