//! Square roots of real numbers that are sums of roots of unity again.

mod rational;
mod real_field;

use super::Exact;
use crate::number::lcm;
use crate::scalar::{Cyclotomic, Scalar};
use real_field::RealField;

/// More primes than this are not combined.
const MAX_PRIMES: usize = 6;

impl Exact {
    /// The positive square root of a positive number x of a real subfield of Q(ζ_n), when it is a sum of roots of unity.
    ///
    /// Let 4 | n, which loses nothing, and 2ᵏ ‖ n. A quadratic extension of Q(ζ_n) that is Abelian over Q arises from √d and √u,
    /// where d is a product of odd primes that do not divide n and u = 2 + 2 cos(2π/2ᵏ) = (2 cos(π/2ᵏ))² (Kronecker and Weber).
    /// So √x is a sum of roots of unity exactly when x, dx, ux or dux is a square in Q(ζ_n) ∩ R for such a d, and its primes
    /// divide the denominators of x or the norm of its numerator. The square root in the field is found from floating-point conjugates, squared, and compared.
    ///
    /// `None` for numbers that are not positive or have parameters; where no root is a sum of roots of unity, as for 1 + √2;
    /// and beyond the limits of the search: φ(n) ≤ 128, primes below 10⁴, and 2¹⁶ choices of signs of conjugates.
    ///
    /// ```
    /// use cogring::{Cyclotomic, Scalar, scalar::Exact};
    /// let cosine = |k: i64, n: u64| Exact::root_of_unity(k, n) + Exact::root_of_unity(-k, n); // 2 cos(2πk/n)
    /// let square = Exact::from_ratio(3, 1) + cosine(1, 5); // (5 + √5)/2
    /// let root = square.square_root().expect("2 sin 72°, of the field of ζ_20");
    /// assert_eq!(root.squared(), square);
    /// assert!((Exact::from_ratio(1, 1) + cosine(1, 8)).square_root().is_none()); // 1 + √2, whose conjugate is negative
    /// ```
    #[must_use]
    pub fn square_root(&self) -> Option<Exact> {
        if !self.is_real() || self.to_complex()?.re <= 0.0 {
            return None;
        }
        if let Some(value) = self.to_rational() {
            return rational::square_root(&value);
        }
        let terms = self.normal_terms()?;
        let order = terms.iter().try_fold(4, |order, term| lcm(order, u64::from(term.order), u64::from(u32::MAX)))?;
        let field = RealField::new(order)?;
        let denominator = Exact::from_ratio(i64::try_from(real_field::common_denominator(&terms)?).ok()?, 1);
        let norm = field.norm(&(self.clone() * &denominator))? * denominator.to_rational()?;
        let primes: Vec<u32> =
            rational::primes(&norm).into_iter().filter(|&p| p != 2 && !order.is_multiple_of(p.into())).collect();
        if primes.len() > MAX_PRIMES {
            return None;
        }
        let products = (0..1usize << primes.len()).map(|chosen| {
            let factors = primes.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
            factors.map(|(_, &p)| i64::from(p)).product::<i64>()
        });
        products.flat_map(|d| [(d, false), (d, true)]).find_map(|(d, with_unit)| {
            let (multiplier, root) = multiplier(d, with_unit.then_some(order))?;
            let inside = field.square_root(&(self.clone() * &multiplier).shortened())?;
            let quotient = (inside * &root).checked_div(&multiplier)?.shortened();
            let positive = if quotient.to_complex()?.re < 0.0 { -quotient } else { quotient };
            (positive.squared() == *self).then_some(positive)
        })
    }
}

/// d·u and √d·√u, for u = (2 cos(π/2ᵏ))² where 2ᵏ ‖ n, and u = 1 without n.
fn multiplier(d: i64, order: Option<u64>) -> Option<(Exact, Exact)> {
    let whole = Exact::from_ratio(d, 1);
    let root = rational::square_root(&whole.to_rational()?)?;
    let Some(order) = order else { return Some((whole, root)) };
    let power = 1u64 << order.trailing_zeros();
    let cosine = Exact::root_of_unity(1, 2 * power) + Exact::root_of_unity(-1, 2 * power);
    Some(((whole * &cosine.squared()).shortened(), (root * &cosine).shortened()))
}

#[cfg(test)]
mod tests {
    use num_traits::One;

    use super::*;

    fn cosine(k: i64, n: u64) -> Exact {
        (Exact::root_of_unity(k, n) + Exact::root_of_unity(-k, n)) * &Exact::from_ratio(1, 2)
    }

    fn assert_root(value: &Exact) {
        let root = value.square_root().unwrap_or_else(|| panic!("√({value})"));
        assert_eq!(root.squared(), *value);
        let (float, square) = (root.to_complex().expect("a number"), value.to_complex().expect("a number"));
        assert!((float.re - square.re.sqrt()).abs() < 1e-9 * (1.0 + float.re) && float.im.abs() < 1e-9, "{value}");
    }

    #[test]
    fn sines_and_cosines_are_square_roots() {
        let one = Exact::one();
        for n in [3u64, 5, 7, 8, 9, 11, 12, 15, 16, 20, 23, 24, 29] {
            assert_root(&(one.clone() - cosine(1, n).squared()).shortened());
            // the half angle is one of a field twice as large
            assert_root(&((one.clone() + cosine(1, n)) * &Exact::from_ratio(1, 2)).shortened());
        }
    }

    #[test]
    fn squares_times_numbers_with_roots_have_roots() {
        for (factor, n, weights) in
            [(3i64, 5u64, [1i64, 2, -1]), (7, 12, [3, 1, 1]), (55, 7, [1, -1, 2]), (13, 8, [0, 1, 2])]
        {
            let y = weights
                .iter()
                .enumerate()
                .fold(Exact::from_ratio(1, 2), |sum, (k, &w)| sum + cosine(k as i64, n) * &Exact::from_ratio(w, 3));
            assert_root(&(y.squared() * &Exact::from_ratio(factor, 6)).shortened());
        }
    }

    #[test]
    fn numbers_without_a_root_are_refused() {
        let root_of_two = cosine(1, 8) * &Exact::from_ratio(2, 1);
        // the conjugate of 1 + √2 is negative; that of 3 + √2 is positive, but the norm 7 is no square, nor 7 times 2
        for whole in [1, 3] {
            assert!((Exact::from_ratio(whole, 1) + root_of_two.clone()).square_root().is_none());
        }
        assert!((root_of_two - Exact::from_ratio(2, 1)).square_root().is_none()); // negative
        assert!(Exact::i().square_root().is_none());
        assert!((Exact::parameter("nu") + Exact::parameter("nu").conj()).square_root().is_none());
        assert!(Exact::from_ratio(0, 1).square_root().is_none());
    }
}
