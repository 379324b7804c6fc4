//! The paper's analysis of trained weights, step by step, so that tables compare (CoGS, §6 and its appendix).

use itertools::Itertools;
use num_complex::Complex64;

use super::analysis::{Factorization, Method};
use super::engine::{Options, factor};
use super::form::{FactorKind, Form, Parameter, Parameters};
use crate::network::Network;

/// Where the ratio of a column differs from the first column's by more than this, its sign is flipped.
const SIGN_FLIP: f64 = 0.2;
/// Tolerance per entry, both of factorability and of the classification.
const TOLERANCE: f64 = 0.1;

/// Factors a network exactly as the paper does.
///
/// 1. A node belongs to the pair ±k (k = 0 included as a candidate) where |z_{akj}| is largest, and is dead when that is
///    at most 0.05.
/// 2. Frequencies with 4 or 6 nodes are tried. With F the 3 × q array of (a, b, c) at k, the permutation of columns is
///    taken that minimizes ‖ρ − mean ρ‖₂, ρ the ratios of the c of the first half of the columns to the second half's.
/// 3. Where the ratio of the second half's a to the first half's differs from the first one by more than 0.2, the gauge
///    (−a, −b, c) is applied. The error is ‖R − row means of R‖_F, R the 3 × q/2 array second half / first half; at
///    most 0.1·√(3q) is factorable, with factors (1, row means of R) and first half / its first column.
/// 4. The factors are classified with tolerance 0.1, after division of every column by the principal cube root of a·b·c.
///
/// Permutations that only reorder the pairs of columns tie; of these the lexicographically first is taken. Parameters are
/// moved into the range in which each describes one product.
#[must_use]
pub fn factor_as_paper(network: &Network) -> Factorization {
    factor(network, &Options::with_method(Method::Paper))
}

/// A column (a, b, c) of the paper's array.
type Column = [Complex64; 3];

/// The paper's answer for the nodes of one frequency.
pub(super) struct Verdict {
    pub form: Form,
    pub error: Option<f64>,
    /// As the classification finds them; the sign of z_ξ is `sigma`.
    pub parameters: Parameters,
    /// The two factors, if there are any.
    pub factors: Vec<Vec<Column>>,
    /// The pairs of columns by which the nodes factor: first half and second half alternating.
    pub grid: Option<Vec<usize>>,
}

impl Verdict {
    fn nonfactorable(error: Option<f64>) -> Self {
        Verdict { form: Form::Nonfactorable, error, parameters: Parameters::new(), factors: Vec::new(), grid: None }
    }

    /// Steps 3 and 4 for the columns of one frequency, in increasing order of the nodes.
    pub(super) fn of(columns: &[Column]) -> Self {
        let (q, h) = (columns.len(), columns.len() / 2);
        if q != 4 && q != 6 {
            return Self::nonfactorable(None);
        }
        let Some((first, second)) = best_halves(columns) else {
            return Self::nonfactorable(None);
        };
        let grid = first.iter().zip(&second).flat_map(|(&u, &v)| [u, v]).collect();
        let mut first: Vec<Column> = first.iter().map(|&at| columns[at]).collect();
        let second: Vec<Column> = second.iter().map(|&at| columns[at]).collect();
        let reference = second[0][0] / first[0][0];
        for (u, v) in first.iter_mut().zip(&second) {
            if (v[0] / u[0] - reference).norm() > SIGN_FLIP {
                u[0] = -u[0];
                u[1] = -u[1];
            }
        }
        let mut ratio = [Complex64::ZERO; 3];
        let mut error = 0.0;
        for (row, ratio) in ratio.iter_mut().enumerate() {
            let ratios: Vec<Complex64> = first.iter().zip(&second).map(|(u, v)| v[row] / u[row]).collect();
            *ratio = ratios.iter().sum::<Complex64>() / h as f64;
            error += ratios.iter().map(|r| (r - *ratio).norm_sqr()).sum::<f64>();
        }
        let error = error.sqrt();
        if !error.is_finite() {
            return Self::nonfactorable(None);
        }
        if error > TOLERANCE * (3.0 * q as f64).sqrt() {
            return Self::nonfactorable(Some(error));
        }
        let factors = vec![
            vec![[Complex64::ONE; 3], ratio],
            first.iter().map(|u| std::array::from_fn(|row| u[row] / first[0][row])).collect(),
        ];
        let ((x, mut parameters), (y, others)) = (classify(&factors[0]), classify(&factors[1]));
        parameters.extend(others);
        Verdict { form: Form::of_factors(x, y), error: Some(error), parameters, factors, grid: Some(grid) }
    }
}

/// The first and the second half of the best permutation, of those whose first half is increasing.
fn best_halves(columns: &[Column]) -> Option<(Vec<usize>, Vec<usize>)> {
    let (q, h) = (columns.len(), columns.len() / 2);
    let mut best: Option<(f64, Vec<usize>, Vec<usize>)> = None;
    for first in (0..q).combinations(h) {
        let rest: Vec<usize> = (0..q).filter(|at| !first.contains(at)).collect();
        for second in rest.into_iter().permutations(h) {
            let ratio = |i: usize| columns[first[i]][2] / columns[second[i]][2];
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
fn classify(factor: &[Column]) -> (FactorKind, Parameters) {
    let normalized: Vec<Column> = factor
        .iter()
        .map(|column| {
            let root = column.iter().product::<Complex64>().cbrt();
            column.map(|entry| entry / root)
        })
        .collect();
    if normalized.len() == 2 { classify_pair(normalized[1]) } else { classify_triple(normalized) }
}

fn classify_pair([a, b, c]: Column) -> (FactorKind, Parameters) {
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

fn classify_triple(mut columns: Vec<Column>) -> (FactorKind, Parameters) {
    let omega = Complex64::cis(std::f64::consts::TAU / 3.0);
    for column in &mut columns[1..] {
        if column[0].re > 0.0 {
            column[0] = -column[0];
            column[1] = -column[1];
        }
    }
    if columns[1][2].im < 0.0 {
        for entry in columns.iter_mut().flatten() {
            *entry = entry.conj();
        }
    }
    let distance = |column: Column, to: Complex64| column.iter().map(|x| (x - to).norm_sqr()).sum::<f64>().sqrt();
    let limit = TOLERANCE * 3f64.sqrt();
    if distance(columns[1], omega) < limit && distance(columns[2], omega.conj()) < limit {
        (FactorKind::Syn, Parameters::new())
    } else if is_near(columns[1][2], omega) && is_near(columns[2][2], omega.conj()) {
        let (alpha, beta) = (columns[1][0] / omega, columns[2][0] / omega.conj());
        (FactorKind::SynAb, named([("alpha", alpha), ("beta", beta)]))
    } else {
        (FactorKind::Unnamed, Parameters::new())
    }
}

fn named<const N: usize>(values: [(&str, Complex64); N]) -> Parameters {
    values.into_iter().map(|(name, value)| (name.to_owned(), Parameter(value))).collect()
}
