//! Exact numbers near floats, and exact linear equations.

use num_complex::Complex64;
use num_traits::{One, Zero};

use crate::scalar::{Exact, Scalar};

/// Vectors are rounded to multiples of 2 to this power.
const BITS: i32 = -12;

/// Numbers that only have to be exact somewhere near are rounded to multiples of 2 to this power.
const FINE_BITS: i32 = -40;

/// The nearest multiple of 2⁻¹²; `None` of what is not finite or too large to be a direction.
pub(super) fn rounded(x: f64) -> Option<Exact> {
    multiple(x, BITS)
}

/// The nearest multiple of 2⁻⁴⁰.
pub(super) fn fine(x: f64) -> Option<Exact> {
    multiple(x, FINE_BITS)
}

/// The nearest number whose real and imaginary part are multiples of 2⁻¹².
pub(super) fn rounded_complex(x: Complex64) -> Option<Exact> {
    Some(rounded(x.re)? + rounded(x.im)? * &Exact::i())
}

/// A number of eleven binary digits near a positive float.
pub(super) fn short(x: f64) -> Option<Exact> {
    (x.is_normal() && x > 0.0).then(|| multiple(x, x.log2().floor() as i32 - 10))?
}

fn multiple(x: f64, power: i32) -> Option<Exact> {
    const LARGEST: f64 = (1u64 << 52) as f64;
    if power.abs() > 60 {
        return None;
    }
    let unit = 2f64.powi(power);
    let count = (x / unit).round();
    let power_of_two = 1u64 << power.unsigned_abs();
    let is_exact = count.abs() < LARGEST && (power <= 0 || count.abs() * unit < LARGEST);
    is_exact.then(|| match power {
        1.. => Exact::from_ratio(count as i64 * power_of_two as i64, 1),
        _ => Exact::from_ratio(count as i64, power_of_two),
    })
}

/// A number of modulus 1 near exp(i·angle), with rational real and imaginary part: iᵐ (1 + iu)² / (1 + u²), u a multiple of
/// 2⁻¹⁰.
pub(super) fn unit(angle: f64) -> Option<Exact> {
    let quarters = (angle / std::f64::consts::FRAC_PI_2).round();
    let half = (angle - quarters * std::f64::consts::FRAC_PI_2) / 2.0;
    let u = multiple(half.tan(), -10)?;
    let root = Exact::one() + u.clone() * &Exact::i();
    let quotient = root.squared().checked_div(&(Exact::one() + u.squared()))?;
    Some(quotient * &Exact::i().power((quarters as i64).rem_euclid(4) as u64))
}

/// The inverse of a square matrix, by its rows; `None` when it has none.
pub(super) fn inverse(rows: &[Vec<Exact>]) -> Option<Vec<Vec<Exact>>> {
    let n = rows.len();
    let identity = |at: usize| (0..n).map(move |column| if column == at { Exact::one() } else { Exact::zero() });
    let mut rows: Vec<Vec<Exact>> =
        rows.iter().enumerate().map(|(at, row)| row.iter().cloned().chain(identity(at)).collect()).collect();
    for column in 0..n {
        let pivot = (column..n).find(|&row| !rows[row][column].is_zero())?;
        rows.swap(column, pivot);
        let scale = Exact::one().checked_div(&rows[column][column])?;
        let pivot: Vec<Exact> = rows[column].iter().map(|x| (x.clone() * &scale).shortened()).collect();
        for (_, row) in rows.iter_mut().enumerate().filter(|(at, _)| *at != column) {
            let factor = row[column].clone();
            if !factor.is_zero() {
                row.iter_mut().zip(&pivot).for_each(|(x, y)| *x = (x.clone() - factor.clone() * y).shortened());
            }
        }
        rows[column] = pivot;
    }
    Some(rows.into_iter().map(|row| row[n..].to_vec()).collect())
}

/// Σ x_i y_i.
pub(super) fn dot<'a>(x: impl IntoIterator<Item = &'a Exact>, y: impl IntoIterator<Item = &'a Exact>) -> Exact {
    let mut sum = Exact::zero();
    x.into_iter().zip(y).for_each(|(x, y)| sum.add_product(x, y));
    sum
}

/// Which `count` of the vectors are the most independent: each time the one that is farthest from those taken before. Also how
/// far the last one is.
pub(super) fn independent(vectors: &[Vec<f64>], count: usize) -> Option<(Vec<usize>, f64)> {
    let mut rest = vectors.to_vec();
    let square = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>();
    let (mut taken, mut least) = (Vec::with_capacity(count), f64::INFINITY);
    for _ in 0..count {
        let next = (0..rest.len()).max_by(|&x, &y| square(&rest[x]).total_cmp(&square(&rest[y])))?;
        let size = square(&rest[next]).sqrt();
        if !size.is_normal() {
            return None;
        }
        least = least.min(size);
        taken.push(next);
        let direction: Vec<f64> = rest[next].iter().map(|x| x / size).collect();
        for v in &mut rest {
            let along: f64 = v.iter().zip(&direction).map(|(x, y)| x * y).sum();
            v.iter_mut().zip(&direction).for_each(|(x, y)| *x -= along * y);
        }
        rest[next].fill(0.0);
    }
    Some((taken, least))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_near_and_of_modulus_1() {
        for at in -40..40 {
            let angle = 0.37 * f64::from(at);
            let found = unit(angle).expect("a number");
            assert!(found.norm_squared().is_one());
            assert!((found.to_complex().expect("a number") - Complex64::cis(angle)).norm() < 2e-3, "{angle}");
            let x = angle.exp().min(1e9);
            let near = short(x).expect("a number").to_complex().expect("a number").re;
            assert!((near / x - 1.0).abs() < 1e-3, "{x}: {near}");
        }
        assert!(short(0.0).is_none() && short(f64::NAN).is_none() && rounded(f64::INFINITY).is_none());
    }

    #[test]
    fn inverses_are_exact() {
        let entry = |i: usize, j: usize| Exact::from_ratio(((3 * i + 5 * j) % 7) as i64 - 3, (i + 2) as u64);
        let rows: Vec<Vec<Exact>> = (0..4).map(|i| (0..4).map(|j| entry(i, j * j)).collect()).collect();
        let inverse = inverse(&rows).expect("a regular matrix");
        for (i, row) in rows.iter().enumerate() {
            for j in 0..4 {
                let product = dot(row, inverse.iter().map(|row| &row[j]));
                assert!(if i == j { product.is_one() } else { product.is_zero() });
            }
        }
        assert!(super::inverse(&[rows[0].clone(), rows[0].clone()].map(|row| row[..2].to_vec())).is_none());
    }
}
