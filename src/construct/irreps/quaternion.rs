//! The product of quaternions as sums of squares, for irreps of type H.
//!
//! A matrix \[\[α, −β̄\], \[β, ᾱ\]\] stands for the quaternion x = Re α + Im α i + Re β j − Im β k.

use itertools::Itertools;

use crate::dual::Dual;
use crate::scalar::{Cyclotomic, Scalar};
use crate::semiring::{Node, Solution, Spectrum, Term};
use crate::{Error, Result};

/// A quaternion by its components along 1, i, j, k.
pub type Quaternion<S> = [S; 4];

/// One product m ⟨α, x⟩⟨β, y⟩ γ of an algorithm that multiplies quaternions x and y.
#[derive(Debug, Clone, PartialEq)]
pub struct QuaternionProduct<S> {
    /// m.
    pub coefficient: S,
    /// α, by its components along 1, i, j, k.
    pub alpha: Quaternion<S>,
    /// β.
    pub beta: Quaternion<S>,
    /// γ.
    pub gamma: Quaternion<S>,
}

/// xy = Σ m ⟨α, x⟩⟨β, y⟩ γ in eight products where every ρ(g) has one component ±1 only, else in fourteen: both with
/// Σ m ⟨α, x⟩² γ and Σ m ⟨β, y⟩² γ constant on the group.
pub(super) fn with_constant_squares<S: Cyclotomic>(dual: &Dual, irrep: usize) -> Vec<QuaternionProduct<S>> {
    if is_quaternion_group(dual, irrep) {
        eight_signs()
    } else {
        let whole = |x| S::from_ratio(x, 1);
        fourteen_squares(&whole(1), &whole(2)).expect("1 and 2 are neither 0 nor of one size")
    }
}

/// Whether the image is {±1, ±i, ±j, ±k}.
pub(in crate::construct) fn is_quaternion_group(dual: &Dual, irrep: usize) -> bool {
    let rho = &dual.irreps()[irrep];
    let is_sign = |x: f64| x.abs() < 1e-9 || (x.abs() - 1.0).abs() < 1e-9;
    rho.degree() == 2
        && (0..dual.len()).all(|g| {
            [(0, 0), (1, 0)].iter().all(|&(i, j)| {
                let entry = rho.entry(g, i, j);
                is_sign(entry.re) && is_sign(entry.im)
            })
        })
}

/// 4xy = Σ_α ⟨α, x⟩⟨β, y⟩ γ over the eight α = 1 ± i ± j ± k: β has the signs of α moved on by one place, back or forth by
/// their product, and γ = αβ/2 consists of signs. Of signs the squares are 1.
fn eight_signs<S: Cyclotomic>() -> Vec<QuaternionProduct<S>> {
    let signs = (0..3).map(|_| [1i64, -1]).multi_cartesian_product();
    signs
        .map(|s| {
            let alpha = [1, s[0], s[1], s[2]];
            let beta = if s[0] * s[1] * s[2] == 1 { [1, s[2], s[0], s[1]] } else { [1, s[1], s[2], s[0]] };
            let gamma = hamilton(alpha, beta).map(|x| S::from_ratio(x, 2));
            let whole = |q: [i64; 4]| q.map(|x| S::from_ratio(x, 1));
            QuaternionProduct { coefficient: S::from_ratio(1, 4), alpha: whole(alpha), beta: whole(beta), gamma }
        })
        .collect()
}

fn hamilton(x: [i64; 4], y: [i64; 4]) -> [i64; 4] {
    [
        x[0] * y[0] - x[1] * y[1] - x[2] * y[2] - x[3] * y[3],
        x[0] * y[1] + x[1] * y[0] + x[2] * y[3] - x[3] * y[2],
        x[0] * y[2] - x[1] * y[3] + x[2] * y[0] + x[3] * y[1],
        x[0] * y[3] + x[1] * y[2] - x[2] * y[1] + x[3] * y[0],
    ]
}

/// The product of quaternions in 14 squares, for real numbers x ≠ ±y other than 0: for (p, q) = (x, y), (y, x) and t = ±i ± j ± k
/// of positive product, α = p + qt, β = q − pt, γ = 1/(8xy) + t/(4(q² − p²)); and −½ times (j+k, j−k, i), (j−k, j+k, −i) and
/// what follows by i → j → k → i. The squares leave multiples of |x|² and |y|², which are 1 on a group.
///
/// At y/x = √2 + √3 every γ is parallel to αβ, and Σ |m||α||β||γ| = 16 is the least that is possible.
///
/// # Errors
/// When x or y is 0 or not real, or x² = y².
pub fn fourteen_squares<S: Scalar>(x: &S, y: &S) -> Result<Vec<QuaternionProduct<S>>> {
    let refusal = || Error::argument(format!("x = {x} and y = {y}: real numbers x ≠ ±y other than 0 are required"));
    let quotient = |by: S| S::one().checked_div(&by).filter(|_| !by.is_zero() && x.is_real() && y.is_real());
    let part = quotient(x.clone() * y * &S::from_ratio(8, 1)).ok_or_else(refusal)?;
    let mut products = Vec::with_capacity(14);
    for (p, q) in [(x, y), (y, x)] {
        let along = quotient((q.squared() - p.squared()) * &S::from_ratio(4, 1)).ok_or_else(refusal)?;
        for t in [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]] {
            let with = |real: &S, factor: &S| {
                let [i, j, k] = t.map(|sign| factor.clone() * &S::from_ratio(sign, 1));
                [real.clone(), i, j, k]
            };
            products.push(QuaternionProduct {
                coefficient: S::one(),
                alpha: with(p, q),
                beta: with(q, &-p.clone()),
                gamma: with(&part, &along),
            });
        }
    }
    for shift in 0..3 {
        let turned = |u: [i64; 3]| {
            let mut q = [0; 4];
            (0..3).for_each(|at| q[1 + (at + shift) % 3] = u[at]);
            q.map(|x| S::from_ratio(x, 1))
        };
        for (alpha, beta, gamma) in [([0, 1, 1], [0, 1, -1], [1, 0, 0]), ([0, 1, -1], [0, 1, 1], [-1, 0, 0])] {
            let (alpha, beta, gamma) = (turned(alpha), turned(beta), turned(gamma));
            products.push(QuaternionProduct { coefficient: S::from_ratio(-1, 2), alpha, beta, gamma });
        }
    }
    Ok(products)
}

/// The eight products of Howell and Lafon, each as half of itself and half of (α, −β, −γ), so that the squares cancel.
pub(super) fn doubled<S: Cyclotomic>() -> Vec<QuaternionProduct<S>> {
    let unit = |at: usize| (0..4).map(move |i| i64::from(i == at)).collect_vec();
    let signs = [[1, 1, 1, 1], [1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]];
    let of_signs = signs.map(|s| ((1, 4), s.to_vec(), s.to_vec(), vec![-s[0], s[1], s[2], s[3]]));
    let of_units = [(2, [0, 0, 0]), (-2, [3, 2, 1]), (-2, [1, 3, 2]), (-2, [2, 1, 3])];
    let of_units = of_units.map(|(m, [a, b, c])| ((m, 1), unit(a), unit(b), unit(c)));
    let halves = of_signs.into_iter().chain(of_units).cartesian_product([1, -1]);
    halves
        .map(|(((numerator, denominator), alpha, beta, gamma), sign)| {
            let turned = |v: &[i64], sign: i64| [0, 1, 2, 3].map(|at| S::from_ratio(sign * v[at], 1));
            QuaternionProduct {
                coefficient: S::from_ratio(numerator, 2 * denominator),
                alpha: turned(&alpha, 1),
                beta: turned(&beta, sign),
                gamma: turned(&gamma, sign),
            }
        })
        .collect()
}

/// The element of an irrep of degree n = 2m: over all i, l, j < m the product of the quaternions (i, l) and (l, j) at (i, j).
pub(super) fn block<S: Cyclotomic>(dual: &Dual, irrep: usize, products: &[QuaternionProduct<S>]) -> Solution<S> {
    let n = dual.irreps()[irrep].degree();
    let m = n / 2;
    let start = dual.at(irrep, 0, 0).unwrap_or_default();
    let i = S::root_of_unity(1, 4);
    let half = S::from_ratio(1, 2);
    // ⟨v, x⟩ = Σ z_κ ρ_κ with z = ½(v_1 − i v_i) at α and ½(v_j + i v_k) at β, and the conjugates at ᾱ and −β̄
    let spectrum = |v: &Quaternion<S>, (row, column): (usize, usize), is_output: bool| {
        let turned = |x: &S, y: &S, sign: bool| {
            let y = y.clone() * &i;
            if sign == is_output { x.clone() - y } else { x.clone() + y }
        };
        // the output is written in the conjugates, with twice the size
        let scale = if is_output { S::one() } else { half.clone() };
        let at_alpha = turned(&v[0], &v[1], false) * &scale;
        let at_beta = turned(&v[2], &v[3], true) * &scale;
        let at = |row: usize, column: usize| start + row * n + column;
        let entries = [
            (at(row, column), at_alpha.clone()),
            (at(row, column + m), -at_beta.conj()),
            (at(row + m, column), at_beta),
            (at(row + m, column + m), at_alpha.conj()),
        ];
        Spectrum::from_pairs(dual, entries)
    };
    let mut terms = Vec::with_capacity(m.pow(3) * products.len());
    for ((row, inner), column) in (0..m).cartesian_product(0..m).cartesian_product(0..m) {
        terms.extend(products.iter().map(|product| Term {
            coefficient: product.coefficient.clone(),
            node: Node {
                a: spectrum(&product.alpha, (row, inner), false),
                b: spectrum(&product.beta, (inner, column), false),
                c: spectrum(&product.gamma, (row, column), true),
            },
        }));
    }
    Solution::from_terms(dual.group(), terms)
}
