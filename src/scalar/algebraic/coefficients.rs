//! Polynomials as lists of coefficients, that of x⁰ first.

use std::ops::{AddAssign, Mul};

use dashu_ratio::RBig;

/// The sum of two polynomials over Q.
pub(crate) fn sum(x: &[RBig], y: &[RBig]) -> Vec<RBig> {
    let (long, short) = if x.len() >= y.len() { (x, y) } else { (y, x) };
    let mut sum = long.to_vec();
    sum.iter_mut().zip(short).for_each(|(s, c)| *s += c);
    sum
}

/// Their product; that with 0 is 0, the empty list.
pub(crate) fn product<T>(x: &[T], y: &[T]) -> Vec<T>
where
    T: Clone + Default + AddAssign,
    for<'a> &'a T: Mul<Output = T>,
{
    if x.is_empty() || y.is_empty() {
        return Vec::new();
    }
    let mut product = vec![T::default(); x.len() + y.len() - 1];
    for (i, a) in x.iter().enumerate() {
        for (j, b) in y.iter().enumerate() {
            product[i + j] += a * b;
        }
    }
    product
}
