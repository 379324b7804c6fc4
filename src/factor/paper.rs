//! The paper's analysis of trained weights, step by step, so that tables compare (CoGS, §6 and its appendix).

use itertools::Itertools;
use num_complex::Complex64;

use super::form::{FactorKind, Form, Parameter, Parameters};
use super::gauge::{Entries, ONE, flipped, norm_squared, over};
use crate::semiring::Triple;

/// Where the ratio of a column differs from the first column's by more than this, its sign is flipped.
const SIGN_FLIP: f64 = 0.2;
/// Tolerance per entry, both of factorability and of the classification.
const TOLERANCE: f64 = 0.1;

/// The paper's answer for the nodes of one frequency.
pub(super) struct Verdict {
    pub form: Form,
    pub error: Option<f64>,
    /// As the classification finds them; the sign of z_ξ is `sigma`.
    pub parameters: Parameters,
    /// The two factors, if there are any.
    pub factors: Vec<Vec<Entries>>,
    /// The pairs of columns by which the nodes factor: first half and second half alternating.
    pub grid: Option<Vec<usize>>,
}

impl Verdict {
    fn nonfactorable(error: Option<f64>) -> Self {
        Verdict { form: Form::Nonfactorable, error, parameters: Parameters::new(), factors: Vec::new(), grid: None }
    }

    /// Steps 3 and 4 for the columns of one frequency, in increasing order of the nodes.
    pub(super) fn of(columns: &[Entries]) -> Self {
        let (q, h) = (columns.len(), columns.len() / 2);
        if q != 4 && q != 6 {
            return Self::nonfactorable(None);
        }
        let Some((first, second)) = best_halves(columns) else {
            return Self::nonfactorable(None);
        };
        let grid = first.iter().zip(&second).flat_map(|(&u, &v)| [u, v]).collect();
        let mut first: Vec<Entries> = first.iter().map(|&at| columns[at]).collect();
        let second: Vec<Entries> = second.iter().map(|&at| columns[at]).collect();
        let reference = second[0].a / first[0].a;
        for (u, v) in first.iter_mut().zip(&second) {
            if (v.a / u.a - reference).norm() > SIGN_FLIP {
                *u = flipped(u);
            }
        }
        let mut error = 0.0;
        let ratio = Entries::from_fn(|row| {
            let ratios: Vec<Complex64> = first.iter().zip(&second).map(|(u, v)| v[row] / u[row]).collect();
            let mean = ratios.iter().sum::<Complex64>() / h as f64;
            error += ratios.iter().map(|r| (r - mean).norm_sqr()).sum::<f64>();
            mean
        });
        let error = error.sqrt();
        if !error.is_finite() {
            return Self::nonfactorable(None);
        }
        if error > TOLERANCE * (3.0 * q as f64).sqrt() {
            return Self::nonfactorable(Some(error));
        }
        let factors = vec![vec![ONE, ratio], first.iter().map(|u| over(u, &first[0])).collect()];
        let ((x, mut parameters), (y, others)) = (classify(&factors[0]), classify(&factors[1]));
        parameters.extend(others);
        Verdict { form: Form::of_factors(x, y), error: Some(error), parameters, factors, grid: Some(grid) }
    }
}

/// The first and the second half of the best permutation, of those whose first half is increasing.
fn best_halves(columns: &[Entries]) -> Option<(Vec<usize>, Vec<usize>)> {
    let (q, h) = (columns.len(), columns.len() / 2);
    let mut best: Option<(f64, Vec<usize>, Vec<usize>)> = None;
    for first in (0..q).combinations(h) {
        let rest: Vec<usize> = (0..q).filter(|at| !first.contains(at)).collect();
        for second in rest.into_iter().permutations(h) {
            let ratio = |i: usize| columns[first[i]].c / columns[second[i]].c;
            let mean = (0..h).map(ratio).sum::<Complex64>() / h as f64;
            let spread = (0..h).map(|i| (ratio(i) - mean).norm_sqr()).sum::<f64>();
            if best.as_ref().map_or(spread.is_finite(), |(least, ..)| spread < *least) {
                best = Some((spread, first.clone(), second));
            }
        }
    }
    best.map(|(_, first, second)| (first, second))
}

fn is_near(x: Complex64, y: Complex64) -> bool {
    (x - y).norm() < TOLERANCE
}

/// Step 4: the generator that a factor is, and its parameters.
fn classify(factor: &[Entries]) -> (FactorKind, Parameters) {
    let normalized: Vec<Entries> = factor
        .iter()
        .map(|column| {
            let root = (column.a * column.b * column.c).cbrt();
            column.map(|_, entry| entry / root)
        })
        .collect();
    if normalized.len() == 2 { classify_pair(normalized[1]) } else { classify_triple(normalized) }
}

fn classify_pair(Triple { a, b, c }: Entries) -> (FactorKind, Parameters) {
    let i = Complex64::I;
    if is_near(c, i) || is_near(c, -i) {
        let sigma = Complex64::from(c.im.signum());
        (FactorKind::Xi, named([("xi", a), ("sigma", sigma)]))
    } else if is_near(c, Complex64::ONE) && (is_near(a, i) || is_near(a, -i)) {
        (FactorKind::NuI, Parameters::new())
    } else if (a + b).norm() < TOLERANCE {
        (FactorKind::Nu, named([("nu", a)]))
    } else {
        (FactorKind::Unnamed, Parameters::new())
    }
}

fn classify_triple(mut columns: Vec<Entries>) -> (FactorKind, Parameters) {
    let omega = Complex64::cis(std::f64::consts::TAU / 3.0);
    for column in &mut columns[1..] {
        if column.a.re > 0.0 {
            *column = flipped(column);
        }
    }
    if columns[1].c.im < 0.0 {
        columns.iter_mut().for_each(|column| *column = column.conj());
    }
    let distance = |column: Entries, to: Complex64| norm_squared(&column.map(|_, x| x - to)).sqrt();
    let limit = TOLERANCE * 3f64.sqrt();
    if distance(columns[1], omega) < limit && distance(columns[2], omega.conj()) < limit {
        (FactorKind::Syn, Parameters::new())
    } else if is_near(columns[1].c, omega) && is_near(columns[2].c, omega.conj()) {
        let (alpha, beta) = (columns[1].a / omega, columns[2].a / omega.conj());
        (FactorKind::SynAb, named([("alpha", alpha), ("beta", beta)]))
    } else {
        (FactorKind::Unnamed, Parameters::new())
    }
}

fn named<const N: usize>(values: [(&str, Complex64); N]) -> Parameters {
    values.into_iter().map(|(name, value)| (name.to_owned(), Parameter(value))).collect()
}
